import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import type { BadLine, ProductLine } from './product-csv.js';

const lineColumns = sql.raw(`
  line int, uuid uuid, slug text, name text, description text, brand text, brand_slug text, categories text[],
  price int, old_price int, old_price_given boolean, tax_rate int, stock int, published boolean`);

/** The lines of a file, in a table that goes with the transaction. */
export async function createStaging(em: EntityManager): Promise<void> {
  await sql`create temp table incoming (${lineColumns}) on commit drop`.execute(em.getKysely());
}

export async function stage(em: EntityManager, lines: ProductLine[]): Promise<void> {
  await sql`
    insert into incoming select * from json_to_recordset(${JSON.stringify(lines)}::json) as lines(${lineColumns})
  `.execute(em.getKysely());
}

/**
 * Makes the brands that are not there yet and finds what every line means: its product, its brand, its categories.
 * Brands and categories are share-locked before that, like wherever a product is linked to them.
 *
 * @returns how many brands were made
 */
export async function resolve(em: EntityManager): Promise<number> {
  const db = em.getKysely();
  await sql`analyze incoming`.execute(db);
  await sql`
    create temp table cells on commit drop as
    select distinct on (brand) brand, brand_slug from incoming where brand <> ''
  `.execute(db);
  const made = await sql`
    insert into brands (uuid, slug, name)
    select distinct on (brand_slug) gen_random_uuid(), brand_slug, brand from cells
    where not exists (select from brands where slug = cells.brand)
      and not exists (select from brands where lower(name) = lower(cells.brand))
      and not exists (select from brands where slug = cells.brand_slug)
    order by brand_slug, brand
  `.execute(db);
  await sql`
    create temp table named on commit drop as
    select brand, coalesce(by_slug.id, by_name.id, by_made_slug.id) as id
    from cells
    left join brands by_slug on by_slug.slug = brand
    left join (select lower(name) as name, min(id) as id from brands group by 1) by_name on by_name.name = lower(brand)
    left join brands by_made_slug on by_made_slug.slug = brand_slug
  `.execute(db);
  await sql`
    select count(*) from (select from brands where id in (select id from named) order by id for share) locked
  `.execute(db);
  await sql`
    select count(*) from (
      select from categories where slug in (select unnest(categories) from incoming) order by id for share
    ) locked
  `.execute(db);
  await sql`
    create temp table resolved on commit drop as
    select incoming.*, products.id as product_id, named.id as brand_id,
      case when categories is not null then array(
        select id from categories known where known.slug = any(incoming.categories) order by id
      ) end as category_ids
    from incoming left join products using (slug) left join named on named.brand = incoming.brand
  `.execute(db);
  await sql`analyze resolved`.execute(db);
  return Number(made.numAffectedRows);
}

/** What only the whole file and the shop's rows can tell. */
export async function badLines(em: EntityManager, most: number): Promise<BadLine[]> {
  const { rows } = await sql<BadLine>`
    select line, 'slug' as column, 'is on line ' || first || ' already' as reason
    from (select line, min(line) over (partition by slug) as first from incoming) lines
    where line <> first
    union all
    select line, 'categories', 'there is no category ' || wanted
    from incoming, unnest(categories) wanted
    where not exists (select from categories where categories.slug = wanted)
    union all
    select line, needed, 'is needed, because the product is a new one'
    from resolved, unnest(array[case when name is null then 'name' end, case when price is null then 'price' end]) needed
    where product_id is null and needed is not null
    order by line limit ${most}
  `.execute(em.getKysely());
  return rows;
}
