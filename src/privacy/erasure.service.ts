import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { AuthService } from '../auth/auth.service.js';
import { WrongCredentials } from '../auth/auth.errors.js';
import type { ClientInfo } from '../auth/credentials.js';
import { AuditService } from '../audit/audit.service.js';
import type { Caller } from '../common/http/access.js';
import { NotYourself } from '../customer/customer.errors.js';
import { announce } from '../database/commits.js';
import { Database } from '../database/database.js';
import { queryIn, statement } from '../database/statement.js';
import { Jobs } from '../jobs/jobs.js';
import { outboxRemove } from '../mail/mail-delivery.js';
import { Settings } from '../settings/settings.js';
import { lockAdmins } from '../staff/last-admin.js';
import { assertMayManage } from '../staff/manageable.js';
import { findCustomer } from './find-customer.js';
import { erasuresOf } from './erasure-statements.js';
import { personalData } from './personal-data.js';
import type { Erased } from './privacy.dto.js';
import { OrdersStillOpen } from './privacy.errors.js';

const erasures = Object.entries(personalData).flatMap(([table, rules]) =>
  erasuresOf(table, rules).map((text, at) => statement(`privacy_erase_${table}_${at}`, text)),
);

/** Value: the customer's id. */
const mailsOf = statement<{ uuid: string }>(
  'privacy_mails',
  `select uuid from mails where ${personalData['mails']?.owner}`,
);
/** A mail that is claimed right now may still be stored: its lease is five minutes. */
const removalsAfterSeconds = [0, 300];

/** A checkout holds the bucket until its order is there. Value: the customer's id. */
const lockBucket = statement('privacy_lock_bucket', 'select id from buckets where customer_id = $1 for update');

/** Values: the customer's id, the hash of the confirmed password, or null where none was asked for. */
const lockCustomer = statement<{ role: string }>(
  'privacy_lock_customer',
  'select role from customers where id = $1 and ($2::text is null or password_hash = $2) for update',
);

/** Value: the customer's id. */
const openOrders = statement<{ number: string }>(
  'privacy_open_orders',
  `
  select number from orders o where customer_id = $1 and (
    status not in ('delivered', 'canceled', 'returned')
    or exists (select from returns r where r.order_id = o.id and r.status not in ('refused', 'canceled', 'refunded'))
    or exists (select from refunds f join payments p on p.id = f.payment_id where p.order_id = o.id and f.status = 'pending')
  ) order by id limit 20
`,
);

/** What rates the same products locks them first, in this order, too. Value: the customer's id. */
const lockRated = [
  statement(
    'privacy_lock_products',
    `select id from products where id in (
       select product_id from reviews where customer_id = $1
       union select product_id from reviews join review_votes on review_id = reviews.id where review_votes.customer_id = $1
     ) order by id for no key update`,
  ),
  statement(
    'privacy_lock_reviews',
    `select id from reviews where customer_id = $1 or id in (select review_id from review_votes where customer_id = $1)
     order by id for update`,
  ),
];

/** A job: erases what requests wrote that were already under way. */
const eraseAgain = 'privacy.erase_again';
/** Longer than any request takes. */
const eraseAgainAfterSeconds = 120;

/** The reset of a password names the address in its job. Value: the customer's id. */
const eraseJobs = statement(
  'privacy_erase_jobs',
  `delete from pgboss.job where data ->> 'email' is not null
    and lower(data ->> 'email') = (select lower(email) from customers where id = $1)`,
);

/** Erases a person by the rules of `personal-data.ts`; the books stay. */
@Injectable()
export class ErasureService implements OnModuleInit {
  private readonly log = new Logger(ErasureService.name);

  constructor(
    private readonly database: Database,
    private readonly auth: AuthService,
    private readonly jobs: Jobs,
    private readonly audit: AuditService,
    private readonly settings: Settings,
  ) {}

  onModuleInit(): void {
    this.jobs.on<{ customer: number }>(eraseAgain, ({ customer }) =>
      this.database.transaction((em) => this.eraseRows(em, customer)),
    );
  }

  /** Of several at once, one erases. @throws WrongCredentials, TooManyAttempts, OrdersStillOpen, LastAdmin */
  async erase(me: Caller, password: string, client: ClientInfo): Promise<Erased> {
    const hash = await this.auth.confirmPassword(me, password, client);
    await this.database.transaction(async (em) => {
      await lock(em, me.id, hash);
      await this.eraseIn(em, me.id);
    });
    this.log.log({ erased: me.uuid });
    return this.answer;
  }

  /** For a customer or a guest who writes to the shop. @throws CustomerNotFound, NotYourself, OrdersStillOpen, LastAdmin, PermissionLacking */
  async eraseByStaff(actor: Caller, uuid: string): Promise<Erased> {
    if (uuid === actor.uuid) throw new NotYourself();
    await this.database.transaction(async (em) => {
      const customer = await findCustomer(em, uuid);
      await assertMayManage(em, actor, await lock(em, customer));
      await this.eraseIn(em, customer);
      this.audit.record(em, actor, 'customer.erase', { kind: 'customer', uuid });
      await em.flush();
    });
    return this.answer;
  }

  private get answer(): Erased {
    const years = this.settings.get('INVOICE_RETENTION_YEARS');
    const message = `Erased. Orders stay without your name; invoices stay unchanged for ${years} years, as tax law demands.`;
    return { status: 'OK', message };
  }

  private async eraseIn(em: EntityManager, customer: number): Promise<void> {
    const orders = await queryIn(em, openOrders, [customer]);
    if (orders.length > 0) throw new OrdersStillOpen({ orders: orders.map(({ number }) => number) });
    const uuids = (await queryIn(em, mailsOf, [customer])).map(({ uuid }) => uuid);
    for (const seconds of removalsAfterSeconds) await this.jobs.enqueue(em, outboxRemove, { uuids }, seconds);
    await this.jobs.enqueue(em, eraseAgain, { customer }, eraseAgainAfterSeconds);
    await this.eraseRows(em, customer);
  }

  private async eraseRows(em: EntityManager, customer: number): Promise<void> {
    for (const lock of lockRated) await queryIn(em, lock, [customer]);
    await queryIn(em, eraseJobs, [customer]);
    for (const erasure of erasures) await queryIn(em, erasure, [customer]);
    // Ratings of products may have changed.
    announce(em, 'catalog');
  }
}

/** @param hash of the confirmed password; left out, none was asked for @throws WrongCredentials, LastAdmin */
async function lock(em: EntityManager, id: number, hash?: string): Promise<{ role: string }> {
  await queryIn(em, lockBucket, [id]);
  const admins = await lockAdmins(em);
  const [customer] = await queryIn(em, lockCustomer, [id, hash ?? null]);
  if (!customer) throw new WrongCredentials();
  admins.assertOther(id);
  return customer;
}
