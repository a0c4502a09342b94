import { notPersonal, type TableRules } from './table-rules.js';

/** Tables that say nothing about a person, whose columns could hold it by their type. */
export const namelessTables: Record<string, TableRules> = {
  roles: notPersonal('name'),
  settings: notPersonal('values'),
  canned_answers: notPersonal('uuid', 'title', 'text'),
  product_pulls: notPersonal('kind'),
  brands: notPersonal('uuid', 'slug', 'name', 'renamed_at'),
  categories: notPersonal('uuid', 'slug', 'name'),
  pictures: notPersonal('hash', 'content'),
  products: notPersonal('uuid', 'slug', 'name', 'description', 'keywords', 'tax_exemption'),
  product_images: notPersonal('uuid', 'hash'),
  shipping_methods: notPersonal('uuid', 'name', 'kind'),
  coupons: notPersonal('uuid', 'code', 'code_key'),
  invoice_numbers: notPersonal('series'),
  sales_entries: notPersonal('currency'),
  sales_rollup: notPersonal('currency'),
  product_sales: notPersonal('currency', 'day', 'product_uuid'),
  customer_days: notPersonal('currency', 'day', 'previous_day'),
  customer_sales: notPersonal('currency'),
  cohort_months: notPersonal('currency', 'cohort', 'month'),
  vat_sums: notPersonal('day', 'currency', 'country', 'category', 'kind'),
  funnel_days: notPersonal('day'),
  search_terms: notPersonal('day', 'term'),
  // Keyed hashes of a term and a network, which nobody's account leads to; gone after thirty days.
  search_visitors: notPersonal('term', 'visitor', 'day'),
  popular_searches: notPersonal('term'),
  exchange_rates: notPersonal('currency', 'day', 'source'),
  // Ids, networks and hashes of addresses of the last day: an erasure must not renew what may be tried or mailed.
  budgets: notPersonal('key'),
  // Of the release before: empty once none of its processes runs.
  mail_budgets: notPersonal('key'),
  ticket_budgets: notPersonal('key'),
  // Addresses of the last minute, overwritten or expired by the limiter itself.
  rate_limits: notPersonal('key'),
  migrations: notPersonal('name'),
  payment_ledger: notPersonal('kind', 'reference'),
  provider_events: notPersonal('provider', 'event'),
  mock_charges: notPersonal('key', 'currency', 'status', 'return_url', 'reason', 'token'),
  mock_refunds: notPersonal('key', 'charge', 'status'),
  mock_disputes: notPersonal('key', 'charge', 'status'),
};
