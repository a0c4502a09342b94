import { MikroOrmModule } from '@mikro-orm/nestjs';
import { Module } from '@nestjs/common';
import { ShippingMethodAdminController } from './shipping-method.admin.controller.js';
import { ShippingMethodController } from './shipping-method.controller.js';
import { ShippingMethod } from './shipping-method.entity.js';
import { ShippingMethodService } from './shipping-method.service.js';

@Module({
  imports: [MikroOrmModule.forFeature([ShippingMethod])],
  controllers: [ShippingMethodController, ShippingMethodAdminController],
  providers: [ShippingMethodService],
  exports: [ShippingMethodService],
})
export class ShippingModule {}
