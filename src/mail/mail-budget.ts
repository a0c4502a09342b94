import { type Budget, mailboxHash } from '../budgets/budget.service.js';
import type { Config } from '../config/config.js';
import type { MailKind } from '../mail-templates/templates.js';

/** What anybody can cause by typing somebody's address. Kinds of one name are counted together. */
const budgetOfKind: Partial<Record<MailKind, string>> = {
  order_confirmation: 'order',
  payment_failed: 'order',
  canceled: 'canceled',
  units_canceled: 'canceled',
  refunded: 'refund',
  welcome: 'account',
  email_confirmation: 'account',
  order_claim: 'account',
  email_changed: 'earlier email',
  password_reset: 'reset',
  password_changed: 'password',
  staff_invitation: 'invitation',
  ticket_received: 'ticket',
  restock_confirmation: 'restock',
};

export const isBudgeted = (kind: MailKind): boolean => kind in budgetOfKind;

interface BudgetedMail {
  kind: MailKind;
  recipient: string;
  origin?: string | null;
}

/** A day's worth of what strangers can cause. Spent when the mail is about to be sent, so that no order waits for a count. */
export function mailBudgets({ kind, recipient, origin }: BudgetedMail, config: Config): Budget[] {
  const counted = `mail:${budgetOfKind[kind]}`;
  const seconds = 86_400;
  const to = {
    key: `${counted}:to:${mailboxHash(recipient)}`,
    most: config.get('MAIL_LIMIT_PER_RECIPIENT'),
    seconds,
  };
  if (origin == null) return [to];
  return [to, { key: `${counted}:from:${origin}`, most: config.get('MAIL_LIMIT_PER_ADDRESS'), seconds }];
}
