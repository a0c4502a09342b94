import { beforeAll, describe, expect, it } from 'vitest';
import { aCustomer, aProduct } from './factories/index.js';
import { deliver, deliveredOrder, paidOrder, ship } from './support/deliveries.js';
import { many } from './support/many.js';
import { type Ask, useShop } from './support/shop.js';

const shop = useShop();

interface Rating {
  rating_uuid: string;
  rating: number;
  author: string;
  answer: { text: string } | null;
  status: string;
  order: string;
  code: number;
}
interface Ratings {
  count: number;
  results: Rating[];
  summary: { average: number | null; count: number; distribution: Record<string, number> };
}

let staff: Ask;
let customer: Ask;
beforeAll(async () => {
  staff = { token: (await aCustomer(shop, 'support')).token };
  customer = { token: (await aCustomer(shop)).token };
});

const rate = (who: Ask, order: string, body: object = {}) =>
  shop.post<Rating>('/api/store/ratings', { ...who, body: { order, rating: 4, ...body } });
const moderate = (rating: string, how: 'hidden' | 'restored') =>
  shop.put<Rating>(`/api/admin/store-ratings/${rating}/${how}`, staff);
const read = async (query = '') => (await shop.get<Ratings>(`/api/store/ratings${query}`)).body;
const delivered = async (who: Ask) => deliveredOrder(shop, staff, who, [await aProduct(shop)]);
const unrated = () => shop.rows('delete from store_ratings');

describe('store rating', () => {
  it('is given by customers and guests for delivered orders, and shown with its summary', async () => {
    await unrated();
    const { body } = await shop.post<{ guest_token: string }>('/api/guest');
    const guest = { headers: { 'x-guest-token': body.guest_token } };
    expect((await rate(customer, await delivered(customer), { rating: 5, comment: ' Fast ' })).status).toBe(201);
    expect((await rate(guest, await delivered(guest), { rating: 2 })).status).toBe(201);
    const shown = { rating_uuid: expect.any(String), author: 'Customer', date_created: expect.stringMatching(/Z$/) };
    expect(await read()).toEqual({
      count: 2,
      next: null,
      previous: null,
      summary: { average: 3.5, count: 2, distribution: { 1: 0, 2: 1, 3: 0, 4: 0, 5: 1 } },
      results: [
        { ...shown, rating: 2, comment: '', answer: null },
        { ...shown, rating: 5, comment: 'Fast', answer: null },
      ],
    });
    expect(await read('?page_size=1&page=2')).toMatchObject({
      count: 2,
      summary: { count: 2 },
      results: [{ rating: 5 }],
    });
  });

  it('needs an order of one’s own of which every parcel was delivered', async () => {
    await unrated();
    const [first, second] = [await aProduct(shop), await aProduct(shop)];
    const order = await paidOrder(shop, customer, [first, second]);
    const refused = async () => (await rate(customer, order)).body.code;
    expect(await refused()).toBe(1211);
    const parcels = [await ship(shop, staff, order, first.uuid), await ship(shop, staff, order, second.uuid)];
    expect(await refused()).toBe(1211);
    await deliver(shop, staff, order, parcels[0] ?? '');
    expect(await refused()).toBe(1211);
    const canceled = await paidOrder(shop, customer, [first]);
    await shop.put(`/api/orders/${canceled}/set_canceled`, customer);
    expect((await rate(customer, canceled)).body.code).toBe(1211);
    const stranger = { token: (await aCustomer(shop)).token };
    await deliver(shop, staff, order, parcels[1] ?? '');
    for (const someone of [stranger, staff])
      expect(await rate(someone, order)).toMatchObject({ status: 404, body: { code: 1001 } });
    for (const body of [{ rating: 0 }, { rating: 6 }, { comment: 'x'.repeat(2_001) }, { order: 'banana' }])
      expect((await rate(customer, order, body)).status).toBe(400);
    expect((await read()).count).toBe(0);
    expect((await rate(customer, order)).status).toBe(201);
  });

  it('is given once for each order, of fifty at once', async () => {
    await unrated();
    const order = await delivered(customer);
    const codes = await many(50, async () => (await rate(customer, order)).body.code ?? 201);
    expect(codes.filter((code) => code === 201)).toHaveLength(1);
    expect(codes.filter((code) => code === 1212)).toHaveLength(49);
    expect(await read()).toMatchObject({ count: 1, summary: { average: 4, count: 1 } });
  });

  it('is answered, hidden and restored by staff, each once, with an audit trail', async () => {
    await unrated();
    const { body: rated } = await rate(customer, await delivered(customer), { rating: 1 });
    const url = `/api/admin/store-ratings/${rated.rating_uuid}`;
    await shop.put(`${url}/answer`, { ...staff, body: { text: 'Sorry!' } });
    expect((await read()).results[0]?.answer).toEqual({ text: 'Sorry!', date: expect.stringMatching(/Z$/) });
    const statuses = await many(50, async () => (await moderate(rated.rating_uuid, 'hidden')).status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 409)).toHaveLength(49);
    expect(await read()).toMatchObject({ count: 0, results: [], summary: { average: null, count: 0 } });
    const found = async (query: string) =>
      (await shop.get<Ratings>(`/api/admin/store-ratings?${query}`, staff)).body.results;
    expect(await found('status=hidden&rating=1')).toMatchObject([
      { status: 'hidden', order: expect.stringMatching(/^M/) },
    ]);
    expect([...(await found('status=published')), ...(await found('rating=2'))]).toEqual([]);
    expect((await moderate(rated.rating_uuid, 'restored')).body.status).toBe('published');
    expect((await moderate(rated.rating_uuid, 'restored')).body.code).toBe(1213);
    expect((await shop.delete<Rating>(`${url}/answer`, staff)).body.answer).toBeNull();
    expect(await read()).toMatchObject({ count: 1, results: [{ answer: null }], summary: { average: 1 } });
    const trail = await shop.rows<{ action: string }>(
      'select action from audit_entries where subject = ? order by id',
      [`store-rating/${rated.rating_uuid}`],
    );
    const verbs = ['answer', 'hide', 'restore', 'answer'];
    expect(trail.map(({ action }) => action)).toEqual(verbs.map((verb) => `store_rating.${verb}`));
  });
});
