import { type RawBuilder, type SelectQueryBuilder, type Simplify, sql } from 'kysely';
import { type List, type ListQuery, maxCounted, type PageLink } from '../common/http/paging.js';
import { CursorInvalid, PageTooDeep, ValidationFailed } from '../common/http/request.errors.js';
import type { Database } from './database.js';

/** A column or an expression that is never null, and its type in SQL; a `name` is text in the order of names. */
type SortKey = [
  by: string | RawBuilder<unknown>,
  type: 'int' | 'bigint' | 'real' | 'float8' | 'numeric' | 'text' | 'name' | 'uuid' | 'date' | 'timestamptz',
];

/** What a list is sorted by, all in one direction, so that one comparison of rows finds the place in an index. Together the keys are unique. */
export interface Sorting {
  direction: 'asc' | 'desc';
  keys: SortKey[];
}

/** By id, which must be that of the rows: `orders.id`. */
export const latestFirst = (id: string): Sorting => ({ direction: 'desc', keys: [[id, 'int']] });
export const oldestFirst = (id: string): Sorting => ({ direction: 'asc', keys: [[id, 'int']] });

/** The page of a list of staff that the query asks for, and how many rows there are. @throws CursorInvalid, PageTooDeep */
export async function listOf<Tables, Table extends keyof Tables, Row>(
  database: Database,
  rows: SelectQueryBuilder<Tables, Table, Row>,
  sorting: Sorting,
  query: ListQuery,
): Promise<List<Simplify<Row>>> {
  assertOnePlace(query);
  const [page, count] = await Promise.all([pageIn(rows, sorting, query), countOf(database, rows)]);
  return { ...count, ...page };
}

/** The same of what is in memory. @param keyOf what is unique of a row */
export function listOfArray<Row>(rows: Row[], keyOf: (row: Row) => string, query: ListQuery): List<Row> {
  assertOnePlace(query);
  const { page = 1, page_size: size, after, before } = query;
  const at = (cursor: string) => {
    const found = rows.findIndex((row) => keyOf(row) === keysOf(cursor, 1)[0]);
    if (found < 0) throw new CursorInvalid();
    return found;
  };
  const end = before === undefined ? undefined : at(before);
  const start = end === undefined ? (after === undefined ? (page - 1) * size : at(after) + 1) : Math.max(0, end - size);
  const results = rows.slice(start, end ?? start + size);
  const keys = results.map((row) => [keyOf(row)]);
  const links = linksOf(query, keys, { before: start > 0, after: start + results.length < rows.length });
  return { count: rows.length, count_is_estimate: false, ...links, results };
}

function assertOnePlace({ page, page_size, after, before }: ListQuery): void {
  if ([page, after, before].filter((place) => place !== undefined).length > 1)
    throw new ValidationFailed([{ field: 'page', errors: ['only one of page, after and before may be given'] }]);
  if (page !== undefined && (page - 1) * page_size >= maxCounted) throw new PageTooDeep();
}

