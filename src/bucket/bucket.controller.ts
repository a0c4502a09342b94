import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { NotEnoughStock, ProductNotAvailable } from '../stock/stock.errors.js';
import { AllowGuest, type Caller, Me } from '../common/http/access.js';
import { baseUrlOf } from '../common/http/base-url.js';
import { Fails } from '../common/http/fails.js';
import { Paged, PageQuery } from '../common/http/paging.js';
import { uuidOr } from '../common/http/uuid.pipe.js';
import { BucketLineRemoved, BucketLineAdded, BucketLineDto, BucketLineInput, BucketQuantity } from './bucket.dto.js';
import { BucketFull, BucketLineNotFound, ProductAlreadyInBucket } from './bucket.errors.js';
import { BucketQueries } from './bucket.queries.js';
import { BucketService } from './bucket.service.js';
import { MergeGuest } from '../common/http/merge-guest.interceptor.js';

const locationHeader = {
  Location: { description: 'The address of the new line.', schema: { type: 'string' as const, format: 'uri' } },
};

const LineUuid = uuidOr(BucketLineNotFound);

@ApiTags('Bucket')
@Controller('api/bucket')
@AllowGuest()
@MergeGuest(BucketService)
export class BucketController {
  constructor(
    private readonly buckets: BucketService,
    private readonly queries: BucketQueries,
  ) {}

  /** List the lines of your bucket, oldest first. */
  @Get()
  @Paged(BucketLineDto)
  list(@Me() me: Caller, @Query() page: PageQuery) {
    return this.queries.lines(me.id, page);
  }

  /** Add a product to your bucket. A product that is in it already is changed by its line, which `details` of 1041 and the header `Location` of a success name. */
  @Post()
  @HttpCode(200)
  @Fails(ProductAlreadyInBucket, ProductNotAvailable, NotEnoughStock, BucketFull)
  @ApiOkResponse({ type: BucketLineAdded, headers: locationHeader })
  async add(
    @Me() me: Caller,
    @Body() input: BucketLineInput,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BucketLineAdded> {
    const { bucket_uuid, ...added } = await this.buckets.add(me, input);
    void reply.header('Location', `${baseUrlOf(reply.request)}/api/bucket/${bucket_uuid}`);
    return added;
  }

  /** Set the quantity of a line; 0 removes the line. */
  @Put(':bucket_uuid')
  @Fails(BucketLineNotFound, ProductNotAvailable, NotEnoughStock)
  setQuantity(
    @Me() me: Caller,
    @Param('bucket_uuid', LineUuid) uuid: string,
    @Body() { quantity }: BucketQuantity,
  ): Promise<BucketQuantity> {
    return this.buckets.setQuantity(me, { uuid }, quantity);
  }

  /** Set the quantity of a line: `PUT` for clients that only send `POST`. */
  @Post(':bucket_uuid')
  @HttpCode(200)
  @Fails(BucketLineNotFound, ProductNotAvailable, NotEnoughStock)
  setQuantityByPost(
    @Me() me: Caller,
    @Param('bucket_uuid', LineUuid) uuid: string,
    @Body() { quantity }: BucketQuantity,
  ): Promise<BucketQuantity> {
    return this.buckets.setQuantity(me, { uuid }, quantity);
  }

  /** Remove a line from your bucket. */
  @Delete(':bucket_uuid')
  @Fails(BucketLineNotFound)
  async remove(@Me() me: Caller, @Param('bucket_uuid', LineUuid) uuid: string): Promise<BucketLineRemoved> {
    await this.buckets.setQuantity(me, { uuid }, 0);
    return { status: 'OK', message: 'product removed' };
  }
}
