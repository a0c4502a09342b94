import { beforeAll, describe, expect, it } from 'vitest';
import { PopularSearchService } from '../src/search/popular-search.service.js';
import { SearchRecorder } from '../src/search/search-recorder.js';
import { VisitService } from '../src/analytics/visit.service.js';
import type { AbandonedTotals, FunnelReport } from '../src/analytics/visitor-report.dto.js';
import { decimal } from '../src/common/money/money.js';
import { ViewRecorder } from '../src/engagement/history/view-recorder.js';
import { aCustomer, aProduct } from './factories/index.js';
import { paidOrder } from './support/deliveries.js';
import { many } from './support/many.js';
import { pseudoRandom } from './support/sales.js';
import { type Ask, useShop } from './support/shop.js';

const zone = 'Asia/Kolkata';
const shop = useShop({ SHOP_TIME_ZONE: zone });
const today = new Intl.DateTimeFormat('sv', { timeZone: zone }).format();
let support: Ask;
beforeAll(async () => {
  support = { token: (await aCustomer(shop, 'support')).token };
});

const report = async <Body>(path: string) => {
  const { status, body } = await shop.get<Body>(`/api/admin/analytics/${path}`, support);
  expect(status, JSON.stringify(body)).toBe(200);
  return body;
};
interface Page<Row> {
  count: number;
  results: Row[];
}
const lines = async (path: string) => (await report<string>(path)).trimEnd().split('\n').length - 1;

it('visitors: an empty shop has none', async () => {
  const { rows } = await report<FunnelReport>('funnel');
  expect(rows).toHaveLength(30);
  for (const row of rows) expect(row).toMatchObject({ visits: 0, product_views: 0, buckets: 0, orders: 0, paid: 0 });
  expect(await report('searches')).toMatchObject({ count: 0, results: [] });
  const none = { buckets: 0, value: '0.00' };
  expect(await report('abandoned-buckets')).toMatchObject({ count: 0, totals: { hour: none, day: none, week: none } });
});

