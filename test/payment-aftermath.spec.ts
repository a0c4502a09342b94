import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { Database } from '../src/database/database.js';
import { Payment } from '../src/payment/payment.entity.js';
import { PaymentReconciler } from '../src/payment/payment-reconciler.js';
import { RefundExecutor } from '../src/payment/refund-executor.js';
import { aCustomer } from './factories/index.js';
import { auditTrail } from './support/audit.js';
import { waitingFor } from './support/locks.js';
import { anUnpaidOrder, concurrently, eventually, webhook } from './support/payments.js';
import { type Ask, useShop } from './support/shop.js';

const shop = useShop();
let support: Ask;
beforeAll(async () => {
  support = { token: (await aCustomer(shop, 'support')).token };
});

type Row = Record<string, unknown>;
interface Page {
  count: number;
  results: Row[];
}

const pay = async (who: Ask, order: string, token = 'tok_success') =>
  (await shop.post(`/api/orders/${order}/payments`, { ...who, body: { token } })).body as {
    payment_uuid: string;
    redirect_url: string;
  };
const paid = async (token?: string) => {
  const { who, order } = await anUnpaidOrder(shop);
  return { who, order, payment: (await pay(who, order, token)).payment_uuid };
};
const detail = async (payment: string) =>
  (await shop.get(`/api/admin/payments/${payment}`, support)).body as Row &
    Record<'refunds' | 'disputes' | 'ledger', Row[]>;
const ledgerOf = async (payment: string) =>
  (await detail(payment)).ledger.map(({ kind, amount }) => `${String(kind)} ${String(amount)}`);
const booked = (payment: string, entries: string[]) =>
  eventually(
    () => ledgerOf(payment),
    (ledger) => ledger.join() === entries.join(),
  );
const refund = (order: string, body = {}) =>
  shop.post<{ refund_uuid: string; code: number; details: Row }>(`/api/admin/orders/${order}/refunds`, {
    ...support,
    body,
  });
const listed = async (path: string) => (await shop.get<Page>(`/api/admin/${path}`, support)).body;
const atMock = (path: string, body = {}) => shop.post(`/api/payments/mock/${path}`, { body });
const chargeOf = async (payment: string) =>
  (await shop.rows('select status, refunded::int from mock_charges where key = ?', [payment]))[0];
const becomes = (payment: string, status: string) =>
  eventually(
    () => chargeOf(payment),
    (charge) => charge?.['status'] === status,
  );

describe('void', () => {
  it.each(['tok_3ds', 'tok_lost_response'])(
    'follows the cancellation of an order that was paid by %s',
    async (token) => {
      const { who, order, payment } = await paid(token);
      await concurrently(50, () => shop.put(`/api/orders/${order}/set_canceled`, who));
      await becomes(payment, 'canceled');
      await shop.get(`/api/payments/mock/confirm/${payment}`);
      await webhook(shop, payment);
      const ended = await eventually(
        () => detail(payment),
        ({ date_voided }) => date_voided !== null,
      );
      expect(ended).toMatchObject({ status: 'abandoned', ledger: [] });
      expect(await chargeOf(payment)).toEqual({ status: 'canceled', refunded: 0 });
    },
  );

  it('ends with one capture of an order that is canceled and paid at once, and gives it back', async () => {
    const { who, order, payment } = await paid('tok_3ds');
    await Promise.all([
      shop.get(`/api/payments/mock/confirm/${payment}`),
      shop.put(`/api/orders/${order}/set_canceled`, who),
      ...Array.from({ length: 20 }, () => webhook(shop, payment)),
    ]);
    const end = await eventually(
      () => chargeOf(payment),
      (charge) => charge?.['status'] === 'canceled' || charge?.['refunded'] === 600,
    );
    const entries = end?.['status'] === 'canceled' ? [] : ['charge 6.00', 'refund -6.00'];
    expect(await booked(payment, entries)).toEqual(entries);
  });

  it('leaves a payment alone that another one of the order does not need', async () => {
    const { who, order } = await anUnpaidOrder(shop);
    const { payment_uuid: left } = await pay(who, order, 'tok_3ds');
    const { payment_uuid } = await pay(who, order);
    await becomes(left, 'canceled');
    expect([await chargeOf(payment_uuid), await ledgerOf(payment_uuid)]).toEqual([
      { status: 'captured', refunded: 0 },
      ['charge 6.00'],
    ]);
  });
});

