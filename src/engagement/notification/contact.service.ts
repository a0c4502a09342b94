import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { v4 } from 'uuid';
import type { Caller } from '../../common/http/access.js';
import { Database } from '../../database/database.js';
import { MailQueue } from '../../mail/mail-queue.js';
import type { MailKind } from '../../mail-templates/templates.js';
import { consentText } from './consent-text.js';
import { Contact } from './contact.entity.js';
import type { PreferencesInput } from './notification.dto.js';
import { ConsentTextChanged, NotificationLinkInvalid } from './notification.errors.js';
import { type NotificationKind, notificationKinds, NotificationLinks } from './notification-link.js';

const mailKindsOf: Record<NotificationKind, readonly MailKind[]> = {
  back_in_stock: ['back_in_stock', 'restock_confirmation'],
  price_drops: ['price_drop'],
  bucket_reminders: ['bucket_reminder'],
};

/** What customers and visitors decide about the mails they get. */
@Injectable()
export class ContactService {
  constructor(
    private readonly database: Database,
    private readonly links: NotificationLinks,
    private readonly mails: MailQueue,
  ) {}

  /** Omitted settings stay as they are. @throws ConsentTextChanged */
  setPreferences(me: Caller, { consent_version, ...settings }: PreferencesInput): Promise<void> {
    return this.database.transaction(async (em) => {
      if (consent_version !== undefined && consent_version !== consentText.version)
        throw new ConsentTextChanged({ version: consentText.version });
      const contact = await lockCustomer(em, me.id);
      contact.change(em, settings, 'preferences');
      await em.flush();
      const ended = settings.marketing === false ? ['price_drops', 'bucket_reminders'] : [];
      for (const kind of notificationKinds)
        if (settings[kind] === false || ended.includes(kind)) await this.withdrawMails(em, contact, kind);
    });
  }

  /** Those that are not sent yet. */
  private async withdrawMails(em: EntityManager, { id }: Contact, kind: NotificationKind): Promise<void> {
    const { rows } = await sql<{ email: string | null }>`
      select coalesce(contact.email, customers.email) as email
      from notification_contacts contact left join customers on customers.id = customer_id
      where contact.id = ${id}
    `.execute(em.getKysely());
    if (rows[0]?.email) await this.mails.withdraw(em, mailKindsOf[kind], rows[0].email);
  }

  /** Whom a link unsubscribes, and from what. @throws NotificationLinkInvalid */
  assertLink(token: string): { kind: NotificationKind; contact: string } {
    const found = this.links.unsubscriptionOf(token);
    if (!found) throw new NotificationLinkInvalid();
    return found;
  }

  /** Harmless when repeated. Mails that are not sent yet are not sent any more. @throws NotificationLinkInvalid */
  unsubscribe(token: string): Promise<NotificationKind> {
    const { kind, contact: uuid } = this.assertLink(token);
    return this.database.transaction(async (em) => {
      const contact = await em.findOne(Contact, { uuid }, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (!contact) return kind;
      contact.change(em, { [kind]: false }, 'link');
      await em.flush();
      await this.withdrawMails(em, contact, kind);
      return kind;
    });
  }
}

/** The contact of a customer, created on first use. */
export async function lockCustomer(em: EntityManager, customer: number): Promise<Contact> {
  await sql`
    insert into notification_contacts (uuid, customer_id) values (${v4()}, ${customer}) on conflict (customer_id) do nothing
  `.execute(em.getKysely());
  return em.findOneOrFail(Contact, { customer }, { lockMode: LockMode.PESSIMISTIC_WRITE });
}

/** The contact of an address, created on first use. */
export async function lockAddress(em: EntityManager, address: string): Promise<Contact> {
  const email = address.toLowerCase();
  await sql`
    insert into notification_contacts (uuid, email) values (${v4()}, ${email}) on conflict (email) do nothing
  `.execute(em.getKysely());
  return em.findOneOrFail(Contact, { email }, { lockMode: LockMode.PESSIMISTIC_WRITE });
}
