import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { sign } from '../../src/payment-provider/signature.js';
import type { Shop } from './shop.js';

export const secretKey = 'sk_test_x';
export const webhookSecret = 'whsec_x';

interface Intent {
  id: string;
  status: string;
  amount: number;
  amount_received: number;
  metadata: { payment: string };
  last_payment_error: object | null;
  next_action: object | null;
  [other: string]: unknown;
}

interface Refund {
  currency: string;
  id: string;
  amount: number;
  payment_intent: string;
  status: string;
  metadata: Record<string, string>;
  failure_reason?: string;
  [other: string]: unknown;
}

interface Dispute {
  currency: string;
  id: string;
  amount: number;
  payment_intent: string;
  status: string;
  balance_transactions: { amount: number }[];
  [other: string]: unknown;
}

interface ReceivedRequest {
  /** Such as `POST /v1/refunds`. */
  route: string;
  params: Record<string, string>;
  key: string;
  /** Answered from the idempotency store. */
  replayed: boolean;
}

type Answer = [status: number, body: object];

const declines: Record<string, string> = {
  pm_card_visa_chargeDeclined: 'generic_decline',
  pm_card_chargeDeclinedInsufficientFunds: 'insufficient_funds',
};

/** Answers as Stripe's API does, over HTTP, with its idempotency; the answer to a `pm_lost…` is lost. */
export class StripeServer {
  readonly intents = new Map<string, Intent>();
  readonly requests: ReceivedRequest[] = [];
  readonly refunds: Refund[] = [];
  readonly disputes: Dispute[] = [];
  /** What a new refund is; `succeeded` may fail later. */
  refundStatus = 'succeeded';
  /** Runs before a request is answered. */
  meanwhile: (route: string) => Promise<void> = () => Promise.resolve();
  /** Stripe's search index lags; this one as long as it is false. */
  indexed = true;
  url: string;
  private readonly answers = new Map<string, { params: string; answer: Answer }>();
  private readonly server = createServer((request, response) => void this.respond(request, response));

  async start(): Promise<this> {
    await once(this.server.listen(0, '127.0.0.1'), 'listening');
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    return this;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await once(this.server.close(), 'close');
  }

  intentOf(payment: string): Intent {
    const found = [...this.intents.values()].filter(({ metadata }) => metadata.payment === payment);
    if (found.length !== 1 || !found[0]) throw new Error(`${found.length} intents of ${payment}`);
    return found[0];
  }

  requestsTo(route: string, key: string): ReceivedRequest[] {
    return this.requests.filter((request) => request.route === route && request.key === key);
  }

  /** A refund made by hand in the dashboard. */
  refundByHand(payment: string, amount: number, status = 'succeeded'): Refund {
    return this.addRefund(this.intentOf(payment), amount, status, {});
  }

  /** The money of a failed refund comes back. */
  failRefund(refund: Refund): Refund {
    const intent = this.intents.get(refund.payment_intent);
    if (intent) intent.amount_received += refund.amount;
    return Object.assign(refund, { status: 'failed', failure_reason: 'expired_or_canceled_card' });
  }

  refundOf(key: string): Refund {
    const found = this.refunds.filter(({ metadata }) => metadata['refund'] === key);
    if (found.length !== 1 || !found[0]) throw new Error(`${found.length} refunds of ${key}`);
    return found[0];
  }

  /** Withdraws the money in the currency of the account, with a fee. */
  dispute(payment: string, amount: number): Dispute {
    const dispute: Dispute = {
      id: `dp_1${randomBytes(11).toString('hex')}`,
      object: 'dispute',
      amount,
      balance_transactions: [{ amount: -Math.round(amount * 1.2) }],
      created: Math.floor(Date.now() / 1000),
      currency: 'eur',
      evidence_details: { due_by: 1_800_000_000, has_evidence: false },
      metadata: {},
      payment_intent: this.intentOf(payment).id,
      reason: 'product_not_received',
      status: 'needs_response',
    };
    this.disputes.push(dispute);
    return dispute;
  }

