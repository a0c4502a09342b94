import type { EntityManager } from '@mikro-orm/postgresql';
import { Seeder } from '@mikro-orm/seeder';
import type { INestApplicationContext } from '@nestjs/common';
import { sql } from 'kysely';
import { v7 } from 'uuid';
import { Product } from '../catalog/product.entity.js';
import { Config } from '../config/config.js';
import { Address } from '../customer/address.entity.js';
import { Shipment } from '../fulfilment/shipment.entity.js';
import { selectUnits } from '../fulfilment/unit-selection.js';
import { InvoiceService } from '../invoice/invoice.service.js';
import { Credit } from '../order/credit.entity.js';
import { insertOrder } from '../order/insert-order.js';
import { Order, OrderLine } from '../order/order.entity.js';
import { followUnits, stockRequestsOf } from '../order/order-units.js';
import { PricingService } from '../pricing/pricing.service.js';
import { LedgerEntry } from '../payment/ledger-entry.entity.js';
import { Payment } from '../payment/payment.entity.js';
import { ShippingMethod, shipsTo } from '../shipping/shipping-method.entity.js';
import { StockService, type StockRequest } from '../stock/stock.service.js';
import { daysAgo, demoData, type DemoOrder } from './demo-data.js';

const dayInMinutes = 24 * 60;

/** Past orders, placed by the shop's own services, so that stock, payments and invoices agree with them. */
export class OrderSeeder extends Seeder<INestApplicationContext> {
  override async run(em: EntityManager, app: INestApplicationContext): Promise<void> {
    for (const row of demoData.orders()) {
      const order = await createOrder(em, app, row);
      if (order.paid_at) await recordPayment(em, order, order.paid_at, app.get(InvoiceService));
      if (row.statuses.includes('shipped')) await createShipment(em, app, order, row.statuses.includes('delivered'));
    }
    await sortMovements(em);
    await sql`update orders set updated_at = coalesce(paid_at, payment_due_at, created_at)`.execute(em.getKysely());
  }
}

async function createOrder(em: EntityManager, app: INestApplicationContext, row: DemoOrder): Promise<Order> {
  const created_at = daysAgo(row.created_days_ago);
  const address = await addressOf(em, row.username);
  const customer = address.customer.id;
  const requested = await stockRequests(em, row.lines);
  const uuid = v7();
  const allocated = await app.get(StockService).allocate(em, requested, { reason: 'order', order_uuid: uuid });
  await backdateMovements(em, created_at);
  const lines = requested.flatMap(({ product: id, quantity }) => {
    const product = allocated.get(id);
    return product ? [{ product, quantity }] : [];
  });
  const methods = await em.find(ShippingMethod, { kind: 'delivery' }, { orderBy: { id: 'asc' } });
  const method = methods.find(({ countries }) => shipsTo(countries, address.country));
  const totals = await app.get(PricingService).totals(em, {
    customer,
    lines: lines.map(({ product, quantity }) => ({ ...product, quantity })),
    shipping_method: method?.uuid,
    country: address.country,
    coupon: null,
  });
  const draft = Order.place({
    uuid,
    customer,
    payment: row.payment,
    currency: app.get(Config).get('CURRENCY'),
    email: address.customer.$.email ?? null,
    shipping_address: address.postal(),
    billing: null,
    lines,
    totals,
    created_at,
    payment_due_at: row.payment === 'cash' ? null : minutesAfter(created_at, 30),
  });
  await insertOrder(em, draft);
  const order = await em.findOneOrFail(Order, { uuid: draft.uuid });
  await applyStatuses(em, app, order, row, requested);
  return order;
}

/** Brings the order into its statuses, one after the other; a canceled one releases its units. */
async function applyStatuses(
  em: EntityManager,
  app: INestApplicationContext,
  order: Order,
  { statuses }: DemoOrder,
  requested: StockRequest[],
): Promise<void> {
  for (const status of statuses) {
    if (status === 'canceled') {
      await cancelUnits(em, order);
      await app.get(StockService).release(em, requested, sourceOf(order, 'canceled'));
      await backdateMovements(em, minutesAfter(order.created_at, 30));
    } else order.transitionTo(status);
  }
  if (order.paid_at) order.paid_at = minutesAfter(order.created_at, 4);
  await em.flush();
}

