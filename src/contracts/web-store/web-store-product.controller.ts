import { Controller, Get, Param, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { BrandNotFound, CategoryNotFound } from '../../catalog/catalog.errors.js';
import { CatalogQueries } from '../../catalog/catalog.queries.js';
import { Public } from '../../common/http/access.js';
import { BareList, rowsOf } from '../../common/http/bare-list.js';
import { BaseUrl, baseUrlOf } from '../../common/http/base-url.js';
import { Revalidated } from '../../common/http/etag.js';
import { Fails } from '../../common/http/fails.js';
import { idOr } from '../../common/http/id.pipe.js';
import { BarePageQuery } from '../../common/http/paging.dto.js';
import { urlOfPage } from '../../common/http/paging.js';
import { ValidationFailed } from '../../common/http/request.errors.js';
import { ReviewQueries } from '../../engagement/review/review.queries.js';
import { ProductNotFound } from '../../stock/stock.errors.js';
import { filterOf } from './product-filter.js';
import { toProduct, toProductRow, toTitled } from './to-dto.js';
import {
  StoreBrand,
  StoreCategory,
  StoreProduct,
  StoreProductPage,
  StoreProductQuery,
  StoreTitled,
} from './web-store-product.dto.js';

const pageSize = 9;
const maxProductsOfBrand = 1_000;
const maxReviews = 100;

@ApiTags('Product')
@Controller('api/product')
@Public()
export class WebStoreProductController {
  constructor(
    private readonly catalog: CatalogQueries,
    private readonly reviews: ReviewQueries,
  ) {}

  /** List the active categories. */
  @Get('category/list')
  @Revalidated()
  @BareList(StoreTitled)
  async categories(@Query() page: BarePageQuery) {
    return (await this.catalog.categories(rowsOf(page))).map(toTitled);
  }

  /** Get a category. */
  @Get('category/get/:pk')
  @Revalidated()
  @Fails(CategoryNotFound)
  async category(@Param('pk', idOr(CategoryNotFound)) pk: number): Promise<StoreCategory> {
    const { name } = await this.catalog.category(pk);
    return { title: name, is_active: true };
  }

  /** Get a product. */
  @Get('get/:pk')
  @Revalidated()
  @Fails(ProductNotFound)
  async one(@Param('pk', idOr(ProductNotFound)) pk: number, @BaseUrl() base: string): Promise<StoreProduct> {
    const [product, reviews] = await Promise.all([this.catalog.product(pk), this.reviews.newestTexts(pk, maxReviews)]);
    return toProduct(product, reviews, base);
  }

  /** List all products, nine a page. */
  @Get('all')
  @Revalidated()
  all(@Query() query: StoreProductQuery, @Req() request: FastifyRequest): Promise<StoreProductPage> {
    return this.page(query, request);
  }

  /** List the products of a category and of those below it, nine a page. */
  @Get('category/:category_id/products')
  @Revalidated()
  ofCategory(
    @Param('category_id', idOr(CategoryNotFound)) category: number,
    @Query() query: StoreProductQuery,
    @Req() request: FastifyRequest,
  ): Promise<StoreProductPage> {
    return this.page(query, request, category);
  }

  /** Get a brand with its products. */
  @Get('brands/get/:pk')
  @Revalidated()
  @Fails(BrandNotFound)
  async brand(@Param('pk', idOr(BrandNotFound)) pk: number, @BaseUrl() base: string): Promise<StoreBrand> {
    const [brand, products] = await Promise.all([
      this.catalog.brand(pk),
      this.catalog.productsOfBrand(pk, maxProductsOfBrand),
    ]);
    return { ...toTitled(brand), products: products.map((product) => toProductRow(product, base)) };
  }

  /** List all brands. */
  @Get('brands/all')
  @Revalidated()
  @BareList(StoreTitled)
  async brands(@Query() page: BarePageQuery) {
    return (await this.catalog.brands(rowsOf(page))).map(toTitled);
  }

  /** @throws ValidationFailed for a page past the end */
  private async page(query: StoreProductQuery, request: FastifyRequest, category?: number): Promise<StoreProductPage> {
    const { page } = query;
    const range = { limit: pageSize, offset: (page - 1) * pageSize };
    const { count, products } = await this.catalog.search(filterOf(query, category), range);
    const pages = Math.ceil(count / pageSize);
    if (page > Math.max(pages, 1)) throw new ValidationFailed([{ field: 'page', errors: ['Invalid page.'] }]);
    const base = baseUrlOf(request);
    const result = products.map((product) => toProductRow(product, base));
    return { links: linksOf(request, page, pages), page, pages, count, result };
  }
}

function linksOf(request: FastifyRequest, page: number, pages: number): StoreProductPage['links'] {
  const next = page < pages ? page + 1 : null;
  const previous = page > 1 ? page - 1 : null;
  const urlOf = (number: number | null) => (number === null ? null : urlOfPage(request, number));
  return { next: urlOf(next), previous: urlOf(previous), next_num_page: next, previous_num_page: previous };
}
