import { Module } from '@nestjs/common';
import { ShippingModule } from '../shipping/shipping.module.js';
import { StockModule } from '../stock/stock.module.js';
import { InvoiceModule } from '../invoice/invoice.module.js';
import { OrderModule } from '../order/order.module.js';
import { PaymentModule } from '../payment/payment.module.js';
import { CancellationAdminController } from './cancellation.admin.controller.js';
import { CancellationController } from './cancellation.controller.js';
import { CreditAdminController } from './credit.admin.controller.js';
import { CreditQueries } from './credit.queries.js';
import { CreditService } from './credit.service.js';
import { DeliveryService } from './delivery.service.js';
import { FulfilmentStock } from './fulfilment-stock.js';
import { LineCancellationService } from './line-cancellation.service.js';
import { ShipmentAdminController } from './shipment.admin.controller.js';
import { ShipmentBulkAdminController } from './shipment-bulk.admin.controller.js';
import { ShipmentBulkService } from './shipment-bulk.service.js';
import { ShipmentEffects } from './shipment-effects.js';
import { ShipmentQueries } from './shipment.queries.js';
import { ShipmentService } from './shipment.service.js';
import { TrackingController } from './tracking.controller.js';
import { TrackingQueries } from './tracking.queries.js';
import { UndeliveredEffects } from './undelivered-effects.js';

@Module({
  imports: [InvoiceModule, OrderModule, PaymentModule, ShippingModule, StockModule],
  controllers: [
    CancellationController,
    CancellationAdminController,
    CreditAdminController,
    ShipmentAdminController,
    ShipmentBulkAdminController,
    TrackingController,
  ],
  providers: [
    CreditService,
    CreditQueries,
    FulfilmentStock,
    LineCancellationService,
    ShipmentService,
    ShipmentBulkService,
    UndeliveredEffects,
    ShipmentEffects,
    ShipmentQueries,
    DeliveryService,
    TrackingQueries,
  ],
  exports: [FulfilmentStock, ShipmentQueries],
})
export class FulfilmentModule {}
