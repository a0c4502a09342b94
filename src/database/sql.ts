import { type RawBuilder, type SelectQueryBuilder, type Simplify, sql } from 'kysely';
import { offsetOf, type Page, type PageQuery } from '../common/http/paging.js';

/** A timestamp column in wire format: ISO 8601 in UTC, `2026-11-21T08:00:00.000Z`. */
export const iso = <Text extends string | null = string>(column: string): RawBuilder<Text> =>
  sql`to_char(${sql.ref(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** A column of minor units as a decimal string: `3000.00`. */
export const decimal = <Text extends string | null = string>(column: string): RawBuilder<Text> =>
  sql`to_char(${sql.ref(column)} / 100.0, 'FM99999999999990.00')`;

/** A `like` pattern that finds the literal text anywhere. */
export const containing = (text: string): string => `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`;

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
