import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { IncomingHttpHeaders } from 'node:http';
import type { Stripe } from 'stripe';
import { validate } from 'uuid';
import { Config } from '../config/config.js';
import { StartError } from '../config/start-error.js';
import type { Charge, Outcome, PaymentProvider, WebhookEvent } from './payment-provider.js';
import { WebhookRefused } from './payment.errors.js';
import { toStripeAmount } from './stripe-amount.js';

const timeoutMs = 8_000;
/** An older signature may be a replay; the sender's clock may be fast or slow by as much. */
const toleranceSeconds = 300;
/** Stripe documents less than a minute for new objects to be searchable. */
const searchDelayMs = 120_000;

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
      // Captured or canceled by a concurrent request.
      const { StripeError } = this.stripe.errors;
      if (error instanceof StripeError && error.code === 'payment_intent_unexpected_state')
        return this.fetch(key, reference);
      throw error;
    }
  }

  async refund(key: string, reference: string, amount: number, currency: string): Promise<void> {
    const { status } = await this.stripe.refunds.create(
      { payment_intent: reference, amount: toStripeAmount(amount, currency), metadata: { refund: key } },
      { idempotencyKey: key },
    );
    if (status === 'failed' || status === 'canceled') throw new Error(`the refund is ${status} at Stripe`);
  }

  assertMovable(amount: number, currency: string): void {
    toStripeAmount(amount, currency);
  }

  async fetch(key: string, reference: string | null): Promise<Outcome> {
    const id = reference ?? (await this.find(key));
    return id ? toOutcome(await this.stripe.paymentIntents.retrieve(id)) : { status: 'unknown' };
  }

  /**
   * Finds the id of a payment whose answer was lost. Only Stripe's search can, and its index lags: a status in it may be
   * old, and a missing payment may still appear, so the caller has to retry. An authorization that is missed even then
   * is never captured, and expires.
   * @throws Error while the index may be behind
   */
  private async find(key: string): Promise<string | undefined> {
    const { data } = await this.stripe.paymentIntents.search({ query: `metadata['payment']:'${key}'`, limit: 1 });
    if (!data[0] && Date.now() - createdAt(key) < searchDelayMs)
      throw new Error('Stripe may not have indexed the payment yet');
    return data[0]?.id;
  }

  verifyWebhook(raw: string, headers: IncomingHttpHeaders): WebhookEvent {
    const header = String(headers['stripe-signature'] ?? '');
    const secret = this.config.get('STRIPE_WEBHOOK_SECRET');
    try {
      const { id, data } = this.stripe.webhooks.constructEvent(raw, header, secret, toleranceSeconds);
      const { metadata } = data.object as { metadata?: Stripe.Metadata | null };
      const key = metadata?.['payment'] ?? '';
      if (id.length <= 100 && !isAhead(header)) return { id, key: validate(key) ? key : null };
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

/** Stripe declined the card or does not know the token: nothing was charged. */
const isDecline = ({ type, param }: Stripe.errors.StripeError): boolean =>
  type === 'StripeCardError' || (type === 'StripeInvalidRequestError' && param === 'payment_method');

/** The SDK accepts timestamps of the future. */
const isAhead = (header: string): boolean =>
  Number(/^(?:.*,)?t=(\d+)/.exec(header)?.[1]) - Date.now() / 1000 > toleranceSeconds;

/** The time inside a UUID v7, in milliseconds. */
const createdAt = (key: string): number => parseInt(key.replaceAll('-', '').slice(0, 12), 16);

function hostOf(url: string): Stripe.StripeConfig {
  if (!url) return {};
  const { hostname: host, port, protocol } = new URL(url);
  return protocol === 'http:'
    ? { host, port: port || 80, protocol: 'http' }
    : { host, port: port || 443, protocol: 'https' };
}
