import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type RawBuilder, sql } from 'kysely';
import { v4 } from 'uuid';
import { type Budget, BudgetService, mailboxHash } from '../../budgets/budget.service.js';
import type { Caller } from '../../common/http/access.js';
import { ValidationFailed } from '../../common/http/request.errors.js';
import { deleteInBatches } from '../../database/batches.js';
import { Database } from '../../database/database.js';
import { Jobs } from '../../jobs/jobs.js';
import { MailQueue } from '../../mail/mail-queue.js';
import { ProductNotFound } from '../../stock/stock.errors.js';
import { productRestocked } from '../../stock/stock.service.js';
import type { Contact } from './contact.entity.js';
import { lockAddress, lockCustomer } from './contact.service.js';
import type { NotifyInput, NotifyResult } from './notification.dto.js';
import { NotificationLinkInvalid, ProductAvailable, SubscriptionNotFound } from './notification.errors.js';
import { NotificationLinks } from './notification-link.js';

/** Bounds how many mails a stranger can cause in somebody's mailbox, in a day. */
const confirmationsOf = (email: string): Budget => ({
  key: `restock:to:${mailboxHash(email)}`,
  most: 3,
  seconds: 86_400,
});

interface SoldOutProduct {
  id: number;
  name: string;
}

/** Subscriptions to products that are sold out. */
@Injectable()
export class RestockService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly mails: MailQueue,
    private readonly links: NotificationLinks,
    private readonly budgets: BudgetService,
  ) {}

  onModuleInit(): void {
    this.jobs.nightly('restock_subscriptions.forget', () => this.deleteExpired());
  }

  /** What was never confirmed or has ended, and addresses that wait for nothing. One that unsubscribed stays known as that. */
  async deleteExpired(): Promise<void> {
    await deleteInBatches(
      this.database,
      'restock_subscriptions',
      sql`confirmed_at is null and created_at < now() - interval '7 days' or notified_at < now() - interval '90 days'`,
    );
    await deleteInBatches(
      this.database,
      'notification_contacts',
      sql`email is not null and back_in_stock and created_at < now() - interval '7 days'
        and not exists (select from restock_subscriptions where contact_id = notification_contacts.id)`,
    );
  }

  /** Harmless when repeated. @throws ProductNotFound, ProductAvailable, ValidationFailed */
  subscribe(me: Caller | undefined, product: string, { email }: NotifyInput): Promise<NotifyResult> {
    return me?.username ? this.subscribeCustomer(me, product) : this.subscribeAddress(product, email ?? emailMissing());
  }

  /** @throws SubscriptionNotFound */
  async unsubscribe(me: Caller, product: string): Promise<void> {
    const { numAffectedRows: deleted } = await sql`
      delete from restock_subscriptions subscription using notification_contacts contact, products
      where contact.id = contact_id and contact.customer_id = ${me.id} and products.id = product_id and products.uuid = ${product}
        and notified_at is null
    `.execute(this.database.sql());
    if (!deleted) throw new SubscriptionNotFound();
  }

  /** @throws NotificationLinkInvalid */
  async assertLink(token: string): Promise<string> {
    const subscription = this.links.subscriptionOf(token);
    const { rows } = await sql`
      select from restock_subscriptions where uuid = ${subscription ?? null}
    `.execute(this.database.sql());
    if (!subscription || rows.length === 0) throw new NotificationLinkInvalid();
    return subscription;
  }

  /** Harmless when repeated. A product that came back before the confirmation is announced now. @throws NotificationLinkInvalid */
  async confirm(token: string): Promise<void> {
    const uuid = await this.assertLink(token);
    await this.database.transaction(async (em) => {
      const { rows } = await sql<{ product: string; available: boolean }>`
        with product as materialized (
          select products.id, products.uuid, published and stock > 0 as available from products
          join restock_subscriptions on product_id = products.id where restock_subscriptions.uuid = ${uuid}
          for share of products
        )
        update restock_subscriptions set confirmed_at = coalesce(confirmed_at, now())
        from product where restock_subscriptions.uuid = ${uuid} and product.id = product_id
        returning product.uuid as product, available
      `.execute(em.getKysely());
      if (!rows[0]) throw new NotificationLinkInvalid();
      if (rows[0].available) await this.jobs.enqueue(em, productRestocked, { products: [rows[0].product] });
    });
  }

  private subscribeCustomer(me: Caller, product: string): Promise<NotifyResult> {
    return this.database.transaction(async (em) => {
      const { id } = await lockSoldOut(em, product);
      const contact = await lockCustomer(em, me.id);
      contact.change(em, { back_in_stock: true }, 'notify');
      await em.flush();
      await upsert(em, contact, id, sql`now()`);
      return { status: 'subscribed' };
    });
  }

  private subscribeAddress(product: string, email: string): Promise<NotifyResult> {
    return this.database.transaction(async (em) => {
      const { id, name } = await lockSoldOut(em, product);
      const contact = await lockAddress(em, email);
      // Whoever unsubscribed is not even asked: a stranger could keep asking for them.
      if (contact.back_in_stock) {
        const { uuid, confirmed } = await upsert(em, contact, id, sql`null`);
        if (!confirmed && this.links.baseUrl && (await this.budgets.spend([confirmationsOf(email)], em)) === undefined)
          await this.mails.enqueue(em, {
            kind: 'restock_confirmation',
            to: email,
            data: {
              product: name,
              confirm_url: this.links.confirmUrl(uuid),
              unsubscribe_url: this.links.unsubscribeUrl('back_in_stock', contact.uuid),
            },
          });
      }
      return { status: 'confirmation_needed' };
    });
  }
}

/** Share-locked, so that stock that arrives meanwhile finds the subscription. @throws ProductNotFound, ProductAvailable */
async function lockSoldOut(em: EntityManager, product: string): Promise<SoldOutProduct> {
  const { rows } = await sql<SoldOutProduct & { stock: number }>`
    select id, name, stock from products where uuid = ${product} and published for share
  `.execute(em.getKysely());
  if (!rows[0]) throw new ProductNotFound();
  if (rows[0].stock > 0) throw new ProductAvailable({ stock: rows[0].stock });
  return rows[0];
}

/** One that ended begins anew, and with another link. */
async function upsert(em: EntityManager, { id }: Contact, product: number, confirmedAt: RawBuilder<unknown>) {
  const { rows } = await sql<{ uuid: string; confirmed: boolean }>`
    insert into restock_subscriptions as known (uuid, contact_id, product_id, confirmed_at)
    values (${v4()}, ${id}, ${product}, ${confirmedAt})
    on conflict (contact_id, product_id) do update set
      uuid = case when known.notified_at is null then known.uuid else excluded.uuid end,
      confirmed_at = coalesce(case when known.notified_at is null then known.confirmed_at end, excluded.confirmed_at),
      created_at = case when known.notified_at is null then known.created_at else now() end,
      notified_at = null
    returning uuid, confirmed_at is not null as confirmed
  `.execute(em.getKysely());
  if (!rows[0]) throw new Error(`contact ${id} was not subscribed`);
  return rows[0];
}

function emailMissing(): never {
  throw new ValidationFailed([{ field: 'email', errors: ['email is required without an account'] }]);
}
