import { decimal, taxWithin } from '../common/money/money.js';
import { allocate, prorate } from '../common/money/allocate.js';
import { isSameTax, sumOf, type TaxKind, type TaxSubtotal } from '../common/money/tax.js';
import { dayOf } from '../config/calendar.js';
import type { CreditedParts, InvoiceDocument, InvoiceLine } from './invoice-document.js';
import { converted, type InvoiceDraft, totalsOf } from './invoice-draft.js';
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
    throw new RangeError(
      `of ${invoice.number} ${decimal(limit, invoice.currency)} is left to credit, not ${decimal(amount, invoice.currency)}`,
    );
  const note = { ...correctionOf(invoice, refunded_at), reason: reason || null };
  const tax = parts && remainderOf(invoice, notes) && taxOfParts(invoice, rates, parts, amount);
  if (notes.length === 0 && amount === limit) return { ...note, ...(tax && { credited: parts }) };
  const body = tax ? partsBody(invoice, parts, tax, reason) : inProportion(rates, amount, reason);
  const { tax_currency } = note;
  return {
    ...note,
    ...body,
    discount: null,
    ...(tax_currency && { tax_currency: { ...tax_currency, tax: converted(body.totals.tax, tax_currency.rate) } }),
  };
}

function correctionOf(invoice: InvoiceDocument, refunded_at?: Date): InvoiceDraft {
  const { number, issued, template: _, ...document } = invoice;
  const { method } = invoice.payment;
  return {
    ...document,
    kind: 'credit_note',
    due: null,
    corrects: { number, issued },
    payment: refunded_at ? { method, state: 'paid', paid_on: dayOf(refunded_at) } : { method, state: 'due' },
  };
}

interface Rate {
  row: TaxSubtotal;
  left: TaxSubtotal;
}

function creditable(row: TaxSubtotal, notes: InvoiceDocument[]): TaxSubtotal {
  const credited = notes.flatMap(({ tax }) => tax.filter((each) => isSameTax(each, row)));
  const sums = totalsOf(credited);
  return { ...row, net: row.net - sums.net, tax: row.tax - sums.tax, gross: row.gross - sums.gross };
}

type Body = Pick<InvoiceDocument, 'lines' | 'shipping' | 'tax' | 'totals' | 'credited'>;

/** An amount, and what decides its tax. */
interface Taxed extends TaxKind {
  amount: number;
}

const shippingKind = ({ shipping }: InvoiceDocument): TaxKind => ({
  rate: shipping?.tax_rate ?? 0,
  exemption: shipping?.exemption,
});

/** What decides the tax of a line: its reason for none stands on the invoice. */
function kindOf(invoice: InvoiceDocument, { uuid, tax_rate }: CreditedParts['lines'][number]): TaxKind {
  return { rate: tax_rate, exemption: invoice.lines.find((line) => line.uuid === uuid)?.exemption };
}

const taxFields = ({ rate, exemption }: TaxKind) => ({ tax_rate: rate, ...(exemption && { exemption }) });

/** Lines and shipping as they stand on the invoice, as far as they are credited. */
function partsBody(invoice: InvoiceDocument, parts: CreditedParts, tax: TaxSubtotal[], reason: string): Body {
  const lines = linesOf(invoice, parts, reason);
  const kind = taxFields(shippingKind(invoice));
  const gross = parts.shipping;
  // A document needs a line.
  const isLine = gross > 0 && lines.length === 0;
  if (isLine) lines.push({ name: 'Shipping', quantity: 1, unit_price: gross, ...kind, total: gross });
  const shipping = gross > 0 && !isLine ? { gross, ...kind } : null;
  return { credited: parts, lines, shipping, tax, totals: totalsOf(tax) };
}

