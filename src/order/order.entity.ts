import { Collection, defineEntity, OptionalProps, p, raw, ref } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { v7 } from 'uuid';
import { taxWithin } from '../common/money/money.js';
import { discountShares, type TaxSubtotal } from '../common/money/tax.js';
import type { TaxExemption } from '../common/money/tax-exemption.js';
import { Product } from '../catalog/product.entity.js';
import type { PostalAddress } from '../customer/address.entity.js';
import { Customer } from '../customer/customer.entity.js';
import { Coupon } from '../promotion/coupon.entity.js';
import { ShippingNotAvailable } from '../shipping/shipping.errors.js';
import { shippingKinds, shipsTo } from '../shipping/shipping-method.entity.js';
import { findIn } from '../database/statement.js';
import type { Billing } from '../pricing/billing.js';
import type { NewOrder, NewOrderLine } from './new-order.js';
import { orderChecks, orderIndexes, orderLineChecks } from './order-constraints.js';
import { orderTriggers } from './sales-triggers.js';
import { linesOfOrder, lockOrder, type OrderSelector } from './order-statements.js';
import { canTransition, isOpen, type OrderStatus, orderStatuses } from './order-status.js';
import {
  AddressNotChangeable,
  NotSoManyLeft,
  OrderNotCancelable,
  OrderNotFound,
  OrderStatusRefused,
} from './order.errors.js';
import type { Charged } from '../pricing/tax-treatment.js';

/** `cash` is paid on delivery, the others before the payment window closes. */
export const paymentMethods = ['cash', 'card', 'payu'] as const;
export type PaymentMethod = (typeof paymentMethods)[number];

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
    payment: p.enum(paymentMethods),
    currency: p.string().length(3),
    /** Minor units, tax included, as all amounts here. */
    subtotal: p.bigint('number'),
    shipping: p.bigint('number').default(0),
    discount: p.bigint('number').default(0),
    tax: p.bigint('number'),
    /** The tax by rate, for invoices. */
    taxes: p.json<TaxSubtotal[]>(),
    total: p.bigint('number'),
    /** What is no longer owed, by cancellations, returns and refunds. */
    credited: p.bigint('number').default(0),
    /** The part of it that is for shipping. */
    shipping_credited: p.bigint('number').default(0),
    /** Name and tax rate (basis points) at the time of the order. */
    shipping_method: p.string().nullable().length(100),
    shipping_tax_rate: p.integer().nullable(),
    shipping_exemption: p.json<TaxExemption | null>().nullable(),
    /** Null where the shop had no shipping methods. */
    shipping_kind: p.enum(shippingKinds).nullable(),
    /** Where its method delivered at the time of the order, ISO 3166-1 alpha-2; empty: everywhere. */
    shipping_countries: p.array().nullable(),
    coupon: () => p.manyToOne(Coupon).ref().nullable().index().deleteRule('restrict'),
    /** Address for order mails: the one given with the order, or the customer's own. */
    email: p.string().nullable().length(254),
    shipping_address: p.json<PostalAddress | null>().nullable(),
    billing: p.json<Billing | null>().nullable(),
    created_at: p.datetime(),
    paid_at: p.datetime().nullable(),
    /** When its payment window closes; of a cash order, when the one closed that it had before. */
    payment_due_at: p.datetime().nullable(),
    /** When the first shipment left: from then on the order cannot be canceled. */
    shipped_at: p.datetime().nullable(),
    /** When its confirmation mail was enqueued. */
    confirmed_at: p.datetime().nullable(),
    updated_at: p.datetime().onUpdate(() => raw<Date>('now()')),
    lines: () => p.oneToMany(OrderLine).mappedBy('order'),
  },
  indexes: orderIndexes,
  checks: orderChecks,
  triggers: orderTriggers,
});

/** A purchase as it was at its moment: later changes of the catalog leave it as it is. */
export class Order extends OrderSchema.class {
  [OptionalProps]?: 'number' | 'waitsForPayment' | 'owed' | 'shippingLeft';