describe('refund', () => {
  it.each([
    ['tok_refund_fails', ['charge 6.00']],
    ['tok_refund_fails_later', ['charge 6.00', 'refund -2.00', 'refund_failed 2.00']],
  ])('of %s is failed, and can be retried', async (token, ledger) => {
    const { order, payment } = await paid(token);
    const { refund_uuid } = (await refund(order, { amount: '2.00' })).body;
    const failed = await eventually(
      () => detail(payment),
      ({ refunds }) => refunds[0]?.['status'] === 'failed',
    );
    expect(failed.refunds).toMatchObject([{ refund_uuid, failure: 'expired_or_canceled_card', attempt: 1 }]);
    expect(await ledgerOf(payment)).toEqual(ledger);
    const retried = await shop.post(`/api/admin/refunds/${refund_uuid}/retry`, support);
    expect([retried.status, retried.body]).toMatchObject([200, { status: 'pending', attempt: 2, failure: null }]);
    await eventually(
      () => detail(payment),
      ({ refunds }) => refunds[0]?.['status'] === 'failed' && refunds[0]?.['attempt'] === 2,
    );
    const sum = await shop.rows(
      'select sum(amount)::int from payment_ledger where order_id = (select id from orders where uuid = ?)',
      [order],
    );
    expect([sum, (await chargeOf(payment))?.['refunded']]).toEqual([[{ sum: 600 }], 0]);
    expect((await auditTrail(shop, `order/${order}`)).at(-1)).toMatchObject({
      action: 'refund.retry',
      changes: {
        from: { status: 'failed', attempt: 1, failure: 'expired_or_canceled_card' },
        to: { status: 'pending', attempt: 2, failure: null },
        amount: '2.00',
      },
    });
  });

  it('that failed by hand is done by its retry', async () => {
    const { order, payment } = await paid();
    const { refund_uuid } = (await refund(order)).body;
    await booked(payment, ['charge 6.00', 'refund -6.00']);
    expect((await shop.post(`/api/admin/refunds/${refund_uuid}/retry`, support)).body['code']).toBe(1069);
    await atMock(`refund/${payment}/failed`);
    await booked(payment, ['charge 6.00', 'refund -6.00', 'refund_failed 6.00']);
    await shop.post(`/api/admin/refunds/${refund_uuid}/retry`, support);
    await booked(payment, ['charge 6.00', 'refund -6.00', 'refund_failed 6.00', 'refund -6.00']);
    const mails = await shop.rows(
      `select data->>'credit_note' is not null as credited from mails where kind = 'refunded' and recipient = (select email from orders where uuid = ?)`,
      [order],
    );
    expect([mails, await chargeOf(payment)]).toEqual([[{ credited: true }], { status: 'captured', refunded: 600 }]);
  });

  it('that fails after one of the dashboard has brought a part of it is retried with the rest', async () => {
    const { order, payment } = await paid('tok_refund_pending');
    const { refund_uuid } = (await refund(order)).body;
    await eventually(
      () => detail(payment),
      ({ refunds }) => refunds[0]?.['reference'] !== null,
    );
    await shop.rows(
      `insert into mock_refunds (key, charge, amount, from_dashboard, created_at) values ('by-hand', ?, 200, true, now() - interval '1 hour')`,
      [payment],
    );
    await shop.app.get(Database).transaction(async (em) => {
      await shop.app.get(RefundExecutor).requestSync(em, await em.findOneOrFail(Payment, { uuid: payment }));
    });
    await booked(payment, ['charge 6.00', 'refund -2.00']);
    await atMock(`refund/${payment}/failed`);
    const { refunds } = await eventually(
      () => detail(payment),
      (now) => now.refunds.some(({ status }) => status === 'failed'),
    );
    expect(refunds.find((each) => each['refund_uuid'] === refund_uuid)).toMatchObject({ amount: '4.00' });
    await shop.rows(`update mock_charges set token = 'tok_success', refunded = 200 where key = ?`, [payment]);
    expect((await shop.post(`/api/admin/refunds/${refund_uuid}/retry`, support)).status).toBe(200);
    await booked(payment, ['charge 6.00', 'refund -2.00', 'refund -4.00']);
    const notes = await shop.rows(
      `select gross::int from invoices where kind = 'credit_note' and order_id = (select id from orders where uuid = ?)`,
      [order],
    );
    expect(notes).toEqual([{ gross: 600 }]);
  });

  it('that is too large by now is not retried', async () => {
    const { order, payment } = await paid('tok_refund_fails');
    const { refund_uuid } = (await refund(order, { amount: '5.00' })).body;
    await eventually(
      () => detail(payment),
      ({ refunds }) => refunds[0]?.['status'] === 'failed',
    );
    await atMock(`dispute/${payment}`, { amount: '2.00' });
    await booked(payment, ['charge 6.00', 'dispute -2.00']);
    const { body } = await shop.post(`/api/admin/refunds/${refund_uuid}/retry`, support);
    expect(body).toMatchObject({ code: 1066, details: { left: '4.00' } });
  });

  it('of the dashboard is noticed while an earlier one is being booked', async () => {
    const { payment } = await paid();
    const client = new Client({ connectionString: shop.databaseUrl });
    await client.connect();
    // The first one has been asked for, and waits to be booked.
    await client.query('begin; lock table payment_ledger');
    await atMock(`refund/${payment}`, { amount: '1.00' });
    await eventually(
      () => shop.rows(waitingFor('payment_ledger')),
      (waiting) => waiting.length === 1,
    );
    const later = atMock(`refund/${payment}`, { amount: '2.00' });
    await Promise.race([later, wait(500)]);
    await client.query('commit');
    await client.end();
    await later;
    await booked(payment, ['charge 6.00', 'refund -1.00', 'refund -2.00']);
  });

  it('of tok_refund_pending is done when the provider says so', async () => {
    const { order, payment } = await paid('tok_refund_pending');
    await refund(order, { amount: '2.00' });
    await eventually(
      () => detail(payment),
      ({ refunds }) => refunds[0]?.['reference'] !== null,
    );
    expect(await ledgerOf(payment)).toEqual(['charge 6.00']);
    expect((await atMock(`refund/${payment}/done`)).status).toBe(200);
    await booked(payment, ['charge 6.00', 'refund -2.00']);
    expect((await atMock(`refund/${payment}/done`)).body['code']).toBe(1060);
  });

  it('by fifty hands in the dashboard and by ours never exceeds what was captured', async () => {
    const { order, payment } = await paid();
    const answers = await concurrently(50, (turn) =>
      turn % 2 ? refund(order, { amount: '1.00' }) : atMock(`refund/${payment}`, { amount: '1.00' }),
    );
    expect(answers.filter(({ status }) => ![200, 201, 404, 409].includes(status))).toEqual([]);
    const refunds = await eventually(
      async () => (await detail(payment)).refunds,
      (rows) =>
        rows.every(({ status }) => status !== 'pending') && rows.filter(({ status }) => status === 'done').length === 6,
    );
    expect(refunds.filter(({ status }) => status === 'done' || status === 'canceled').length).toBe(refunds.length);
    expect(await chargeOf(payment)).toEqual({ status: 'captured', refunded: 600 });
    expect((await ledgerOf(payment)).toSorted()).toEqual(['charge 6.00', ...Array(6).fill('refund -1.00')]);
    const notes = await shop.rows(
      `select gross::int from invoices where kind = 'credit_note' and order_id = (select id from orders where uuid = ?)`,
      [order],
    );
    expect(notes).toEqual(Array(6).fill({ gross: 100 }));
  });
});