async function pageIn<Tables, Table extends keyof Tables, Row>(
  rows: SelectQueryBuilder<Tables, Table, Row>,
  sorting: Sorting,
  query: ListQuery,
): Promise<Pick<List<Simplify<Row>>, 'next' | 'previous' | 'results'>> {
  const { page = 1, page_size: size } = query;
  const isBackwards = query.before !== undefined;
  const cursor = query.after ?? query.before;
  const isDescending = (sorting.direction === 'desc') !== isBackwards;
  const columns = sorting.keys.map(([by, type]) => {
    const column = typeof by === 'string' ? sql.ref(by) : by;
    return type === 'name' ? sql`(${column} collate shop.names)` : column;
  });
  const sortKeys = sql<string[]>`array[${sql.join(columns.map((column) => sql`${column}::text`))}]`.as('sort_keys');
  const isBeyond = (keys: string[], operator: '<' | '>' | '<=' | '>=') =>
    sql<boolean>`(${sql.join(columns)}) ${sql.raw(operator)} (${sql.join(
      keys.map((text, key) => sql`${text}::${sql.raw(sorting.keys[key]?.[1].replace('name', 'text') ?? '')}`),
    )})`;
  let found = rows.select(sortKeys);
  let skipped = rows.clearSelect().select(sortKeys);
  for (const column of columns) {
    found = found.orderBy(column, isDescending ? 'desc' : 'asc');
    skipped = skipped.orderBy(column, isDescending ? 'desc' : 'asc');
  }
  if (cursor !== undefined) found = found.where(isBeyond(keysOf(cursor, columns.length), isDescending ? '<' : '>'));
  else if (page > 1) {
    // An offset in the statement of the page would compute what each row shows that it skips.
    const start = await skipped
      .offset((page - 1) * size)
      .limit(1)
      .$castTo<{ sort_keys: string[] }>()
      .executeTakeFirst();
    if (!start) return { ...linksOf(query, [], { before: true, after: false }), results: [] };
    found = found.where(isBeyond(start.sort_keys, isDescending ? '<=' : '>='));
  }
  const read = await found
    .limit(size + 1)
    .execute()
    .catch((error: unknown) => {
      // A data exception: the cursor holds no values of these types.
      throw cursor !== undefined && (error as { code?: string }).code?.startsWith('22') ? new CursorInvalid() : error;
    });
  const isMore = read.length > size;
  const shown = isBackwards ? read.slice(0, size).toReversed() : read.slice(0, size);
  const keys = shown.map((row) => (row as { sort_keys: string[] }).sort_keys);
  const links = linksOf(query, keys, isBackwards ? { before: isMore, after: true } : { before: true, after: isMore });
  return { ...links, results: shown.map((row) => withoutKeys(row as object) as Simplify<Row>) };
}

const withoutKeys = ({ sort_keys: _, ...row }: { sort_keys?: unknown }) => row;

/** By cursor, unless the list was asked for by page: then by number, as far as numbers reach. */
function linksOf(
  { page, page_size, after, before }: ListQuery,
  keys: string[][],
  isMore: { before: boolean; after: boolean },
): Record<'next' | 'previous', PageLink | null> {
  const [first, last] = [keys[0], keys.at(-1)];
  const byCursor = isMore.after && last ? { after: cursorOf(last) } : null;
  if (page !== undefined)
    return {
      next: byCursor && page * page_size < maxCounted ? { page: page + 1 } : byCursor,
      previous: page > 1 ? { page: page - 1 } : null,
    };
  const isStart = after === undefined && before === undefined;
  return { next: byCursor, previous: !isStart && isMore.before && first ? { before: cursorOf(first) } : null };
}

const cursorOf = (keys: string[]): string => Buffer.from(JSON.stringify(keys)).toString('base64url');

/** @throws CursorInvalid */
function keysOf(cursor: string, length: number): string[] {
  const keys = parsed(Buffer.from(cursor, 'base64url').toString());
  if (!Array.isArray(keys) || keys.length !== length || !keys.every((key) => typeof key === 'string'))
    throw new CursorInvalid();
  return keys as string[];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new CursorInvalid();
  }
}

/** Exact as far as counting is cheap, beyond that what the planner expects of the same rows. */
async function countOf<Tables, Table extends keyof Tables, Row>(
  database: Database,
  rows: SelectQueryBuilder<Tables, Table, Row>,
): Promise<Pick<List<Row>, 'count' | 'count_is_estimate'>> {
  const filtered = rows
    .clearSelect()
    .clearOrderBy()
    .select(sql<number>`1`.as('one'));
  const { rows: counted } = await sql<{ count: number }>`
    select count(*)::int as count from (${filtered.limit(maxCounted + 1)}) counted
  `.execute(database.sql());
  const count = counted[0]?.count ?? 0;
  if (count <= maxCounted) return { count, count_is_estimate: false };
  const [plan] = await filtered.explain<{ 'QUERY PLAN': [{ Plan: { 'Plan Rows': number } }] }>('json');
  return { count: Math.max(count, plan?.['QUERY PLAN'][0].Plan['Plan Rows'] ?? 0), count_is_estimate: true };
}
