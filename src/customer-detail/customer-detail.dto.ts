import { CustomerRow } from '../customer/customer.admin.dto.js';

export class LifetimeValue {
  /** @example "EUR" */
  currency: string;
  /** What was paid, less what was given back: what the shop holds for all orders. @example "180.00" */
  value: string;
  /** @example "200.00" */
  paid: string;
  /** Refunds and disputes; those that failed or were won are taken off. @example "20.00" */
  refunded: string;
  /** Orders that are not canceled, paid or not. @example 4 */
  orders: number;
  /** When the first of these was placed; null where there is none. @example "2026-01-21T08:00:00.000Z" */
  first_order: string | null;
  /** When the last of these was placed; null where there is none. @example "2026-11-21T08:00:00.000Z" */
  last_order: string | null;
}

export class CustomerDetail extends CustomerRow {
  /** By currency, in alphabetical order; empty without orders. As of this moment. */
  lifetime_value: LifetimeValue[];
}
