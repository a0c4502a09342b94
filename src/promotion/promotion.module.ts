import { MikroOrmModule } from '@mikro-orm/nestjs';
import { Module } from '@nestjs/common';
import { CouponAdminController } from './coupon.admin.controller.js';
import { Coupon } from './coupon.entity.js';
import { CouponService } from './coupon.service.js';

@Module({
  imports: [MikroOrmModule.forFeature([Coupon])],
  controllers: [CouponAdminController],
  providers: [CouponService],
  exports: [CouponService],
})
export class PromotionModule {}
