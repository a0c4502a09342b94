import { Module } from '@nestjs/common';
import { ReviewAdminController } from './review.admin.controller.js';
import { ReviewController } from './review.controller.js';
import { ReviewModerationService } from './review-moderation.service.js';
import { ReviewQueries } from './review.queries.js';
import { ReviewService } from './review.service.js';
import { ReviewVoteService } from './review-vote.service.js';

@Module({
  controllers: [ReviewController, ReviewAdminController],
  providers: [ReviewService, ReviewVoteService, ReviewModerationService, ReviewQueries],
  exports: [ReviewQueries],
})
export class ReviewModule {}
