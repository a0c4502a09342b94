import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { sql } from 'kysely';
import { priceDropped, type PricesDropped } from '../../catalog/catalog.subscriber.js';
import { decimal } from '../../common/money/money.js';
import { Config } from '../../config/config.js';
import { Database } from '../../database/database.js';
import { Jobs } from '../../jobs/jobs.js';
import { MailQueue } from '../../mail/mail-queue.js';
import { NotificationLinks } from './notification-link.js';

/** Customers per transaction. */
const batchSize = 50;
const limitSeconds = 15 * 60;

interface Drop {
  /** Of the contact. */
  id: number;
  contact: string;
  email: string;
  items: { uuid: string; name: string; before: number; price: number }[];
}

/** Tells customers who agreed to it that a product on their wishlist costs less. */
@Injectable()
export class PriceDropMails implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly mails: MailQueue,
    private readonly links: NotificationLinks,
    private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.jobs.on<PricesDropped>(priceDropped, (fact) => this.notify(fact), limitSeconds);
  }

  /** Keeps the price that it announced, so that a second run finds none. */
  async notify({ products }: PricesDropped): Promise<void> {
    if (!this.links.baseUrl) return;
    for (let last: number | undefined = 0; last !== undefined;)
      last = await this.database.transaction((em) => this.notifyBatch(em, products, last ?? 0));
  }

  /** @param after id of the last contact of the batch before @returns that of this one; undefined where nobody is left */
  private async notifyBatch(
    em: EntityManager,
    products: PricesDropped['products'],
    after: number,
  ): Promise<number | undefined> {
    const drops = await takeDue(em, products, after);
    for (const { contact, email, items } of drops)
      await this.mails.enqueueAlone(em, {
        kind: 'price_drop',
        to: email,
        data: {
          items: items.map(({ uuid, name, before, price }) => ({
            name,
            before: decimal(before),
            price: decimal(price),
            product_url: this.links.productUrl(uuid),
          })),
          currency: this.config.get('CURRENCY'),
          unsubscribe_url: this.links.unsubscribeUrl('price_drops', contact),
        },
      });
    return drops.at(-1)?.id;
  }
}

/** One mail for each customer, of all that fell. A price is lower than when it was wished for or last announced. */
async function takeDue(em: EntityManager, products: PricesDropped['products'], after: number): Promise<Drop[]> {
  const drops = sql`json_to_recordset(${JSON.stringify(products)}::json) as fallen(product uuid, "from" bigint)`;
  const isDue = sql`published and products.price < coalesce(item.price_seen, fallen."from")`;
  const { rows } = await sql<Drop>`
    with customer as materialized (
      select contact.id, contact.uuid, wishlists.id as wishlist_id, customers.email
      from notification_contacts contact
      join customers on customers.id = contact.customer_id
      join wishlists on wishlists.customer_id = customers.id
      where contact.id > ${after} and marketing and price_drops and customers.email is not null and disabled_at is null and exists (
        select from wishlist_items item join products on products.id = item.product_id
        join ${drops} on fallen.product = products.uuid where item.wishlist_id = wishlists.id and ${isDue}
      )
      order by contact.id limit ${batchSize}
      for share of contact for update of wishlists
    ), due as materialized (
      select item.id, customer.id as contact_id, customer.uuid as contact, customer.email, products.uuid, products.name, products.price,
        coalesce(item.price_seen, fallen."from") as before
      from customer
      join wishlist_items item on item.wishlist_id = customer.wishlist_id
      join products on products.id = item.product_id
      join ${drops} on fallen.product = products.uuid
      where ${isDue}
      for update of item
    ), announced as (
      update wishlist_items set price_seen = due.price from due where wishlist_items.id = due.id
    )
    select contact_id as id, contact, email, json_agg(json_build_object('uuid', uuid, 'name', name, 'before', before, 'price', price)
      order by id) as items
    from due group by contact_id, contact, email order by contact_id
  `.execute(em.getKysely());
  return rows;
}
