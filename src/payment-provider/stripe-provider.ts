import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { IncomingHttpHeaders } from 'node:http';
import type { Stripe } from 'stripe';
import { validate } from 'uuid';
import { Config } from '../config/config.js';
import { StartError } from '../config/start-error.js';
import type {
  Aftermath,
  Charge,
  DisputeStatus,
  Outcome,
  PaymentProvider,
  ProviderDispute,
  ProviderRefund,
  RefundReport,
  WebhookEvent,
} from './payment-provider.js';
import { WebhookRefused } from './payment-provider.errors.js';
import { fromStripeAmount, toStripeAmount } from './stripe-amount.js';

const timeoutMs = 8_000;
/** An older signature may be a replay; the sender's clock may be fast or slow by as much. */
const toleranceSeconds = 300;
/** Stripe documents less than a minute for new objects to be searchable. */
const searchDelayMs = 120_000;

/** A payment itself, or what refers to one. */
interface AboutPayment {
  metadata?: Stripe.Metadata | null;
  payment_intent?: string | { id: string } | null;
}

/** Card payments with Stripe: one PaymentIntent per payment. Authorized first and captured later, so that a lost answer never charges anybody. */
@Injectable()
export class StripeProvider implements PaymentProvider, OnModuleInit {
  readonly name = 'stripe';
  private stripe: Stripe;

  constructor(private readonly config: Config) {}

  /** The SDK is large, so it is loaded only where it is configured, and at the start, because webhooks need it synchronously. */
  async onModuleInit(): Promise<void> {
    const key = this.config.get('STRIPE_SECRET_KEY');
    if (!key) return;
    const { Stripe } = await import('stripe').catch((cause) => {
      const advice = 'install the optional dependencies, or unset STRIPE_SECRET_KEY';
      throw new StartError(`the stripe package is not installed: ${advice}`, { cause });
    });
    this.stripe = new Stripe(key, {
      timeout: timeoutMs,
      maxNetworkRetries: 1,
      ...hostOf(this.config.get('STRIPE_API_URL')),
    });
  }

  async authorize({ key, amount, currency, token, description, return_url }: Charge): Promise<Outcome> {
    const intent: Stripe.PaymentIntentCreateParams = {
      amount: toStripeAmount(amount, currency),
      currency: currency.toLowerCase(),
      description,
      metadata: { payment: key },
      payment_method: token,
      capture_method: 'manual',
      confirm: true,
      automatic_payment_methods: { enabled: true, allow_redirects: return_url ? 'always' : 'never' },
      ...(return_url && { return_url }),
    };
    try {
      return toOutcome(await this.stripe.paymentIntents.create(intent, { idempotencyKey: key }));
    } catch (error) {
      if (!(error instanceof this.stripe.errors.StripeError) || !isDecline(error)) throw error;
      const reason = error.decline_code ?? error.code ?? error.type;
      return { status: 'declined', reference: error.payment_intent?.id ?? null, reason };
    }
  }

  async capture(key: string, reference: string): Promise<Outcome> {
    try {
      return toOutcome(await this.stripe.paymentIntents.capture(reference, {}, { idempotencyKey: `${key}-capture` }));
    } catch (error) {
      return this.fetchIfUnexpected(error, reference);
    }
  }

  /** Without a key of its own: an error would be repeated, and a payment that is canceled stays so. */
  async cancel(_key: string, reference: string): Promise<Outcome> {
    try {
      return toOutcome(await this.stripe.paymentIntents.cancel(reference, { cancellation_reason: 'abandoned' }));
    } catch (error) {
      return this.fetchIfUnexpected(error, reference);
    }
  }

  /** Captured or canceled by a concurrent request. */
  private fetchIfUnexpected(error: unknown, reference: string): Promise<Outcome> {
    const { StripeError } = this.stripe.errors;
    if (error instanceof StripeError && error.code === 'payment_intent_unexpected_state')
      return this.retrieve(reference);
    throw error;
  }

  async refund(key: string, reference: string, amount: number, currency: string): Promise<RefundReport> {
    const refund = { payment_intent: reference, amount: toStripeAmount(amount, currency), metadata: { refund: key } };
    try {
      return toReport(await this.stripe.refunds.create(refund, { idempotencyKey: key }));
    } catch (error) {
      const isRefused = error instanceof this.stripe.errors.StripeInvalidRequestError;
      if (!isRefused || error.code === 'resource_missing') throw error;
      return { reference: null, status: 'failed', failure: error.code ?? error.message };
    }
  }

  async aftermath(_key: string, reference: string): Promise<Aftermath> {
    const ofPayment = { payment_intent: reference, limit: 100 };
    const [refunds, disputes] = await Promise.all([
      this.stripe.refunds.list(ofPayment).autoPagingToArray({ limit: 1_000 }),
      this.stripe.disputes.list(ofPayment).autoPagingToArray({ limit: 1_000 }),
    ]);
    return { refunds: refunds.toReversed().map(toRefund), disputes: disputes.toReversed().map(toDispute) };
  }

  assertMovable(amount: number, currency: string): void {
    toStripeAmount(amount, currency);
  }

  async fetch(key: string, reference: string | null, age: number): Promise<Outcome> {
    const id = reference ?? (await this.find(key, age));
    return id ? this.retrieve(id) : { status: 'unknown' };
  }

