import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../src/database/database.js';
import { Jobs } from '../src/jobs/jobs.js';
import { PaymentReconciler } from '../src/payment/payment-reconciler.js';
import { aCustomer, aProduct } from './factories/index.js';
import { anUnpaidOrder, eventually, webhook } from './support/payments.js';
import { type Ask, useShop } from './support/shop.js';

const shop = useShop();

interface Payment {
  payment_uuid: string;
  status: string;
  reason: string | null;
  redirect_url: string | null;
  code: number;
}

let support: Ask;
beforeAll(async () => {
  support = { token: (await aCustomer(shop, 'support')).token };
});

const pay = (who: Ask, order: string, token = 'tok_success', headers = {}) =>
  shop.post<Payment>(`/api/orders/${order}/payments`, { ...who, headers, body: { token } });
const listed = async (who: Ask, order: string) =>
  (await shop.get<{ results: Payment[] }>(`/api/orders/${order}/payments`, who)).body.results;
const statusOf = async (order: string) =>
  (await shop.rows('select status from orders where uuid = ?', [order]))[0]?.['status'];
const refund = (order: string, body = {}, headers = {}) =>
  shop.post(`/api/admin/orders/${order}/refunds`, { ...support, headers, body });
const ledgerOf = async (order: string) =>
  (
    await shop.rows<{ amount: string }>(
      'select amount from payment_ledger where order_id = (select id from orders where uuid = ?) order by id',
      [order],
    )
  ).map(({ amount }) => Number(amount));
const many = <Result>(times: number, work: (turn: number) => Promise<Result>) =>
  Promise.all(Array.from({ length: times }, (_, turn) => work(turn)));

