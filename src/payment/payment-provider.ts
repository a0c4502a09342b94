import type { IncomingHttpHeaders } from 'node:http';

/** A request to charge a customer. */
export interface Charge {
  /** The payment's uuid. Also the provider's idempotency key: a repeated request charges once. */
  key: string;
  /** Minor units. */
  amount: number;
  /** ISO 4217. */
  currency: string;
  /** Issued by the provider's form in the front end; never a card number. */
  token: string;
  /** For the customer's statement: the order number. */
  description: string;
  /** Where the bank's confirmation page sends the customer afterwards. */
  return_url: string | null;
}

/** The state of a payment at its provider. */
export type Outcome =
  /** Reserved on the card, not captured yet. */
  | { status: 'authorized'; reference: string }
  | { status: 'captured'; reference: string }
  | { status: 'declined'; reference: string | null; reason: string }
  /** The customer must confirm the payment at `redirect_url`. */
  | { status: 'action_required'; reference: string; redirect_url: string }
  /** The provider has no such payment, or did not complete it. */
  | { status: 'unknown' };

export interface WebhookEvent {
  /** The provider's own id of the event; a duplicate has the same. */
  id: string;
  /** {@link Charge.key} of the payment; null for an event about something else. */
  key: string | null;
}

/** What every payment provider can do. Calls cross a network: they may be slow, lost, or answered twice. */
export interface PaymentProvider {
  readonly name: string;
  /** Takes seconds. After a rejection the charge may or may not exist: {@link fetch} tells. */
  authorize(charge: Charge): Promise<Outcome>;
  /** Captures the authorized amount. */
  capture(key: string, reference: string): Promise<Outcome>;
  /** Refunds part of a captured payment, once per key. @param amount minor units */
  refund(key: string, reference: string, amount: number, currency: string): Promise<void>;
  /** Where not every amount can be charged or refunded. @param amount minor units @throws AmountNotMovable */
  assertMovable?(amount: number, currency: string): void;
  /** The current state of a payment. */
  fetch(key: string, reference: string | null): Promise<Outcome>;
  /** @param raw the body as received, byte for byte @throws WebhookRefused */
  verifyWebhook(raw: string, headers: IncomingHttpHeaders): WebhookEvent;
}
