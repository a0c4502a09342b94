import { Body, Controller, Delete, Get, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, Me, Requires } from '../common/http/access.js';
import { BaseUrl } from '../common/http/base-url.js';
import { Example, Fails } from '../common/http/fails.js';
import { Listed } from '../common/http/paging.js';
import { uuidOr } from '../common/http/uuid.pipe.js';
import { CatalogRemoved } from './product.dto.js';
import { BrandNotFound, CategoryNotFound, SlugTaken } from './catalog.errors.js';
import { ProductNotFound } from '../stock/stock.errors.js';
import {
  AdminProduct,
  AdminProductDetail,
  AdminProductQuery,
  ProductChange,
  ProductInput,
} from './product.admin.dto.js';
import { ProductAdminQueries } from './product.admin.queries.js';
import { ProductRemovalService } from './product-removal.service.js';
import { ProductService } from './product.service.js';

const ProductUuid = uuidOr(ProductNotFound);

@ApiTags('Catalog')
@Controller('api/admin/products')
@Requires('write:products')
export class ProductAdminController {
  constructor(
    private readonly products: ProductService,
    private readonly removals: ProductRemovalService,
    private readonly queries: ProductAdminQueries,
  ) {}

  /** Find products, those that customers do not see among them. */
  @Get()
  @Requires('read:products')
  @Listed(AdminProduct)
  list(@Query() query: AdminProductQuery, @BaseUrl() base: string) {
    return this.queries.list(query, base);
  }

  /** One product, with all its pictures. */
  @Get(':uuid')
  @Requires('read:products')
  @Fails(ProductNotFound)
  detail(@Param('uuid', ProductUuid) uuid: string, @BaseUrl() base: string): Promise<AdminProductDetail> {
    return this.queries.detail(uuid, base);
  }

  /** Add a product. */
  @Post()
  @Example({ name: 'Plantain', price: '3.00', brand: 'chiquita', categories: ['fruit'], tax_rate: 700, stock: 10 })
  @Fails(BrandNotFound, CategoryNotFound, SlugTaken)
  async create(@Me() me: Caller, @Body() product: ProductInput, @BaseUrl() base: string): Promise<AdminProductDetail> {
    return this.queries.detail(await this.products.create(me, product), base);
  }

  /** Change a product. Its stock has addresses of its own. */
  @Put(':uuid')
  @Example({ price: '2.80', old_price: '3.00' })
  @Fails(ProductNotFound, BrandNotFound, CategoryNotFound, SlugTaken)
  async change(
    @Me() me: Caller,
    @Param('uuid', ProductUuid) uuid: string,
    @Body() change: ProductChange,
    @BaseUrl() base: string,
  ): Promise<AdminProductDetail> {
    await this.products.update(me, uuid, change);
    return this.queries.detail(uuid, base);
  }

  /** Remove a product and its pictures. It leaves every bucket; orders keep what was bought, and its stock ledger stays. */
  @Delete(':uuid')
  @Fails(ProductNotFound)
  async remove(@Me() me: Caller, @Param('uuid', ProductUuid) uuid: string): Promise<CatalogRemoved> {
    await this.removals.remove(me, uuid);
    return { status: 'OK', message: 'product removed' };
  }
}