describe('a payment', () => {
  it('is captured, and the order is paid', async () => {
    const { who, order } = await anUnpaidOrder(shop);
    const { status, body } = await pay(who, order);
    expect([status, body]).toEqual([
      201,
      {
        payment_uuid: expect.any(String),
        provider: 'mock',
        status: 'captured',
        amount: '6.00',
        currency: 'EUR',
        reason: null,
        redirect_url: null,
        date_created: expect.any(String),
      },
    ]);
    expect(await listed(who, order)).toEqual([body]);
    const { body: paid } = await shop.get(`/api/orders/${order}`, who);
    expect(paid).toMatchObject({ status: 'paid', date_paid: expect.any(String) });
    expect(await ledgerOf(order)).toEqual([600]);
    expect((await pay(who, order)).body.code).toBe(1061);
  });

  it.each([
    ['tok_declined', 'card_declined'],
    ['tok_insufficient_funds', 'insufficient_funds'],
    ['nonsense', 'unknown_token'],
  ])('by %s is declined, and may be tried again', async (token, reason) => {
    const { who, order } = await anUnpaidOrder(shop, 'payu');
    expect((await pay(who, order, token)).body).toMatchObject({ status: 'declined', reason });
    expect(await ledgerOf(order)).toEqual([]);
    expect((await pay(who, order)).body.status).toBe('captured');
  });

  it('by tok_3ds waits for the customer', async () => {
    const { who, order } = await anUnpaidOrder(shop);
    const { body } = await pay(who, order, 'tok_3ds');
    expect(body).toMatchObject({ status: 'action_required', redirect_url: expect.stringContaining('/confirm/') });
    expect((await shop.get(body.redirect_url ?? '')).status).toBe(200);
    expect(
      await eventually(
        () => statusOf(order),
        (status) => status === 'paid',
      ),
    ).toBe('paid');
  });

  it('whose customer did not come back from the bank may be tried another way', async () => {
    const { who, order } = await anUnpaidOrder(shop);
    const { body: first } = await pay(who, order, 'tok_3ds');
    expect((await pay(who, order)).body.status).toBe('captured');
    await shop.get(first.redirect_url ?? '');
    await webhook(shop, first.payment_uuid);
    expect((await listed(who, order)).map(({ status }) => status)).toEqual(['captured', 'abandoned']);
    expect(await ledgerOf(order)).toEqual([600]);
  });

  it('by tok_lost_response is settled: charged once, the order paid', async () => {
    const { who, order } = await anUnpaidOrder(shop);
    const { status, body } = await pay(who, order, 'tok_lost_response');
    expect([status, body.status]).toEqual([201, 'started']);
    expect((await pay(who, order)).body.code).toBe(1062);
    await webhook(shop, body.payment_uuid);
    expect(
      await eventually(
        () => statusOf(order),
        (now) => now === 'paid',
      ),
    ).toBe('paid');
    expect(await ledgerOf(order)).toEqual([600]);
  });

  it('by tok_timeout came to nothing, and may be tried again', async () => {
    const { who, order } = await anUnpaidOrder(shop);
    const { body } = await pay(who, order, 'tok_timeout');
    expect(body.status).toBe('started');
    await webhook(shop, body.payment_uuid);
    const now = await eventually(
      () => listed(who, order),
      ([payment]) => payment?.status === 'abandoned',
    );
    expect(now[0]?.status).toBe('abandoned');
    expect((await pay(who, order)).body.status).toBe('captured');
  });

  it('fifty times at once with one key is one', async () => {
    const { who, order } = await anUnpaidOrder(shop);
    const headers = { 'idempotency-key': randomUUID() };
    const answers = await many(50, () => pay(who, order, 'tok_success', headers));
    const uuids = new Set(answers.filter(({ status }) => status === 201).map(({ body }) => body.payment_uuid));
    expect(uuids.size).toBe(1);
    expect(answers.every(({ status }) => status === 201 || status === 409)).toBe(true);
    const again = await pay(who, order, 'tok_success', headers);
    expect([again.headers['idempotent-replayed'], again.body.status]).toEqual(['true', 'captured']);
    expect((await pay(who, order, 'tok_declined', headers)).status).toBe(422);
    expect(await ledgerOf(order)).toEqual([600]);
  });

  it('fifty times at once without a key is one', async () => {
    const { who, order } = await anUnpaidOrder(shop);
    const answers = await many(50, () => pay(who, order));
    expect(answers.filter(({ body }) => body.status === 'captured')).toHaveLength(1);
    expect(answers.filter(({ body }) => [1061, 1062].includes(body.code))).toHaveLength(49);
    expect(await ledgerOf(order)).toEqual([600]);
  });

  it('never takes a card number', async () => {
    const { who, order } = await anUnpaidOrder(shop);
    for (const number of ['4111111111111111', '4111 1111 1111 1111', '4111-1111-1111-1111'])
      expect((await pay(who, order, number)).body.code).toBe(1063);
    expect(await listed(who, order)).toEqual([]);
  });

  it('is for orders that wait for one: not for cash, not for canceled ones', async () => {
    const cash = await anUnpaidOrder(shop, 'cash');
    expect((await pay(cash.who, cash.order)).body.code).toBe(1061);
    const canceled = await anUnpaidOrder(shop);
    await shop.put(`/api/orders/${canceled.order}/set_canceled`, canceled.who);
    expect((await pay(canceled.who, canceled.order)).body.code).toBe(1061);
  });

  it('of an order that costs nothing needs no provider', async () => {
    const manager = { token: (await aCustomer(shop, 'catalog_manager')).token };
    await shop.post('/api/admin/coupons', { ...manager, body: { code: 'ALL', percent: 10_000 } });
    const who = { token: (await aCustomer(shop)).token };
    await shop.post('/api/bucket', { ...who, body: { product: (await aProduct(shop)).uuid, quantity: 1 } });
    await shop.post('/api/bucket/coupon', { ...who, body: { code: 'ALL' } });
    const { body } = await shop.post('/api/orders', { ...who, body: { payment: 'card' } });
    expect((await pay(who, String(body['order_uuid']), 'tok_declined')).body.status).toBe('captured');
  });
});

describe('an answer of the provider that comes late', () => {
  const settlement = () => shop.app.get(PaymentReconciler);
  /** A payment that somebody is capturing at this moment. */
  const beingCaptured = async () => {
    const made = await anUnpaidOrder(shop);
    const { payment_uuid } = (await pay(made.who, made.order, 'tok_lost_response')).body;
    await shop.rows(`update payments set status = 'authorized' where uuid = ?`, [payment_uuid]);
    return { ...made, payment_uuid, reference: `mock_${payment_uuid}` };
  };

  it('does not call back what is being captured, also when the order is canceled meanwhile', async () => {
    const { who, order, payment_uuid, reference } = await beingCaptured();
    await shop.put(`/api/orders/${order}/set_canceled`, who);
    await settlement().apply(payment_uuid, { status: 'unknown' });
    await settlement().apply(payment_uuid, { status: 'action_required', reference, redirect_url: '/' });
    await settlement().apply(payment_uuid, { status: 'authorized', reference });
    await settlement().apply(payment_uuid, { status: 'captured', reference });
    const moved = await eventually(
      () => ledgerOf(order),
      ({ length }) => length === 2,
    );
    expect(moved).toEqual([600, -600]);
  });

  it('is booked and given back, when the attempt was given up and another one has paid', async () => {
    const { who, order, payment_uuid, reference } = await beingCaptured();
    await shop.rows(`update payments set status = 'abandoned' where uuid = ?`, [payment_uuid]);
    expect((await pay(who, order)).body.status).toBe('captured');
    for (let time = 0; time < 3; time++) await settlement().apply(payment_uuid, { status: 'captured', reference });
    const moved = await eventually(
      () => ledgerOf(order),
      ({ length }) => length === 3,
    );
    expect(moved).toEqual([600, 600, -600]);
    // What was bought stays invoiced, and can still be given back once.
    expect(
      await shop.rows(
        `select 1 from invoices where kind = 'credit_note' and order_id = (select id from orders where uuid = ?)`,
        [order],
      ),
    ).toEqual([]);
    expect((await refund(order)).body).toMatchObject({ amount: '6.00' });
  });

  it('ends with the order where the customer never came back from the bank', async () => {
    const { who, order } = await anUnpaidOrder(shop);
    const { payment_uuid } = (await pay(who, order, 'tok_3ds')).body;
    await shop.put(`/api/orders/${order}/set_canceled`, who);
    await settlement().settle(payment_uuid);
    expect((await listed(who, order))[0]?.status).toBe('abandoned');
  });
});

