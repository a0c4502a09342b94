import { beforeAll, describe, expect, it } from 'vitest';
import type { CohortReport, CustomerReport, SegmentCustomer } from '../src/analytics/customer-report.dto.js';
import type { RunningOutRow, SellerRow } from '../src/analytics/product-report.dto.js';
import { SalesRollupService } from '../src/analytics/sales-rollup.service.js';
import type { VatReport } from '../src/analytics/vat-report.dto.js';
import { decimal } from '../src/common/money/money.js';
import { daysAfter } from '../src/config/calendar.js';
import type { InvoiceDocument } from '../src/invoice/invoice-document.js';
import { aCustomer, aProduct } from './factories/index.js';
import { many } from './support/many.js';
import { placeOrders, pseudoRandom, scatter } from './support/sales.js';
import { type Ask, type Shop, useShop } from './support/shop.js';

const fold = (shop: Shop) => shop.app.get(SalesRollupService).fold();

interface Sale {
  id: number;
  customer_id: number;
  total: number;
  sold_at: Date;
}
/** From the orders themselves. */
const salesOf = async (shop: Shop): Promise<Sale[]> => {
  const orders = await shop.rows<Record<string, never>>('select * from orders order by id');
  return orders.flatMap(({ id, customer_id, payment, created_at, paid_at, total }) => {
    const sold = payment === 'cash' ? created_at : paid_at;
    return sold ? [{ id, customer_id, total: Number(total), sold_at: new Date(sold) }] : [];
  });
};

