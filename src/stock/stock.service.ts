import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { AuditService } from '../audit/audit.service.js';
import type { Caller } from '../common/http/access.js';
import { ValidationFailed } from '../common/http/request.errors.js';
import { invalidateCache } from '../database/cache-invalidation.js';
import { Database } from '../database/database.js';
import { queryIn, statement } from '../database/statement.js';
import { Jobs } from '../jobs/jobs.js';
import { availableSql } from './availability.js';
import type { StockAdjustment, StockCount, StockLevel } from './stock.dto.js';
import { NotEnoughStock, ProductNotAvailable, ProductNotFound } from './stock.errors.js';
import { maxStock } from './stock-limits.js';

/** The job that follows when products have stock again. */
export const productRestocked = 'product.restocked';

export interface ProductsRestocked {
  /** Uuids. */
  products: string[];
}

/** Units of a product to allocate or to release. */
export interface StockRequest {
  product: number;
  quantity: number;
}

/** A product at the moment its units were allocated. */
export interface AllocatedProduct {
  id: number;
  uuid: string;
  name: string;
  price: number;
  tax_rate: number;
}

/** Why a member of staff changes a stock, for the ledger. */
export interface StockChangeReason {
  reason: string;
  actor: string | null;
}

/** Values: ids, quantities, reason. The lists are in subqueries, or PostgreSQL would plan the statement anew for each list. */
const allocateSql = statement<AllocatedProduct>(
  'stock_allocate',
  `
  with requested as (
    select * from unnest((select $1::int[]), (select $2::int[])) as requested(id, quantity)
  ), allocated as (
    update products set stock = products.stock - requested.quantity
    from requested
    where products.id = requested.id and ${availableSql('requested.quantity')}
    returning products.id, uuid, name, price, tax_rate, products.stock, requested.quantity
  ), movements as (
    insert into stock_movements (product_id, by, stock_after, reason)
    select id, -quantity, stock, $3 from allocated
  )
  select id, uuid, name, price, tax_rate from allocated
`,
);

