import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { BucketQueries } from '../../bucket/bucket.queries.js';
import { BucketService } from '../../bucket/bucket.service.js';
import { CatalogQueries } from '../../catalog/catalog.queries.js';
import { NotEnoughStock, ProductNotAvailable } from '../../stock/stock.errors.js';
import { type Caller, Me, Public } from '../../common/http/access.js';
import { BareList, rowsOf } from '../../common/http/bare-list.js';
import { BaseUrl } from '../../common/http/base-url.js';
import { Revalidated } from '../../common/http/etag.js';
import { Fails } from '../../common/http/fails.js';
import { BarePageQuery } from '../../common/http/paging.dto.js';
import { V1CartInput, V1CartLine, V1Product } from './customer-v1.dto.js';
import { toCartLine, toProduct } from './to-dto.js';

@ApiTags('Shopping')
@Controller('api/v1')
export class ShoppingController {
  constructor(
    private readonly buckets: BucketService,
    private readonly bucketLines: BucketQueries,
    private readonly catalog: CatalogQueries,
  ) {}

  /** List all products. */
  @Get('product')
  @Public()
  @Revalidated()
  @BareList(V1Product)
  async products(@Query() page: BarePageQuery, @BaseUrl() base: string) {
    const products = await this.catalog.products(rowsOf(page));
    return products.map((product) => toProduct(product, base));
  }

  /** View the shopping cart. */
  @Get('customer/shoppingcart')
  async cart(@Me() me: Caller): Promise<V1CartLine[]> {
    const lines = await this.bucketLines.lineDetails(me.id);
    return lines.map((line) => toCartLine(me.id, line));
  }

  /** Add to the cart. A product that is in it already becomes more; the answer tells how many there are then. */
  @Post('customer/shoppingcart')
  @Fails(ProductNotAvailable, NotEnoughStock)
  async add(@Me() me: Caller, @Body() { product_id, quantity }: V1CartInput): Promise<V1CartLine> {
    const together = await this.buckets.addQuantity(me, product_id, quantity);
    return { user_id: me.id, product_id, quantity: together };
  }
}
