import { createHmac, timingSafeEqual } from 'node:crypto';
import { stringify } from 'uuid';

/** What a customer can do without, each by itself. */
export const notificationKinds = ['back_in_stock', 'price_drops', 'bucket_reminders'] as const;
export type NotificationKind = (typeof notificationKinds)[number];

/** A uuid and its HMAC-SHA256 in base64url: 48 bytes without padding, so each token has one spelling. */
const tokenPattern = /^[\w-]{64}$/;

/** Signs the links in notifications. They never expire: a mail may be read years later. */
export class NotificationLinks {
  private readonly key: Buffer;

  /**
   * @param secret shared with other signatures, so a key of its own is derived from it
   * @param baseUrl empty where the address of the shop is unknown: no notification is sent then, for it could not be stopped
   */
  constructor(
    secret: string,
    readonly baseUrl: string,
  ) {
    this.key = createHmac('sha256', secret).update('notification').digest();
  }

  productUrl(product: string): string {
    return `${this.baseUrl}/api/products/${product}`;
  }

  confirmUrl(subscription: string): string {
    return `${this.baseUrl}/api/notifications/confirm/${this.sign('confirm', subscription)}`;
  }

  unsubscribeUrl(kind: NotificationKind, contact: string): string {
    return `${this.baseUrl}/api/unsubscribe/${this.sign(kind, contact)}`;
  }

  /** Undefined for a token that this shop did not sign. */
  subscriptionOf(token: string): string | undefined {
    return this.verify('confirm', token);
  }

  /** Undefined for a token that this shop did not sign. */
  unsubscriptionOf(token: string): { kind: NotificationKind; contact: string } | undefined {
    for (const kind of notificationKinds) {
      const contact = this.verify(kind, token);
      if (contact) return { kind, contact };
    }
    return undefined;
  }

  private sign(purpose: string, uuid: string): string {
    const bytes = Buffer.from(uuid.replaceAll('-', ''), 'hex');
    return Buffer.concat([bytes, this.mac(purpose, bytes)]).toString('base64url');
  }

  private verify(purpose: string, token: string): string | undefined {
    if (!tokenPattern.test(token)) return undefined;
    const decoded = Buffer.from(token, 'base64url');
    const [bytes, mac] = [decoded.subarray(0, 16), decoded.subarray(16)];
    return timingSafeEqual(mac, this.mac(purpose, bytes)) ? stringify(bytes) : undefined;
  }

  private mac(purpose: string, bytes: Buffer): Buffer {
    return createHmac('sha256', this.key).update(purpose).update(bytes).digest();
  }
}
