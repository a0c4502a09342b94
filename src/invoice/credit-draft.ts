import { decimal } from '../common/money/money.js';
import { prorate, allocate } from '../common/money/allocate.js';
import { sumOf, type TaxSubtotal } from '../common/money/tax.js';
import { day, type InvoiceDocument } from './invoice-document.js';
import { type Draft, totalsOf } from './invoice-draft.js';

export interface Correction {
  /** Minor units, tax included. */
  amount: number;
  /** For people; may be empty. */
  reason: string;
  /** When the money went back, if it has. */
  refunded?: Date;
}

/**
 * What a credit note says. Of a whole invoice it repeats the lines; else it has one for each rate, in proportion to what
 * the notes before it left: all of them together are never more than the invoice, neither net nor tax of any rate.
 *
 * @throws RangeError for more than is left
 */
export function creditOf(
  invoice: InvoiceDocument,
  notes: InvoiceDocument[],
  { amount, reason, refunded }: Correction,
): Draft {
  const rates = invoice.tax.map((row) => ({ row, left: leftOf(row, notes) })).filter(({ left }) => left.gross > 0);
  const most = sumOf(rates.map(({ left }) => left.gross));
  if (!Number.isInteger(amount) || amount < 1 || amount > most)
    throw new RangeError(`of ${invoice.number} ${decimal(most)} is left to credit, not ${decimal(amount)}`);
  const { number, issued, template: _, ...facts } = invoice;
  const { method } = invoice.payment;
  const note = {
    ...facts,
    kind: 'credit_note' as const,
    due: null,
    corrects: { number, issued },
    reason: reason || null,
    payment: refunded ? { method, state: 'paid' as const, paid_on: day(refunded) } : { method, state: 'due' as const },
  };
  if (notes.length === 0 && amount === invoice.totals.gross) return note;
  const grosses = prorate(
    amount,
    rates.map(({ left }) => left.gross),
  );
  const tax = rates.map(({ row, left }, at) => partOf(row, left, grosses[at] ?? 0)).filter(({ gross }) => gross > 0);
  const lines = tax.map(({ rate, gross }) => ({
    name: reason ? `Refund: ${reason}` : 'Refund',
    quantity: 1,
    unit_price: gross,
    tax_rate: rate,
    total: gross,
  }));
  return { ...note, lines, shipping: null, discount: null, tax, totals: totalsOf(tax) };
}

function leftOf(row: TaxSubtotal, notes: InvoiceDocument[]): TaxSubtotal {
  const credited = notes.flatMap(({ tax }) => tax.filter(({ rate }) => rate === row.rate));
  const sums = totalsOf(credited);
  return { rate: row.rate, net: row.net - sums.net, tax: row.tax - sums.tax, gross: row.gross - sums.gross };
}

/** Its tax is what brings the tax of all notes to its share of the invoice's, so that rounding never adds up. */
function partOf(row: TaxSubtotal, left: TaxSubtotal, gross: number): TaxSubtotal {
  const denominator = BigInt(row.gross);
  const share = (part: number) => ({ numerator: BigInt(row.tax) * BigInt(part), denominator });
  const [credited = 0] = allocate(row.tax, [share(row.gross - left.gross + gross), share(left.gross - gross)]);
  const tax = credited - (row.tax - left.tax);
  return { rate: row.rate, net: gross - tax, tax, gross };
}
