import { Module } from '@nestjs/common';
import { StoreRatingAdminController } from './store-rating.admin.controller.js';
import { StoreRatingController } from './store-rating.controller.js';
import { StoreRatingQueries } from './store-rating.queries.js';
import { StoreRatingService } from './store-rating.service.js';

@Module({
  controllers: [StoreRatingController, StoreRatingAdminController],
  providers: [StoreRatingService, StoreRatingQueries],
})
export class StoreRatingModule {}