  private async retrieve(id: string): Promise<Outcome> {
    return toOutcome(await this.stripe.paymentIntents.retrieve(id));
  }

  /**
   * Finds the id of a payment whose answer was lost. Only Stripe's search can, and its index lags: a status in it may be
   * old, and a missing payment may still appear, so the caller has to retry. An authorization that is missed even then
   * is never captured, and expires.
   * @throws Error while the index may be behind
   */
  private async find(key: string, age: number): Promise<string | undefined> {
    const { data } = await this.stripe.paymentIntents.search({ query: `metadata['payment']:'${key}'`, limit: 1 });
    if (!data[0] && age < searchDelayMs) throw new Error('Stripe may not have indexed the payment yet');
    return data[0]?.id;
  }

  verifyWebhook(raw: string, headers: IncomingHttpHeaders, now: Date): WebhookEvent {
    const header = String(headers['stripe-signature'] ?? '');
    const secret = this.config.get('STRIPE_WEBHOOK_SECRET');
    try {
      const { id, type, data } = this.stripe.webhooks.constructEvent(
        raw,
        header,
        secret,
        toleranceSeconds,
        undefined,
        now.getTime(),
      );
      const { metadata, payment_intent } = data.object as AboutPayment;
      const key = metadata?.['payment'] ?? '';
      const reference = typeof payment_intent === 'string' ? payment_intent : (payment_intent?.id ?? null);
      const about = /^(charge\.(refund|dispute)|refund\.)/.test(type) ? 'aftermath' : 'payment';
      if (id.length <= 100 && !isAhead(header, now)) return { id, key: validate(key) ? key : null, reference, about };
    } catch {
      // Unsigned, wrongly signed, late, or no event: the sender gets one answer for all of them.
    }
    throw new WebhookRefused();
  }
}

function toOutcome({ id: reference, status, ...intent }: Stripe.PaymentIntent): Outcome {
  const { next_action: next, last_payment_error: error } = intent;
  if (status === 'requires_capture') return { status: 'authorized', reference };
  if (status === 'succeeded') return { status: 'captured', reference };
  if (status === 'requires_action') {
    const redirect_url =
      next?.redirect_to_url?.url ?? next?.cashapp_handle_redirect_or_display_qr_code?.hosted_instructions_url;
    if (redirect_url) return { status: 'action_required', reference, redirect_url };
    // Without a return_url Stripe offers no confirmation page.
    return { status: 'declined', reference, reason: 'authentication_required' };
  }
  if (status === 'requires_payment_method' || status === 'canceled')
    return {
      status: 'declined',
      reference,
      reason: error?.decline_code ?? error?.code ?? intent.cancellation_reason ?? status,
    };
  throw new Error(`the payment is ${status} at Stripe`);
}

function toReport({ id, status, failure_reason }: Stripe.Refund): RefundReport {
  const isFailed = status === 'failed' || status === 'canceled';
  const isPending = status === 'pending' || status === 'requires_action';
  return {
    reference: id,
    status: isFailed ? 'failed' : isPending ? 'pending' : 'done',
    failure: isFailed ? (failure_reason ?? status) : null,
  };
}

function toRefund(refund: Stripe.Refund): ProviderRefund {
  const { id, metadata } = refund;
  const amount = fromStripeAmount(refund.amount, refund.currency);
  const key = metadata?.['refund'] ?? '';
  return { ...toReport(refund), reference: id, key: ourKey.test(key) ? key : null, amount };
}

/** Anybody may write metadata in the dashboard. */
const ourKey = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}(-\d{1,4})?$/;

const statuses: Partial<Record<string, DisputeStatus>> = {
  needs_response: 'needs_response',
  warning_needs_response: 'needs_response',
  appeal_needs_response: 'needs_response',
  won: 'won',
  lost: 'lost',
  warning_closed: 'closed',
  prevented: 'closed',
};

function toDispute(dispute: Stripe.Dispute): ProviderDispute {
  const { id, reason, status, created, evidence_details, balance_transactions } = dispute;
  const amount = fromStripeAmount(dispute.amount, dispute.currency);
  const due = evidence_details?.due_by;
  // Their amounts are in the currency of the account and include fees: only how often money came and went counts.
  const moves = balance_transactions.reduce((sum, transaction) => sum + Math.sign(transaction.amount), 0);
  return {
    reference: id,
    amount,
    withdrawn: moves < 0 ? amount : 0,
    reason: reason.slice(0, 100),
    status: statuses[status] ?? 'under_review',
    evidence_due_at: due ? new Date(due * 1000) : null,
    opened_at: new Date(created * 1000),
  };
}

/** Stripe declined the card or does not know the token: nothing was charged. */
const isDecline = ({ type, param }: Stripe.errors.StripeError): boolean =>
  type === 'StripeCardError' || (type === 'StripeInvalidRequestError' && param === 'payment_method');

/** The SDK accepts timestamps of the future. */
const isAhead = (header: string, now: Date): boolean =>
  Number(/^(?:.*,)?t=(\d+)/.exec(header)?.[1]) - now.getTime() / 1000 > toleranceSeconds;

function hostOf(url: string): Stripe.StripeConfig {
  if (!url) return {};
  const { hostname: host, port, protocol } = new URL(url);
  return protocol === 'http:'
    ? { host, port: port || 80, protocol: 'http' }
    : { host, port: port || 443, protocol: 'https' };
}
