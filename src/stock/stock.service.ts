import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { AuditService } from '../audit/audit.service.js';
import type { Caller } from '../common/http/access.js';
import { ValidationFailed } from '../common/http/request.errors.js';
import { announce } from '../database/commits.js';
import { Database } from '../database/database.js';
import { queryIn } from '../database/statement.js';
import { IdempotencyService } from '../idempotency/idempotency.service.js';
import type { IdempotentResult } from '../idempotency/idempotent.interceptor.js';
import { Jobs } from '../jobs/jobs.js';
import type { StockAdjustment, StockCount, StockLevel } from './stock.dto.js';
import { NotEnoughOnHand, NotEnoughStock, ProductNotAvailable, ProductNotFound } from './stock.errors.js';
import { maxStock } from './stock-limits.js';
import {
  type AllocatedProduct,
  allocateSql,
  lockStock,
  lockStockOf,
  moveSql,
  type StockState,
} from './stock-statements.js';

export type { AllocatedProduct } from './stock-statements.js';

/** The job that follows when products have stock again. */
export const productRestocked = 'product.restocked';

export interface ProductsRestocked {
  /** Uuids. */
  products: string[];
}

/** Units of a product to allocate, to release, to ship or to restock. */
export interface StockRequest {
  product: number;
  quantity: number;
}

/** What is behind a movement, for the ledger. */
export interface StockSource {
  reason: string;
  /** Id of the order. */
  order?: number;
}

/** An order that is being placed: it is inserted later in the transaction. */
export interface NewOrderSource {
  reason: string;
  order_uuid: string;
}

/** Why a member of staff changes a stock, for the ledger. */
export interface StockChangeReason {
  reason: string;
  actor: string | null;
}

/** How many units one unit of a request adds to those on hand and to those allocated. */
type Direction = readonly [onHand: -1 | 0 | 1, allocated: -1 | 0 | 1];

