import { Module } from '@nestjs/common';
import { CouponAdminController } from './coupon.admin.controller.js';
import { CouponService } from './coupon.service.js';

@Module({
  controllers: [CouponAdminController],
  providers: [CouponService],
  exports: [CouponService],
})
export class PromotionModule {}