async function cancelUnits(em: EntityManager, order: Order): Promise<void> {
  const lines = await OrderLine.forOrder(em, order);
  const units = lines.map((line) => ({ line, quantity: line.open }));
  for (const { line, quantity } of units) line.cancel(quantity);
  const parts = { units, shipping: order.shippingLeft };
  const credit = Credit.create(em, order, lines, 'cancellation', 'the order was canceled', parts);
  // It was not paid, so nothing was invoiced that a credit note could correct.
  credit.invoiced = false;
  credit.created_at = minutesAfter(order.created_at, 30);
  followUnits(order, lines);
  await em.flush();
}

async function recordPayment(em: EntityManager, order: Order, paid_at: Date, invoices: InvoiceService): Promise<void> {
  const { total: amount, currency } = order;
  const payment = em.create(Payment, { order, provider: 'mock', status: 'captured', amount, currency });
  em.create(LedgerEntry, { order, kind: 'charge', amount, payment });
  await em.flush();
  await invoices.issue(em, order, { state: 'paid', paid_at });
}

async function createShipment(
  em: EntityManager,
  app: INestApplicationContext,
  order: Order,
  isDelivered: boolean,
): Promise<void> {
  const parcel = { carrier: 'Parcel', tracking_number: `P-${order.number}`, tracking_url: null };
  const units = selectUnits(await OrderLine.forOrder(em, order));
  for (const { line, quantity } of units) {
    line.ship(quantity);
    if (isDelivered) line.deliver(quantity);
  }
  const shipment = Shipment.create(em, order, parcel, units);
  shipment.shipped_at = minutesAfter(order.created_at, dayInMinutes);
  shipment.delivered_at = isDelivered ? minutesAfter(order.created_at, 3 * dayInMinutes) : null;
  order.shipped_at = shipment.shipped_at;
  await app.get(StockService).consume(em, stockRequestsOf(units), sourceOf(order, 'shipped'));
  await backdateMovements(em, shipment.shipped_at);
  await em.flush();
}

const addressOf = (em: EntityManager, username: string) =>
  em.findOneOrFail(Address, { customer: { username }, is_default: true }, { populate: ['customer'] });

async function stockRequests(em: EntityManager, lines: DemoOrder['lines']): Promise<StockRequest[]> {
  const products = await em.find(Product, { slug: { $in: Object.keys(lines) } });
  return products.map(({ id, slug }) => ({ product: id, quantity: lines[slug] ?? 0 }));
}

/** Backdates the movements of this moment: `now()` is the same in a whole transaction. */
async function backdateMovements(em: EntityManager, created_at: Date): Promise<void> {
  await sql`update stock_movements set created_at = ${created_at} where created_at = now()`.execute(em.getKysely());
}

/** Into the order of their moments: an order is seeded with its shipment, and others were placed in between. */
async function sortMovements(em: EntityManager): Promise<void> {
  await sql`
    with unsorted as (delete from stock_movements returning *)
    insert into stock_movements (product_id, product_uuid, on_hand_by, allocated_by, on_hand_after, allocated_after, reason, order_uuid, actor, created_at)
    select product_id, product_uuid, on_hand_by, allocated_by, sum(on_hand_by) over ledger, sum(allocated_by) over ledger,
      reason, order_uuid, actor, created_at
    from unsorted window ledger as (partition by product_id order by created_at, id) order by created_at, id
  `.execute(em.getKysely());
}

const sourceOf = ({ id, number }: Order, what: string) => ({ reason: `order ${number} ${what}`, order: id });

const minutesAfter = (moment: Date, minutes: number): Date => new Date(moment.getTime() + minutes * 60_000);
