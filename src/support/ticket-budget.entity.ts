import { defineEntity, p } from '@mikro-orm/core';

const TicketBudgetSchema = defineEntity({
  name: 'TicketBudget',
  tableName: 'ticket_budgets',
  properties: {
    /** What is counted, and whose: `messages:customer/7`. */
    key: p.string().primary().length(300),
    count: p.integer(),
    started_at: p.datetime(),
  },
});

/** What one sender used up in an hour. */
export class TicketBudget extends TicketBudgetSchema.class {}

TicketBudgetSchema.setClass(TicketBudget);
export { TicketBudgetSchema };
