import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { MoneyPeriodQuery } from './period.dto.js';
import { type Step, steps } from './calendar-steps.js';

export class SalesQuery extends MoneyPeriodQuery {
  /** Length of a row: `week` begins on Monday. At most 800 rows and 3,700 days, else 2050. */
  @ApiProperty({ required: false, enum: steps, default: 'day' })
  @IsIn(steps)
  by: Step = 'day';
}

/**
 * An order counts when it is sold: one in cash when it is placed, any other when it is paid. One that is never paid does
 * not count. What becomes of it later is in `credits` and `refunds` of that later time, and changes nothing here.
 */
export class SalesFigures {
  /** Orders sold. @example 12 */
  orders: number;
  /** Units of products in them, as ordered. @example 31 */
  units: number;
  /** What customers owed for them: totals with tax and shipping, less discounts. @example "1190.00" */
  gross: string;
  /** The tax in `gross`. @example "190.00" */
  tax: string;
  /** `gross` less `tax`. @example "1000.00" */
  net: string;
  /** `gross` per order, rounded half up; 0 without orders. @example "99.17" */
  average_order_value: string;
  /**
   * What is no longer owed of sold orders, tax included, by when that was decided: cancellations, returns, lost or refused
   * parcels, goodwill. @example "59.50"
   */
  credits: string;
  /**
   * `net` less the credits without their tax; negative where more was credited than sold. The tax in a credit is counted as
   * the same share of the order's tax as the credit is of its total, rounded half up: exact for a whole order and
   * for one with a single rate, while `/api/admin/analytics/vat` has the tax of the credit notes themselves. @example "950.00"
   */
  net_after_credits: string;
  /**
   * Money that providers paid back to customers, by when it was booked, less what came back because it failed; also of
   * payments that came twice or too late. Disputes are not in it. @example "59.50"
   */
  refunds: string;
}

export class SalesRow extends SalesFigures {
  /** Day on which the row begins, in the shop's time zone. @example "2026-11-27" */
  day: string;
  /** First moment, UTC. @example "2026-11-26T23:00:00.000Z" */
  starts: string;
  /** First moment after it, UTC. On days when the clocks change it is 23 or 25 hours later. @example "2026-11-27T23:00:00.000Z" */
  ends: string;
}

export class SalesPeriod {
  /** First day. @example "2026-11-01" */
  from: string;
  /** Last day. @example "2026-11-30" */
  to: string;
  totals: SalesFigures;
  /** Oldest first, without gaps: a row without sales has zeros. A week or month at either end is cut off by the period. */
  rows: SalesRow[];
}

export class SalesReport extends SalesPeriod {
  /** @example "EUR" */
  currency: string;
  /** That of the days. @example "Europe/Berlin" */
  time_zone: string;
  /** As many days, directly before. */
  previous: SalesPeriod;
}
