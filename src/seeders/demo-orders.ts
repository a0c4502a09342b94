import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { Product } from '../catalog/product.entity.js';
import { returnStock, takeStock, type Wanted } from '../catalog/stock.js';
import type { Address } from '../customer/address.entity.js';
import { Order, type Payment } from '../order/order.entity.js';
import { priceOf } from '../order/pricing.js';
import type { OrderStatus } from '../order/order-status.js';
import { daysAgo } from './days-ago.js';

interface PastOrder {
  days: number;
  payment: Payment;
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
export async function seedOrders(em: EntityManager, home: Address, currency: string): Promise<void> {
  for (const past of history) await placed(em, past, home, currency);
  await sql`update orders set updated = coalesce(paid, payment_due, created)`.execute(em.getKysely());
}

async function placed(em: EntityManager, past: PastOrder, home: Address, currency: string): Promise<void> {
  const created = daysAgo(past.days);
  const wanted = await wantedOf(em, past.basket);
  const taken = await takeStock(em, wanted, 'order');
  await moved(em, created);
  const lines = [...taken.values()].map((product) => ({ product, quantity: quantityOf(wanted, product.id) }));
  const order = Order.place(em, {
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
    payment_due: minutesAfter(created, 30),
  });
  order.created = created;
  await em.flush();
  for (const status of past.became) {
    if (status === 'canceled') {
      order.cancel();
      await returnStock(em, wanted, `order ${order.number} canceled`);
      await moved(em, minutesAfter(created, 30));
    } else order.become(status);
  }
  if (order.paid) order.paid = minutesAfter(created, 4);
  await em.flush();
}

async function wantedOf(em: EntityManager, basket: PastOrder['basket']): Promise<Wanted[]> {
  const products = await em.find(Product, { slug: { $in: Object.keys(basket) } });
  return products.map(({ id, slug }) => ({ product: id, quantity: basket[slug] ?? 0 }));
}

const quantityOf = (wanted: Wanted[], product: number) =>
  wanted.find((each) => each.product === product)?.quantity ?? 0;

/** Puts the movements of this moment into the past: `now()` is the same in a whole transaction. */
async function moved(em: EntityManager, created: Date): Promise<void> {
  await sql`update stock_movements set created = ${created} where created = now()`.execute(em.getKysely());
}

const minutesAfter = (moment: Date, minutes: number): Date => new Date(moment.getTime() + minutes * 60_000);