describe('dispute', () => {
  it('is lost or won, and shown to staff', async () => {
    const { order, payment } = await paid();
    expect((await atMock(`dispute/${payment}`, { amount: '2.00' })).status).toBe(200);
    await booked(payment, ['charge 6.00', 'dispute -2.00']);
    expect(await detail(payment)).toMatchObject({ withdrawn: '2.00', refundable: '4.00' });
    expect((await listed('disputes?status=needs_response')).results[0]).toMatchObject({
      payment_uuid: payment,
      order_uuid: order,
    });
    await atMock(`dispute/${payment}/won`);
    await booked(payment, ['charge 6.00', 'dispute -2.00', 'dispute_reversed 2.00']);
    expect((await atMock(`dispute/${payment}/won`)).body['code']).toBe(1060);
    await atMock(`dispute/${payment}`);
    await atMock(`dispute/${payment}/lost`);
    await eventually(
      () => detail(payment),
      ({ disputes }) => disputes[0]?.['status'] === 'lost',
    );
    expect(await detail(payment)).toMatchObject({ withdrawn: '6.00', refundable: '0.00' });
    expect((await refund(order)).body).toMatchObject({ code: 1066, details: { left: '0.00' } });
    expect((await listed('disputes?status=needs_response')).results.map((row) => row['payment_uuid'])).not.toContain(
      payment,
    );
  });
});

