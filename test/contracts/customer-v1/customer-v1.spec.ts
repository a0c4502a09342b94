import { beforeAll, describe, expect, it } from 'vitest';
import { aBrand, aCustomer, aProduct } from '../../factories/index.js';
import { requestRefusals, routesUnder, runExample, shapeOf, whenBroken } from '../../support/contract.js';
import { useShop } from '../../support/shop.js';

const shop = useShop();

const max = {
  username: 'maxm',
  first_name: 'Max',
  last_name: 'Mustermann',
  password: 'maxpw2024!',
  email: 'max.mustermann@email.com',
  address: 'Musterstr. 13, 10000 Musterstadt',
  phone: '+4014516266',
  title: 'Mr.',
  birthday: '1990-01-01',
};
const refused = {
  error: 'bad_input',
  detail: 'Invalid input for registration',
  errorMessage: 'Invalid Input',
};
const invalidToken = { error: 'invalid_token', detail: 'Token was not given or has expired' };
const invalidLogin = { error: 'invalid_input', detail: 'Invalid input for login' };

const register = (body: unknown, headers = {}) => shop.post('/api/v1/customer/registration/', { body, headers });
const login = (body: unknown) => shop.post<Record<string, string>>('/api/v1/customer/login/', { body });
const tokenOf = async ({ username, password } = max) => (await login({ username, password })).body['token'] ?? '';
const withToken = (token: string) => ({ headers: { authorization: `Token ${token}` } });

beforeAll(async () => {
  for (const [name, price, brand, stock] of [
    ['Banana', 300, 'Chiquita', 2],
    ['Apple', 250, 'Pink Lady', 1],
    ['Kiwi', 400, 'Zespri', 3],
  ] as const)
    await aProduct(shop, {
      name,
      slug: name.toLowerCase(),
      price,
      stock,
      description: `this is a ${name.toLowerCase()}`,
      brand: (await aBrand(shop, brand)) as never,
    });
  await aProduct(shop, { name: 'Hidden', published: false });
});

describe('document 000, as printed', () => {
  it('registers the customer, sent as `application/jason`', async () => {
    const { status, body } = await register(JSON.stringify(max), { 'content-type': 'application/jason' });
    expect([status, body]).toEqual([201, { username: 'maxm', first_name: 'Max', email: 'max.mustermann@email.com' }]);
  });

  it('refuses what is no registration', async () => {
    const { status, body } = await register({ username: 'nobody' });
    expect([status, body]).toEqual([400, refused]);
  });

  it('logs in', async () => {
    const { status, body } = await login({ username: 'maxm', password: 'maxpw2024!' });
    expect([status, shapeOf(body)]).toEqual([202, { token: 'string', refresh_token: 'string' }]);
  });

  it.each([
    ['a wrong password', { username: 'maxm', password: 'nonsense' }],
    ['nobody', { username: 'nobody', password: 'maxpw2024!' }],
    ['no password', { username: 'maxm' }],
    ['numbers', { username: 1, password: 2 }],
    ['nothing', {}],
  ])('refuses a login of %s', async (_, body) => {
    const answer = await login(body);
    expect([answer.status, answer.body]).toEqual([400, invalidLogin]);
  });

  it('lists all products that are published', async () => {
    const { status, body } = await shop.get('/api/v1/product/');
    expect([status, body]).toEqual([
      200,
      [
        { name: 'Banana', price: 3, brand: 'Chiquita', stock: 2 },
        { name: 'Apple', price: 2.5, brand: 'Pink Lady', stock: 1 },
        { name: 'Kiwi', price: 4, brand: 'Zespri', stock: 3 },
      ].map((product, index) => ({
        ...product,
        id: index + 1,
        description: `this is a ${product.name.toLowerCase()}`,
        image: null,
      })),
    ]);
  });

  it('shows the profile, and on the home page products as this document has them', async () => {
    const { status, body } = await shop.get('/api/v1/customer/profile/', withToken(await tokenOf()));
    const { password, ...fields } = max;
    const { body: products } = await shop.get<{ stock: number }[]>('/api/v1/product/');
    const latest = products.filter(({ stock }) => stock > 0).toReversed();
    expect(latest.length).toBeGreaterThan(0);
    expect([status, body]).toEqual([200, { ...fields, home: { rows: [{ title: 'New', products: latest }] } }]);
  });

  it('adds to the shopping cart, again and again, and shows it', async () => {
    const signedIn = withToken(await tokenOf());
    const add = (body: object) => shop.post('/api/v1/customer/shoppingcart', { ...signedIn, body });
    expect(await shop.get('/api/v1/customer/shoppingcart', signedIn)).toMatchObject({ status: 200, body: [] });
    expect(await add({ product_id: 1 })).toMatchObject({
      status: 201,
      body: { user_id: 1, product_id: 1, quantity: 1 },
    });
    expect((await add({ product_id: 1, user_id: 99 })).body).toEqual({ user_id: 1, product_id: 1, quantity: 2 });
    const { body } = await shop.get('/api/v1/customer/shoppingcart', signedIn);
    expect(body).toEqual([{ user_id: 1, product_id: 1, quantity: 2 }]);
  });

  it('logs out: the token is dead at once', async () => {
    const signedIn = withToken(await tokenOf());
    const { status, body } = await shop.get('/api/v1/customer/logout/', signedIn);
    expect([status, body]).toEqual([200, { username: 'maxm', first_name: 'Max' }]);
    const after = await shop.get('/api/v1/customer/profile/', signedIn);
    expect([after.status, after.body]).toEqual([401, invalidToken]);
  });
});

