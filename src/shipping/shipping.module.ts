import { Module } from '@nestjs/common';
import { ShippingMethodAdminController } from './shipping-method.admin.controller.js';
import { ShippingMethodController } from './shipping-method.controller.js';
import { ShippingMethodService } from './shipping-method.service.js';

@Module({
  controllers: [ShippingMethodController, ShippingMethodAdminController],
  providers: [ShippingMethodService],
  exports: [ShippingMethodService],
})
export class ShippingModule {}
