import { createHmac } from 'node:crypto';

/** Tells visitors who search for the same term apart, without saying who they are or what else they search for. */
export class VisitorHash {
  private readonly key: Buffer;

  /** @param secret shared with signatures, so a key of its own is derived from it */
  constructor(secret: string) {
    this.key = createHmac('sha256', secret).update('search visitors').digest();
  }

  /** Of the network alone: what a program sends beside its address is easily made up. */
  of(term: string, network: string): string {
    const hash = createHmac('sha256', this.key).update(`${network} ${term}`);
    return hash.digest('base64url').slice(0, 22);
  }
}
