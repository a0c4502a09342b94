import { randomUUID } from 'node:crypto';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { PaymentReconciler } from '../src/payment/payment-reconciler.js';
import { StripeProvider } from '../src/payment-provider/stripe-provider.js';
import { aCustomer } from './factories/index.js';
import { anUnpaidOrder, eventually } from './support/payments.js';
import { type Ask, type Shop, useShop } from './support/shop.js';
import { secretKey, StripeServer, stripeWebhook, webhookSecret } from './support/stripe.js';

const stripe = await new StripeServer().start();
const environment = {
  STRIPE_SECRET_KEY: secretKey,
  STRIPE_WEBHOOK_SECRET: webhookSecret,
  STRIPE_API_URL: stripe.url,
};
const shop = useShop(environment);
afterAll(() => stripe.stop());

interface Payment {
  payment_uuid: string;
  provider: string;
  status: string;
  reason: string | null;
  redirect_url: string | null;
  code: number;
}

const return_url = 'https://shop.example/thanks';
const creation = 'POST /v1/payment_intents';
const pay = (who: Ask, order: string, token = 'pm_card_visa', more = {}, at: Shop = shop) =>
  at.post<Payment>(`/api/orders/${order}/payments`, { ...who, body: { token, ...more } });
const paymentOf = async (who: Ask, order: string) =>
  (await shop.get<{ results: Payment[] }>(`/api/orders/${order}/payments`, who)).body.results[0];
const statusOf = async (order: string) =>
  (await shop.rows('select status from orders where uuid = ?', [order]))[0]?.['status'];
const becomes = async (order: string, status: string) =>
  expect(
    await eventually(
      () => statusOf(order),
      (now) => now === status,
    ),
  ).toBe(status);
const ledgerOf = async (order: string) =>
  (
    await shop.rows<{ amount: string }>(
      'select amount from payment_ledger where order_id = (select id from orders where uuid = ?) order by id',
      [order],
    )
  ).map(({ amount }) => Number(amount));

