import { Module } from '@nestjs/common';
import { AuthModule } from '../../auth/auth.module.js';
import { BucketModule } from '../../bucket/bucket.module.js';
import { ApiContracts } from '../../common/http/api-contracts.js';
import { CustomerModule } from '../../customer/customer.module.js';
import { OrderModule } from '../../order/order.module.js';
import { WebStoreCustomerController } from './customer.controller.js';
import { JwtController } from './jwt.controller.js';
import { WebStoreOrderController } from './order.controller.js';
import { WebStoreProductController } from './product.controller.js';
import { webStore } from './web-store.contract.js';
import { WebStoreProductQueries } from './web-store-product.queries.js';
import { WebStoreQueries } from './web-store.queries.js';

@Module({
  imports: [AuthModule, BucketModule, CustomerModule, OrderModule],
  controllers: [WebStoreCustomerController, JwtController, WebStoreProductController, WebStoreOrderController],
  providers: [WebStoreQueries, WebStoreProductQueries],
})
export class WebStoreModule {
  constructor(contracts: ApiContracts) {
    contracts.add(webStore);
  }
}
