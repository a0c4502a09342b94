import { beforeAll, describe, expect, it } from 'vitest';
import { aCustomer, aProduct } from '../../factories/index.js';
import { requestRefusals, routesUnder, runExample, shapeOf, whenBroken } from '../../support/contract.js';
import { useShop } from '../../support/shop.js';

const shop = useShop();

const max = { email: 'max.mustermann@email.com', password: 'maxpw2024!' };
const loginFirst = { message: 'login first please' };
const notFoud = { msg: 'not foud' };
const dataNotFound = { msg: 'data not found' };

interface Row {
  id: number;
  amount: number;
}

const register = (body: unknown) => shop.post('/register', { body });
const login = (body: unknown) => shop.post('/login', { body });
const headersOf = async (who = max) => ({ access_token: String((await login(who)).body['access_token']) });
const cartOf = async (headers: Record<string, string>) =>
  (await shop.get<{ cart: Row[] }>('/cart', { headers })).body.cart;
const newcomer = async () => ({ access_token: (await aCustomer(shop)).token });

beforeAll(async () => {
  await aProduct(shop, { name: 'Banana', price: 250, stock: 10 });
  await aProduct(shop, { name: 'Apple', price: 300, stock: 1 });
  await aProduct(shop, { name: 'Hidden', published: false });
});

describe('document 002', () => {
  it('POST /register', async () => {
    const { status, body } = await register(max);
    expect([status, body]).toEqual([201, { id: 1, email: max.email }]);
    expect(await shop.rows('select username from customers')).toEqual([{ username: max.email }]);
  });

  it.each([
    ['an email in use', { ...max, email: 'Max.Mustermann@EMAIL.com' }],
    ['no email', { email: 'nonsense', password: 'maxpw2024!' }],
    ['a short password', { email: 'short@magazin.test', password: 'short' }],
    ['nothing', {}],
    ['a list', []],
  ])('POST /register fails on %s with 500', async (_, given) => {
    const { status, body } = await register(given);
    expect([status, shapeOf(body)]).toEqual([500, { msg: 'string' }]);
    expect(await shop.rows('select count(*)::int as count from customers')).toEqual([{ count: 1 }]);
  });

  it('POST /login', async () => {
    const { status, body } = await login(max);
    expect([status, shapeOf(body)]).toEqual([200, { access_token: 'string' }]);
  });

  it.each([
    ['a wrong password', { ...max, password: 'nonsense' }],
    ['nobody', { ...max, email: 'nobody@magazin.test' }],
    ['nothing', {}],
  ])('POST /login fails on %s with 500', async (_, given) => {
    const { status, body } = await login(given);
    expect([status, shapeOf(body)]).toEqual([500, { msg: 'string' }]);
  });

  it('GET /products', async () => {
    const { status, body } = await shop.get<Record<string, unknown>[]>('/products');
    expect(status).toBe(200);
    expect(body.map(({ createdAt, updatedAt, ...product }) => product)).toEqual([
      { id: 1, name: 'Banana', image_url: null, price: 2.5, stock: 10 },
      { id: 2, name: 'Apple', image_url: null, price: 3, stock: 1 },
    ]);
  });

  it('POST, GET, PUT and DELETE /cart', async () => {
    const headers = await headersOf();
    const added = await shop.post('/cart', { headers, body: { UserId: 1, ProductId: 1, amount: 2 } });
    expect([added.status, added.body]).toEqual([201, { msg: 'added!' }]);
    await shop.post('/cart/', { headers, body: { ProductId: 1, amount: 3 } });

    const { status, body } = await shop.get('/cart/', { headers });
    const moment = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    const moments = { createdAt: moment, updatedAt: moment };
    const banana = { id: 1, name: 'Banana', image_url: null, price: 2.5, stock: 10, ...moments };
    const row = { id: expect.any(Number), UserId: 1, ProductId: 1, amount: 5, ...moments, Product: banana };
    expect([status, body]).toEqual([200, { cart: [row] }]);

    const [line] = await cartOf(headers);
    const updated = await shop.put(`/cart/${line?.id}`, { headers, body: { UserId: 1, amount: 4 } });
    expect([updated.status, updated.body]).toEqual([200, { msg: 'data updated' }]);
    expect(await cartOf(headers)).toMatchObject([{ amount: 4 }]);

    const deleted = await shop.delete(`/cart/${line?.id}`, { headers });
    expect([deleted.status, deleted.body]).toEqual([200, { message: 'todo success to delete' }]);
    expect(await cartOf(headers)).toEqual([]);
  });
});

