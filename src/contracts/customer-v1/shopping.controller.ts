import { Body, Controller, Get, Header, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { BucketService } from '../../bucket/bucket.service.js';
import { NotEnoughStock, ProductNotAvailable } from '../../stock/stock.errors.js';
import { type Caller, Me, Public } from '../../common/http/access.js';
import { BareList } from '../../common/http/bare-list.js';
import { BaseUrl } from '../../common/http/base-url.js';
import { Fails } from '../../common/http/fails.js';
import { BarePageQuery } from '../../common/http/paging.dto.js';
import { V1CartInput, V1CartLine, V1Product } from './customer-v1.dto.js';
import { CustomerV1Queries } from './customer-v1.queries.js';

@ApiTags('Shopping')
@Controller('api/v1')
export class ShoppingController {
  constructor(
    private readonly buckets: BucketService,
    private readonly queries: CustomerV1Queries,
  ) {}

  /** List all products. */
  @Get('product')
  @Public()
  @Header('Cache-Control', 'public, no-cache')
  @BareList(V1Product)
  products(@Query() page: BarePageQuery, @BaseUrl() base: string) {
    return this.queries.products(page, base);
  }

  /** View the shopping cart. */
  @Get('customer/shoppingcart')
  cart(@Me() me: Caller): Promise<V1CartLine[]> {
    return this.queries.cart(me.id);
  }

  /** Add to the cart. A product that is in it already becomes more; the answer tells how many there are then. */
  @Post('customer/shoppingcart')
  @Fails(ProductNotAvailable, NotEnoughStock)
  async add(@Me() me: Caller, @Body() { product_id, quantity }: V1CartInput): Promise<V1CartLine> {
    const together = await this.buckets.addQuantity(me, product_id, quantity);
    return { user_id: me.id, product_id, quantity: together };
  }
}
