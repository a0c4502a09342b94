import { Module } from '@nestjs/common';
import { InvoiceModule } from '../invoice/invoice.module.js';
import { OrderModule } from '../order/order.module.js';
import { MockProvider } from './mock-provider.js';
import { PaymentEffects } from './payment-effects.js';
import { PaymentController } from './payment.controller.js';
import { PaymentQueries } from './payment.queries.js';
import { PaymentService } from './payment.service.js';
import { PaymentProviders } from './payment-providers.js';
import { RefundExecutor } from './refund-executor.js';
import { RefundService } from './refund.service.js';
import { PaymentReconciler } from './payment-reconciler.js';
import { StripeProvider } from './stripe-provider.js';
import { WebhookController } from './webhook.controller.js';
import { WebhookService } from './webhook.service.js';

@Module({
  imports: [InvoiceModule, OrderModule],
  controllers: [PaymentController, WebhookController],
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
