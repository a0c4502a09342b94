import { Migration } from '@mikro-orm/migrations';

const letters = (first: number, count: number): string =>
  String.fromCodePoint(...Array.from({ length: count }, (_, at) => first + at));

/** Of the digits that NFKD leaves as they are: those of India, Thai, Lao, Tibetan, Burmese, Khmer. */
const zeros = [0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0, 0xf20, 0x1040, 0x17e0];
const digits = zeros.map((zero) => letters(zero, 10)).join('');
const hiragana = letters(0x3041, 86) + letters(0x309d, 2);
const katakana = letters(0x30a1, 86) + letters(0x30fd, 2);

/** One in a search: hiragana and katakana, digits of all scripts, Hindi with and without nukta and both spellings of its nasals. */
const unified = `
        if folded ~ '[\\u3041-\\u3096\\u309d\\u309e]' then
          folded := translate(folded, '${hiragana}', '${katakana}');
        end if;
        if folded ~ '[\\u0900-\\u109f\\u17e0-\\u17e9]' then
          folded := translate(folded, '${digits}', '${'0123456789'.repeat(zeros.length)}');
          folded := replace(translate(folded, '\u0901\u093c', '\u0902'), '\u0928\u094d', '\u0902');
        end if;`;

const asciiWords = (alike: string): string => `
  create or replace function shop.ascii_words(letters text) returns text language plpgsql immutable strict parallel safe as $$
    declare
      folded text collate "C" := letters;
    begin
      if octet_length(folded) > length(folded) then${alike}
        folded := replace(encode(convert_to(translate(folded, chr(92), ' '), 'UTF8'), 'escape'), chr(92), '');
      end if;
      return ' ' || btrim(regexp_replace(folded, '[^a-z0-9]+', ' ', 'g'));
    end $$;
`;

/** What is within a word or is left out: hyphens, apostrophes, dots, commas and slashes of all kinds. */
const joints =
  '-/._,&+\\u0027\\u0060\\u00b4\\u00b7\\u02b9-\\u02bd\\u02c8\\u055a\\u05be\\u05f3\\u05f4\\u2010-\\u2015\\u2018-\\u201b\\u2032\\u2044\\u2212\\u2215' +
  '\\u30fb\\ufe58\\ufe63\\uff06\\uff07\\uff0b-\\uff0f\\uff3f\\uff65';

/** Words as they are searched for: `60x40` for `60 × 40`, `csharp` for `C#`. */
const spelled = `
  create function shop.spelled(given text) returns text language sql immutable strict parallel safe as $$
    select regexp_replace(regexp_replace(regexp_replace(
      given collate "C", '([0-9])\\s*[xX\\u00d7]\\s*(?=[0-9])', '\\1x', 'g'),
      '(^|\\s)([a-zA-Z])[+]{2}', '\\1\\2plusplus', 'g'), '(^|\\s)([a-zA-Z])#', '\\1\\2sharp', 'g') $$;
`;

/** What a product is found by beside its words: `wifi` for `Wi-Fi`, `tuer` for `Tür`, `ml` for `500ml`, and what is {@link spelled} otherwise. `2,5` is not 25. */
const umlauts = '\\u00c4\\u00d6\\u00dc\\u00e4\\u00f6\\u00fc';
const compounds = `
  create or replace function shop.compounds(given text) returns text language plpgsql immutable strict parallel safe as $$
    declare
      whole text collate "C" := regexp_replace(shop.spelled(given), '\\s+([&+])\\s+', '\\1', 'g');
      word text collate "C";
      found text;
    begin
      if whole = given and whole !~ '[${joints}${umlauts}]|[0-9][a-zA-Z]' then
        return null;
      end if;
      foreach word in array regexp_split_to_array(whole, '\\s+') loop
        if word ~ '[^${joints}][${joints}]+[^${joints}]' and word !~ '^[0-9]+[.,][0-9]{1,2}([^0-9.,]|$)' then
          found := concat_ws(' ', found, regexp_replace(word, '[${joints}]+', '', 'g'));
        elsif position(word in given) = 0 then
          found := concat_ws(' ', found, word);
        end if;
        found := concat_ws(' ', found, substring(word from '^[0-9.,]*[0-9]([a-zA-Z]{1,4})$'));
        if word ~ '[${umlauts}]' then
          found := concat_ws(' ', found, replace(replace(replace(translate(word, 'ÄÖÜ', 'äöü'), 'ä', 'ae'), 'ö', 'oe'), 'ü', 'ue'));
        end if;
      end loop;
      return found;
    end $$;
`;

