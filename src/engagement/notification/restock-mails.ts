import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { sql } from 'kysely';
import { decimal } from '../../common/money/money.js';
import { Config } from '../../config/config.js';
import { Database } from '../../database/database.js';
import { Jobs } from '../../jobs/jobs.js';
import { MailQueue } from '../../mail/mail-queue.js';
import { productRestocked, type ProductsRestocked } from '../../stock/stock.service.js';
import { NotificationLinks } from './notification-link.js';

/** Mails per transaction. */
const batchSize = 50;
const limitSeconds = 15 * 60;

interface Notice {
  contact: string;
  email: string;
  uuid: string;
  name: string;
  price: number;
}

/** Tells those who wait for a product that it is back in stock. */
@Injectable()
export class RestockMails implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly mails: MailQueue,
    private readonly links: NotificationLinks,
    private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.jobs.on<ProductsRestocked>(productRestocked, (fact) => this.notify(fact), limitSeconds);
  }

  /** Ends each subscription with its mail, so that a second run finds none. */
  async notify({ products }: ProductsRestocked): Promise<void> {
    if (!this.links.baseUrl) return;
    while ((await this.database.transaction((em) => this.notifyBatch(em, products))) > 0);
  }

  private async notifyBatch(em: EntityManager, products: string[]): Promise<number> {
    const notices = await takeDue(em, products);
    for (const { contact, email, uuid, name, price } of notices)
      await this.mails.enqueueAlone(em, {
        kind: 'back_in_stock',
        to: email,
        data: {
          product: name,
          price: decimal(price),
          currency: this.config.get('CURRENCY'),
          product_url: this.links.productUrl(uuid),
          unsubscribe_url: this.links.unsubscribeUrl('back_in_stock', contact),
        },
      });
    return notices.length;
  }
}

/** Waits for those who are unsubscribing meanwhile, and then leaves them out. */
async function takeDue(em: EntityManager, products: string[]): Promise<Notice[]> {
  const { rows } = await sql<Notice>`
    with due as materialized (
      select subscription.id, contact.uuid as contact, coalesce(contact.email, customers.email) as email,
        products.uuid, products.name, products.price
      from restock_subscriptions subscription
      join products on products.id = product_id
      join notification_contacts contact on contact.id = contact_id
      left join customers on customers.id = contact.customer_id
      where products.uuid = any(${products}::uuid[]) and published and stock > 0
        and confirmed_at is not null and notified_at is null and back_in_stock
        and coalesce(contact.email, customers.email) is not null and customers.disabled_at is null
      order by subscription.id limit ${batchSize}
      for update of subscription for share of contact
    )
    update restock_subscriptions subscription set notified_at = now() from due where subscription.id = due.id
    returning due.contact, due.email, due.uuid, due.name, due.price
  `.execute(em.getKysely());
  return rows;
}
