import { beforeAll, describe, expect, it } from 'vitest';
import { SalesRollupService } from '../src/analytics/sales-rollup.service.js';
import { lowStock } from '../src/analytics/work-list.dto.js';
import type { TodayDto, Todos } from '../src/analytics/today.dto.js';
import { decimal } from '../src/common/money/money.js';
import { aCustomer, aProduct } from './factories/index.js';
import { eventually } from './support/eventually.js';
import { placeOrders, pseudoRandom, salesBy } from './support/sales.js';
import { type Ask, useShop } from './support/shop.js';
import { planOf, statementsOf } from './support/statements.js';

const shop = useShop({ SHOP_TIME_ZONE: 'Asia/Kolkata' });
let admin: Ask;
beforeAll(async () => {
  admin = { token: (await aCustomer(shop, 'admin')).token };
});

const today = async () => {
  const { status, body } = await shop.get<TodayDto>('/api/admin/analytics/today', admin);
  expect(status).toBe(200);
  return body;
};
const countsOf = ({ todo }: TodayDto) => Object.entries(todo).map(([name, { count }]) => [name, count] as const);
const count = async (from: string) =>
  Number((await shop.rows<{ count: string }>(`select count(*) as count from ${from}`))[0]?.count);

it('today: an empty shop has nothing to do', async () => {
  const body = await today();
  expect(countsOf(body).filter(([, each]) => each !== 0)).toEqual([]);
  expect(body).toMatchObject({ latest_orders: [], sales: { today: { orders: 0, gross: '0.00' } }, currency: 'EUR' });
});

