import { Injectable, type OnModuleInit } from '@nestjs/common';
import { sql } from 'kysely';
import { createHash } from 'node:crypto';
import { Config } from '../config/config.js';
import { deleteInBatches } from '../database/batches.js';
import { Database } from '../database/database.js';
import { statement } from '../database/statement.js';
import { Jobs } from '../jobs/jobs.js';
import type { MailKind } from '../mail-templates/templates.js';

/** What anybody can cause by typing somebody's address. Kinds of one name are counted together. */
const budgetOfKind: Partial<Record<MailKind, string>> = {
  order_confirmation: 'order',
  payment_failed: 'order',
  canceled: 'canceled',
  welcome: 'account',
  email_confirmation: 'account',
  order_claim: 'account',
  password_reset: 'reset',
  staff_invitation: 'invitation',
  ticket_received: 'ticket',
};

export const isBudgeted = (kind: MailKind): boolean => kind in budgetOfKind;

/** Values: keys, limits. Locks the rows in order of their keys. */
const spendBudgets = statement<{ is_over: boolean }>(
  'mail_budget_spend',
  `
  with spent as (
    insert into mail_budgets as budget (key, count, started_at)
    select key, 1, now() from unnest($1::text[]) key order by key
    on conflict (key) do update set
      count = case when budget.started_at > now() - interval '1 day' then budget.count + 1 else 1 end,
      started_at = case when budget.started_at > now() - interval '1 day' then budget.started_at else now() end
    returning key, count
  )
  select coalesce(bool_or(count > most), false) as is_over
  from spent join unnest($1::text[], $2::int[]) as limits (key, most) using (key)
`,
);

interface BudgetedMail {
  kind: MailKind;
  recipient: string;
  origin?: string | null;
}

/** Limits the mails that strangers can cause: they are counted in PostgreSQL when they are about to be sent, so that no order waits for a count. */
@Injectable()
export class MailBudgetService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.jobs.nightly('mail_budgets.forget', () => this.forget());
  }

  async forget(): Promise<void> {
    await deleteInBatches(this.database, 'mail_budgets', sql`started_at < now() - interval '1 day'`);
  }

  /** Whether the mail may be sent. Of many at once, as many as the budget has. */
  async spend({ kind, recipient, origin }: BudgetedMail): Promise<boolean> {
    const budget = budgetOfKind[kind];
    const limits: [string, number][] = [
      [`${budget}:to:${mailboxHash(recipient)}`, this.config.get('MAIL_LIMIT_PER_RECIPIENT')],
    ];
    if (origin != null) limits.push([`${budget}:from:${origin}`, this.config.get('MAIL_LIMIT_PER_ADDRESS')]);
    const counted = limits.filter(([, most]) => most > 0);
    if (counted.length === 0) return true;
    const [row] = await this.database.query(spendBudgets, [
      counted.map(([key]) => key),
      counted.map(([, most]) => most),
    ]);
    return !row?.is_over;
  }
}

/** `max+anything@…` is the mailbox of `max@…`. */
const mailboxHash = (recipient: string): string =>
  createHash('sha256')
    .update(recipient.toLowerCase().replace(/^([^+@]+)\+[^@]*@/, '$1@'))
    .digest('hex');
