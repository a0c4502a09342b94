import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ProductUuidPipe, UuidOrSlug } from '../../catalog/product-uuid.pipe.js';
import { type Caller, Me, Public } from '../../common/http/access.js';
import { Example, Fails } from '../../common/http/fails.js';
import { Paged, PageQuery } from '../../common/http/paging.js';
import { uuidOr } from '../../common/http/uuid.pipe.js';
import { RatingSummary } from '../../common/rating/rating.dto.js';
import { ProductNotFound } from '../../stock/stock.errors.js';
import { VoteForOwnReview, ProductReviewed, ReviewHidden, ReviewNotFound } from './review.errors.js';
import { OwnReview, ReviewDto, ReviewChange, ReviewInput, ReviewQuery } from './review.dto.js';
import { ReviewQueries } from './review.queries.js';
import { ReviewService } from './review.service.js';
import { ReviewVoteService } from './review-vote.service.js';

const ReviewUuid = uuidOr(ReviewNotFound);

@ApiTags('Review')
@Controller('api')
export class ReviewController {
  constructor(
    private readonly reviews: ReviewService,
    private readonly votes: ReviewVoteService,
    private readonly queries: ReviewQueries,
  ) {}

  /** List the published reviews of a product, and how they rate it. */
  @Get('products/:uuid/reviews')
  @UuidOrSlug()
  @Public()
  @Paged(ReviewDto, { summary: RatingSummary })
  @Fails(ProductNotFound)
  list(@Param('uuid', ProductUuidPipe) product: string, @Query() query: ReviewQuery) {
    return this.queries.ofProduct(product, query);
  }

  /** Review a product, once. It is public at once, or when the shop has checked it: see its `status`. */
  @Post('products/:uuid/reviews')
  @UuidOrSlug()
  @Example({ rating: 5, title: 'Sweet and ripe', text: 'They lasted a week.' })
  @Fails(ProductNotFound, ProductReviewed)
  create(
    @Me() me: Caller,
    @Param('uuid', ProductUuidPipe) product: string,
    @Body() review: ReviewInput,
  ): Promise<OwnReview> {
    return this.reviews.create(me, product, review);
  }

  /** List your reviews of all products, latest first, with those that are not public. */
  @Get('profile/reviews')
  @Paged(OwnReview)
  own(@Me() me: Caller, @Query() page: PageQuery) {
    return this.queries.own(me.id, page);
  }

  /** Change your review. It may have to be checked again. */
  @Put('reviews/:review_uuid')
  @Example({ rating: 4, title: 'Sweet and ripe', text: 'They lasted a week.' })
  @Fails(ReviewNotFound)
  edit(
    @Me() me: Caller,
    @Param('review_uuid', ReviewUuid) uuid: string,
    @Body() review: ReviewChange,
  ): Promise<OwnReview> {
    return this.reviews.edit(me, uuid, review);
  }

  /** Delete your review. */
  @Delete('reviews/:review_uuid')
  @HttpCode(204)
  @Fails(ReviewNotFound, ReviewHidden)
  delete(@Me() me: Caller, @Param('review_uuid', ReviewUuid) uuid: string): Promise<void> {
    return this.reviews.delete(me, uuid);
  }

  /** Say that a review was helpful. Repeated, it changes nothing. */
  @Put('reviews/:review_uuid/helpful')
  @HttpCode(204)
  @Fails(ReviewNotFound, VoteForOwnReview)
  vote(@Me() me: Caller, @Param('review_uuid', ReviewUuid) uuid: string): Promise<void> {
    return this.votes.vote(me, uuid);
  }

  /** Withdraw your vote for a review. Repeated, it changes nothing. */
  @Delete('reviews/:review_uuid/helpful')
  @HttpCode(204)
  @Fails(ReviewNotFound)
  withdraw(@Me() me: Caller, @Param('review_uuid', ReviewUuid) uuid: string): Promise<void> {
    return this.votes.withdraw(me, uuid);
  }
}
