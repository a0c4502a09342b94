import { decimal, taxWithin } from '../common/money/money.js';
import { allocate, prorate } from '../common/money/allocate.js';
import { sumOf, type TaxSubtotal } from '../common/money/tax.js';
import { type CreditedParts, day, type InvoiceDocument, type InvoiceLine } from './invoice-document.js';
import { type InvoiceDraft, totalsOf } from './invoice-draft.js';
import { remainderOf } from './invoice-remainder.js';

export interface Correction {
  /** Unknown of refunds that older versions had begun. */
  parts?: CreditedParts;
  /** Minor units, tax included. */
  amount: number;
  /** Shown on the credit note; may be empty. */
  reason: string;
  /** When the money was refunded; left out where nothing was paid. */
  refunded_at?: Date;
}

/**
 * A credit note: it has the units, the shipping and the goodwill that are credited, with the tax of exactly these. If it
 * cancels the whole invoice, it repeats its lines. All notes together never exceed the invoice, neither in net nor in tax of
 * any rate, and the last one of a rate takes what is left of it.
 *
 * @throws RangeError for more than is left
 */
export function creditNoteDraft(
  invoice: InvoiceDocument,
  notes: InvoiceDocument[],
  correction: Correction,
): InvoiceDraft {
  const { parts, amount, reason, refunded_at } = correction;
  const rates = invoice.tax.map((row) => ({ row, left: creditable(row, notes) }));
  const limit = sumOf(rates.map(({ left }) => left.gross));
  if (!Number.isInteger(amount) || amount < 1 || amount > limit)
    throw new RangeError(`of ${invoice.number} ${decimal(limit)} is left to credit, not ${decimal(amount)}`);
  const note = { ...correctionOf(invoice, refunded_at), reason: reason || null };
  const tax = parts && remainderOf(invoice, notes) && taxOfParts(invoice, rates, parts, amount);
  if (notes.length === 0 && amount === limit) return { ...note, ...(tax && { credited: parts }) };
  if (!tax) return { ...note, ...inProportion(rates, amount, reason) };
  const lines = linesOf(parts, shippingRate(invoice), reason);
  const { gross, tax_rate } = { gross: parts.shipping, tax_rate: shippingRate(invoice) };
  // A document needs a line.
  const isLine = gross > 0 && lines.length === 0;
  if (isLine) lines.push({ name: 'Shipping', quantity: 1, unit_price: gross, tax_rate, total: gross });
  const shipping = gross > 0 && !isLine ? { gross, tax_rate } : null;
  return { ...note, credited: parts, lines, shipping, discount: null, tax, totals: totalsOf(tax) };
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

interface Rate {
  row: TaxSubtotal;
  left: TaxSubtotal;
}

function creditable(row: TaxSubtotal, notes: InvoiceDocument[]): TaxSubtotal {
  const credited = notes.flatMap(({ tax }) => tax.filter(({ rate }) => rate === row.rate));
  const sums = totalsOf(credited);
  return { rate: row.rate, net: row.net - sums.net, tax: row.tax - sums.tax, gross: row.gross - sums.gross };
}

const shippingRate = ({ shipping }: InvoiceDocument): number => shipping?.tax_rate ?? 0;

/** Units with their names, then the goodwill of each rate. What costs nothing is left out. */
function linesOf({ lines, shipping_goodwill }: CreditedParts, shippingRate: number, reason: string): InvoiceLine[] {
  const units = lines
    .filter(({ quantity, amount }) => quantity > 0 && amount > 0)
    .map(({ uuid, name, tax_rate, quantity, amount }) => ({
      uuid,
      name,
      quantity,
      unit_price: Math.round(amount / quantity),
      tax_rate,
      total: amount,
    }));
  const goodwill = new Map<number, number>();
  for (const { quantity, tax_rate, amount } of [
    ...lines,
    { quantity: 0, tax_rate: shippingRate, amount: shipping_goodwill },
  ])
    if (quantity === 0 && amount > 0) goodwill.set(tax_rate, (goodwill.get(tax_rate) ?? 0) + amount);
  const name = reason ? `Goodwill: ${reason}` : 'Goodwill';
  const granted = [...goodwill]
    .toSorted(([a], [b]) => a - b)
    .map(([tax_rate, total]) => ({ name, quantity: 1, unit_price: total, tax_rate, total }));
  return [...units, ...granted];
}

/** Undefined where the parts do not fit into the invoice, which can only be after older notes. */
function taxOfParts(
  invoice: InvoiceDocument,
  rates: Rate[],
  { lines, shipping, shipping_goodwill }: CreditedParts,
  amount: number,
): TaxSubtotal[] | undefined {
  const grosses = new Map<number, number>();
  for (const { tax_rate, amount } of [
    ...lines,
    { tax_rate: shippingRate(invoice), amount: shipping + shipping_goodwill },
  ])
    if (amount > 0) grosses.set(tax_rate, (grosses.get(tax_rate) ?? 0) + amount);
  const tax = rates.flatMap(({ row: { rate }, left }) => {
    const gross = grosses.get(rate) ?? 0;
    return gross > 0 && gross <= left.gross ? [creditedTax(left, gross)] : [];
  });
  return tax.length === grosses.size && sumOf([...grosses.values()]) === amount ? tax : undefined;
}

/** The tax of the parts themselves; rounding errors of many notes do not take more than the invoice has. */
function creditedTax(left: TaxSubtotal, gross: number): TaxSubtotal {
  const tax = gross === left.gross ? left.tax : Math.max(Math.min(taxWithin(gross, left.rate), left.tax), gross - left.net);
  return { rate: left.rate, net: gross - tax, tax, gross };
}

/** For invoices that do not say which order line is which: one line for each rate, in proportion to what is left of it. */
function inProportion(
  rates: Rate[],
  amount: number,
  reason: string,
): Pick<InvoiceDocument, 'lines' | 'shipping' | 'discount' | 'tax' | 'totals'> {
  const parts = prorate(
    amount,
    rates.map(({ left }) => left.gross),
  );
  const tax = rates
    .map(({ row, left }, index) => creditedShare(row, left, parts[index] ?? 0))
    .filter(({ gross }) => gross > 0);
  const lines = tax.map(({ rate, gross }) => ({
    name: reason ? `Refund: ${reason}` : 'Refund',
    quantity: 1,
    unit_price: gross,
    tax_rate: rate,
    total: gross,
  }));
  return { lines, shipping: null, discount: null, tax, totals: totalsOf(tax) };
}

/** Its tax brings the tax of all notes to their share of the invoice's, so that rounding errors do not add up. */
function creditedShare(row: TaxSubtotal, left: TaxSubtotal, gross: number): TaxSubtotal {
  if (gross === 0) return { rate: row.rate, net: 0, tax: 0, gross };
  const denominator = BigInt(row.gross);
  const share = (part: number) => ({ numerator: BigInt(row.tax) * BigInt(part), denominator });
  const [credited = 0] = allocate(row.tax, [share(row.gross - left.gross + gross), share(left.gross - gross)]);
  const tax = credited - (row.tax - left.tax);
  return { rate: row.rate, net: gross - tax, tax, gross };
}
