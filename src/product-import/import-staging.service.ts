import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { decimal } from '../common/money/money.js';
import { WorkerPool } from '../jobs/worker-pool.js';
import { type Encoded, type Findings, openFile, type OpenFile } from './import-file.js';
import { ImportLinksService } from './import-links.service.js';
import { nameKey } from './link-names.js';
import { type LineError, lostLetter, type ProductLine } from './product-csv.js';
import { letterWasLost } from './text-encoding.js';

const lineColumns = sql.raw(`
  line int, uuid uuid, slug text, slug_made boolean, name text, description text, brand text, categories text,
  price bigint, old_price bigint, old_price_given boolean, tax_rate int, stock int, stock_as_of text, edited_as_of text,
  published boolean`);

/** Ids of brands and categories that were not there before. */
interface CreatedLinks {
  brands: number[];
  categories: number[];
}

interface LinkCounts {
  brands_created: number;
  categories_created: number;
}

/** The lines of a file in temporary tables of the transaction, to be compared with the catalog as a whole. */
@Injectable()
export class ImportStagingService {
  constructor(
    private readonly links: ImportLinksService,
    private readonly workers: WorkerPool,
  ) {}

  /** @throws UnreadableFile */
  open(path: string, said: Encoded, on: Findings): Promise<OpenFile> {
    return openFile(this.workers, path, said, on);
  }

  async create(em: EntityManager): Promise<void> {
    await sql`create temp table staged_lines (${lineColumns}) on commit drop`.execute(em.getKysely());
  }

  async add(em: EntityManager, lines: ProductLine[]): Promise<void> {
    await sql`
      insert into staged_lines
      select * from json_to_recordset(${JSON.stringify(lines)}::json) as lines(${lineColumns})
    `.execute(em.getKysely());
  }

  /** For lines of products that a line below them says are not to be seen. */
  async unpublish(em: EntityManager, lines: number[]): Promise<void> {
    if (lines.length === 0) return;
    await sql`update staged_lines set published = false where line = any(${lines}::int[])`.execute(em.getKysely());
  }

  /**
   * Finds or creates brands and categories, and resolves each line to its product, brand and categories, in the table
   * `resolved_lines`. Brands and categories are share-locked first, as always when a product is linked to them.
   */
  async resolve(em: EntityManager, createCategories: boolean): Promise<CreatedLinks> {
    const db = em.getKysely();
    await sql`analyze staged_lines`.execute(db);
    const brands = await this.links.resolveBrands(em);
    const categories = await this.links.resolveCategories(em, createCategories);
    await lockLinks(em);
    await sql`
      create temp table resolved_lines on commit drop as
      select staged_lines.*, products.id as product_id, resolved_brands.id as brand_id,
        resolved_categories.ids as category_ids
      from staged_lines
      left join products using (slug)
      left join resolved_brands on resolved_brands.brand = staged_lines.brand
      left join resolved_categories on resolved_categories.cell = staged_lines.categories
    `.execute(db);
    await sql`analyze resolved_lines`.execute(db);
    return { brands, categories };
  }

  /** How many of the new brands and categories are of lines that are not bad. */
  async countCreated(em: EntityManager, { brands, categories }: CreatedLinks, bad: number[]): Promise<LinkCounts> {
    const { rows } = await sql<LinkCounts>`
      with recursive good as (select brand_id, category_ids from resolved_lines where line <> all(${bad}::int[])),
      up (id, parent_id) as (
        select id, parent_id from categories where id in (select unnest(category_ids) from good)
        union
        select parent.id, parent.parent_id from up join categories parent on parent.id = up.parent_id
      )
      select (select count(distinct brand_id)::int from good where brand_id = any(${brands}::int[])) as brands_created,
        (select count(*)::int from up where id = any(${categories}::int[])) as categories_created
    `.execute(em.getKysely());
    return rows[0] ?? { brands_created: 0, categories_created: 0 };
  }

  /** Errors that only the whole file or the catalog shows. */
  async findErrors(em: EntityManager, limit: number): Promise<LineError[]> {
    const { rows } = await sql<LineError>`
      select line, 'slug' as column, 'is on line ' || first || ' already' || case when slug_made
        then ': both names make the slug ' || slug || '; give them different names, or a column slug' else '' end as reason
      from (select line, slug, slug_made, min(line) over (partition by slug) as first from staged_lines) lines
      where line <> first
      union all
      select line, 'categories', problem
      from staged_lines join resolved_categories on cell = categories, unnest(problems) problem
      union all
      select line, missing, 'is needed, because the product is a new one'
      from resolved_lines,
        unnest(array[case when name is null then 'name' end, case when price is null then 'price' end]) missing
      where product_id is null and missing is not null
      union all
      select line, 'slug', 'was that of the product ' || products.name || ', whose slug is ' || products.slug || ' now: write that'
      from resolved_lines line
      join shop.former_slugs former on former.kind = 'products' and former.slug = line.slug
      join products on products.id = former.row_id
      where line.product_id is null
      union all
      select line, field, ${letterWasLost}
      from resolved_lines line left join products on products.id = product_id,
        lateral (values ('name', line.name, products.name), ('description', line.description, products.description)) texts (field, given, kept)
      where strpos(given, ${lostLetter}) > 0 and given is distinct from kept
      order by line limit ${limit}
    `.execute(em.getKysely());
    return [...rows, ...(await findOthers(em)), ...(await findWrongOldPrices(em, limit))];
  }
}

/** Two names can make one slug: a product of another name is not meant. */
async function findOthers(em: EntityManager): Promise<LineError[]> {
  const { rows } = await sql<{ line: number; slug: string; name: string; other: string }>`
    select line, line.slug, line.name, products.name as other
    from resolved_lines line join products on products.id = product_id
    where slug_made and line.name <> products.name order by line
  `.execute(em.getKysely());
  return rows
    .filter(({ name, other }) => nameKey(name) !== nameKey(other))
    .map(({ line, slug, other }) => ({
      line,
      column: 'slug',
      reason: `would be ${slug}, which is that of the product ${other}: add a column slug that says which product is meant`,
    }));
}

/** An old price that is not above the price is no bargain. One that was so before stays. */
async function findWrongOldPrices(em: EntityManager, limit: number): Promise<LineError[]> {
  const { rows } = await sql<{ line: number; price: string; old_price: string; given: boolean | null }>`
    select line, new.price, new.old_price, line.old_price_given as given
    from resolved_lines line left join products on products.id = product_id
    cross join lateral (
      select coalesce(line.price, products.price) as price,
        case when line.old_price_given then line.old_price else products.old_price end as old_price
    ) new
    where new.old_price <= new.price
      and (product_id is null or (new.price, new.old_price) is distinct from (products.price, products.old_price))
    order by line limit ${limit}
  `.execute(em.getKysely());
  return rows.map(({ line, given, ...prices }) => {
    const [price, old] = [decimal(Number(prices.price)), decimal(Number(prices.old_price))];
    const whose = given ? `is ${old}` : `of the product is ${old}`;
    return {
      line,
      column: 'old_price',
      reason: `${whose}, which is not above the price ${price}: leave it empty, or write the higher price there`,
    };
  });
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
      select from categories where id in (select unnest(ids) from resolved_categories) order by id for share
    ) locked
  `.execute(db);
}