describe('a registration', () => {
  const fresh = (fields: object) => ({ ...max, username: 'fresh', email: 'fresh@magazin.test', ...fields });

  it.each([
    ['a username in use', { username: 'MAXM' }],
    ['an email in use', { email: 'Max.Mustermann@email.com' }],
    ['no last name', { last_name: undefined }],
    ['no address', { address: undefined }],
    ['an empty phone', { phone: '' }],
    ['a short password', { password: 'short' }],
    ['no email', { email: 'nonsense' }],
    ['a birthday that never was', { birthday: '1990-02-30' }],
    ['a birthday that is to come', { birthday: '2999-01-01' }],
    ['a birthday before the calendar', { birthday: '0000-01-01' }],
    ['a birthday with a time', { birthday: '1990-01-01T00:00:00Z' }],
    ['what document 001 describes the fields by', { username: { type: 'str', value: 'maxm', required: true } }],
  ])('with %s is refused, and nobody is registered', async (_, fields) => {
    const before = await shop.rows('select count(*) from customers');
    const { status, body } = await register(fresh(fields));
    expect([status, body]).toEqual([400, refused]);
    expect(await shop.rows('select count(*) from customers')).toEqual(before);
  });

  it('needs neither first name nor title nor birthday, and ignores what it does not know', async () => {
    const { first_name, title, birthday, ...required } = fresh({ role: 'admin', id: 1 });
    expect((await register(required)).body).toEqual({
      username: 'fresh',
      first_name: '',
      email: 'fresh@magazin.test',
    });
    const { body } = await shop.get(
      '/api/v1/customer/profile',
      withToken(await tokenOf({ ...max, username: 'fresh' })),
    );
    expect(body).toMatchObject({ first_name: '', title: '', birthday: '' });
    expect(await shop.rows(`select role from customers where username = 'fresh'`)).toEqual([{ role: 'customer' }]);
  });

  it('may leave the birthday empty', async () => {
    const nobody = { username: 'ageless', email: 'ageless@magazin.test', birthday: '' };
    expect((await register(fresh(nobody))).status).toBe(201);
  });
});

describe('the token', () => {
  it.each([
    ['authorization', 'Token '],
    ['authorization', 'Bearer '],
    ['authentication', 'Token '],
    ['authentication', ''],
  ])('may be sent as %s: %s…', async (header, scheme) => {
    const headers = { [header]: `${scheme}${await tokenOf()}` };
    expect((await shop.get('/api/v1/customer/profile', { headers })).status).toBe(200);
  });

  const routes = [
    'GET /api/v1/customer/profile',
    'GET /api/v1/customer/logout',
    'GET /api/v1/customer/shoppingcart',
    'POST /api/v1/customer/shoppingcart',
  ];
  it.each(routes)('is asked for by %s', async (route) => {
    const [method, url] = route.split(' ') as ['GET', string];
    const { refresh } = await aCustomer(shop);
    for (const headers of [
      {},
      { authorization: 'Token not.a.token' },
      { authorization: `Token ${refresh}` },
      { authorization: await tokenOf() },
      { access_token: await tokenOf() },
    ]) {
      const { status, body } = await shop.ask(method, url, { headers: headers as Record<string, string> });
      expect([status, body]).toEqual([401, invalidToken]);
    }
  });

  it('is asked for by no other', () => {
    const open = ['POST /api/v1/customer/registration', 'POST /api/v1/customer/login', 'GET /api/v1/product'];
    expect(routesUnder(shop, 'customer-v1')).toEqual([...open, ...routes].toSorted());
  });
});