  private async respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '', this.url);
    const params = request.method === 'POST' ? new URLSearchParams(await text(request)) : searchParams;
    const key = String(request.headers['idempotency-key'] ?? '');
    const known = key ? this.answers.get(key) : undefined;
    const route = `${request.method} ${pathname}`;
    this.requests.push({ route, params: Object.fromEntries(params), key, replayed: known !== undefined });
    await this.meanwhile(route);
    const given = `${route}?${params.toString()}`;
    const answer =
      this.refusal(request, known && known.params !== given) ?? known?.answer ?? this.handle(route, params);
    if (key && !known) this.answers.set(key, { params: given, answer });
    if (lost(params.get('payment_method') ?? '', known !== undefined)) return void request.socket.destroy();
    const [status, body] = answer;
    response.writeHead(status, {
      'content-type': 'application/json',
      'request-id': `req_${randomBytes(7).toString('hex')}`,
      ...(known && { 'idempotent-replayed': 'true' }),
    });
    response.end(JSON.stringify(body));
  }

  private refusal({ headers, method }: IncomingMessage, isOtherRequest = false): Answer | undefined {
    if (headers.authorization !== `Bearer ${secretKey}`)
      return refused(401, { type: 'invalid_request_error', message: 'Invalid API Key provided' });
    if (method === 'POST' && headers['content-type'] !== 'application/x-www-form-urlencoded')
      return refused(400, { type: 'invalid_request_error', message: 'Invalid request' });
    if (isOtherRequest)
      return refused(400, {
        type: 'idempotency_error',
        message: 'Keys for idempotent requests can only be used with the same parameters they were first used with.',
      });
    return undefined;
  }

  private handle(route: string, params: URLSearchParams): Answer {
    const [, , , id = '', verb] = route.split('/');
    if (route === 'POST /v1/payment_intents') return this.create(params);
    if (route === 'GET /v1/payment_intents/search') return this.search(params.get('query') ?? '');
    if (route === 'POST /v1/refunds') return this.refund(params);
    if (route === 'GET /v1/refunds') return list(this.refunds, params);
    if (route === 'GET /v1/disputes') return list(this.disputes, params);
    const intent = this.intents.get(id);
    if (!intent) return refused(404, { type: 'invalid_request_error', code: 'resource_missing', param: 'intent' });
    if (verb === 'cancel') return this.cancel(intent);
    return verb === 'capture' ? this.capture(intent) : [200, intent];
  }

  private create(params: URLSearchParams): Answer {
    const method = params.get('payment_method') ?? '';
    const returnUrl = params.get('return_url');
    if (!method.startsWith('pm_'))
      return refused(400, { type: 'invalid_request_error', code: 'resource_missing', param: 'payment_method' });
    const id = `pi_3${randomBytes(11).toString('hex')}`;
    const intent: Intent = {
      id,
      object: 'payment_intent',
      amount: Number(params.get('amount')),
      amount_received: 0,
      capture_method: params.get('capture_method'),
      client_secret: `${id}_secret_${randomBytes(12).toString('hex')}`,
      created: Math.floor(Date.now() / 1000),
      currency: params.get('currency'),
      description: params.get('description'),
      last_payment_error: null,
      livemode: false,
      metadata: { payment: params.get('metadata[payment]') ?? '' },
      next_action: null,
      payment_method: method,
      status: 'requires_capture',
    };
    this.intents.set(id, intent);
    const decline_code = declines[method];
    if (decline_code) {
      const error = { type: 'card_error', code: 'card_declined', decline_code, message: 'Your card was declined.' };
      Object.assign(intent, { status: 'requires_payment_method', last_payment_error: error });
      return refused(402, { ...error, payment_intent: { ...intent } });
    }
    if (method === 'pm_card_authenticationRequired') {
      const redirect_to_url = {
        url: `https://hooks.stripe.com/3d_secure_2/hosted?intent=${id}`,
        return_url: returnUrl,
      };
      const next_action = returnUrl
        ? { type: 'redirect_to_url', redirect_to_url }
        : { type: 'use_stripe_sdk', use_stripe_sdk: {} };
      Object.assign(intent, { status: 'requires_action', next_action });
    }
    return [200, { ...intent }];
  }

  private search(query: string): Answer {
    const payment = /^metadata\['payment'\]:'([\w-]+)'$/.exec(query)?.[1];
    const found = [...this.intents.values()].filter(({ metadata }) => this.indexed && metadata.payment === payment);
    // The index holds an old status.
    const data = found.map((intent) => ({ ...intent, status: 'requires_confirmation' }));
    return [
      200,
      { object: 'search_result', url: '/v1/payment_intents/search', has_more: false, next_page: null, data },
    ];
  }

  private capture(intent: Intent): Answer {
    if (intent.status !== 'requires_capture') return unexpected(intent);
    Object.assign(intent, { status: 'succeeded', amount_received: intent.amount });
    return [200, { ...intent }];
  }

  private cancel(intent: Intent): Answer {
    if (!['requires_capture', 'requires_action', 'requires_payment_method'].includes(intent.status))
      return unexpected(intent);
    Object.assign(intent, { status: 'canceled', cancellation_reason: 'abandoned', next_action: null });
    return [200, { ...intent }];
  }

  private refund(params: URLSearchParams): Answer {
    const intent = this.intents.get(params.get('payment_intent') ?? '');
    const amount = Number(params.get('amount'));
    if (!intent || amount > intent.amount_received)
      return refused(400, { type: 'invalid_request_error', code: 'charge_already_refunded' });
    return [
      200,
      { ...this.addRefund(intent, amount, this.refundStatus, { refund: params.get('metadata[refund]') ?? '' }) },
    ];
  }

  private addRefund(intent: Intent, amount: number, status: string, metadata: Record<string, string>): Refund {
    const id = `re_3${randomBytes(11).toString('hex')}`;
    const refund = { id, object: 'refund', amount, currency: 'eur', payment_intent: intent.id, status, metadata };
    if (status !== 'failed') intent.amount_received -= amount;
    this.refunds.push(refund);
    return refund;
  }
}

