import { Body, Controller, Delete, Get, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { BucketService } from '../bucket/bucket.service.js';
import { MergeGuest } from '../common/http/merge-guest.interceptor.js';
import { AllowGuest, type Caller, Me } from '../common/http/access.js';
import { BaseUrl } from '../common/http/base-url.js';
import { exampleAddress } from '../customer/address.dto.js';
import { Example, Fails } from '../common/http/fails.js';
import { BucketEmpty } from './pricing.errors.js';
import { TotalTooLarge } from '../bucket/bucket.errors.js';
import { CouponAttempts } from '../promotion/coupon-attempts.js';
import { CouponRefused, TooManyCoupons } from '../promotion/promotion.errors.js';
import { AddressRequired, ShippingMethodRequired, ShippingNotAvailable } from '../shipping/shipping.errors.js';
import { NotEnoughStock, ProductNotAvailable } from '../stock/stock.errors.js';
import { BucketSummaryService } from './bucket-summary.service.js';
import { BucketCoupon, BucketEstimate, BucketSummary, Quote, QuoteInput } from './quote.dto.js';
import { QuoteService } from './quote.service.js';

@ApiTags('Bucket')
@Controller('api/bucket')
@AllowGuest()
@MergeGuest(BucketService)
export class QuoteController {
  constructor(
    private readonly quotes: QuoteService,
    private readonly summaries: BucketSummaryService,
    private readonly attempts: CouponAttempts,
  ) {}

  /** Get your bucket for display: names, pictures, totals, and warnings about what has changed or would prevent an order. */
  @Get('summary')
  @Fails(TotalTooLarge)
  summary(@Me() me: Caller, @BaseUrl() base: string): Promise<BucketSummary> {
    return this.summaries.summary(me, base);
  }

  /** Quote an order of your bucket: lines, discount, shipping, tax and total. What an order would be refused for, a quote is refused for. */
  @Post('quote')
  @Example({ shipping_method: '0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b88', shipping_address: exampleAddress })
  @HttpCode(200)
  @Fails(
    BucketEmpty,
    ProductNotAvailable,
    NotEnoughStock,
    ShippingMethodRequired,
    AddressRequired,
    ShippingNotAvailable,
    CouponRefused,
    TooManyCoupons,
    TotalTooLarge,
  )
  totals(@Me() me: Caller, @Body() input: QuoteInput): Promise<Quote> {
    return this.attempts.countIfGuess(me, (isCounted) => this.quotes.quote(me, input, isCounted));
  }

  /** Apply a coupon to your bucket. If it is refused (1084, with the reason in `details`), the previous coupon stays. */
  @Post('coupon')
  @HttpCode(200)
  @Fails(BucketEmpty, CouponRefused, TooManyCoupons, TotalTooLarge)
  useCoupon(@Me() me: Caller, @Body() { code }: BucketCoupon): Promise<BucketEstimate> {
    return this.attempts.count(me, () => this.quotes.setCoupon(me, code));
  }

  /** Remove the coupon from your bucket, whatever is in it. */
  @Delete('coupon')
  removeCoupon(@Me() me: Caller): Promise<BucketEstimate> {
    return this.quotes.removeCoupon(me);
  }
}
