import { Injectable, type PipeTransform } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { keyOr } from '../common/http/uuid.pipe.js';
import { Database } from '../database/database.js';
import { ProductNotFound } from '../stock/stock.errors.js';
import type { CatalogTables } from './product-columns.js';
import { isOneOf } from './product-filter.js';
import { canonicalKey, keyColumn, maxSlugLength } from './slug.js';

/** Tells Swagger that the `uuid` of a path may be a slug. */
export const UuidOrSlug = (): MethodDecorator =>
  ApiParam({ name: 'uuid', description: 'A uuid or a slug.', schema: { type: 'string', maxLength: maxSlugLength } });

const ProductKeyPipe = keyOr(ProductNotFound);

/** Reads a path UUID or slug, if only a former one, as the UUID of a product, which may not be published. */
@Injectable()
export class ProductUuidPipe implements PipeTransform<string, Promise<string>> {
  private readonly keys = new ProductKeyPipe();

  constructor(private readonly database: Database) {}

  async transform(given: string): Promise<string> {
    const key = canonicalKey(this.keys.transform(given, { type: 'param' }));
    if (keyColumn(key) === 'uuid') return key;
    // On the primary: writes go by it.
    const found = this.database
      .sql<CatalogTables>()
      .selectFrom('products')
      .select('uuid')
      .where(isOneOf('products', [key]));
    const product = await found.executeTakeFirst();
    if (!product) throw new ProductNotFound();
    return product.uuid;
  }
}