describe('today: a shop with work', () => {
  beforeAll(async () => {
    await placeOrders(shop, admin, 9, pseudoRandom(7));
    for (const stock of [0, 0, 1, lowStock, lowStock + 1]) await aProduct(shop, { stock });
    await aProduct(shop, { stock: 0, published: false });
    const [order] = await shop.rows<{ id: number }>(`select min(id) as id from orders`);
    const insert = (table: string, columns: string, values: string, times: number) =>
      shop.rows(
        `insert into ${table} (uuid, ${columns}) select gen_random_uuid(), ${values} from generate_series(1, ${times}) n`,
      );
    for (const [at, status] of ['requested', 'accepted', 'refused', 'canceled', 'received'].entries())
      await insert('returns', 'order_id, status, reason, created_at', `${order?.id}, '${status}', '', now()`, at + 1);
    const [payment] = await shop.rows<{ id: number }>(`select min(id) as id from payments`);
    for (const [at, status] of ['done', 'pending', 'failed', 'canceled'].entries())
      await insert('refunds', 'payment_id, amount, status', `${payment?.id}, 1, '${status}'`, at + 1);
    for (const [at, status] of ['needs_response', 'under_review', 'won'].entries())
      await insert(
        'disputes',
        'payment_id, reference, amount, reason, status, opened_at',
        `${payment?.id}, '${status}' || n, 1, '', '${status}', now()`,
        at + 2,
      );
    await shop.rows(`update mails set status = 'failed' where id % 3 = 0`);
    for (const [at, status] of ['open', 'waiting_staff', 'waiting_customer'].entries())
      await insert(
        'tickets',
        'subject, status, waiting_at',
        `'', '${status}', ${status === 'waiting_customer' ? 'null' : 'now()'}`,
        at + 1,
      );
    await shop.rows(`insert into pgboss.job (name, state, data) values ('order.canceled', 'failed', '{}')`);
  });

  it('counts each work list, and links to the list that has as many rows', async () => {
    // Of units, as the status follows from them.
    const toShip = await count(`orders where status <> 'canceled' and (payment = 'cash' or paid_at is not null)
      and exists (select from order_lines where order_id = orders.id and quantity > canceled + shipped)`);
    expect(toShip).toBeGreaterThan(3);
    const expected: Record<keyof Todos, number> = {
      orders_to_ship: toShip,
      refunds_failed: await count(`refunds where status = 'failed'`),
      refunds_pending: await count(`refunds where status = 'pending'`),
      returns_requested: 1,
      returns_received: 5,
      products_out_of_stock: 2,
      products_low_in_stock: 2,
      tickets_open: 1,
      tickets_waiting_staff: 2,
      mails_failed: await count(`mails where status = 'failed'`),
      jobs_failed: 1,
      disputes_to_answer: 2,
    };
    const body = await eventually(today, ({ todo }) => todo.jobs_failed.count === 1);
    expect(Object.fromEntries(countsOf(body))).toEqual(expected);
    for (const [name, { count: counted, href }] of Object.entries(body.todo)) {
      if (href === null) continue;
      const list = await shop.get<{ count: number }>(href, admin);
      expect([name, list.status, list.body.count]).toEqual([name, 200, counted]);
    }
    const { body: csv } = await shop.get<string>('/api/admin/analytics/today.csv', admin);
    expect(csv).toContain(`orders_to_ship,${toShip},/api/admin/analytics/orders-to-ship\n`);
  });

  it('lists orders to ship with their open units, oldest first', async () => {
    const { body } = await shop.get<{ results: { number: string; units: number }[] }>(
      '/api/admin/analytics/orders-to-ship?page_size=100',
      admin,
    );
    const expected = await shop.rows(`
      select number, sum(quantity - canceled - shipped)::int as units from orders join order_lines on order_id = orders.id
      where status <> 'canceled' and (payment = 'cash' or paid_at is not null)
      group by orders.id having sum(quantity - canceled - shipped) > 0 order by orders.created_at, orders.id`);
    expect(body.results.map(({ number, units }) => ({ number, units }))).toEqual(expected);
    const { body: csv } = await shop.get<string>('/api/admin/analytics/orders-to-ship.csv', admin);
    expect(csv.trimEnd().split('\n')).toHaveLength(1 + expected.length);
  });

  it('shows the latest ten orders', async () => {
    const { latest_orders } = await today();
    const rows = await shop.rows<{ number: string }>('select number from orders order by id desc limit 10');
    expect(latest_orders.map(({ number }) => number)).toEqual(rows.map(({ number }) => number));
  });

  it('compares today with yesterday until the same minute', async () => {
    const zone = 'Asia/Kolkata';
    const midnight = `(date_trunc('day', now() at time zone '${zone}') at time zone '${zone}')`;
    await shop.rows(`update orders set created_at = now() - interval '1 day 3 minutes' where id % 3 = 0`);
    await shop.rows(
      `update orders set paid_at = now() - interval '1 day' + interval '3 minutes' where id % 3 = 1 and paid_at is not null`,
    );
    const moments = await shop.rows<{ midnight: Date; now: Date }>(`select ${midnight} as midnight, now() as now`);
    const [start, now] = [new Date(moments[0]?.midnight ?? 0), new Date(moments[0]?.now ?? 0)];
    const dayMs = 86_400_000;
    const sums = await salesBy(shop, (moment) => {
      if (moment >= start) return 'today';
      if (Number(moment) < Number(start) - dayMs) return 'earlier';
      return Number(moment) < Number(now) - dayMs ? 'early' : 'late';
    });
    const grossOf = (...keys: string[]) => keys.reduce((sum, key) => sum + (sums.get(key)?.gross ?? 0), 0);
    const ordersOf = (...keys: string[]) => keys.reduce((sum, key) => sum + (sums.get(key)?.orders ?? 0), 0);
    const { sales, day } = await today();
    expect(day).toBe(new Intl.DateTimeFormat('sv', { timeZone: zone }).format(now));
    expect([sales.today.gross, sales.today.orders]).toEqual([decimal(grossOf('today')), ordersOf('today')]);
    expect(sales.yesterday_until_now).toMatchObject({ gross: decimal(grossOf('early')), orders: ordersOf('early') });
    expect(sales.yesterday).toMatchObject({ gross: decimal(grossOf('early', 'late')) });
  });

  it('reads the large tables by index alone', async () => {
    await shop.rows(`insert into orders (uuid, customer_id, status, payment, currency, subtotal, tax, taxes, total, created_at, updated_at)
      select gen_random_uuid(), 1, 'delivered', 'cash', 'EUR', 700, 7, '[]', 700, now() - n * interval '1 minute', now()
      from generate_series(1, 20000) n`);
    await shop.rows(`insert into mails (uuid, kind, recipient, message_id, subject, attachments, status, created_at)
      select gen_random_uuid(), 'welcome', 'x', 'x', 'x', '[]', 'sent', now() from generate_series(1, 5000)`);
    await shop.app.get(SalesRollupService).fold();
    await shop.rows('checkpoint');
    for (const table of ['orders', 'mails', 'sales_entries', 'sales_rollup'])
      await shop.rows(`vacuum analyze ${table}`);
    const statements = (await statementsOf(today)).filter(({ text }) =>
      /orders_to_ship|sales_rollup|"orders"/.test(text),
    );
    expect(statements.length).toBe(3);
    for (const statement of statements)
      expect(await planOf(shop, statement)).not.toMatch(/Seq Scan on (orders|mails|sales_rollup)/);
  });
});
