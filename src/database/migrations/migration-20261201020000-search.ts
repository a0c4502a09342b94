import { Migration } from '@mikro-orm/migrations';

/** Marks of letters, and characters that are not seen. */
const marks =
  '\\u00ad\\u0300-\\u036f\\u0483-\\u0487\\u0591-\\u05bd\\u05bf\\u05c1\\u05c2\\u05c4\\u05c5\\u05c7\\u0610-\\u061a\\u0640\\u064b-\\u065f' +
  '\\u0670\\u06d6-\\u06dc\\u06df-\\u06e8\\u06ea-\\u06ed\\u1ab0-\\u1aff\\u1dc0-\\u1dff\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2069' +
  '\\u20d0-\\u20ff\\ufe00-\\ufe0f\\ufe20-\\ufe2f\\ufeff';

/** What separates words beside ASCII. */
const separators =
  '\\u0080-\\u00a9\\u00ab-\\u00b4\\u00b6-\\u00b9\\u00bb-\\u00bf\\u00d7\\u00f7\\u02b0-\\u02ff\\u037e\\u0387\\u055a-\\u055f\\u0589\\u058a' +
  '\\u05be\\u05c0\\u05c3\\u05c6\\u05f3\\u05f4\\u060c\\u061b\\u061f\\u066a-\\u066d\\u06d4\\u0964\\u0965\\u0e2f\\u0e4f\\u0e5a\\u0e5b\\u0f0b-\\u0f14' +
  '\\u104a-\\u104f\\u17d4-\\u17da\\u2000-\\u206f\\u20a0-\\u20cf\\u2190-\\u22ff\\u2500-\\u25ff\\u3000-\\u3004\\u3008-\\u3020\\u3030\\u303d\\u30a0\\u30fb';

/** Letters of scripts without spaces between words: Thai, Lao, Tibetan, Burmese, Khmer, Japanese, Chinese. */
const unspaced =
  '[\\u0e00-\\u0fff\\u1000-\\u109f\\u1780-\\u17ff\\u3005-\\u3007\\u3031-\\u3035\\u3041-\\u309f\\u30a1-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff' +
  '\\U00020000-\\U0003ffff]';

/** What stands for the letters of a script; those after the last one that has a letter stand for nothing. */
const scripts: { range: string; from: string; to: string; digraphs: Record<string, string> }[] = [
  {
    range: '\\u00c0-\\u02af\\u1e9e',
    from: 'łŁøØđĐðÐħĦıŧŦŋŊĸəƏǝƎɛƐƒƑɓƁƀɃɗƊƙƘɔƆɣƔɨƗʉɄƶƵɲƝƴƳÆŒÞẞ',
    to: 'llooddddhhittnnkeeeeeeffbbbbddkkooggiiuuzznnyyæœþß',
    digraphs: { ß: 'ss', æ: 'ae', œ: 'oe', þ: 'th' },
  },
  {
    range: '\\u0370-\\u03ff',
    from: 'αΑβΒγΓδΔεΕζΖηΗιΙκΚλΛμΜνΝξΞοΟωΩπΠρΡσςΣτΤυΥφΦΘΧΨ',
    to: 'aabbggddeezziiiikkllmmnnxxoooopprrsssttyyffθχψ',
    digraphs: { θ: 'th', χ: 'ch', ψ: 'ps' },
  },
  {
    range: '\\u0400-\\u04ff',
    from: 'аАәӘбБвВгГґҐғҒдДђЂеЕєЄэЭѣѢзЗиИіІјЈкКқҚлЛмМнНңҢоОөӨпПрРсСтТуУұҰүҮфФхХһҺцЦћЋыЫЖЧШЩЮЯЉЊЏЅьЬъЪ',
    to: 'aaaabbvvggggggddddeeeeeeeezziiiijjkkkkllmmnnnnoooopprrssttuuuuuuffhhhhccccyyжчшщюяљњџѕ',
    digraphs: { ж: 'zh', ч: 'ch', ш: 'sh', щ: 'sch', ю: 'yu', я: 'ya', љ: 'lj', њ: 'nj', џ: 'dz', ѕ: 'dz' },
  },
  {
    range: '\\u0531-\\u0556',
    from: 'ԱԲԳԴԵԶԷԸԹԺԻԼԽԾԿՀՁՂՃՄՅՆՇՈՉՊՋՌՍՎՏՐՑՒՓՔՕՖ',
    to: 'աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆ',
    digraphs: {},
  },
  {
    range: '\\u05d0-\\u05ea',
    from: 'אבגדהוזחטיכךלמםנןסעפףצץקרשת',
    to: 'abgdhwzxvykklmmnnseppccqrjt',
    digraphs: {},
  },
  {
    range: '\\u0621-\\u06f9',
    from: 'اٱبتثجحخدذرزسشصضطظعغفقكکلمنںهةہھويىیےءپچژگڤ٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹',
    to: 'aabt4j75d0rzsc98613gfqkklmnnhhhhwyyyy2pexov01234567890123456789',
    digraphs: {},
  },
];

