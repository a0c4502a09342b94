import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { sql } from 'kysely';
import { randomBytes } from 'node:crypto';
import { BudgetService, currentNetwork, networkBudget } from '../budgets/budget.service.js';
import { Config } from '../config/config.js';
import { Customer } from '../customer/customer.entity.js';
import { deleteInBatches } from '../database/batches.js';
import { Database } from '../database/database.js';
import { emailKey } from '../identity/account-keys.js';
import { Jobs } from '../jobs/jobs.js';
import { MailQueue, type NewMail } from '../mail/mail-queue.js';
import { ResetTokenInvalid } from './auth.errors.js';
import { PasswordReset } from './password-reset.entity.js';
import type { PasswordOwner } from './password-rules.js';
import { tokenHash } from './token.service.js';

const passwordForgotten = 'password.forgotten';
const validMinutes = 15;
/** Bound how many mails strangers can cause in somebody's mailbox: one network, and all but those the account is known from. */
const [perNetwork, perAccount] = [5, 20];
/** Of a network for all accounts together: each is a job. */
const requestsPerNetwork = 100;

interface Forgotten {
  email: string;
  /** The network that asked. */
  origin: string | null;
}
/** How the mail is counted. */
type Counted = Pick<NewMail<'password_reset'>, 'account' | 'origin' | 'uncounted'>;
type Recipient = Pick<Customer, 'id' | 'username' | 'email' | 'email_confirmed_at'>;

/** Sets a new password by a mailed token for one use. */
@Injectable()
export class PasswordResetService implements OnModuleInit {
  private readonly log = new Logger('Auth');

  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly mails: MailQueue,
    private readonly config: Config,
    private readonly budgets: BudgetService,
  ) {}

  onModuleInit(): void {
    this.jobs.on<Forgotten>(passwordForgotten, (forgotten) => this.sendToken(forgotten));
    this.jobs.nightly('password_resets.forget', () =>
      deleteInBatches(this.database, 'password_resets', sql`created_at < now() - interval '1 day'`),
    );
  }

  /** Looks up no account: whether there is one shows neither in the answer nor in its time. Nothing follows where the network has asked too often. */
  request(email: string): Promise<void> {
    return this.database.transaction(async (em) => {
      const wait = await this.budgets.spend(networkBudget('reset', requestsPerNetwork, 3_600), em);
      if (wait === undefined)
        await this.jobs.enqueue(em, passwordForgotten, { email, origin: currentNetwork() ?? null });
    });
  }

  /** Consumes the token; of many uses at once, one succeeds. @throws ResetTokenInvalid */
  async consume(em: EntityManager, token: string): Promise<Customer> {
    const { rows } = await sql<{ customer_id: number }>`
      delete from password_resets where token_hash = ${tokenHash(token)} and expires_at > now() returning customer_id
    `.execute(em.getKysely());
    const id = rows[0]?.customer_id;
    const owner = { id: id ?? 0, disabled_at: null };
    const customer = await em.findOne(Customer, owner, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (!customer) throw new ResetTokenInvalid();
    customer.confirmEmail();
    await this.revokeAll(em, customer.id);
    return customer;
  }

  /** Keeps guesses from costing a password hash; says whose it will be. @throws ResetTokenInvalid */
  async assertValid(token: string): Promise<PasswordOwner> {
    const { rows } = await sql<PasswordOwner>`
      select username, email from password_resets join customers on customers.id = customer_id
      where token_hash = ${tokenHash(token)} and expires_at > now()
    `.execute(this.database.sql());
    if (!rows[0]) throw new ResetTokenInvalid();
    return rows[0];
  }

  /** A new password makes the tokens in earlier mails useless. */
  async revokeAll(em: EntityManager, customer: number): Promise<void> {
    await em.nativeDelete(PasswordReset, { customer });
  }

  /** To the owner, who may not be who changed it. */
  async mailChanged(em: EntityManager, { id, email }: Customer): Promise<void> {
    if (email) await this.mails.enqueue(em, { kind: 'password_changed', to: email, data: {}, account: id });
  }

  private async sendToken({ email, origin }: Forgotten): Promise<void> {
    await this.database.transaction(async (em) => {
      const { rows } = await sql<Recipient>`
        select id, username, email, email_confirmed_at from customers
        where email_key = ${emailKey(email)} and disabled_at is null for no key update
      `.execute(em.getKysely());
      const customer = rows[0];
      if (!customer) return;
      if (await this.isSpent(em, customer.id, origin)) return;
      await this.mailToken(em, customer, { account: customer.id, origin });
      this.log.log({ password: 'forgotten', customer: customer.id });
    });
  }

  /** Of what one network asks in vain, nothing is taken from the others. */
  private async isSpent(em: EntityManager, customer: number, origin: string | null): Promise<boolean> {
    const key = `reset:customer:${customer}`;
    const own = { key: `${key}:from:${origin}`, most: perNetwork, seconds: 3_600 };
    if ((await this.budgets.spend([own], em)) !== undefined) return true;
    const { rows: known } = await sql`
      select from known_addresses where customer_id = ${customer} and network = ${origin}
    `.execute(em.getKysely());
    if (known.length > 0) return false;
    return (await this.budgets.spend([{ key, most: perAccount, seconds: 3_600 }], em)) !== undefined;
  }

  /** To an enabled account, in the transaction of `em`. */
  async mailToken(em: EntityManager, customer: Recipient, counted: Counted = {}): Promise<void> {
    const { id, username, email, email_confirmed_at } = customer;
    if (!email) return;
    const token = randomBytes(24).toString('base64url');
    await sql`
      insert into password_resets (token_hash, customer_id, created_at, expires_at)
      values (${tokenHash(token)}, ${id}, now(), now() + make_interval(mins => ${validMinutes}))
    `.execute(em.getKysely());
    const page = this.config.get('PASSWORD_RESET_URL');
    const data = {
      username: (email_confirmed_at && username) || null,
      token,
      url: page ? `${page}${token}` : null,
      minutes: validMinutes,
      undo_hours: email_confirmed_at ? null : await undoHours(em, id),
    };
    await this.mails.enqueue(em, { kind: 'password_reset', to: email, data, ...counted });
  }
}

/** How long whoever entered an email that is not confirmed can take it back; null where nobody can. */
async function undoHours(em: EntityManager, customer: number): Promise<number | null> {
  const { rows } = await sql<{ hours: number | null }>`
    select ceil(extract(epoch from max(expires_at) - now()) / 3600)::int as hours from email_tokens
    where customer_id = ${customer} and purpose = 'undo' and used_at is null and expires_at > now()
  `.execute(em.getKysely());
  return rows[0]?.hours ?? null;
}
