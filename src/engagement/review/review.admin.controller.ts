import { Body, Controller, Delete, Get, Param, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, Me, Requires } from '../../common/http/access.js';
import { Example, Fails } from '../../common/http/fails.js';
import { Listed } from '../../common/http/paging.js';
import { uuidOr } from '../../common/http/uuid.pipe.js';
import { AnswerInput } from '../../common/rating/rating.dto.js';
import { AdminReview, AdminReviewQuery, ReviewApproval } from './review.admin.dto.js';
import { ReviewNotFound, ReviewOutdated, ReviewStatusRefused } from './review.errors.js';
import { ReviewQueries } from './review.queries.js';
import { ReviewModerationService } from './review-moderation.service.js';

const ReviewUuid = uuidOr(ReviewNotFound);

@ApiTags('Review')
@Controller('api/admin/reviews')
@Requires('write:reviews')
export class ReviewAdminController {
  constructor(
    private readonly moderation: ReviewModerationService,
    private readonly queries: ReviewQueries,
  ) {}

  /** List the reviews of all customers, latest first. */
  @Get()
  @Requires('read:reviews')
  @Listed(AdminReview)
  list(@Query() query: AdminReviewQuery) {
    return this.queries.listAll(query);
  }

  /** Publish a `pending` review. */
  @Put(':uuid/approved')
  @Example({})
  @Fails(ReviewNotFound, ReviewStatusRefused, ReviewOutdated)
  approve(
    @Me() me: Caller,
    @Param('uuid', ReviewUuid) uuid: string,
    @Body() { date_edited }: ReviewApproval,
  ): Promise<AdminReview> {
    return this.moderation.approve(me, uuid, date_edited);
  }

  /** Hide a review. It counts no more; its author sees that it is `hidden`, and may edit it, which makes it `pending`. */
  @Put(':uuid/hidden')
  @Fails(ReviewNotFound, ReviewStatusRefused)
  hide(@Me() me: Caller, @Param('uuid', ReviewUuid) uuid: string): Promise<AdminReview> {
    return this.moderation.moderate(me, uuid, 'hide');
  }

  /** Publish a `hidden` review again. */
  @Put(':uuid/restored')
  @Fails(ReviewNotFound, ReviewStatusRefused)
  restore(@Me() me: Caller, @Param('uuid', ReviewUuid) uuid: string): Promise<AdminReview> {
    return this.moderation.moderate(me, uuid, 'restore');
  }

  /** Answer a review. The answer is shown with it, and replaces an earlier one. */
  @Put(':uuid/answer')
  @Fails(ReviewNotFound)
  answer(
    @Me() me: Caller,
    @Param('uuid', ReviewUuid) uuid: string,
    @Body() { text }: AnswerInput,
  ): Promise<AdminReview> {
    return this.moderation.answer(me, uuid, text);
  }

  /** Withdraw the answer to a review. */
  @Delete(':uuid/answer')
  @Fails(ReviewNotFound)
  withdrawAnswer(@Me() me: Caller, @Param('uuid', ReviewUuid) uuid: string): Promise<AdminReview> {
    return this.moderation.answer(me, uuid, null);
  }
}
