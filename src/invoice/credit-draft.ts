import { decimal } from '../common/money/money.js';
import { allocate, prorate } from '../common/money/allocate.js';
import { isSameTax, sumOf, type TaxSubtotal } from '../common/money/tax.js';
import { day, type InvoiceDocument } from './invoice-document.js';
import { converted, type InvoiceDraft, totalsOf } from './invoice-draft.js';

export interface Correction {
  /** Minor units, tax included. */
  amount: number;
  /** Shown on the credit note; may be empty. */
  reason: string;
  /** When the money was refunded, if it was. */
  refunded_at?: Date;
}

/**
 * A credit note. If it cancels the whole invoice it repeats its lines, else it has one line for each tax rate, in proportion
 * to what earlier notes left of it. All notes together never exceed the invoice, neither in net nor in tax of any rate.
 *
 * @throws RangeError for more than is left
 */
export function creditNoteDraft(
  invoice: InvoiceDocument,
  notes: InvoiceDocument[],
  { amount, reason, refunded_at }: Correction,
): InvoiceDraft {
  const rates = invoice.tax.map((row) => ({ row, left: creditable(row, notes) })).filter(({ left }) => left.gross > 0);
  const grosses = rates.map(({ left }) => left.gross);
  const limit = sumOf(grosses);
  if (!Number.isInteger(amount) || amount < 1 || amount > limit)
    throw new RangeError(`of ${invoice.number} ${decimal(limit)} is left to credit, not ${decimal(amount)}`);
  const note = { ...correctionOf(invoice, refunded_at), reason: reason || null };
  if (notes.length === 0 && amount === invoice.totals.gross) return note;
  const parts = prorate(amount, grosses);
  const tax = rates
    .map(({ row, left }, index) => creditedShare(row, left, parts[index] ?? 0))
    .filter(({ gross }) => gross > 0);
  const lines = tax.map(({ rate, gross, exemption }) => ({
    name: reason ? `Refund: ${reason}` : 'Refund',
    quantity: 1,
    unit_price: gross,
    tax_rate: rate,
    ...(exemption && { exemption }),
    total: gross,
  }));
  const totals = totalsOf(tax);
  const tax_currency = note.tax_currency && {
    ...note.tax_currency,
    tax: converted(totals.tax, note.tax_currency.rate),
  };
  return { ...note, lines, shipping: null, discount: null, tax, totals, tax_currency };
}

function correctionOf(invoice: InvoiceDocument, refunded_at?: Date): InvoiceDraft {
  const { number, issued, template: _, ...document } = invoice;
  const { method } = invoice.payment;
  return {
    ...document,
    kind: 'credit_note',
    due: null,
    corrects: { number, issued },
    payment: refunded_at ? { method, state: 'paid', paid_on: day(refunded_at) } : { method, state: 'due' },
  };
}

function creditable(row: TaxSubtotal, notes: InvoiceDocument[]): TaxSubtotal {
  const credited = notes.flatMap(({ tax }) => tax.filter((each) => isSameTax(each, row)));
  const sums = totalsOf(credited);
  return { ...row, net: row.net - sums.net, tax: row.tax - sums.tax, gross: row.gross - sums.gross };
}

/** Its tax brings the tax of all notes to their share of the invoice's, so that rounding errors do not add up. */
function creditedShare(row: TaxSubtotal, left: TaxSubtotal, gross: number): TaxSubtotal {
  const denominator = BigInt(row.gross);
  const share = (part: number) => ({ numerator: BigInt(row.tax) * BigInt(part), denominator });
  const [credited = 0] = allocate(row.tax, [share(row.gross - left.gross + gross), share(left.gross - gross)]);
  const tax = credited - (row.tax - left.tax);
  return { ...row, net: gross - tax, tax, gross };
}
