import { Module } from '@nestjs/common';
import { InvoiceModule } from '../invoice/invoice.module.js';
import { OrderModule } from '../order/order.module.js';
import { PaymentProviderModule } from '../payment-provider/payment-provider.module.js';
import { AftermathSync } from './aftermath-sync.js';
import { DeclinedPayments } from './declined-payments.js';
import { PaymentEffects } from './payment-effects.js';
import { PaymentAdminController } from './payment.admin.controller.js';
import { PaymentAdminQueries } from './payment.admin.queries.js';
import { PaymentController } from './payment.controller.js';
import { PaymentMethodController } from './payment-method.controller.js';
import { PaymentMethodService } from './payment-method.service.js';
import { PaymentQueries } from './payment.queries.js';
import { PaymentService } from './payment.service.js';
import { RefundExecutor } from './refund-executor.js';
import { RefundRetryService } from './refund-retry.service.js';
import { RefundService } from './refund.service.js';
import { PaymentReconciler } from './payment-reconciler.js';
import { VoidExecutor } from './void-executor.js';
import { WebhookController } from './webhook.controller.js';
import { WebhookService } from './webhook.service.js';

@Module({
  imports: [InvoiceModule, OrderModule, PaymentProviderModule],
  controllers: [PaymentController, PaymentMethodController, PaymentAdminController, WebhookController],
  providers: [
    DeclinedPayments,
    PaymentService,
    PaymentMethodService,
    PaymentReconciler,
    RefundService,
    RefundRetryService,
    RefundExecutor,
    VoidExecutor,
    AftermathSync,
    PaymentEffects,
    PaymentQueries,
    PaymentAdminQueries,
    WebhookService,
  ],
  exports: [RefundService, PaymentEffects],
})
export class PaymentModule {}
