import { Module } from '@nestjs/common';
import { FulfilmentModule } from '../fulfilment/fulfilment.module.js';
import { OrderModule } from '../order/order.module.js';
import { PaymentModule } from '../payment/payment.module.js';
import { ShippingModule } from '../shipping/shipping.module.js';
import { ReturnAdminController } from './return.admin.controller.js';
import { ReturnController } from './return.controller.js';
import { ReturnCreditService } from './return-credit.service.js';
import { ReturnQueries } from './return.queries.js';
import { ReturnRegistrationAdminController } from './return-registration.admin.controller.js';
import { ReturnRequestService } from './return-request.service.js';
import { ReturnService } from './return.service.js';

@Module({
  imports: [FulfilmentModule, OrderModule, PaymentModule, ShippingModule],
  controllers: [ReturnController, ReturnAdminController, ReturnRegistrationAdminController],
  providers: [ReturnCreditService, ReturnRequestService, ReturnService, ReturnQueries],
})
export class ReturnsModule {}
