import { createHmac, timingSafeEqual } from 'node:crypto';
import { stringify } from 'uuid';

/** An order's uuid and its HMAC-SHA256: 48 bytes, so no two texts are the same token. */
const tokens = /^[\w-]{64}$/;

/** Signs the links by which people follow an order without signing in. */
export class TrackingLinks {
  private readonly key: Buffer;

  /** @param secret signs more than this: the key is derived from it */
  constructor(secret: string) {
    this.key = createHmac('sha256', secret).update('tracking').digest();
  }

  linkFor({ uuid }: { uuid: string }): string {
    const bytes = Buffer.from(uuid.replaceAll('-', ''), 'hex');
    return `/api/track/${Buffer.concat([bytes, this.mac(bytes)]).toString('base64url')}`;
  }

  /** The uuid of the order, if this is a token of ours. */
  orderOf(token: string): string | undefined {
    if (!tokens.test(token)) return undefined;
    const all = Buffer.from(token, 'base64url');
    const [bytes, mac] = [all.subarray(0, 16), all.subarray(16)];
    return timingSafeEqual(mac, this.mac(bytes)) ? stringify(bytes) : undefined;
  }

  private mac(bytes: Buffer): Buffer {
    return createHmac('sha256', this.key).update(bytes).digest();
  }
}
