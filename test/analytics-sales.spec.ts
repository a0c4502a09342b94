import { beforeAll, describe, expect, it } from 'vitest';
import { SalesRollupService } from '../src/analytics/sales-rollup.service.js';
import type { SalesReport, SalesRow } from '../src/analytics/sales.dto.js';
import { Database } from '../src/database/database.js';
import { decimal } from '../src/common/money/money.js';
import { daysAfter } from '../src/config/calendar.js';
import { aCustomer, aProduct } from './factories/index.js';
import { many } from './support/many.js';
import { paidOrder } from './support/deliveries.js';
import { placeOrders, pseudoRandom, salesBy, scatter, type Sums } from './support/sales.js';
import { type Ask, type Shop, useShop } from './support/shop.js';

const rollup = (shop: Shop) => shop.app.get(SalesRollupService);
const reportOf = async (shop: Shop, support: Ask, query: string) => {
  const { status, body } = await shop.get<SalesReport>(`/api/admin/analytics/sales?${query}`, support);
  expect(status, JSON.stringify(body)).toBe(200);
  return body;
};

const figures = ({ orders, units, gross, tax, credits, credits_tax, refunds }: Sums) => ({
  orders,
  units,
  gross: decimal(gross),
  tax: decimal(tax),
  net: decimal(gross - tax),
  average_order_value: decimal(orders ? Math.round(gross / orders) : 0),
  credits: decimal(credits),
  net_after_credits: decimal(gross - tax - credits + credits_tax),
  refunds: decimal(refunds),
});
const nothing = { orders: 0, units: 0, gross: 0, tax: 0, credits: 0, credits_tax: 0, refunds: 0 };
const totalOf = (sums: Sums[]) =>
  sums.reduce(
    (total, each) =>
      Object.fromEntries(Object.entries(total).map(([key, sum]) => [key, sum + each[key as keyof Sums]])) as never,
    nothing,
  );

