import { defineEntity, p, PrimaryKeyProp } from '@mikro-orm/core';

const SalesRollupSchema = defineEntity({
  name: 'SalesRollup',
  tableName: 'sales_rollup',
  properties: {
    currency: p.string().length(3).primary(),
    /** Of a minute; of a quarter of an hour once it is some days old: no zone of our days begins its hours elsewhere. */
    starts_at: p.datetime().primary(),
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

/** The sums of the sales entries that were folded. With those that are not folded yet they are the sales of any time. */
export class SalesRollup extends SalesRollupSchema.class {
  [PrimaryKeyProp]?: ['currency', 'starts_at'];
}

SalesRollupSchema.setClass(SalesRollup);
export { SalesRollupSchema };
