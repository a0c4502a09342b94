import { createHmac, timingSafeEqual } from 'node:crypto';
import { stringify } from 'uuid';

/** An order's uuid and its HMAC-SHA256 in base64url: 48 bytes without padding, so each token has one spelling. */
const tokenPattern = /^[\w-]{64}$/;

/** Signs the links by which customers follow an order without signing in. */
export class TrackingLinks {
  private readonly key: Buffer;

  /** @param secret shared with other signatures, so a key of its own is derived from it */
  constructor(secret: string) {
    this.key = createHmac('sha256', secret).update('tracking').digest();
  }

  linkFor({ uuid }: { uuid: string }): string {
    const bytes = Buffer.from(uuid.replaceAll('-', ''), 'hex');
    return `/api/track/${Buffer.concat([bytes, this.mac(bytes)]).toString('base64url')}`;
  }

  /** Undefined for a token that this shop did not sign. */
  orderUuid(token: string): string | undefined {
    if (!tokenPattern.test(token)) return undefined;
    const decoded = Buffer.from(token, 'base64url');
    const [bytes, mac] = [decoded.subarray(0, 16), decoded.subarray(16)];
    return timingSafeEqual(mac, this.mac(bytes)) ? stringify(bytes) : undefined;
  }

  private mac(bytes: Buffer): Buffer {
    return createHmac('sha256', this.key).update(bytes).digest();
  }
}
