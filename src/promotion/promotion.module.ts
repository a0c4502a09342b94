import { Module } from '@nestjs/common';
import { CouponAdminController } from './coupon.admin.controller.js';
import { CouponAttempts } from './coupon-attempts.js';
import { CouponService } from './coupon.service.js';

@Module({
  controllers: [CouponAdminController],
  providers: [CouponAttempts, CouponService],
  exports: [CouponAttempts, CouponService],
})
export class PromotionModule {}