describe('the token', () => {
  const routes = ['GET /cart', 'POST /cart', 'PUT /cart/:id', 'DELETE /cart/:id'];

  it('may be sent as Authorization: Bearer, too', async () => {
    const { access_token } = await headersOf();
    expect((await shop.get('/cart', { token: access_token })).status).toBe(200);
  });

  it.each(routes)('is asked for by %s', async (route) => {
    const [method, url] = route.split(' ') as ['GET', string];
    for (const headers of [{}, { access_token: 'not.a.token' }, { authorization: 'Bearer not.a.token' }]) {
      const { status, body } = await shop.ask(method, url.replace(':id', '1'), {
        headers: headers as Record<string, string>,
      });
      expect([status, body]).toEqual([401, loginFirst]);
    }
  });

  it('is asked for by no other', () => {
    const open = ['POST /register', 'POST /login', 'GET /products'];
    expect(routesUnder(shop, 'simple-cart')).toEqual([...open, ...routes].toSorted());
  });

  it('is dead once another contract has logged out', async () => {
    const { access_token } = await headersOf();
    await shop.post('/api/logout', { token: access_token });
    expect((await shop.get('/cart', { headers: { access_token } })).body).toEqual(loginFirst);
  });
});

describe('a cart', () => {
  it.each([
    ['an unknown product', { ProductId: 99, amount: 1 }],
    ['a hidden product', { ProductId: 3, amount: 1 }],
    ['a product that cannot be', { ProductId: 99_999_999_999, amount: 1 }],
    ['somebody else’s UserId', { UserId: 1, ProductId: 1, amount: 1 }],
    ['no amount', { ProductId: 1 }],
    ['an amount of 0', { ProductId: 1, amount: 0 }],
    ['an amount of text', { ProductId: 1, amount: '2' }],
    ['more than there is', { ProductId: 2, amount: 2 }],
  ])('is not given %s', async (_, given) => {
    const headers = await newcomer();
    const { status, body } = await shop.post('/cart', { headers, body: given });
    expect([status, body]).toEqual([400, notFoud]);
    expect(await cartOf(headers)).toEqual([]);
  });

  it.each([
    ['an amount of 0', { amount: 0 }],
    ['no amount', {}],
    ['more than there is', { amount: 11 }],
    ['somebody else’s UserId', { UserId: 1, amount: 1 }],
  ])('is not changed to %s', async (_, given) => {
    const headers = await newcomer();
    await shop.post('/cart', { headers, body: { ProductId: 1, amount: 2 } });
    const [line] = await cartOf(headers);
    const { status, body } = await shop.put(`/cart/${line?.id}`, { headers, body: given });
    expect([status, body]).toEqual([400, dataNotFound]);
    expect(await cartOf(headers)).toMatchObject([{ amount: 2 }]);
  });

  it('is one’s own: a row of somebody else’s is not there', async () => {
    const [mine, theirs] = [await newcomer(), await newcomer()];
    await shop.post('/cart', { headers: theirs, body: { ProductId: 1, amount: 2 } });
    const [line] = await cartOf(theirs);
    for (const id of [line?.id, 99_999, 'abc', 0, 99_999_999_999]) {
      const changed = await shop.put(`/cart/${id}`, { headers: mine, body: { amount: 1 } });
      const removed = await shop.delete(`/cart/${id}`, { headers: mine });
      expect([changed.status, changed.body, removed.status, removed.body]).toEqual([
        400,
        dataNotFound,
        404,
        dataNotFound,
      ]);
    }
    expect(await cartOf(theirs)).toMatchObject([{ amount: 2 }]);
    expect(await cartOf(mine)).toEqual([]);
  });

  it('adds up what is added at once', async () => {
    const { id } = await aProduct(shop, { stock: 100 });
    const headers = await newcomer();
    const add = () => shop.post('/cart', { headers, body: { ProductId: id, amount: 1 } });
    const answers = await Promise.all(Array.from({ length: 50 }, add));
    expect(answers.map(({ status }) => status)).toEqual(Array(50).fill(201));
    expect(await cartOf(headers)).toMatchObject([{ amount: 50 }]);
  });
});

describe('what the server refuses', () => {
  it('is rendered as msg', async () => {
    expect(await requestRefusals(shop, '/cart')).toEqual({
      'wrong method': [405, { msg: 'This address does not know that method.' }],
      'unknown address': [404, { msg: 'There is nothing at this address.' }],
      'no JSON': [400, notFoud],
      'too large': [413, { msg: 'The request is too large.' }],
      'another type': [415, { msg: 'This content type is not understood here.' }],
    });
    expect((await requestRefusals(shop, '/register'))['no JSON']).toEqual([
      500,
      { msg: 'The request cannot be read.' },
    ]);
  });

  it('many failed logins are throttled', async () => {
    const guess = () => login({ email: 'throttled@magazin.test', password: 'nonsense' });
    for (let tries = 0; tries < 10; tries++) expect((await guess()).status).toBe(500);
    const { status, headers, body } = await guess();
    expect([status, shapeOf(body)]).toEqual([429, { msg: 'string' }]);
    expect(Number(headers['retry-after'])).toBeGreaterThan(60);
  });

  it('a failure of its own is owned up to, without its trace', async () => {
    const msg = 'Something went wrong on our side.';
    expect(await whenBroken(shop, 'products', () => shop.get('/products'))).toEqual([500, { msg }]);
  });
});

it('has an example client whose whole story works', async () => {
  expect(await runExample(shop, 'simple-cart')).toContain('the whole story works');
});