describe.each(['Europe/Berlin', 'Asia/Kolkata'])('reports: in %s', (zone) => {
  const shop = useShop({ SHOP_TIME_ZONE: zone });
  const day = new Intl.DateTimeFormat('sv', { timeZone: zone });
  const daysAgo = (days: number) => day.format(Date.now() - days * 86_400_000);
  let support: Ask;
  const report = async <Body>(path: string) => {
    const { status, body } = await shop.get<Body>(`/api/admin/analytics/${path}`, support);
    expect(status, JSON.stringify(body)).toBe(200);
    return body;
  };
  const csv = async (path: string) => (await report<string>(path)).trimEnd().split('\n');

  beforeAll(async () => {
    support = { token: (await aCustomer(shop, 'support')).token };
  });

  it('are empty in an empty shop', async () => {
    expect(await report('products')).toMatchObject({ count: 0, results: [] });
    expect(await report('running-out')).toMatchObject({ count: 0, results: [] });
    expect(await report('customers')).toEqual({
      currency: 'EUR',
      customers: 0,
      repeat_customers: 0,
      repeat_rate: '0.0',
      segments: [],
    });
    expect(await report('cohorts')).toEqual({ currency: 'EUR', rows: [] });
    expect(await report('vat')).toMatchObject({ rows: [] });
    expect(await report('customers/segment')).toMatchObject({ count: 0, results: [] });
    expect(await report('repeat-customers')).toMatchObject({ customers: 0, repeat_rate: '0.0' });
  });

  describe('of a year of orders', () => {
    beforeAll(async () => {
      const random = pseudoRandom(zone.length);
      for (let turn = 0; turn < 3; turn++) await placeOrders(shop, support, 4, random);
      await fold(shop);
      await scatter(shop, daysAgo(330), daysAgo(1));
      // Some of the last weeks, and one at the first moment of a day.
      await shop.rows(`update orders set created_at = now() - id % 20 * interval '1 day' where id % 3 = 0`);
      await shop.rows(`update orders set created_at = (? || ' 00:00 ${zone}')::timestamptz where id = 4`, [
        daysAgo(30),
      ]);
      await fold(shop);
    });

    it.each([
      ['-units', daysAgo(200), daysAgo(10)],
      ['gross', daysAgo(30), daysAgo(30)],
      ['-gross', daysAgo(29), daysAgo(0)],
      ['units', daysAgo(320), daysAgo(100)],
    ])('sellers by %s from %s to %s', async (ordering, from, to) => {
      const sold = new Map<string, { units: number; gross: number }>();
      for (const { id, sold_at } of await salesOf(shop)) {
        if (day.format(sold_at) < from || day.format(sold_at) > to) continue;
        const lines = await shop.rows<Record<string, never>>('select * from order_lines where order_id = ?', [id]);
        for (const { product_uuid, quantity, total } of lines) {
          const { units, gross } = sold.get(product_uuid) ?? { units: 0, gross: 0 };
          sold.set(product_uuid, { units: units + Number(quantity), gross: gross + Number(total) });
        }
      }
      const products = await shop.rows<{ id: number; uuid: string }>('select id, uuid from products');
      const expected = products
        .map(({ id, uuid }) => ({ id, product: uuid, ...(sold.get(uuid) ?? { units: 0, gross: 0 }) }))
        .toSorted((a, b) => {
          const by = ordering.endsWith('units') ? a.units - b.units : a.gross - b.gross;
          return (ordering.startsWith('-') ? -by : by) || a.id - b.id;
        })
        .map(({ id: _, gross, ...row }) => ({ ...row, gross: decimal(gross) }));
      const query = `ordering=${ordering}&from=${from}&to=${to}`;
      const first = await report<{ count: number; results: SellerRow[] }>(`products?${query}&page_size=10`);
      const second = await report<{ results: SellerRow[] }>(`products?${query}&page_size=10&page=2`);
      expect(first.count).toBe(products.length);
      expect([...first.results, ...second.results]).toMatchObject(expected);
      expect(await csv(`products.csv?${query}`)).toHaveLength(1 + products.length);
    });

    it('products that run out at the pace of 28 days', async () => {
      const since = daysAgo(27);
      const sold = new Map<string, number>();
      for (const { id, sold_at } of await salesOf(shop)) {
        if (day.format(sold_at) < since) continue;
        for (const line of await shop.rows<Record<string, never>>('select * from order_lines where order_id = ?', [id]))
          sold.set(line['product_uuid'] ?? '', (sold.get(line['product_uuid'] ?? '') ?? 0) + Number(line['quantity']));
      }
      expect(sold.size).toBeGreaterThan(3);
      await shop.rows(`update products set on_hand = allocated + 1 + id % 9`);
      const stock = await shop.rows<{ uuid: string; stock: number }>('select uuid, stock from products');
      const expected = stock
        .filter(({ uuid }) => sold.has(uuid))
        .map(({ uuid, stock }) => ({ product: uuid, stock, units_sold: sold.get(uuid) ?? 0 }))
        .map((row) => ({ ...row, days_left: Math.floor((row.stock * 28) / row.units_sold) }))
        .filter(({ days_left }) => days_left <= 10);
      const { results } = await report<{ results: RunningOutRow[] }>('running-out?days=10&page_size=100');
      expect(
        results.map(({ product, stock, units_sold, days_left }) => ({ product, stock, units_sold, days_left })),
      ).toEqual(expect.arrayContaining(expected));
      expect(results).toHaveLength(expected.length);
      expect(results.map(({ days_left }) => days_left)).toEqual(
        results.map((row) => row.days_left).toSorted((a, b) => a - b),
      );
      expect(await csv('running-out.csv?days=10')).toHaveLength(1 + expected.length);
    });

    it('customers by recency, frequency and money', async () => {
      const buyers = [...Map.groupBy(await salesOf(shop), ({ customer_id }) => customer_id).values()].map((own) => ({
        last: Math.max(...own.map(({ sold_at }) => Number(sold_at))),
        orders: own.length,
        gross: own.reduce((sum, { total }) => sum + total, 0),
      }));
      const score = (of: (buyer: (typeof buyers)[number]) => number) => (buyer: (typeof buyers)[number]) =>
        1 + Math.floor((5 * buyers.filter((other) => of(other) < of(buyer)).length) / buyers.length);
      const scores = [score(({ last }) => last), score(({ orders }) => orders), score(({ gross }) => gross)];
      const expected = [...Map.groupBy(buyers, (buyer) => scores.map((each) => each(buyer)).join())]
        .toSorted(([a], [b]) => (a < b ? 1 : -1))
        .map(([key, own]) => {
          const [recency, frequency, money] = key.split(',').map(Number);
          const [orders, gross] = [
            own.reduce((sum, { orders }) => sum + orders, 0),
            own.reduce((sum, each) => sum + each.gross, 0),
          ];
          return { recency, frequency, money, customers: own.length, orders, gross: decimal(gross) };
        });
      const repeated = buyers.filter(({ orders }) => orders > 1).length;
      expect(await report<CustomerReport>('customers')).toEqual({
        currency: 'EUR',
        customers: buyers.length,
        repeat_customers: repeated,
        repeat_rate: (Math.round((1000 * repeated) / buyers.length) / 10).toFixed(1),
        segments: expected,
      });
      expect(await csv('customers.csv')).toHaveLength(1 + expected.length);
    });

    it('the customers behind each of their segments', async () => {
      type List = { count: number; results: SegmentCustomer[] };
      const { segments, customers } = await report<CustomerReport>('customers');
      const sold = Map.groupBy(await salesOf(shop), ({ customer_id }) => customer_id);
      const known = await shop.rows<{ id: number; uuid: string }>('select id, uuid from customers');
      for (const { recency, frequency, money, customers, orders, gross } of segments) {
        const scores = { recency, frequency, money };
        const { count, results } = await report<List>(
          `customers/segment?recency=${recency}&frequency=${frequency}&money=${money}&page_size=100`,
        );
        expect([count, results.length]).toEqual([customers, customers]);
        expect(results.reduce((sum, row) => sum + row.orders, 0)).toBe(orders);
        expect(decimal(results.reduce((sum, row) => sum + Math.round(100 * Number(row.gross)), 0))).toBe(gross);
        for (const row of results) {
          const own = sold.get(known.find(({ uuid }) => uuid === row.customer)?.id ?? 0) ?? [];
          const last = Math.max(...own.map(({ sold_at }) => Number(sold_at)));
          const total = decimal(own.reduce((sum, { total }) => sum + total, 0));
          expect(row).toMatchObject({ ...scores, orders: own.length, gross: total });
          expect(Date.parse(row.date_last_sold)).toBe(last);
        }
      }
      const first = await report<List>('customers/segment?page_size=2');
      const second = await report<List>('customers/segment?page_size=2&page=2');
      expect(first.count).toBe(customers);
      const totals = [...first.results, ...second.results].map(({ gross }) => Number(gross));
      expect(totals).toEqual(totals.toSorted((a, b) => b - a));
      const bestBuyers = segments.filter(({ money }) => money === 5).reduce((sum, row) => sum + row.customers, 0);
      expect((await report<List>('customers/segment?money=5')).count).toBe(bestBuyers);
      expect(await csv('customers/segment.csv')).toHaveLength(1 + customers);
      for (const query of ['recency=0', 'money=6', 'frequency=x', 'recency='])
        expect((await shop.get(`/api/admin/analytics/customers/segment?${query}`, support)).body).toMatchObject({
          code: 4000,
        });
    });

    it.each([
      [daysAgo(400), daysAgo(0)],
      [daysAgo(120), daysAgo(30)],
      [daysAgo(30), daysAgo(30)],
      [daysAgo(200), daysAgo(150)],
    ])('customers who bought again from %s to %s', async (from, to) => {
      const buyers = [...Map.groupBy(await salesOf(shop), ({ customer_id }) => customer_id).values()].map((own) =>
        own.map(({ sold_at }) => day.format(sold_at)),
      );
      const expected = (first: string, last: string) => {
        const own = buyers.filter((days) => days.some((each) => each >= first && each <= last));
        const known = own.filter((days) => days.some((each) => each < first)).length;
        const repeated = own.filter((days) => days.filter((each) => each <= last).length > 1).length;
        return {
          from: first,
          to: last,
          customers: own.length,
          new_customers: own.length - known,
          returning_customers: known,
          repeat_customers: repeated,
          repeat_rate: (own.length ? Math.round((1000 * repeated) / own.length) / 10 : 0).toFixed(1),
        };
      };
      const length = Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000) + 1;
      const before = [daysAfter(from, -length), daysAfter(from, -1)] as const;
      const [own, previous] = [expected(from, to), expected(...before)];
      expect(await report(`repeat-customers?from=${from}&to=${to}`)).toEqual({ ...own, currency: 'EUR', previous });
      const table = [Object.keys(own), ...[own, previous].map((row) => Object.values(row))];
      expect(await csv(`repeat-customers.csv?from=${from}&to=${to}`)).toEqual(table.map((row) => row.join()));
    });

    it('the same repeat rate of all time as that of all customers', async () => {
      const { customers, repeat_customers, repeat_rate } = await report<CustomerReport>('customers');
      const all = await report(`repeat-customers?from=${daysAgo(400)}&to=${daysAgo(0)}`);
      expect(all).toMatchObject({ customers, repeat_customers, repeat_rate, returning_customers: 0 });
    });

    it.each([12, 5])('cohorts of %i months', async (months) => {
      const monthOf = (moment: Date) => day.format(moment).slice(0, 7);
      const index = (month: string) => Number(month.slice(0, 4)) * 12 + Number(month.slice(5));
      const buyers = [...Map.groupBy(await salesOf(shop), ({ customer_id }) => customer_id).values()].map((own) => ({
        own,
        cohort: own.map(({ sold_at }) => monthOf(sold_at)).toSorted()[0] ?? '',
      }));
      const recent = buyers.filter(({ cohort }) => index(cohort) > index(monthOf(new Date())) - months);
      const cells = recent.flatMap(({ own, cohort }) =>
        own.map(({ customer_id, sold_at, total }) => ({ cohort, month: monthOf(sold_at), customer_id, total })),
      );
      const expected = [...Map.groupBy(cells, ({ cohort, month }) => `${cohort} ${month}`)]
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, own]) => {
          const [cohort = '', month = ''] = key.split(' ');
          return {
            cohort,
            size: buyers.filter((buyer) => buyer.cohort === cohort).length,
            months_after: index(month) - index(cohort),
            customers: new Set(own.map(({ customer_id }) => customer_id)).size,
            orders: own.length,
            gross: decimal(own.reduce((sum, { total }) => sum + total, 0)),
          };
        });
      expect(await report<CohortReport>(`cohorts?months=${months}`)).toEqual({ currency: 'EUR', rows: expected });
      expect(await csv(`cohorts.csv?months=${months}`)).toHaveLength(1 + expected.length);
    });

    it('taxes from the documents, by country and rate', async () => {
      // The same documents again, of other days.
      await shop.rows(`
        insert into invoices (uuid, number, kind, order_id, corrects_id, shipment_uuid, document, issued_at, gross)
        select gen_random_uuid(), 'COPY-' || id, kind, order_id, corrects_id, gen_random_uuid(),
          jsonb_set(document::jsonb, '{issued}', to_jsonb(('2026-09-01'::date + id % 30)::text))::json, now(), gross
        from invoices`);
      await fold(shop);
      const [from, to] = ['2026-09-02', '2026-09-29'];
      const rows = await shop.rows<{ document: InvoiceDocument }>('select document from invoices');
      const parts = rows
        .map(({ document }) => document)
        .filter(({ issued }) => issued >= from && issued <= to)
        .flatMap((document) =>
          document.tax.map((tax) => ({
            ...tax,
            kind: document.kind,
            country: document.delivery?.country ?? document.buyer.country,
          })),
        );
      const of = (own: typeof parts, kind: string, name: 'net' | 'tax') =>
        own.filter((each) => each.kind === kind).reduce((sum, each) => sum + each[name], 0);
      const expected = [...Map.groupBy(parts, ({ country, rate }) => `${country} ${String(rate).padStart(5)}`)]
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, own]) => ({
          country: key.slice(0, 2),
          rate: Number(key.slice(3)),
          category: 'S',
          currency: 'EUR',
          invoices: own.filter(({ kind }) => kind === 'invoice').length,
          invoiced_net: decimal(of(own, 'invoice', 'net')),
          invoiced_tax: decimal(of(own, 'invoice', 'tax')),
          credit_notes: own.filter(({ kind }) => kind === 'credit_note').length,
          credited_net: decimal(of(own, 'credit_note', 'net')),
          credited_tax: decimal(of(own, 'credit_note', 'tax')),
          net: decimal(of(own, 'invoice', 'net') - of(own, 'credit_note', 'net')),
          tax: decimal(of(own, 'invoice', 'tax') - of(own, 'credit_note', 'tax')),
        }));
      expect(new Set(expected.map(({ country }) => country)).size).toBe(3);
      expect(expected.some(({ credit_notes }) => credit_notes > 0)).toBe(true);
      expect(await report<VatReport>(`vat?from=${from}&to=${to}`)).toEqual({ from, to, rows: expected });
      expect(await csv(`vat.csv?from=${from}&to=${to}`)).toHaveLength(1 + expected.length);
    });

    it('keep text that a spreadsheet would run from being run', async () => {
      await aProduct(shop, { name: '=HYPERLINK("https://evil.example")', slug: 'evil' });
      expect((await csv('products.csv')).find((line) => line.includes('evil,'))).toContain(`"'=HYPERLINK(""https`);
    });

    it('are the same when orders from before are migrated', async () => {
      const period = `from=${daysAgo(330)}&to=${daysAgo(0)}`;
      const all = () =>
        Promise.all(
          [
            `sales?${period}&by=week`,
            `products?${period}`,
            'customers',
            'cohorts',
            `repeat-customers?${period}`,
            `vat?${period}`,
          ].map(report),
        );
      const before = await all();
      const migrations = [
        'migration-20261129030000-sales',
        'migration-20261129031000-reports',
        'migration-20261130010000-customer-sums',
        'migration-20261130011000-credits-tax',
        'migration-20261130020000-lists',
        'migration-20261130021000-list-searches',
      ];
      await shop.migrator.down(migrations.toReversed());
      expect(await shop.rows(`select to_regclass('sales_entries') as name`)).toEqual([{ name: null }]);
      await shop.migrator.up(migrations);
      expect((await all())[0]).toEqual(before[0]);
      await fold(shop);
      expect(await all()).toEqual(before);
    });

    it('are the same after fifty more orders at once', async () => {
      const { uuid } = await aProduct(shop, { stock: 1_000 });
      const buyers = await many(50, () => aCustomer(shop));
      await Promise.all([
        ...buyers.map(async ({ token }) => {
          await shop.post('/api/bucket', { token, body: { product: uuid, quantity: 3 } });
          await shop.post('/api/orders', { token, body: { payment: 'cash' } });
        }),
        ...Array.from({ length: 5 }, () => fold(shop)),
      ]);
      await fold(shop);
      const { results } = await report<{ results: SellerRow[] }>('products?ordering=-units&page_size=100');
      expect(results.find(({ product }) => product === uuid)).toMatchObject({ units: 150, gross: '450.00' });
      const sums = await shop.rows(`select from customer_sales join customers on customers.id = customer_id
        where username = any(array[${buyers.map(({ username }) => `'${username}'`).join()}]) and orders = 1 and gross = 900`);
      expect(sums).toHaveLength(50);
    });
  });
});
