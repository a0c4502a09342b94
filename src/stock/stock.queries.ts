import type { InferKyselyDB } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import type { List, ListQuery } from '../common/http/paging.js';
import { Database } from '../database/database.js';
import { listOf, type Sorting } from '../database/list.js';
import { iso } from '../database/sql.js';
import { ProductNotFound } from './stock.errors.js';
import type { StockMovementDto } from './stock.dto.js';
import type { StockMovementSchema } from './stock-movement.entity.js';

type Tables = InferKyselyDB<typeof StockMovementSchema> & { products: { uuid: string } };

@Injectable()
export class StockQueries {
  constructor(private readonly database: Database) {}

  /** Latest first; also of a product that was removed. @throws ProductNotFound */
  async ledger(uuid: string, page: ListQuery): Promise<List<StockMovementDto>> {
    const db = this.database.sql<Tables>();
    const movements = db.selectFrom('stock_movements').where('product_uuid', '=', uuid);
    const found = await listOf(this.database, movements.select(columns), latest, page);
    if (found.count === 0) await this.assertProduct(uuid);
    return found;
  }

  /** @throws ProductNotFound */
  private async assertProduct(uuid: string): Promise<void> {
    const products = this.database.sql<Tables>().selectFrom('products').where('uuid', '=', uuid);
    if (!(await products.select('uuid').executeTakeFirst())) throw new ProductNotFound();
  }
}

const latest: Sorting = { direction: 'desc', keys: [['stock_movements.id', 'bigint']] };

const columns = [
  sql<number>`on_hand_by - allocated_by`.as('by'),
  sql<number>`greatest(on_hand_after - allocated_after, 0)`.as('stock_after'),
  'on_hand_by',
  'on_hand_after',
  'allocated_by',
  'allocated_after',
  'reason',
  'order_uuid',
  sql<string | null>`(select number from orders where orders.uuid = order_uuid)`.as('order_number'),
  'actor',
  iso('created_at').as('created'),
] as const;
