import { Global, Module } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { ApiContracts } from './http/api-contracts.js';
import { Routes } from './http/routes.js';
import { Uploads } from './http/uploads.js';
import { ShopErrorFilter } from './http/shop-error.filter.js';
import { ShopValidationPipe } from './http/shop-validation.pipe.js';

@Global()
@Module({
  providers: [
    ApiContracts,
    Routes,
    Uploads,
    { provide: APP_FILTER, useClass: ShopErrorFilter },
    { provide: APP_PIPE, useClass: ShopValidationPipe },
  ],
  exports: [ApiContracts, Routes],
})
export class CommonModule {}