/** Moves the stock of products. Each movement is a line of the stock ledger. */
@Injectable()
export class StockService {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditService,
    private readonly jobs: Jobs,
  ) {}

  /**
   * Allocates units of several products, all or nothing. The condition is checked on locked rows, so no unit is sold twice.
   *
   * @throws ProductNotAvailable, NotEnoughStock
   */
  async allocate(em: EntityManager, requests: StockRequest[], reason: string): Promise<Map<number, AllocatedProduct>> {
    await lockProducts(em, requests);
    return this.allocateLocked(em, requests, reason);
  }

  /** Allocates units of products that the transaction has already locked, in id order. @throws ProductNotAvailable, NotEnoughStock */
  async allocateLocked(
    em: EntityManager,
    requests: StockRequest[],
    reason: string,
  ): Promise<Map<number, AllocatedProduct>> {
    invalidateCache(em, 'catalog');
    const rows = await queryIn(em, allocateSql, [ids(requests), quantities(requests), reason]);
    const allocated = new Map(rows.map((product) => [product.id, product]));
    const refused = requests.find(({ product }) => !allocated.has(product));
    if (refused) throw await this.allocationError(em, refused.product);
    return allocated;
  }

  /** Why units of a product cannot be allocated. */
  async allocationError(em: EntityManager, product: number): Promise<Error> {
    const { rows } = await sql<{ uuid: string; stock: number; published: boolean }>`
      select uuid, stock, published from products where id = ${product}
    `.execute(em.getKysely());
    const found = rows[0];
    if (!found?.published) return new ProductNotAvailable(found && { product: found.uuid });
    return new NotEnoughStock({ product: found.uuid, stock: found.stock });
  }

  /** Puts allocated units back on sale. */
  async release(em: EntityManager, requests: StockRequest[], reason: string): Promise<void> {
    await lockProducts(em, requests);
    invalidateCache(em, 'catalog');
    const { rows } = await sql<{ uuid: string }>`
      with returned as (
        select * from unnest(${ids(requests)}::int[], ${quantities(requests)}::int[]) as returned(id, quantity)
      ), released as (
        update products set stock = products.stock + returned.quantity
        from returned
        where products.id = returned.id
        returning products.id, products.uuid, products.stock, returned.quantity
      ), movements as (
        insert into stock_movements (product_id, by, stock_after, reason)
        select id, quantity, stock, ${reason} from released
      )
      select uuid from released where stock > 0 and stock <= quantity
    `.execute(em.getKysely());
    if (rows.length > 0)
      await this.announceRestocked(
        em,
        rows.map(({ uuid }) => uuid),
      );
  }

  /** @throws ProductNotFound */
  set(me: Caller, product: string, { stock, reason }: StockCount): Promise<StockLevel> {
    return this.database.transaction(async (em) => {
      const level = await this.setLevel(em, product, stock, { reason, actor: me.username });
      if (isFirstStock(level)) await this.announceRestocked(em, [product]);
      this.audit.record(em, me, 'stock.set', `product/${product}`, { ...level, reason });
      return level;
    });
  }

  /** The ledger records the difference to the level before. @throws ProductNotFound */
  async setLevel(
    em: EntityManager,
    product: string,
    stock: number,
    { reason, actor }: StockChangeReason,
  ): Promise<StockLevel> {
    invalidateCache(em, 'catalog');
    const { rows } = await sql<StockLevel>`
      with before as materialized (
        select id, stock from products where uuid = ${product} for no key update
      ), changed as (
        update products set stock = ${stock}::int from before where products.id = before.id
        returning products.id, products.uuid, products.stock, products.stock - before.stock as by
      ), movement as (
        insert into stock_movements (product_id, by, stock_after, reason, actor)
        select id, by, stock, ${reason}, ${actor ?? ''} from changed
      )
      select uuid as product, stock, by from changed
    `.execute(em.getKysely());
    if (!rows[0]) throw new ProductNotFound();
    return rows[0];
  }

  /** @throws ProductNotFound, NotEnoughStock, ValidationFailed */
  adjust(me: Caller, product: string, { by, reason }: StockAdjustment): Promise<StockLevel> {
    return this.database.transaction(async (em) => {
      const level = await adjustLevel(em, product, by, { reason, actor: me.username });
      if (isFirstStock(level)) await this.announceRestocked(em, [product]);
      this.audit.record(em, me, 'stock.adjust', `product/${product}`, { ...level, reason });
      return level;
    });
  }

  private announceRestocked(em: EntityManager, products: string[]): Promise<void> {
    return this.jobs.enqueue(em, productRestocked, { products } satisfies ProductsRestocked);
  }
}

const isFirstStock = ({ stock, by }: StockLevel): boolean => stock > 0 && stock <= by;

/**
 * In id order, so that crossing orders wait for each other instead of deadlocking. A statement of its own: the next one
 * then sees the rows as they are now, while one that both locks and updates a product would deadlock on old versions.
 */
async function lockProducts(em: EntityManager, requests: StockRequest[]): Promise<void> {
  await sql`
    select id from products where id = any(${ids(requests)}::int[]) order by id for no key update
  `.execute(em.getKysely());
}

async function adjustLevel(
  em: EntityManager,
  product: string,
  by: number,
  { reason, actor }: StockChangeReason,
): Promise<StockLevel> {
  invalidateCache(em, 'catalog');
  const { rows } = await sql<StockLevel>`
    with changed as (
      update products set stock = stock + ${by}::int
      where uuid = ${product} and stock + ${by}::int between 0 and ${maxStock}::int
      returning id, uuid, stock
    ), movement as (
      insert into stock_movements (product_id, by, stock_after, reason, actor)
      select id, ${by}::int, stock, ${reason}, ${actor ?? ''} from changed
    )
    select uuid as product, stock, ${by}::int as by from changed
  `.execute(em.getKysely());
  if (!rows[0]) throw await adjustmentError(em, product, by);
  return rows[0];
}

async function adjustmentError(em: EntityManager, product: string, by: number): Promise<Error> {
  const { rows } = await sql<{ stock: number }>`select stock from products where uuid = ${product}`.execute(
    em.getKysely(),
  );
  if (!rows[0]) return new ProductNotFound();
  if (by < 0) return new NotEnoughStock({ product, stock: rows[0].stock });
  return new ValidationFailed([{ field: 'by', errors: [`the stock must not be greater than ${maxStock}`] }]);
}

const ids = (requests: StockRequest[]) => requests.map(({ product }) => product);
const quantities = (requests: StockRequest[]) => requests.map(({ quantity }) => quantity);
