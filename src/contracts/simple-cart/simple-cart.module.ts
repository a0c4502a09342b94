import { Module } from '@nestjs/common';
import { AuthModule } from '../../auth/auth.module.js';
import { BucketModule } from '../../bucket/bucket.module.js';
import { CatalogModule } from '../../catalog/catalog.module.js';
import { ApiContracts } from '../../common/http/api-contracts.js';
import { CartController } from './cart.controller.js';
import { simpleCart } from './simple-cart.contract.js';
import { SimpleCartController } from './simple-cart.controller.js';

@Module({
  imports: [AuthModule, BucketModule, CatalogModule],
  controllers: [SimpleCartController, CartController],
})
export class SimpleCartModule {
  constructor(contracts: ApiContracts) {
    contracts.add(simpleCart);
  }
}
