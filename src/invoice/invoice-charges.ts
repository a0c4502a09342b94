import { sumOf, type TaxSubtotal, taxSubtotals } from '../common/money/tax.js';
import type { CreditedUnits } from '../order/credit.entity.js';
import type { Order, OrderLine } from '../order/order.entity.js';
import type { InvoiceRemainder } from './invoice-remainder.js';

/** What an invoice charges; minor units. */
export interface InvoiceCharges {
  /** `amount` is what they cost, less their share of the discount. */
  lines: { line: OrderLine; quantity: number; amount: number }[];
  shipping: number;
  tax: TaxSubtotal[];
}

/** All that is still owed of an order: units that were canceled before are not charged. */
export function orderCharges(order: Order, lines: OrderLine[]): InvoiceCharges {
  const left = order.leftOf(lines);
  const owed = lines.map((line) => ({ line, quantity: line.owedUnits, amount: left.get(line) ?? 0 }));
  const charged = owed.filter(({ quantity }) => quantity > 0);
  if (order.credited === 0) return { lines: charged, shipping: order.shipping, tax: order.taxes };
  return withTax(order, charged, order.shippingLeft);
}

/**
 * The units of a parcel: their part of what no invoice of the order has charged yet. The first parcel bears the shipping. The
 * last one bears the rest, so that all of them charge what is owed, to the cent. Units that were charged before and are
 * sent again cost nothing here.
 */
export function parcelCharges(
  order: Order,
  lines: OrderLine[],
  parcel: CreditedUnits[],
  charged: InvoiceRemainder[],
): InvoiceCharges {
  const left = order.leftOf(lines);
  const units = parcel.map(({ line, quantity }) => {
    const before = charged.flatMap((invoice) => invoice.lines.get(line.uuid) ?? []);
    const open = line.owedUnits - sumOf(before.map((each) => each.quantity));
    const amount = (left.get(line) ?? 0) - sumOf(before.map((each) => each.amount));
    return { line, ...partOf(Math.min(quantity, open), open, amount) };
  });
  return withTax(
    order,
    units.filter(({ quantity }) => quantity > 0),
    order.shippingLeft - sumOf(charged.map(({ shipping }) => shipping)),
  );
}

function partOf(quantity: number, units: number, amount: number): { quantity: number; amount: number } {
  if (quantity <= 0) return { quantity: 0, amount: 0 };
  return { quantity, amount: Number((BigInt(Math.max(0, amount)) * BigInt(quantity)) / BigInt(units)) };
}

function withTax(order: Order, lines: InvoiceCharges['lines'], shipping: number): InvoiceCharges {
  const tax = taxSubtotals({
    lines: lines.map(({ line: { tax_rate, exemption }, amount }) => ({
      total: amount,
      tax_rate,
      exemption,
    })),
    shipping:
      shipping > 0
        ? { price: shipping, tax_rate: order.shipping_tax_rate ?? 0, exemption: order.shipping_exemption }
        : null,
    discount: 0,
  });
  return { lines, shipping, tax };
}
