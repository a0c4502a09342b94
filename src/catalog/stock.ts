import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { NotEnoughStock, ProductNotAvailable } from './catalog.errors.js';

export interface Wanted {
  product: number;
  quantity: number;
}

/** A product at the moment its units were taken. */
export interface Taken {
  id: number;
  uuid: string;
  name: string;
  price: number;
  tax_rate: number;
}

/**
 * Takes units of several products, all or nothing, in one statement. Rows are locked in id order, so that crossing
 * orders wait for each other instead of deadlocking; the condition is checked on the locked row, so no unit is sold twice.
 *
 * @throws ProductNotAvailable, NotEnoughStock
 */
export async function takeStock(em: EntityManager, wanted: Wanted[], reason: string): Promise<Map<number, Taken>> {
  const { rows } = await sql<Taken>`
    with wanted as (
      select * from unnest(${ids(wanted)}::int[], ${quantities(wanted)}::int[]) as wanted(id, quantity)
    ), locked as materialized (
      select products.id from products join wanted using (id) order by products.id for update of products
    ), taken as (
      update products set stock = products.stock - wanted.quantity
      from wanted join locked using (id)
      where products.id = wanted.id and products.published and products.stock >= wanted.quantity
      returning products.id, uuid, name, price, tax_rate, products.stock, wanted.quantity
    ), noted as (
      insert into stock_movements (product_id, by, stock_after, reason)
      select id, -quantity, stock, ${reason} from taken
    )
    select id, uuid, name, price, tax_rate from taken
  `.execute(em.getKysely());
  const taken = new Map(rows.map((product) => [product.id, product]));
  const missed = wanted.find(({ product }) => !taken.has(product));
  if (missed) throw await refusal(em, missed.product);
  return taken;
}

/** The way back of {@link takeStock}: what an order no longer needs can be bought again. */
export async function returnStock(em: EntityManager, returned: Wanted[], reason: string): Promise<void> {
  await sql`
    with returned as (
      select * from unnest(${ids(returned)}::int[], ${quantities(returned)}::int[]) as returned(id, quantity)
    ), locked as materialized (
      select products.id from products join returned using (id) order by products.id for update of products
    ), given as (
      update products set stock = products.stock + returned.quantity
      from returned join locked using (id)
      where products.id = returned.id
      returning products.id, products.stock, returned.quantity
    )
    insert into stock_movements (product_id, by, stock_after, reason)
    select id, quantity, stock, ${reason} from given
  `.execute(em.getKysely());
}

async function refusal(em: EntityManager, product: number) {
  const { rows } = await sql<{ uuid: string; stock: number; published: boolean }>`
    select uuid, stock, published from products where id = ${product}
  `.execute(em.getKysely());
  const found = rows[0];
  if (!found?.published) return new ProductNotAvailable(found && { product: found.uuid });
  return new NotEnoughStock({ product: found.uuid, stock: found.stock });
}

const ids = (lines: Wanted[]) => lines.map(({ product }) => product);
const quantities = (lines: Wanted[]) => lines.map(({ quantity }) => quantity);
