import { defineEntity, p, PrimaryKeyProp } from '@mikro-orm/core';
import { Customer } from '../customer/customer.entity.js';

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
});

/** What was sold of a product on a day, as ordered. */
export class ProductSales extends ProductSalesSchema.class {
  [PrimaryKeyProp]?: ['currency', 'day', 'product_uuid'];
}

const CustomerMonthSchema = defineEntity({
  name: 'CustomerMonth',
  tableName: 'customer_months',
  properties: {
    customer: () => p.manyToOne(Customer).ref().primary().deleteRule('cascade'),
    currency: p.string().length(3).primary(),
    /** Its first day. */
    month: p.date().primary(),
    orders: p.integer(),
    gross: p.bigint('number'),
    last_sold_at: p.datetime(),
  },
});

/** What was sold to a customer or a guest in a month. */
export class CustomerMonth extends CustomerMonthSchema.class {
  [PrimaryKeyProp]?: ['customer', 'currency', 'month'];
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

const SearchTermSchema = defineEntity({
  name: 'SearchTerm',
  tableName: 'search_terms',
  properties: {
    day: p.date().primary(),
    term: p.string().length(100).primary(),
    searches: p.integer(),
    /** Of those: searches that found nothing. */
    without_result: p.integer(),
  },
});

/** How often something was searched for on a day; by whom is not stored. */
export class SearchTerm extends SearchTermSchema.class {
  [PrimaryKeyProp]?: ['day', 'term'];
}

ProductSalesSchema.setClass(ProductSales);
CustomerMonthSchema.setClass(CustomerMonth);
VatSumSchema.setClass(VatSum);
FunnelDaySchema.setClass(FunnelDay);
SearchTermSchema.setClass(SearchTerm);
export { ProductSalesSchema, SearchTermSchema };
