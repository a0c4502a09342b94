import { beforeAll, describe, expect, it } from 'vitest';
import type { Product } from '../src/catalog/product.entity.js';
import { RecommendationService } from '../src/engagement/recommendation/recommendation.service.js';
import { aCustomer, aProduct, type SignedIn } from './factories/index.js';
import { many } from './support/many.js';
import { useShop } from './support/shop.js';
import { statementsOf } from './support/statements.js';

const shop = useShop();

interface Row {
  title: string;
  reason: string;
  product: { uuid: string } | null;
  products: { uuid: string; name: string }[];
}
type Who = { token?: string; headers?: Record<string, string> };

const train = () => shop.app.get(RecommendationService).train();
const updateTrends = () => shop.app.get(RecommendationService).updateTrends();
const home = async (who: Who = {}) => (await shop.get<{ rows: Row[] }>('/api/home', who)).body.rows;
const rowOf = (rows: Row[], reason: string) => rows.find((row) => row.reason === reason);
const namesOf = (row?: { products: { name: string }[] }) => row?.products.map(({ name }) => name);

async function buy({ token }: Who, products: Product[], daysAgo = 0) {
  for (const { uuid } of products) await shop.post('/api/bucket', { token, body: { product: uuid, quantity: 1 } });
  const { status, body } = await shop.post<{ order_uuid: string }>('/api/orders', { token, body: { payment: 'cash' } });
  expect(status).toBe(201);
  const past = [daysAgo, body.order_uuid];
  await shop.rows(`update orders set created_at = now() - make_interval(days => ?::int) where uuid = ?`, past);
  return body.order_uuid;
}

/** Tea and cup are bought together by many, spade and hose by others; the kettle is what half of the tea drinkers add. */
const goods = {} as Record<'tea' | 'cup' | 'kettle' | 'spade' | 'hose' | 'old' | 'soldOut' | 'hidden', Product>;
let buyers: SignedIn[];

beforeAll(async () => {
  const names = { tea: 'Green tea', cup: 'Blue cup', kettle: 'Kettle', spade: 'Spade', hose: 'Hose', old: 'Old thing' };
  for (const [key, name] of Object.entries(names)) goods[key as 'tea'] = await aProduct(shop, { name, stock: 1000 });
  goods.soldOut = await aProduct(shop, { name: 'Sold out cup', stock: 1000 });
  goods.hidden = await aProduct(shop, { name: 'Hidden cup', stock: 1000 });
  buyers = await Promise.all(Array.from({ length: 12 }, () => aCustomer(shop)));
  const { tea, cup, kettle, spade, hose, soldOut, hidden, old } = goods;
  for (const [at, buyer] of buyers.entries()) {
    if (at < 8) await buy(buyer, [tea, cup, soldOut, hidden, ...(at < 4 ? [kettle] : [])], 3);
    else await buy(buyer, [spade, hose], 40);
  }
  await buy(buyers[0] as SignedIn, [old], 100);
  await shop.rows('update products set on_hand = allocated + 0 where id = ?', [soldOut.id]);
  await shop.rows('update products set published = false where id = ?', [hidden.id]);
  await train();
  await updateTrends();
});

