import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { NotEnoughStock, ProductNotAvailable } from '../stock/stock.errors.js';
import { AllowGuest, type Caller, Me } from '../common/http/access.js';
import { BaseUrl } from '../common/http/base-url.js';
import { Fails } from '../common/http/fails.js';
import { Paged, PageQuery } from '../common/http/paging.js';
import { uuidOr } from '../common/http/uuid.pipe.js';
import {
  BucketDone,
  BucketLineAdded,
  BucketLineDto,
  BucketLineInput,
  BucketQuantity,
  BucketSummary,
} from './bucket.dto.js';
import { BucketFull, NoSuchBucketLine, ProductAlreadyInBucket } from './bucket.errors.js';
import { BucketQueries } from './bucket.queries.js';
import { BucketService } from './bucket.service.js';
import { GuestBucketInterceptor } from './guest-bucket.interceptor.js';

const LineUuid = uuidOr(NoSuchBucketLine);

@ApiTags('Bucket')
@Controller('api/bucket')
@AllowGuest()
@UseInterceptors(GuestBucketInterceptor)
export class BucketController {
  constructor(
    private readonly buckets: BucketService,
    private readonly queries: BucketQueries,
  ) {}

  /** The lines of your bucket, oldest first. */
  @Get()
  @Paged(BucketLineDto)
  list(@Me() me: Caller, @Query() page: PageQuery) {
    return this.queries.lines(me.id, page);
  }

  /** Your bucket as a person sees it: names, pictures, sums, and what has changed since. */
  @Get('summary')
  summary(@Me() me: Caller, @BaseUrl() base: string): Promise<BucketSummary> {
    return this.queries.summary(me.id, base);
  }

  /** Put a product into your bucket. One that is in it already is changed by its line. */
  @Post()
  @HttpCode(200)
  @Fails(ProductAlreadyInBucket, ProductNotAvailable, NotEnoughStock, BucketFull)
  add(@Me() me: Caller, @Body() line: BucketLineInput): Promise<BucketLineAdded> {
    return this.buckets.add(me, line);
  }

  /** Set the quantity of a line; 0 removes it. */
  @Put(':bucket_uuid')
  @Fails(NoSuchBucketLine, ProductNotAvailable, NotEnoughStock)
  setQuantity(
    @Me() me: Caller,
    @Param('bucket_uuid', LineUuid) uuid: string,
    @Body() { quantity }: BucketQuantity,
  ): Promise<BucketQuantity> {
    return this.buckets.setQuantity(me, { uuid }, quantity);
  }

  /** The same as `PUT`, for clients that only know `POST`. */
  @Post(':bucket_uuid')
  @HttpCode(200)
  @Fails(NoSuchBucketLine, ProductNotAvailable, NotEnoughStock)
  setQuantityByPost(
    @Me() me: Caller,
    @Param('bucket_uuid', LineUuid) uuid: string,
    @Body() { quantity }: BucketQuantity,
  ): Promise<BucketQuantity> {
    return this.buckets.setQuantity(me, { uuid }, quantity);
  }

  /** Take a line out of your bucket. */
  @Delete(':bucket_uuid')
  @Fails(NoSuchBucketLine)
  async remove(@Me() me: Caller, @Param('bucket_uuid', LineUuid) uuid: string): Promise<BucketDone> {
    await this.buckets.setQuantity(me, { uuid }, 0);
    return { status: 'OK', message: 'product removed' };
  }
}
