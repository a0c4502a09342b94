import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import type { TaxReason } from '../common/money/tax-exemption.js';
import { statement } from '../database/statement.js';
import { availableSql } from './availability.js';
import type { StockLevel } from './stock.dto.js';

/** A product at the moment its units were allocated. */
export interface AllocatedProduct {
  id: number;
  uuid: string;
  name: string;
  price: number;
  tax_rate: number;
  tax_exemption?: TaxReason | null;
  is_service?: boolean;
}

/** What there is of a product. */
export interface StockState {
  id: number;
  product: string;
  /** Available: on hand and not allocated. */
  stock: number;
  on_hand: number;
  allocated: number;
}

/**
 * Values: ids, quantities, reason, uuid of the order or else its id. The lists are in subqueries, or PostgreSQL would plan the statement
 * anew for each list.
 */
export const allocateSql = statement<AllocatedProduct>(
  'stock_allocate',
  `
  with requested as (
    select * from unnest((select $1::int[]), (select $2::int[])) as requested(id, quantity)
  ), changed as (
    update products set allocated = products.allocated + requested.quantity
    from requested
    where products.id = requested.id and ${availableSql('requested.quantity')}
    returning products.id, uuid, name, price, tax_rate, tax_exemption, is_service, on_hand, allocated, requested.quantity
  ), movements as (
    insert into stock_movements (product_id, product_uuid, allocated_by, on_hand_after, allocated_after, reason, order_uuid)
    select id, uuid, quantity, on_hand, allocated, $3, coalesce($4::uuid, (select uuid from orders where id = $5::int)) from changed
  )
  select id, uuid, name, price, tax_rate, tax_exemption, is_service from changed
`,
);

/** Values: ids, units on hand and units allocated to add, reason, actor, id of the order. */
export const moveSql = statement<StockLevel>(
  'stock_move',
  `
  with requested as (
    select * from unnest((select $1::int[]), (select $2::int[]), (select $3::int[])) as requested(id, on_hand_by, allocated_by)
  ), changed as (
    update products
    set on_hand = products.on_hand + requested.on_hand_by, allocated = products.allocated + requested.allocated_by
    from requested where products.id = requested.id
    returning products.id, uuid as product, stock, on_hand, allocated, on_hand_by, allocated_by
  ), movements as (
    insert into stock_movements (
      product_id, product_uuid, on_hand_by, allocated_by, on_hand_after, allocated_after, reason, actor, order_uuid)
    select id, product, on_hand_by, allocated_by, on_hand, allocated, $4, $5, (select uuid from orders where id = $6::int)
    from changed
  )
  select product, stock, on_hand, allocated, on_hand_by - allocated_by as by from changed
`,
);

/**
 * In id order, so that crossing orders wait for each other instead of deadlocking. A statement of its own: the next one
 * then sees the rows as they are now, while one that both locks and updates a product would deadlock on old versions.
 */
export async function lockStock(em: EntityManager, products: number[]): Promise<StockState[]> {
  const { rows } = await sql<StockState>`
    select id, uuid as product, stock, on_hand, allocated from products
    where id = any(${products}::int[]) order by id for no key update
  `.execute(em.getKysely());
  return rows;
}

export async function lockStockOf(
  em: EntityManager,
  product: string,
): Promise<(StockState & { name: string }) | undefined> {
  const { rows } = await sql<StockState & { name: string }>`
    select id, name, uuid as product, stock, on_hand, allocated from products where uuid = ${product} for no key update
  `.execute(em.getKysely());
  return rows[0];
}
