import { digitsOf } from '../config/currency.js';
import { decimal } from '../common/money/money.js';
import { allocate, prorate } from '../common/money/allocate.js';
import { isSameTax, sumOf, type TaxKind, type TaxSubtotal } from '../common/money/tax.js';
import type { InvoiceDocument, InvoiceLine } from './invoice-document.js';

/** The amounts of an invoice without tax, as EN 16931 requires them. Minor units, except `unit_price`. */
export interface NetAmounts {
  lines: NetLine[];
  /** Of the whole document, one for each rate and category. */
  allowances: NetPart[];
  charges: NetPart[];
  sums: { lines: number; allowances: number; charges: number };
}

export interface NetLine extends Pick<InvoiceLine, 'name' | 'quantity' | 'tax_rate' | 'exemption'> {
  net: number;
  /** A decimal in major units, with as many digits as it needs for `quantity` × `unit_price` to round to `net`. */
  unit_price: string;
}

export interface NetPart extends Pick<InvoiceLine, 'tax_rate' | 'exemption'> {
  net: number;
}

/**
 * Derives net amounts from gross ones. The net total of a rate is the document's; it is allocated to the lines, the shipping
 * and the discount of that rate, each to within a minor unit of its exact share. So the parts always add up to the totals.
 */
export function netAmounts(document: InvoiceDocument): NetAmounts {
  const net: NetAmounts = { lines: [], allowances: [], charges: [], sums: { lines: 0, allowances: 0, charges: 0 } };
  const lineNets = new Map<InvoiceLine, number>();
  for (const rate of document.tax) {
    const lines = document.lines.filter((line) => isSameTax(kindOf(line), rate));
    const parcel = document.shipping;
    const shipping = parcel && isSameTax(kindOf(parcel), rate) ? parcel.gross : 0;
    const discount = sumOf(lines.map(({ total }) => total)) + shipping - rate.gross;
    const grosses = [shipping, -discount, ...lines.map(({ total }) => total)];
    // The last credit note of a rate takes what rounding has left, so that its net may be further from that of its gross.
    const isPart = document.credited && !document.discount;
    const [charge = 0, allowance = 0, ...nets] = isPart ? prorate(rate.net, grosses) : allocateNet(rate, grosses);
    lines.forEach((line, at) => lineNets.set(line, nets[at] ?? 0));
    const kind = { tax_rate: rate.rate, exemption: rate.exemption };
    if (shipping) net.charges.push({ ...kind, net: charge });
    if (discount) net.allowances.push({ ...kind, net: -allowance });
  }
  if (lineNets.size < document.lines.length) throw new RangeError(`${document.number} has lines of a rate without tax`);
  net.lines = document.lines.map((line) => netLine(line, lineNets.get(line) ?? 0, document.currency));
  net.sums = { lines: netSum(net.lines), allowances: netSum(net.allowances), charges: netSum(net.charges) };
  return net;
}

const kindOf = ({ tax_rate: rate, exemption }: Pick<InvoiceLine, 'tax_rate' | 'exemption'>): TaxKind => ({
  rate,
  exemption,
});

/** The only amount of a rate is all of its net, even if its tax was rounded another way. */
const allocateNet = ({ rate, net }: TaxSubtotal, grosses: number[]): number[] =>
  grosses.filter((gross) => gross !== 0).length === 1
    ? grosses.map((gross) => (gross === 0 ? 0 : net))
    : allocate(
        net,
        grosses.map((gross) => ({ numerator: BigInt(gross) * 10_000n, denominator: BigInt(10_000 + rate) })),
      );

const netSum = (parts: { net: number }[]): number => sumOf(parts.map(({ net }) => net));

function netLine({ name, quantity, tax_rate, exemption }: InvoiceLine, net: number, currency: string): NetLine {
  return { name, quantity, tax_rate, exemption, net, unit_price: unitPrice(net, quantity, currency) };
}

function unitPrice(net: number, quantity: number, currency: string): string {
  if (net % quantity === 0) return decimal(net / quantity, currency);
  // With as many extra digits as the quantity has, the rounding error times the quantity stays below half a minor unit.
  const [extra, own] = [String(quantity).length, digitsOf(currency)];
  const scaled = (2n * BigInt(net) * 10n ** BigInt(extra) + BigInt(quantity)) / (2n * BigInt(quantity));
  const text = String(scaled).padStart(extra + own + 1, '0');
  const point = text.length - extra - own;
  return `${text.slice(0, point)}.${text.slice(point, point + own)}${text.slice(point + own).replace(/0+$/, '')}`;
}