const replaced = (digraphs: Record<string, string>): string =>
  Object.entries(digraphs).reduce((text, [letter, pair]) => `replace(${text}, '${letter}', '${pair}')`, 'folded');

const transliterated = scripts
  .map(
    ({ range, from, to, digraphs }) => `
      if folded ~ '[${range}]' then
        folded := translate(folded, '${from}', '${to}');
        folded := ${replaced(digraphs)};
      end if;`,
  )
  .join('');

/** Of which there are near spellings: neither short nor a number, nor a letter that is written as one. */
const isWord = `length(word) between 4 and 40 and word !~ '[0-9]{6}'`;

/** All is ASCII in the end, because only that is a letter in every locale to the parser and to pg_trgm. */
const functions = `
  create function shop.letters(given text) returns text language plpgsql immutable strict parallel safe as $$
    declare
      folded text collate "C" := given;
    begin
      if octet_length(folded) = length(folded) then
        return lower(folded);
      end if;
      folded := regexp_replace(normalize(folded, nfkd), '[${marks}]', '', 'g');
      folded := regexp_replace(folded, '[${separators}]', ' ', 'g');${transliterated}
      return lower(folded);
    end $$;
  create function shop.ascii_words(letters text) returns text language plpgsql immutable strict parallel safe as $$
    declare
      folded text collate "C" := letters;
    begin
      if octet_length(folded) > length(folded) then
        folded := replace(encode(convert_to(translate(folded, chr(92), ' '), 'UTF8'), 'escape'), chr(92), '');
      end if;
      return ' ' || btrim(regexp_replace(folded, '[^a-z0-9]+', ' ', 'g'));
    end $$;
  create function shop.fold(given text) returns text language sql immutable parallel safe as $$
    select shop.ascii_words(shop.letters(given)) $$;
  create function shop.segments(letters text) returns text language plpgsql immutable strict parallel safe as $$
    declare
      folded text collate "C" := letters;
      shifted text collate "C";
    begin
      if folded !~ '${unspaced}' then
        return folded;
      end if;
      shifted := regexp_replace(regexp_replace(folded, '(^|[^${unspaced.slice(1)})${unspaced}', '\\1 ', 'g'), '[^${unspaced.slice(1)}+', ' ', 'g');
      return regexp_replace(folded || ' ' || shifted, '(${unspaced}{1,2})', ' \\1 ', 'g');
    end $$;
  create function shop.compounds(given text) returns text language sql immutable parallel safe as $$
    select string_agg(regexp_replace(word, '[-/._''’&+]+', '', 'g'), ' ')
    from regexp_split_to_table(given collate "C", '\\s+') word where word ~ '[^-/._''’&+][-/._''’&+]+[^-/._''’&+]' $$;
  create function shop.words(given text) returns text language sql immutable parallel safe as $$
    select regexp_replace(shop.ascii_words(shop.segments(shop.letters(given))), ' ([0-9])', ' qq\\1', 'g') $$;
  create function shop.document(name text, keywords text, description text) returns tsvector language sql immutable parallel safe as $$
    select setweight(to_tsvector('simple', shop.words(name || coalesce(' ' || shop.compounds(name), ''))), 'A')
      || setweight(to_tsvector('simple', shop.words(keywords || coalesce(' ' || shop.compounds(keywords), ''))), 'B')
      || setweight(to_tsvector('simple', shop.words(description)), 'C') $$;
  create function shop.terms(given text) returns text[] language plpgsql immutable strict parallel safe as $$
    declare
      letters text collate "C" := shop.letters(left(given, 1000));
      segments text collate "C" := shop.segments(letters);
    begin
      if octet_length(letters) > length(letters) and letters ~ '${unspaced}{2}' then
        segments := regexp_replace(segments, '(^| )${unspaced}( |$)', '  ', 'g');
      end if;
      return (string_to_array(ltrim(regexp_replace(shop.ascii_words(segments), ' ([0-9])', ' qq\\1', 'g')), ' '))[:16];
    end $$;
  create function shop.containing(given text) returns text language sql immutable parallel safe as $$
    select '%' || case when length(folded) < 4 then folded else ltrim(folded) end || '%'
    from nullif(shop.fold(given), ' ') folded $$;
  create table shop.vocabulary (word text collate "C" not null);
  -- Has no unique index, for which transactions with the same new word would wait for each other.
  create function shop.learn_words() returns trigger language plpgsql as $$
    begin
      insert into shop.vocabulary
        select word from unnest(tsvector_to_array(ts_filter(new.search, '{a,b}'))) as words(word)
        where ${isWord} and not exists (select from shop.vocabulary known where known.word = words.word);
      return null;
    end $$;
  create function shop.near_words(term text, threshold real) returns text[] language sql stable set enable_seqscan = off as $$
    select array(
      select word from shop.vocabulary where word % (term collate "C") and similarity(word, term) >= threshold
      group by word order by similarity(word, term) desc, word limit 8
    ) $$;
  create function shop.asked(
    wanted text, unwanted text, out words tsquery, out beginnings tsquery, out near tsquery, out excluded tsquery
  ) language plpgsql stable as $$
    declare
      terms text[] := shop.terms(wanted);
      term text collate "C";
      forms text;
      near_text text;
    begin
      foreach term in array terms loop
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
          end if;
          if length(term) > 3 and term !~ '[0-9]{6}' then
            near_text := array_to_string(shop.near_words(term, 0.4), ':AB | ');
          else
            near_text := null;
          end if;
        end if;
        words := coalesce(words && term::tsquery, term::tsquery);
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
  create function shop.similar_to(wanted text) returns tsquery language sql stable as $$
    select string_agg(concat_ws(':AB | ', term, nullif(array_to_string(shop.near_words(term, 0.3), ':AB | '), '')) || ':AB', ' | ')::tsquery
    from unnest(shop.terms(wanted)) term where length(term) > 3 and term !~ '[0-9]{6}' $$;
`;

