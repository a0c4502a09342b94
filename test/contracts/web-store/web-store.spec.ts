import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { countryCode } from '../../../src/contracts/web-store/countries.js';
import { aBrand, aCategory, aCustomer, aProduct } from '../../factories/index.js';
import { requestRefusals, routesUnder, runExample, shapeOf, whenBroken } from '../../support/contract.js';
import { useShop } from '../../support/shop.js';

const shop = useShop();

const volodymyr = {
  username: 'vmoruhin',
  password: 'asdsad123ASd$',
  email: 'vova.morugin@gmail.com',
  first_name: 'Volodymyr',
  last_name: 'Moruhin',
};
const address = {
  first_name: 'Volodymyr',
  last_name: 'Moruhin',
  email: 'vova.morugin@gmail.com',
  country: 'Ukraine',
  city: 'Kyiv',
  post_code: '01001',
  address: 'Khreshchatyk 22',
};
const noCredentials = { detail: 'Authentication credentials were not provided.' };
const badToken = {
  detail: 'Given token not valid for any token type',
  code: 'token_not_valid',
  messages: [{ token_class: 'AccessToken', token_type: 'access', message: 'Token is invalid or expired' }],
};
const noCustomer = { status: false, error: 'Customer matching query does not exist.' };
const noProduct = { status: false, error: 'Product matching query does not exist.' };
const notEnough = 'Not enough product quantity available in stock';
const moment = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);

const create = async () => String((await shop.post('/api/customer/create/')).body['customer_token']);
const register = (body: object) => shop.post('/api/customer/registration/', { body });
const auth = (body: object) => shop.post<Record<string, string>>('/api/jwt/auth/', { body });
const update = (body: object) => shop.post('/api/order/cart/update/', { body });
const cartOf = async (token: string) =>
  (await shop.get<{ product: number; quantity: number; order: number }[]>(`/api/order/cart/list/${token}/`)).body;
const finalize = (body: object) => shop.put('/api/order/finalize/', { body });
const stockOf = async (id: number) => (await shop.rows('select stock from products where id = ?', [id]))[0]?.['stock'];

beforeAll(async () => {
  await aProduct(shop, { name: 'Espresso machine', price: 39_900, stock: 100 });
  await aProduct(shop, { name: 'Mug', price: 850, old_price: 1_000, stock: 3 });
  await aProduct(shop, { name: 'Hidden', published: false });
});

