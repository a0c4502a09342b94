import { MikroOrmModule } from '@mikro-orm/nestjs';
import { Module } from '@nestjs/common';
import { InvoiceModule } from '../invoice/invoice.module.js';
import { OrderModule } from '../order/order.module.js';
import { LedgerEntry } from './ledger-entry.entity.js';
import { MockCharge } from './mock-charge.entity.js';
import { MockProvider } from './mock-provider.js';
import { MockRefund } from './mock-refund.entity.js';
import { PaidOrders } from './paid-orders.js';
import { PaymentAdminController } from './payment.admin.controller.js';
import { PaymentController } from './payment.controller.js';
import { Payment } from './payment.entity.js';
import { PaymentQueries } from './payment.queries.js';
import { PaymentService } from './payment.service.js';
import { ProviderEventRow } from './provider-event.entity.js';
import { Providers } from './providers.js';
import { Refund } from './refund.entity.js';
import { Refunds } from './refund.service.js';
import { Settlement } from './settlement.js';
import { StripeProvider } from './stripe-provider.js';
import { WebhookController } from './webhook.controller.js';
import { Webhooks } from './webhook.service.js';

@Module({
  imports: [
    InvoiceModule,
    OrderModule,
    MikroOrmModule.forFeature([Payment, Refund, LedgerEntry, ProviderEventRow, MockCharge, MockRefund]),
  ],
  controllers: [PaymentController, PaymentAdminController, WebhookController],
  providers: [
    PaymentService,
    Settlement,
    Refunds,
    PaidOrders,
    PaymentQueries,
    Providers,
    MockProvider,
    StripeProvider,
    Webhooks,
  ],
  exports: [Refunds, PaidOrders],
})
export class PaymentModule {}
