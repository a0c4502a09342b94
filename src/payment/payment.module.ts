import { MikroOrmModule } from '@mikro-orm/nestjs';
import { Module } from '@nestjs/common';
import { InvoiceModule } from '../invoice/invoice.module.js';
import { OrderModule } from '../order/order.module.js';
import { LedgerEntry } from './ledger-entry.entity.js';
import { MockCharge } from './mock-charge.entity.js';
import { MockProvider } from './mock-provider.js';
import { MockRefund } from './mock-refund.entity.js';
import { PaymentEffects } from './payment-effects.js';
import { PaymentAdminController } from './payment.admin.controller.js';
import { PaymentController } from './payment.controller.js';
import { Payment } from './payment.entity.js';
import { PaymentQueries } from './payment.queries.js';
import { PaymentService } from './payment.service.js';
import { ProviderEvent } from './provider-event.entity.js';
import { PaymentProviders } from './payment-providers.js';
import { Refund } from './refund.entity.js';
import { RefundExecutor } from './refund-executor.js';
import { RefundService } from './refund.service.js';
import { PaymentReconciler } from './payment-reconciler.js';
import { StripeProvider } from './stripe-provider.js';
import { WebhookController } from './webhook.controller.js';
import { WebhookService } from './webhook.service.js';

@Module({
  imports: [
    InvoiceModule,
    OrderModule,
    MikroOrmModule.forFeature([Payment, Refund, LedgerEntry, ProviderEvent, MockCharge, MockRefund]),
  ],
  controllers: [PaymentController, PaymentAdminController, WebhookController],
  providers: [
    PaymentService,
    PaymentReconciler,
    RefundService,
    RefundExecutor,
    PaymentEffects,
    PaymentQueries,
    PaymentProviders,
    MockProvider,
    StripeProvider,
    WebhookService,
  ],
  exports: [RefundService, PaymentEffects],
})
export class PaymentModule {}
