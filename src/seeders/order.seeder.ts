import type { EntityManager } from '@mikro-orm/postgresql';
import { Seeder } from '@mikro-orm/seeder';
import type { INestApplicationContext } from '@nestjs/common';
import { sql } from 'kysely';
import { Product } from '../catalog/product.entity.js';
import { returnStock, takeStock, type Wanted } from '../catalog/stock.js';
import { Config } from '../config/config.js';
import { Address } from '../customer/address.entity.js';
import { Shipment } from '../fulfilment/shipment.entity.js';
import { leftToShip, pick } from '../fulfilment/units.js';
import { Invoices } from '../invoice/invoices.js';
import { Order } from '../order/order.entity.js';
import { placeOrder } from '../order/placing.js';
import { priceOf } from '../order/pricing.js';
import { LedgerEntry } from '../payment/ledger-entry.entity.js';
import { Payment } from '../payment/payment.entity.js';
import { daysAgo, demoData, type DemoOrder } from './demo-data.js';

const dayInMinutes = 24 * 60;

/** Past orders, placed by the shop's own services, so that stock, payments and invoices agree with them. */
export class OrderSeeder extends Seeder<INestApplicationContext> {
  override async run(em: EntityManager, app: INestApplicationContext): Promise<void> {
    const [currency, invoices] = [app.get(Config).get('CURRENCY'), app.get(Invoices)];
    for (const row of demoData.orders()) {
      const order = await createOrder(em, row, currency);
      if (order.paid) await recordPayment(em, order, order.paid, invoices);
      if (row.statuses.includes('shipped')) await createShipment(em, order, row.statuses.includes('delivered'));
    }
    await sql`update orders set updated = coalesce(paid, payment_due, created)`.execute(em.getKysely());
  }
}

async function createOrder(em: EntityManager, row: DemoOrder, currency: string): Promise<Order> {
  const created = daysAgo(row.created_days_ago);
  const address = await addressOf(em, row.username);
  const [customer, email] = [address.customer.id, address.customer.$.email ?? null];
  const wanted = await wantedOf(em, row.lines);
  const taken = await takeStock(em, wanted, 'order');
  await backdateMovements(em, created);
  const lines = wanted.flatMap(({ product, quantity }) => {
    const snapshot = taken.get(product);
    return snapshot ? [{ product: snapshot, quantity }] : [];
  });
  const price = await priceOf(em, {
    customer,
    lines: lines.map(({ product, quantity }) => ({ ...product, quantity })),
    coupon: null,
  });
  const { uuid } = await placeOrder(em, {
    customer,
    payment: row.payment,
    currency,
    email,
    shipping_address: address.postal(),
    lines,
    price,
    created,
    payment_due: minutesAfter(created, 30),
  });
  const order = await em.findOneOrFail(Order, { uuid });
  await applyStatuses(em, order, row, wanted);
  return order;
}

/** Brings the order into its statuses, one after the other; a canceled one returns its units. */
async function applyStatuses(em: EntityManager, order: Order, row: DemoOrder, wanted: Wanted[]): Promise<void> {
  for (const status of row.statuses) {
    if (status === 'canceled') {
      order.cancel();
      await returnStock(em, wanted, `order ${order.number} canceled`);
      await backdateMovements(em, minutesAfter(order.created, 30));
    } else order.become(status);
  }
  if (order.paid) order.paid = minutesAfter(order.created, 4);
  await em.flush();
}

async function recordPayment(em: EntityManager, order: Order, paid_on: Date, invoices: Invoices): Promise<void> {
  const { total: amount, currency } = order;
  const payment = em.create(Payment, { order, provider: 'mock', status: 'captured', amount, currency });
  em.create(LedgerEntry, { order, kind: 'charge', amount, payment });
  await em.flush();
  await invoices.issue(em, order, { state: 'paid', paid_on });
}

async function createShipment(em: EntityManager, order: Order, isDelivered: boolean): Promise<void> {
  const parcel = { carrier: 'Parcel', tracking_number: `P-${order.number}`, tracking_url: null };
  const shipment = Shipment.of(em, order, parcel, pick(await leftToShip(em, order)));
  shipment.shipped = minutesAfter(order.created, dayInMinutes);
  shipment.delivered = isDelivered ? minutesAfter(order.created, 3 * dayInMinutes) : null;
  order.shipped = shipment.shipped;
  await em.flush();
}

const addressOf = (em: EntityManager, username: string) =>
  em.findOneOrFail(Address, { customer: { username }, is_default: true }, { populate: ['customer'] });

async function wantedOf(em: EntityManager, lines: DemoOrder['lines']): Promise<Wanted[]> {
  const products = await em.find(Product, { slug: { $in: Object.keys(lines) } });
  return products.map(({ id, slug }) => ({ product: id, quantity: lines[slug] ?? 0 }));
}

/** Dates the movements of this moment back: `now()` is the same in a whole transaction. */
async function backdateMovements(em: EntityManager, created: Date): Promise<void> {
  await sql`update stock_movements set created = ${created} where created = now()`.execute(em.getKysely());
}

const minutesAfter = (moment: Date, minutes: number): Date => new Date(moment.getTime() + minutes * 60_000);
