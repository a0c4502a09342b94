import { Module } from '@nestjs/common';
import { AuthModule } from '../../auth/auth.module.js';
import { BucketModule } from '../../bucket/bucket.module.js';
import { ApiContracts } from '../../common/http/api-contracts.js';
import { CartController } from './cart.controller.js';
import { simpleCart } from './simple-cart.contract.js';
import { SimpleCartController } from './simple-cart.controller.js';
import { SimpleCartQueries } from './simple-cart.queries.js';

@Module({
  imports: [AuthModule, BucketModule],
  controllers: [SimpleCartController, CartController],
  providers: [SimpleCartQueries],
})
export class SimpleCartModule {
  constructor(contracts: ApiContracts) {
    contracts.add(simpleCart);
  }
}
