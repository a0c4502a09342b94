import { afterEach, describe, expect, it } from 'vitest';
import { BudgetService } from '../src/budgets/budget.service.js';
import { OpenOrderService } from '../src/open-orders/open-order.service.js';
import { OrderConfirmationService } from '../src/order-confirmation/order-confirmation.service.js';
import { aCustomer, aProduct } from './factories/index.js';
import { shippingAddress } from './support/purchase.js';
import { type Answer, useShop } from './support/shop.js';

const shop = useShop({
  PUBLIC_URL: 'https://shop.test',
  OPEN_ORDER_LIMIT: '3',
  OPEN_UNIT_LIMIT: '20',
  OPEN_ORDER_LIMIT_PER_ADDRESS: '6',
  COUPON_FAILURE_LIMIT: '4',
  COUPON_FAILURE_LIMIT_PER_ADDRESS: '9',
  DECLINED_PAYMENT_LIMIT: '5',
  DECLINED_PAYMENT_LIMIT_PER_ADDRESS: '12',
  GUEST_LIMIT_PER_ADDRESS: '40',
  TRUST_PROXY: 'loopback',
});

let network = 0;
/** Each test comes from elsewhere. */
const elsewhere = () => ({ 'x-forwarded-for': `203.0.113.${++network}` });
let from = elsewhere();
afterEach(() => {
  from = elsewhere();
});

type Headers = Record<string, string>;

async function aGuest(): Promise<Headers> {
  const { body } = await shop.post<{ guest_token: string }>('/api/guest', { headers: from });
  return { 'x-guest-token': body.guest_token, ...from };
}

async function order(
  headers: Headers,
  product: string,
  { quantity = 1, email = 'guest@shop.test', payment = 'cash' } = {},
): Promise<Answer<Record<string, unknown>>> {
  await shop.post('/api/bucket', { headers, body: { product, quantity } });
  return shop.post('/api/orders', { headers, body: { payment, email, shipping_address: shippingAddress } });
}

const codes = (answers: Answer<Record<string, unknown>>[]) =>
  answers.map(({ status, body }) => (status === 201 ? 201 : Number(body['code']))).toSorted((a, b) => a - b);

const count = (answers: Answer<unknown>[], status: number) =>
  answers.filter((answer) => answer.status === status).length;

