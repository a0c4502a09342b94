import type { Credit, CreditLine } from '../order/credit.entity.js';
import { sumOf } from '../common/money/tax.js';
import type { Order, OrderLine } from '../order/order.entity.js';
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
 * @param lines all of the order, with the credit @param remainders what is left of the invoices @returns the parts of each
 */
export function allocateCredit(
  order: Order,
  lines: OrderLine[],
  credit: Credit,
  remainders: InvoiceRemainder[],
): CreditedParts[] {
  const leftOfLines = order.leftOf(lines);
  const { shippingAlone: shipping, shipping: allShipping } = credit;
  const parts = remainders.map((): CreditedParts => ({ lines: [], shipping: 0, shipping_goodwill: 0 }));
  const open = remainders.map((invoice) => ({ ...invoice, lines: new Map(invoice.lines) }));
  const allocate = (line: CreditLine, allocated: Allocated[]) =>
    allocated.forEach(({ quantity, amount }, at) => {
      if (quantity === 0 && amount === 0) return;
      parts[at]?.lines.push(creditedLine(line, quantity, amount));
      reduce(open[at], line, quantity, amount);
    });
  // The goodwill of a line is for what its units leave.
  const [units, goodwill] = [true, false].map((isUnits) =>
    credit.lines.filter(({ quantity }) => quantity > 0 === isUnits),
  ) as [CreditLine[], CreditLine[]];
  for (const line of units) {
    const left = leftOfLines.get(line.order_line.unwrap()) ?? 0;
    const allocated = allocateUnits(line, unitsOf(credit, line, open), open);
    const amount = creditedAmount(line, allocated, open, left);
    leftOfLines.set(line.order_line.unwrap(), left + line.amount - amount);
    allocate(line, allocated);
    credit.correct(order, line, amount);
  }
  for (const line of goodwill) {
    const left = leftOfLines.get(line.order_line.unwrap()) ?? 0;
    credit.reduceGoodwill(order, line, Math.max(0, -left));
    allocate(line, allocateGoodwill(line, open));
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

function reduce(
  invoice: InvoiceRemainder | undefined,
  { order_line }: CreditLine,
  quantity: number,
  amount: number,
): void {
  const { uuid } = order_line.unwrap();
  const line = invoice?.lines.get(uuid);
  if (line) invoice?.lines.set(uuid, { quantity: line.quantity - quantity, amount: line.amount - amount });
}

interface Allocated {
  quantity: number;
  amount: number;
}

/**
 * How many units the invoices are to be corrected by. Those that were canceled have not left, so that no parcel's invoice has
 * charged them, unless the parcel came back or was lost to be sent again: an invoice must not charge more than is owed.
 */
function unitsOf({ kind }: Credit, { quantity, order_line }: CreditLine, remainders: InvoiceRemainder[]): number {
  if (kind !== 'cancellation') return quantity;
  const { uuid, owedUnits } = order_line.unwrap();
  const charged = remainders.reduce((sum, { lines }) => sum + (lines.get(uuid)?.quantity ?? 0), 0);
  return Math.min(quantity, Math.max(0, charged - owedUnits));
}

function allocateUnits(creditLine: CreditLine, most: number, remainders: InvoiceRemainder[]): Allocated[] {
  const line = creditLine.order_line.unwrap();
  const open = remainders.map((invoice) => invoice.lines.get(line.uuid) ?? { quantity: 0, amount: 0 });
  const units = take(
    most,
    open.map(({ quantity }) => quantity),
  );
  let before = 0;
  return units.map((quantity, at) => {
    const left = open[at] ?? { quantity: 0, amount: 0 };
    // Where the shop keeps a part, the amount is the one that was decided, to the cent.
    const decided =
      share(creditLine.amount, before + quantity, creditLine.quantity) -
      share(creditLine.amount, before, creditLine.quantity);
    before += quantity;
    if (quantity === 0) return { quantity, amount: 0 };
    const amount = line.withheld > 0 ? decided : share(left.amount, quantity, left.quantity);
    return { quantity, amount: Math.min(left.amount, amount) };
  });
}

function allocateGoodwill(creditLine: CreditLine, remainders: InvoiceRemainder[]): Allocated[] {
  const { uuid } = creditLine.order_line.unwrap();
  const open = remainders.map((invoice) => invoice.lines.get(uuid)?.amount ?? 0);
  return take(creditLine.amount, open).map((amount) => ({ quantity: 0, amount }));
}

/**
 * Units that no invoice has charged yet are worth their share of what none has charged, so that all that are left are worth
 * the rest, to the cent.
 */
function creditedAmount(
  { quantity, amount, order_line }: CreditLine,
  allocated: Allocated[],
  remainders: InvoiceRemainder[],
  left: number,
): number {
  const { uuid, withheld, owedUnits } = order_line.unwrap();
  const taken = sumOf(allocated.map((each) => each.quantity));
  if (withheld > 0 && taken > 0 && taken < quantity) return amount;
  const charged = remainders.flatMap(({ lines }) => lines.get(uuid) ?? []);
  const units = owedUnits + quantity - sumOf(charged.map((each) => each.quantity));
  const worth = left + amount - sumOf(charged.map((each) => each.amount));
  const rest = quantity - taken;
  return sumOf(allocated.map((each) => each.amount)) + (rest > 0 ? share(Math.max(0, worth), rest, units) : 0);
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
