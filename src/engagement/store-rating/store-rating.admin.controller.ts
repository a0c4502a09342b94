import { Body, Controller, Delete, Get, Param, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, Me, Requires } from '../../common/http/access.js';
import { Fails } from '../../common/http/fails.js';
import { Listed } from '../../common/http/paging.js';
import { uuidOr } from '../../common/http/uuid.pipe.js';
import { AnswerInput } from '../../common/rating/rating.dto.js';
import { AdminStoreRating, AdminStoreRatingQuery } from './store-rating.dto.js';
import { StoreRatingNotFound, StoreRatingStatusRefused } from './store-rating.errors.js';
import { StoreRatingQueries } from './store-rating.queries.js';
import { StoreRatingService } from './store-rating.service.js';

const RatingUuid = uuidOr(StoreRatingNotFound);

@ApiTags('Store rating')
@Controller('api/admin/store-ratings')
@Requires('write:ratings')
export class StoreRatingAdminController {
  constructor(
    private readonly ratings: StoreRatingService,
    private readonly queries: StoreRatingQueries,
  ) {}

  /** List the ratings of the shop with their orders, latest first. */
  @Get()
  @Requires('read:ratings')
  @Listed(AdminStoreRating)
  list(@Query() query: AdminStoreRatingQuery) {
    return this.queries.listAll(query);
  }

  /** Hide a rating. It counts no more. */
  @Put(':uuid/hidden')
  @Fails(StoreRatingNotFound, StoreRatingStatusRefused)
  hide(@Me() me: Caller, @Param('uuid', RatingUuid) uuid: string): Promise<AdminStoreRating> {
    return this.ratings.hide(me, uuid);
  }

  /** Publish a hidden rating again. */
  @Put(':uuid/restored')
  @Fails(StoreRatingNotFound, StoreRatingStatusRefused)
  restore(@Me() me: Caller, @Param('uuid', RatingUuid) uuid: string): Promise<AdminStoreRating> {
    return this.ratings.restore(me, uuid);
  }

  /** Answer a rating. The answer is shown with it, and replaces an earlier one. */
  @Put(':uuid/answer')
  @Fails(StoreRatingNotFound)
  answer(
    @Me() me: Caller,
    @Param('uuid', RatingUuid) uuid: string,
    @Body() { text }: AnswerInput,
  ): Promise<AdminStoreRating> {
    return this.ratings.answer(me, uuid, text);
  }

  /** Withdraw the answer to a rating. */
  @Delete(':uuid/answer')
  @Fails(StoreRatingNotFound)
  withdrawAnswer(@Me() me: Caller, @Param('uuid', RatingUuid) uuid: string): Promise<AdminStoreRating> {
    return this.ratings.answer(me, uuid, null);
  }
}