/** Moves the stock of products. Each movement is a line of the stock ledger. */
@Injectable()
export class StockService {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditService,
    private readonly jobs: Jobs,
    private readonly idempotency: IdempotencyService,
  ) {}

  /**
   * Allocates units of several products, all or nothing. The condition is checked on locked rows, so no unit is sold twice.
   *
   * @throws ProductNotAvailable, NotEnoughStock
   */
  async allocate(
    em: EntityManager,
    requests: StockRequest[],
    source: StockSource | NewOrderSource,
  ): Promise<Map<number, AllocatedProduct>> {
    await lockStock(em, ids(requests));
    return this.allocateLocked(em, requests, source);
  }

  /** Allocates units of products that the transaction has already locked, in id order. @throws ProductNotAvailable, NotEnoughStock */
  async allocateLocked(
    em: EntityManager,
    requests: StockRequest[],
    source: StockSource | NewOrderSource,
  ): Promise<Map<number, AllocatedProduct>> {
    announce(em, 'catalog');
    const quantities = requests.map(({ quantity }) => quantity);
    const order = 'order_uuid' in source ? [source.order_uuid, null] : [null, source.order ?? null];
    const rows = await queryIn(em, allocateSql, [ids(requests), quantities, source.reason, ...order]);
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
  release(em: EntityManager, requests: StockRequest[], source: StockSource): Promise<void> {
    return this.moveUnits(em, requests, [0, -1], source);
  }

  /** Allocated units leave the house. @throws NotEnoughOnHand */
  consume(em: EntityManager, requests: StockRequest[], source: StockSource): Promise<void> {
    return this.moveUnits(em, requests, [-1, -1], source);
  }

  /** Units come back into the house and on sale. */
  restock(em: EntityManager, requests: StockRequest[], source: StockSource): Promise<void> {
    return this.moveUnits(em, requests, [1, 0], source);
  }

  /** @throws ProductNotFound */
  set(me: Caller, product: string, { stock, reason }: StockCount): Promise<StockLevel> {
    return this.database.transaction(async (em) => {
      const before = await lockStockOf(em, product);
      if (!before) throw new ProductNotFound();
      const source = { reason, actor: me.username };
      const level = await this.moveByStaff(em, before, stock - before.on_hand, source);
      await this.announceRestocked(em, [level]);
      this.audit.record(em, me, 'stock.set', subjectOf(before), changesOf(before, level, reason));
      return level;
    });
  }

  /** Sets the units on hand; the ledger records the difference to those before. @throws ProductNotFound */
  async setLevel(em: EntityManager, product: string, onHand: number, source: StockChangeReason): Promise<StockLevel> {
    const before = await lockStockOf(em, product);
    if (!before) throw new ProductNotFound();
    return this.moveByStaff(em, before, onHand - before.on_hand, source);
  }

  /** @throws ProductNotFound, NotEnoughStock, ValidationFailed, StillRunning, IdempotencyKeyReused */
  adjust(
    me: Caller,
    product: string,
    { by, reason }: StockAdjustment,
    key?: string,
  ): Promise<IdempotentResult<StockLevel>> {
    const route = `PATCH /api/admin/products/${product}/stock`;
    return this.idempotency.transaction({ customer: me.id, key, route, body: { by, reason } }, async (em) => {
      const before = await lockStockOf(em, product);
      if (!before) throw new ProductNotFound();
      if (before.stock + by < 0) throw new NotEnoughStock({ product, stock: before.stock });
      if (before.on_hand + by > maxStock)
        throw new ValidationFailed([{ field: 'by', errors: [`the stock must not be greater than ${maxStock}`] }]);
      const level = await this.moveByStaff(em, before, by, { reason, actor: me.username });
      await this.announceRestocked(em, [level]);
      this.audit.record(em, me, 'stock.adjust', subjectOf(before), changesOf(before, level, reason));
      return level;
    });
  }

  private async moveByStaff(
    em: EntityManager,
    { id }: StockState,
    by: number,
    { reason, actor }: StockChangeReason,
  ): Promise<StockLevel> {
    announce(em, 'catalog');
    const [level] = await queryIn(em, moveSql, [[id], [by], [0], reason, actor ?? '', null]);
    if (!level) throw new Error(`the locked product ${id} was not changed`);
    return level;
  }

  /** @throws NotEnoughOnHand */
  private async moveUnits(
    em: EntityManager,
    requests: StockRequest[],
    [onHand, allocated]: Direction,
    { reason, order }: StockSource,
  ): Promise<void> {
    const units = totals(requests);
    const before = await lockStock(em, [...units.keys()]);
    for (const { id, product, on_hand } of before) {
      const quantity = units.get(id) ?? 0;
      if (on_hand + onHand * quantity < 0) throw new NotEnoughOnHand({ product, on_hand, quantity });
    }
    announce(em, 'catalog');
    const times = (direction: number) => [...units.values()].map((quantity) => direction * quantity);
    const values = [[...units.keys()], times(onHand), times(allocated), reason, '', order ?? null];
    await this.announceRestocked(em, await queryIn(em, moveSql, values));
  }

  private async announceRestocked(em: EntityManager, levels: StockLevel[]): Promise<void> {
    const products = levels.filter(isFirstStock).map(({ product }) => product);
    if (products.length > 0) await this.jobs.enqueue(em, productRestocked, { products } satisfies ProductsRestocked);
  }
}

const subjectOf = ({ product, name }: { product: string; name: string }) => ({
  kind: 'product' as const,
  uuid: product,
  label: name,
});

const changesOf = ({ on_hand }: StockState, { product: _, ...level }: StockLevel, reason: string) => ({
  from: { on_hand },
  to: { on_hand: level.on_hand },
  by: level.by,
  stock: level.stock,
  reason,
});

const isFirstStock = ({ stock, by }: StockLevel): boolean => stock > 0 && stock <= by;

/** The units of each product, whose lines may be several. */
function totals(requests: StockRequest[]): Map<number, number> {
  const units = new Map<number, number>();
  for (const { product, quantity } of requests) units.set(product, (units.get(product) ?? 0) + quantity);
  return units;
}

const ids = (requests: StockRequest[]) => requests.map(({ product }) => product);
