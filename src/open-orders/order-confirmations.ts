import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { createHmac, timingSafeEqual } from 'node:crypto';
import { stringify } from 'uuid';
import { Config } from '../config/config.js';
import { signingSecret } from '../config/secret.js';
import { queryIn, statement } from '../database/statement.js';

/** An order's uuid and its HMAC-SHA256 in base64url. */
const tokenPattern = /^[\w-]{64}$/;

/** Values: uuid of the order, hours. */
const demandSql = statement(
  'order_confirmation_demand',
  `
  update unverified_orders set confirm_by = coalesce(confirm_by, now() + make_interval(hours => $2))
  where order_uuid = $1 and confirmed_at is null
  returning order_uuid
`,
);

/** Value: uuid of the order. */
const confirmSql = statement(
  'order_confirmation_confirm',
  'update unverified_orders set confirmed_at = coalesce(confirmed_at, now()) where order_uuid = $1 returning order_uuid',
);

/** Value: uuid of the order. */
const expiredSql = statement(
  'order_confirmation_expired',
  'select from unverified_orders where order_uuid = $1 and confirm_by < now() and confirmed_at is null for update',
);

interface ConfirmationLink {
  url: string | null;
  /** Of the link, for shops that do not know their own address. */
  path: string;
  hours: number;
}

/** Cash orders of people whose email nobody has confirmed: they confirm each by the link in its mail. */
@Injectable()
export class OrderConfirmations {
  private key?: Promise<Buffer>;

  constructor(private readonly config: Config) {}

  get isDemanded(): boolean {
    return this.hours !== null;
  }

  /** Within which an order must be confirmed; null: never. */
  get hours(): number | null {
    return this.config.get('GUEST_CASH_CONFIRMATION_HOURS') || null;
  }

  /** From now on the order must be confirmed. Undefined where that is not needed. */
  async demand(em: EntityManager, uuid: string): Promise<ConfirmationLink | undefined> {
    const isUnverified = this.isDemanded && (await queryIn(em, demandSql, [uuid, this.hours])).length > 0;
    return isUnverified ? this.linkTo(uuid) : undefined;
  }

  /** Of an order that must be confirmed; undefined where none must. */
  async linkTo(uuid: string): Promise<ConfirmationLink | undefined> {
    const { hours } = this;
    if (hours === null) return undefined;
    const bytes = Buffer.from(uuid.replaceAll('-', ''), 'hex');
    const token = Buffer.concat([bytes, await this.mac(bytes)]).toString('base64url');
    // The host of a request is what its sender says, so no mailed link begins with it.
    const [base, path] = [this.config.get('PUBLIC_URL'), `/api/order-confirmation/${token}`];
    return { url: base ? base + path : null, path, hours };
  }

  /** @returns the uuid of the order; undefined for a token that this shop did not sign */
  async orderOf(token: string): Promise<string | undefined> {
    if (!tokenPattern.test(token)) return undefined;
    const decoded = Buffer.from(token, 'base64url');
    const [bytes, mac] = [decoded.subarray(0, 16), decoded.subarray(16)];
    return timingSafeEqual(mac, await this.mac(bytes)) ? stringify(bytes) : undefined;
  }

  /** Of a locked order; may be repeated. @returns whether there is something to confirm */
  async confirm(em: EntityManager, uuid: string): Promise<boolean> {
    return (await queryIn(em, confirmSql, [uuid])).length > 0;
  }

  /** Of a locked order. */
  async isExpired(em: EntityManager, uuid: string): Promise<boolean> {
    return (await queryIn(em, expiredSql, [uuid])).length > 0;
  }

  /** The secret is shared with other signatures, so a key of its own is derived from it. */
  private async mac(bytes: Buffer): Promise<Buffer> {
    this.key ??= signingSecret(this.config).then((secret) =>
      createHmac('sha256', secret).update('order confirmation').digest(),
    );
    return createHmac('sha256', await this.key)
      .update(bytes)
      .digest();
  }
}
