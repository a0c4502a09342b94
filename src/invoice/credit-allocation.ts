import type { Credit, CreditLine } from '../order/credit.entity.js';
import type { Order } from '../order/order.entity.js';
import type { CreditedLine, CreditedParts } from './invoice-document.js';
import type { InvoiceRemainder } from './invoice-remainder.js';

/** All parts of a credit, whose lines must be loaded with their order lines. */
export function partsOf(credit: Credit): CreditedParts {
  const lines = credit.lines.getItems().map((line) => creditedLine(line, line.quantity, line.amount));
  const shipping = credit.shippingAlone;
  return { lines, shipping, shipping_goodwill: credit.shipping - shipping };
}

/**
 * Distributes a credit over several invoices, the first one first. Units are credited with what their invoice charged for
 * them, and the credit is brought to that amount. What no invoice has charged yet is in none of the parts.
 *
 * @param remainders what is left of the invoices @returns the parts of each
 */
export function allocateCredit(order: Order, credit: Credit, remainders: InvoiceRemainder[]): CreditedParts[] {
  const { shippingAlone: shipping, shipping: allShipping } = credit;
  const parts = remainders.map((): CreditedParts => ({ lines: [], shipping: 0, shipping_goodwill: 0 }));
  for (const line of credit.lines.getItems()) {
    // Units that were canceled have never left, and no parcel's invoice has charged them.
    if (line.quantity > 0 && credit.kind === 'cancellation') continue;
    const allocated = line.quantity > 0 ? allocateUnits(line, remainders) : allocateGoodwill(line, remainders);
    allocated.forEach(({ quantity, amount }, at) => {
      if (quantity > 0 || amount > 0) parts[at]?.lines.push(creditedLine(line, quantity, amount));
    });
    if (line.quantity > 0) credit.correct(order, line, creditedAmount(line, allocated));
  }
  const left = remainders.map((invoice) => invoice.shipping);
  for (const [name, amount] of [
    ['shipping', shipping],
    ['shipping_goodwill', allShipping - shipping],
  ] as const)
    take(amount, left).forEach((taken, at) => {
      const part = parts[at];
      if (part) part[name] = taken;
      left[at] = (left[at] ?? 0) - taken;
    });
  return parts;
}

interface Allocated {
  quantity: number;
  amount: number;
}

function allocateUnits(creditLine: CreditLine, remainders: InvoiceRemainder[]): Allocated[] {
  const line = creditLine.order_line.unwrap();
  const open = remainders.map((invoice) => invoice.lines.get(line.uuid) ?? { quantity: 0, amount: 0 });
  const units = take(
    creditLine.quantity,
    open.map(({ quantity }) => quantity),
  );
  return units.map((quantity, at) => {
    const left = open[at] ?? { quantity: 0, amount: 0 };
    // Where the shop keeps a part, the amount is the one that was decided.
    const [of, amount] = line.withheld > 0 ? [creditLine.quantity, creditLine.amount] : [left.quantity, left.amount];
    return { quantity, amount: quantity === 0 ? 0 : Math.min(left.amount, share(amount, quantity, of)) };
  });
}

function allocateGoodwill(creditLine: CreditLine, remainders: InvoiceRemainder[]): Allocated[] {
  const { uuid } = creditLine.order_line.unwrap();
  const open = remainders.map((invoice) => invoice.lines.get(uuid)?.amount ?? 0);
  return take(creditLine.amount, open).map((amount) => ({ quantity: 0, amount }));
}

/** Units that no invoice has charged yet keep their share of the amount. */
function creditedAmount({ quantity, amount, order_line }: CreditLine, allocated: Allocated[]): number {
  const taken = allocated.reduce((sum, each) => sum + each.quantity, 0);
  if (taken === 0 || order_line.unwrap().withheld > 0) return amount;
  return allocated.reduce((sum, each) => sum + each.amount, 0) + amount - share(amount, taken, quantity);
}

const share = (amount: number, part: number, whole: number): number =>
  part === whole ? amount : Number((BigInt(amount) * BigInt(part)) / BigInt(whole));

/** As much as possible from the first, then from the next. */
function take(amount: number, from: number[]): number[] {
  let rest = amount;
  return from.map((most) => {
    const taken = Math.max(0, Math.min(rest, most));
    rest -= taken;
    return taken;
  });
}

function creditedLine({ order_line }: CreditLine, quantity: number, amount: number): CreditedLine {
  const { uuid, name, tax_rate } = order_line.unwrap();
  return { uuid, name, tax_rate, quantity, amount };
}
