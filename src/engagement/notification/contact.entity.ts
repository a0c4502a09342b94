import { defineEntity, p } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Customer } from '../../customer/customer.entity.js';
import { consentText } from './consent-text.js';
import { type NotificationKind, notificationKinds } from './notification-link.js';

const ContactSchema = defineEntity({
  name: 'Contact',
  tableName: 'notification_contacts',
  properties: {
    id: p.integer().primary(),
    /** Signed into the links that unsubscribe. */
    uuid: p.uuid().unique(),
    customer: () => p.oneToOne(Customer).ref().owner().nullable().deleteRule('cascade'),
    /** Of a visitor without an account, in lower case. */
    email: p.string().nullable().length(254).unique(),
    /** Whether the customer agreed to mails that nobody asked for one by one. */
    marketing: p.boolean().default(false),
    back_in_stock: p.boolean().default(true),
    price_drops: p.boolean().default(true),
    bucket_reminders: p.boolean().default(true),
    bucket_reminded_at: p.datetime().nullable(),
    created_at: p.datetime().defaultRaw('now()'),
  },
  checks: [{ name: 'notification_contacts_customer_or_email', expression: 'num_nulls(customer_id, email) = 1' }],
});

const subjects = ['marketing', ...notificationKinds] as const;
export type ConsentSubject = 'marketing' | NotificationKind;

/** Where somebody agreed or withdrew: `preferences`, `notify` (a product) or `link` (in a mail). */
export type ConsentSource = 'preferences' | 'notify' | 'link';

/** Somebody who gets notifications: a customer, or an address. The row is the lock for what is decided about it. */
export class Contact extends ContactSchema.class {
  /** Each change is recorded. */
  change(em: EntityManager, settings: Partial<Record<ConsentSubject, boolean>>, source: ConsentSource): void {
    for (const subject of subjects) {
      const granted = settings[subject];
      if (granted === undefined || granted === this[subject]) continue;
      this[subject] = granted;
      const agreed = subject === 'marketing' && granted;
      em.create(ConsentRecord, {
        contact: this,
        subject,
        granted,
        source,
        version: agreed ? consentText.version : null,
        text: agreed ? consentText.text : null,
      });
    }
  }
}

const ConsentRecordSchema = defineEntity({
  name: 'ConsentRecord',
  tableName: 'consent_records',
  properties: {
    id: p.integer().primary(),
    contact: () => p.manyToOne(Contact).ref().index().deleteRule('cascade'),
    subject: p.string().length(20).$type<ConsentSubject>(),
    granted: p.boolean(),
    source: p.string().length(20).$type<ConsentSource>(),
    /** What was agreed to; null where something is withdrawn. */
    version: p.string().nullable().length(20),
    text: p.text().nullable(),
    created_at: p.datetime().defaultRaw('now()'),
  },
});

/** That somebody agreed to something or withdrew it. Rows are never changed. */
export class ConsentRecord extends ConsentRecordSchema.class {}

ContactSchema.setClass(Contact);
ConsentRecordSchema.setClass(ConsentRecord);
export { ConsentRecordSchema, ContactSchema };
