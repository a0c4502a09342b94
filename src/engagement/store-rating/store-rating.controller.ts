import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AllowGuest, type Caller, Me, Public } from '../../common/http/access.js';
import { Fails } from '../../common/http/fails.js';
import { Paged, PageQuery } from '../../common/http/paging.js';
import { RatingSummary } from '../../common/rating/rating.dto.js';
import { OrderNotFound } from '../../order/order.errors.js';
import { StoreRatingDto, StoreRatingInput } from './store-rating.dto.js';
import { OrderNotDelivered, OrderRated } from './store-rating.errors.js';
import { StoreRatingQueries } from './store-rating.queries.js';
import { StoreRatingService } from './store-rating.service.js';

@ApiTags('Store rating')
@Controller('api/store/ratings')
export class StoreRatingController {
  constructor(
    private readonly ratings: StoreRatingService,
    private readonly queries: StoreRatingQueries,
  ) {}

  /** List how customers rate the shop, latest first. */
  @Get()
  @Public()
  @Paged(StoreRatingDto, { summary: RatingSummary })
  list(@Query() page: PageQuery) {
    return this.queries.published(page);
  }

  /** Rate the shop, once for each of your orders, when all of it is delivered. */
  @Post()
  @AllowGuest()
  @Fails(OrderNotFound, OrderNotDelivered, OrderRated)
  create(@Me() me: Caller, @Body() rating: StoreRatingInput): Promise<StoreRatingDto> {
    return this.ratings.create(me, rating);
  }
}
