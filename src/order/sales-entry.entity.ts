import { defineEntity, p } from '@mikro-orm/core';

const SalesEntrySchema = defineEntity({
  name: 'SalesEntry',
  tableName: 'sales_entries',
  properties: {
    id: p.bigint('number').primary(),
    happened_at: p.datetime(),
    currency: p.string().length(3),
    /** Not foreign keys: rows live for a minute. */
    order_id: p.integer(),
    customer_id: p.integer(),
    /** A document that was issued; its entry has no other sums. */
    invoice_id: p.integer().nullable(),
    orders: p.integer().default(0),
    units: p.integer().default(0),
    /** Minor units, as all amounts here. */
    gross: p.bigint('number').default(0),
    tax: p.bigint('number').default(0),
    credits: p.bigint('number').default(0),
    credits_tax: p.bigint('number').default(0),
    refunds: p.bigint('number').default(0),
  },
});

/**
 * What one change adds to the sales of a moment; negative where it takes something back. Triggers write it in the
 * transaction of the change, so that none is lost or counted twice, whenever that commits. Whoever sums up moves the rows
 * into sums of their own.
 */
export class SalesEntry extends SalesEntrySchema.class {}

SalesEntrySchema.setClass(SalesEntry);
export { SalesEntrySchema };
