import type { InferKyselyDB } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { Page, PageQuery } from '../common/http/paging.js';
import { Database } from '../database/database.js';
import { iso, pageOf } from '../database/sql.js';
import { ProductNotFound } from './stock.errors.js';
import type { StockMovementDto } from './stock.dto.js';
import type { StockMovementSchema } from './stock-movement.entity.js';

type Tables = InferKyselyDB<typeof StockMovementSchema> & { products: { id: number; uuid: string } };

@Injectable()
export class StockQueries {
  constructor(private readonly database: Database) {}

  /** Latest first. @throws ProductNotFound */
  async ledger(uuid: string, page: PageQuery): Promise<Page<StockMovementDto>> {
    const db = this.database.sql<Tables>();
    const product = await db.selectFrom('products').select('id').where('uuid', '=', uuid).executeTakeFirst();
    if (!product) throw new ProductNotFound();
    const movements = db.selectFrom('stock_movements').where('product_id', '=', product.id);
    const columns = ['by', 'stock_after', 'reason', 'actor', iso('created_at').as('created')] as const;
    return pageOf(movements.select(columns).orderBy('id', 'desc'), page);
  }
}
