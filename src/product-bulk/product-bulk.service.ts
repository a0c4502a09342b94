import { Injectable } from '@nestjs/common';
import { canonicalKey } from '../catalog/slug.js';
import { ProductService } from '../catalog/product.service.js';
import type { Caller } from '../common/http/access.js';
import type { BulkResults } from '../idempotency/bulk.dto.js';
import { BulkService } from '../idempotency/bulk.service.js';
import type { IdempotentResult } from '../idempotency/idempotent.interceptor.js';
import { ProductBulkRow } from './product-bulk.dto.js';

@Injectable()
export class ProductBulkService {
  constructor(
    private readonly bulk: BulkService,
    private readonly products: ProductService,
  ) {}

  /** @throws StillRunning, IdempotencyKeyReused */
  change(me: Caller, rows: unknown[], key?: string): Promise<IdempotentResult<BulkResults>> {
    const request = { customer: me.id, key, route: 'POST /api/admin/products/bulk', row: ProductBulkRow, rows };
    return this.bulk.run(request, (em, { uuid, slug = '', updated, changes }) =>
      this.products.updateIn(em, me, uuid === undefined ? { slug: canonicalKey(slug) } : { uuid }, changes, updated),
    );
  }
}
