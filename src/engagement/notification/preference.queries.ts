import type { InferKyselyDB } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { jsonObjectFrom } from 'kysely/helpers/postgres';
import { Database } from '../../database/database.js';
import { iso } from '../../database/sql.js';
import { consentText } from './consent-text.js';
import type { ConsentRecordSchema, ContactSchema } from './contact.entity.js';
import type { Preferences } from './notification.dto.js';

type Tables = InferKyselyDB<typeof ContactSchema | typeof ConsentRecordSchema>;

const unset = { marketing: false, price_drops: true, bucket_reminders: true, back_in_stock: true, consent: null };

@Injectable()
export class PreferenceQueries {
  constructor(private readonly database: Database) {}

  async forCustomer(customer: number): Promise<Preferences> {
    const found = await this.database
      .sql<Tables>()
      .selectFrom('notification_contacts as contact')
      .select((contact) => [
        'marketing',
        'price_drops',
        'bucket_reminders',
        'back_in_stock',
        jsonObjectFrom(
          contact
            .selectFrom('consent_records')
            .select(['granted', iso('created_at').as('at'), 'source', 'version', 'text'])
            .whereRef('contact_id', '=', 'contact.id')
            .where('subject', '=', 'marketing')
            .orderBy('id', 'desc')
            .limit(1),
        ).as('consent'),
      ])
      .where('customer_id', '=', customer)
      .executeTakeFirst();
    return { ...unset, ...found, consent_text: consentText };
  }
}
