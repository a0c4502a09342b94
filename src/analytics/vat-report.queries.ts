import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { decimal } from '../common/money/money.js';
import { Database } from '../database/database.js';
import { type PeriodQuery, periodOf } from './period.dto.js';
import type { VatReport, VatRow } from './vat-report.dto.js';

const mostDays = 3_700;
const mostRows = 2_000;

type Key = Pick<VatRow, 'country' | 'rate' | 'category' | 'currency' | 'invoices' | 'credit_notes'>;
type Amounts = Record<'invoiced_net' | 'invoiced_tax' | 'credited_net' | 'credited_tax', number>;

/** From sums of the issued documents that are at most a minute or two old. */
@Injectable()
export class VatReportQueries {
  constructor(private readonly database: Database) {}

  /** @throws ValidationFailed, PeriodTooLong */
  async report(query: PeriodQuery): Promise<VatReport> {
    const { from, to } = periodOf(query, mostDays);
    const sum = (column: string, kind: string) =>
      sql`coalesce(sum(${sql.ref(column)}) filter (where kind = ${kind}), 0)::bigint`;
    const { rows } = await sql<Key & Amounts>`
      select country, rate, category, currency,
        ${sum('documents', 'invoice')} as invoices, ${sum('net', 'invoice')} as invoiced_net, ${sum('tax', 'invoice')} as invoiced_tax,
        ${sum('documents', 'credit_note')} as credit_notes, ${sum('net', 'credit_note')} as credited_net, ${sum('tax', 'credit_note')} as credited_tax
      from vat_sums where day between ${from}::date and ${to}::date
      group by 1, 2, 3, 4 order by country, currency, rate, category limit ${mostRows}
    `.execute(this.database.sql());
    return { from, to, rows: rows.map(toRow) };
  }
}

function toRow({ invoiced_net, invoiced_tax, credited_net, credited_tax, ...key }: Key & Amounts): VatRow {
  const toDecimal = (minor: number) => decimal(minor, key.currency);
  return {
    ...key,
    invoiced_net: toDecimal(invoiced_net),
    invoiced_tax: toDecimal(invoiced_tax),
    credited_net: toDecimal(credited_net),
    credited_tax: toDecimal(credited_tax),
    net: toDecimal(invoiced_net - credited_net),
    tax: toDecimal(invoiced_tax - credited_tax),
  };
}
