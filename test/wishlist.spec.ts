import { describe, expect, it } from 'vitest';
import { aCustomer, aProduct } from './factories/index.js';
import { many } from './support/many.js';
import { useShop } from './support/shop.js';

const shop = useShop();

interface Item {
  product: { uuid: string; name: string; price: string };
  added: string;
}
type Items = { count: number; results: Item[] };
type Who = { token?: string; headers?: Record<string, string> };

const aGuest = async () => {
  const { body } = await shop.post<{ guest_token: string }>('/api/guest', { body: {} });
  return { 'x-guest-token': body.guest_token };
};
const add = (who: Who, product: string) => shop.post('/api/wishlist', { ...who, body: { product } });
const namesOf = async (who: Who) =>
  (await shop.get<Items>('/api/wishlist', who)).body.results.map(({ product }) => product.name);
const bucketOf = async (who: Who) =>
  (await shop.get<{ results: { product: string; quantity: number }[] }>('/api/bucket', who)).body.results;

describe('wishlist', () => {
  it('lists what was added as the catalog shows it, latest first, each product once', async () => {
    const { token } = await aCustomer(shop);
    const [first, second] = [await aProduct(shop, { price: 990 }), await aProduct(shop)];
    for (const { uuid } of [first, second, first]) expect((await add({ token }, uuid)).status).toBe(204);
    const { body } = await shop.get<Items>('/api/wishlist', { token });
    expect(body).toMatchObject({
      count: 2,
      results: [{ product: { uuid: second.uuid } }, { product: { price: '9.90' } }],
    });
    expect((await shop.delete(`/api/wishlist/${first.uuid}`, { token })).status).toBe(204);
    expect((await shop.delete(`/api/wishlist/${first.uuid}`, { token })).body).toMatchObject({ code: 1220 });
    expect(await namesOf({ token })).toEqual([second.name]);
  });

  it('rejects products that are unknown or not published, and leaves out those that stop being', async () => {
    const { token } = await aCustomer(shop);
    const [hidden, kept] = [await aProduct(shop, { published: false }), await aProduct(shop)];
    for (const uuid of [hidden.uuid, '0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b11'])
      expect(await add({ token }, uuid)).toMatchObject({ status: 404, body: { code: 1011 } });
    expect((await add({ token }, 'banana')).status).toBe(400);
    await add({ token }, kept.uuid);
    await shop.rows('update products set published = false where uuid = ?', [kept.uuid]);
    expect(await namesOf({ token })).toEqual([]);
  });

  it('holds 200 products, of fifty added at once too', async () => {
    const { token, uuid } = await aCustomer(shop);
    const products = await Promise.all(Array.from({ length: 50 }, () => aProduct(shop)));
    await add({ token }, products[0]?.uuid ?? '');
    await shop.rows(
      `insert into products (uuid, slug, name, price, created_at, updated_at)
       select gen_random_uuid(), 'filler-' || n, 'Filler', 1, now(), now() from generate_series(1, 180) n`,
    );
    await shop.rows(
      `insert into wishlist_items (wishlist_id, product_id)
       select wishlists.id, products.id from wishlists join customers on customers.id = customer_id, products
       where customers.uuid = ? and slug like 'filler-%'`,
      [uuid],
    );
    const statuses = await many(49, async (turn) => (await add({ token }, products[turn + 1]?.uuid ?? '')).status);
    expect(statuses.filter((status) => status === 204)).toHaveLength(19);
    expect(statuses.filter((status) => status === 409)).toHaveLength(30);
    expect((await shop.get<Items>('/api/wishlist', { token })).body.count).toBe(200);
  });

  it('moves a unit into the bucket once, of fifty at once; without stock it stays', async () => {
    const { token } = await aCustomer(shop);
    const [product, soldOut] = [await aProduct(shop), await aProduct(shop, { stock: 0 })];
    for (const { uuid } of [product, soldOut]) await add({ token }, uuid);
    const moves = await many(50, async () => (await shop.post(`/api/wishlist/${product.uuid}/move`, { token })).status);
    expect(moves.filter((status) => status === 204)).toHaveLength(1);
    expect(await bucketOf({ token })).toMatchObject([{ product: product.uuid, quantity: 1 }]);
    expect((await shop.post(`/api/wishlist/${soldOut.uuid}/move`, { token })).body).toMatchObject({ code: 1043 });
    expect(await namesOf({ token })).toEqual([soldOut.name]);
  });

  it('is a guest’s too, and merged where the signed-in customer still carries the guest token', async () => {
    const [guest, { token }] = [await aGuest(), await aCustomer(shop)];
    const [shared, own, guests] = [await aProduct(shop), await aProduct(shop), await aProduct(shop)];
    for (const { uuid } of [shared, own]) await add({ token }, uuid);
    for (const { uuid } of [shared, guests]) await add({ headers: guest }, uuid);
    expect(await namesOf({ token, headers: guest })).toEqual([guests.name, own.name, shared.name]);
    expect(await namesOf({ headers: guest })).toEqual([]);
  });

  it('is merged up to its limit, the latest first; products that are on both lists take no place, and what does not fit stays', async () => {
    const [guest, { token, uuid }] = [await aGuest(), await aCustomer(shop)];
    const [shared, older, newer] = [await aProduct(shop), await aProduct(shop), await aProduct(shop)];
    await add({ token }, shared.uuid);
    await shop.rows(
      `insert into products (uuid, slug, name, price, created_at, updated_at)
       select gen_random_uuid(), 'other-' || n, 'Other', 1, now(), now() from generate_series(1, 198) n`,
    );
    await shop.rows(
      `insert into wishlist_items (wishlist_id, product_id)
       select wishlists.id, products.id from wishlists join customers on customers.id = customer_id, products
       where customers.uuid = ? and slug like 'other-%'`,
      [uuid],
    );
    for (const product of [shared, older, newer]) await add({ headers: guest }, product.uuid);
    expect((await shop.get<Items>('/api/wishlist', { token })).body.count).toBe(199);
    const both = { token, headers: guest };
    expect((await shop.get<Items>('/api/wishlist', both)).body.count).toBe(200);
    expect((await namesOf(both))[0]).toBe(newer.name);
    expect(await namesOf({ headers: guest })).toEqual([older.name]);
    expect((await shop.delete(`/api/wishlist/${shared.uuid}`, both)).status).toBe(204);
    expect(await namesOf(both)).toContain(older.name);
    expect(await namesOf({ headers: guest })).toEqual([]);
  });

  it('is read by whoever has its link, until it is withdrawn; the next link is another one', async () => {
    const { token } = await aCustomer(shop);
    const product = await aProduct(shop);
    await add({ token }, product.uuid);
    const share = async () => (await shop.put<{ share_url: string }>('/api/wishlist/share', { token })).body.share_url;
    const first = await share();
    expect(await share()).toBe(first);
    const read = async (url: string) => shop.get<Items>(new URL(url).pathname);
    expect((await read(first)).body.results).toMatchObject([{ product: { uuid: product.uuid } }]);
    expect((await shop.delete('/api/wishlist/share', { token })).status).toBe(204);
    expect(await read(first)).toMatchObject({ status: 404, body: { code: 1222 } });
    expect((await shop.get('/api/wishlist/share', { token })).body).toEqual({ share_url: null });
    expect(await share()).not.toBe(first);
  });

  it('is not open to others', async () => {
    expect((await shop.get('/api/wishlist')).status).toBe(403);
    const [{ token }, other] = [await aCustomer(shop), await aCustomer(shop)];
    const product = await aProduct(shop);
    await add({ token }, product.uuid);
    expect(await namesOf(other)).toEqual([]);
    expect((await shop.delete(`/api/wishlist/${product.uuid}`, other)).status).toBe(404);
    expect(await namesOf({ token })).toEqual([product.name]);
  });
});
