import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { BrandNotFound, CategoryNotFound, ProductOutdated, SlugTaken } from '../catalog/catalog.errors.js';
import { type Caller, Me, Requires } from '../common/http/access.js';
import { Example, Fails } from '../common/http/fails.js';
import { TooLarge } from '../common/http/request.errors.js';
import { LargeBody } from '../common/http/uploads.js';
import { BulkResults } from '../idempotency/bulk.dto.js';
import { Idempotent, IdempotencyKeyHeader } from '../idempotency/idempotent.interceptor.js';
import { ProductNotFound } from '../stock/stock.errors.js';
import { ProductBulkInput } from './product-bulk.dto.js';
import { ProductBulkService } from './product-bulk.service.js';

/** Bytes: 500 rows with a text each. */
const bodyLimit = 2 * 1024 * 1024;

@ApiTags('Catalog')
@Controller('api/admin/products/bulk')
@Requires('write:products')
export class ProductBulkAdminController {
  constructor(private readonly products: ProductBulkService) {}

  /**
   * Change up to 500 products, in at most 2 MiB. Each row is done by itself, as `PUT /api/admin/products/{uuid}` would do it, with an entry of
   * its own in the audit trail: one that fails changes nothing, and the others go on. 1011 to 1014 and 1510 are errors of rows. With an `Idempotency-Key`, the same
   * request again answers what was done, and tries the rows again that failed or that an interruption left out.
   */
  @Post()
  @Example({ rows: [{ slug: 'banana', changes: { price: '2.80', old_price: '3.00' } }] })
  @LargeBody(bodyLimit)
  @HttpCode(200)
  @Idempotent()
  @ApiOkResponse({ type: BulkResults })
  @Fails(TooLarge, ProductNotFound, ProductOutdated, BrandNotFound, CategoryNotFound, SlugTaken)
  change(@Me() me: Caller, @Body() { rows }: ProductBulkInput, @IdempotencyKeyHeader() key?: string) {
    return this.products.change(me, rows, key);
  }
}
