import { defineEntity, type EntityManager, p, raw } from '@mikro-orm/core';
import { v7 } from 'uuid';
import { Order, OrderLine } from '../order/order.entity.js';
import { NotSoManyLeft } from '../order/order.errors.js';
import { stockRequestsOf } from '../order/order-units.js';
import type { StockRequest } from '../stock/stock.service.js';
import { OrderNotReturnable, OrderProductNotFound, ReturnStatusRefused } from '../fulfilment/fulfilment.errors.js';
import { mayBecome, type ReturnStatus, returnStatuses } from './return-status.js';
import type { ReceivedLine } from './return.dto.js';
import type { UnitSelection } from '../fulfilment/unit-selection.js';

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
    /** Given by the customer. */
    reason: p.string().length(500),
    /** Why staff refused it. */
    refusal: p.string().nullable().length(500),
    /** Minor units, refunded. */
    amount: p.bigint('number').nullable(),
    created_at: p.datetime().onCreate(() => raw<Date>('now()')),
    decided_at: p.datetime().nullable(),
    received_at: p.datetime().nullable(),
    refunded_at: p.datetime().nullable(),
    lines: () => p.oneToMany(ReturnLine).mappedBy('return'),
  },
  indexes: [{ name: 'returns_of_status', properties: ['status', 'id'] }],
  checks: [{ name: 'returns_amount', expression: `(status = 'refunded') = (amount is not null) and amount >= 0` }],
});

/** Units of an order that a customer wants to send back, and what has become of the request. */
export class Return extends ReturnSchema.class {
  /** Units can come back as soon as a parcel may have arrived. @throws OrderNotReturnable */
  static assertReturnable({ status }: Order): void {
    if (!['processing', 'shipped', 'delivered'].includes(status)) throw new OrderNotReturnable({ status });
  }

  static request(em: EntityManager, order: Order, reason: string, units: UnitSelection[]): Return {
    const lines = units.map(({ line, quantity }) => ({ order_line: line.id, quantity }));
    return em.create(Return, { order, reason, lines });
  }

  /** @throws ReturnStatusRefused */
  accept(): void {
    this.become('accepted');
    this.decided_at = raw<Date>('now()');
  }

  /** Units that were received go back to the customer, in the same transaction. The lines must be loaded, here and below. @throws ReturnStatusRefused */
  refuse(reason: string): void {
    this.become('refused');
    this.decided_at = raw<Date>('now()');
    this.refusal = reason;
    for (const { line, quantity } of this.units) line.returned -= quantity;
  }

  /** By the customer. @throws ReturnStatusRefused */
  cancel(): void {
    this.become('canceled');
    this.decided_at = raw<Date>('now()');
  }

  /** Stock follows in the same transaction. A return of which nothing arrived ends here. @throws ReturnStatusRefused, OrderProductNotFound, NotSoManyLeft */
  receive(receipt: ReceivedLine[]): void {
    this.become('received');
    this.received_at = raw<Date>('now()');
    this.record(receipt);
    for (const { line, quantity } of this.units) line.returned += quantity;
    if (this.units.every(({ quantity }) => quantity === 0)) this.refuse('no units arrived');
  }

  restockedUnits(): StockRequest[] {
    return stockRequestsOf(this.units.filter(({ restocked }) => restocked));
  }

  /** @throws ReturnStatusRefused */
  assertRefundable(): void {
    if (!mayBecome(this.status, 'refunded')) throw new ReturnStatusRefused({ from: this.status, to: 'refunded' });
  }

  /** The refund is created in the same transaction. @param amount minor units @throws ReturnStatusRefused */
  refund(amount: number): void {
    this.become('refunded');
    this.refunded_at = raw<Date>('now()');
    this.amount = amount;
    for (const { line, quantity } of this.units) line.returns_refunded += quantity;
  }

  /** Those that were received. */
  private get units() {
    return this.lines.map(({ order_line, received, restocked }) => ({
      line: order_line.unwrap(),
      quantity: received ?? 0,
      restocked,
    }));
  }

  /** Lines that are left out arrived as announced, and are restocked. @throws OrderProductNotFound, NotSoManyLeft */
  private record(receipt: ReceivedLine[]): void {
    const byUuid = new Map(this.lines.getItems().map((line) => [line.order_line.unwrap().uuid, line]));
    for (const line of byUuid.values()) Object.assign(line, { received: line.quantity, restocked: true });
    for (const { order_product_uuid, quantity, restock = true } of receipt) {
      const line = byUuid.get(order_product_uuid.toLowerCase());
      if (!line) throw new OrderProductNotFound({ order_product_uuid });
      const { quantity: announced } = line;
      if (quantity !== undefined && quantity > announced)
        throw new NotSoManyLeft({ order_product_uuid, left: announced });
      Object.assign(line, { received: quantity ?? announced, restocked: restock });
    }
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
    /** Units announced. */
    quantity: p.integer(),
    /** Units that arrived; null until then. */
    received: p.integer().nullable(),
    /** Null until the units are received. */
    restocked: p.boolean().nullable(),
  },
  uniques: [{ name: 'return_lines_once', properties: ['return', 'order_line'] }],
  checks: [
    { name: 'return_lines_quantity', expression: 'quantity > 0' },
    { name: 'return_lines_received', expression: 'received >= 0 and received <= quantity' },
  ],
});

export class ReturnLine extends ReturnLineSchema.class {}

ReturnSchema.setClass(Return);
ReturnLineSchema.setClass(ReturnLine);
export { ReturnLineSchema, ReturnSchema };
