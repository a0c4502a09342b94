import { Module } from '@nestjs/common';
import { BucketController } from './bucket.controller.js';
import { BucketQueries } from './bucket.queries.js';
import { BucketService } from './bucket.service.js';

@Module({
  controllers: [BucketController],
  providers: [BucketService, BucketQueries],
  exports: [BucketService],
})
export class BucketModule {}