describe('stripe: payment', () => {
  it('authorizes, then captures, and marks the order paid', async () => {
    const { who, order } = await anUnpaidOrder(shop);
    const { status, body } = await pay(who, order, 'pm_card_visa', { return_url });
    expect([status, body]).toMatchObject([201, { provider: 'stripe', status: 'captured' }]);
    expect([await statusOf(order), await ledgerOf(order)]).toEqual(['paid', [600]]);
    const { body: placed } = await shop.get(`/api/orders/${order}`, who);
    const requests = stripe.requestsTo(creation, body.payment_uuid);
    expect(requests.map(({ params }) => params)).toEqual([
      {
        amount: '600',
        currency: 'eur',
        description: placed['number'],
        'metadata[payment]': body.payment_uuid,
        payment_method: 'pm_card_visa',
        capture_method: 'manual',
        confirm: 'true',
        'automatic_payment_methods[enabled]': 'true',
        'automatic_payment_methods[allow_redirects]': 'always',
        return_url,
      },
    ]);
    const { id, amount_received } = stripe.intentOf(body.payment_uuid);
    expect(amount_received).toBe(600);
    expect(stripe.requestsTo(`POST /v1/payment_intents/${id}/capture`, `${body.payment_uuid}-capture`)).toHaveLength(1);
  });

  it.each([
    ['pm_card_visa_chargeDeclined', 'generic_decline'],
    ['pm_card_chargeDeclinedInsufficientFunds', 'insufficient_funds'],
    ['nonsense', 'resource_missing'],
  ])('is declined for %s, and can be retried', async (token, reason) => {
    const { who, order } = await anUnpaidOrder(shop);
    expect((await pay(who, order, token)).body).toMatchObject({ status: 'declined', reason });
    expect([await statusOf(order), await ledgerOf(order)]).toEqual(['new', []]);
    expect((await pay(who, order)).body.status).toBe('captured');
  });

  it('is charged once for repeated requests with one key, and not asked about once it is captured', async () => {
    const { who, order } = await anUnpaidOrder(shop);
    const request = { ...who, headers: { 'idempotency-key': randomUUID() }, body: { token: 'pm_card_visa' } };
    const url = `/api/orders/${order}/payments`;
    const { payment_uuid } = (await shop.post<Payment>(url, request)).body;
    expect((await shop.post<Payment>(url, request)).body.payment_uuid).toBe(payment_uuid);
    await shop.app.get(PaymentReconciler).reconcile(payment_uuid);
    expect(stripe.requestsTo(creation, payment_uuid)).toHaveLength(1);
    const { id } = stripe.intentOf(payment_uuid);
    expect(stripe.requests.filter(({ route }) => route === `GET /v1/payment_intents/${id}`)).toEqual([]);
  });

  it('waits for the customer, whose confirmation arrives as a webhook', async () => {
    const { who, order } = await anUnpaidOrder(shop);
    const { body } = await pay(who, order, 'pm_card_authenticationRequired', { return_url });
    const intent = stripe.intentOf(body.payment_uuid);
    const redirect_url = `https://hooks.stripe.com/3d_secure_2/hosted?intent=${intent.id}`;
    expect(body).toMatchObject({ status: 'action_required', redirect_url });
    Object.assign(intent, { status: 'requires_capture', next_action: null });
    expect((await stripeWebhook(shop, intent)).status).toBe(200);
    await becomes(order, 'paid');
    expect(await ledgerOf(order)).toEqual([600]);
  });

  it('is declined when the confirmation fails', async () => {
    const { who, order } = await anUnpaidOrder(shop);
    const { body } = await pay(who, order, 'pm_card_authenticationRequired', { return_url });
    const intent = stripe.intentOf(body.payment_uuid);
    const last_payment_error = { type: 'card_error', code: 'payment_intent_authentication_failure' };
    Object.assign(intent, { status: 'requires_payment_method', next_action: null, last_payment_error });
    await stripeWebhook(shop, intent);
    const now = await eventually(
      () => paymentOf(who, order),
      (payment) => payment?.status === 'declined',
    );
    expect(now).toMatchObject({ status: 'declined', reason: 'payment_intent_authentication_failure' });
  });

  it('is declined when it needs a confirmation and the request has no return_url', async () => {
    const { who, order } = await anUnpaidOrder(shop);
    const { body } = await pay(who, order, 'pm_card_authenticationRequired');
    expect(body).toMatchObject({ status: 'declined', reason: 'authentication_required' });
    const [request] = stripe.requestsTo(creation, body.payment_uuid);
    expect(request?.params).toMatchObject({ 'automatic_payment_methods[allow_redirects]': 'never' });
    expect(request?.params).not.toHaveProperty('return_url');
  });

  it('retries a lost answer, and charges once', async () => {
    const { who, order } = await anUnpaidOrder(shop);
    const { body } = await pay(who, order, 'pm_lost_once');
    expect(body.status).toBe('captured');
    const requests = stripe.requestsTo(creation, body.payment_uuid);
    expect(requests.map(({ replayed }) => replayed)).toEqual([false, true]);
    expect(stripe.intentOf(body.payment_uuid).amount_received).toBe(600);
  });

  it('reconciles a lost answer by webhook, as soon as the search finds it', async () => {
    stripe.indexed = false;
    const { who, order } = await anUnpaidOrder(shop);
    const { body } = await pay(who, order, 'pm_lost');
    expect(body.status).toBe('started');
    const intent = stripe.intentOf(body.payment_uuid);
    const query = `metadata['payment']:'${body.payment_uuid}'`;
    await stripeWebhook(shop, intent);
    const searches = await eventually(
      async () => stripe.requests.filter(({ params }) => params['query'] === query).length,
      (times) => times > 0,
    );
    expect([searches > 0, (await paymentOf(who, order))?.status]).toEqual([true, 'started']);
    stripe.indexed = true;
    const id = `evt_${randomUUID()}`;
    const answers = await Promise.all(Array.from({ length: 50 }, () => stripeWebhook(shop, intent, { id })));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    await becomes(order, 'paid');
    expect(await ledgerOf(order)).toEqual([600]);
    expect(intent.amount_received).toBe(600);
  });

  it('is told as started while the provider says nothing, and captured once it does', async () => {
    const { who, order } = await anUnpaidOrder(shop);
    const released = Promise.withResolvers<void>();
    onTestFinished(() => void (stripe.meanwhile = () => Promise.resolve()));
    stripe.meanwhile = () => released.promise;
    const { status, body } = await pay(who, order);
    expect([status, body.status]).toEqual([201, 'started']);
    released.resolve();
    await becomes(order, 'paid');
  });

  it('handles cards only: the mock provider handles payu', async () => {
    const { who, order } = await anUnpaidOrder(shop, 'payu');
    expect((await pay(who, order, 'tok_success')).body).toMatchObject({ provider: 'mock', status: 'captured' });
  });
});

