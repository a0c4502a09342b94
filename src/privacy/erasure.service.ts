import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, Logger } from '@nestjs/common';
import { AuthService } from '../auth/auth.service.js';
import { WrongCredentials } from '../auth/auth.errors.js';
import type { ClientInfo } from '../auth/client-info.js';
import type { Caller } from '../common/http/access.js';
import { Database } from '../database/database.js';
import { queryIn, statement } from '../database/statement.js';
import { Jobs } from '../jobs/jobs.js';
import { outboxRemove } from '../mail/mail-delivery.js';
import { erasureOf, personalData } from './personal-data.js';
import type { Erased } from './privacy.dto.js';
import { LastAdmin, OrdersStillOpen } from './privacy.errors.js';

const erasures = Object.entries(personalData).flatMap(([table, rules]) => {
  const text = erasureOf(table, rules);
  return text ? [statement(`privacy_erase_${table}`, text)] : [];
});

/** Value: the customer's id. */
const mailsOf = statement<{ uuid: string }>(
  'privacy_mails',
  `select uuid from mails where ${personalData['mails']?.owner}`,
);
/** A mail that is claimed right now may still be stored: its lease is five minutes. */
const removalsAfterSeconds = [0, 300];

/** A checkout holds the bucket until its order is there. Value: the customer's id. */
const lockBucket = statement('privacy_lock_bucket', 'select id from buckets where customer_id = $1 for update');

/** Of all admins, so that two who leave at once do not both count the other. */
const lockAdmins = statement<{ id: number }>(
  'privacy_lock_admins',
  `select id from customers where role = 'admin' and disabled_at is null order by id for update`,
);

/** Values: the customer's id, the hash of the confirmed password. */
const lockCustomer = statement<{ role: string }>(
  'privacy_lock_customer',
  'select role from customers where id = $1 and password_hash = $2 for update',
);

/** Value: the customer's id. */
const openOrders = statement<{ number: string }>(
  'privacy_open_orders',
  `
  select number from orders o where customer_id = $1 and (
    status not in ('delivered', 'canceled', 'returned')
    or exists (select from returns r where r.order_id = o.id and r.status not in ('refused', 'refunded'))
    or exists (select from refunds f join payments p on p.id = f.payment_id where p.order_id = o.id and f.status = 'pending')
  ) order by id limit 20
`,
);

const kept = 'Erased. Orders stay without your name; invoices stay unchanged, as tax law demands.';

/** Erases a person by the rules of `personal-data.ts`; the books stay. */
@Injectable()
export class ErasureService {
  private readonly log = new Logger(ErasureService.name);

  constructor(
    private readonly database: Database,
    private readonly auth: AuthService,
    private readonly jobs: Jobs,
  ) {}

  /** Of several at once, one erases. @throws WrongCredentials, TooManyAttempts, OrdersStillOpen, LastAdmin */
  async erase(me: Caller, password: string, client: ClientInfo): Promise<Erased> {
    const hash = await this.auth.confirmPassword(me, password, client);
    await this.database.transaction(async (em) => {
      await this.lock(em, me, hash);
      const orders = await queryIn(em, openOrders, [me.id]);
      if (orders.length > 0) throw new OrdersStillOpen({ orders: orders.map(({ number }) => number) });
      const uuids = (await queryIn(em, mailsOf, [me.id])).map(({ uuid }) => uuid);
      for (const seconds of removalsAfterSeconds) await this.jobs.enqueue(em, outboxRemove, { uuids }, seconds);
      for (const erasure of erasures) await queryIn(em, erasure, [me.id]);
    });
    this.log.log({ erased: me.uuid });
    return { status: 'OK', message: kept };
  }

  private async lock(em: EntityManager, me: Caller, hash: string): Promise<void> {
    await queryIn(em, lockBucket, [me.id]);
    const admins = me.role === 'admin' ? await queryIn(em, lockAdmins, []) : [];
    const [customer] = await queryIn(em, lockCustomer, [me.id, hash]);
    if (!customer) throw new WrongCredentials();
    if (admins.length === 1 && admins[0]?.id === me.id) throw new LastAdmin();
  }
}
