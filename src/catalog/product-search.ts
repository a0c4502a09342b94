import { type Kysely, type QueryCreator, type RawBuilder, type SelectQueryBuilder, sql } from 'kysely';
import type { CatalogTables } from './product-columns.js';

type Products = SelectQueryBuilder<CatalogTables, 'products', object>;

/** What somebody searches for. */
export interface Search {
  /** Has a word, or only signs. */
  wanted: RawBuilder<string>;
  /** Words that no hit may have; may be empty. */
  unwanted: RawBuilder<string>;
  /** As it was typed; a prepared statement does not know it. */
  text?: string;
}

/** The words that are searched for, and after a hyphen those that are not wanted, if the text is not blank. */
export function wordsOf(text = ''): { wanted: string; unwanted: string } | undefined {
  const [first = '', ...others] = text.trim().split(/\s+/);
  if (first === '') return undefined;
  const { unwanted = [], wanted = [] } = Object.groupBy(others, (word) =>
    /^-[^-]/.test(word) ? 'unwanted' : 'wanted',
  );
  return { wanted: [first, ...wanted].join(' '), unwanted: unwanted.join(' ') };
}

export function searchOf(text = ''): Search | undefined {
  const words = wordsOf(text);
  return words && { wanted: sql`${words.wanted}::text`, unwanted: sql`${words.unwanted}::text`, text };
}

/** A statement whose `asked` holds what PostgreSQL searches for, folded and looked up once for all of its parts. */
export const withAsked = (db: Kysely<CatalogTables>, { wanted, unwanted }: Search): QueryCreator<CatalogTables> =>
  db.with(
    (cte) => cte('asked').materialized(),
    () => sql<object>`(select * from shop.asked(${wanted}, ${unwanted}))`,
  );

const asked = (query: 'words' | 'beginnings' | 'near' | 'excluded') => sql`(select ${sql.ref(query)} from asked)`;

/**
 * Those with each word, the beginning or a near spelling of it; where there are none, those with anything similar. Two queries
 * instead of an `or`: the second does not run if the first found something.
 */
export const matching = (db: Kysely<CatalogTables>, products: Products, { wanted }: Search) => {
  const allowed = products
    .select('products.id')
    .where(sql<boolean>`(products.search @@ ${asked('excluded')}) is not true`);
  return db
    .with(
      (cte) => cte('exact').materialized(),
      () => allowed.where(sql<boolean>`products.search @@ ${asked('near')}`),
    )
    .selectFrom('exact')
    .select('id')
    .unionAll(
      allowed.where(
        sql<boolean>`products.search @@ (select shop.similar_to(${wanted}) where not exists (select from exact))`,
      ),
    );
};

/** The lengths first, because the letters of each hit would cost as much as its rank. */
const isCalled = (wanted: RawBuilder<string>) =>
  sql<boolean>`length(products.name) = length(${wanted}) and shop.letters(products.name) = shop.letters(${wanted})`;

/** The product of that very name, then exact words before beginnings of words, and those before near spellings. The next kind is only computed where the one before is not there. */
export const relevance = ({ wanted }: Search) => sql`coalesce(
  (select 3 + rank + (${isCalled(wanted)})::int from ts_rank(products.search, ${asked('words')}) rank where rank > 1e-9),
  (select 2 + rank from ts_rank(products.search, ${asked('beginnings')}) rank where rank > 1e-9),
  (select 1 + rank from ts_rank(products.search, ${asked('near')}) rank where rank > 1e-9),
  ts_rank(products.search, (select shop.similar_to(${wanted}))))`;