describe('a shopping cart', () => {
  it.each([
    [400, 'bad_input', {}],
    [400, 'bad_input', { product_id: 'one' }],
    [400, 'bad_input', { product_id: 1, quantity: 0 }],
    [400, 'bad_input', { product_id: 1, quantity: 1000 }],
    [404, 'not_found', { product_id: 99 }],
    [404, 'not_found', { product_id: 4 }],
    [404, 'not_found', { product_id: 0 }],
    [404, 'not_found', { product_id: 99_999_999_999 }],
    [409, 'out_of_stock', { product_id: 2, quantity: 2 }],
  ])('answers %i %s to %j', async (expected, error, given) => {
    const { token } = await aCustomer(shop);
    const { status, body } = await shop.post('/api/v1/customer/shoppingcart/', { token, body: given });
    expect([status, shapeOf(body)]).toEqual([expected, { error: 'string', detail: 'string' }]);
    expect(body['error']).toBe(error);
    if (error === 'not_found') expect(body['detail']).toBe('Product not found');
    expect((await shop.get('/api/v1/customer/shoppingcart', { token })).body).toEqual([]);
  });

  it('adds up what is added at once', async () => {
    const product = await aProduct(shop, { stock: 100 });
    const { token } = await aCustomer(shop);
    const add = () => shop.post('/api/v1/customer/shoppingcart', { token, body: { product_id: product.id } });
    const answers = await Promise.all(Array.from({ length: 50 }, add));
    const quantities = answers.map(({ body }) => Number(body['quantity']));
    expect(quantities.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
  });

  it('never holds more than 999 of one product', async () => {
    const product = await aProduct(shop, { stock: 2_000 });
    const { token } = await aCustomer(shop);
    const add = (quantity: number) =>
      shop.post('/api/v1/customer/shoppingcart', { token, body: { product_id: product.id, quantity } });
    expect((await add(999)).status).toBe(201);
    expect(await add(1)).toMatchObject({ status: 400, body: { error: 'bad_input' } });
  });
});

describe('what the server refuses', () => {
  it('is rendered in the documented shape', async () => {
    expect(await requestRefusals(shop, '/api/v1/customer/shoppingcart')).toEqual({
      'wrong method': [405, { error: 'method_not_allowed', detail: 'This address does not know that method.' }],
      'unknown address': [404, { error: 'no_such_route', detail: 'There is nothing at this address.' }],
      'no JSON': [400, { error: 'bad_input', detail: 'The request cannot be read.' }],
      'too large': [413, { error: 'too_large', detail: 'The request is too large.' }],
      'another type': [415, { error: 'unsupported_media_type', detail: 'This content type is not understood here.' }],
    });
    expect((await requestRefusals(shop, '/api/v1/customer/registration'))['no JSON']).toEqual([400, refused]);
    expect((await requestRefusals(shop, '/api/v1/customer/login'))['no JSON']).toEqual([400, invalidLogin]);
  });

  it('`application/jason` is, where another contract answers', async () => {
    const headers = { 'content-type': 'application/jason' };
    expect((await shop.post('/api/login', { body: '{}', headers })).status).toBe(415);
  });

  it('many failed logins are throttled', async () => {
    const guess = () => login({ username: 'throttled', password: 'nonsense' });
    for (let tries = 0; tries < 10; tries++) expect((await guess()).status).toBe(400);
    const { status, headers, body } = await guess();
    const wait = Number(headers['retry-after']);
    expect(wait).toBeGreaterThan(60);
    expect([status, body]).toEqual([
      429,
      { error: 'throttled', detail: `Request was throttled. Expected available in ${wait} seconds.` },
    ]);
  });

  it('a failure of its own is owned up to, without its trace', async () => {
    expect(await whenBroken(shop, 'products', () => shop.get('/api/v1/product'))).toEqual([
      500,
      { error: 'internal_error', detail: 'Something went wrong on our side.' },
    ]);
  });
});

it('has an example client whose whole story works', async () => {
  await shop.rows(`update products set on_hand = allocated + 100 where published`);
  expect(await runExample(shop, 'customer-v1')).toContain('the whole story works');
  expect(await runExample(shop, 'online-store')).toContain('the whole story works');
});
