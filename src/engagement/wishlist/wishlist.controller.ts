import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { BucketFull } from '../../bucket/bucket.errors.js';
import { AllowGuest, type Caller, Me } from '../../common/http/access.js';
import { BaseUrl } from '../../common/http/base-url.js';
import { Fails } from '../../common/http/fails.js';
import { Paged, PageQuery } from '../../common/http/paging.js';
import { uuidOr } from '../../common/http/uuid.pipe.js';
import { NotEnoughStock, ProductNotAvailable, ProductNotFound } from '../../stock/stock.errors.js';
import { MergeGuest } from '../../common/http/merge-guest.interceptor.js';
import { WishlistInput, WishlistItemDto, WishlistShare } from './wishlist.dto.js';
import { WishlistFull, WishlistItemNotFound } from './wishlist.errors.js';
import { WishlistQueries } from './wishlist.queries.js';
import { WishlistService } from './wishlist.service.js';

const ItemUuid = uuidOr(WishlistItemNotFound);

@ApiTags('Wishlist')
@Controller('api/wishlist')
@AllowGuest()
@MergeGuest(WishlistService)
export class WishlistController {
  constructor(
    private readonly wishlists: WishlistService,
    private readonly queries: WishlistQueries,
  ) {}

  /**
   * List the products on your wishlist, latest first. Once a guest's token is sent beside yours, here or below, the guest's
   * products are on it, the latest of them up to 200 in all; the others stay on the guest's list until there is room.
   */
  @Get()
  @Paged(WishlistItemDto)
  list(@Me() me: Caller, @Query() page: PageQuery, @BaseUrl() base: string) {
    return this.queries.items(me.id, page, base);
  }

  /** Add a product to your wishlist, 200 at most. One that is on it already stays where it is. */
  @Post()
  @HttpCode(204)
  @Fails(ProductNotFound, WishlistFull)
  add(@Me() me: Caller, @Body() { product }: WishlistInput): Promise<void> {
    return this.wishlists.add(me, product);
  }

  /** Get the link of your shared wishlist. */
  @Get('share')
  async readShare(@Me() me: Caller, @BaseUrl() base: string): Promise<WishlistShare> {
    return toShare(await this.queries.shareToken(me.id), base);
  }

  /** Share your wishlist: whoever has the link can read it. */
  @Put('share')
  async share(@Me() me: Caller, @BaseUrl() base: string): Promise<WishlistShare> {
    return toShare(await this.wishlists.share(me), base);
  }

  /** Withdraw the link of your wishlist. A link that is shared later is another one. */
  @Delete('share')
  @HttpCode(204)
  withdrawShare(@Me() me: Caller): Promise<void> {
    return this.wishlists.withdrawShare(me);
  }

  /** Remove a product from your wishlist. */
  @Delete(':product_uuid')
  @HttpCode(204)
  @Fails(WishlistItemNotFound)
  remove(@Me() me: Caller, @Param('product_uuid', ItemUuid) product: string): Promise<void> {
    return this.wishlists.remove(me, product);
  }

  /** Move one unit of a product from your wishlist into your bucket. */
  @Post(':product_uuid/move')
  @HttpCode(204)
  @Fails(WishlistItemNotFound, ProductNotAvailable, NotEnoughStock, BucketFull)
  move(@Me() me: Caller, @Param('product_uuid', ItemUuid) product: string): Promise<void> {
    return this.wishlists.moveToBucket(me, product);
  }
}

const toShare = (token: string | null, base: string): WishlistShare => ({
  share_url: token && `${base}/api/shared-wishlists/${token}`,
});
