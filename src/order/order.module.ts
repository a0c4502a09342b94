import { MikroOrmModule } from '@mikro-orm/nestjs';
import { Module } from '@nestjs/common';
import { BucketModule } from '../bucket/bucket.module.js';
import { Config } from '../config/config.js';
import { signingSecret } from '../config/secret.js';
import { CustomerModule } from '../customer/customer.module.js';
import { CouponAdminController } from './coupon.admin.controller.js';
import { Coupon } from './coupon.entity.js';
import { CouponService } from './coupon.service.js';
import { QuoteController } from './quote.controller.js';
import { Quotes } from './quote.service.js';
import { Tracking } from './tracking.js';
import { ShippingMethodAdminController } from './shipping-method.admin.controller.js';
import { ShippingMethodController } from './shipping-method.controller.js';
import { ShippingMethod } from './shipping-method.entity.js';
import { ShippingMethodService } from './shipping-method.service.js';
import { MailModule } from '../mail/mail.module.js';
import { Checkout } from './checkout.js';
import { OrderAdminController } from './order.admin.controller.js';
import { OrderController } from './order.controller.js';
import { Order, OrderLine } from './order.entity.js';
import { OrderMails } from './order-mails.js';
import { OrderQueries } from './order.queries.js';
import { OrderService } from './order.service.js';

@Module({
  imports: [
    BucketModule,
    MailModule,
    CustomerModule,
    MikroOrmModule.forFeature([Order, OrderLine, ShippingMethod, Coupon]),
  ],
  controllers: [
    QuoteController,
    ShippingMethodController,
    OrderController,
    OrderAdminController,
    ShippingMethodAdminController,
    CouponAdminController,
  ],
  providers: [
    {
      provide: Tracking,
      inject: [Config],
      useFactory: async (config: Config) => new Tracking(await signingSecret(config)),
    },
    OrderMails,
    Checkout,
    Quotes,
    OrderService,
    OrderQueries,
    ShippingMethodService,
    CouponService,
  ],
  exports: [Checkout, OrderMails, Tracking],
})
export class OrderModule {}