describe('open orders', () => {
  it('a guest holds so many, guests of one email no more than those of a network, many at once too', async () => {
    const { uuid } = await aProduct(shop, { stock: 1_000 });
    const guest = await aGuest();
    const own = [];
    for (let turn = 0; turn < 4; turn++) own.push(await order(guest, uuid, { email: 'first@shop.test' }));
    expect(codes(own)).toEqual([201, 201, 201, 1093]);
    expect(own[3]?.body).toMatchObject({ error: 'too_many_open_orders', details: { open: 3, most: 3 } });
    // The refused one keeps its bucket; one that is canceled makes room.
    const canceled = own[0]?.body['order_uuid'] as string;
    await shop.put(`/api/orders/${canceled}/set_canceled`, { headers: guest });
    const body = { payment: 'cash', email: 'first@shop.test', shipping_address: shippingAddress };
    expect((await shop.post('/api/orders', { headers: guest, body })).status).toBe(201);
    from = elsewhere();
    const guests = await Promise.all(Array.from({ length: 40 }, aGuest));
    const answers = await Promise.all(guests.map((each) => order(each, uuid, { email: 'Same@shop.test' })));
    expect(count(answers, 201)).toBe(6);
    expect(count(answers, 409)).toBe(34);
  });

  it('of strangers with an email close no checkout to its owner, with or without an account', async () => {
    const { uuid } = await aProduct(shop, { stock: 1_000 });
    const { token, username, email } = await aCustomer(shop);
    const [victim, other] = ['victim@shop.test', email];
    for (let turn = 0; turn < 4; turn++) {
      from = elsewhere();
      const stranger = await aGuest();
      for (let time = 0; time < 3; time++)
        expect((await order(stranger, uuid, { email: [victim, other][turn % 2] as string })).status).toBe(201);
    }
    from = elsewhere();
    const owner = await aGuest();
    expect((await order(owner, uuid, { email: victim })).status).toBe(201);
    // What the owner confirms is the owner's.
    await shop.rows(
      `update unverified_orders set confirmed_at = now()
       where order_uuid in (select uuid from orders where email = ? order by id limit 2)`,
      [victim],
    );
    expect((await order(owner, uuid, { email: victim })).body).toMatchObject({ code: 1093, details: { open: 3 } });
    await shop.rows('update customers set email_confirmed_at = now() where username = ?', [username]);
    const headers = { authorization: `Bearer ${token}`, ...from };
    for (let turn = 0; turn < 30; turn++) expect((await order(headers, uuid, { email })).status).toBe(201);
    // Nor do guests of the same network, but for each other.
    expect((await order(headers, uuid, { email })).body).toMatchObject({ details: { open: 30, most: 30 } });
  });

  it('a network holds so many of guests and unconfirmed accounts, and customers who confirmed their email are not counted', async () => {
    const { uuid } = await aProduct(shop, { stock: 1_000 });
    const guests = await Promise.all(Array.from({ length: 30 }, aGuest));
    const answers = await Promise.all(guests.map((each, at) => order(each, uuid, { email: `g${at}@shop.test` })));
    expect(count(answers, 201)).toBe(6);
    const { token, username } = await aCustomer(shop);
    const headers = { authorization: `Bearer ${token}`, ...from };
    const email = `${username}@shop.test`;
    expect((await order(headers, uuid, { email })).body['code']).toBe(1093);
    await shop.rows('update customers set email = ?, email_confirmed_at = now() where username = ?', [email, username]);
    expect(
      (await shop.post('/api/orders', { headers, body: { payment: 'cash', email, shipping_address: shippingAddress } }))
        .status,
    ).toBe(201);
  });

  it('an email that only finds the same account is not the one that is confirmed', async () => {
    const { uuid: product } = await aProduct(shop);
    const { token, uuid } = await aCustomer(shop);
    await shop.rows(
      `update customers set email = 'strasse@shop.test', email_key = 'strasse@shop.test', email_confirmed_at = now() where uuid = ?`,
      [uuid],
    );
    const headers = { authorization: `Bearer ${token}`, ...from };
    const isNoted = async (email: string) => {
      const { status, body } = await order(headers, product, { email });
      expect(status).toBe(201);
      return (await shop.rows('select from unverified_orders where order_uuid = ?', [body['order_uuid']])).length;
    };
    expect(await isNoted('Strasse@shop.test')).toBe(0);
    expect(await isNoted('stra\u00dfe@shop.test')).toBe(1);
  });

  it('an account holds ten times as many as a guest', async () => {
    const { uuid } = await aProduct(shop, { stock: 1_000 });
    const { token, username } = await aCustomer(shop);
    await shop.rows('update customers set email_confirmed_at = now() where username = ?', [username]);
    const headers = { authorization: `Bearer ${token}`, ...from };
    const email = `${username}@magazin.test`;
    const orders = [];
    for (let turn = 0; turn < 31; turn++) orders.push(await order(headers, uuid, { email }));
    expect([count(orders, 201), orders.at(-1)?.body]).toMatchObject([30, { code: 1093, details: { most: 30 } }]);
  });

  it('hold so many units of a product, over all orders', async () => {
    const { uuid } = await aProduct(shop, { stock: 30 });
    const guest = await aGuest();
    expect((await order(guest, uuid, { quantity: 15, email: 'units@shop.test' })).status).toBe(201);
    const refused = await order(guest, uuid, { quantity: 6, email: 'units@shop.test' });
    expect(refused).toMatchObject({
      status: 409,
      body: { code: 1094, details: { product: uuid, open: 15, most: 20 } },
    });
    expect(await shop.rows('select stock from products where uuid = ?', [uuid])).toEqual([{ stock: 15 }]);
  });

  it('the web store says so in its own words', async () => {
    const { uuid, id } = await aProduct(shop, { stock: 1_000 });
    const guest = await aGuest();
    expect((await order(guest, uuid, { quantity: 18, email: 'web@shop.test' })).status).toBe(201);
    const token = guest['x-guest-token'];
    const address = {
      first_name: 'Vo',
      last_name: 'Mo',
      email: 'web@shop.test',
      country: 'UA',
      city: 'Kyiv',
      post_code: '01001',
      address: 'Khreshchatyk 22',
    };
    const put = (quantity: number) =>
      shop.post('/api/order/cart/update', { headers: from, body: { token, product_id: id, quantity } });
    const finalize = () => shop.put('/api/order/finalize', { headers: from, body: { token, ...address } });
    await put(5);
    expect(await finalize()).toMatchObject({ status: 400, body: { error: expect.stringContaining('Too many units') } });
    await put(2);
    expect((await finalize()).status).toBe(200);
  });

  it('of guests for cash are confirmed by the link in their mail, or canceled', async () => {
    const { uuid } = await aProduct(shop, { stock: 10 });
    const guest = await aGuest();
    const place = async (email: string) =>
      (await order(guest, uuid, { quantity: 2, email })).body['order_uuid'] as string;
    const [kept, lost, shipped] = [
      await place('kept@shop.test'),
      await place('lost@shop.test'),
      await place('sent@shop.test'),
    ];
    const linkOf = async (email: string) => {
      const [mail] = await shop.rows<{ text: string }>(
        `select coalesce(text, data::text) as text from mails where recipient = ? and kind = 'order_confirmation'`,
        [email],
      );
      return /https:\/\/shop\.test(\/api\/order-confirmation\/[\w-]{64})/.exec(mail?.text ?? '')?.[1] ?? '';
    };
    const link = await linkOf('kept@shop.test');
    // Mail programs open links: that alone confirms nothing.
    expect((await shop.app.inject(link)).statusCode).toBe(200);
    const confirm = (path: string) => shop.app.inject({ method: 'POST', url: path });
    const answers = await Promise.all(Array.from({ length: 50 }, () => confirm(link)));
    expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([200]));
    expect((await confirm(`${link.slice(0, -1)}${link.endsWith('A') ? 'B' : 'A'}`)).statusCode).toBe(404);
    await shop.rows(`update orders set status = 'processing' where uuid = ?`, [shipped]);
    const service = shop.app.get(OrderConfirmationService);
    await service.cancelExpired();
    const statuses = () =>
      shop.rows<{ status: string }>('select status from orders where uuid in (?, ?, ?) order by id', [
        kept,
        lost,
        shipped,
      ]);
    expect(await statuses()).toEqual([{ status: 'new' }, { status: 'new' }, { status: 'processing' }]);
    await shop.rows(`update unverified_orders set confirm_by = now() - interval '1 second'`);
    await Promise.all(Array.from({ length: 10 }, () => service.cancelExpired()));
    expect(await statuses()).toEqual([{ status: 'new' }, { status: 'canceled' }, { status: 'processing' }]);
    expect(await shop.rows('select stock from products where uuid = ?', [uuid])).toEqual([{ stock: 6 }]);
    expect((await confirm(await linkOf('lost@shop.test'))).statusCode).toBe(404);
    // Where an order came from is forgotten with it.
    await shop.rows(`update unverified_orders set created_at = now() - interval '2 days'`);
    await shop.app.get(OpenOrderService).forget();
    expect(await shop.rows('select from unverified_orders where order_uuid = ?', [lost])).toEqual([]);
    expect(await shop.rows('select from unverified_orders where order_uuid = ?', [kept])).toHaveLength(1);
  });

  it('that cannot be canceled do not keep those after them waiting', async () => {
    const { uuid } = await aProduct(shop, { stock: 10 });
    const guest = await aGuest();
    const [stuck, next] = [
      (await order(guest, uuid, { email: 'stuck@shop.test' })).body['order_uuid'] as string,
      (await order(guest, uuid, { email: 'next@shop.test' })).body['order_uuid'] as string,
    ];
    await shop.rows(
      `update unverified_orders set confirm_by = now() - case when order_uuid = ? then interval '2 hours' else interval '1 hour' end
       where order_uuid in (?, ?)`,
      [stuck, stuck, next],
    );
    await shop.rows(
      `alter table orders add constraint not_this_one check (uuid <> '${stuck}' or status <> 'canceled') not valid`,
    );
    const service = shop.app.get(OrderConfirmationService);
    const status = async (order: string) =>
      (await shop.rows<{ status: string }>('select status from orders where uuid = ?', [order]))[0]?.status;
    await service.cancelExpired();
    expect([await status(stuck), await status(next)]).toEqual(['new', 'canceled']);
    await shop.rows('alter table orders drop constraint not_this_one');
    await service.cancelExpired();
    expect(await status(stuck)).toBe('canceled');
  });
});