describe('document 003, as printed', () => {
  let token: string;
  let tokens: Record<string, string>;
  const signedIn = () => ({ token: tokens['access'] ?? '' });

  it('creates a customer token', async () => {
    const { status, body } = await shop.post('/api/customer/create/');
    expect([status, body]).toEqual([200, { status: true, customer_token: expect.stringMatching(/^[\da-f-]{13}-4/) }]);
    token = String(body['customer_token']);
  });

  it('fills a cart', async () => {
    const first = await update({ token, product_id: 1, quantity: 3 });
    expect([first.status, first.body]).toEqual([200, { status: true, cart_items_count: 1 }]);
    const second = await update({ token, product_id: 2, quantity: '1' });
    expect(second.body).toEqual({ status: true, cart_items_count: 2 });
    const item = { id: expect.any(Number), order: expect.any(Number) };
    expect(await cartOf(token)).toEqual([
      { ...item, price: '399.00', quantity: 3, product: 1 },
      { ...item, price: '8.50', quantity: 1, product: 2 },
    ]);
  });

  it('registers the user and binds it to the customer', async () => {
    const { status, body } = await register({ ...volodymyr, token });
    const { password, ...fields } = volodymyr;
    expect([status, body]).toEqual([201, { id: expect.any(Number), ...fields }]);
  });

  it('gives tokens, and a new access token for the same refresh token again and again', async () => {
    const { status, body } = await auth({ username: 'vmoruhin', password: 'asdsad123ASd$' });
    expect([status, shapeOf(body)]).toEqual([200, { refresh: 'string', access: 'string' }]);
    tokens = body;
    for (let time = 0; time < 3; time++) {
      const renewed = await shop.post<{ access: string }>('/api/jwt/refresh/', { body: { refresh: body['refresh'] } });
      expect([renewed.status, shapeOf(renewed.body)]).toEqual([200, { access: 'string' }]);
      expect((await shop.get('/api/customer/getuser/', { token: renewed.body.access })).status).toBe(200);
    }
  });

  it('tells the user who they are', async () => {
    const { status, body } = await shop.get('/api/customer/getuser/', signedIn());
    const id = body['id'];
    const { first_name, last_name, email } = volodymyr;
    const names = { first_name, last_name, email };
    expect([status, body]).toEqual([200, { id, ...names, phone: null, time_created: moment, token, user: id }]);
  });

  it('finalizes the order, which then is an ordinary one', async () => {
    const open = await shop.get('/api/customer/myorders/', signedIn());
    const [{ order } = { order: 0 }] = await cartOf(token);
    const products = [
      { order_id: order, product_id: 1, price: '399.00', quantity: 3, product: 'Espresso machine' },
      { order_id: order, product_id: 2, price: '8.50', quantity: 1, product: 'Mug' },
    ];
    const times = { time_created: moment, time_checkout: null, time_delivery: null };
    expect(open.body).toEqual([{ id: order, is_ordered: false, ...times, products }]);

    const { status, body } = await finalize({ token, ...address });
    const user = (await shop.get('/api/customer/getuser', signedIn())).body['user'];
    expect([status, body]).toEqual([
      200,
      {
        id: expect.any(Number),
        time_created: moment,
        time_checkout: moment,
        time_delivery: null,
        is_ordered: true,
        customer: user,
        customer_shipping_address: expect.any(Number),
      },
    ]);
    const id = body['id'] as number;
    expect((await shop.get('/api/customer/myorders/', signedIn())).body).toEqual([
      {
        id,
        is_ordered: true,
        time_created: moment,
        time_checkout: moment,
        time_delivery: null,
        products: products.map((product) => ({
          ...product,
          order_id: id,
        })),
      },
    ]);
    expect(await cartOf(token)).toEqual([]);
    expect(await stockOf(1)).toBe(97);
    const { body: orders } = await shop.get('/api/orders', signedIn());
    expect(orders).toMatchObject({ count: 1, results: [{ status: 'new', sum: '1205.50', payment: 'cash' }] });
    const { email, country, ...postal } = address;
    expect(await shop.rows('select email, shipping_address from orders where id = ?', [id])).toEqual([
      { email, shipping_address: { ...postal, country: 'UA' } },
    ]);
  });
});

describe('a registration', () => {
  const somebody = (name: string) => ({ ...volodymyr, username: name, email: `${name}@magazin.test` });

  it.each([
    ['username', 'A user with that username already exists.', { username: 'VMoruhin' }],
    ['email', 'A user with that email already exists.', { email: 'Vova.Morugin@gmail.com' }],
    ['username', 'This field is required.', { username: undefined }],
    ['username', 'This field may not be blank.', { username: '' }],
    ['username', 'This field may not be null.', { username: null }],
    ['username', 'Ensure this field has no more than 150 characters.', { username: 'x'.repeat(151) }],
    ['email', 'Enter a valid email address.', { email: 'nonsense' }],
    ['password', 'This field is required.', { password: undefined }],
    ['password', 'password must have at least 8 characters', { password: 'qzkv7xw' }],
    ['first_name', 'Not a valid string.', { first_name: 7 }],
    ['token', 'This field is required.', { token: undefined }],
    ['token', 'Must be a valid UUID.', { token: '7' }],
    ['token', 'Unknown customer token, or one that is bound already.', { token: randomUUID() }],
  ])('is refused: %s: %s', async (field, message, fields) => {
    const token = await create();
    const { status, body } = await register({ ...somebody('fresh'), token, ...fields });
    expect([status, body]).toEqual([400, { [field]: [message] }]);
    expect(await shop.rows(`select username from customers where guest_token = ?`, [token])).toEqual([
      { username: null },
    ]);
  });

  it('tells of all missing fields at once, and ignores what it does not know', async () => {
    const required = ['This field is required.'];
    const { body } = await register({ role: 'admin', first_name: 'V' });
    expect(body).toEqual({ username: required, password: required, email: required, token: required });
  });

  it('of fifty with one token binds one', async () => {
    const token = await create();
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => register({ ...somebody(`racer${index}`), token })),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status, body }) => status === 400 && 'token' in body)).toHaveLength(49);
  });

  it('spends the token for other contracts’ guests, not for the cart', async () => {
    const token = await create();
    await register({ ...somebody('bound'), token });
    expect((await shop.get('/api/bucket', { headers: { 'x-guest-token': token } })).status).toBe(403);
    expect((await update({ token, product_id: 1, quantity: 1 })).status).toBe(200);
    await shop.rows(`update customers set disabled_at = now() where username = 'bound'`);
    expect((await update({ token, product_id: 1, quantity: 2 })).body).toEqual(noCustomer);
  });
});

