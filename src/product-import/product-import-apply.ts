import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { keywordsOf, refreshKeywords } from '../catalog/keywords.js';

const reason = 'import';
const usualTaxRate = 1900;

/** Adds the products that are new. @returns how many */
export async function addNew(em: EntityManager, actor: string): Promise<number> {
  const db = em.getKysely();
  const added = await sql`
    insert into products (
      uuid, slug, name, description, brand_id, price, old_price, tax_rate, stock, published, keywords, created, updated)
    select uuid, slug, name, coalesce(description, ''), brand_id, price, old_price, coalesce(tax_rate, ${usualTaxRate}),
      coalesce(stock, 0), coalesce(published, true), ${keywordsOf(sql.ref('brand_id'), sql.ref('category_ids'))}, now(), now()
    from resolved where product_id is null order by line
  `.execute(db);
  await sql`
    insert into product_categories (product_id, category_id)
    select products.id, category_id from resolved join products using (uuid), unnest(category_ids) category_id
    where product_id is null
  `.execute(db);
  await sql`
    insert into stock_movements (product_id, by, stock_after, reason, actor)
    select products.id, products.stock, products.stock, ${reason}, ${actor} from resolved join products using (uuid)
    where product_id is null and products.stock > 0
  `.execute(db);
  return Number(added.numAffectedRows);
}

/**
 * Changes the products of which the file says something new. Only these are locked, in id order like everywhere; what a
 * line leaves out stays as somebody else may just have made it.
 *
 * @returns how many
 */
export async function changeOld(em: EntityManager, actor: string): Promise<number> {
  const db = em.getKysely();
  await sql`
    create temp table changing on commit drop as
    select line.*, products.stock as stock_before, recategorised or brand_after is distinct from products.brand_id as relinked
    from resolved line
    join products on products.id = line.product_id
    cross join lateral (
      select case when line.brand is null then products.brand_id else line.brand_id end as brand_after,
        coalesce(line.category_ids <> array(
          select category_id from product_categories where product_id = products.id order by category_id
        ), false) as recategorised
    ) links
    where recategorised or (${afterwards}) is distinct from (
      products.name, products.description, products.brand_id, products.price, products.old_price, products.tax_rate,
      products.stock, products.published)
    order by products.id
    for no key update of products
  `.execute(db);
  await sql`analyze changing`.execute(db);
  const changed = await sql`
    update products
    set (name, description, brand_id, price, old_price, tax_rate, stock, published) = row(${afterwards}), updated = now()
    from changing line where products.id = line.product_id
  `.execute(db);
  await sql`
    insert into stock_movements (product_id, by, stock_after, reason, actor)
    select product_id, stock - stock_before, stock, ${reason}, ${actor} from changing where stock <> stock_before
  `.execute(db);
  await sql`
    delete from product_categories using changing
    where relinked and product_categories.product_id = changing.product_id and category_id <> all(category_ids)
  `.execute(db);
  await sql`
    insert into product_categories (product_id, category_id)
    select product_id, category_id from changing, unnest(category_ids) category_id where relinked
    on conflict do nothing
  `.execute(db);
  await refreshKeywords(em, sql`products.id in (select product_id from changing where relinked)`);
  return Number(changed.numAffectedRows);
}

/** What a product is after its line. */
const afterwards = sql`
  coalesce(line.name, products.name),
  coalesce(line.description, products.description),
  case when line.brand is null then products.brand_id else line.brand_id end,
  coalesce(line.price, products.price),
  case when line.old_price_given then line.old_price else products.old_price end,
  coalesce(line.tax_rate, products.tax_rate),
  coalesce(line.stock, products.stock),
  coalesce(line.published, products.published)`;