  /** Loads one order and locks it: whoever else changes it waits. @throws OrderNotFound */
  static async lock(em: EntityManager, { uuid, customer }: OrderSelector): Promise<Order> {
    const [order] = await findIn(em, Order, lockOrder, [uuid, customer ?? null]);
    if (!order) throw new OrderNotFound();
    return order;
  }

  /** Uses the coupon up, whose row must be locked. */
  static place({ customer, lines, totals, created_at, ...given }: NewOrder): Order {
    const { method, coupon, lines: charged, shipping_tax, ...sums } = totals;
    coupon?.use();
    const order = new Order();
    return Object.assign(order, {
      ...given,
      ...sums,
      status: 'new',
      customer: ref(Customer, customer),
      shipping_method: method?.name ?? null,
      shipping_tax_rate: shipping_tax?.tax_rate ?? null,
      shipping_exemption: shipping_tax?.exemption ?? null,
      shipping_kind: method?.kind ?? null,
      shipping_countries: method?.countries ?? null,
      coupon: coupon && ref(coupon),
      created_at,
      updated_at: created_at,
      confirmed_at: given.payment === 'cash' && totals.total > 0 ? created_at : null,
      lines: new Collection(
        order,
        lines.map((line, at) => OrderLine.create(line, charged[at])),
      ),
    } satisfies Partial<Order>);
  }

  /** What the customer owes in all, paid or not; minor units. */
  get owed(): number {
    return this.total - this.credited;
  }

  get shippingLeft(): number {
    return this.shipping - this.shipping_credited;
  }

  /** What is left of each line: its total, less its share of the discount and what was credited; minor units. @param lines all of the order */
  leftOf(lines: OrderLine[]): Map<OrderLine, number> {
    const shares = discountShares(lines, this.discount);
    return new Map(lines.map((line, at) => [line, Math.max(0, line.total - (shares[at] ?? 0) - line.credited)]));
  }

  get waitsForPayment(): boolean {
    return this.status === 'new' && this.payment !== 'cash';
  }

  /** @throws OrderStatusRefused */
  transitionTo(status: OrderStatus): void {
    const unpaid = status === 'processing' && this.waitsForPayment;
    if (unpaid || !canTransition(this.status, status)) throw new OrderStatusRefused({ from: this.status, to: status });
    this.status = status;
  }

  /** @param paid_at by the clock of the database, as the day of an invoice follows from it @throws OrderStatusRefused */
  pay(paid_at: Date): void {
    this.transitionTo('paid');
    this.paid_at = paid_at;
  }

  /** From another payment method to this one. @throws OrderStatusRefused */
  payBy(payment: PaymentMethod): void {
    if (this.status !== 'new') throw new OrderStatusRefused({ status: this.status });
    this.payment = payment;
  }

  /** Its price and its documents stay as they are. @throws AddressNotChangeable, ShippingNotAvailable */
  sendTo(address: PostalAddress): void {
    if (this.shipped_at || !isOpen(this.status)) throw new AddressNotChangeable({ status: this.status });
    if (!this.delivers(address.country))
      throw new ShippingNotAvailable({ shipping_method: this.shipping_method, country: address.country });
    this.shipping_address = address;
  }

  private delivers(country: string): boolean {
    if (this.shipping_countries) return this.shipping_kind === 'pickup' || shipsTo(this.shipping_countries, country);
    // An order of earlier days: where else its method delivered is not known.
    return !this.shipping_method || !this.shipping_address || this.shipping_address.country === country;
  }

  /** Customers cancel until something has left. @throws OrderNotCancelable */
  assertCancelable(): void {
    if (this.shipped_at || !canTransition(this.status, 'canceled'))
      throw new OrderNotCancelable({ status: this.status });
  }