describe('the tokens', () => {
  const closed = ['GET /api/customer/getuser', 'GET /api/customer/myorders'];

  it.each(closed)('are asked for by %s', async (route) => {
    const url = route.split(' ')[1] ?? '';
    const { token, refresh } = await aCustomer(shop);
    const missing = await shop.get(url);
    expect([missing.status, missing.body]).toEqual([401, noCredentials]);
    expect(missing.headers['www-authenticate']).toBe('Bearer realm="api"');
    for (const bad of ['not.a.token', refresh]) {
      const { status, body } = await shop.get(url, { token: bad });
      expect([status, body]).toEqual([401, badToken]);
    }
    expect((await shop.get(url, { headers: { authorization: `JWT ${token}` } })).status).toBe(200);
    await shop.post('/api/logout', { token });
    expect((await shop.get(url, { token })).body).toEqual(badToken);
  });

  it('are asked for by no other', () => {
    const open = [
      'POST /api/customer/create',
      'POST /api/customer/registration',
      'POST /api/jwt/auth',
      'POST /api/jwt/refresh',
      'GET /api/product/category/list',
      'GET /api/product/category/get/:pk',
      'GET /api/product/category/:category_id/products',
      'GET /api/product/get/:pk',
      'GET /api/product/all',
      'GET /api/product/brands/get/:pk',
      'GET /api/product/brands/all',
      'POST /api/order/cart/update',
      'GET /api/order/cart/list/:customer_token',
      'PUT /api/order/finalize',
    ];
    expect(routesUnder(shop, 'web-store')).toEqual([...open, ...closed].toSorted());
  });

  it.each([
    [401, { detail: 'No active account found with the given credentials' }, { password: 'nonsense' }],
    [401, { detail: 'No active account found with the given credentials' }, { username: 'nobody' }],
    [400, { password: ['This field is required.'] }, { password: undefined }],
  ])('are not given: %i %j', async (expected, refusal, fields) => {
    const { username, password } = volodymyr;
    const { status, body } = await auth({ username, password, ...fields });
    expect([status, body]).toEqual([expected, refusal]);
  });

  it('are not renewed for what is no refresh token', async () => {
    const { username, password, token, refresh } = await aCustomer(shop);
    const renew = async (body: object) => {
      const answer = await shop.post('/api/jwt/refresh/', { body });
      return [answer.status, answer.body];
    };
    const invalid = [401, { detail: 'Token is invalid or expired', code: 'token_not_valid' }];
    expect(await renew({ refresh: 'not.a.token' })).toEqual(invalid);
    expect(await renew({ refresh: token })).toEqual([401, { detail: 'Token has wrong type', code: 'token_not_valid' }]);
    expect(await renew({})).toEqual([400, { refresh: ['This field is required.'] }]);
    // One that rotates is for /api/refresh alone, and is not spent by being refused here.
    expect(await renew({ refresh })).toEqual(invalid);
    expect((await shop.post('/api/refresh', { body: { refresh } })).status).toBe(200);

    const own = (await auth({ username, password })).body;
    expect((await renew({ refresh: own['refresh'] }))[0]).toBe(200);
    await shop.post('/api/logout', { token: own['access'] ?? '' });
    expect(await renew({ refresh: own['refresh'] })).toEqual(invalid);
  });

  it('end with the password, and with the account', async () => {
    const { uuid, username, password, token } = await aCustomer(shop);
    const { refresh } = (await auth({ username, password })).body;
    const renew = async () => (await shop.post('/api/jwt/refresh/', { body: { refresh } })).status;
    expect(await renew()).toBe(200);
    await shop.rows('update customers set disabled_at = now() where uuid = ?', [uuid]);
    expect(await renew()).toBe(401);
    await shop.rows('update customers set disabled_at = null where uuid = ?', [uuid]);
    const change = { username, old_password: password, password: 'onlydarkside2' };
    const cart = async (access: string) => (await shop.get('/api/customer/getuser/', { token: access })).body['token'];
    const before = await cart(token);
    await shop.put(`/api/profile/${uuid}/setpassword`, { token, body: change });
    expect(await renew()).toBe(401);
    expect(await update({ token: before, product_id: 1, quantity: 1 })).toMatchObject({
      status: 400,
      body: noCustomer,
    });
    expect(await update({ token: await cart(token), product_id: 1, quantity: 1 })).toMatchObject({ status: 200 });
  });
});

