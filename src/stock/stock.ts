import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { ValidationFailed } from '../common/http/request.errors.js';
import { invalidateCache } from '../database/cache-invalidation.js';
import { queryIn, statement } from '../database/statement.js';
import { availableSql } from './availability.js';
import { NotEnoughStock, ProductNotAvailable, ProductNotFound } from './stock.errors.js';
import { mostStock } from './stock-limits.js';

export interface StockRequest {
  product: number;
  quantity: number;
}

/** A product at the moment its units were taken. */
export interface AllocatedProduct {
  id: number;
  uuid: string;
  name: string;
  price: number;
  tax_rate: number;
}

/**
 * In id order, so that crossing orders wait for each other instead of deadlocking. A statement of its own: the next one
 * then sees the rows as they are now, where one that both locks and changes a wanted product deadlocks on old versions.
 */
async function lockProducts(em: EntityManager, lines: StockRequest[]): Promise<void> {
  await sql`
    select id from products where id = any(${ids(lines)}::int[]) order by id for no key update
  `.execute(em.getKysely());
}

/**
 * Takes units of several products, all or nothing; the condition is checked on the locked rows, so no unit is sold twice.
 *
 * @throws ProductNotAvailable, NotEnoughStock
 */
export async function allocateStock(
  em: EntityManager,
  wanted: StockRequest[],
  reason: string,
): Promise<Map<number, AllocatedProduct>> {
  await lockProducts(em, wanted);
  return allocateLockedStock(em, wanted, reason);
}

/** Values: ids, quantities, the reason. The lists stand in subqueries, else PostgreSQL plans anew for each. */
const taking = statement<AllocatedProduct>(
  'stock_allocate',
  `
  with wanted as (
    select * from unnest((select $1::int[]), (select $2::int[])) as wanted(id, quantity)
  ), taken as (
    update products set stock = products.stock - wanted.quantity
    from wanted
    where products.id = wanted.id and ${availableSql('wanted.quantity')}
    returning products.id, uuid, name, price, tax_rate, products.stock, wanted.quantity
  ), noted as (
    insert into stock_movements (product_id, by, stock_after, reason)
    select id, -quantity, stock, $3 from taken
  )
  select id, uuid, name, price, tax_rate from taken
`,
);

/** The same for products that the transaction has locked already, in id order. @throws ProductNotAvailable, NotEnoughStock */
export async function allocateLockedStock(
  em: EntityManager,
  wanted: StockRequest[],
  reason: string,
): Promise<Map<number, AllocatedProduct>> {
  invalidateCache(em, 'catalog');
  const rows = await queryIn(em, taking, [ids(wanted), quantities(wanted), reason]);
  const taken = new Map(rows.map((product) => [product.id, product]));
  const missed = wanted.find(({ product }) => !taken.has(product));
  if (missed) throw await refusal(em, missed.product);
  return taken;
}

/** The way back of {@link allocateStock}: what an order no longer needs can be bought again. */
export async function releaseStock(em: EntityManager, returned: StockRequest[], reason: string): Promise<void> {
  await lockProducts(em, returned);
  invalidateCache(em, 'catalog');
  await sql`
    with returned as (
      select * from unnest(${ids(returned)}::int[], ${quantities(returned)}::int[]) as returned(id, quantity)
    ), given as (
      update products set stock = products.stock + returned.quantity
      from returned
      where products.id = returned.id
      returning products.id, products.stock, returned.quantity
    )
    insert into stock_movements (product_id, by, stock_after, reason)
    select id, quantity, stock, ${reason} from given
  `.execute(em.getKysely());
}

/** Why somebody of the staff changes a stock. */
export interface StockChangeReason {
  reason: string;
  actor: string | null;
}

export interface Level {
  /** Uuid. */
  product: string;
  stock: number;
  by: number;
}

/** What was counted is the stock; the ledger gets the difference. @throws ProductNotFound */
export async function setStock(
  em: EntityManager,
  product: string,
  { stock, reason, actor }: StockChangeReason & { stock: number },
): Promise<Level> {
  invalidateCache(em, 'catalog');
  const { rows } = await sql<Level>`
    with before as materialized (
      select id, stock from products where uuid = ${product} for no key update
    ), changed as (
      update products set stock = ${stock}::int from before where products.id = before.id
      returning products.id, products.uuid, products.stock, products.stock - before.stock as by
    ), noted as (
      insert into stock_movements (product_id, by, stock_after, reason, actor)
      select id, by, stock, ${reason}, ${actor ?? ''} from changed
    )
    select uuid as product, stock, by from changed
  `.execute(em.getKysely());
  if (!rows[0]) throw new ProductNotFound();
  return rows[0];
}

/** Units come or go; below zero it does not fall. @throws ProductNotFound, NotEnoughStock, ValidationFailed */
export async function adjustStock(
  em: EntityManager,
  product: string,
  { by, reason, actor }: StockChangeReason & { by: number },
): Promise<Level> {
  invalidateCache(em, 'catalog');
  const { rows } = await sql<Level>`
    with changed as (
      update products set stock = stock + ${by}::int
      where uuid = ${product} and stock + ${by}::int between 0 and ${mostStock}::int
      returning id, uuid, stock
    ), noted as (
      insert into stock_movements (product_id, by, stock_after, reason, actor)
      select id, ${by}::int, stock, ${reason}, ${actor ?? ''} from changed
    )
    select uuid as product, stock, ${by}::int as by from changed
  `.execute(em.getKysely());
  return rows[0] ?? (await refuseAdjusting(em, product, by));
}

async function refuseAdjusting(em: EntityManager, product: string, by: number): Promise<never> {
  const { rows } = await sql<{ stock: number }>`select stock from products where uuid = ${product}`.execute(
    em.getKysely(),
  );
  if (!rows[0]) throw new ProductNotFound();
  if (by < 0) throw new NotEnoughStock({ product, stock: rows[0].stock });
  throw new ValidationFailed([{ field: 'by', errors: [`the stock must not be greater than ${mostStock}`] }]);
}

async function refusal(em: EntityManager, product: number) {
  const { rows } = await sql<{ uuid: string; stock: number; published: boolean }>`
    select uuid, stock, published from products where id = ${product}
  `.execute(em.getKysely());
  const found = rows[0];
  if (!found?.published) return new ProductNotAvailable(found && { product: found.uuid });
  return new NotEnoughStock({ product: found.uuid, stock: found.stock });
}

const ids = (lines: StockRequest[]) => lines.map(({ product }) => product);
const quantities = (lines: StockRequest[]) => lines.map(({ quantity }) => quantity);
