import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { slugOf } from '../catalog/slug.js';
import type { LineError, ProductLine } from './product-csv.js';

const lineColumns = sql.raw(`
  line int, uuid uuid, slug text, name text, description text, brand text, categories text[],
  price bigint, old_price bigint, old_price_given boolean, tax_rate int, stock int, stock_as_of text, published boolean`);

/** The lines of a file in temporary tables of the transaction, to be compared with the catalog as a whole. */
@Injectable()
export class ImportStagingService {
  async create(em: EntityManager): Promise<void> {
    await sql`create temp table staged_lines (${lineColumns}) on commit drop`.execute(em.getKysely());
  }

  async add(em: EntityManager, lines: ProductLine[]): Promise<void> {
    await sql`
      insert into staged_lines
      select * from json_to_recordset(${JSON.stringify(lines)}::json) as lines(${lineColumns})
    `.execute(em.getKysely());
  }

  /**
   * Creates missing brands and resolves each line to its product, brand and categories, in the table `resolved_lines`.
   * Brands and categories are share-locked first, as always when a product is linked to them.
   *
   * @returns how many brands were created
   */
  async resolve(em: EntityManager): Promise<number> {
    const db = em.getKysely();
    await sql`analyze staged_lines`.execute(db);
    const created = await createBrands(em);
    await sql`
      create temp table resolved_brands on commit drop as
      select brand, coalesce(by_slug.id, by_name.id, by_slug_of_name.id) as id
      from brand_cells
      left join brands by_slug on by_slug.slug = brand
      left join (select lower(name) as name, min(id) as id from brands group by 1) by_name on by_name.name = lower(brand)
      left join brands by_slug_of_name on by_slug_of_name.slug = brand_slug
    `.execute(db);
    await lockLinks(em);
    await sql`
      create temp table resolved_lines on commit drop as
      select staged_lines.*, products.id as product_id, resolved_brands.id as brand_id,
        case when categories is not null then array(
          select id from categories known where known.slug = any(staged_lines.categories) order by id
        ) end as category_ids
      from staged_lines
      left join products using (slug)
      left join resolved_brands on resolved_brands.brand = staged_lines.brand
    `.execute(db);
    await sql`analyze resolved_lines`.execute(db);
    return created;
  }

  /** Errors that only the whole file or the catalog shows. */
  async findErrors(em: EntityManager, limit: number): Promise<LineError[]> {
    const { rows } = await sql<LineError>`
      select line, 'slug' as column, 'is on line ' || first || ' already' as reason
      from (select line, min(line) over (partition by slug) as first from staged_lines) lines
      where line <> first
      union all
      select line, 'categories', 'there is no category ' || category
      from staged_lines, unnest(categories) category
      where not exists (select from categories where categories.slug = category)
      union all
      select line, missing, 'is needed, because the product is a new one'
      from resolved_lines,
        unnest(array[case when name is null then 'name' end, case when price is null then 'price' end]) missing
      where product_id is null and missing is not null
      order by line limit ${limit}
    `.execute(em.getKysely());
    return rows;
  }
}

async function createBrands(em: EntityManager): Promise<number> {
  const db = em.getKysely();
  const { rows } = await sql<{ brand: string }>`select distinct brand from staged_lines where brand <> ''`.execute(db);
  const brands = rows.map(({ brand }) => brand);
  const slugs = brands.map(slugOf);
  await sql`
    create temp table brand_cells on commit drop as
    select * from unnest(${brands}::text[], ${slugs}::text[]) as cells(brand, brand_slug)
  `.execute(db);
  const created = await sql`
    insert into brands (uuid, slug, name)
    select distinct on (brand_slug) gen_random_uuid(), brand_slug, brand from brand_cells
    where not exists (select from brands where slug = brand_cells.brand)
      and not exists (select from brands where lower(name) = lower(brand_cells.brand))
      and not exists (select from brands where slug = brand_cells.brand_slug)
    order by brand_slug, brand
  `.execute(db);
  return Number(created.numAffectedRows);
}

async function lockLinks(em: EntityManager): Promise<void> {
  const db = em.getKysely();
  await sql`
    select count(*) from (
      select from brands where id in (select id from resolved_brands) order by id for share
    ) locked
  `.execute(db);
  await sql`
    select count(*) from (
      select from categories where slug in (select unnest(categories) from staged_lines) order by id for share
    ) locked
  `.execute(db);
}
