import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { aCustomer, aProduct } from './factories/index.js';
import { deliver, paidOrder, ship } from './support/deliveries.js';
import { anUnpaidOrder, eventually } from './support/payments.js';
import { type Ask, useShop } from './support/shop.js';

const shop = useShop();
const dayMs = 86_400_000;
/** The process is ahead of the database. */
const daysAhead = 2;

/** Statistics and accounts: nothing is compared with these to the day, or decided by them. */
const harmless = ['buckets', 'bucket_lines', 'customers'];

/** Columns that have a moment of the process, by their tables. */
async function momentsOfProcess(): Promise<string[]> {
  const columns = await shop.rows<{ table: string; column: string }>(`
    select table_name as table, column_name as column from information_schema.columns join information_schema.tables using (table_schema, table_name)
    where table_schema = 'public' and data_type = 'timestamp with time zone' and table_type = 'BASE TABLE' order by 1, 2`);
  const found = [];
  for (const { table, column } of columns) {
    const ahead = `"${column}" between now() + interval '${daysAhead} days - 10 minutes' and now() + interval '${daysAhead} days'`;
    const [row] = await shop.rows<{ count: number }>(`select count(*)::int as count from "${table}" where ${ahead}`);
    if (row && row.count > 0) found.push(`${table}.${column}`);
  }
  return found;
}

beforeAll(() => void vi.setSystemTime(Date.now() + daysAhead * dayMs));
afterAll(() => void vi.useRealTimers());

it('what decides money, days and the order of events has moments of the database, whatever the clock of the process', async () => {
  const staff: Ask = { token: (await aCustomer(shop, 'admin')).token };
  const { who, order } = await anUnpaidOrder(shop);
  for (const token of ['tok_declined', 'tok_success'])
    await shop.post(`/api/orders/${order}/payments`, { ...who, body: { token } });
  await deliver(shop, staff, order, await ship(shop, staff, order));
  const { body } = await shop.get<{ products: { order_product_uuid: string }[] }>(`/api/orders/${order}`, who);
  const lines = [{ order_product_uuid: body.products[0]?.order_product_uuid, quantity: 1 }];
  const returned = await shop.post<{ return_uuid: string }>(`/api/orders/${order}/returns`, {
    ...who,
    body: { reason: 'too small', lines },
  });
  for (const step of ['accepted', 'received', 'refunded'])
    expect(
      (await shop.put(`/api/admin/returns/${returned.body.return_uuid}/${step}`, { ...staff, body: {} })).status,
    ).toBe(200);
  await eventually(
    () => shop.rows("select from invoices where kind = 'credit_note'"),
    (notes) => notes.length === 1,
  );
  const [first, second] = [await aProduct(shop), await aProduct(shop)];
  const url = `/api/admin/products/${first.uuid}`;
  expect((await shop.put(url, { ...staff, body: { price: '2.00', categories: [] } })).status).toBe(200);
  const other = await paidOrder(shop, who, [first, second]);
  const [lost, back] = [await ship(shop, staff, other, first.uuid), await ship(shop, staff, other, second.uuid)];
  const end = (parcel: string, how: string, body: object) =>
    shop.put(`/api/admin/orders/${other}/shipments/${parcel}/${how}`, { ...staff, body });
  expect((await end(lost, 'lost', { resolution: 'refund', reason: 'never arrived' })).status).toBe(200);
  expect((await end(back, 'returned', { cause: 'refused' })).status).toBe(200);
  const cash = await anUnpaidOrder(shop);
  await shop.put(`/api/orders/${cash.order}/payment`, { ...cash.who, body: { payment: 'cash' } });
  for (let unit = 0; unit < 2; unit++) await deliver(shop, staff, cash.order, await ship(shop, staff, cash.order));
  expect(await shop.rows('select paid_at is not null as paid from orders where uuid = ?', [cash.order])).toEqual([
    { paid: true },
  ]);
  expect((await momentsOfProcess()).filter((column) => !harmless.includes(column.split('.')[0] ?? ''))).toEqual([]);
});