it('is tried twenty times, and tells of the first failure alone', async () => {
  const { who, order } = await anUnpaidOrder(shop);
  for (let time = 0; time < 20; time++) expect((await pay(who, order, 'tok_declined')).status).toBe(201);
  expect((await pay(who, order)).body.code).toBe(1068);
  const [row] = await shop.rows<{ count: number }>(
    `select count(*)::int from mails where kind = 'payment_failed' and recipient = (select email from orders where uuid = ?)`,
    [order],
  );
  expect(row?.count).toBe(1);
});

describe('a webhook', () => {
  it('has its effect once, however often and in whatever order it comes', async () => {
    const { who, order } = await anUnpaidOrder(shop);
    const { body } = await pay(who, order, 'tok_lost_response');
    const ids = Array.from({ length: 5 }, () => String(randomUUID()));
    const events = ids.flatMap((id) => Array(5).fill(id) as string[]).toSorted(() => Math.random() - 0.5);
    const answers = await Promise.all(events.map((id) => webhook(shop, body.payment_uuid, { id })));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(
      await eventually(
        () => statusOf(order),
        (status) => status === 'paid',
      ),
    ).toBe('paid');
    expect(
      await shop.rows('select event from provider_events where event = any(string_to_array(?, chr(32)))', [
        ids.join(' '),
      ]),
    ).toHaveLength(5);
    expect(await ledgerOf(order)).toEqual([600]);
  });

  it('is refused unsigned, signed otherwise, or late', async () => {
    const { who, order } = await anUnpaidOrder(shop);
    const { body } = await pay(who, order, 'tok_lost_response');
    const url = '/api/payments/webhooks/mock';
    expect((await shop.post(url, { body: { id: '1', payment: body.payment_uuid } })).body['code']).toBe(1064);
    const headers = { 'mock-signature': `t=${Math.floor(Date.now() / 1000)},v1=${'0'.repeat(64)}` };
    expect((await shop.post(url, { headers, body: { id: '1', payment: body.payment_uuid } })).body['code']).toBe(1064);
    for (const off of [-301, 301])
      expect((await webhook(shop, body.payment_uuid, { at: Date.now() / 1000 + off })).body['code']).toBe(1064);
    expect((await webhook(shop, randomUUID())).status).toBe(200);
    expect((await shop.post('/api/payments/webhooks/nobody', { body: {} })).body['code']).toBe(1065);
    expect(await statusOf(order)).toBe('new');
  });
});

