import { Module } from '@nestjs/common';
import { BucketModule } from '../bucket/bucket.module.js';
import { Config } from '../config/config.js';
import { signingSecret } from '../config/secret.js';
import { CustomerModule } from '../customer/customer.module.js';
import { QuoteController } from './quote.controller.js';
import { QuoteService } from './quote.service.js';
import { TrackingLinks } from './tracking-link.js';
import { MailModule } from '../mail/mail.module.js';
import { PromotionModule } from '../promotion/promotion.module.js';
import { StockModule } from '../stock/stock.module.js';
import { ShippingModule } from '../shipping/shipping.module.js';
import { CancellationService } from './cancellation.service.js';
import { CheckoutService } from './checkout.service.js';
import { OrderCreationService } from './order-creation.service.js';
import { PricingService } from './pricing.service.js';
import { OrderAdminController } from './order.admin.controller.js';
import { OrderController } from './order.controller.js';
import { OrderMails } from './order-mails.js';
import { OrderQueries } from './order.queries.js';
import { OrderService } from './order.service.js';

@Module({
  imports: [BucketModule, MailModule, CustomerModule, PromotionModule, ShippingModule, StockModule],
  controllers: [QuoteController, OrderController, OrderAdminController],
  providers: [
    {
      provide: TrackingLinks,
      inject: [Config],
      useFactory: async (config: Config) => new TrackingLinks(await signingSecret(config)),
    },
    OrderMails,
    PricingService,
    OrderCreationService,
    CheckoutService,
    QuoteService,
    CancellationService,
    OrderService,
    OrderQueries,
  ],
  exports: [CancellationService, CheckoutService, OrderMails, OrderQueries, OrderService, PricingService, TrackingLinks],
})
export class OrderModule {}
