import { ApiProperty, IntersectionType } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { PageQuery } from '../common/http/paging.js';
import { PeriodQuery } from './period.dto.js';

export class FunnelDayRow {
  /** In the shop's time zone. @example "2026-11-27" */
  day: string;
  /**
   * Customers and guests who opened a page of a product (`GET /api/products/{uuid}` of the shop with an access or guest
   * token), each once a day. Who sends no token, or does not want to be remembered, is not counted; who signs in
   * after a visit as a guest may count twice. @example 120
   */
  visits: number;
  /** Pages of products that they opened. @example 431 */
  product_views: number;
  /** Customers and guests who put a product into their bucket, or ordered, each once a day; a product that is removed within a minute may be missed. @example 40 */
  buckets: number;
  /** Orders placed on that day, whatever became of them. @example 17 */
  orders: number;
  /** Of those: orders that are paid by now. @example 15 */
  paid: number;
}

export class FunnelReport {
  /** First day. @example "2026-11-01" */
  from: string;
  /** Last day. @example "2026-11-30" */
  to: string;
  /** Each day, oldest first. Visits and buckets are at most a minute or two old. */
  rows: FunnelDayRow[];
}

export const searchResults = ['none', 'any'] as const;

export class SearchesFilter extends PeriodQuery {
  /** `none`: only terms that found nothing at least once, the most frequent first; `any`: all. */
  @ApiProperty({ required: false, enum: searchResults, default: 'none' })
  @IsIn(searchResults)
  results: (typeof searchResults)[number] = 'none';
}

export class SearchesQuery extends IntersectionType(PageQuery, SearchesFilter) {}

export class SearchRow {
  /** In small letters, with single spaces. @example "banana" */
  term: string;
  /** Searches for it in the period. @example 9 */
  searches: number;
  /** Of those: searches that found nothing. @example 9 */
  without_result: number;
  /** Last day on which somebody searched for it. @example "2026-11-27" */
  last_day: string;
}

export const idleTimes = ['hour', 'day', 'week'] as const;
export type IdleTime = (typeof idleTimes)[number];

export class AbandonedFilter {
  /** Only buckets that nobody has changed for longer than an hour, a day, or seven days. */
  @ApiProperty({ required: false, enum: idleTimes, default: 'hour' })
  @IsIn(idleTimes)
  idle: IdleTime = 'hour';
}

export class AbandonedQuery extends IntersectionType(PageQuery, AbandonedFilter) {}

export class AbandonedBucket {
  /** Uuid of its customer or guest. @example "8b2de2bf-b04a-4674-bf92-f0e4c727720b" */
  customer: string;
  /** Null for a guest. @example "maxm" */
  username: string | null;
  /** Different products in it. @example 2 */
  products: number;
  /** @example 5 */
  units: number;
  /** At today's prices, tax included, without coupon and shipping. @example "15.00" */
  value: string;
  /** When it was last changed. @example "2026-11-26T08:00:00.000Z" */
  date_changed: string;
}

export class AbandonedSum {
  /** @example 12 */
  buckets: number;
  /** @example "190.00" */
  value: string;
}

/** The longer ones are among the shorter ones. */
export class AbandonedTotals {
  /** Unchanged for longer than an hour. */
  hour: AbandonedSum;
  /** For longer than a day. */
  day: AbandonedSum;
  /** For longer than seven days. */
  week: AbandonedSum;
}