describe('stripe: provider', () => {
  let provider: StripeProvider;
  const charge = () => ({
    key: v7(),
    amount: 600,
    currency: 'EUR',
    token: 'pm_card_visa',
    description: 'an order',
    return_url: null,
  });
  beforeAll(() => {
    provider = shop.app.get(StripeProvider);
  });

  it('charges once for fifty concurrent requests', async () => {
    const request = charge();
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => provider.authorize(request)));
    const { id } = stripe.intentOf(request.key);
    expect(outcomes).toEqual(Array(50).fill({ status: 'authorized', reference: id }));
  });

  it('keeps the id of a declined payment', async () => {
    const request = { ...charge(), token: 'pm_card_visa_chargeDeclined' };
    const outcome = { status: 'declined', reason: 'generic_decline' };
    const declined = await provider.authorize(request);
    const { id: reference } = stripe.intentOf(request.key);
    expect(declined).toEqual({ ...outcome, reference });
    expect(await provider.fetch(request.key, reference, 0)).toEqual({ ...outcome, reference });
  });

  it('throws for an answer that is no outcome', async () => {
    const request = charge();
    await provider.authorize(request);
    await expect(provider.authorize({ ...request, amount: 700 })).rejects.toThrow('same parameters');
    Object.assign(stripe.intentOf(request.key), { status: 'processing' });
    await expect(provider.fetch(request.key, null, 0)).rejects.toThrow('processing');
  });

  it('reports captured and canceled payments instead of capturing them', async () => {
    for (const [status, outcome] of [
      ['succeeded', { status: 'captured' }],
      ['canceled', { status: 'declined', reason: 'expired' }],
    ] as const) {
      const request = charge();
      await provider.authorize(request);
      const intent = stripe.intentOf(request.key);
      Object.assign(intent, { status, cancellation_reason: status === 'canceled' ? 'expired' : null });
      expect(await provider.capture(request.key, intent.id)).toEqual({ ...outcome, reference: intent.id });
    }
  });

  it('reports a payment as unknown only when the search must have indexed it', async () => {
    await expect(provider.fetch(v7(), null, 100_000)).rejects.toThrow('indexed');
    expect(await provider.fetch(v7(), null, 130_000)).toEqual({ status: 'unknown' });
  });

  it('refunds once per key', async () => {
    const { key, ...request } = charge();
    await provider.authorize({ key, ...request });
    const { id } = stripe.intentOf(key);
    await provider.capture(key, id);
    const refund = v7();
    for (let times = 0; times < 3; times++) await provider.refund(refund, id, 250, 'EUR');
    expect(stripe.intentOf(key).amount_received).toBe(350);
    const refused = { reference: null, status: 'failed', failure: 'charge_already_refunded' };
    expect(await provider.refund(v7(), id, 351, 'EUR')).toEqual(refused);
  });
});

it('stripe: refunds a part, then the rest', async () => {
  const support = { token: (await aCustomer(shop, 'support')).token };
  const { who, order } = await anUnpaidOrder(shop);
  const { body } = await pay(who, order);
  const url = `/api/admin/orders/${order}/refunds`;
  expect((await shop.post(url, { ...support, body: { amount: '2.50' } })).status).toBe(201);
  expect((await shop.post(url, { ...support, body: {} })).status).toBe(201);
  const moved = await eventually(
    () => ledgerOf(order),
    (amounts) => amounts.length === 3,
  );
  expect(moved.toSorted((a, b) => b - a)).toEqual([600, -250, -350]);
  expect(stripe.intentOf(body.payment_uuid).amount_received).toBe(0);
});

describe('stripe: webhook', () => {
  it('rejects a missing, wrong, expired or future signature', async () => {
    const { who, order } = await anUnpaidOrder(shop);
    const { body } = await pay(who, order, 'pm_card_authenticationRequired', { return_url });
    const intent = stripe.intentOf(body.payment_uuid);
    const bare = await shop.post('/api/payments/webhooks/stripe', { body: { data: { object: intent } } });
    const otherwise = await stripeWebhook(shop, intent, { secret: 'whsec_y' });
    const late = await stripeWebhook(shop, intent, { at: Date.now() / 1000 - 302 });
    const early = await stripeWebhook(shop, intent, { at: Date.now() / 1000 + 400 });
    for (const answer of [bare, otherwise, late, early])
      expect([answer.status, answer.body['code']]).toEqual([400, 1064]);
    const now = Date.now() / 1000;
    // A signature is as old as the clock of the database says.
    vi.setSystemTime(Date.now() + 400_000);
    onTestFinished(() => void vi.useRealTimers());
    for (const off of [-200, 290]) expect((await stripeWebhook(shop, intent, { at: now + off })).status).toBe(200);
  });

  it('accepts and ignores events about no payment or an unknown one', async () => {
    for (const object of [{}, { metadata: null }, { metadata: {} }, { metadata: { payment: 'x' } }])
      expect((await stripeWebhook(shop, object)).status).toBe(200);
    expect((await stripeWebhook(shop, { metadata: { payment: v7() } })).status).toBe(200);
  });
});

describe('stripe: without the webhook secret', () => {
  const withoutSecret = useShop({ ...environment, STRIPE_WEBHOOK_SECRET: '', MOCK_PAYMENTS: '0' });

  it('rejects every webhook', async () => {
    const object = { metadata: { payment: v7() } };
    expect((await stripeWebhook(withoutSecret, object)).body['code']).toBe(1064);
    expect((await stripeWebhook(withoutSecret, object, { secret: '' })).body['code']).toBe(1064);
  });

  it('and without the mock provider, payu is not available', async () => {
    const { who, order } = await anUnpaidOrder(withoutSecret, 'payu');
    expect((await pay(who, order, 'pm_card_visa', {}, withoutSecret)).body.code).toBe(1067);
  });
});

describe('stripe: without the API key', () => {
  const without = useShop({ MOCK_PAYMENTS: '0' });

  it('cards are not available, and its webhooks are unknown', async () => {
    const { who, order } = await anUnpaidOrder(without);
    expect((await pay(who, order, 'pm_card_visa', {}, without)).body.code).toBe(1067);
    expect((await stripeWebhook(without, { metadata: { payment: v7() } })).body['code']).toBe(1065);
  });
});