  /** By staff, before a parcel has left; later the status follows from the units. @throws OrderStatusRefused */
  process(): void {
    if (this.shipped_at) throw new OrderStatusRefused({ from: this.status, to: 'processing' });
    this.transitionTo('processing');
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
    product: () => p.manyToOne(Product).ref().nullable().deleteRule('set null'),
    product_uuid: p.uuid(),
    name: p.string().length(200),
    quantity: p.integer(),
    price: p.bigint('number'),
    tax_rate: p.integer(),
    exemption: p.json<TaxExemption | null>().nullable(),
    total: p.bigint('number'),
    tax: p.bigint('number'),
    /** Units that will not leave. */
    canceled: p.integer().default(0),
    /** Units that have left, whatever became of them; those that are sent again no longer count. */
    shipped: p.integer().default(0),
    /** Of those shipped: units that arrived. */
    delivered: p.integer().default(0),
    /** Of those shipped: units that are lost or came back unopened, and are not sent again. */
    undelivered: p.integer().default(0),
    /** Of those undelivered: units that came back. */
    came_back: p.integer().default(0),
    /** Of those delivered: units that the customer sent back. */
    returned: p.integer().default(0),
    /** Of those returned: units whose return was refunded, if only by nothing. */
    returns_refunded: p.integer().default(0),
    /** Units, and their amount in minor units, that are no longer owed. */
    credited_quantity: p.integer().default(0),
    credited: p.bigint('number').default(0),
    /** What the shop keeps of units that were credited with less than they are worth. */
    withheld: p.bigint('number').default(0),
  },
  indexes: [{ name: 'order_lines_of_product', properties: ['product', 'id'] }],
  checks: orderLineChecks,
});

export class OrderLine extends OrderLineSchema.class {
  [OptionalProps]?: 'open' | 'owedUnits';

  /** In the order of the bucket. */
  static async forOrder(em: EntityManager, { id, lines }: Order): Promise<OrderLine[]> {
    return lines.isInitialized() && lines.length > 0 ? lines.getItems() : findIn(em, OrderLine, linesOfOrder, [id]);
  }

  /** The price is the product's when its units were allocated, whatever the bucket last showed, with the tax of this order. */
  static create({ product, quantity }: NewOrderLine, { price, tax_rate, exemption }: Charged = product): OrderLine {
    const { id, uuid, name } = product;
    const total = price * quantity;
    return Object.assign(new OrderLine(), {
      uuid: v7(),
      product: ref(Product, id),
      product_uuid: uuid,
      name,
      quantity,
      price,
      tax_rate,
      exemption: exemption ?? null,
      total,
      tax: taxWithin(total, tax_rate),
    } satisfies Partial<OrderLine>);
  }

  /** Units that can be shipped or canceled. */
  get open(): number {
    return this.quantity - this.canceled - this.shipped;
  }

  /** Units that are not credited. */
  get owedUnits(): number {
    return this.quantity - this.credited_quantity;
  }

  /**
   * What units that are still owed are worth, in minor units; all that are left together are worth what is left of the line.
   *
   * @param left what is left of the line @throws NotSoManyLeft
   */
  worthOf(quantity: number, left: number): number {
    const units = this.owedUnits;
    if (quantity > units) throw new NotSoManyLeft({ order_product_uuid: this.uuid, left: units });
    const worth = Math.max(0, left - this.withheld);
    return quantity === units ? worth : Number((BigInt(worth) * BigInt(quantity)) / BigInt(units));
  }

  /** At most the open units, which the caller has checked. */
  ship(quantity: number): void {
    this.shipped += quantity;
  }

  /** At most the shipped units, which the caller has checked. */
  deliver(quantity: number): void {
    this.delivered += quantity;
  }

  /** Units that will not leave; the caller releases their stock and credits them. @throws NotSoManyLeft */
  cancel(quantity: number): void {
    if (quantity > this.open) throw new NotSoManyLeft({ order_product_uuid: this.uuid, left: this.open });
    this.canceled += quantity;
  }
}

OrderSchema.setClass(Order);
OrderLineSchema.setClass(OrderLine);
export { OrderLineSchema, OrderSchema };
