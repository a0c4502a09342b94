import { Controller, Get, Header, Param, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { BrandNotFound, CategoryNotFound } from '../../catalog/catalog.errors.js';
import { ProductNotFound } from '../../stock/stock.errors.js';
import { Public } from '../../common/http/access.js';
import { BareList } from '../../common/http/bare-list.js';
import { BaseUrl, baseUrlOf } from '../../common/http/base-url.js';
import { Fails } from '../../common/http/fails.js';
import { idOr } from '../../common/http/id.pipe.js';
import { BarePageQuery } from '../../common/http/paging.dto.js';
import { urlOfPage } from '../../common/http/paging.js';
import {
  StoreBrand,
  StoreCategory,
  StoreProduct,
  StoreProductPage,
  StoreProductQuery,
  StoreTitled,
} from './web-store-product.dto.js';
import { WebStoreProductQueries } from './web-store-product.queries.js';

const Fresh = () => Header('Cache-Control', 'public, no-cache');

@ApiTags('Product')
@Controller('api/product')
@Public()
export class WebStoreProductController {
  constructor(private readonly products: WebStoreProductQueries) {}

  /** The active categories. */
  @Get('category/list')
  @Fresh()
  @BareList(StoreTitled)
  categories(@Query() page: BarePageQuery) {
    return this.products.categories(page);
  }

  /** One category. */
  @Get('category/get/:pk')
  @Fresh()
  @Fails(CategoryNotFound)
  category(@Param('pk', idOr(CategoryNotFound)) pk: number): Promise<StoreCategory> {
    return this.products.category(pk);
  }

  /** One product. */
  @Get('get/:pk')
  @Fresh()
  @Fails(ProductNotFound)
  product(@Param('pk', idOr(ProductNotFound)) pk: number, @BaseUrl() base: string): Promise<StoreProduct> {
    return this.products.product(pk, base);
  }

  /** All products, nine a page. */
  @Get('all')
  @Fresh()
  all(@Query() query: StoreProductQuery, @Req() request: FastifyRequest): Promise<StoreProductPage> {
    return this.page(query, request);
  }

  /** The products of a category and of those below it, nine a page. */
  @Get('category/:category_id/products')
  @Fresh()
  ofCategory(
    @Param('category_id', idOr(CategoryNotFound)) category: number,
    @Query() query: StoreProductQuery,
    @Req() request: FastifyRequest,
  ): Promise<StoreProductPage> {
    return this.page(query, request, category);
  }

  /** One brand, with its products. */
  @Get('brands/get/:pk')
  @Fresh()
  @Fails(BrandNotFound)
  brand(@Param('pk', idOr(BrandNotFound)) pk: number, @BaseUrl() base: string): Promise<StoreBrand> {
    return this.products.brand(pk, base);
  }

  /** All brands. */
  @Get('brands/all')
  @Fresh()
  @BareList(StoreTitled)
  brands(@Query() page: BarePageQuery) {
    return this.products.brands(page);
  }

  private async page(query: StoreProductQuery, request: FastifyRequest, category?: number): Promise<StoreProductPage> {
    const found = await this.products.page(query, baseUrlOf(request), category);
    const next = found.page < found.pages ? found.page + 1 : null;
    const previous = found.page > 1 ? found.page - 1 : null;
    const at = (number: number | null) => (number === null ? null : urlOfPage(request, number));
    const links = {
      next: at(next),
      previous: at(previous),
      next_num_page: next,
      previous_num_page: previous,
    };
    return { links, ...found };
  }
}