describe('the catalogue', () => {
  it('shows one product, and none that is hidden or not there', async () => {
    expect((await shop.get('/api/product/get/2/')).body).toEqual({
      id: 2,
      title: 'Mug',
      price: '8.50',
      old_price: '10.00',
      quantity: expect.any(Number),
      photo: null,
      brand: null,
      description: '',
      reviews: [],
    });
    for (const text of ['Sturdy.', 'Chipped after a week.'])
      await shop.rows(
        `insert into reviews (uuid, product_id, status, rating, title, text) values (gen_random_uuid(), 2, 'published', 4, '', ?),
          (gen_random_uuid(), 2, 'hidden', 1, '', 'Hidden'), (gen_random_uuid(), 2, 'published', 1, '', '')`,
        [text],
      );
    expect((await shop.get('/api/product/get/2/')).body['reviews']).toEqual([
      { id: expect.any(Number), review: 'Chipped after a week.', product: 2 },
      { id: expect.any(Number), review: 'Sturdy.', product: 2 },
    ]);
    for (const id of ['3', '9999', 'abc', '99999999999'])
      expect(await shop.get(`/api/product/get/${id}/`)).toMatchObject({ status: 404, body: { detail: 'Not found.' } });
  });
});

describe('a cart', () => {
  it.each([
    ['no token', { token: undefined }, { status: false, error: "'token'" }],
    ['no product', { product_id: undefined }, { status: false, error: "'product_id'" }],
    ['no quantity', { quantity: undefined }, { status: false, error: "'quantity'" }],
    ['a negative quantity', { quantity: -1 }, { status: false, error: "'quantity'" }],
    ['an unknown token', { token: randomUUID() }, noCustomer],
    ['a token that is none', { token: 'nonsense' }, noCustomer],
    ['an unknown product', { product_id: 9_999 }, noProduct],
    ['a hidden product', { product_id: 3 }, noProduct],
    ['a product that cannot be', { product_id: 99_999_999_999 }, noProduct],
    ['more than there is', { product_id: 2, quantity: 4 }, { status: false, error: notEnough }],
  ])('refuses %s', async (_, given, refusal) => {
    const token = await create();
    const { status, body } = await update({ token, product_id: 1, quantity: 1, ...given });
    expect([status, body]).toEqual([400, refusal]);
    expect(await cartOf(token)).toEqual([]);
  });

  it('sets quantities, and 0 removes, also what was never there', async () => {
    const token = await create();
    const set = async (quantity: number) => (await update({ token, product_id: 1, quantity })).body;
    expect(await set(0)).toEqual({ status: true, cart_items_count: 0 });
    expect(await set(5)).toEqual({ status: true, cart_items_count: 1 });
    expect(await set(2)).toEqual({ status: true, cart_items_count: 1 });
    expect(await cartOf(token)).toMatchObject([{ product: 1, quantity: 2 }]);
    expect(await set(0)).toEqual({ status: true, cart_items_count: 0 });
    expect(await cartOf(token)).toEqual([]);
  });

  it('of nobody is empty', async () => {
    expect(await cartOf(randomUUID())).toEqual([]);
    expect(await cartOf('nonsense')).toEqual([]);
  });

  it('holds what the last of fifty at once has set', async () => {
    const token = await create();
    const set = (_: unknown, index: number) => update({ token, product_id: 1, quantity: index + 1 });
    const answers = await Promise.all(Array.from({ length: 50 }, set));
    expect(answers.every(({ status, body }) => status === 200 && body['cart_items_count'] === 1)).toBe(true);
    expect(await cartOf(token)).toHaveLength(1);
  });
});

