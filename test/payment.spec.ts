import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { Database } from '../src/database/database.js';
import { Jobs } from '../src/jobs/jobs.js';
import { MockProvider } from '../src/payment-provider/mock-provider.js';
import { PaymentReconciler } from '../src/payment/payment-reconciler.js';
import { RefundExecutor } from '../src/payment/refund-executor.js';
import { WebhookService } from '../src/payment/webhook.service.js';
import { aCustomer, aProduct } from './factories/index.js';
import { auditTrail } from './support/audit.js';
import { waiting } from './support/locks.js';
import { anUnpaidOrder, concurrently, eventually, webhook } from './support/payments.js';
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
const chargeOf = async (payment: string) =>
  (await shop.rows('select status, refunded::int from mock_charges where key = ?', [payment]))[0];
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

describe('payment', () => {
  it('captures the amount and marks the order paid', async () => {
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
  ])('is declined for %s, and can be retried', async (token, reason) => {
    const { who, order } = await anUnpaidOrder(shop, 'payu');
    expect((await pay(who, order, token)).body).toMatchObject({ status: 'declined', reason });
    expect(await ledgerOf(order)).toEqual([]);
    expect((await pay(who, order)).body.status).toBe('captured');
  });

  it('waits for the confirmation of tok_3ds, then captures', async () => {
    const { who, order } = await anUnpaidOrder(shop);
    const { body } = await pay(who, order, 'tok_3ds');
    expect(body).toMatchObject({ status: 'action_required', redirect_url: expect.stringContaining('/confirm/') });
    expect((await shop.get('/api/payments/mock/confirm/no-uuid')).status).toBe(200);
    expect((await shop.get(body.redirect_url ?? '')).status).toBe(200);
    expect(
      await eventually(
        () => statusOf(order),
        (status) => status === 'paid',
      ),
    ).toBe('paid');
  });

  it.each([
    ['confirm', 'captured', 'paid'],
    ['decline', 'declined', 'new'],
  ])('shows a page of the bank, whose button to %s leads back to the shop’s front end', async (answer, status, of) => {
    const { who, order } = await anUnpaidOrder(shop);
    const payment = { token: 'tok_3ds', return_url: 'https://front.example/thanks' };
    const { body } = await shop.post<{ redirect_url: string }>(`/api/orders/${order}/payments`, {
      ...who,
      body: payment,
    });
    expect(body.redirect_url).toMatch(/^http:\/\/localhost\/api\/payments\/mock\/confirm\//);
    const browser = { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } };
    const page = await shop.get<string>(body.redirect_url, browser);
    expect(page.headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
    expect(page.body).toContain(`href="?answer=${answer}"`);
    expect(await statusOf(order)).toBe('new');
    const answered = await shop.get(`${body.redirect_url}?answer=${answer}`, browser);
    expect([answered.status, answered.headers['location']]).toEqual([303, payment.return_url]);
    const settled = async () =>
      (await shop.get<{ results: { status: string }[] }>(`/api/orders/${order}/payments`, who)).body.results[0]?.status;
    await eventually(settled, (now) => now === status);
    expect(await statusOf(order)).toBe(of);
    const again = await shop.get<string>(body.redirect_url, browser);
    expect(again.body).not.toContain('answer=');
  });

  it('abandons an unconfirmed attempt when the customer pays another way', async () => {
    const { who, order } = await anUnpaidOrder(shop);
    const { body: first } = await pay(who, order, 'tok_3ds');
    expect((await pay(who, order)).body.status).toBe('captured');
    await shop.get(first.redirect_url ?? '');
    await webhook(shop, first.payment_uuid);
    expect((await listed(who, order)).map(({ status }) => status)).toEqual(['captured', 'abandoned']);
    expect(await ledgerOf(order)).toEqual([600]);
  });

  it('reconciles a lost answer: charged once, order paid', async () => {
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

  it('abandons a charge that never reached the provider, and can be retried', async () => {
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

  it('charges once for fifty concurrent requests with one key', async () => {
    const { who, order } = await anUnpaidOrder(shop);
    const headers = { 'idempotency-key': randomUUID() };
    const answers = await concurrently(50, () => pay(who, order, 'tok_success', headers));
    const uuids = new Set(answers.filter(({ status }) => status === 201).map(({ body }) => body.payment_uuid));
    expect(uuids.size).toBe(1);
    expect(answers.filter(({ body }) => body.status === 'started')).toEqual([]);
    expect(answers.filter(({ status, body }) => status !== 201 && body.code !== 4023)).toEqual([]);
    const again = await pay(who, order, 'tok_success', headers);
    expect([again.headers['idempotent-replayed'], again.body.status]).toEqual(['true', 'captured']);
    expect((await pay(who, order, 'tok_declined', headers)).status).toBe(422);
    expect(await ledgerOf(order)).toEqual([600]);
  });

  it('charges once for fifty concurrent requests without a key', async () => {
    const { who, order } = await anUnpaidOrder(shop);
    const answers = await concurrently(50, () => pay(who, order));
    expect(answers.filter(({ body }) => body.status === 'captured')).toHaveLength(1);
    expect(answers.filter(({ body }) => [1061, 1062].includes(body.code))).toHaveLength(49);
    expect(await listed(who, order)).toHaveLength(1);
    expect(await ledgerOf(order)).toEqual([600]);
  });

  it('rejects card numbers', async () => {
    const { who, order } = await anUnpaidOrder(shop);
    for (const number of ['4111111111111111', '4111 1111 1111 1111', '4111-1111-1111-1111'])
      expect((await pay(who, order, number)).body.code).toBe(1063);
    expect(await listed(who, order)).toEqual([]);
  });

  it('rejects orders that await no payment: cash and canceled ones', async () => {
    const cash = await anUnpaidOrder(shop, 'cash');
    expect((await pay(cash.who, cash.order)).body.code).toBe(1061);
    const canceled = await anUnpaidOrder(shop);
    await shop.put(`/api/orders/${canceled.order}/set_canceled`, canceled.who);
    expect((await pay(canceled.who, canceled.order)).body.code).toBe(1061);
  });

  it('asks no provider for a total of zero', async () => {
    const manager = { token: (await aCustomer(shop, 'catalog_manager')).token };
    await shop.post('/api/admin/coupons', { ...manager, body: { code: 'ALL', percent: 10_000 } });
    const who = { token: (await aCustomer(shop)).token };
    await shop.post('/api/bucket', { ...who, body: { product: (await aProduct(shop)).uuid, quantity: 1 } });
    await shop.post('/api/bucket/coupon', { ...who, body: { code: 'ALL' } });
    const { body } = await shop.post('/api/orders', { ...who, body: { payment: 'card' } });
    expect(body).toMatchObject({ status: 'paid', sum: '0.00' });
    const { body: payments } = await shop.get<{ results: object[] }>(
      `/api/orders/${String(body['order_uuid'])}/payments`,
      who,
    );
    expect(payments.results).toMatchObject([{ provider: 'free', status: 'captured', amount: '0.00' }]);
  });
});

/** Cancels an order, and waits for what follows from that. */
async function cancel(who: Ask, order: string): Promise<void> {
  expect((await shop.put(`/api/orders/${order}/set_canceled`, who)).status).toBe(200);
  const job = `select state from pgboss.job where name = 'order.credited' and data->>'credit' in (
    select order_credits.uuid::text from order_credits join orders on orders.id = order_id where orders.uuid = ?)`;
  const jobs = await eventually(
    () => shop.rows(job, [order]),
    ([row]) => row?.['state'] === 'completed',
  );
  expect(jobs).toEqual([{ state: 'completed' }]);
}

describe('late answer of the provider', () => {
  const reconciler = () => shop.app.get(PaymentReconciler);
  /** A payment that another request is capturing at this moment. */
  const beingCaptured = async () => {
    const made = await anUnpaidOrder(shop);
    const { payment_uuid } = (await pay(made.who, made.order, 'tok_lost_response')).body;
    await shop.rows(`update payments set status = 'authorized' where uuid = ?`, [payment_uuid]);
    return { ...made, payment_uuid, reference: `mock_${payment_uuid}` };
  };

  it('does not undo an authorization that is being captured', async () => {
    const { who, order, payment_uuid, reference } = await beingCaptured();
    await reconciler().apply(payment_uuid, { status: 'unknown' });
    await reconciler().apply(payment_uuid, { status: 'action_required', reference, redirect_url: '/' });
    expect((await listed(who, order))[0]?.status).toBe('authorized');
    await reconciler().apply(payment_uuid, { status: 'authorized', reference });
    expect([(await listed(who, order))[0]?.status, await ledgerOf(order)]).toEqual(['captured', [600]]);
  });

  it('books and refunds a capture that was faster than the void of a canceled order', async () => {
    const { who, order, payment_uuid, reference } = await beingCaptured();
    await shop.rows(`update mock_charges set status = 'captured' where key = ?`, [payment_uuid]);
    await cancel(who, order);
    for (let time = 0; time < 3; time++) await reconciler().apply(payment_uuid, { status: 'captured', reference });
    const booked = await eventually(
      () => ledgerOf(order),
      ({ length }) => length === 2,
    );
    expect(booked).toEqual([600, -600]);
  });

  it('waits for a cancellation that is under way, and does not mark the order paid', async () => {
    const { order, payment_uuid, reference } = await beingCaptured();
    const other = new Client({ connectionString: shop.databaseUrl });
    await other.connect();
    try {
      await other.query('begin');
      await other.query(`update orders set status = 'canceled' where uuid = $1`, [order]);
      const captured = reconciler().apply(payment_uuid, { status: 'captured', reference });
      await eventually(
        () => shop.rows(waiting),
        ({ length }) => length > 0,
      );
      await other.query('commit');
      await captured;
    } finally {
      await other.end();
    }
    expect(await statusOf(order)).toBe('canceled');
    const booked = await eventually(
      () => ledgerOf(order),
      ({ length }) => length === 2,
    );
    expect(booked).toEqual([600, -600]);
  });

  it('books and refunds the capture of an abandoned payment, once', async () => {
    const { who, order, payment_uuid, reference } = await beingCaptured();
    await shop.rows(`update payments set status = 'abandoned' where uuid = ?`, [payment_uuid]);
    expect((await pay(who, order)).body.status).toBe('captured');
    for (let time = 0; time < 3; time++) await reconciler().apply(payment_uuid, { status: 'captured', reference });
    const booked = await eventually(
      () => ledgerOf(order),
      ({ length }) => length === 3,
    );
    expect(booked).toEqual([600, 600, -600]);
    // The payment that succeeded stays invoiced, and refundable once.
    expect(
      await shop.rows(
        `select 1 from invoices where kind = 'credit_note' and order_id = (select id from orders where uuid = ?)`,
        [order],
      ),
    ).toEqual([]);
    expect((await refund(order)).body).toMatchObject({ amount: '6.00' });
  });

  it('abandons the unconfirmed payment of a canceled order', async () => {
    const { who, order } = await anUnpaidOrder(shop);
    const { payment_uuid } = (await pay(who, order, 'tok_3ds')).body;
    await shop.put(`/api/orders/${order}/set_canceled`, who);
    await reconciler().reconcile(payment_uuid);
    expect((await listed(who, order))[0]?.status).toBe('abandoned');
  });

  it('does not capture an authorization whose order was canceled meanwhile', async () => {
    const { who, order } = await anUnpaidOrder(shop);
    const { payment_uuid } = (await pay(who, order, 'tok_lost_response')).body;
    await shop.put(`/api/orders/${order}/set_canceled`, who);
    await reconciler().reconcile(payment_uuid);
    expect((await listed(who, order))[0]?.status).toBe('abandoned');
    const charge = await eventually(
      () => chargeOf(payment_uuid),
      (now) => now?.['status'] === 'canceled',
    );
    expect(charge).toEqual({ status: 'canceled', refunded: 0 });
    expect(await ledgerOf(order)).toEqual([]);
  });

  it('books nothing for an abandoned payment that was not captured', async () => {
    const { order, payment_uuid, reference } = await beingCaptured();
    await shop.rows(`update payments set status = 'abandoned' where uuid = ?`, [payment_uuid]);
    await reconciler().apply(payment_uuid, { status: 'declined', reference, reason: 'expired' });
    await reconciler().apply(payment_uuid, { status: 'authorized', reference });
    expect(await ledgerOf(order)).toEqual([]);
  });
});

describe('payment sweep', () => {
  const sweep = () => shop.app.get(PaymentReconciler).sweep();
  const age = (payment: string, seconds: number) =>
    shop.rows(`update payments set updated_at = now() - make_interval(secs => ?) where uuid = ?`, [seconds, payment]);
  const becomesPaid = async (order: string) =>
    expect(
      await eventually(
        () => statusOf(order),
        (status) => status === 'paid',
      ),
    ).toBe('paid');

  it('asks the provider about a payment that is in flight for 20 s', async () => {
    const { who, order } = await anUnpaidOrder(shop);
    const { payment_uuid } = (await pay(who, order, 'tok_lost_response')).body;
    await sweep();
    expect(await statusOf(order)).toBe('new');
    await age(payment_uuid, 21);
    await sweep();
    await becomesPaid(order);
    expect(await ledgerOf(order)).toEqual([600]);
  });

  it('runs every 10 s', async () => {
    const { who, order } = await anUnpaidOrder(shop);
    await age((await pay(who, order, 'tok_lost_response')).body.payment_uuid, 21);
    await becomesPaid(order);
  });

  it('captures a total of zero without a provider', async () => {
    const { order } = await anUnpaidOrder(shop);
    await shop.rows(`update orders set discount = total, total = 0 where uuid = ?`, [order]);
    const [row] = await shop.rows<{ uuid: string }>(
      `insert into payments (uuid, order_id, provider, amount, currency, created_at, updated_at)
       select gen_random_uuid(), id, 'mock', 0, currency, now(), now() from orders where uuid = ? returning uuid`,
      [order],
    );
    await age(String(row?.uuid), 21);
    await sweep();
    await becomesPaid(order);
  });

  it('asks the provider about a payment that is unconfirmed for 60 s, and not again at once', async () => {
    const { who, order } = await anUnpaidOrder(shop);
    const { payment_uuid } = (await pay(who, order, 'tok_3ds')).body;
    await age(payment_uuid, 61);
    await sweep();
    const [claimed] = await shop.rows(
      `select status, updated_at > now() - interval '50 seconds' as claimed from payments where uuid = ?`,
      [payment_uuid],
    );
    expect(claimed).toEqual({ status: 'action_required', claimed: true });
    await shop.app.get(MockProvider).confirm(payment_uuid);
    await age(payment_uuid, 30);
    await sweep();
    expect(await statusOf(order)).toBe('new');
    await age(payment_uuid, 61);
    await sweep();
    await becomesPaid(order);
  });

  it('does not wait for a payment that another process has claimed', async () => {
    const [locked, free] = [await anUnpaidOrder(shop), await anUnpaidOrder(shop)];
    const { payment_uuid } = (await pay(locked.who, locked.order, 'tok_lost_response')).body;
    await age((await pay(free.who, free.order, 'tok_lost_response')).body.payment_uuid, 21);
    const other = new Client({ connectionString: shop.databaseUrl });
    await other.connect();
    try {
      // In one message, so that no sweep comes in between.
      await other.query(`
        begin; update payments set updated_at = now() - interval '5 minutes' where uuid = '${payment_uuid}'; commit;
        begin; select from payments where uuid = '${payment_uuid}' for update;
      `);
      await sweep();
      await becomesPaid(free.order);
      expect(await statusOf(locked.order)).toBe('new');
    } finally {
      await other.end();
    }
  });
});

it('payment: rejects the 21st attempt, and sends one failure mail per order', async () => {
  const { who, order } = await anUnpaidOrder(shop);
  for (let time = 0; time < 20; time++) expect((await pay(who, order, 'tok_declined')).status).toBe(201);
  expect((await pay(who, order)).body.code).toBe(1068);
  const [row] = await shop.rows<{ count: number }>(
    `select count(*)::int from mails where kind = 'payment_failed' and recipient = (select email from orders where uuid = ?)`,
    [order],
  );
  expect(row?.count).toBe(1);
});

describe('webhook', () => {
  it('takes effect once, in any order and however often it is repeated', async () => {
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
    const jobs = `select from pgboss.job where name = 'payment.reconcile' and data->>'payment' = ?`;
    expect(await shop.rows(jobs, [body.payment_uuid])).toHaveLength(5);
  });

  it('is ignored for a payment of another provider, and rejected without a valid event', async () => {
    const { who, order } = await anUnpaidOrder(shop);
    const { payment_uuid } = (await pay(who, order, 'tok_lost_response')).body;
    await shop.rows(`update payments set provider = 'stripe' where uuid = ?`, [payment_uuid]);
    const id = String(randomUUID());
    expect((await webhook(shop, payment_uuid, { id })).status).toBe(200);
    expect(await shop.rows('select from provider_events where event = ?', [id])).toEqual([]);
    await shop.rows(`update payments set provider = 'mock' where uuid = ?`, [payment_uuid]);
    expect((await webhook(shop, 'no-uuid')).body['code']).toBe(1064);
    expect((await webhook(shop, payment_uuid, { id: 'x'.repeat(101) })).body['code']).toBe(1064);
  });

  it('is remembered for 30 days', async () => {
    const events = ['old', 'young'].map((name) => `${name} ${randomUUID()}`);
    for (const [at, event] of events.entries())
      await shop.rows(
        `insert into provider_events (provider, event, created_at) values ('mock', ?, now() - make_interval(days => ?))`,
        [event, at === 0 ? 31 : 29],
      );
    await shop.app.get(WebhookService).forget();
    expect(await shop.rows('select event from provider_events where event in (?, ?)', events)).toEqual([
      { event: events[1] },
    ]);
  });

  it('rejects a missing, wrong, expired or future signature, and an unknown provider', async () => {
    const { who, order } = await anUnpaidOrder(shop);
    const { body } = await pay(who, order, 'tok_lost_response');
    const url = '/api/payments/webhooks/mock';
    expect((await shop.post(url, { body: { id: '1', payment: body.payment_uuid } })).body['code']).toBe(1064);
    const headers = { 'mock-signature': `t=${Math.floor(Date.now() / 1000)},v1=${'0'.repeat(64)}` };
    expect((await shop.post(url, { headers, body: { id: '1', payment: body.payment_uuid } })).body['code']).toBe(1064);
    for (const off of [-301, 400])
      expect((await webhook(shop, body.payment_uuid, { at: Date.now() / 1000 + off })).body['code']).toBe(1064);
    const now = Date.now() / 1000;
    // A signature is as old as the clock of the database says.
    vi.setSystemTime(Date.now() + 400_000);
    onTestFinished(() => void vi.useRealTimers());
    expect((await webhook(shop, randomUUID(), { at: now })).status).toBe(200);
    expect((await shop.post('/api/payments/webhooks/nobody', { body: {} })).body['code']).toBe(1065);
    expect(await statusOf(order)).toBe('new');
  });
});

describe('refund', () => {
  const paidOrder = async () => {
    const { who, order } = await anUnpaidOrder(shop);
    await pay(who, order);
    return { who, order };
  };

  describe('whose job has given up', () => {
    /** A refund without a job. */
    const pending = async (minutes: number) => {
      const { order } = await paidOrder();
      const [row] = await shop.rows<{ uuid: string }>(
        `insert into refunds (uuid, payment_id, amount, created_at, tried_at)
         select gen_random_uuid(), id, amount, now(), now() - make_interval(mins => ?) from payments
         where order_id = (select id from orders where uuid = ?) returning uuid`,
        [minutes, order],
      );
      return { order, uuid: String(row?.uuid) };
    };
    const booked = (order: string) =>
      eventually(
        () => ledgerOf(order),
        ({ length }) => length === 2,
      );

    it('is retried every minute', async () => {
      const { order } = await pending(6);
      await shop.app.get(Database).transaction((em) => shop.app.get(Jobs).enqueue(em, 'refunds.sweep', {}));
      expect(await booked(order)).toEqual([600, -600]);
    });

    it('is retried 5 minutes after the last attempt, and not if another process has claimed it', async () => {
      const [recent, locked, old] = [await pending(4), await pending(20), await pending(6)];
      const other = new Client({ connectionString: shop.databaseUrl });
      await other.connect();
      try {
        await other.query('begin');
        await other.query('select from refunds where uuid = $1 for update', [locked.uuid]);
        await shop.app.get(RefundExecutor).sweep();
        expect(await booked(old.order)).toEqual([600, -600]);
        expect([await ledgerOf(recent.order), await ledgerOf(locked.order)]).toEqual([[600], [600]]);
      } finally {
        await other.end();
      }
    });

    it('is paid once by sweeps that overlap', async () => {
      const { order, uuid } = await pending(6);
      const [{ payment } = { payment: '' }] = await shop.rows<{ payment: string }>(
        'select payments.uuid as payment from payments join refunds on payment_id = payments.id where refunds.uuid = ?',
        [uuid],
      );
      const executor = shop.app.get(RefundExecutor);
      await Promise.all([executor.execute(uuid), executor.execute(uuid), executor.execute(uuid)]);
      await executor.execute(uuid);
      expect(await ledgerOf(order)).toEqual([600, -600]);
      expect(await chargeOf(payment)).toEqual({ status: 'captured', refunded: 600 });
    });
  });

  it('is created once for concurrent requests with one key', async () => {
    const { order } = await paidOrder();
    const headers = { 'idempotency-key': randomUUID() };
    const answers = await concurrently(10, () => refund(order, { amount: '1.00' }, headers));
    expect(answers.every(({ status, body }) => status === 201 || body['code'] === 4023)).toBe(true);
    const again = await refund(order, { amount: '1.00' }, headers);
    expect([again.status, again.headers['idempotent-replayed']]).toEqual([201, 'true']);
    expect((await refund(order)).body).toMatchObject({ amount: '5.00' });
  });

  it('refunds a part, then the rest, and rejects more than was captured', async () => {
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
        lines: [],
        shipping: '0.00',
        goodwill: '2.50',
        credit_note: null,
      },
    ]);
    expect((await refund(order, { amount: '3.51' })).body).toMatchObject({ code: 1066, details: { left: '3.50' } });
    expect((await refund(order, { amount: '0' })).body['code']).toBe(1066);
    expect((await refund(order)).body).toMatchObject({ amount: '3.50' });
    expect((await refund(order)).body['code']).toBe(1066);
    const booked = await eventually(
      () => ledgerOf(order),
      ({ length }) => length === 3,
    );
    expect(booked.toSorted((a, b) => a - b)).toEqual([-350, -250, 600]);
    const charges = await shop.rows(
      `select refunded::int, status from mock_charges
       where key = (select uuid from payments where order_id = (select id from orders where uuid = ?))`,
      [order],
    );
    expect(charges).toEqual([{ refunded: 600, status: 'captured' }]);
    expect(await auditTrail(shop, `order/${order}`)).toMatchObject([
      { action: 'order.refund', changes: { amount: '2.50' } },
      { action: 'order.refund', changes: { amount: '3.50' } },
    ]);
  });

  it('rejects unpaid and unknown orders', async () => {
    const { order } = await anUnpaidOrder(shop);
    expect((await refund(order)).body['code']).toBe(1066);
    expect((await refund(randomUUID())).body['code']).toBe(1001);
  });

  it('never exceeds the captured amount with fifty concurrent requests', async () => {
    const { order } = await paidOrder();
    const answers = await concurrently(50, () => refund(order, { amount: '1.00' }));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(6);
    expect(answers.filter(({ body }) => body['code'] === 1066)).toHaveLength(44);
  });

  it('follows the cancellation of a paid order', async () => {
    const { who, order } = await paidOrder();
    await cancel(who, order);
    expect(
      await eventually(
        () => ledgerOf(order),
        (entries) => entries.length === 2,
      ),
    ).toEqual([600, -600]);
  });

  it('does not follow the cancellation of an order that was refunded', async () => {
    const { who, order } = await paidOrder();
    await refund(order);
    await cancel(who, order);
    expect(
      await eventually(
        () => ledgerOf(order),
        (entries) => entries.length === 2,
      ),
    ).toEqual([600, -600]);
  });

  it('is not needed when the order is canceled before the charge reaches the provider, or follows the charge', async () => {
    const { who, order } = await anUnpaidOrder(shop);
    const { body } = await pay(who, order, 'tok_lost_response');
    await shop.put(`/api/orders/${order}/set_canceled`, who);
    await webhook(shop, body.payment_uuid);
    const now = await eventually(
      () => listed(who, order),
      ([payment]) => payment?.status === 'abandoned',
    );
    expect(now[0]?.status).toBe('abandoned');
    expect((await ledgerOf(order)).reduce((sum, amount) => sum + amount, 0)).toBe(0);
  });
});

describe('without a configured seller', () => {
  const unconfigured = useShop({ NODE_ENV: 'production', MOCK_PAYMENTS: '1' });

  it('no payment is taken, as no invoice could be issued', async () => {
    const { who, order } = await anUnpaidOrder(unconfigured);
    const url = `/api/orders/${order}/payments`;
    expect((await unconfigured.post(url, { ...who, body: { token: 'tok_success' } })).body['code']).toBe(1071);
    expect((await unconfigured.get(url, who)).body).toMatchObject({ count: 0 });
    expect(await unconfigured.rows('select from mock_charges')).toEqual([]);
  });
});

it('mock provider: is off in production', async () => {
  const { Config } = await import('../src/config/config.js');
  const environment = { NODE_ENV: 'production', DATABASE_URL: 'postgres://x@y/z', JWT_SECRET: 'x'.repeat(32) };
  expect(Config.read(environment).get('MOCK_PAYMENTS')).toBe(false);
});

describe('guest', () => {
  it('orders with an email and an address, pays, and keeps the order after registering', async () => {
    const { body } = await shop.post('/api/guest');
    const who = { headers: { 'x-guest-token': String(body['guest_token']) } };
    await shop.post('/api/bucket', { ...who, body: { product: (await aProduct(shop)).uuid, quantity: 1 } });
    const missing = await shop.post<{ details: { field: string }[] }>('/api/orders', {
      ...who,
      body: { payment: 'card' },
    });
    expect([missing.status, missing.body.details.map(({ field }) => field)]).toEqual([400, ['email']]);
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
    const max = { username: 'max', email: 'max@magazin.test', password: 'maxpw2024!' };
    await shop.post('/api/register', { ...who, body: max });
    const login = await shop.post('/api/login', { body: { username: 'max', password: 'maxpw2024!' } });
    const { body: orders } = await shop.get('/api/orders', { token: String(login.body['access']) });
    expect(orders).toMatchObject({ count: 1, results: [{ order_uuid: uuid, status: 'paid' }] });
  });
});
