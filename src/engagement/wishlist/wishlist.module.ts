import { Module } from '@nestjs/common';
import { BucketModule } from '../../bucket/bucket.module.js';
import { SharedWishlistController } from './shared-wishlist.controller.js';
import { WishlistController } from './wishlist.controller.js';
import { WishlistQueries } from './wishlist.queries.js';
import { WishlistService } from './wishlist.service.js';

@Module({
  imports: [BucketModule],
  controllers: [WishlistController, SharedWishlistController],
  providers: [WishlistService, WishlistQueries],
})
export class WishlistModule {}
