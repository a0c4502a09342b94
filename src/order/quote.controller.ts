import { Body, Controller, Delete, HttpCode, Post, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { GuestBucketInterceptor } from '../bucket/guest-bucket.interceptor.js';
import { AllowGuest, type Caller, Me } from '../common/http/access.js';
import { Fails } from '../common/http/fails.js';
import { BucketEmpty } from './order.errors.js';
import { CouponRefused } from '../promotion/promotion.errors.js';
import { ShippingNotAvailable } from '../shipping/shipping.errors.js';
import { BucketCoupon, Quote, QuoteInput } from './quote.dto.js';
import { QuoteService } from './quote.service.js';

@ApiTags('Bucket')
@Controller('api/bucket')
@AllowGuest()
@UseInterceptors(GuestBucketInterceptor)
export class QuoteController {
  constructor(private readonly quotes: QuoteService) {}

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
