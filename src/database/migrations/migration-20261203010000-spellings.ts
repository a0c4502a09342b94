import { Migration } from '@mikro-orm/migrations';
import { Logger } from '@nestjs/common';
import { canonicalLine } from '../../common/text/canonical.js';

const tables = ['products', 'categories', 'brands'];

/** What a search looks for, per word; `1kg` also stands where `1 kg` does. */
const asked = (apart: string): string => `
  create or replace function shop.asked(
    wanted text, unwanted text, out words tsquery, out beginnings tsquery, out near tsquery, out excluded tsquery
  ) language plpgsql stable as $$
    declare
      terms text[] := shop.terms(wanted);
      term text collate "C";
      exact tsquery;
      forms text;
      near_text text;
    begin
      foreach term in array terms loop
        exact := term::tsquery;
        if term ~ '^qq([23][0-7]{2}){3,4}$' then
          forms := term || ':*';
          near_text := null;
        elsif length(term) = 1 then
          forms := term;
          near_text := null;
        else
          forms := term || ' | ' || term || ':*AB';
          if term ~ 's$' and length(term) > 4 then
            forms := forms || ' | ' || left(term, -1);
            if term ~ 'es$' then forms := forms || ' | ' || left(term, -2); end if;
            if term ~ 'ies$' then forms := forms || ' | ' || left(term, -3) || 'y'; end if;
          elsif term ~ 'y$' and length(term) > 3 then
            forms := forms || ' | ' || left(term, -1) || 'ies';
          end if;${apart}
          if length(term) > 3 and term !~ '[0-9]{6}' then
            near_text := array_to_string(shop.near_words(term, 0.4), ':AB | ');
          else
            near_text := null;
          end if;
        end if;
        words := coalesce(words && exact, exact);
        beginnings := coalesce(beginnings && forms::tsquery, forms::tsquery);
        forms := forms || coalesce(' | ' || nullif(near_text, '') || ':AB', '');
        near := coalesce(near && forms::tsquery, forms::tsquery);
      end loop;
      if cardinality(terms) between 2 and 3 then
        -- As one word: "iphone 15" finds iPhone15.
        forms := replace(replace(array_to_string(terms, ' '), ' qq', ''), ' ', '') || ':*AB';
        beginnings := beginnings || forms::tsquery;
        near := near || forms::tsquery;
      end if;
      excluded := nullif(array_to_string(shop.terms(unwanted), ' | '), '')::tsquery;
    end $$;
`;

const apart = `
          if term ~ '^qq[0-9]+[a-z]+$' then
            exact := exact || regexp_replace(term, '^(qq[0-9]+)', '\\1 <-> ')::tsquery;
            forms := forms || ' | ' || exact::text;
          elsif term ~ '^[a-z]+[0-9]+$' and term !~ '^qq[0-9]' then
            exact := exact || regexp_replace(term, '([0-9]+)$', ' <-> qq\\1')::tsquery;
            forms := forms || ' | ' || exact::text;
          end if;`;

/** A word of PostgreSQL's search has at most 2,046 bytes, also one of three that are joined; a longer one is an error, or is not found. */
const cut = `
  alter function shop.terms rename to whole_terms;
  create function shop.terms(given text) returns text[] language sql immutable strict parallel safe as $$
    select array(select left(term, 500) from unnest(shop.whole_terms(given)) with ordinality as terms(term, place) order by place) $$;
  alter function shop.words rename to whole_words;
  create function shop.words(given text) returns text language plpgsql immutable strict parallel safe as $$
    declare
      words text := shop.whole_words(given);
    begin
      if octet_length(words) > 2046 then
        return (select string_agg(left(word, 500), ' ' order by place) from string_to_table(words, ' ') with ordinality as cut(word, place));
      end if;
      return words;
    end $$;
`;

/** One name in any letters of its script: `Вега` and `Vega` are two. */
const nameKey = `
  create function shop.name_key(given text) returns text language sql immutable parallel safe as $$
    select regexp_replace(btrim(shop.letters(given)), ' +', ' ', 'g')
      || (given collate "C" ~ '[\\u0370-\\u03ff\\u1f00-\\u1fff]')::int || (given collate "C" ~ '[\\u0400-\\u04ff]')::int
      || (given collate "C" ~ '[\\u05d0-\\u05ea]')::int || (given collate "C" ~ '[\\u0621-\\u06f9]')::int $$;
`;

/** Slugs and names get the one spelling that the door now gives them; searches take words of any length. */
export class Spellings extends Migration {
  private readonly log = new Logger('Migration');

  override async up(): Promise<void> {
    await this.execute('set local statement_timeout = 0');
    await this.execute(cut);
    await this.execute(asked(apart));
    await this.execute(nameKey);
    for (const table of tables) await this.rewriteSlugs(table);
    for (const table of tables)
      await this.execute(`update ${table} set name = regexp_replace(name, '  +', ' ', 'g') where name like '%  %'`);
    await this.tellTwins();
    // Whose words were too long to be found.
    await this.execute('update products set name = name where octet_length(name) > 220');
    await this.execute(`
      create index categories_hidden on categories (id) where not active;
      create index products_by_letters on products using gin (shop.letters(name) gin_trgm_ops) where published;
    `);
  }

  override async down(): Promise<void> {
    await this.execute('drop index products_by_letters, categories_hidden; drop function shop.name_key');
    await this.execute(asked(''));
    await this.execute(`
      drop function shop.words; alter function shop.whole_words rename to words;
      drop function shop.terms; alter function shop.whole_terms rename to terms;
    `);
  }

  /** Of two that become one, the one that was in form keeps the slug. */
  private async rewriteSlugs(table: string): Promise<void> {
    const rows = (await this.execute(`select id, uuid, slug from ${table} where slug ~ '[^!-~]' order by id`)) as {
      id: number;
      uuid: string;
      slug: string;
    }[];
    for (const { id, uuid, slug } of rows) {
      const better = canonicalLine(slug.toLowerCase());
      if (better === slug) continue;
      const [taken] = await this.execute(`select from ${table} where slug = ?`, [better]);
      const free = taken ? `${better.slice(0, 180)}-${uuid.slice(-12)}` : better;
      await this.execute(`update ${table} set slug = ? where id = ?`, [free, id]);
      if (taken) this.log.warn({ migration: `the slug ${better} is taken: it is ${free} now`, table, uuid });
    }
    // Of spellings that nobody asks for any more.
    await this.execute(`delete from shop.former_slugs where kind = '${table}' and slug is not nfc normalized`);
  }

  /** Brands that cannot be told apart go on, and staff may join them. */
  private async tellTwins(): Promise<void> {
    const rows = (await this.execute(
      'select min(name) as name, count(*)::int as brands from brands group by shop.name_key(name) having count(*) > 1',
    )) as { name: string; brands: number }[];
    for (const { name, brands } of rows) this.log.warn({ migration: `${brands} brands have the name ${name}` });
  }
}