describe('budgets', () => {
  it('unknown coupon codes: so many of a guest, of 50 at once too; then not even a right one', async () => {
    const { uuid } = await aProduct(shop);
    const guest = await aGuest();
    await shop.post('/api/bucket', { headers: guest, body: { product: uuid, quantity: 1 } });
    await shop.rows(
      `insert into coupons (uuid, code, code_key, percent) values (gen_random_uuid(), 'RIGHT', 'RIGHT', 1000)`,
    );
    const apply = (code: string) => shop.post('/api/bucket/coupon', { headers: guest, body: { code } });
    expect((await apply('RIGHT')).status).toBe(200);
    const answers = await Promise.all(Array.from({ length: 50 }, (_, at) => apply(`GUESS${at}`)));
    expect([count(answers, 409), count(answers, 429)]).toEqual([4, 46]);
    const refused = await apply('RIGHT');
    expect(refused).toMatchObject({ status: 429, body: { code: 1096 } });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(800);
  });

  it('unknown coupon codes: a right one in the burst is not compared either', async () => {
    const { uuid } = await aProduct(shop);
    const guest = await aGuest();
    await shop.post('/api/bucket', { headers: guest, body: { product: uuid, quantity: 1 } });
    await shop.rows(
      `insert into coupons (uuid, code, code_key, percent) values (gen_random_uuid(), 'LUCKY', 'LUCKY', 1000)`,
    );
    const apply = (code: string) => shop.post('/api/bucket/coupon', { headers: guest, body: { code } });
    // One that is known leaves the budget as it was.
    for (let turn = 0; turn < 6; turn++) expect((await apply('LUCKY')).status).toBe(200);
    await shop.delete('/api/bucket/coupon', { headers: guest });
    const burst = [...Array.from({ length: 49 }, (_, at) => `WRONG${at}`), 'LUCKY'];
    const answers = await Promise.all(burst.map(apply));
    expect([count(answers, 409), count(answers, 429), answers.at(-1)?.status]).toEqual([4, 46, 429]);
  });

  it('unknown coupon codes: so many of a network over all its guests', async () => {
    const { uuid } = await aProduct(shop);
    const answers = [];
    for (let turn = 0; turn < 5; turn++) {
      const headers = await aGuest();
      await shop.post('/api/bucket', { headers, body: { product: uuid, quantity: 1 } });
      for (let guess = 0; guess < 3; guess++)
        answers.push(await shop.post('/api/bucket/coupon', { headers, body: { code: `NONE${guess}` } }));
    }
    expect([count(answers, 409), count(answers, 429)]).toEqual([9, 6]);
  });

  it('quotes and orders that tell whether another email has ordered: so many of a caller, of 50 at once too; then none', async () => {
    const { uuid } = await aProduct(shop);
    const [victim, { token, email: own }] = [await aGuest(), await aCustomer(shop)];
    const who = { token, headers: from };
    const email = 'has-ordered@shop.test';
    expect((await order(victim, uuid, { email })).status).toBe(201);
    await shop.rows(
      `insert into coupons (uuid, code, code_key, percent, first_order_only) values (gen_random_uuid(), 'PROBE', 'PROBE', 1000, true)`,
    );
    await shop.post('/api/bucket', { ...who, body: { product: uuid, quantity: 1 } });
    await shop.post('/api/bucket/coupon', { ...who, body: { code: 'PROBE' } });
    const quote = (as: string) => shop.post('/api/bucket/quote', { ...who, body: { email: as } });
    for (let turn = 0; turn < 6; turn++) expect((await quote(`has-not-${turn}@shop.test`)).status).toBe(200);
    const place = (as: string) =>
      shop.post('/api/orders', { ...who, body: { payment: 'cash', email: as, shipping_address: shippingAddress } });
    const answers = await Promise.all(Array.from({ length: 50 }, (_, turn) => (turn % 2 ? quote : place)(email)));
    expect([count(answers, 409), count(answers, 429)]).toEqual([4, 46]);
    for (const tell of [quote, place]) expect((await tell('has-not@shop.test')).body).toMatchObject({ code: 1096 });
    expect((await quote(own.toUpperCase())).status).toBe(200);
    await shop.delete('/api/bucket/coupon', who);
    expect((await quote(email)).status).toBe(200);
    expect((await place(email)).status).toBe(201);
  });

  it('declined payments: so many over all orders of a guest; others are served', async () => {
    const { uuid } = await aProduct(shop);
    const guest = await aGuest();
    const orders: string[] = [];
    for (let turn = 0; turn < 3; turn++)
      orders.push(
        (await order(guest, uuid, { payment: 'card', email: 'pays@shop.test' })).body['order_uuid'] as string,
      );
    const pay = (at: number, token: string) =>
      shop.post<{ status: string }>(`/api/orders/${orders[at]}/payments`, { headers: guest, body: { token } });
    expect((await pay(0, 'tok_ok')).body.status).toBe('captured');
    const answers = [];
    for (let turn = 0; turn < 7; turn++) answers.push(await pay(1 + (turn % 2), 'tok_declined'));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201, 429, 429]);
    expect(answers[6]?.body).toMatchObject({ code: 1095 });
    expect(Number(answers[6]?.headers['retry-after'])).toBeGreaterThan(3_000);
  });

  it('orders that cost nothing: so many of a guest and of a network in a day, of 50 at once too, and no whole shelf', async () => {
    const { uuid, id } = await aProduct(shop, { stock: 1_000, price: 0 });
    expect((await order(await aGuest(), uuid, { quantity: 21 })).body).toMatchObject({ code: 1094 });
    const guest = await aGuest();
    const own = [];
    for (let turn = 0; turn < 4; turn++) own.push(await order(guest, uuid, { email: `free${turn}@shop.test` }));
    expect(own.map(({ status }) => status)).toEqual([201, 201, 201, 429]);
    expect(own[3]?.body).toMatchObject({ code: 1098, error: 'too_many_free_orders' });
    expect(Number(own[3]?.headers['retry-after'])).toBeGreaterThan(86_000);
    const guests = await Promise.all(Array.from({ length: 30 }, aGuest));
    const answers = await Promise.all(guests.map((each, at) => order(each, uuid, { email: `f${at}@shop.test` })));
    expect([count(answers, 201), count(answers, 429)]).toEqual([3, 27]);
    // The web store has the same limit.
    const body = { token: (await aGuest())['x-guest-token'], product_id: id, quantity: 1 };
    await shop.post('/api/order/cart/update', { headers: from, body });
    const person = { first_name: 'Vo', last_name: 'Mo', email: 'web@shop.test', country: 'UA', city: 'Kyiv' };
    const finalize = { token: body.token, ...person, post_code: '01001', address: 'Khreshchatyk 22' };
    expect(await shop.put('/api/order/finalize', { headers: from, body: finalize })).toMatchObject({
      status: 429,
      body: { detail: expect.stringContaining('throttled') },
    });
    // An order that is refused is not counted, and customers who confirmed their email are not.
    expect(await shop.rows('select stock from products where uuid = ?', [uuid])).toEqual([{ stock: 994 }]);
    const { token, username, email } = await aCustomer(shop);
    await shop.rows('update customers set email_confirmed_at = now() where username = ?', [username]);
    const headers = { authorization: `Bearer ${token}`, ...from };
    for (let turn = 0; turn < 4; turn++) expect((await order(headers, uuid, { email })).status).toBe(201);
  });

  it('guests: so many of a network, of 50 at once too, in each contract', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => shop.post('/api/guest', { headers: from })));
    expect([count(answers, 201), count(answers, 429)]).toEqual([40, 10]);
    const other = await shop.post('/api/customer/create', { headers: from });
    expect(other).toMatchObject({ status: 429, body: { detail: expect.stringContaining('throttled') } });
    expect(other.headers['retry-after']).toBeDefined();
  });

  it('are forgotten when their time is over, and begin anew', async () => {
    const budgets = shop.app.get(BudgetService);
    const budget = [{ key: 'test', most: 1, seconds: 60 }];
    expect(await budgets.spend(budget)).toBeUndefined();
    expect(await budgets.look(budget)).toBeGreaterThan(0);
    await shop.rows(`update budgets set ends_at = now() - interval '1 second' where key = 'test'`);
    expect(await budgets.look(budget)).toBeUndefined();
    expect(await budgets.spend(budget)).toBeUndefined();
    expect(await budgets.spend(budget)).toBeGreaterThan(0);
  });
});