const oldFolded = (text: string): string =>
  `translate(lower(normalize(${text}, nfkd)), 'łøđħıß\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u0309\u030a\u030b\u030c\u031b\u0323\u0324\u0325\u0326\u0327\u0328\u0331', 'lodhis')`;

export class Search extends Migration {
  override up(): void {
    this.addSql('set local statement_timeout = 0');
    this.addSql('create schema shop');
    this.addSql(functions);
    // A server without ICU sorts names by code point.
    this.addSql(`
      do $$ begin
        if exists (select from pg_collation where collprovider = 'i') then
          create collation shop.names (provider = icu, locale = 'und');
        else
          create collation shop.names from "C";
        end if;
      end $$;
    `);
    this.addSql(`
      drop index products_search;
      drop index products_alike;
      alter table "products" drop column "search";
      alter table "products"
        add column "search" tsvector not null generated always as (shop.document(name, keywords, description)) stored;
      create index products_search on products using gin (search);
      create index vocabulary_alike on shop.vocabulary using gin (word gin_trgm_ops) with (fastupdate = off);
      create index vocabulary_by_word on shop.vocabulary using hash (word);
      insert into shop.vocabulary
        select distinct word from products, unnest(tsvector_to_array(ts_filter(search, '{a,b}'))) as words(word) where ${isWord};
      create trigger learn_words after insert or update of name, keywords on products for each row execute function shop.learn_words();
    `);
    this.addSql(`
      drop index orders_of_recipient;
      drop index customers_search;
      drop index tickets_search;
      alter table "customers" drop column "searched";
      alter table "customers" add column "searched" text null generated always as (shop.fold(username || ' ' || email || ' ' || first_name || ' ' || last_name || ' ' || phone)) stored;
      create index customers_search on customers using gin (searched gin_trgm_ops) where username is not null;
      create index orders_of_recipient on orders (shop.fold((shipping_address ->> 'last_name') || ' ' || (shipping_address ->> 'first_name')) text_pattern_ops) where shipping_address is not null;
      create index tickets_search on tickets using gin (shop.fold(tickets.number || ' ' || tickets.subject || ' ' || coalesce(tickets.email, '')) gin_trgm_ops);
    `);
  }

  override down(): void {
    this.addSql('set local statement_timeout = 0');
    this.addSql(`
      drop trigger learn_words on products;
      drop index tickets_search, orders_of_recipient, customers_search, products_search;
      alter table "customers" drop column "searched";
      alter table "products" drop column "search";
      drop schema shop cascade;
      alter table "products" add column "search" tsvector not null generated always as (setweight(to_tsvector('english', name), 'A') || setweight(to_tsvector('english', keywords), 'B') || setweight(to_tsvector('english', description), 'C')) stored;
      create index products_search on products using gin (search);
      create index products_alike on products using gin ((name || ' ' || keywords) gin_trgm_ops);
      alter table "customers" add column "searched" text null generated always as (${oldFolded(`' ' || username || ' ' || email || ' ' || first_name || ' ' || last_name || ' ' || phone`)}) stored;
      create index customers_search on customers using gin (searched gin_trgm_ops) where username is not null;
      create index orders_of_recipient on orders ((${oldFolded(`(shipping_address ->> 'last_name') || ' ' || (shipping_address ->> 'first_name')`)}) text_pattern_ops) where shipping_address is not null;
      create index tickets_search on tickets using gin ((${oldFolded(`tickets.number || ' ' || tickets.subject || ' ' || coalesce(tickets.email, '')`)}) gin_trgm_ops);
    `);
  }
}