/** Units with their names, then the goodwill of each rate. What costs nothing is left out. */
function linesOf(invoice: InvoiceDocument, { lines, shipping_goodwill }: CreditedParts, reason: string): InvoiceLine[] {
  const units = lines
    .filter(({ quantity, amount }) => quantity > 0 && amount > 0)
    .map((line) => ({
      uuid: line.uuid,
      name: line.name,
      quantity: line.quantity,
      unit_price: Math.round(line.amount / line.quantity),
      ...taxFields(kindOf(invoice, line)),
      total: line.amount,
    }));
  const name = reason ? `Goodwill: ${reason}` : 'Goodwill';
  const goodwill = lines
    .filter(({ quantity }) => quantity === 0)
    .map((line) => ({ ...kindOf(invoice, line), amount: line.amount }));
  const granted = sumsOf([...goodwill, { ...shippingKind(invoice), amount: shipping_goodwill }])
    .toSorted((a, b) => a.rate - b.rate)
    .map(({ amount, ...kind }) => ({ name, quantity: 1, unit_price: amount, ...taxFields(kind), total: amount }));
  return [...units, ...granted];
}

/** Undefined where the parts do not fit into the invoice, which can only be after older notes. */
function taxOfParts(
  invoice: InvoiceDocument,
  rates: Rate[],
  { lines, shipping, shipping_goodwill }: CreditedParts,
  amount: number,
): TaxSubtotal[] | undefined {
  const ofLines = lines.map((line) => ({ ...kindOf(invoice, line), amount: line.amount }));
  const sums = sumsOf([...ofLines, { ...shippingKind(invoice), amount: shipping + shipping_goodwill }]);
  const tax = rates.flatMap(({ row, left }) => {
    const gross = sums.find((sum) => isSameTax(sum, row))?.amount ?? 0;
    return gross > 0 && gross <= left.gross ? [creditedTax(left, gross)] : [];
  });
  return tax.length === sums.length && sumOf(sums.map((sum) => sum.amount)) === amount ? tax : undefined;
}

/** One amount for each rate and category; what is zero is left out. */
function sumsOf(amounts: Taxed[]): Taxed[] {
  const sums: Taxed[] = [];
  for (const each of amounts.filter(({ amount }) => amount > 0)) {
    const sum = sums.find((other) => isSameTax(other, each));
    if (sum) sum.amount += each.amount;
    else sums.push({ ...each });
  }
  return sums;
}

/** The tax of the parts themselves; rounding errors of many notes do not take more than the invoice has. */
function creditedTax(left: TaxSubtotal, gross: number): TaxSubtotal {
  const tax =
    gross === left.gross ? left.tax : Math.max(Math.min(taxWithin(gross, left.rate), left.tax), gross - left.net);
  return { ...left, net: gross - tax, tax, gross };
}

/** For invoices that do not say which order line is which: one line for each rate, in proportion to what is left of it. */
function inProportion(rates: Rate[], amount: number, reason: string): Body {
  const parts = prorate(
    amount,
    rates.map(({ left }) => left.gross),
  );
  const tax = rates
    .map(({ row, left }, index) => creditedShare(row, left, parts[index] ?? 0))
    .filter(({ gross }) => gross > 0);
  const name = reason ? `Refund: ${reason}` : 'Refund';
  const lines = tax.map(({ gross, ...kind }) => ({
    name,
    quantity: 1,
    unit_price: gross,
    ...taxFields(kind),
    total: gross,
  }));
  return { lines, shipping: null, tax, totals: totalsOf(tax) };
}

/** Its tax brings the tax of all notes to their share of the invoice's, so that rounding errors do not add up. */
function creditedShare(row: TaxSubtotal, left: TaxSubtotal, gross: number): TaxSubtotal {
  if (gross === 0) return { ...row, net: 0, tax: 0, gross };
  const denominator = BigInt(row.gross);
  const share = (part: number) => ({ numerator: BigInt(row.tax) * BigInt(part), denominator });
  const [credited = 0] = allocate(row.tax, [share(row.gross - left.gross + gross), share(left.gross - gross)]);
  const tax = credited - (row.tax - left.tax);
  return { ...row, net: gross - tax, tax, gross };
}
