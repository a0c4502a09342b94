import { Collection, defineEntity, p, ref } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { v7 } from 'uuid';
import { prorate } from '../common/money/allocate.js';
import { sumOf } from '../common/money/tax.js';
import { Order, OrderLine } from './order.entity.js';
import { CreditTooLarge } from './order.errors.js';

export const creditKinds = ['cancellation', 'return', 'loss', 'refusal', 'refund'] as const;
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
    /** Minor units, tax included, as all amounts here: of the lines and the shipping together. */
    amount: p.bigint('number'),
    shipping: p.bigint('number').default(0),
    created_at: p.datetime().defaultRaw('now()'),
    lines: () => p.oneToMany(CreditLine).mappedBy('credit'),
  },
  checks: [{ name: 'order_credits_amount', expression: 'shipping >= 0 and amount >= shipping' }],
});

/** Units of a line that are no longer owed. */
export interface CreditedUnits {
  line: OrderLine;
  quantity: number;
}

/** What a credit is for. Amounts in minor units. */
export interface CreditParts {
  units?: CreditedUnits[];
  /** Part of the shipping. */
  shipping?: number;
  /** For no unit in particular, like goodwill: prorated over what is left of the lines and the shipping, hence over their rates. */
  amount?: number;
}

/** What a customer no longer owes of an order, and for what. An invoice of those parts is corrected, and money taken for them is refunded. */
export class Credit extends CreditSchema.class {
  /** The order must be locked, with all its lines. @throws CreditTooLarge, NotSoManyUnits */
  static create(
    em: EntityManager,
    order: Order,
    lines: OrderLine[],
    kind: CreditKind,
    reason: string,
    { units = [], shipping = 0, amount = 0 }: CreditParts,
  ): Credit {
    const credit = Object.assign(new Credit(), { order: ref(order), kind, reason, uuid: v7(), shipping: 0, amount: 0 });
    credit.lines = new Collection<CreditLine>(credit);
    const left = order.leftOf(lines);
    for (const { line, quantity } of units) credit.addUnits(line, quantity, left);
    credit.addShipping(order, shipping);
    credit.addAmount(order, lines, amount, left);
    order.credited += credit.amount;
    em.persist(credit);
    return credit;
  }

  private addUnits(line: OrderLine, quantity: number, left: Map<OrderLine, number>): void {
    const amount = line.worthOf(quantity, left.get(line) ?? 0);
    this.addLine(line, quantity, amount, left);
  }

  private addShipping(order: Order, shipping: number): void {
    if (shipping > order.shippingLeft) throw new CreditTooLarge();
    order.shipping_credited += shipping;
    this.shipping += shipping;
    this.amount += shipping;
  }

  private addAmount(order: Order, lines: OrderLine[], amount: number, left: Map<OrderLine, number>): void {
    if (amount === 0) return;
    const weights = [...lines.map((line) => left.get(line) ?? 0), order.shippingLeft];
    if (amount > sumOf(weights)) throw new CreditTooLarge();
    const shares = prorate(amount, weights);
    lines.forEach((line, at) => {
      if (shares[at]) this.addLine(line, 0, shares[at], left);
    });
    this.addShipping(order, shares[lines.length] ?? 0);
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
