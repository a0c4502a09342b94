import { Module } from '@nestjs/common';
import { CatalogModule } from '../../catalog/catalog.module.js';
import { RecommendationController } from './recommendation.controller.js';
import { RecommendationQueries } from './recommendation.queries.js';
import { RecommendationService } from './recommendation.service.js';

@Module({
  imports: [CatalogModule],
  controllers: [RecommendationController],
  providers: [RecommendationService, RecommendationQueries],
  exports: [RecommendationService, RecommendationQueries],
})
export class RecommendationModule {}
