import { Collection, defineEntity, OptionalProps, p, ref } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { v7 } from 'uuid';
import { prorate } from '../common/money/allocate.js';
import { decimal } from '../common/money/money.js';
import { sumOf } from '../common/money/tax.js';
import { Order, OrderLine } from './order.entity.js';
import { CreditTooLarge } from './order.errors.js';
import { creditTriggers } from './sales-triggers.js';

/** `credit`: of an invoice that is not paid yet. */
export const creditKinds = ['cancellation', 'return', 'loss', 'refusal', 'refund', 'credit'] as const;
export type CreditKind = (typeof creditKinds)[number];

const CreditSchema = defineEntity({
  name: 'Credit',
  tableName: 'order_credits',
  properties: {
    id: p.integer().primary(),
    uuid: p
      .uuid()
      .unique()
      .onCreate(() => v7()),
    order: () => p.manyToOne(Order).ref().index().deleteRule('restrict'),
    kind: p.enum(creditKinds),
    /** Shown to the customer; may be empty. */
    reason: p.string().default('').length(250),
    /** Whether the reason is in the words of the customer, whose email may be a stranger's. */
    reason_by_customer: p.boolean().default(false),
    /** Minor units, tax included, as all amounts here: of the lines and the shipping together. */
    amount: p.bigint('number'),
    shipping: p.bigint('number').default(0),
    /** The part that is for no unit and not for the shipping in particular; spread over the lines and the shipping. */
    goodwill: p.bigint('number').default(0),
    /** The parcel that it is about, if any: of a cash order, its invoice is corrected first. */
    shipment_uuid: p.uuid().nullable(),
    /** Whether an invoice charged these parts, so that a credit note is due; null until that is decided. */
    invoiced: p.boolean().nullable(),
    created_at: p.datetime().defaultRaw('now()'),
    lines: () => p.oneToMany(CreditLine).mappedBy('credit'),
  },
  triggers: creditTriggers,
  checks: [
    {
      name: 'order_credits_amount',
      expression: 'shipping >= 0 and amount >= shipping and goodwill >= 0 and goodwill <= amount',
    },
  ],
});

/** Units of a line that are no longer owed. */
export interface CreditedUnits {
  line: OrderLine;
  quantity: number;
  /** Minor units, less than they are worth: the shop keeps the rest. */
  amount?: number;
}

/** What an amount is prorated over, in minor units. */
export interface CreditBase {
  lines: Map<OrderLine, number>;
  shipping: number;
}

/** What a credit is for. Amounts in minor units. */
export interface CreditParts {
  units?: CreditedUnits[];
  /** Part of the shipping. */
  shipping?: number;
  /** For no unit in particular, like goodwill: prorated over what is left of the lines and the shipping, hence over their rates. */
  amount?: number;
  /** Prorates the amount over a part of what is left. */
  base?: CreditBase;
  /** The parcel that it is about. */
  shipment?: string;
}

/** What a customer no longer owes of an order, and for what. An invoice of those parts is corrected, and money taken for them is refunded. */
export class Credit extends CreditSchema.class {
  [OptionalProps]?: 'shippingAlone';

  /** The order must be locked, with all its lines. @throws CreditTooLarge, NotSoManyLeft */
  static create(
    em: EntityManager,
    order: Order,
    lines: OrderLine[],
    kind: CreditKind,
    reason: string,
    { units = [], shipping = 0, amount = 0, base, shipment }: CreditParts,
  ): Credit {
    const sums = { amount: 0, shipping: 0, goodwill: amount };
    const given = { order: ref(order), kind, reason, shipment_uuid: shipment ?? null, invoiced: null };
    const credit = Object.assign(new Credit(), { ...given, ...sums, uuid: v7() });
    credit.lines = new Collection<CreditLine>(credit);
    const left = order.leftOf(lines);
    for (const each of units) credit.addUnits(each, left);
    credit.addShipping(order, shipping);
    credit.addAmount(order, base ?? { lines: left, shipping: order.shippingLeft }, amount, left);
    order.credited += credit.amount;
    em.persist(credit);
    return credit;
  }

  /** The part of the shipping that was named as such, without its share of the goodwill. */
  get shippingAlone(): number {
    const ofUnits = this.lines.filter(({ quantity }) => quantity > 0).map(({ amount }) => amount);
    return this.amount - this.goodwill - sumOf(ofUnits);
  }

  /** Brings units to the amount that their invoice charged, which rounding moves by a cent. The order must be locked. */
  correct(order: Order, creditLine: CreditLine, amount: number): void {
    const by = amount - creditLine.amount;
    const line = creditLine.order_line.unwrap();
    creditLine.amount += by;
    line.credited += by;
    this.amount += by;
    order.credited += by;
  }

  /** By what its units took from the line. The order must be locked. */
  reduceGoodwill(order: Order, creditLine: CreditLine, by: number): void {
    this.correct(order, creditLine, creditLine.amount - by);
    this.goodwill -= by;
  }

  private addUnits({ line, quantity, amount }: CreditedUnits, left: Map<OrderLine, number>): void {
    // Units that nothing is given for are owed as before.
    if (quantity === 0 || amount === 0) return;
    const worth = line.worthOf(quantity, left.get(line) ?? 0);
    const credited = Math.min(amount ?? worth, worth);
    line.withheld += worth - credited;
    this.addLine(line, quantity, credited, left);
  }

  private addShipping(order: Order, shipping: number): void {
    if (shipping > order.shippingLeft) throw new CreditTooLarge({ left: decimal(order.shippingLeft, order.currency) });
    order.shipping_credited += shipping;
    this.shipping += shipping;
    this.amount += shipping;
  }

  private addAmount(order: Order, base: CreditBase, amount: number, left: Map<OrderLine, number>): void {
    if (amount === 0) return;
    const weights = [...base.lines].map(([line, most]) => Math.min(most, left.get(line) ?? 0));
    weights.push(Math.min(base.shipping, order.shippingLeft));
    if (amount > sumOf(weights)) throw new CreditTooLarge({ left: decimal(sumOf(weights), order.currency) });
    const shares = prorate(amount, weights);
    [...base.lines.keys()].forEach((line, at) => {
      if (shares[at]) this.addLine(line, 0, shares[at], left);
    });
    this.addShipping(order, shares.at(-1) ?? 0);
  }

  private addLine(line: OrderLine, quantity: number, amount: number, left: Map<OrderLine, number>): void {
    line.credited_quantity += quantity;
    line.credited += amount;
    left.set(line, (left.get(line) ?? 0) - amount);
    this.amount += amount;
    const creditLine = new CreditLine();
    Object.assign(creditLine, { order_line: ref(line), quantity, amount });
    this.lines.add(creditLine);
  }
}

const CreditLineSchema = defineEntity({
  name: 'CreditLine',
  tableName: 'order_credit_lines',
  properties: {
    id: p.integer().primary(),
    credit: () => p.manyToOne(Credit).ref().index().deleteRule('cascade'),
    order_line: () => p.manyToOne(OrderLine).ref().index().deleteRule('restrict'),
    /** 0 for a share of an amount that is for no unit. */
    quantity: p.integer(),
    amount: p.bigint('number'),
  },
  checks: [{ name: 'order_credit_lines_amount', expression: 'quantity >= 0 and amount >= 0' }],
});

export class CreditLine extends CreditLineSchema.class {}

CreditSchema.setClass(Credit);
CreditLineSchema.setClass(CreditLine);
export { CreditLineSchema, CreditSchema };
