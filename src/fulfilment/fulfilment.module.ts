import { Module } from '@nestjs/common';
import { ShippingModule } from '../shipping/shipping.module.js';
import { StockModule } from '../stock/stock.module.js';
import { InvoiceModule } from '../invoice/invoice.module.js';
import { OrderModule } from '../order/order.module.js';
import { PaymentModule } from '../payment/payment.module.js';
import { CreditAdminController } from './credit.admin.controller.js';
import { CreditQueries } from './credit.queries.js';
import { CreditService } from './credit.service.js';
import { DeliveryService } from './delivery.service.js';
import { ReturnAdminController } from './return.admin.controller.js';
import { ReturnController } from './return.controller.js';
import { ReturnCreditService } from './return-credit.service.js';
import { ReturnQueries } from './return.queries.js';
import { ReturnService } from './return.service.js';
import { ReturnRequestService } from './return-request.service.js';
import { ShipmentAdminController } from './shipment.admin.controller.js';
import { ShipmentEffects } from './shipment-effects.js';
import { ShipmentQueries } from './shipment.queries.js';
import { ShipmentService } from './shipment.service.js';
import { TrackingController } from './tracking.controller.js';
import { TrackingQueries } from './tracking.queries.js';

@Module({
  imports: [InvoiceModule, OrderModule, PaymentModule, ShippingModule, StockModule],
  controllers: [CreditAdminController, ShipmentAdminController, TrackingController, ReturnController, ReturnAdminController],
  providers: [
    CreditService,
    CreditQueries,
    ReturnCreditService,
    ShipmentService,
    ShipmentEffects,
    ShipmentQueries,
    DeliveryService,
    ReturnRequestService,
    ReturnService,
    ReturnQueries,
    TrackingQueries,
  ],
  exports: [ShipmentQueries],
})
export class FulfilmentModule {}
