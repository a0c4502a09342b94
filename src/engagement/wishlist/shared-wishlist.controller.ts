import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { Public } from '../../common/http/access.js';
import { BaseUrl } from '../../common/http/base-url.js';
import { Fails } from '../../common/http/fails.js';
import { Paged, PageQuery } from '../../common/http/paging.js';
import { uuidOr } from '../../common/http/uuid.pipe.js';
import { WishlistItemDto } from './wishlist.dto.js';
import { SharedWishlistNotFound } from './wishlist.errors.js';
import { WishlistQueries } from './wishlist.queries.js';

@ApiTags('Wishlist')
@Controller('api/shared-wishlists')
@Public()
export class SharedWishlistController {
  constructor(private readonly queries: WishlistQueries) {}

  /** List the products on a wishlist that somebody shared, latest first. Its owner is not named. */
  @Get(':token')
  @ApiParam({ name: 'token', format: 'uuid' })
  @Paged(WishlistItemDto)
  @Fails(SharedWishlistNotFound)
  list(
    @Param('token', uuidOr(SharedWishlistNotFound)) token: string,
    @Query() page: PageQuery,
    @BaseUrl() base: string,
  ) {
    return this.queries.shared(token, page, base);
  }
}
