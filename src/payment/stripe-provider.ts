import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { IncomingHttpHeaders } from 'node:http';
import type { Stripe } from 'stripe';
import { validate } from 'uuid';
import { Config } from '../config/config.js';
import { StartError } from '../config/start-error.js';
import type { Charge, Outcome, PaymentProvider, ProviderEvent } from './payment-provider.js';
import { WebhookRefused } from './payment.errors.js';

const timeout = 8_000;
/** Seconds that the sender's clock may be off; what is older may be a replay. */
const tolerance = 300;
/** Milliseconds. Stripe says less than a minute. */
const searchableAfter = 120_000;

/** Takes cards with Stripe: a PaymentIntent for each payment, reserved first, as no reservation that got lost is ever taken. */
@Injectable()
export class StripeProvider implements PaymentProvider, OnModuleInit {
  readonly name = 'stripe';
  private stripe: Stripe;

  constructor(private readonly config: Config) {}

  /** The SDK is large: only who uses it loads it. At the start, because a webhook cannot wait for it. */
  async onModuleInit(): Promise<void> {
    const key = this.config.get('STRIPE_SECRET_KEY');
    if (!key) return;
    const { Stripe } = await import('stripe').catch((cause) => {
      const advice = 'install the optional dependencies, or unset STRIPE_SECRET_KEY';
      throw new StartError(`the stripe package is not installed: ${advice}`, { cause });
    });
    this.stripe = new Stripe(key, { timeout, maxNetworkRetries: 1, ...addressOf(this.config.get('STRIPE_API_URL')) });
  }

  async authorize({ key, amount, currency, token, description, return_url }: Charge): Promise<Outcome> {
    const intent: Stripe.PaymentIntentCreateParams = {
      amount,
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
      if (!(error instanceof this.stripe.errors.StripeError) || !isRefusal(error)) throw error;
      const reason = error.decline_code ?? error.code ?? error.type;
      return { status: 'declined', reference: error.payment_intent?.id ?? null, reason };
    }
  }

  async capture(key: string, reference: string): Promise<Outcome> {
    try {
      return toOutcome(await this.stripe.paymentIntents.capture(reference, {}, { idempotencyKey: `${key}-capture` }));
    } catch (error) {
      // Somebody was faster: it is captured already, or canceled.
      const { StripeError } = this.stripe.errors;
      if (error instanceof StripeError && error.code === 'payment_intent_unexpected_state')
        return this.fetch(key, reference);
      throw error;
    }
  }

  async refund(key: string, reference: string, amount: number): Promise<void> {
    const { status } = await this.stripe.refunds.create(
      { payment_intent: reference, amount, metadata: { refund: key } },
      { idempotencyKey: key },
    );
    if (status === 'failed' || status === 'canceled') throw new Error(`the refund is ${status} at Stripe`);
  }

  async fetch(key: string, reference: string | null): Promise<Outcome> {
    const id = reference ?? (await this.find(key));
    return id ? toOutcome(await this.stripe.paymentIntents.retrieve(id)) : { status: 'unknown' };
  }

  /**
   * Without an answer there is no id, and Stripe knows no other way to ask for one payment than its search, which is
   * behind. So what it finds is retrieved for its status, and what it does not find yet may still be there: asking
   * again is the caller's. If it is missed even then, a reservation stays that nobody takes, and expires.
   * @throws Error until the search must have seen it
   */
  private async find(key: string): Promise<string | undefined> {
    const { data } = await this.stripe.paymentIntents.search({ query: `metadata['payment']:'${key}'`, limit: 1 });
    if (!data[0] && Date.now() - madeAt(key) < searchableAfter) throw new Error('Stripe may not have indexed it yet');
    return data[0]?.id;
  }

  verifyWebhook(raw: string, headers: IncomingHttpHeaders): ProviderEvent {
    const header = String(headers['stripe-signature'] ?? '');
    const secret = this.config.get('STRIPE_WEBHOOK_SECRET');
    try {
      const { id, data } = this.stripe.webhooks.constructEvent(raw, header, secret, tolerance);
      const { metadata } = data.object as { metadata?: Stripe.Metadata | null };
      const key = metadata?.['payment'] ?? '';
      if (id.length <= 100 && !isAhead(header)) return { id, key: validate(key) ? key : null };
    } catch {
      // Unsigned, signed otherwise, late, or no event at all: all the same to the sender.
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
    // Without a return_url there is no page to confirm it at.
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

/** Stripe has said no, so that nothing was taken: to the card, or to a token that it does not know. */
const isRefusal = ({ type, param }: Stripe.errors.StripeError): boolean =>
  type === 'StripeCardError' || (type === 'StripeInvalidRequestError' && param === 'payment_method');

/** The SDK takes events of the future. */
const isAhead = (header: string): boolean =>
  Number(/^(?:.*,)?t=(\d+)/.exec(header)?.[1]) - Date.now() / 1000 > tolerance;

/** The time inside a UUID v7, in milliseconds. */
const madeAt = (key: string): number => parseInt(key.replaceAll('-', '').slice(0, 12), 16);

function addressOf(url: string): Stripe.StripeConfig {
  if (!url) return {};
  const { hostname: host, port, protocol } = new URL(url);
  return protocol === 'http:'
    ? { host, port: port || 80, protocol: 'http' }
    : { host, port: port || 443, protocol: 'https' };
}