describe('staff', () => {
  it('find payments by order, status and provider', async () => {
    const { who, order } = await anUnpaidOrder(shop);
    const { payment_uuid: declined } = await pay(who, order, 'tok_declined');
    const { payment_uuid: captured } = await pay(who, order);
    const { body } = await shop.get(`/api/orders/${order}`, who);
    const number = String(body['number']);
    const uuids = async (query: string) => (await listed(query)).results.map(({ payment_uuid }) => payment_uuid);
    for (const query of [`payments?order=${number}`, `payments?order=${order}`, `orders/${order}/payments`])
      expect(await uuids(query)).toEqual([captured, declined]);
    expect(await uuids(`payments?order=${number}&status=declined`)).toEqual([declined]);
    expect(await uuids(`payments?order=${number}&provider=stripe`)).toEqual([]);
    expect(await uuids('payments?order=M1')).toEqual([]);
    expect(await uuids('payments?provider=mock&page_size=2')).toEqual([captured, declined]);
    await refund(order, { amount: '1.00' });
    expect(await listed(`orders/${order}/refunds`)).toMatchObject({
      count: 1,
      results: [{ amount: '1.00', source: 'shop' }],
    });
    for (const query of [
      'payments?status=paid',
      'payments?provider=nobody',
      'refunds?status=open',
      'disputes?status=open',
    ])
      expect((await shop.get(`/api/admin/${query}`, support)).status).toBe(400);
  });

  it('are told what does not exist', async () => {
    const unknown = '0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b11';
    for (const [path, code] of [
      [`payments/${unknown}`, 1060],
      ['payments/x', 1060],
      [`orders/${unknown}/payments`, 1001],
      [`orders/${unknown}/refunds`, 1001],
    ] as const)
      expect((await shop.get(`/api/admin/${path}`, support)).body['code']).toBe(code);
    expect((await shop.post(`/api/admin/refunds/${unknown}/retry`, support)).body['code']).toBe(1060);
  });
});

it('a payment in flight is not swept by a shop whose clock is slow', async () => {
  vi.setSystemTime(Date.now() - 300_000);
  onTestFinished(() => void vi.useRealTimers());
  const { order, payment } = await paid('tok_lost_response');
  await shop.app.get(PaymentReconciler).sweep();
  expect(await shop.rows('select status from orders where uuid = ?', [order])).toEqual([{ status: 'new' }]);
  expect((await detail(payment))['status']).toBe('started');
});

describe('without the mock provider', () => {
  const without = useShop({ MOCK_PAYMENTS: '0' });

  it('nothing happens in its dashboard', async () => {
    const uuid = '0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b11';
    for (const path of ['refund/:', 'refund/:/done', 'refund/:/failed', 'dispute/:', 'dispute/:/won', 'dispute/:/lost'])
      expect((await without.post(`/api/payments/mock/${path.replace(':', uuid)}`, { body: {} })).body['code']).toBe(
        1065,
      );
  });
});
