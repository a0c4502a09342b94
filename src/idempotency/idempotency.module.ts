import { Global, Module } from '@nestjs/common';
import { BulkService } from './bulk.service.js';
import { IdempotencyService } from './idempotency.service.js';

@Global()
@Module({
  providers: [IdempotencyService, BulkService],
  exports: [IdempotencyService, BulkService],
})
export class IdempotencyModule {}
