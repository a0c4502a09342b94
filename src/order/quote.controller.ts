import { Body, Controller, Delete, HttpCode, Post, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { MergesGuestBucket } from '../bucket/guest-bucket.interceptor.js';
import { AllowGuest, type Caller, Me } from '../common/access.js';
import { Fails } from '../common/fails.js';
import { BucketEmpty, CouponRefused, ShippingNotAvailable } from './order.errors.js';
import { BucketCoupon, Quote, QuoteInput } from './quote.dto.js';
import { Quotes } from './quote.service.js';

@ApiTags('Bucket')
@Controller('api/bucket')
@AllowGuest()
@UseInterceptors(MergesGuestBucket)
export class QuoteController {
  constructor(private readonly quotes: Quotes) {}

  /** What an order of your bucket would cost, everything included. */
  @Post('quote')
  @HttpCode(200)
  @Fails(BucketEmpty, CouponRefused, ShippingNotAvailable)
  quote(@Me() me: Caller, @Body() where: QuoteInput): Promise<Quote> {
    return this.quotes.quote(me, where);
  }

  /** Put a coupon to your bucket. One that cannot be used is refused, with the reason in `details`, and the one before stays. */
  @Post('coupon')
  @HttpCode(200)
  @Fails(BucketEmpty, CouponRefused)
  useCoupon(@Me() me: Caller, @Body() { code }: BucketCoupon): Promise<Quote> {
    return this.quotes.setCoupon(me, code);
  }

  /** Take the coupon back. */
  @Delete('coupon')
  @Fails(BucketEmpty)
  removeCoupon(@Me() me: Caller): Promise<Quote> {
    return this.quotes.setCoupon(me, null);
  }
}
