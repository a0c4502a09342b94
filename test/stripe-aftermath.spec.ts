import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AftermathSync } from '../src/payment/aftermath-sync.js';
import { PaymentReconciler } from '../src/payment/payment-reconciler.js';
import { RefundExecutor } from '../src/payment/refund-executor.js';
import { VoidExecutor } from '../src/payment/void-executor.js';
import { aCustomer } from './factories/index.js';
import { anUnpaidOrder, concurrently, eventually } from './support/payments.js';
import { type Ask, useShop } from './support/shop.js';
import { secretKey, StripeServer, stripeWebhook, webhookSecret } from './support/stripe.js';

const stripe = await new StripeServer().start();
const shop = useShop({
  STRIPE_SECRET_KEY: secretKey,
  STRIPE_WEBHOOK_SECRET: webhookSecret,
  STRIPE_API_URL: stripe.url,
});
afterAll(() => stripe.stop());
afterEach(() => {
  stripe.refundStatus = 'succeeded';
  stripe.meanwhile = () => Promise.resolve();
});

type Row = Record<string, unknown>;

let support: Ask;
beforeAll(async () => {
  support = { token: (await aCustomer(shop, 'support')).token };
});

const return_url = 'https://shop.example/thanks';
const pay = async (who: Ask, order: string, token = 'pm_card_visa') =>
  (await shop.post(`/api/orders/${order}/payments`, { ...who, body: { token, return_url } })).body as {
    payment_uuid: string;
    status: string;
  };
const paid = async () => {
  const { who, order } = await anUnpaidOrder(shop);
  const { payment_uuid: payment } = await pay(who, order);
  return { who, order, payment };
};
const cancel = async (who: Ask, order: string) =>
  expect((await shop.put(`/api/orders/${order}/set_canceled`, who)).status).toBe(200);
const detail = async (payment: string) =>
  (await shop.get(`/api/admin/payments/${payment}`, support)).body as Row & {
    refunds: Row[];
    disputes: Row[];
    ledger: Row[];
  };
const ledgerOf = async (payment: string) =>
  (await detail(payment)).ledger.map(({ kind, amount }) => `${String(kind)} ${String(amount)}`);
const refundsOf = async (payment: string) =>
  (await detail(payment)).refunds.map(({ status, source, amount }) => [status, source, amount].join(' '));
const booked = (payment: string, entries: string[]) =>
  eventually(
    () => ledgerOf(payment),
    (ledger) => ledger.join() === entries.join(),
  );
const voided = (payment: string) =>
  eventually(
    () => detail(payment),
    ({ date_voided }) => date_voided !== null,
  );
const refund = async (order: string, body = {}) => {
  const answer = await shop.post(`/api/admin/orders/${order}/refunds`, { ...support, body });
  return answer.body as { refund_uuid: string; code: number; details: Row };
};
const creditNotes = (order: string) =>
  shop.rows(
    `select gross::int from invoices where kind = 'credit_note' and order_id = (select id from orders where uuid = ?) order by id`,
    [order],
  );
const cancelsOf = (payment: string) =>
  stripe.requests.filter(({ route }) => route === `POST /v1/payment_intents/${stripe.intentOf(payment).id}/cancel`);
