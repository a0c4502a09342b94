import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { sql } from 'kysely';
import { createHash, randomBytes } from 'node:crypto';
import { Config } from '../config/config.js';
import { deleteInBatches } from '../database/batches.js';
import { Database } from '../database/database.js';
import { Jobs } from '../jobs/jobs.js';

export type EmailPurpose = 'confirm' | 'undo';

const pageOf = { confirm: 'EMAIL_CONFIRMATION_URL', undo: 'EMAIL_UNDO_URL' } as const;
/** How long a token is valid. */
const emailTokenHours = { confirm: 7 * 24, undo: 48 };

/** What a mail shows. */
interface MailedToken {
  token: string;
  /** Page where the token is used; without one, the mail shows the token. */
  url: string | null;
  /** Until the token expires. */
  hours: number;
}

export interface UsedToken {
  id: number;
  customer: number;
  /** Where it was mailed to. */
  email: string;
  /** Of an undoing: the password from before the change. */
  password_hash: string | null;
}

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

/** Mailed tokens about the email of an account. */
@Injectable()
export class EmailTokenService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.jobs.nightly('email_tokens.forget', () => this.forget());
  }

  async forget(): Promise<void> {
    await deleteInBatches(this.database, 'email_tokens', sql`expires_at < now() - interval '1 day'`);
  }

  /** To mail to `email`, in the transaction of `em`. */
  async create(em: EntityManager, purpose: EmailPurpose, customer: number, email: string): Promise<MailedToken> {
    const token = randomBytes(24).toString('base64url');
    await sql`
      insert into email_tokens (token_hash, customer_id, purpose, email, password_hash, expires_at)
      select ${hashOf(token)}, id, ${purpose}, ${email}, case when ${purpose === 'undo'} then password_hash end,
        now() + make_interval(hours => ${emailTokenHours[purpose]})
      from customers where id = ${customer}
    `.execute(em.getKysely());
    const page = this.config.get(pageOf[purpose]) || this.ownPage(purpose);
    return { token, url: page ? page + token : null, hours: emailTokenHours[purpose] };
  }

  /** The host of a request is what its sender says, so no mailed link begins with it. */
  private ownPage(purpose: EmailPurpose): string {
    const shop = this.config.get('PUBLIC_URL');
    return shop && `${shop}/api/email/${purpose}/`;
  }

  /** Of many uses at once, one finds it. */
  async consume(em: EntityManager, purpose: EmailPurpose, token: string): Promise<UsedToken | undefined> {
    const { rows } = await sql<UsedToken>`
      update email_tokens set used_at = now()
      where token_hash = ${hashOf(token)} and purpose = ${purpose} and used_at is null and expires_at > now()
      returning id, customer_id as customer, email, password_hash
    `.execute(em.getKysely());
    return rows[0];
  }

  /** What was mailed to an address that is no longer the account's confirms nothing. */
  async revokeConfirmations(em: EntityManager, customer: number): Promise<void> {
    await sql`
      delete from email_tokens where customer_id = ${customer} and purpose = 'confirm'
    `.execute(em.getKysely());
  }

  /** Takes back the undoing of later changes: their mails went to whoever made this one. */
  async revokeLaterUndos(em: EntityManager, { id, customer }: UsedToken): Promise<void> {
    await sql`
      update email_tokens set used_at = now()
      where customer_id = ${customer} and purpose = 'undo' and id > ${id} and used_at is null
    `.execute(em.getKysely());
  }

  /** Changes of the last day, by which they are limited, undone ones too: whoever made them may undo them to go on. */
  async changesOfToday(em: EntityManager, customer: number): Promise<{ count: number; seconds: number }> {
    const { rows } = await sql<{ count: number; seconds: number }>`
      select count(*)::int as count,
        coalesce(ceil(extract(epoch from min(created_at) + interval '1 day' - now())), 0)::int as seconds
      from email_tokens where customer_id = ${customer} and purpose = 'undo' and created_at > now() - interval '1 day'
    `.execute(em.getKysely());
    return rows[0] as { count: number; seconds: number };
  }
}
