import { defineEntity, type EntityManager, p } from '@mikro-orm/core';
import { v7 } from 'uuid';
import { Order, OrderLine } from '../order/order.entity.js';
import { ReturnStatusRefused } from './fulfilment.errors.js';
import { mayBecome, type ReturnStatus, returnStatuses } from './return-status.js';
import type { Picked } from './units.js';

const ReturnSchema = defineEntity({
  name: 'Return',
  tableName: 'returns',
  properties: {
    id: p.integer().primary(),
    uuid: p
      .uuid()
      .unique()
      .onCreate(() => v7()),
    order: () => p.manyToOne(Order).ref().index().deleteRule('restrict'),
    status: p.enum(returnStatuses).default('requested'),
    /** The customer's. */
    reason: p.string().length(500),
    /** Why it was refused. */
    refusal: p.string().nullable().length(500),
    /** Minor units, given back for it. */
    amount: p.bigint('number').nullable(),
    created: p.datetime().onCreate(() => new Date()),
    decided: p.datetime().nullable(),
    received: p.datetime().nullable(),
    refunded: p.datetime().nullable(),
    lines: () => p.oneToMany(ReturnLine).mappedBy('return'),
  },
  checks: [{ name: 'returns_amount', expression: `(status = 'refunded') = (amount is not null) and amount >= 0` }],
});

/** Units of an order that somebody wants to send back. */
export class Return extends ReturnSchema.class {
  static request(em: EntityManager, order: Order, reason: string, units: Picked[]): Return {
    const lines = units.map(({ line, quantity }) => ({ order_line: line.id, quantity }));
    return em.create(Return, { order, reason, lines });
  }

  /** @throws ReturnStatusRefused */
  accept(): void {
    this.become('accepted');
    this.decided = new Date();
  }

  /** @throws ReturnStatusRefused */
  refuse(reason: string): void {
    this.become('refused');
    this.decided = new Date();
    this.refusal = reason;
  }

  /** @throws ReturnStatusRefused */
  receive(): void {
    this.become('received');
    this.received = new Date();
  }

  /** The money must be given back in the same transaction. @param amount minor units @throws ReturnStatusRefused */
  refund(amount: number): void {
    this.become('refunded');
    this.refunded = new Date();
    this.amount = amount;
  }

  private become(status: ReturnStatus): void {
    if (!mayBecome(this.status, status)) throw new ReturnStatusRefused({ from: this.status, to: status });
    this.status = status;
  }
}

const ReturnLineSchema = defineEntity({
  name: 'ReturnLine',
  tableName: 'return_lines',
  properties: {
    id: p.integer().primary(),
    return: () => p.manyToOne(Return).ref().deleteRule('cascade'),
    order_line: () => p.manyToOne(OrderLine).ref().index().deleteRule('restrict'),
    quantity: p.integer(),
    /** Whether its units are for sale again; null until they were received. */
    restocked: p.boolean().nullable(),
  },
  uniques: [{ name: 'return_lines_once', properties: ['return', 'order_line'] }],
  checks: [{ name: 'return_lines_quantity', expression: 'quantity > 0' }],
});

export class ReturnLine extends ReturnLineSchema.class {}

ReturnSchema.setClass(Return);
ReturnLineSchema.setClass(ReturnLine);
export { ReturnLineSchema, ReturnSchema };