const oldCompounds = `
  create or replace function shop.compounds(given text) returns text language sql immutable parallel safe as $$
    select string_agg(regexp_replace(word, '[-/._''’&+]+', '', 'g'), ' ')
    from regexp_split_to_table(given collate "C", '\\s+') word where word ~ '[^-/._''’&+][-/._''’&+]+[^-/._''’&+]' $$;
`;

/** A name as its words and as one, so that `loreal` finds `L'Oréal` and `hm` finds `H&M`. */
const foldedName = `
  create function shop.fold_name(name text) returns text language sql immutable parallel safe as $$
    select shop.fold(name) || ' ' || replace(shop.fold(name), ' ', '') $$;
`;

/** `t-shirt red` is searched for as `tshirt red`, too; `2,5 l` is not 25. */
const isJoined = `'([^${joints}\\s0-9])[${joints}]+(?=[^${joints}\\s])'`;
const joined = `if wanted collate "C" ~ ${isJoined} then
        select asked.words || other.words, asked.beginnings || other.beginnings, asked.near || other.near into words, beginnings, near
        from shop.asked(regexp_replace(wanted collate "C", ${isJoined}, '\\1', 'g'), '') other;
      end if;
      `;

/** Also, `5m2` stands where `5 m²` does. */
const changes: [routine: string, before: string, after: string][] = [
  ['asked', 'excluded := nullif(', `${joined}excluded := nullif(`],
  ['whole_terms', 'shop.letters(left(given, 1000))', 'shop.letters(shop.spelled(left(given, 1000)))'],
  ['asked', `'^qq[0-9]+[a-z]+$'`, `'^qq[0-9]+[a-z]+[0-9]*$'`],
];

const replaced = (routine: string, from: string, to: string): string =>
  `do $do$ begin execute replace(pg_get_functiondef('shop.${routine}'::regproc), $from$${from}$from$, $to$${to}$to$); end $do$`;

/** Writes anew what an older function has folded otherwise, which is a few rows of the scripts that {@link unified} names. */
const refold = (): string[] => [
  `update products set name = name where search <> shop.document(name, keywords, description)`,
  `update customers set phone = phone
   where searched <> shop.fold(username || ' ' || email || ' ' || first_name || ' ' || last_name || ' ' || phone)`,
  // Rows whose columns stay as they are keep their entries in an index.
  ...Object.entries({
    orders_of_recipient: `orders where shipping_address is not null and ((shipping_address ->> 'last_name') || (shipping_address ->> 'first_name'))`,
    tickets_search: `tickets where (subject || coalesce(email, ''))`,
    popular_searches_search: 'popular_searches where term',
  }).map(
    ([index, texts]) => `
      do $do$ begin
        if exists (select from ${texts} collate "C" ~ '[\\u0900-\\u109f\\u17e0-\\u17e9\\u3041-\\u309e]') then
          reindex index ${index};
        end if;
      end $do$`,
  ),
];

const indexesOn = (text: string): string => `
  drop index brands_search, categories_search;
  create index brands_search on brands using gin ((${text}) gin_trgm_ops);
  create index categories_search on categories using gin ((${text}) gin_trgm_ops);
`;

/** Searches find a word however its parts are joined, and Japanese, Hindi and digits in each of their spellings. */
export class JoinedWords extends Migration {
  override up(): void {
    this.addSql('set local statement_timeout = 0');
    for (const sql of [asciiWords(unified), spelled, compounds, foldedName]) this.addSql(sql);
    for (const [routine, before, after] of changes) this.addSql(replaced(routine, before, after));
    this.addSql(indexesOn('shop.fold_name(name)'));
    for (const sql of refold()) this.addSql(sql);
  }

  override down(): void {
    this.addSql('set local statement_timeout = 0');
    for (const [routine, before, after] of changes) this.addSql(replaced(routine, after, before));
    for (const sql of [asciiWords(''), oldCompounds]) this.addSql(sql);
    this.addSql(indexesOn('shop.fold(name)'));
    this.addSql('drop function shop.fold_name; drop function shop.spelled');
    for (const sql of refold()) this.addSql(sql);
  }
}