describe('finalizing', () => {
  it.each(['token', 'first_name', 'last_name', 'email', 'country', 'city', 'post_code', 'address'])(
    'needs %s',
    async (key) => {
      const token = await create();
      await update({ token, product_id: 1, quantity: 1 });
      const { status, body } = await finalize({ token, ...address, [key]: undefined });
      expect([status, body]).toEqual([400, { error: `'${key}'` }]);
      expect(await cartOf(token)).toHaveLength(1);
    },
  );

  it('needs something in a cart', async () => {
    for (const token of [await create(), randomUUID(), 'nonsense']) {
      const { status, body } = await finalize({ token, ...address });
      expect([status, body]).toEqual([400, { error: 'list index out of range' }]);
    }
  });

  it('takes the country as people call it', async () => {
    const names = {
      UA: 'UA',
      ua: 'UA',
      Україна: 'UA',
      ' the  Netherlands ': 'NL',
      'Czech Republic': 'CZ',
      USA: 'US',
      'Côte d’Ivoire': 'CI',
      "Cote d'Ivoire": 'CI',
      'Bosnia & Herzegovina': 'BA',
      Belgique: 'BE',
      England: 'GB',
      'St. Lucia': 'LC',
      Laos: 'LA',
      Ελλάδα: 'GR',
      Congo: 'CG',
      'Saint-Martin': undefined,
      Kosovo: 'XK',
      XK: 'XK',
    };
    for (const [name, code] of Object.entries(names)) expect(await countryCode(name), name).toBe(code);
    const token = await create();
    await update({ token, product_id: 1, quantity: 1 });
    const { body } = await finalize({ token, ...address, country: 'Ukraine' });
    const [row] = await shop.rows(`select shipping_address->>'country' as country from orders where id = ?`, [
      body['id'],
    ]);
    expect(row).toEqual({ country: 'UA' });
  });

  it('sends nothing to a country that is none', async () => {
    const token = await create();
    await update({ token, product_id: 1, quantity: 1 });
    expect((await finalize({ token, ...address, country: 'Atlantis' })).body).toEqual({ error: "'country'" });
  });

  it('sells no more than there is, to guests as well', async () => {
    const { id } = await aProduct(shop, { stock: 10 });
    const guests = await Promise.all(Array.from({ length: 50 }, create));
    for (const token of guests) await update({ token, product_id: id, quantity: 1 });
    const answers = await Promise.all(guests.map((token) => finalize({ token, ...address })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(10);
    expect(answers.filter(({ body }) => body['error'] === notEnough)).toHaveLength(40);
    expect(await stockOf(id)).toBe(0);
  });

  it('fifty times at once places one order', async () => {
    const token = await create();
    await update({ token, product_id: 1, quantity: 1 });
    const answers = await Promise.all(Array.from({ length: 50 }, () => finalize({ token, ...address })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ body }) => body['error'] === 'list index out of range')).toHaveLength(49);
  });
});

describe('what the server refuses', () => {
  it('is rendered as detail', async () => {
    expect(await requestRefusals(shop, '/api/order/cart/update')).toEqual({
      'wrong method': [405, { detail: 'Method "PATCH" not allowed.' }],
      'unknown address': [404, { detail: 'Not found.' }],
      'no JSON': [400, { detail: 'JSON parse error' }],
      'too large': [413, { detail: 'The request is too large.' }],
      'another type': [415, { detail: 'Unsupported media type in request.' }],
    });
  });

  it('many failed logins are throttled', async () => {
    const guess = () => auth({ username: 'throttled', password: 'nonsense' });
    for (let tries = 0; tries < 10; tries++) expect((await guess()).status).toBe(401);
    const { status, headers, body } = await guess();
    const wait = Number(headers['retry-after']);
    expect(wait).toBeGreaterThan(60);
    expect([status, body]).toEqual([429, { detail: `Request was throttled. Expected available in ${wait} seconds.` }]);
  });

  it('a failure of its own is owned up to, without its trace', async () => {
    const detail = 'Something went wrong on our side.';
    expect(await whenBroken(shop, 'products', () => shop.get('/api/product/all/'))).toEqual([500, { detail }]);
    const broken = () => update({ token: randomUUID(), product_id: 1, quantity: 1 });
    expect(await whenBroken(shop, 'customers', broken)).toEqual([500, { detail }]);
  });
});

it('has an example client whose whole story works', async () => {
  await aCategory(shop);
  await aBrand(shop);
  await aProduct(shop, { price: 850, stock: 100 });
  expect(await runExample(shop, 'web-store')).toContain('the whole story works');
});
