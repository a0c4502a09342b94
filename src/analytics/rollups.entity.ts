import { defineEntity, p, PrimaryKeyProp } from '@mikro-orm/core';
import { Customer } from '../customer/customer.entity.js';

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

/** Days and months here are those of the shop's time zone when they were summed up. */
const ProductSalesSchema = defineEntity({
  name: 'ProductSales',
  tableName: 'product_sales',
  properties: {
    currency: p.string().length(3).primary(),
    day: p.date().primary(),
    product_uuid: p.uuid().primary(),
    units: p.integer(),
    /** Minor units, as all amounts here. */
    gross: p.bigint('number'),
  },
  // Of a few bytes: days are folded one after the other.
  indexes: [
    { name: 'product_sales_by_day', expression: 'create index product_sales_by_day on product_sales using brin (day)' },
  ],
});

/** What was sold of a product on a day, as ordered. */
export class ProductSales extends ProductSalesSchema.class {
  [PrimaryKeyProp]?: ['currency', 'day', 'product_uuid'];
}

const CustomerDaySchema = defineEntity({
  name: 'CustomerDay',
  tableName: 'customer_days',
  properties: {
    customer: () => p.manyToOne(Customer).ref().primary().deleteRule('cascade'),
    currency: p.string().length(3).primary(),
    day: p.date().primary(),
    orders: p.integer(),
    gross: p.bigint('number'),
    last_sold_at: p.datetime(),
    /** Of all days before, and the last of these; so one look at the rows of a period tells who came back. */
    orders_before: p.integer(),
    previous_day: p.date().nullable(),
  },
  indexes: [
    {
      name: 'customer_days_of_day',
      expression:
        'create index customer_days_of_day on customer_days (currency, day) include (orders, orders_before, previous_day)',
    },
  ],
});

/** What was sold to a customer or a guest on a day. */
export class CustomerDay extends CustomerDaySchema.class {
  [PrimaryKeyProp]?: ['customer', 'currency', 'day'];
}

const CustomerSalesSchema = defineEntity({
  name: 'CustomerSales',
  tableName: 'customer_sales',
  properties: {
    customer: () => p.manyToOne(Customer).ref().primary().deleteRule('cascade'),
    currency: p.string().length(3).primary(),
    orders: p.integer(),
    gross: p.bigint('number'),
    last_sold_at: p.datetime(),
    /** Fifths of all customers, 1 to 5, by `last_sold_at`, `orders` and `gross`; null until the last batch of a fold. */
    recency: p.smallint().nullable(),
    frequency: p.smallint().nullable(),
    money: p.smallint().nullable(),
  },
  indexes: [
    { name: 'customer_sales_of_segment', properties: ['currency', 'recency', 'frequency', 'money'] },
    {
      name: 'customer_sales_unscored',
      expression: 'create index customer_sales_unscored on customer_sales (currency) where recency is null',
    },
  ],
});

/** All that was ever sold to a customer or a guest. */
export class CustomerSales extends CustomerSalesSchema.class {
  [PrimaryKeyProp]?: ['customer', 'currency'];
}

const CohortMonthSchema = defineEntity({
  name: 'CohortMonth',
  tableName: 'cohort_months',
  properties: {
    currency: p.string().length(3).primary(),
    /** First day of the month of the first order. */
    cohort: p.date().primary(),
    month: p.date().primary(),
    customers: p.integer(),
    orders: p.integer(),
    gross: p.bigint('number'),
  },
});

/** What was sold in a month to the customers who first bought in another one. */
export class CohortMonth extends CohortMonthSchema.class {
  [PrimaryKeyProp]?: ['currency', 'cohort', 'month'];
}

const VatSumSchema = defineEntity({
  name: 'VatSum',
  tableName: 'vat_sums',
  properties: {
    day: p.date().primary(),
    currency: p.string().length(3).primary(),
    country: p.string().length(2).primary(),
    /** Basis points. */
    rate: p.integer().primary(),
    /** Of UNTDID 5305, as on the documents. */
    category: p.string().length(2).primary(),
    kind: p.string().length(20).primary(),
    documents: p.integer(),
    net: p.bigint('number'),
    tax: p.bigint('number'),
  },
});

/** What the invoices or credit notes of a day charge or give back, by country and rate. */
export class VatSum extends VatSumSchema.class {
  [PrimaryKeyProp]?: ['day', 'currency', 'country', 'rate', 'category', 'kind'];
}

const FunnelDaySchema = defineEntity({
  name: 'FunnelDay',
  tableName: 'funnel_days',
  properties: {
    day: p.date().primary(),
    visits: p.integer(),
    views: p.integer(),
    buckets: p.integer(),
  },
});

/** How many visitors a day had, when who they were is forgotten. */
export class FunnelDay extends FunnelDaySchema.class {
  [PrimaryKeyProp]?: 'day';
}

SalesRollupSchema.setClass(SalesRollup);
ProductSalesSchema.setClass(ProductSales);
CustomerDaySchema.setClass(CustomerDay);
CustomerSalesSchema.setClass(CustomerSales);
CohortMonthSchema.setClass(CohortMonth);
VatSumSchema.setClass(VatSum);
FunnelDaySchema.setClass(FunnelDay);
export { CustomerSalesSchema, ProductSalesSchema };
