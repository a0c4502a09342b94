import { applyDecorators } from '@nestjs/common';
import { ApiProperty, IntersectionType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, Matches, Max, Min } from 'class-validator';
import { ListQuery } from '../common/http/paging.js';
import { IsOptionalNotNull } from '../common/text/is-optional-not-null.js';

export class CurrencyQuery {
  /** Only what was sold in this currency, ISO 4217. Default: the shop's. @example "EUR" */
  @ApiProperty({ required: false })
  @IsOptionalNotNull()
  @Matches(/^[A-Z]{3}$/, { message: 'currency must be an ISO 4217 code like EUR' })
  currency?: string;
}

const Score = (): PropertyDecorator =>
  applyDecorators(
    ApiProperty({ required: false, type: 'integer', minimum: 1, maximum: 5 }),
    IsOptionalNotNull(),
    Type(() => Number),
    IsInt(),
    Min(1),
    Max(5),
  );

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

export class SegmentFilter extends CurrencyQuery {
  /** Only customers with this score, 1 to 5. */
  @Score()
  recency?: number;

  /** Only customers with this score, 1 to 5. */
  @Score()
  frequency?: number;

  /** Only customers with this score, 1 to 5. */
  @Score()
  money?: number;
}

export class SegmentQuery extends IntersectionType(ListQuery, SegmentFilter) {}

/** Names and addresses are at `/api/admin/customers/{uuid}`, for staff who may read customers. */
export class SegmentCustomer {
  /** Uuid of the customer or guest. @example "8b2de2bf-b04a-4674-bf92-f0e4c727720b" */
  customer: string;
  /** Null for a guest. @example "maxm" */
  username: string | null;
  /** @example 5 */
  recency: number;
  /** @example 4 */
  frequency: number;
  /** @example 5 */
  money: number;
  /** Orders sold to the customer. @example 6 */
  orders: number;
  /** Their totals, tax included. @example "290.00" */
  gross: string;
  /** When the latest of them was sold. @example "2026-11-26T08:00:00.000Z" */
  date_last_sold: string;
}

/** Customers and guests to whom an order was sold on a day of the period. */
export class RepeatFigures {
  /** First day. @example "2026-11-01" */
  from: string;
  /** Last day. @example "2026-11-30" */
  to: string;
  /** All of them. @example 100 */
  customers: number;
  /** Of those: whose first order of all was sold in the period. @example 60 */
  new_customers: number;
  /** Of those: who had bought before the period. @example 40 */
  returning_customers: number;
  /** Of those: with two orders or more until the end of the period, be it all in the period. @example 46 */
  repeat_customers: number;
  /** `repeat_customers` of `customers` in percent, rounded half up. @example "46.0" */
  repeat_rate: string;
}

export class RepeatReport extends RepeatFigures {
  /** @example "EUR" */
  currency: string;
  /** As many days, directly before. */
  previous: RepeatFigures;
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