describe('searches', () => {
  const flush = () => shop.app.get(SearchRecorder).flush();
  const search = (text: string, more = '') => shop.get(`/api/products?search=${encodeURIComponent(text)}${more}`);
  const terms = async (query = '') => (await report<Page<Record<string, unknown>>>(`searches?${query}`)).results;

  beforeAll(async () => {
    await aProduct(shop, { name: 'Banana' });
  });

  it('are counted by term and day, with those that found nothing', async () => {
    for (const text of ['banana', ' BANANA ', 'Qwxyz', 'qwxyz', 'qwxyz', 'zzyzx  road']) await search(text);
    // From the response cache, further pages, and what is no search.
    await many(50, () => search('vvvvv'));
    await search('qwxyz', '&page=2');
    await search('  ');
    await flush();
    const row = (term: string, searches: number, without_result = searches) => ({
      term,
      searches,
      without_result,
      last_day: today,
    });
    expect(await terms()).toEqual([row('vvvvv', 50), row('qwxyz', 3), row('zzyzx road', 1)]);
    expect(await terms('results=any')).toEqual([
      row('vvvvv', 50),
      row('qwxyz', 3),
      row('banana', 2, 0),
      row('zzyzx road', 1),
    ]);
    expect(await lines('searches.csv?results=any')).toBe(4);
    await search('qwxyz');
    await flush();
    expect((await terms())[1]).toEqual(row('qwxyz', 4));
  });

  it('that may be about a person are not stored', async () => {
    for (const text of ['max@magazin.test', '0151 234567', 'x'.repeat(101), '\0']) await search(text);
    await flush();
    expect(
      await shop.rows(`select term from search_terms where term like any(array['%max%', '%0151%', 'xx%'])`),
    ).toEqual([]);
  });

  it('are of at most 10,000 terms a day', async () => {
    await shop.rows(
      `insert into search_terms (day, term, searches, without_result)
      select ?::date, 'made up ' || n, 1, 1 from generate_series(1, 10000) n`,
      [today],
    );
    await search('one more');
    await search('vvvvv');
    await flush();
    expect(await shop.rows(`select term, searches from search_terms where term in ('one more', 'vvvvv')`)).toEqual([
      { term: 'vvvvv', searches: 51 },
    ]);
    await shop.rows(`delete from search_terms where term like 'made up %'`);
  });

  it('are suggested if three visitors found something, each counted once', async () => {
    const popular = shop.app.get(PopularSearchService);
    const from = async (term: string, ...addresses: string[]) => {
      for (const remoteAddress of addresses)
        await shop.app.inject({ url: `/api/products?search=${encodeURIComponent(term)}`, remoteAddress });
    };
    await from('banana ripe', '203.0.113.1', '203.0.113.2', '203.0.113.3');
    await from('banana two', '203.0.113.1', '203.0.113.2', '203.0.113.1');
    await from('banana one', '2001:db8::1', '2001:db8::2', '2001:db8::3');
    await from('qwxyz', '203.0.113.1', '203.0.113.2', '203.0.113.3');
    await from('banana many', ...Array.from({ length: 30 }, (_, at) => `203.0.113.${at}`));
    await flush();
    await many(3, () => popular.rank());
    expect(await shop.rows('select * from popular_searches order by searches')).toEqual([
      { term: 'banana ripe', searches: 3 },
      { term: 'banana many', searches: 30 },
    ]);
    const { body } = await shop.get('/api/search/suggestions?q=B%C3%84nana');
    expect(body['searches']).toEqual(['banana many', 'banana ripe']);
    const visitors = await shop.rows<{ term: string; visitor: string }>('select * from search_visitors');
    expect(visitors.filter(({ term }) => term === 'banana many')).toHaveLength(10);
    expect(visitors.filter(({ term }) => term === 'qwxyz')).toEqual([]);
    // No hash leads from one term to another, nor to an address.
    expect(new Set(visitors.map(({ visitor }) => visitor)).size).toBe(visitors.length);
    await shop.rows(`update search_visitors set day = day - case term when 'banana ripe' then 31 else 30 end`);
    await popular.forget();
    await popular.rank();
    expect(await shop.rows(`select term from popular_searches`)).toEqual([{ term: 'banana many' }]);
    expect(await shop.rows(`select from search_visitors where term = 'banana ripe'`)).toEqual([]);
  });

  it('are forgotten after 400 days', async () => {
    await shop.rows(
      `insert into search_terms (day, term, searches, without_result)
      values (?::date - 401, 'old', 1, 1), (?::date - 400, 'kept', 1, 1)`,
      [today, today],
    );
    await shop.app.get(VisitService).forget();
    expect(await shop.rows(`select term from search_terms where term in ('old', 'kept')`)).toEqual([{ term: 'kept' }]);
  });
});

