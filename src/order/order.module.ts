import { Module } from '@nestjs/common';
import { BucketModule } from '../bucket/bucket.module.js';
import { Config } from '../config/config.js';
import { signingSecret } from '../config/secret.js';
import { CustomerModule } from '../customer/customer.module.js';
import { TrackingLinks } from './tracking-link.js';
import { MailModule } from '../mail/mail.module.js';
import { PromotionModule } from '../promotion/promotion.module.js';
import { StockModule } from '../stock/stock.module.js';
import { CancellationService } from './cancellation.service.js';
import { CheckoutService } from './checkout.service.js';
import { OrderAddressService } from './order-address.service.js';
import { OrderClaimController } from './order-claim.controller.js';
import { OrderClaimService } from './order-claim.service.js';
import { OrderCreationService } from './order-creation.service.js';
import { OpenOrdersModule } from '../open-orders/open-orders.module.js';
import { PricingModule } from '../pricing/pricing.module.js';
import { OrderAdminController } from './order.admin.controller.js';
import { OrderController } from './order.controller.js';
import { OrderMails } from './order-mails.js';
import { PaymentWindow } from './payment-window.js';
import { OrderAdminQueries } from './order.admin.queries.js';
import { OrderQueries } from './order.queries.js';
import { OrderService } from './order.service.js';

@Module({
  imports: [BucketModule, MailModule, CustomerModule, OpenOrdersModule, PricingModule, PromotionModule, StockModule],
  controllers: [OrderClaimController, OrderController, OrderAdminController],
  providers: [
    {
      provide: TrackingLinks,
      inject: [Config],
      useFactory: async (config: Config) => new TrackingLinks(await signingSecret(config)),
    },
    OrderMails,
    PaymentWindow,
    OrderCreationService,
    CheckoutService,
    CancellationService,
    OrderService,
    OrderAddressService,
    OrderClaimService,
    OrderAdminQueries,
    OrderQueries,
  ],
  exports: [
    CancellationService,
    CheckoutService,
    OrderCreationService,
    OrderMails,
    OrderQueries,
    OrderService,
    PaymentWindow,
    TrackingLinks,
  ],
})
export class OrderModule {}
