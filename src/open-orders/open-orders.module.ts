import { Module } from '@nestjs/common';
import { OpenOrderService } from './open-order.service.js';
import { OrderConfirmations } from './order-confirmations.js';

@Module({
  providers: [OpenOrderService, OrderConfirmations],
  exports: [OpenOrderService, OrderConfirmations],
})
export class OpenOrdersModule {}