describe('the funnel', () => {
  const expected = { visits: 0, product_views: 0, buckets: 0, orders: 0, paid: 0 };
  const row = async (day = today) => (await report<FunnelReport>(`funnel?from=${day}&to=${day}`)).rows[0];

  it('counts each visitor once a day', async () => {
    const random = pseudoRandom(3);
    const products = await many(5, () => aProduct(shop, { stock: 10_000 }));
    const visitors: Ask[] = [
      ...(await many(20, async () => ({ token: (await aCustomer(shop)).token }))),
      ...(await many(10, async () => ({
        headers: { 'x-guest-token': String((await shop.post('/api/guest')).body['guest_token']) },
      }))),
    ];
    const stories = visitors.map((who) => ({
      who,
      views: Math.floor(random() * 4),
      fills: random() < 0.5,
      orders: random() < 0.4 && who.token !== undefined,
      pays: random() < 0.5,
    }));
    await Promise.all(
      stories.map(async ({ who, views, fills, orders, pays }, at) => {
        const product = { uuid: products[at % 5]?.uuid ?? '' };
        for (let view = 0; view < views; view++) await shop.get(`/api/products/${products[view]?.uuid}`, who);
        if (orders && pays) await paidOrder(shop, who, [product]);
        else if (orders) {
          await shop.post('/api/bucket', { ...who, body: { product: product.uuid, quantity: 1 } });
          await shop.post('/api/orders', { ...who, body: { payment: 'cash' } });
        }
        if (fills) await shop.post('/api/bucket', { ...who, body: { product: product.uuid, quantity: 1 } });
      }),
    );
    await shop.app.get(ViewRecorder).flush();
    await Promise.all([1, 2, 3].map(() => shop.app.get(VisitService).markBuckets()));
    const count = (holds: (story: (typeof stories)[number]) => boolean) => stories.filter(holds).length;
    Object.assign(expected, {
      visits: count(({ views }) => views > 0),
      product_views: stories.reduce((sum, { views }) => sum + views, 0),
      buckets: count(({ fills, orders }) => fills || orders),
      orders: count(({ orders }) => orders),
      paid: count(({ orders, pays }) => orders && pays),
    });
    expect(await row()).toEqual({ day: today, ...expected });
    await shop.get(`/api/products/${products[0]?.uuid}`, stories.find(({ views }) => views > 0)?.who);
    await shop.app.get(ViewRecorder).flush();
    expect(await row()).toEqual({ day: today, ...expected, product_views: ++expected.product_views });
    expect(await lines('funnel.csv')).toBe(30);
  });

  it('stays when who visited is forgotten', async () => {
    await shop.rows('update visits set day = day - 3');
    const [moved] = await shop.rows<{ day: string }>(`select to_char(?::date - 3, 'YYYY-MM-DD') as day`, [today]);
    const before = await row(moved?.day);
    expect(before).toMatchObject({
      visits: expected.visits,
      product_views: expected.product_views,
      buckets: expected.buckets,
    });
    await Promise.all([1, 2].map(() => shop.app.get(VisitService).forget()));
    expect(await shop.rows('select from visits')).toEqual([]);
    expect(await row(moved?.day)).toEqual(before);
  });
});

describe('abandoned buckets', () => {
  it('are those that nobody has changed for a time, the most valuable first', async () => {
    await shop.rows('delete from bucket_lines');
    const products = await many(4, (turn) => aProduct(shop, { price: 100 + 7 * turn }));
    const buyers = await many(12, () => aCustomer(shop));
    const hours = [0, 0.5, 2, 20, 30, 100, 200, 900];
    const buckets = await Promise.all(
      buyers.map(async ({ token, username }, at) => {
        const own = products.slice(0, 1 + (at % 4));
        for (const { uuid } of own)
          await shop.post('/api/bucket', { token, body: { product: uuid, quantity: 1 + (at % 3) } });
        const idle = hours[at % hours.length] ?? 0;
        await shop.rows(
          `update bucket_lines set updated_at = now() - ?::float * interval '1 hour' where bucket_id = (
            select buckets.id from buckets join customers on customers.id = customer_id where username = ?)`,
          [idle, username],
        );
        await shop.rows(
          `update buckets set updated_at = now() - interval '2000 hours' where customer_id = (select id from customers where username = ?)`,
          [username],
        );
        const units = own.length * (1 + (at % 3));
        const value = own.reduce((sum, { price }) => sum + price * (1 + (at % 3)), 0);
        return { username, products: own.length, units, value, idle };
      }),
    );
    const of = (least: number) => buckets.filter(({ idle }) => idle > least);
    const sum = (least: number) => ({
      buckets: of(least).length,
      value: decimal(of(least).reduce((total, { value }) => total + value, 0)),
    });
    const totals = { hour: sum(1), day: sum(24), week: sum(168) };
    for (const [idle, least] of [
      ['hour', 1],
      ['day', 24],
      ['week', 168],
    ] as const) {
      const page = await report<Page<Record<string, unknown>> & { totals: AbandonedTotals }>(
        `abandoned-buckets?idle=${idle}`,
      );
      expect(page).toMatchObject({ count: of(least).length, totals });
      const expected = of(least).map(({ idle: _, value, ...row }) => ({ ...row, value: decimal(value) }));
      const shown = page.results.map(({ username, products, units, value }) => ({ username, products, units, value }));
      expect(shown).toEqual(expect.arrayContaining(expected));
      expect(shown.map(({ value }) => Number(value))).toEqual(
        shown.map(({ value }) => Number(value)).toSorted((a, b) => b - a),
      );
      expect(await lines(`abandoned-buckets.csv?idle=${idle}`)).toBe(of(least).length);
    }
  });
});
