import { applyDecorators, Header } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import type { PageQuery } from '../common/http/paging.js';
import { escapeFormula } from '../common/text/formula.js';

/** Answers with a CSV file of that name: UTF-8, commas, the first line names the columns. */
export const CsvFile = (name: string): MethodDecorator =>
  applyDecorators(
    Header('Content-Type', 'text/csv; charset=utf-8'),
    Header('Content-Disposition', `attachment; filename="${name}.csv"`),
    ApiOkResponse({ content: { 'text/csv': { schema: { type: 'string' } } } }),
  );

/** A negative amount is no formula. */
const safe = (cell: string): string => (/^-?\d+(\.\d+)?$/.test(cell) ? cell : escapeFormula(cell));

export async function csvOf<Row extends object>(columns: (keyof Row & string)[], rows: Row[]): Promise<string> {
  const { stringify } = await import('csv-stringify/sync');
  return stringify(rows, { header: true, columns, cast: { string: safe, boolean: String } });
}

/** A file has no pages: it ends with this row. */
export const wholeList: PageQuery = { page: 1, page_size: 10_000 };
