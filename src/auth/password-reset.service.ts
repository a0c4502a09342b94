import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { sql } from 'kysely';
import { randomBytes } from 'node:crypto';
import { Config } from '../config/config.js';
import { Customer } from '../customer/customer.entity.js';
import { Database } from '../database/database.js';
import { Jobs } from '../jobs/jobs.js';
import { MailQueue } from '../mail/mail-queue.js';
import { ResetTokenInvalid } from './auth.errors.js';
import { PasswordReset } from './password-reset.entity.js';
import { fingerprint } from './token.service.js';

const forgotten = 'password.forgotten';
const minutes = 15;
/** So many mails an hour, so that nobody's mailbox is filled by somebody else. */
const mostAnHour = 5;

/** The way back in by mail: a token for one use. */
@Injectable()
export class PasswordResetService implements OnModuleInit {
  private readonly log = new Logger('Auth');

  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly mails: MailQueue,
    private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.jobs.on<{ email: string }>(forgotten, ({ email }) => this.offer(email));
    this.jobs.nightly('password_resets.forget', async () => {
      await sql`delete from password_resets where created < now() - interval '1 day'`.execute(this.database.sql());
    });
  }

  /** Looks nobody up: whether there is an account shows neither in the answer nor in the time it takes. */
  ask(email: string): Promise<void> {
    return this.database.transaction((em) => this.jobs.enqueue(em, forgotten, { email }));
  }

  /** Spends the token. Of many at once, one finds it. @throws ResetTokenInvalid */
  async use(em: EntityManager, token: string): Promise<Customer> {
    const { rows } = await sql<{ customer_id: number }>`
      delete from password_resets where token_hash = ${fingerprint(token)} and expires > now() returning customer_id
    `.execute(em.getKysely());
    const id = rows[0]?.customer_id;
    const owner = { id: id ?? 0, disabled_at: null };
    const customer = await em.findOne(Customer, owner, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (!customer) throw new ResetTokenInvalid();
    await this.forget(em, customer.id);
    return customer;
  }

  /** Guesses cost no hashing. @throws ResetTokenInvalid */
  async ensureKnown(token: string): Promise<void> {
    const { rows } = await sql`
      select 1 from password_resets where token_hash = ${fingerprint(token)} and expires > now()
    `.execute(this.database.sql());
    if (rows.length === 0) throw new ResetTokenInvalid();
  }

  /** A new password spends whatever else was on its way. */
  async forget(em: EntityManager, customer: number): Promise<void> {
    await em.nativeDelete(PasswordReset, { customer });
  }

  private async offer(email: string): Promise<void> {
    await this.database.transaction(async (em) => {
      const { rows } = await sql<{ id: number; username: string; email: string }>`
        select id, username, email from customers
        where lower(email) = lower(${email}) and disabled_at is null for no key update
      `.execute(em.getKysely());
      const customer = rows[0];
      if (!customer) return;
      // Counted in a statement of its own, which sees what those before it have written while it waited for the row.
      const anHourAgo = new Date(Date.now() - 3_600_000);
      if ((await em.count(PasswordReset, { customer: customer.id, created: { $gt: anHourAgo } })) >= mostAnHour) return;
      const token = randomBytes(24).toString('base64url');
      const expires = new Date(Date.now() + minutes * 60_000);
      em.create(PasswordReset, { token_hash: fingerprint(token), customer: customer.id, expires });
      const page = this.config.get('PASSWORD_RESET_URL');
      const data = { username: customer.username, token, url: page ? `${page}${token}` : null, minutes };
      await this.mails.enqueue(em, { kind: 'password_reset', to: customer.email, data });
      this.log.log({ password: 'forgotten', customer: customer.id });
    });
  }
}
