import { defineEntity, p } from '@mikro-orm/core';

const BudgetSchema = defineEntity({
  name: 'Budget',
  tableName: 'budgets',
  properties: {
    /** What is counted, and whose: `coupon:customer:7`, `guest:from:<network>`, `mail:order:to:<hash of the address>`. */
    key: p.string().primary().length(120),
    count: p.integer(),
    ends_at: p.datetime(),
  },
  indexes: [{ name: 'budgets_ended', properties: ['ends_at'] }],
});

/** What somebody has used up of what may be tried only so often. */
export class Budget extends BudgetSchema.class {}

BudgetSchema.setClass(Budget);
export { BudgetSchema };
