import { decimal } from '../common/money/money.js';
import { allocate } from '../common/money/allocate.js';
import { sumOf, type TaxSubtotal } from '../common/money/tax.js';
import type { InvoiceDocument, InvoiceLine } from './invoice-document.js';

/** An invoice as EN 16931 wants it told: without tax. Minor units, but for `unit_price`. */
export interface Net {
  lines: NetLine[];
  /** Taken off or put on at the level of the document, per rate. */
  allowances: NetPart[];
  charges: NetPart[];
  sums: { lines: number; allowances: number; charges: number };
}

export interface NetLine extends Pick<InvoiceLine, 'name' | 'quantity' | 'tax_rate'> {
  net: number;
  /** A decimal in major units, with as many digits as make `quantity` times it round to `net`. */
  unit_price: string;
}

export interface NetPart {
  tax_rate: number;
  net: number;
}

/**
 * Derives the net amounts from the gross ones. The net sum of a rate is what the document says; it is shared among the
 * lines, the shipping and the discount of that rate, each to within a minor unit of its own share. So the parts add
 * up to the sums of the document whatever the rounding.
 */
export function netOf(document: InvoiceDocument): Net {
  const net: Net = { lines: [], allowances: [], charges: [], sums: { lines: 0, allowances: 0, charges: 0 } };
  const lineNets = new Map<InvoiceLine, number>();
  for (const rate of document.tax) {
    const lines = document.lines.filter(({ tax_rate }) => tax_rate === rate.rate);
    const shipping = document.shipping?.tax_rate === rate.rate ? document.shipping.gross : 0;
    const discount = sumOf(lines.map(({ total }) => total)) + shipping - rate.gross;
    const [charge = 0, allowance = 0, ...nets] = shared(rate, [
      shipping,
      -discount,
      ...lines.map(({ total }) => total),
    ]);
    lines.forEach((line, at) => lineNets.set(line, nets[at] ?? 0));
    if (shipping) net.charges.push({ tax_rate: rate.rate, net: charge });
    if (discount) net.allowances.push({ tax_rate: rate.rate, net: -allowance });
  }
  if (lineNets.size < document.lines.length) throw new RangeError(`${document.number} has lines of a rate without tax`);
  net.lines = document.lines.map((line) => netLine(line, lineNets.get(line) ?? 0));
  net.sums = { lines: netSum(net.lines), allowances: netSum(net.allowances), charges: netSum(net.charges) };
  return net;
}

/** What stands alone in its rate is all of it, also where its tax was rounded another way. */
const shared = ({ rate, net }: TaxSubtotal, grosses: number[]): number[] =>
  grosses.filter((gross) => gross !== 0).length === 1
    ? grosses.map((gross) => (gross === 0 ? 0 : net))
    : allocate(
        net,
        grosses.map((gross) => ({ numerator: BigInt(gross) * 10_000n, denominator: BigInt(10_000 + rate) })),
      );

const netSum = (parts: { net: number }[]): number => sumOf(parts.map(({ net }) => net));

function netLine({ name, quantity, tax_rate }: InvoiceLine, net: number): NetLine {
  return { name, quantity, tax_rate, net, unit_price: unitPrice(net, quantity) };
}

function unitPrice(net: number, quantity: number): string {
  if (net % quantity === 0) return decimal(net / quantity);
  // As many digits more than the money has as the quantity has: then its error, times the quantity, is below half a cent.
  const digits = BigInt(String(quantity).length);
  const scaled = (2n * BigInt(net) * 10n ** digits + BigInt(quantity)) / (2n * BigInt(quantity));
  const text = String(scaled).padStart(Number(digits) + 3, '0');
  const point = text.length - Number(digits) - 2;
  return `${text.slice(0, point)}.${text.slice(point)}`.replace(/(\.\d{2}\d*?)0+$/, '$1');
}
