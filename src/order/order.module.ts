import { MikroOrmModule } from '@mikro-orm/nestjs';
import { Module } from '@nestjs/common';
import { BucketModule } from '../bucket/bucket.module.js';
import { CustomerModule } from '../customer/customer.module.js';
import { Checkout } from './checkout.js';
import { OrderAdminController } from './order.admin.controller.js';
import { OrderController } from './order.controller.js';
import { Order, OrderLine } from './order.entity.js';
import { OrderQueries } from './order.queries.js';
import { OrderService } from './order.service.js';

@Module({
  imports: [BucketModule, CustomerModule, MikroOrmModule.forFeature([Order, OrderLine])],
  controllers: [OrderController, OrderAdminController],
  providers: [Checkout, OrderService, OrderQueries],
  exports: [Checkout],
})
export class OrderModule {}
