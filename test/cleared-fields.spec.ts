import { expect, it } from 'vitest';
import { aBrand, aCustomer, type SignedIn } from './factories/index.js';
import { useShop } from './support/shop.js';

const shop = useShop();

type Body = Record<string, unknown> & { uuid: string };
const made = async (by: SignedIn, url: string, body: object): Promise<Body> => {
  const answer = await shop.post<Body>(url, { token: by.token, body });
  expect([url, answer.status]).toEqual([url, 201]);
  return answer.body;
};

it.each([null, '', ' '])('%j clears each field of staff that may be empty', async (none) => {
  const admin = await aCustomer(shop, 'admin');
  const brand = await aBrand(shop);
  const above = await made(admin, '/api/admin/categories', { name: 'Above' });
  const put = async (url: string, body: object) => {
    const answer = await shop.put(url, { token: admin.token, body });
    expect(answer).toMatchObject({ status: 200 });
    return answer.body;
  };

  const product = await made(admin, '/api/admin/products', {
    name: 'Lamp',
    price: '1.00',
    old_price: '2.00',
    brand: brand.slug,
    description: 'Bright',
  });
  expect(
    await put(`/api/admin/products/${product.uuid}`, { brand: none, old_price: none, description: none }),
  ).toMatchObject({ brand: null, old_price: null, description: '', price: '1.00' });

  const below = await made(admin, '/api/admin/categories', { name: 'Below', parent: above.uuid });
  expect(await put(`/api/admin/categories/${below.uuid}`, { parent: none })).toMatchObject({ parent: null });

  const coupon = await made(admin, '/api/admin/coupons', {
    code: `SAVE${JSON.stringify(none).length}`,
    percent: 1000,
    amount: none,
    min_sum: '20.00',
    max_uses: 3,
    starts: '2026-01-01',
    ends: '2090-01-01',
  });
  const limits = ['min_sum', 'starts', 'ends', 'max_uses', 'max_uses_per_customer'];
  const cleared = Object.fromEntries(limits.map((field) => [field, none]));
  expect(await put(`/api/admin/coupons/${coupon.uuid}`, cleared)).toMatchObject({
    ...Object.fromEntries(limits.map((field) => [field, null])),
    min_sum: '0.00',
    percent: 1000,
    amount: null,
  });

  const method = await made(admin, '/api/admin/shipping-methods', {
    name: 'Parcel',
    kind: 'delivery',
    price: '5.00',
    free_from: '50.00',
    countries: ['DE'],
  });
  expect(await put(`/api/admin/shipping-methods/${method.uuid}`, { free_from: none })).toMatchObject({
    free_from: null,
  });
});

it.each([null, '', ' '])('%j clears each field of a customer that may be empty', async (none) => {
  const { uuid, token, username, email } = await aCustomer(shop);
  const fields = (value: unknown, names: string[]) => Object.fromEntries(names.map((name) => [name, value]));
  const ofProfile = ['first_name', 'last_name', 'phone', 'city'];
  const profile = (body: object) => shop.put(`/api/profile/${uuid}`, { token, body: { username, email, ...body } });
  expect(await profile(fields('123456', ofProfile))).toMatchObject({ status: 200, body: fields('123456', ofProfile) });
  expect(await profile(fields(none, ofProfile))).toMatchObject({ status: 200, body: fields('', ofProfile) });

  const needed = { first_name: 'Ada', address: 'Main 1', post_code: '10115', city: 'Berlin', country: 'DE' };
  const ofAddress = ['last_name', 'company', 'vat_id', 'line2', 'region', 'phone'];
  const address = await shop.post<Body>('/api/profile/addresses', {
    token,
    body: { ...needed, company: 'Ada Ltd', vat_id: 'DE136695976', line2: '2nd floor', phone: '+4930901820' },
  });
  expect(address.status).toBe(201);
  const url = `/api/profile/addresses/${address.body.uuid}`;
  const replaced = await shop.put<Body>(url, { token, body: { ...needed, ...fields(none, ofAddress) } });
  expect(replaced).toMatchObject({ status: 200, body: needed });
  for (const field of ofAddress) expect([field, replaced.body[field] ?? '']).toEqual([field, '']);
  expect(await shop.put(url, { token, body: { ...needed, post_code: none } })).toMatchObject({
    status: 400,
    body: { details: [{ field: 'post_code' }] },
  });
});
