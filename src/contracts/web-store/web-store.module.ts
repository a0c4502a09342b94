import { Module } from '@nestjs/common';
import { AuthModule } from '../../auth/auth.module.js';
import { BucketModule } from '../../bucket/bucket.module.js';
import { CatalogModule } from '../../catalog/catalog.module.js';
import { ApiContracts } from '../../common/http/api-contracts.js';
import { CustomerModule } from '../../customer/customer.module.js';
import { ReviewModule } from '../../engagement/review/review.module.js';
import { FulfilmentModule } from '../../fulfilment/fulfilment.module.js';
import { OrderModule } from '../../order/order.module.js';
import { WebStoreCustomerController } from './web-store-customer.controller.js';
import { JwtController } from './jwt.controller.js';
import { WebStoreOrderController } from './web-store-order.controller.js';
import { OrderHistoryService } from './order-history.service.js';
import { WebStoreProductController } from './web-store-product.controller.js';
import { webStore } from './web-store.contract.js';

@Module({
  imports: [AuthModule, BucketModule, CatalogModule, CustomerModule, FulfilmentModule, OrderModule, ReviewModule],
  controllers: [WebStoreCustomerController, JwtController, WebStoreProductController, WebStoreOrderController],
  providers: [OrderHistoryService],
})
export class WebStoreModule {
  constructor(contracts: ApiContracts) {
    contracts.add(webStore);
  }
}
