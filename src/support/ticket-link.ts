import { createHmac, timingSafeEqual } from 'node:crypto';

/** A ticket's uuid and an HMAC-SHA256 in base64url: 48 bytes without padding, so each token has one spelling. */
const tokenPattern = /^[\w-]{64}$/;

/** Signs the links by which somebody reads and answers a ticket without signing in. A link is for one address: another address, another link. */
export class TicketLinks {
  private readonly key: Buffer;

  /** @param secret shared with other signatures, so a key of its own is derived from it */
  constructor(secret: string) {
    this.key = createHmac('sha256', secret).update('ticket').digest();
  }

  pathFor({ uuid }: { uuid: string }, email: string): string {
    const bytes = Buffer.from(uuid.replaceAll('-', ''), 'hex');
    return `/api/support/t/${Buffer.concat([bytes, this.mac(bytes, email)]).toString('base64url')}`;
  }

  /** The ticket that a token names, as 32 hexadecimal digits, whoever signed it. Undefined for what is no token. */
  ticketUuid(token: string): string | undefined {
    return tokenPattern.test(token) ? Buffer.from(token, 'base64url').toString('hex', 0, 16) : undefined;
  }

  /** Whether this shop signed the token, for the address. */
  isSignedFor(token: string, email: string): boolean {
    const decoded = Buffer.from(token, 'base64url');
    return timingSafeEqual(decoded.subarray(16), this.mac(decoded.subarray(0, 16), email));
  }

  private mac(bytes: Buffer, email: string): Buffer {
    return createHmac('sha256', this.key).update(bytes).update(email.toLowerCase()).digest();
  }
}