describe('a refund', () => {
  it('that its job has given up is tried again', async () => {
    const { who, order } = await anUnpaidOrder(shop);
    await pay(who, order);
    await refund(order);
    await shop.rows(`delete from pgboss.job where name = 'payment.refund'`);
    await shop.rows(`update refunds set tried = now() - interval '6 minutes' where status = 'pending'`);
    await shop.app.get(Database).transaction((em) => shop.app.get(Jobs).enqueue(em, 'refunds.sweep', {}));
    const moved = await eventually(
      () => ledgerOf(order),
      ({ length }) => length === 2,
    );
    expect(moved).toEqual([600, -600]);
  });

  const paidOrder = async () => {
    const { who, order } = await anUnpaidOrder(shop);
    await pay(who, order);
    return { who, order };
  };

  it('gives back a part, and then all the rest, and never more', async () => {
    const { order } = await paidOrder();
    const { status, body } = await refund(order, { amount: '2.50', reason: 'one mug was broken' });
    expect([status, body]).toEqual([
      201,
      {
        refund_uuid: expect.any(String),
        status: 'pending',
        amount: '2.50',
        reason: 'one mug was broken',
        date_created: expect.any(String),
      },
    ]);
    expect((await refund(order, { amount: '3.51' })).body).toMatchObject({ code: 1066, details: { left: '3.50' } });
    expect((await refund(order)).body).toMatchObject({ amount: '3.50' });
    expect((await refund(order)).body['code']).toBe(1066);
    const moved = await eventually(
      () => ledgerOf(order),
      ({ length }) => length === 3,
    );
    expect(moved.toSorted((a, b) => a - b)).toEqual([-350, -250, 600]);
    const books = await shop.rows(
      `select refunded::int, status from mock_charges
       where key = (select uuid from payments where order_id = (select id from orders where uuid = ?))`,
      [order],
    );
    expect(books).toEqual([{ refunded: 600, status: 'captured' }]);
  });

  it('of what was never paid is refused', async () => {
    const { order } = await anUnpaidOrder(shop);
    expect((await refund(order)).body['code']).toBe(1066);
    expect((await refund(randomUUID())).body['code']).toBe(1001);
  });

  it('fifty at once together never give back more than was paid', async () => {
    const { order } = await paidOrder();
    const answers = await many(50, () => refund(order, { amount: '1.00' }));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(6);
    expect(answers.filter(({ body }) => body['code'] === 1066)).toHaveLength(44);
  });

  it('follows by itself when a paid order is canceled', async () => {
    const { who, order } = await paidOrder();
    expect((await shop.put(`/api/orders/${order}/set_canceled`, who)).status).toBe(200);
    expect(
      await eventually(
        () => ledgerOf(order),
        (moved) => moved.length === 2,
      ),
    ).toEqual([600, -600]);
  });

  it('follows when the money comes after the order was canceled, or none is taken', async () => {
    const { who, order } = await anUnpaidOrder(shop);
    const { body } = await pay(who, order, 'tok_lost_response');
    await shop.put(`/api/orders/${order}/set_canceled`, who);
    await webhook(shop, body.payment_uuid);
    const now = await eventually(
      () => listed(who, order),
      ([payment]) => payment?.status === 'abandoned',
    );
    expect(now[0]?.status).toBe('abandoned');
    expect((await ledgerOf(order)).reduce((sum, moved) => sum + moved, 0)).toBe(0);
  });
});

it('takes no mock payments in production', async () => {
  const { Config } = await import('../src/config/config.js');
  const environment = { NODE_ENV: 'production', DATABASE_URL: 'postgres://x@y/z', JWT_SECRET: 'x'.repeat(32) };
  expect(Config.read(environment).get('MOCK_PAYMENTS')).toBe(false);
});

describe('a guest', () => {
  it('orders with email and address, and pays', async () => {
    const { body } = await shop.post('/api/guest');
    const who = { headers: { 'x-guest-token': String(body['guest_token']) } };
    await shop.post('/api/bucket', { ...who, body: { product: (await aProduct(shop)).uuid, quantity: 1 } });
    const missing = await shop.post<{ details: { field: string }[] }>('/api/orders', {
      ...who,
      body: { payment: 'card' },
    });
    expect([missing.status, missing.body.details.map(({ field }) => field)]).toEqual([
      400,
      ['email', 'shipping_address'],
    ]);
    const shipping_address = {
      first_name: 'Max',
      last_name: 'Mustermann',
      address: 'Musterstr. 13',
      post_code: '10000',
      city: 'Musterstadt',
      country: 'DE',
    };
    const order = { payment: 'card', email: 'max@magazin.test', shipping_address };
    const placed = await shop.post('/api/orders', { ...who, body: order });
    expect(placed.status).toBe(201);
    const uuid = String(placed.body['order_uuid']);
    const paid = await shop.post<Payment>(`/api/orders/${uuid}/payments`, { ...who, body: { token: 'tok_success' } });
    expect(paid.body.status).toBe('captured');
    // Whoever registers with the token has the order.
    const max = { username: 'max', email: 'max@magazin.test', password: 'maxpw2024!' };
    await shop.post('/api/register', { ...who, body: max });
    const login = await shop.post('/api/login', { body: { username: 'max', password: 'maxpw2024!' } });
    const { body: orders } = await shop.get('/api/orders', { token: String(login.body['access']) });
    expect(orders).toMatchObject({ count: 1, results: [{ order_uuid: uuid, status: 'paid' }] });
  });
});
