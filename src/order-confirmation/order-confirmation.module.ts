import { Module } from '@nestjs/common';
import { OpenOrdersModule } from '../open-orders/open-orders.module.js';
import { OrderModule } from '../order/order.module.js';
import { OrderConfirmationController } from './order-confirmation.controller.js';
import { OrderConfirmationService } from './order-confirmation.service.js';

@Module({
  imports: [OpenOrdersModule, OrderModule],
  controllers: [OrderConfirmationController],
  providers: [OrderConfirmationService],
})
export class OrderConfirmationModule {}
