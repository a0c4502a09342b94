import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { sql } from 'kysely';
import { decimal } from '../../common/money/money.js';
import { Config } from '../../config/config.js';
import { Database } from '../../database/database.js';
import { Jobs } from '../../jobs/jobs.js';
import { MailQueue } from '../../mail/mail-queue.js';
import { NotificationLinks } from './notification-link.js';

/** Mails per transaction. */
const batchSize = 50;
const limitSeconds = 15 * 60;

interface Reminder {
  /** Of the contact. */
  id: number;
  contact: string;
  email: string;
  lines: { name: string; quantity: number; sum: number }[];
}

/** Reminds customers who agreed to it of a bucket that they left a day ago. */
@Injectable()
export class BucketReminders implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly mails: MailQueue,
    private readonly links: NotificationLinks,
    private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.jobs.hourly('buckets.remind', () => this.remind(), limitSeconds);
  }

  async remind(): Promise<void> {
    if (!this.links.baseUrl) return;
    for (let last: number | undefined = 0; last !== undefined;)
      last = await this.database.transaction((em) => this.remindBatch(em, last ?? 0));
  }

  /** @param after id of the last contact of the batch before @returns that of this one; undefined where nobody is left */
  private async remindBatch(em: EntityManager, after: number): Promise<number | undefined> {
    const reminders = await takeDue(em, after);
    for (const { contact, email, lines } of reminders)
      await this.mails.enqueueAlone(em, {
        kind: 'bucket_reminder',
        to: email,
        data: {
          lines: lines.map((line) => ({ ...line, sum: decimal(line.sum) })),
          currency: this.config.get('CURRENCY'),
          unsubscribe_url: this.links.unsubscribeUrl('bucket_reminders', contact),
        },
      });
    return reminders.at(-1)?.id;
  }
}

/**
 * Marks each customer as reminded: the next reminder needs a later change of the bucket, and a week. Starts from those who
 * agreed, so that no index of the buckets has to know when they were left.
 */
async function takeDue(em: EntityManager, after: number): Promise<Reminder[]> {
  const { rows } = await sql<Reminder>`
    with due as materialized (
      select contact.id, contact.uuid as contact, customers.email, buyable.lines
      from notification_contacts contact
      join customers on customers.id = contact.customer_id
      join buckets on buckets.customer_id = customers.id
      cross join lateral (
        select greatest(buckets.updated_at, max(line.updated_at)) as changed_at
        from bucket_lines line where bucket_id = buckets.id
      ) left_bucket
      cross join lateral (
        select json_agg(json_build_object('name', name, 'quantity', quantity, 'sum', quantity::bigint * price)
          order by bucket_lines.id) as lines
        from bucket_lines join products on products.id = product_id
        where bucket_id = buckets.id and published and stock > 0
      ) buyable
      where contact.id > ${after} and marketing and bucket_reminders and customers.email is not null and disabled_at is null
        and changed_at between now() - interval '7 days' and now() - interval '24 hours'
        and (bucket_reminded_at is null or bucket_reminded_at < least(changed_at, now() - interval '7 days'))
        and buyable.lines is not null
        and not exists (select from orders where orders.customer_id = customers.id and orders.created_at > changed_at)
      order by contact.id limit ${batchSize}
      for no key update of contact
    ), reminded as (
      update notification_contacts set bucket_reminded_at = now() from due where notification_contacts.id = due.id
    )
    select id, contact, email, lines from due order by id
  `.execute(em.getKysely());
  return rows;
}
