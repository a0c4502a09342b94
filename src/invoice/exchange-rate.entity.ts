import { defineEntity, p } from '@mikro-orm/core';

const ExchangeRateSchema = defineEntity({
  name: 'ExchangeRate',
  tableName: 'exchange_rates',
  properties: {
    id: p.integer().primary(),
    currency: p.string().length(3),
    /** The first day that it applies to. */
    day: p.date(),
    /** Units of the currency for one of the shop's. */
    rate: p.decimal().precision(18).scale(8),
    /** Who published it. */
    source: p.string().length(100),
    updated_at: p
      .datetime()
      .onCreate(() => new Date())
      .onUpdate(() => new Date()),
  },
  indexes: [{ name: 'exchange_rates_by_day', properties: ['day', 'currency'] }],
  uniques: [{ name: 'exchange_rates_one_a_day', properties: ['currency', 'day'] }],
  checks: [{ name: 'exchange_rates_rate', expression: 'rate > 0' }],
});

/** What the tax of an invoice is worth in the currency of the seller's tax authority. */
export class ExchangeRate extends ExchangeRateSchema.class {}

ExchangeRateSchema.setClass(ExchangeRate);
export { ExchangeRateSchema };
