import { aCustomer, aProduct } from '../factories/index.js';
import { eventually } from './eventually.js';
import { many } from './many.js';
import { shippingAddress } from './purchase.js';
import type { Ask, Shop } from './shop.js';

/** The same numbers in each run, from 0 until just below 1. */
export function pseudoRandom(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

type Random = ReturnType<typeof pseudoRandom>;
const upTo = (random: Random, most: number) => Math.floor(random() * (most + 1));

/** Orders of some customers, of any kind and fate, by the API. */
export async function placeOrders(shop: Shop, support: Ask, perCustomer: number, random: Random): Promise<void> {
  const products = await many(6, () =>
    aProduct(shop, { price: 1 + upTo(random, 9_000), tax_rate: random() < 0.3 ? 700 : 1_900, stock: 100_000 }),
  );
  const customers = await many(5, () => aCustomer(shop));
  await Promise.all(
    customers.map(async ({ token }) => {
      for (let order = 0; order < perCustomer; order++) await placeOrder(shop, support, { token }, products, random);
    }),
  );
  await settled(shop);
}

async function placeOrder(
  shop: Shop,
  support: Ask,
  who: Ask,
  products: { uuid: string }[],
  random: Random,
): Promise<void> {
  for (const { uuid } of products.filter(() => random() < 0.4))
    await shop.post('/api/bucket', { ...who, body: { product: uuid, quantity: 1 + upTo(random, 4) } });
  await shop.post('/api/bucket', { ...who, body: { product: products[0]?.uuid, quantity: 1 } });
  const payment = random() < 0.4 ? 'cash' : 'card';
  const country = ['DE', 'FR', 'PL'][upTo(random, 2)];
  const { body } = await shop.post<{ order_uuid: string }>('/api/orders', {
    ...who,
    body: { payment, shipping_address: { ...shippingAddress, country } },
  });
  const order = `/api/orders/${body.order_uuid}`;
  const fate = random();
  if (payment === 'card' && fate < 0.8)
    await shop.post(`${order}/payments`, { ...who, body: { token: 'tok_success' } });
  else if (fate > 0.95) await shop.put(`${order}/payment`, { ...who, body: { payment: 'cash' } });
  const next = random();
  const admin = `/api/admin/orders/${body.order_uuid}`;
  if (next < 0.15) await shop.put(`${order}/set_canceled`, who);
  else if (next < 0.4)
    await shop.post(`${admin}/${payment === 'card' ? 'refunds' : 'credits'}`, { ...support, body: { amount: '0.01' } });
  else if (next < 0.5) await shop.put(`${order}/payment`, { ...who, body: { payment: 'card' } });
}

/** Waits for the refunds that follow. */
async function settled(shop: Shop): Promise<void> {
  const open = `select count(*)::int as count from pgboss.job where state in ('created', 'retry', 'active') and start_after <= now()
    and name like 'order.%'`;
  await eventually(
    async () => [await shop.rows(open), await shop.rows(`select from refunds where status = 'pending'`)],
    ([jobs, refunds]) => jobs?.[0]?.['count'] === 0 && refunds?.length === 0,
  );
}

/** Moves everything that has happened to moments between two, the same in each run. */
export async function scatter(shop: Shop, from: string, to: string): Promise<void> {
  const share = `((hashtext(id::text)::bigint + 2147483648) / 4294967296.0)`;
  const moment = `timestamptz '${from}' + ${share} * (timestamptz '${to}' - timestamptz '${from}')`;
  await shop.rows(`update orders set created_at = ${moment}`);
  await shop.rows(`update orders set paid_at = created_at + ${share} * interval '2 hours' where paid_at is not null`);
  await shop.rows(`update order_credits set created_at = ${moment}`);
  await shop.rewrite('payment_ledger', `update payment_ledger set created_at = ${moment}`);
}

export interface Sums {
  orders: number;
  units: number;
  gross: number;
  tax: number;
  credits: number;
  credits_tax: number;
  refunds: number;
}

/** The sales by a key of their moment, from the orders, credits and the ledger themselves; minor units. */
export async function salesBy(shop: Shop, keyOf: (moment: Date) => string): Promise<Map<string, Sums>> {
  const sums = new Map<string, Sums>();
  const add = (moment: Date, values: Partial<Sums>) => {
    const key = keyOf(moment);
    const sum = sums.get(key) ?? { orders: 0, units: 0, gross: 0, tax: 0, credits: 0, credits_tax: 0, refunds: 0 };
    for (const [name, value] of Object.entries(values)) sum[name as keyof Sums] += Number(value);
    sums.set(key, sum);
  };
  type Row = Record<string, never> & { id: number; created_at: Date; paid_at: Date | null };
  const all = (table: string) => shop.rows<Row>(`select * from ${table}`);
  const [orders, lines, credits, ledger] = await Promise.all(
    ['orders', 'order_lines', 'order_credits', 'payment_ledger'].map(all),
  );
  const soldAt = new Map<number, Date>();
  const taxed = new Map<number, { tax: number; total: number }>();
  for (const { id, payment, created_at, paid_at, total, tax } of orders ?? []) {
    const sold = payment === 'cash' ? created_at : paid_at;
    if (!sold) continue;
    soldAt.set(id, new Date(sold));
    taxed.set(id, { tax: Number(tax), total: Number(total) });
    const own = (lines ?? []).filter(({ order_id }) => order_id === id);
    const units = own.reduce((sum, { quantity }) => sum + Number(quantity), 0);
    add(new Date(sold), { orders: 1, units, gross: total, tax });
  }
  for (const { order_id, created_at, amount } of credits ?? []) {
    const sold = soldAt.get(order_id);
    const { tax, total } = taxed.get(order_id) ?? { tax: 0, total: 0 };
    const credits_tax = Math.round((tax * Number(amount)) / Math.max(total, 1));
    if (sold) add(new Date(Math.max(Number(sold), Number(new Date(created_at)))), { credits: amount, credits_tax });
  }
  for (const { kind, created_at, amount } of ledger ?? [])
    if (kind === 'refund' || kind === 'refund_failed') add(new Date(created_at), { refunds: -amount });
  return sums;
}
