import type { IncomingHttpHeaders } from 'node:http';

/** What a provider is asked to charge. */
export interface Charge {
  /** The payment's own uuid: the provider's idempotency key, so that asking twice charges once. */
  key: string;
  /** Minor units. */
  amount: number;
  /** ISO 4217. */
  currency: string;
  /** What the provider's form gave the front end; never a card number. */
  token: string;
  /** What people know the order by. */
  description: string;
  /** Where the customer is sent after a confirmation at the bank. */
  return_url: string | null;
}

/** What a provider knows of a payment. */
export type Outcome =
  /** Reserved, not yet taken. */
  | { status: 'authorized'; reference: string }
  | { status: 'captured'; reference: string }
  | { status: 'declined'; reference: string | null; reason: string }
  /** The customer must confirm it at `redirect_url`. */
  | { status: 'action_required'; reference: string; redirect_url: string }
  /** It never arrived there, or came to nothing. */
  | { status: 'unknown' };

export interface ProviderEvent {
  /** The provider's own, to tell a duplicate. */
  id: string;
  /** {@link Charge.key} of the payment it is about; null for what is about none. */
  key: string | null;
}

/** What every payment provider can do. Calls go over a network: they may be slow, lost, or answered twice. */
export interface PaymentProvider {
  readonly name: string;
  /** Seconds-long; a rejection says nothing of what has happened there: {@link fetch} does. */
  authorize(charge: Charge): Promise<Outcome>;
  /** Takes what was authorized. */
  capture(key: string, reference: string): Promise<Outcome>;
  /** Gives back a part, once a key. @param amount minor units */
  refund(key: string, reference: string, amount: number): Promise<void>;
  /** What has become of a payment. */
  fetch(key: string, reference: string | null): Promise<Outcome>;
  /** @param raw the body as it came, byte for byte @throws WebhookRefused */
  verifyWebhook(raw: string, headers: IncomingHttpHeaders): ProviderEvent;
}
