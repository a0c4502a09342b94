import { Global, Module } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { Contracts } from './contracts.js';
import { Routes } from './routes.js';
import { ShopErrorFilter } from './shop-error.filter.js';
import { ShopValidationPipe } from './validation.js';

@Global()
@Module({
  providers: [
    Contracts,
    Routes,
    { provide: APP_FILTER, useClass: ShopErrorFilter },
    { provide: APP_PIPE, useClass: ShopValidationPipe },
  ],
  exports: [Contracts, Routes],
})
export class CommonModule {}
