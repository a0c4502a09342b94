import { Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { AuthModule } from '../../auth/auth.module.js';
import { BucketModule } from '../../bucket/bucket.module.js';
import { CatalogModule } from '../../catalog/catalog.module.js';
import { ApiContracts } from '../../common/http/api-contracts.js';
import { CustomerModule } from '../../customer/customer.module.js';
import { RecommendationModule } from '../../engagement/recommendation/recommendation.module.js';
import { customerV1 } from './customer-v1.contract.js';
import { CustomerV1Controller } from './customer-v1.controller.js';
import { HomeQueries } from './home.queries.js';
import { ShoppingController } from './shopping.controller.js';

@Module({
  imports: [AuthModule, BucketModule, CatalogModule, CustomerModule, RecommendationModule],
  controllers: [CustomerV1Controller, ShoppingController],
  providers: [HomeQueries],
})
export class CustomerV1Module implements OnModuleInit {
  constructor(
    private readonly contracts: ApiContracts,
    private readonly host: HttpAdapterHost<FastifyAdapter>,
  ) {
    contracts.add(customerV1);
  }

  onModuleInit(): void {
    this.host.httpAdapter.getInstance().addHook('onRequest', async ({ url, headers }) => {
      const type = headers['content-type'];
      if (type?.startsWith(jason) && this.contracts.forUrl(url) === customerV1)
        headers['content-type'] = type.replace(jason, 'application/json');
    });
  }
}

// sic: what document 000 sends JSON as.
const jason = 'application/jason';
