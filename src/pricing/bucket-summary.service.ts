import { Injectable } from '@nestjs/common';
import { couponRefusals } from '../promotion/coupon.entity.js';
import { bucketWarnings, type BucketWarning } from '../bucket/bucket.dto.js';
import { BucketQueries } from '../bucket/bucket.queries.js';
import type { Caller } from '../common/http/access.js';
import type { ShopError } from '../common/http/shop-error.js';
import { Config } from '../config/config.js';
import { Database } from '../database/database.js';
import { type BucketSummary, toEstimate } from './quote.dto.js';
import { QuoteService } from './quote.service.js';

/** The bucket for display: it is answered whatever an order would still be refused for, with warnings. */
@Injectable()
export class BucketSummaryService {
  constructor(
    private readonly database: Database,
    private readonly buckets: BucketQueries,
    private readonly quotes: QuoteService,
    private readonly config: Config,
  ) {}

  async summary(me: Caller, base: string): Promise<BucketSummary> {
    const { lines, warnings, prices } = await this.buckets.contents(me.id, base);
    const estimate = await this.database.transaction((em) => this.quotes.estimate(em, me, prices));
    const totals = toEstimate(estimate, this.config.get('CURRENCY'));
    return { lines, ...totals, warnings: [...warnings, ...estimate.refusals.flatMap(toWarnings)] };
  }
}

function toWarnings({ type, details }: ShopError): BucketWarning[] {
  const warning = bucketWarnings.find((each) => each === type.error);
  const reason = couponRefusals.find((each) => details && 'reason' in details && details.reason === each) ?? null;
  return warning ? [{ bucket_uuid: null, warning, stock: null, value_seen: null, reason }] : [];
}
