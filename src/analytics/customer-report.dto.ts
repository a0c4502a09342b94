import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, Matches, Max, Min } from 'class-validator';
import { IsOptionalNotNull } from '../common/text/is-optional-not-null.js';

export class CurrencyQuery {
  /** Only what was sold in this currency, ISO 4217. Default: the shop's. @example "EUR" */
  @ApiProperty({ required: false })
  @IsOptionalNotNull()
  @Matches(/^[A-Z]{3}$/, { message: 'currency must be an ISO 4217 code like EUR' })
  currency?: string;
}

/** Each score is a fifth of the customers, 1 to 5, 5 the best; customers with equal values have equal scores. */
export class CustomerSegment {
  /** By the moment of the latest order that was sold: 5 bought last. @example 5 */
  recency: number;
  /** By the number of orders sold. @example 4 */
  frequency: number;
  /** By the totals of orders sold. @example 5 */
  money: number;
  /** @example 12 */
  customers: number;
  /** Orders sold to them. @example 54 */
  orders: number;
  /** Their totals, tax included. @example "1190.00" */
  gross: string;
}

export class CustomerReport {
  /** @example "EUR" */
  currency: string;
  /** Customers and guests to whom an order was ever sold; what is canceled later counts. @example 100 */
  customers: number;
  /** Of those: with two orders or more. @example 34 */
  repeat_customers: number;
  /** Their share in percent, rounded half up. @example "34.0" */
  repeat_rate: string;
  /** Best first, by recency, frequency and money; a combination without customers is left out, so that there are at most 125. */
  segments: CustomerSegment[];
}

export class CohortQuery extends CurrencyQuery {
  /** Cohorts of so many months until now, 1 to 36. */
  @ApiProperty({ required: false, type: 'integer', default: 12 })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(36)
  months: number = 12;
}

export class CohortRow {
  /** Month in which the first order of these customers was sold. @example "2026-09" */
  cohort: string;
  /** Customers and guests of the cohort. @example 40 */
  size: number;
  /** Months after it; 0 is the cohort's own. @example 1 */
  months_after: number;
  /** Of the cohort: those to whom an order was sold in that month. @example 9 */
  customers: number;
  /** Orders sold to them in that month. @example 11 */
  orders: number;
  /** Their totals, tax included. @example "1190.00" */
  gross: string;
}

export class CohortReport {
  /** @example "EUR" */
  currency: string;
  /** By cohort and month; a month in which nobody of the cohort bought is left out. At most 666. */
  rows: CohortRow[];
}