/** Many at once, each of them twice. */
const webhooks = async (object: object, types: string[], times = 50) => {
  const answers = await concurrently(times, (turn) =>
    stripeWebhook(shop, object, {
      type: types[turn % types.length],
      id: `evt_${JSON.stringify(object).length}_${Math.floor(turn / 2)}_${Date.now()}`,
    }),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
};
const tell = async (object: object, type: string) =>
  expect((await stripeWebhook(shop, object, { type })).status).toBe(200);
const settled = (payment: string) =>
  eventually(
    () => shop.rows('select sync_request from payments where uuid = ?', [payment]),
    ([row]) => row?.['sync_request'] === null,
  );

describe('stripe: void', () => {
  it('cancels an attempt that the customer left at the bank, when another one is begun', async () => {
    const { who, order } = await anUnpaidOrder(shop);
    const first = (await pay(who, order, 'pm_card_authenticationRequired')).payment_uuid;
    const second = await pay(who, order);
    expect(second.status).toBe('captured');
    expect(await voided(first)).toMatchObject({ status: 'abandoned', ledger: [] });
    expect([stripe.intentOf(first).status, cancelsOf(first).length]).toEqual(['canceled', 1]);
    expect(await detail(second.payment_uuid)).toMatchObject({ date_void_requested: null, date_voided: null });
  });

  it('cancels the attempt of a canceled order once, however often and by whom', async () => {
    const { who, order } = await anUnpaidOrder(shop);
    const { payment_uuid } = await pay(who, order, 'pm_card_authenticationRequired');
    await cancel(who, order);
    const executor = shop.app.get(VoidExecutor);
    await concurrently(20, async () => ({ status: 200, done: await executor.execute(payment_uuid) }));
    await voided(payment_uuid);
    const times = cancelsOf(payment_uuid).length;
    await executor.execute(payment_uuid);
    await executor.sweep();
    expect([stripe.intentOf(payment_uuid).status, cancelsOf(payment_uuid).length]).toEqual(['canceled', times]);
    expect(await ledgerOf(payment_uuid)).toEqual([]);
  });

  it('finds a reservation whose answer was lost, as soon as the search does', async () => {
    stripe.indexed = false;
    const { who, order } = await anUnpaidOrder(shop);
    const { payment_uuid } = await pay(who, order, 'pm_lost');
    await cancel(who, order);
    const requested = await eventually(
      () => detail(payment_uuid),
      ({ date_void_requested }) => date_void_requested !== null,
    );
    expect([requested['status'], requested['date_voided']]).toEqual(['abandoned', null]);
    stripe.indexed = true;
    await shop.rows(`update payments set updated_at = now() - interval '6 minutes' where uuid = ?`, [payment_uuid]);
    await shop.app.get(VoidExecutor).sweep();
    await voided(payment_uuid);
    expect([stripe.intentOf(payment_uuid).status, stripe.intentOf(payment_uuid).amount_received]).toEqual([
      'canceled',
      0,
    ]);
  });

  it('voids what is authorized late, and captures nothing of it', async () => {
    const { who, order } = await anUnpaidOrder(shop);
    const { payment_uuid } = await pay(who, order, 'pm_card_authenticationRequired');
    const intent = stripe.intentOf(payment_uuid);
    await shop.rows(`update payments set status = 'abandoned' where uuid = ?`, [payment_uuid]);
    expect((await pay(who, order)).status).toBe('captured');
    Object.assign(intent, { status: 'requires_capture', next_action: null });
    await webhooks(intent, ['payment_intent.amount_capturable_updated', 'payment_intent.requires_action'], 50);
    await voided(payment_uuid);
    expect([intent.status, intent.amount_received]).toEqual(['canceled', 0]);
    expect(stripe.requests.filter(({ route }) => route.endsWith(`${intent.id}/capture`))).toEqual([]);
  });

  it('asks again for an answer that came while it was voiding', async () => {
    const { who, order } = await anUnpaidOrder(shop);
    const { payment_uuid } = await pay(who, order, 'pm_card_authenticationRequired');
    const intent = stripe.intentOf(payment_uuid);
    await shop.rows(
      `update payments set status = 'abandoned', void_requested_at = now() - interval '1 hour', reference = null where uuid = ?`,
      [payment_uuid],
    );
    let isFirst = true;
    stripe.meanwhile = async (route) => {
      if (!route.endsWith('/search') || !isFirst) return;
      isFirst = false;
      await shop.app.get(PaymentReconciler).apply(payment_uuid, { status: 'authorized', reference: intent.id });
    };
    await shop.app.get(VoidExecutor).execute(payment_uuid);
    await voided(payment_uuid);
    expect(intent.status).toBe('canceled');
  });

  it('books and refunds what was captured before', async () => {
    const { who, order } = await anUnpaidOrder(shop);
    const { payment_uuid } = await pay(who, order, 'pm_card_authenticationRequired');
    Object.assign(stripe.intentOf(payment_uuid), { status: 'succeeded', amount_received: 600, next_action: null });
    await cancel(who, order);
    expect(await booked(payment_uuid, ['charge 6.00', 'refund -6.00'])).toHaveLength(2);
    expect(stripe.intentOf(payment_uuid).amount_received).toBe(0);
    expect(await detail(payment_uuid)).toMatchObject({ date_void_requested: null, date_voided: null });
  });

  it('is retried by the sweep while Stripe does not answer', async () => {
    const { who, order } = await anUnpaidOrder(shop);
    const { payment_uuid } = await pay(who, order, 'pm_card_authenticationRequired');
    const intent = stripe.intentOf(payment_uuid);
    intent.status = 'processing';
    await cancel(who, order);
    await eventually(
      async () => cancelsOf(payment_uuid).length,
      (times) => times > 0,
    );
    await expect(shop.app.get(VoidExecutor).execute(payment_uuid)).rejects.toThrow('processing');
    intent.status = 'requires_capture';
    await shop.rows(`update payments set updated_at = now() - interval '6 minutes' where uuid = ?`, [payment_uuid]);
    await shop.app.get(VoidExecutor).sweep();
    await voided(payment_uuid);
    expect(intent.status).toBe('canceled');
  });
});

describe('stripe: a refund that fails', () => {
  it('after it was done is booked back once, stays owed and credited, and is retried once', async () => {
    const { order, payment } = await paid();
    const { refund_uuid } = await refund(order, { amount: '2.50', reason: 'one mug was broken' });
    await booked(payment, ['charge 6.00', 'refund -2.50']);
    await webhooks(stripe.failRefund(stripe.refundOf(refund_uuid)), [
      'refund.failed',
      'charge.refund.updated',
      'refund.updated',
    ]);
    await booked(payment, ['charge 6.00', 'refund -2.50', 'refund_failed 2.50']);
    await settled(payment);
    const { body: failed } = await shop.get<{ results: Row[] }>('/api/admin/refunds?status=failed', support);
    expect(failed.results[0]).toMatchObject({ refund_uuid, status: 'failed', failure: 'expired_or_canceled_card' });
    expect(await detail(payment)).toMatchObject({ refunded: '0.00', refundable: '3.50' });
    expect((await refund(order, { amount: '3.51' })).details).toEqual({ left: '3.50' });

    const url = `/api/admin/refunds/${refund_uuid}/retry`;
    const answers = await concurrently(50, () => shop.post(url, support));
    expect(answers.filter(({ status }) => status === 200).map(({ body }) => [body['status'], body['attempt']])).toEqual(
      [['pending', 2]],
    );
    expect(answers.filter(({ body }) => body['code'] === 1069)).toHaveLength(49);
    await booked(payment, ['charge 6.00', 'refund -2.50', 'refund_failed 2.50', 'refund -2.50']);
    expect(stripe.refundOf(`${refund_uuid}-2`)).toMatchObject({ amount: 250, status: 'succeeded' });
    await webhooks(stripe.refundOf(refund_uuid), ['refund.failed'], 10);
    await settled(payment);
    expect(await ledgerOf(payment)).toHaveLength(4);
    expect(await creditNotes(order)).toEqual([{ gross: 250 }]);
    expect(await refund(order)).toMatchObject({ amount: '3.50' });
  });

  it('at once is not retried by itself; its retry is credited', async () => {
    stripe.refundStatus = 'failed';
    const { order, payment } = await paid();
    const { refund_uuid } = await refund(order, { amount: '1.00' });
    const failed = await eventually(
      () => detail(payment),
      ({ refunds }) => refunds[0]?.['status'] === 'failed',
    );
    await shop.rows(`update refunds set tried_at = now() - interval '1 day' where uuid = ?`, [refund_uuid]);
    await shop.app.get(RefundExecutor).sweep();
    expect([failed['refundable'], await creditNotes(order)]).toEqual(['6.00', []]);
    expect(stripe.requestsTo('POST /v1/refunds', refund_uuid)).toHaveLength(1);
    stripe.refundStatus = 'succeeded';
    expect((await shop.post(`/api/admin/refunds/${refund_uuid}/retry`, support)).status).toBe(200);
    expect(await booked(payment, ['charge 6.00', 'refund -1.00'])).toHaveLength(2);
    expect(await creditNotes(order)).toEqual([{ gross: 100 }]);
  });

  it('has failed for good: a report of before changes nothing', async () => {
    const { order, payment } = await paid();
    const { refund_uuid } = await refund(order);
    await booked(payment, ['charge 6.00', 'refund -6.00']);
    const made = stripe.failRefund(stripe.refundOf(refund_uuid));
    await tell(made, 'refund.failed');
    await booked(payment, ['charge 6.00', 'refund -6.00', 'refund_failed 6.00']);
    await shop.app.get(RefundExecutor).execute(refund_uuid);
    Object.assign(made, { status: 'succeeded' });
    await tell(made, 'refund.updated');
    await settled(payment);
    expect([await refundsOf(payment), (await ledgerOf(payment)).length]).toEqual([['failed shop 6.00'], 3]);
  });

  it('is done when Stripe says so, if it is pending first', async () => {
    stripe.refundStatus = 'pending';
    const { order, payment } = await paid();
    const { refund_uuid } = await refund(order, { amount: '2.00' });
    const made = await eventually(
      async () => stripe.refunds.find(({ metadata }) => metadata['refund'] === refund_uuid),
      (found) => found !== undefined,
    );
    await settled(payment);
    expect([await ledgerOf(payment), await creditNotes(order)]).toEqual([['charge 6.00'], []]);
    await tell(Object.assign(made ?? {}, { status: 'succeeded' }), 'refund.updated');
    await booked(payment, ['charge 6.00', 'refund -2.00']);
    expect(await creditNotes(order)).toEqual([{ gross: 200 }]);
  });

  it('is looked up, not made again, when its answer was lost long ago', async () => {
    const { order, payment } = await paid();
    const { refund_uuid } = await refund(order, { amount: '2.00' });
    await booked(payment, ['charge 6.00', 'refund -2.00']);
    await shop.rewrite(
      'payment_ledger',
      `with gone as (delete from payment_ledger where refund_id = (select id from refunds where uuid = ?))
       update refunds set status = 'pending', reference = null, done_at = null, created_at = now() - interval '2 days' where uuid = ?`,
      [refund_uuid, refund_uuid],
    );
    await shop.app.get(RefundExecutor).execute(refund_uuid);
    expect(await ledgerOf(payment)).toEqual(['charge 6.00', 'refund -2.00']);
    expect(stripe.requestsTo('POST /v1/refunds', refund_uuid)).toHaveLength(1);
  });
});

describe('stripe: a refund of its dashboard', () => {
  it('is booked and credited once, and nothing beyond the rest is refunded', async () => {
    const { order, payment } = await paid();
    const made = stripe.refundByHand(payment, 250);
    const charge = {
      id: 'ch_1',
      object: 'charge',
      amount_refunded: 250,
      payment_intent: made.payment_intent,
      metadata: {},
    };
    await Promise.all([
      webhooks(charge, ['charge.refunded'], 26),
      webhooks(made, ['refund.created', 'refund.updated'], 24),
    ]);
    await booked(payment, ['charge 6.00', 'refund -2.50']);
    await settled(payment);
    expect([await refundsOf(payment), await creditNotes(order)]).toEqual([['done provider 2.50'], [{ gross: 250 }]]);
    expect((await refund(order, { amount: '3.51' })).details).toEqual({ left: '3.50' });
    await refund(order);
    await booked(payment, ['charge 6.00', 'refund -2.50', 'refund -3.50']);
    expect(stripe.intentOf(payment).amount_received).toBe(0);
  });

  it('counts from the moment it is pending, and is booked when it succeeded', async () => {
    const { order, payment } = await paid();
    const made = stripe.refundByHand(payment, 400, 'pending');
    await tell(made, 'refund.created');
    await eventually(
      () => refundsOf(payment),
      (refunds) => refunds.join() === 'pending provider 4.00',
    );
    expect((await refund(order, { amount: '2.01' })).details).toEqual({ left: '2.00' });
    await tell(Object.assign(made, { status: 'succeeded' }), 'refund.updated');
    await booked(payment, ['charge 6.00', 'refund -4.00']);
  });

  it('that is faster than our own ends ours, and nothing is paid twice', async () => {
    const { order, payment } = await paid();
    stripe.meanwhile = async (route) => {
      if (route !== 'POST /v1/refunds' || stripe.intentOf(payment).amount_received === 0) return;
      stripe.refundByHand(payment, 600);
    };
    await refund(order);
    await booked(payment, ['charge 6.00', 'refund -6.00']);
    await eventually(
      () => refundsOf(payment),
      (refunds) => refunds.join() === 'done provider 6.00,canceled shop 6.00',
    );
    expect(await creditNotes(order)).toEqual([{ gross: 600 }]);
    expect((await refund(order)).code).toBe(1066);
  });

  it('pays what failed before, and is not credited again', async () => {
    const { order, payment } = await paid();
    const { refund_uuid } = await refund(order);
    await booked(payment, ['charge 6.00', 'refund -6.00']);
    stripe.failRefund(stripe.refundOf(refund_uuid));
    const made = stripe.refundByHand(payment, 600);
    await tell(made, 'charge.refunded');
    await settled(payment);
    expect((await ledgerOf(payment)).toSorted()).toEqual(
      ['charge 6.00', 'refund -6.00', 'refund -6.00', 'refund_failed 6.00'].toSorted(),
    );
    await tell(made, 'refund.updated');
    await settled(payment);
    expect([await refundsOf(payment), await creditNotes(order)]).toEqual([
      ['done provider 6.00', 'canceled shop 6.00'],
      [{ gross: 600 }],
    ]);
    expect((await shop.post(`/api/admin/refunds/${refund_uuid}/retry`, support)).body['code']).toBe(1069);
  });

  it('is found by the sweep when the job of its webhook has given up', async () => {
    const { payment } = await paid();
    stripe.refundByHand(payment, 100);
    await shop.rows(
      `update payments set sync_request = gen_random_uuid(), updated_at = now() - interval '6 minutes' where uuid = ?`,
      [payment],
    );
    await shop.app.get(AftermathSync).sweep();
    expect(await ledgerOf(payment)).toEqual(['charge 6.00', 'refund -1.00']);
  });
});

describe('stripe: dispute', () => {
  const lists = async () => (await shop.get<{ results: Row[] }>('/api/admin/disputes', support)).body.results;

  it('withdraws the money until it is won; events come in any order and repeatedly', async () => {
    const { order, payment } = await paid();
    const dispute = stripe.dispute(payment, 600);
    await webhooks(dispute, ['charge.dispute.funds_withdrawn', 'charge.dispute.created', 'charge.dispute.updated']);
    await booked(payment, ['charge 6.00', 'dispute -6.00']);
    await settled(payment);
    expect((await lists())[0]).toMatchObject({
      payment_uuid: payment,
      reference: dispute.id,
      amount: '6.00',
      withdrawn: '6.00',
      reason: 'product_not_received',
      status: 'needs_response',
      date_evidence_due: '2027-01-15T08:00:00.000Z',
      date_closed: null,
    });
    expect((await refund(order)).details).toEqual({ left: '0.00' });
    dispute.balance_transactions.push({ amount: 720 });
    dispute.status = 'won';
    await webhooks(dispute, ['charge.dispute.closed', 'charge.dispute.funds_reinstated', 'charge.dispute.updated']);
    await booked(payment, ['charge 6.00', 'dispute -6.00', 'dispute_reversed 6.00']);
    await settled(payment);
    expect((await detail(payment)).disputes).toMatchObject([
      { status: 'won', withdrawn: '0.00', date_closed: expect.any(String) },
    ]);
    expect(await refund(order)).toMatchObject({ amount: '6.00' });
  });

  it('of a part leaves the rest to refund; an inquiry withdraws nothing', async () => {
    const { order, payment } = await paid();
    await tell(
      Object.assign(stripe.dispute(payment, 600), { balance_transactions: [], status: 'warning_needs_response' }),
      'charge.dispute.created',
    );
    await tell(Object.assign(stripe.dispute(payment, 200), { status: 'lost' }), 'charge.dispute.closed');
    await booked(payment, ['charge 6.00', 'dispute -2.00']);
    expect((await refund(order, { amount: '4.01' })).details).toEqual({ left: '4.00' });
    expect((await detail(payment)).disputes.map(({ status, withdrawn }) => [status, withdrawn])).toEqual([
      ['lost', '2.00'],
      ['needs_response', '0.00'],
    ]);
  });

  it('that was answered before another request is not taken for the newer state', async () => {
    const { payment } = await paid();
    const dispute = stripe.dispute(payment, 600);
    let asked = 0;
    stripe.meanwhile = async (route) => {
      if (route !== 'GET /v1/disputes' || ++asked > 1) return;
      // While the first answer is on its way, the dispute is won, and a second one tells it.
      const before = structuredClone(dispute);
      dispute.balance_transactions.push({ amount: 720 });
      Object.assign(dispute, { status: 'won' });
      await shop.rows('update payments set sync_request = gen_random_uuid() where uuid = ?', [payment]);
      await shop.app.get(AftermathSync).sync(payment);
      Object.assign(dispute, before);
    };
    await shop.rows('update payments set sync_request = gen_random_uuid() where uuid = ?', [payment]);
    await shop.app.get(AftermathSync).sync(payment);
    expect((await detail(payment)).disputes).toMatchObject([{ status: 'won', withdrawn: '0.00' }]);
    expect(
      (
        await shop.rows(
          'select sum(amount)::int from payment_ledger where order_id = (select order_id from payments where uuid = ?)',
          [payment],
        )
      )[0],
    ).toEqual({ sum: 600 });
  });
});

it('stripe: is never called inside a transaction that holds the order', async () => {
  const other = new Client({ connectionString: shop.databaseUrl });
  await other.connect();
  // Another transaction may hold it for a moment; the caller would hold it for as long as it waits for the answer.
  await other.query(`set lock_timeout = '5 s'`);
  let order = '';
  const locked: string[] = [];
  stripe.meanwhile = async (route) => {
    const kind = route.replace(/pi_\w+/, ':id');
    await other.query('select from orders where uuid = $1 for update', [order]).then(
      () => locked.push(`${kind} free`),
      () => locked.push(`${kind} locked`),
    );
  };
  try {
    const made = await anUnpaidOrder(shop);
    order = made.order;
    const first = await pay(made.who, order, 'pm_card_authenticationRequired');
    const { payment_uuid } = await pay(made.who, order);
    await voided(first.payment_uuid);
    await refund(order, { amount: '1.00' });
    await booked(payment_uuid, ['charge 6.00', 'refund -1.00']);
    await tell(stripe.dispute(payment_uuid, 100), 'charge.dispute.created');
    await booked(payment_uuid, ['charge 6.00', 'refund -1.00', 'dispute -1.00']);
  } finally {
    await other.end();
  }
  expect(new Set(locked)).toEqual(
    new Set([
      'POST /v1/payment_intents free',
      'POST /v1/payment_intents/:id/capture free',
      'POST /v1/payment_intents/:id/cancel free',
      'POST /v1/refunds free',
      'GET /v1/refunds free',
      'GET /v1/disputes free',
    ]),
  );
});
