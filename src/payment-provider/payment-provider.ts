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

/** What a provider says about a refund. */
export interface RefundReport {
  /** The provider's own id of it; null for one that was refused, and was never made. */
  reference: string | null;
  /** A refund may fail after it was done, when the customer's bank sends it back; one that has failed stays so. */
  status: 'pending' | 'done' | 'failed';
  failure: string | null;
}

export interface ProviderRefund extends RefundReport {
  reference: string;
  /** The key that the shop refunded it with; null for a refund made in the provider's own dashboard. */
  key: string | null;
  /** Minor units. */
  amount: number;
}

/** A customer has asked the bank for the money of a payment. */
export interface ProviderDispute {
  reference: string;
  /** Minor units. */
  amount: number;
  /** Minor units that the provider has taken from the shop and not given back. */
  withdrawn: number;
  reason: string;
  status: DisputeStatus;
  evidence_due_at: Date | null;
  opened_at: Date;
}

/** `closed`: an inquiry that ended before any money moved. */
export const disputeStatuses = ['needs_response', 'under_review', 'won', 'lost', 'closed'] as const;
export type DisputeStatus = (typeof disputeStatuses)[number];

/** All that has happened to a payment after it was captured, wherever it was done; oldest first. */
export interface Aftermath {
  refunds: ProviderRefund[];
  disputes: ProviderDispute[];
}

export interface WebhookEvent {
  /** The provider's own id of the event; a duplicate has the same. */
  id: string;
  /** {@link Charge.key} of the payment; null where the event does not say it. */
  key: string | null;
  /** The provider's own id of the payment; null where the event does not say it. */
  reference: string | null;
  /** What to ask the provider for. */
  about: 'payment' | 'aftermath';
}

/** What every payment provider can do. Calls cross a network: they may be slow, lost, or answered twice. */
export interface PaymentProvider {
  readonly name: string;
  /** Takes seconds. After a rejection the charge may or may not exist: {@link fetch} tells. */
  authorize(charge: Charge): Promise<Outcome>;
  /** Captures the authorized amount. */
  capture(key: string, reference: string): Promise<Outcome>;
  /** Voids what is reserved and not captured; whatever it is by then, the outcome says it. */
  cancel(key: string, reference: string): Promise<Outcome>;
  /** Refunds part of a captured payment, once per key. `failed`: the provider has refused, and would again. @param amount minor units */
  refund(key: string, reference: string, amount: number, currency: string): Promise<RefundReport>;
  aftermath(key: string, reference: string): Promise<Aftermath>;
  /** Where not every amount can be charged or refunded. @param amount minor units @throws AmountNotMovable */
  assertMovable?(amount: number, currency: string): void;
  /** The current state of a payment. @param age milliseconds since it was asked for, by the clock of the database, as `now` is */
  fetch(key: string, reference: string | null, age: number): Promise<Outcome>;
  /** @param raw the body as received, byte for byte @throws WebhookRefused */
  verifyWebhook(raw: string, headers: IncomingHttpHeaders, now: Date): WebhookEvent;
}
