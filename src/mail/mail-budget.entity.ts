import { defineEntity, p } from '@mikro-orm/core';

const MailBudgetSchema = defineEntity({
  name: 'MailBudget',
  tableName: 'mail_budgets',
  properties: {
    /** What is counted, and whose: `order:to:<hash of the recipient>`, `order:from:<network>`. */
    key: p.string().primary().length(120),
    count: p.integer(),
    started_at: p.datetime(),
  },
  indexes: [{ name: 'mail_budgets_started', properties: ['started_at'] }],
});

/** Mails of a kind to one recipient, or caused from one network, within a day. */
export class MailBudget extends MailBudgetSchema.class {}

MailBudgetSchema.setClass(MailBudget);
export { MailBudgetSchema };