const unexpected = (intent: Intent): Answer =>
  refused(400, {
    type: 'invalid_request_error',
    code: 'payment_intent_unexpected_state',
    message: `You cannot do this with a PaymentIntent because it has a status of ${intent.status}.`,
    payment_intent: intent,
  });

/** Latest first, page by page. */
function list<Row extends { id: string; payment_intent: string }>(rows: Row[], params: URLSearchParams): Answer {
  const found = rows.filter((row) => row.payment_intent === params.get('payment_intent')).toReversed();
  const start = found.findIndex(({ id }) => id === params.get('starting_after')) + 1;
  const data = found.slice(start, start + Number(params.get('limit') ?? 10));
  return [200, { object: 'list', has_more: start + data.length < found.length, data }];
}

const refused = (status: number, error: object): Answer => [status, { error }];
const lost = (method: string, isRetry: boolean): boolean =>
  method === 'pm_lost' || (method === 'pm_lost_once' && !isRetry);

/** Posts a webhook as Stripe does, with a valid signature by default. */
export function stripeWebhook(
  shop: Shop,
  object: object,
  {
    id = `evt_${randomUUID()}`,
    at = Date.now() / 1000,
    secret = webhookSecret,
    type = 'payment_intent.amount_capturable_updated',
  } = {},
) {
  const event = { id, object: 'event', type, data: { object } };
  const body = JSON.stringify(event, null, 2);
  // While a secret is being replaced there is a second signature.
  const signature = `${sign(body, secret, Math.floor(at))},v1=${'0'.repeat(64)},v0=${'1'.repeat(64)}`;
  const headers = { 'content-type': 'application/json', 'stripe-signature': signature };
  return shop.post('/api/payments/webhooks/stripe', { headers, body });
}
