import type { InferKyselyDB } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { type RawBuilder, sql } from 'kysely';
import type { List } from '../common/http/paging.js';
import { Database } from '../database/database.js';
import { latestFirst, listOf } from '../database/list.js';
import { iso, startingWith } from '../database/sql.js';
import type { MailDetail, MailQuery, MailRow } from './mail.dto.js';
import type { MailSchema } from './mail.entity.js';
import { MailNotFound } from './mail.errors.js';
import { sensitiveKinds } from '../mail-templates/templates.js';
import { canonicalEmail } from '../identity/account-keys.js';

type Tables = InferKyselyDB<typeof MailSchema>;

@Injectable()
export class MailQueries {
  constructor(private readonly database: Database) {}

  /** Latest first. */
  list({ status, kind, recipient, ...page }: MailQuery): Promise<List<MailRow>> {
    let mails = this.mails();
    if (status) mails = mails.where('status', '=', status);
    if (kind) mails = mails.where('kind', '=', kind);
    if (recipient)
      mails = mails.where(
        sql`lower(recipient)`,
        'like',
        sql<string>`lower(${startingWith(canonicalEmail(recipient))})`,
      );
    return listOf(this.database, mails.select(columns), latestFirst('id'), page);
  }

  /** @throws MailNotFound */
  async detail(uuid: string): Promise<MailDetail> {
    const mail = await this.mails()
      .select(columns)
      .select(['message_id', 'attachments', unlessSensitive('html').as('html'), unlessSensitive('text').as('text')])
      .where('uuid', '=', uuid)
      .executeTakeFirst();
    if (!mail) throw new MailNotFound();
    return mail;
  }

  private mails() {
    return this.database.sql<Tables>().selectFrom('mails');
  }
}

const columns = () =>
  [
    'uuid',
    'kind',
    'recipient',
    'subject',
    'status',
    'attempts',
    'last_error',
    iso('created_at').as('created'),
    iso<string | null>('sent_at').as('sent'),
    sql<string | null>`case when status = 'queued' then ${iso('next_attempt_at')} end`.as('due'),
  ] as const;

/** With the link in such a mail, staff could act as its recipient. */
const unlessSensitive = (column: string): RawBuilder<string | null> =>
  sql`case when kind = any(${[...sensitiveKinds]}) then null else ${sql.ref(column)} end`;
