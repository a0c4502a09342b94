import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { Product } from '../catalog/product.entity.js';
import { releaseStock, allocateStock, type StockRequest } from '../stock/stock.js';
import type { Address } from '../customer/address.entity.js';
import { Shipment } from '../fulfilment/shipment.entity.js';
import { leftToShip, pick } from '../fulfilment/units.js';
import type { InvoiceService } from '../invoice/invoice.service.js';
import { Order, type Payment as PaymentMethod } from '../order/order.entity.js';
import { LedgerEntry } from '../payment/ledger-entry.entity.js';
import { Payment } from '../payment/payment.entity.js';
import { placeOrder } from '../order/insert-order.js';
import { priceOf } from '../order/pricing.service.js';
import type { OrderStatus } from '../order/order-status.js';
import { daysAgo } from './days-ago.js';

interface PastOrder {
  days: number;
  payment: PaymentMethod;
  basket: Record<string, number>;
  became: OrderStatus[];
}

/** What Max has ordered so far, earliest first. */
const history: PastOrder[] = [
  {
    days: 41,
    payment: 'card',
    basket: { banana: 6, 'espresso-nero-beans-1-kg': 1, 'dark-chocolate-72': 3, 'stoneware-mug-350-ml': 2 },
    became: ['paid', 'processing', 'shipped', 'delivered'],
  },
  {
    days: 26,
    payment: 'payu',
    basket: { 'tent-fjell-2': 1, 'storm-lantern': 1 },
    became: ['canceled'],
  },
  {
    days: 3,
    payment: 'card',
    basket: { 'know-your-mountains': 1, 'day-pack-22-l': 1, kiwi: 4 },
    became: ['paid', 'processing', 'shipped'],
  },
  {
    days: 0.2,
    payment: 'cash',
    basket: { apple: 5, 'farmhouse-bread-1-kg': 1, 'acacia-honey-500-g': 1 },
    became: [],
  },
];

/** Every order takes its units from the ledger at its own date, and a canceled one brings them back. */
export async function seedOrders(
  em: EntityManager,
  home: Address,
  currency: string,
  invoices: InvoiceService,
): Promise<void> {
  for (const past of history) {
    const order = await placed(em, past, home, currency);
    if (order.paid) await paid(em, order, invoices);
    if (past.became.includes('shipped')) await shipped(em, order, past.became.includes('delivered'));
  }
  await sql`update orders set updated = coalesce(paid, payment_due, created)`.execute(em.getKysely());
}

async function placed(em: EntityManager, past: PastOrder, home: Address, currency: string): Promise<Order> {
  const created = daysAgo(past.days);
  const wanted = await wantedOf(em, past.basket);
  const taken = await allocateStock(em, wanted, 'order');
  await moved(em, created);
  const lines = [...taken.values()].map((product) => ({ product, quantity: quantityOf(wanted, product.id) }));
  const { uuid } = await placeOrder(em, {
    customer: home.customer.id,
    payment: past.payment,
    currency,
    email: home.customer.unwrap().email ?? null,
    shipping_address: home.postal(),
    lines,
    price: await priceOf(em, {
      customer: home.customer.id,
      lines: lines.map((line) => ({ ...line.product, quantity: line.quantity })),
      coupon: null,
    }),
    created,
    payment_due: minutesAfter(created, 30),
  });
  const order = await em.findOneOrFail(Order, { uuid });
  for (const status of past.became) {
    if (status === 'canceled') {
      order.cancel();
      await releaseStock(em, wanted, `order ${order.number} canceled`);
      await moved(em, minutesAfter(created, 30));
    } else order.become(status);
  }
  if (order.paid) order.paid = minutesAfter(created, 4);
  await em.flush();
  return order;
}

async function paid(em: EntityManager, order: Order, invoices: InvoiceService): Promise<void> {
  const { total: amount, currency, paid: paid_on } = order;
  const payment = em.create(Payment, { order, provider: 'mock', status: 'captured', amount, currency });
  em.create(LedgerEntry, { order, kind: 'charge', amount, payment });
  await em.flush();
  await invoices.issue(em, order, { state: 'paid', paid_at: paid_on ?? order.created });
}

async function shipped(em: EntityManager, order: Order, delivered: boolean): Promise<void> {
  const parcel = { carrier: 'Parcel', tracking_number: `P-${order.number}`, tracking_url: null };
  const shipment = Shipment.of(em, order, parcel, pick(await leftToShip(em, order)));
  shipment.shipped = minutesAfter(order.created, day);
  shipment.delivered = delivered ? minutesAfter(order.created, 3 * day) : null;
  order.shipped = shipment.shipped;
  await em.flush();
}

/** Minutes. */
const day = 24 * 60;

async function wantedOf(em: EntityManager, basket: PastOrder['basket']): Promise<StockRequest[]> {
  const products = await em.find(Product, { slug: { $in: Object.keys(basket) } });
  return products.map(({ id, slug }) => ({ product: id, quantity: basket[slug] ?? 0 }));
}

const quantityOf = (wanted: StockRequest[], product: number) =>
  wanted.find((each) => each.product === product)?.quantity ?? 0;

/** Puts the movements of this moment into the past: `now()` is the same in a whole transaction. */
async function moved(em: EntityManager, created: Date): Promise<void> {
  await sql`update stock_movements set created = ${created} where created = now()`.execute(em.getKysely());
}

const minutesAfter = (moment: Date, minutes: number): Date => new Date(moment.getTime() + minutes * 60_000);
