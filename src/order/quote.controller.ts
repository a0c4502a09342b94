import { Body, Controller, Delete, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { BucketService } from '../bucket/bucket.service.js';
import { MergeGuest } from '../common/http/merge-guest.interceptor.js';
import { AllowGuest, type Caller, Me } from '../common/http/access.js';
import { Fails } from '../common/http/fails.js';
import { BucketEmpty } from './order.errors.js';
import { TotalTooLarge } from '../bucket/bucket.errors.js';
import { CouponRefused } from '../promotion/promotion.errors.js';
import { ShippingNotAvailable } from '../shipping/shipping.errors.js';
import { BucketCoupon, Quote, QuoteInput } from './quote.dto.js';
import { QuoteService } from './quote.service.js';

@ApiTags('Bucket')
@Controller('api/bucket')
@AllowGuest()
@MergeGuest(BucketService)
export class QuoteController {
  constructor(private readonly quotes: QuoteService) {}

  /** Quote an order of your bucket: lines, discount, shipping, tax and total. */
  @Post('quote')
  @HttpCode(200)
  @Fails(BucketEmpty, CouponRefused, ShippingNotAvailable, TotalTooLarge)
  quote(@Me() me: Caller, @Body() input: QuoteInput): Promise<Quote> {
    return this.quotes.quote(me, input);
  }

  /** Apply a coupon to your bucket. If it is refused (1084, with the reason in `details`), the previous coupon stays. */
  @Post('coupon')
  @HttpCode(200)
  @Fails(BucketEmpty, CouponRefused, TotalTooLarge)
  useCoupon(@Me() me: Caller, @Body() { code }: BucketCoupon): Promise<Quote> {
    return this.quotes.setCoupon(me, code);
  }

  /** Remove the coupon from your bucket. */
  @Delete('coupon')
  @Fails(BucketEmpty, TotalTooLarge)
  removeCoupon(@Me() me: Caller): Promise<Quote> {
    return this.quotes.setCoupon(me, null);
  }
}