/** The wall clock of a zone, as Node knows it. @example 2026-10-25T02 */
const clockIn = (timeZone: string) => {
  const format = new Intl.DateTimeFormat('sv', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  return (moment: Date) => format.format(moment).replace(' ', 'T');
};
const isoWeek = (day: string) => {
  const monday = new Date(day);
  monday.setUTCDate(monday.getUTCDate() - ((monday.getUTCDay() + 6) % 7));
  return monday.toISOString().slice(0, 10);
};

/** From Thursday, 1 October, until Sunday, 15 November: the clocks of Berlin go back on 25 October. */
const [from, to] = ['2026-10-01', '2026-11-15'];

describe.each(['Europe/Berlin', 'Asia/Kolkata', 'Asia/Kathmandu'])('sales: in %s', (zone) => {
  const shop = useShop({ SHOP_TIME_ZONE: zone });
  let support: Ask;
  const clock = clockIn(zone);
  const dayOf = (moment: Date) => clock(moment).slice(0, 10);

  beforeAll(async () => {
    support = { token: (await aCustomer(shop, 'support')).token };
    await placeOrders(shop, support, 8, pseudoRandom(zone.length));
    await rollup(shop).fold();
    await scatter(shop, '2026-08-20T00:00Z', '2026-11-18T00:00Z');
    // Around the change of the clocks, more than elsewhere.
    const moment = `timestamptz '2026-10-24 21:00Z' + id % 17 * interval '29 minutes'`;
    await shop.rows(`update orders set created_at = ${moment}, paid_at = case when paid_at is not null then ${moment} end
      where id % 3 = 0`);
  });

  /** Before and after each step of the jobs that keep the sums. */
  const always = async (check: () => Promise<void>) => {
    await check();
    await rollup(shop).fold();
    await check();
    await rollup(shop).coarsen();
    await check();
  };

  const steps: [string, (moment: Date) => string][] = [
    ['day', dayOf],
    ['week', (moment) => (isoWeek(dayOf(moment)) < from ? from : isoWeek(dayOf(moment)))],
    ['month', (moment) => (dayOf(moment).slice(0, 7) < from.slice(0, 7) ? from : `${dayOf(moment).slice(0, 7)}-01`)],
  ];
  it.each(steps)('equal the sum over all orders, by %s', async (by, keyOf) => {
    const within = (moment: Date) => dayOf(moment) >= from && dayOf(moment) <= to;
    const expected = await salesBy(shop, (moment) => (within(moment) ? keyOf(moment) : 'outside'));
    await always(async () => {
      const { rows, totals } = await reportOf(shop, support, `from=${from}&to=${to}&by=${by}`);
      for (const row of rows) expect(row).toMatchObject(figures(expected.get(row.day) ?? nothing));
      expect([...expected.keys()].filter((key) => key !== 'outside' && !rows.some(({ day }) => day === key))).toEqual(
        [],
      );
      const inside = [...expected].filter(([key]) => key !== 'outside').map(([, sums]) => sums);
      expect(totals).toEqual(figures(totalOf(inside)));
      expect(totals.orders).toBeGreaterThan(5);
    });
  });

  it.each([
    ['an hour is left out', '2026-03-28', '2026-03-29', 23],
    ['an hour comes twice', '2026-10-24', '2026-10-25', 25],
  ])('equal the sum over all orders by hour, also where %s', async (_, first, changed, hours) => {
    // Some in each quarter of the hours around the change: at 1:00 UTC the clocks of Berlin go from 2 to 3, or from 3 to 2.
    const moment = `timestamptz '${first} 21:00Z' + id % 17 * interval '29 minutes'`;
    await shop.rows(`update orders set created_at = ${moment}, paid_at = case when paid_at is not null then ${moment} end
      where id % 3 = 0`);
    const hourOf = ({ starts, ends }: SalesRow, at: Date) => new Date(starts) <= at && at < new Date(ends);
    const query = `from=${first}&to=${daysAfter(changed, 1)}&by=hour`;
    const { rows } = await reportOf(shop, support, query);
    const own = rows.filter(({ day }) => day === changed);
    expect(rows.length).toBe(48 + own.length);
    expect(own.length).toBe(zone === 'Europe/Berlin' ? hours : 24);
    expect(rows.map(({ starts }) => clock(new Date(starts)).slice(14, 16))).toEqual(rows.map(() => '00'));
    expect(rows.slice(1).map(({ starts }) => starts)).toEqual(rows.slice(0, -1).map(({ ends }) => ends));
    if (zone === 'Europe/Berlin')
      expect(own.slice(0, 5).map(({ starts }) => clock(new Date(starts)).slice(11, 13))).toEqual(
        hours === 23 ? ['00', '01', '03', '04', '05'] : ['00', '01', '02', '02', '03'],
      );
    const expected = await salesBy(shop, (at) => rows.find((row) => hourOf(row, at))?.starts ?? 'outside');
    await always(async () => {
      for (const row of (await reportOf(shop, support, query)).rows)
        expect(row).toMatchObject(figures(expected.get(row.starts) ?? nothing));
    });
    expect(expected.size).toBeGreaterThan(3);
    const day = await reportOf(shop, support, `from=${changed}&to=${changed}&by=day`);
    const byHour = await reportOf(shop, support, `from=${changed}&to=${changed}&by=hour`);
    expect(day.totals).toEqual(byHour.totals);
    expect(Date.parse(day.rows[0]?.ends ?? '') - Date.parse(day.rows[0]?.starts ?? '')).toBe(own.length * 3_600_000);
  });

  it('come with those of as many days before', async () => {
    const { previous } = await reportOf(shop, support, `from=${from}&to=${to}`);
    expect([previous.from, previous.to]).toEqual(['2026-08-16', '2026-09-30']);
    const expected = await salesBy(shop, (moment) =>
      dayOf(moment) >= previous.from && dayOf(moment) <= previous.to ? 'inside' : 'outside',
    );
    expect(previous.totals).toEqual(figures(expected.get('inside') ?? nothing));
    const own = await reportOf(shop, support, `from=${previous.from}&to=${previous.to}`);
    expect({ ...previous }).toEqual({ from: own.from, to: own.to, totals: own.totals, rows: own.rows });
  });

  it('are there as CSV', async () => {
    const { rows } = await reportOf(shop, support, `from=${from}&to=${to}`);
    const { headers, body } = await shop.get<string>(`/api/admin/analytics/sales.csv?from=${from}&to=${to}`, support);
    expect(headers['content-type']).toBe('text/csv; charset=utf-8');
    const [head, ...lines] = body.trimEnd().split('\n');
    expect(head).toBe(
      'day,starts,ends,orders,units,gross,tax,net,average_order_value,credits,net_after_credits,refunds',
    );
    expect(lines).toEqual(
      rows.map((row) =>
        [row.day, row.starts, row.ends, row.orders, row.units, row.gross, row.tax, row.net]
          .concat([row.average_order_value, row.credits, row.net_after_credits, row.refunds])
          .join(','),
      ),
    );
  });
});

describe('sales: at once', () => {
  const shop = useShop();
  let support: Ask;
  beforeAll(async () => {
    support = { token: (await aCustomer(shop, 'support')).token };
  });
  const today = async () => (await reportOf(shop, support, '')).rows.at(-1);
  const directly = async () => figures(totalOf([...(await salesBy(shop, () => 'all')).values()]));

  it('are zeros in an empty shop', async () => {
    const { rows, totals, previous } = await reportOf(shop, support, '');
    expect([rows.length, previous.rows.length]).toEqual([30, 30]);
    for (const each of [...rows, totals, previous.totals]) expect(each).toMatchObject(figures(nothing));
  });

  it('count each of fifty orders once while sums are kept', async () => {
    const { uuid } = await aProduct(shop, { stock: 1_000 });
    const buyers = await many(50, () => aCustomer(shop));
    let isOver = false;
    const folding = many(2, async () => {
      while (!isOver) await rollup(shop).fold();
    });
    await Promise.all(
      buyers.map(async ({ token }, turn) => {
        if (turn % 2) return paidOrder(shop, { token }, [{ uuid }]);
        await shop.post('/api/bucket', { token, body: { product: uuid, quantity: 2 } });
        const { body } = await shop.post('/api/orders', { token, body: { payment: 'cash' } });
        return turn % 4 ? body : shop.put(`/api/orders/${String(body['order_uuid'])}/set_canceled`, { token });
      }),
    );
    expect(await today()).toMatchObject(await directly());
    expect(await today()).toMatchObject({ orders: 50, units: 75 });
    isOver = true;
    await folding;
    await rollup(shop).fold();
    expect(await shop.rows('select from sales_entries')).toEqual([]);
    expect(await today()).toMatchObject(await directly());
  });

  it('miss no order that commits after a later one was counted', async () => {
    const insert = `insert into orders (uuid, customer_id, payment, currency, subtotal, tax, taxes, total, created_at, updated_at)
      values (gen_random_uuid(), 1, 'cash', 'EUR', 700, 7, '[]', 700, now(), now())`;
    await shop.app.get(Database).transaction(async (em) => {
      await em.execute(insert);
      await shop.rows(insert);
      await rollup(shop).fold();
    });
    expect(await today()).toMatchObject(await directly());
    await rollup(shop).fold();
    expect(await today()).toMatchObject(await directly());
  });

  it.each([
    ['from=2026-11-02&to=2026-11-01', 4000],
    ['from=2026-02-30', 4000],
    ['by=year', 4000],
    ['currency=euro', 4000],
    ['from=2016-01-01&to=2026-11-01&by=month', 2050],
    ['from=2020-01-01&to=2026-11-01&by=day', 2050],
    ['from=2026-01-01&to=2026-11-01&by=hour', 2050],
  ])('refuse %s', async (query, code) => {
    expect((await shop.get(`/api/admin/analytics/sales?${query}`, support)).body).toMatchObject({ code });
  });

  it('are told apart by currency', async () => {
    expect((await reportOf(shop, support, 'currency=JPY')).totals).toMatchObject({ orders: 0, gross: '0' });
  });
});
