import { defineEntity, p, PrimaryKeyProp } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { queryIn, statement } from '../database/statement.js';

const InvoiceNumberSchema = defineEntity({
  name: 'InvoiceNumber',
  tableName: 'invoice_numbers',
  properties: {
    series: p.string().primary().length(3),
    year: p.integer().primary(),
    last: p.integer(),
  },
});

/** Values: series, year. */
const nextNumber = statement<{ last: number }>(
  'invoice_number_next',
  `
  insert into invoice_numbers (series, year, last) values ($1, $2, 1)
  on conflict (series, year) do update set last = invoice_numbers.last + 1 returning last
`,
);

/** The last number of a series in a year. */
export class InvoiceNumber extends InvoiceNumberSchema.class {
  [PrimaryKeyProp]?: ['series', 'year'];

  /** Locks the series until the transaction ends, so that a rollback leaves no gap. */
  static async next(em: EntityManager, series: string, year: number): Promise<string> {
    const [row] = await queryIn(em, nextNumber, [series, year]);
    return `${series}-${year}-${String(row?.last).padStart(6, '0')}`;
  }
}

InvoiceNumberSchema.setClass(InvoiceNumber);
export { InvoiceNumberSchema };