describe('recommendations: the home page', () => {
  it('shows anonymous visitors what is trending and new, each product once, none that cannot be bought', async () => {
    const rows = await home();
    expect(rows.map(({ reason }) => reason)).toEqual(['trending', 'new']);
    expect(namesOf(rows[0])).toEqual(['Green tea', 'Blue cup', 'Kettle']);
    const shown = rows.flatMap((row) => namesOf(row) ?? []);
    expect(new Set(shown).size).toBe(shown.length);
    expect(shown).not.toContain('Sold out cup');
    expect(shown).not.toContain('Hidden cup');
  });

  it('counts first purchases, not units or repeated orders, and not canceled ones', async () => {
    const [regular, canceler] = [buyers[8] as SignedIn, buyers[9] as SignedIn];
    for (let turn = 0; turn < 3; turn++) await buy(regular, [goods.spade]);
    const order = await buy(canceler, [goods.kettle]);
    await shop.post(`/api/orders/${order}/set_canceled`, { token: canceler.token });
    await updateTrends();
    const trends = await shop.rows<{ name: string; first_buyers: number }>(
      'select name, first_buyers from product_trends join products on id = product_id order by 2 desc, 1',
    );
    expect(trends.filter(({ name }) => !name.includes('cup') || name === 'Blue cup')).toEqual([
      { name: 'Blue cup', first_buyers: 8 },
      { name: 'Green tea', first_buyers: 8 },
      { name: 'Kettle', first_buyers: 4 },
    ]);
  });

  it('recommends what others bought with what the customer bought, and says so', async () => {
    const customer = await aCustomer(shop);
    await buy(customer, [goods.tea], 1);
    const row = (await home(customer))[0];
    expect(row).toMatchObject({
      reason: 'because_you_bought',
      title: 'Because you bought Green tea',
      product: { uuid: goods.tea.uuid },
    });
    expect(namesOf(row)?.[0]).toBe('Blue cup');
    expect(namesOf(row)).not.toContain('Green tea');
  });

  it('gives no reason that it does not have: without pulls from what was bought, there is no such row', async () => {
    const customer = await aCustomer(shop);
    await buy(customer, [await aProduct(shop, { name: 'Unrelated' })], 1);
    expect((await home(customer)).map(({ reason }) => reason)).not.toContain('because_you_bought');
  });

  it('gives no reason that is not sold any more, and hides no product with it', async () => {
    const customer = await aCustomer(shop);
    await buy(customer, [goods.tea], 1);
    const publish = (published: boolean) =>
      shop.rows('update products set published = ? where id = ?', [published, goods.tea.id]);
    await publish(false);
    const rows = await home(customer);
    await publish(true);
    expect(rowOf(rows, 'because_you_bought')).toBeUndefined();
    expect(namesOf(rowOf(rows, 'trending'))).toContain('Blue cup');
  });

  it('shows nothing again that was just bought, unless it is bought repeatedly', async () => {
    const customer = await aCustomer(shop);
    await buy(customer, [goods.tea], 1);
    const shownTo = async () => (await home(customer)).flatMap((row) => namesOf(row) ?? []);
    expect(await shownTo()).not.toContain('Green tea');
    await buy(customer, [goods.tea], 2);
    expect(await shownTo()).toContain('Green tea');
  });

  it('shows the wishlist, and what goes with the bucket', async () => {
    const customer = await aCustomer(shop);
    await shop.post('/api/wishlist', { token: customer.token, body: { product: goods.hose.uuid } });
    await shop.post('/api/bucket', { token: customer.token, body: { product: goods.tea.uuid, quantity: 1 } });
    const rows = await home(customer);
    expect(namesOf(rowOf(rows, 'bought_together'))).toEqual(expect.arrayContaining(['Blue cup', 'Spade']));
    expect(namesOf(rowOf(rows, 'from_your_wishlist'))).toEqual(['Hose']);
  });

  it('shows what was viewed, the last one first, until it is bought', async () => {
    const customer = await aCustomer(shop);
    const views = async () => namesOf(rowOf(await home(customer), 'viewed_recently'));
    for (const { id } of [goods.hose, goods.old])
      await shop.rows(
        'insert into product_views (customer_id, product_id, viewed_at, views) select id, ?, clock_timestamp(), 1 from customers where uuid = ?',
        [id, customer.uuid],
      );
    expect(await views()).toEqual(['Old thing', 'Hose']);
    expect(namesOf(rowOf(await home(customer), 'bought_together'))).toContain('Spade');
    await buy(customer, [goods.old]);
    expect(await views()).toEqual(['Hose']);
  });

  it('is a guest’s too, and refuses tokens that are not valid', async () => {
    const { body } = await shop.post<{ guest_token: string }>('/api/guest', { body: {} });
    const headers = { 'x-guest-token': body.guest_token };
    await shop.post('/api/bucket', { headers, body: { product: goods.spade.uuid, quantity: 1 } });
    expect(namesOf(rowOf(await home({ headers }), 'bought_together'))).toContain('Hose');
    expect(await shop.get('/api/home', { token: 'not.a.token' })).toMatchObject({ status: 403, body: { code: 3004 } });
  });

  it('takes three statements, with the session', async () => {
    const { token } = buyers[0] as SignedIn;
    await shop.get('/api/home', { token });
    expect(await statementsOf(() => shop.get('/api/home', { token }))).toHaveLength(3);
  });
});

describe('recommendations: beside a product and a bucket', () => {
  it('lists similar products and what is bought together, and fills up with what is trending', async () => {
    const related = async ({ uuid }: Product) =>
      (await shop.get<Record<'similar' | 'bought_together', { name: string }[]>>(`/api/products/${uuid}/related`)).body;
    const red = await aProduct(shop, { name: 'Red cup' });
    await train();
    const { similar, bought_together } = await related(goods.cup);
    expect(similar.map(({ name }) => name)).toEqual(['Red cup']);
    expect(bought_together[0]?.name).toBe('Green tea');
    expect((await related(red)).bought_together[0]?.name).toBe('Green tea');
    expect(await related(goods.hidden)).toMatchObject({ code: 1011 });
  });

  it('suggests what goes with the bucket, not what is in it', async () => {
    const { token } = await aCustomer(shop);
    await shop.post('/api/bucket', { token, body: { product: goods.tea.uuid, quantity: 1 } });
    const { body } = await shop.get<{ products: { name: string }[] }>('/api/bucket/suggestions', { token });
    expect(body.products[0]?.name).toBe('Blue cup');
    expect(namesOf(body)).not.toContain('Green tea');
    expect((await shop.get('/api/bucket/suggestions')).status).toBe(403);
  });
});

it('recommendations: are replaced at once, also by two trainings at once, while the home page is served', async () => {
  const pulls = () => shop.rows('select source_id, kind, target_ids from product_pulls order by 1, 2');
  await train();
  const before = await pulls();
  expect(before.length).toBeGreaterThan(5);
  const [pages] = await Promise.all([many(50, () => home(buyers[5])), train(), train()]);
  expect(await pulls()).toEqual(before);
  for (const rows of pages) expect(rowOf(rows, 'because_you_bought')).toBeDefined();
});
