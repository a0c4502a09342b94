import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { BucketFull } from '../../bucket/bucket.errors.js';
import { BucketService } from '../../bucket/bucket.service.js';
import type { Caller } from '../../common/http/access.js';
import { ValidationFailed } from '../../common/http/request.errors.js';
import { Database } from '../../database/database.js';
import { OrderNotFound } from '../../order/order.errors.js';
import { NotEnoughStock, ProductNotAvailable } from '../../stock/stock.errors.js';
import type { BuyAgainLine, BuyAgainResult } from './history.dto.js';

type OrderedLine = Pick<BuyAgainLine, 'product' | 'name' | 'quantity'>;

@Injectable()
export class BuyAgainService {
  constructor(
    private readonly database: Database,
    private readonly buckets: BucketService,
  ) {}

  /** @throws OrderNotFound */
  addToBucket(me: Caller, order: string): Promise<BuyAgainResult> {
    return this.database.transaction(async (em) => {
      const lines: BuyAgainLine[] = [];
      for (const line of await linesOf(em, me.id, order)) lines.push({ ...line, ...(await this.add(em, me, line)) });
      return { lines };
    });
  }

  private async add(em: EntityManager, me: Caller, { product, quantity }: OrderedLine) {
    let added = 0;
    try {
      added = await this.buckets.addAvailableIn(em, me, { uuid: product }, quantity);
      await em.flush();
      // The bucket says why there is no room for one more.
      if (added < quantity) await this.buckets.addQuantityIn(em, me, { uuid: product }, 1);
      return { added, reason: null };
    } catch (error) {
      return { added, reason: reasonOf(error) };
    }
  }
}

/** In the order of the order. @throws OrderNotFound, also for another customer's */
async function linesOf(em: EntityManager, customer: number, order: string): Promise<OrderedLine[]> {
  const { rows } = await sql<OrderedLine>`
    select product_uuid as product, name, quantity from orders join order_lines on order_id = orders.id
    where orders.uuid = ${order} and customer_id = ${customer} order by order_lines.id
  `.execute(em.getKysely());
  if (rows.length === 0) throw new OrderNotFound();
  return rows;
}

function reasonOf(error: unknown): BuyAgainLine['reason'] {
  if (error instanceof ProductNotAvailable) return 'not_available';
  if (error instanceof NotEnoughStock) return 'not_enough_stock';
  if (error instanceof ValidationFailed) return 'quantity_limit';
  if (error instanceof BucketFull) return 'bucket_full';
  throw error;
}
