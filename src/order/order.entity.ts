import { defineEntity, type EntityManager, OptionalProps, p, ref } from '@mikro-orm/core';
import { v7 } from 'uuid';
import { taxWithin } from '../common/money.js';
import type { TaxOfRate } from '../common/tax.js';
import { Product } from '../catalog/product.entity.js';
import type { Taken } from '../catalog/stock.js';
import type { PostalAddress } from '../customer/address.entity.js';
import { Customer } from '../customer/customer.entity.js';
import { Coupon } from './coupon.entity.js';
import { mayBecome, type OrderStatus, orderStatuses } from './order-status.js';
import { OrderNotCancelable, OrderStatusRefused } from './order.errors.js';
import type { Price } from './pricing.js';

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
    taxes: p.json<TaxOfRate[]>(),
    total: p.bigint('number'),
    /** Its name and its tax rate in basis points, as they were. */
    shipping_method: p.string().nullable().length(100),
    shipping_tax_rate: p.integer().nullable(),
    coupon: () => p.manyToOne(Coupon).ref().nullable().index().deleteRule('restrict'),
    /** Where word of it goes: what was given with the order, or the customer's own. */
    email: p.string().nullable().length(254),
    shipping_address: p.json<PostalAddress | null>().nullable(),
    created: p.datetime().onCreate(() => new Date()),
    paid: p.datetime().nullable(),
    payment_due: p.datetime().nullable(),
    /** When the first parcel left: from then on it cannot be canceled. */
    shipped: p.datetime().nullable(),
    /** When its one confirmation was written. */
    confirmed: p.datetime().nullable(),
    updated: p
      .datetime()
      .onCreate(() => new Date())
      .onUpdate(() => new Date()),
    lines: () => p.oneToMany(OrderLine).mappedBy('order'),
  },
  indexes: [{ name: 'orders_of_customer', properties: ['customer', 'id'] }],
  checks: [{ name: 'orders_total_adds_up', expression: 'total = subtotal + shipping - discount and total >= 0' }],
});

/** What is known of an order when it is placed. */
export interface Placement {
  customer: number;
  payment: Payment;
  currency: string;
  email: string | null;
  shipping_address: PostalAddress | null;
  lines: { product: Taken; quantity: number }[];
  price: Price;
  /** When an order that is not paid in cash gives its stock back. */
  payment_due: Date;
}

/** What somebody bought, as it was at that moment: later changes of the catalogue leave it as it is. */
export class Order extends OrderSchema.class {
  [OptionalProps]?: 'number' | 'waitsForPayment';

  static place(em: EntityManager, { lines, price, payment_due, ...facts }: Placement): Order {
    const { method, coupon, ...sums } = price;
    coupon?.use();
    return em.create(Order, {
      ...facts,
      ...sums,
      lines: lines.map(({ product, quantity }) => OrderLine.of(product, quantity)),
      shipping_method: method?.name ?? null,
      shipping_tax_rate: method?.tax_rate ?? null,
      coupon: coupon && ref(coupon),
      payment_due: facts.payment === 'cash' ? null : payment_due,
    });
  }

  get waitsForPayment(): boolean {
    return this.status === 'new' && this.payment !== 'cash';
  }

  /** @throws OrderStatusRefused */
  become(status: OrderStatus): void {
    const unpaid = status === 'processing' && this.waitsForPayment;
    if (unpaid || !mayBecome(this.status, status)) throw new OrderStatusRefused({ from: this.status, to: status });
    this.status = status;
    if (status === 'paid') this.paid = new Date();
  }

  /** The stock must be given back in the same transaction. @throws OrderNotCancelable */
  cancel(): void {
    if (this.shipped || !mayBecome(this.status, 'canceled')) throw new OrderNotCancelable({ status: this.status });
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

export class OrderLine extends OrderLineSchema.class {
  /** The customer pays the price of the moment the order is placed, whatever the bucket last showed. */
  static of(product: Taken, quantity: number) {
    const total = product.price * quantity;
    return {
      product: product.id,
      product_uuid: product.uuid,
      name: product.name,
      quantity,
      price: product.price,
      tax_rate: product.tax_rate,
      total,
      tax: taxWithin(total, product.tax_rate),
    };
  }
}

OrderSchema.setClass(Order);
OrderLineSchema.setClass(OrderLine);
export { OrderLineSchema, OrderSchema };
