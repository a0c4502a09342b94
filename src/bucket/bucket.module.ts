import { MikroOrmModule } from '@mikro-orm/nestjs';
import { Module } from '@nestjs/common';
import { BucketController } from './bucket.controller.js';
import { Bucket, BucketLine } from './bucket.entity.js';
import { BucketQueries } from './bucket.queries.js';
import { BucketService } from './bucket.service.js';

@Module({
  imports: [MikroOrmModule.forFeature([Bucket, BucketLine])],
  controllers: [BucketController],
  providers: [BucketService, BucketQueries],
  exports: [BucketService],
})
export class BucketModule {}
