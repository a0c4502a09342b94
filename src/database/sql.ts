import { type RawBuilder, type SelectQueryBuilder, type Simplify, sql } from 'kysely';
import { currenciesWith, digitsOf, shopCurrency } from '../config/currency.js';
import { offsetOf, type Page, type PageQuery } from '../common/http/paging.js';

/** A timestamp column in wire format: ISO 8601 in UTC, `2026-11-21T08:00:00.000Z`. */
export const iso = <Text extends string | null = string>(column: string): RawBuilder<Text> =>
  sql`to_char(${sql.ref(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/**
 * A column of minor units as a decimal string: `3000.00`.
 *
 * @param currency the column of its currency, where rows may have another than the shop's
 */
export function decimal<Text extends string | null = string>(column: string, currency?: string): RawBuilder<Text> {
  if (!currency) return withDigits(column, digitsOf(shopCurrency()));
  const isOf = (digits: 0 | 3) =>
    sql`${sql.ref(currency)} in (${sql.join(currenciesWith(digits).map((code) => sql.lit(code)))})`;
  return sql`case when ${isOf(0)} then ${withDigits(column, 0)} when ${isOf(3)} then ${withDigits(column, 3)}
    else ${withDigits(column, 2)} end`;
}

const withDigits = <Text extends string | null>(column: string, digits: number): RawBuilder<Text> => {
  const [divisor, format] = [`${10 ** digits}.0`, `FM9999999999999990${digits ? `.${'0'.repeat(digits)}` : ''}`];
  return sql`to_char(${sql.ref(column)} / ${sql.raw(divisor)}, ${sql.lit(format)})`;
};

/**
 * A column of names as they are sorted for people, `apple < Ärmel < Zander`, whatever the locale of the database. An index that
 * is to sort must be written with the same collation.
 */
export const inNameOrder = (column: string): RawBuilder<string> => sql`${sql.ref(column)} collate shop.names`;

/** A `like` pattern that finds the literal text at the beginning. */
export const startingWith = (text: string): string => `${text.replaceAll(/[\\%_]/g, '\\$&')}%`;

/** A `like` pattern that finds the literal text anywhere. */
export const containing = (text: string): string => `%${startingWith(text)}`;

/** One page of the rows, with their total count. */
export async function pageOf<Tables, Table extends keyof Tables, Row>(
  rows: SelectQueryBuilder<Tables, Table, Row>,
  page: PageQuery,
): Promise<Page<Simplify<Row>>> {
  const [results, { count }] = await Promise.all([
    rows.limit(page.page_size).offset(offsetOf(page)).execute(),
    rows
      .clearSelect()
      .clearOrderBy()
      .select(({ fn }) => fn.countAll().as('count'))
      .$castTo<{ count: string }>()
      .executeTakeFirstOrThrow(),
  ]);
  return { count: Number(count), results };
}
