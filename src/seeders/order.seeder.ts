import type { EntityManager } from '@mikro-orm/postgresql';
import { Seeder } from '@mikro-orm/seeder';
import type { INestApplicationContext } from '@nestjs/common';
import { sql } from 'kysely';
import { v7 } from 'uuid';
import { Product } from '../catalog/product.entity.js';
import { Config } from '../config/config.js';
import { Address } from '../customer/address.entity.js';
import { announce } from '../database/commits.js';
import { Shipment } from '../fulfilment/shipment.entity.js';
import { selectUnits } from '../fulfilment/unit-selection.js';
import { InvoiceService } from '../invoice/invoice.service.js';
import { Credit } from '../order/credit.entity.js';
import { insertOrder } from '../order/insert-order.js';
import { Order, OrderLine } from '../order/order.entity.js';
import { followUnits } from '../order/order-units.js';
import { PricingService } from '../pricing/pricing.service.js';
import { LedgerEntry } from '../payment/ledger-entry.entity.js';
import { Payment } from '../payment/payment.entity.js';
import { ShippingMethod, shipsTo } from '../shipping/shipping-method.entity.js';
import { daysAgo, demoData, type DemoOrder } from './demo-data.js';

const dayInMinutes = 24 * 60;

/** Past orders, placed by the rules of the shop, so that stock, payments and invoices agree with them. */
export class OrderSeeder extends Seeder<INestApplicationContext> {
  override async run(em: EntityManager, app: INestApplicationContext): Promise<void> {
    for (const row of demoData.orders()) {
      const order = await createOrder(em, app, row);
      if (order.paid_at) await recordPayment(em, order, order.paid_at, app.get(InvoiceService));
      if (row.statuses.includes('shipped')) await createShipment(em, order, row.statuses.includes('delivered'));
    }
    await moveStock(em);
    await sql`update orders set updated_at = coalesce(paid_at, payment_due_at, created_at)`.execute(em.getKysely());
  }
}

async function createOrder(em: EntityManager, app: INestApplicationContext, row: DemoOrder): Promise<Order> {
  const created_at = daysAgo(row.created_days_ago);
  const address = await addressOf(em, row.username);
  const customer = address.customer.id;
  const products = await em.find(Product, { slug: { $in: Object.keys(row.lines) } });
  const lines = products.map((product) => ({ product, quantity: row.lines[product.slug] ?? 0 }));
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
    uuid: v7(),
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
  await applyStatuses(em, order, row);
  return order;
}

/** Brings the order into its statuses, one after the other; a canceled one releases its units. */
async function applyStatuses(em: EntityManager, order: Order, { statuses }: DemoOrder): Promise<void> {
  for (const status of statuses) {
    if (status === 'canceled') await cancelUnits(em, order);
    else if (status === 'paid') order.pay(minutesAfter(order.created_at, 4));
    else order.transitionTo(status);
  }
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

async function createShipment(em: EntityManager, order: Order, isDelivered: boolean): Promise<void> {
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
  await em.flush();
}

const addressOf = (em: EntityManager, username: string) =>
  em.findOneOrFail(Address, { customer: { username }, is_default: true }, { populate: ['customer'] });

/** The ledger goes on from the opening movements, in the order of its moments: an order was shipped while others were placed. */
async function moveStock(em: EntityManager): Promise<void> {
  await sql`
    with moved as (
      select product_id, 0 as on_hand_by, quantity as allocated_by, 'order' as reason, uuid as order_uuid, created_at from ${unitsOfOrders}
      union all
      select product_id, 0, -canceled, 'order ' || number || ' canceled', uuid, created_at + interval '30 minutes'
      from ${unitsOfOrders} where canceled > 0
      union all
      select product_id, -shipped, -shipped, 'order ' || number || ' shipped', uuid, shipped_at from ${unitsOfOrders} where shipped > 0
    ), movements as (
      insert into stock_movements (product_id, product_uuid, on_hand_by, allocated_by, on_hand_after, allocated_after, reason, order_uuid, created_at)
      select product_id, products.uuid, on_hand_by, allocated_by, on_hand + sum(on_hand_by) over ledger, sum(allocated_by) over ledger,
        reason, order_uuid, moved.created_at
      from moved join products on products.id = product_id
      window ledger as (partition by product_id order by moved.created_at) order by moved.created_at
    )
    update products set on_hand = on_hand + sold.on_hand_by, allocated = sold.allocated_by
    from (select product_id, sum(on_hand_by) as on_hand_by, sum(allocated_by) as allocated_by from moved group by 1) sold
    where products.id = product_id
  `.execute(em.getKysely());
  announce(em, 'catalog');
}

const unitsOfOrders = sql`(
  select product_id, quantity, order_lines.canceled, order_lines.shipped, orders.uuid, number, orders.created_at, shipped_at
  from order_lines join orders on orders.id = order_id) units`;

const minutesAfter = (moment: Date, minutes: number): Date => new Date(moment.getTime() + minutes * 60_000);
