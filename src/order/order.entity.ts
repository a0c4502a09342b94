import { defineEntity, OptionalProps, p } from '@mikro-orm/core';
import { v7 } from 'uuid';
import type { TaxSubtotal } from '../common/money/tax.js';
import { Product } from '../catalog/product.entity.js';
import type { PostalAddress } from '../customer/address.entity.js';
import { Customer } from '../customer/customer.entity.js';
import { Coupon } from '../promotion/coupon.entity.js';
import { mayBecome, type OrderStatus, orderStatuses } from './order-status.js';
import { OrderNotCancelable, OrderStatusRefused } from './order.errors.js';

/** Ways to pay: `cash` at the door, the others before the payment window closes. */
export const payments = ['cash', 'card', 'payu'] as const;
export type Payment = (typeof payments)[number];

const OrderSchema = defineEntity({
  name: 'Order',
  tableName: 'orders',
  properties: {
    id: p.integer().primary(),
    uuid: p
      .uuid()
      .unique()
      .onCreate(() => v7()),
    number: p.string().unique().generated(`('M' || (100000 + id)) stored`),
    customer: () => p.manyToOne(Customer).ref().deleteRule('restrict'),
    status: p.enum(orderStatuses).default('new'),
    payment: p.enum(payments),
    currency: p.string().length(3),
    /** Sums in minor units, tax included. */
    subtotal: p.bigint('number'),
    shipping: p.bigint('number').default(0),
    discount: p.bigint('number').default(0),
    tax: p.bigint('number'),
    /** The same rate by rate, as invoices tell it. */
    taxes: p.json<TaxSubtotal[]>(),
    total: p.bigint('number'),
    /** Its name and its tax rate in basis points, as they were. */
    shipping_method: p.string().nullable().length(100),
    shipping_tax_rate: p.integer().nullable(),
    coupon: () => p.manyToOne(Coupon).ref().nullable().index().deleteRule('restrict'),
    /** Where word of it goes: what was given with the order, or the customer's own. */
    email: p.string().nullable().length(254),
    shipping_address: p.json<PostalAddress | null>().nullable(),
    created_at: p.datetime().onCreate(() => new Date()),
    paid_at: p.datetime().nullable(),
    payment_due_at: p.datetime().nullable(),
    /** When the first parcel left: from then on it cannot be canceled. */
    shipped_at: p.datetime().nullable(),
    /** When its one confirmation was written. */
    confirmed_at: p.datetime().nullable(),
    updated_at: p
      .datetime()
      .onCreate(() => new Date())
      .onUpdate(() => new Date()),
    lines: () => p.oneToMany(OrderLine).mappedBy('order'),
  },
  indexes: [{ name: 'orders_of_customer', properties: ['customer', 'id'] }],
  checks: [{ name: 'orders_total_adds_up', expression: 'total = subtotal + shipping - discount and total >= 0' }],
});

/** What somebody bought, as it was at that moment: later changes of the catalogue leave it as it is. */
export class Order extends OrderSchema.class {
  [OptionalProps]?: 'number' | 'waitsForPayment';

  get waitsForPayment(): boolean {
    return this.status === 'new' && this.payment !== 'cash';
  }

  /** @throws OrderStatusRefused */
  become(status: OrderStatus): void {
    const unpaid = status === 'processing' && this.waitsForPayment;
    if (unpaid || !mayBecome(this.status, status)) throw new OrderStatusRefused({ from: this.status, to: status });
    this.status = status;
    if (status === 'paid') this.paid_at = new Date();
  }

  /** The stock must be given back in the same transaction. @throws OrderNotCancelable */
  cancel(): void {
    if (this.shipped_at || !mayBecome(this.status, 'canceled')) throw new OrderNotCancelable({ status: this.status });
    this.status = 'canceled';
  }
}

const OrderLineSchema = defineEntity({
  name: 'OrderLine',
  tableName: 'order_lines',
  properties: {
    id: p.integer().primary(),
    uuid: p
      .uuid()
      .unique()
      .onCreate(() => v7()),
    order: () => p.manyToOne(Order).ref().index().deleteRule('restrict'),
    product: () => p.manyToOne(Product).ref().nullable().index().deleteRule('set null'),
    product_uuid: p.uuid(),
    name: p.string().length(200),
    quantity: p.integer(),
    price: p.integer(),
    tax_rate: p.integer(),
    total: p.bigint('number'),
    tax: p.bigint('number'),
  },
});

export class OrderLine extends OrderLineSchema.class {}

OrderSchema.setClass(Order);
OrderLineSchema.setClass(OrderLine);
export { OrderLineSchema, OrderSchema };
