import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { priceDropped } from '../catalog/catalog.subscriber.js';
import { keywordsOf, ProductLinkService } from '../catalog/product-link.service.js';
import { defaultTaxRate } from '../config/tax.js';
import { Jobs } from '../jobs/jobs.js';
import { productRestocked } from '../stock/stock.service.js';
import { editedAsOf, stockAsOf } from './export-moments.js';
import type { LineError } from './product-csv.js';

/** In the stock ledger. */
const reason = 'import';
const productsPerJob = 500;

/** Writes the resolved lines of {@link ImportStagingService} to the catalog. */
@Injectable()
export class ImportMergeService {
  constructor(
    private readonly links: ProductLinkService,
    private readonly jobs: Jobs,
  ) {}

  /** @returns how many products were created */
  async insertNew(em: EntityManager, actor: string): Promise<number> {
    const db = em.getKysely();
    const inserted = await sql`
      insert into products (
        uuid, slug, name, description, brand_id, price, old_price, tax_rate, on_hand, published, keywords, created_at, updated_at)
      select uuid, slug, name, coalesce(description, ''), brand_id, price, old_price,
        coalesce(tax_rate, ${defaultTaxRate()}), coalesce(stock, 0), coalesce(published, true),
        ${keywordsOf(sql.ref('brand_id'), sql.ref('category_ids'))}, now(), now()
      from resolved_lines where product_id is null order by line
    `.execute(db);
    await sql`
      insert into product_categories (product_id, category_id)
      select products.id, category_id
      from resolved_lines join products using (uuid), unnest(category_ids) category_id
      where product_id is null
    `.execute(db);
    await sql`
      insert into stock_movements (product_id, product_uuid, on_hand_by, on_hand_after, allocated_after, reason, actor)
      select products.id, uuid, on_hand, on_hand, allocated, ${reason}, ${actor}
      from resolved_lines join products using (uuid)
      where product_id is null and on_hand > 0
    `.execute(db);
    return Number(inserted.numAffectedRows);
  }

  /** Locks the products that their line changes, in id order as always, and lists them in the table `changed_lines`. */
  async lockChanged(em: EntityManager): Promise<void> {
    const db = em.getKysely();
    await sql`
      create temp table changed_lines on commit drop as
      select line.*, products.stock as stock_before, products.on_hand as on_hand_before, products.allocated as allocated_before,
        products.price as price_before, products.published as published_before,
        edits, edits && array['brand', 'categories'] as relinked
      from resolved_lines line
      join products on products.id = line.product_id
      cross join lateral (select ${editsOfLine} as edits) compared
      where edits <> '{}' or line.stock <> products.on_hand
      order by products.id
      for no key update of products
    `.execute(db);
    await sql`analyze changed_lines`.execute(db);
  }

  /** Lines that would undo what came or left after their export. A statement after the locks, so that it sees the last movement. */
  async findOutdatedStock(em: EntityManager, limit: number): Promise<LineError[]> {
    const { rows } = await sql<LineError>`
      select line, 'stock' as column, 'is ' || line.stock || ', but ' || on_hand_before || ' are on hand, because units came '
        || 'or left after stock_as_of: export again; or, if ' || line.stock || ' were counted since, empty stock_as_of; or '
        || 'import with overwrite_stock=true' as reason
      from changed_lines line join products on products.id = product_id
      where line.stock <> on_hand_before and stock_as_of <> ${stockAsOf}
      order by line limit ${limit}
    `.execute(em.getKysely());
    return rows;
  }

  /** Lines that would undo edits of after their export. After the locks, too. */
  async findOutdatedEdits(em: EntityManager, limit: number): Promise<LineError[]> {
    const { rows } = await sql<LineError>`
      select line, 'edited_as_of' as column, 'is outdated: the product was edited after it, and the line would change '
        || array_to_string(edits, ', ') || '; export again; or, if the line is right, empty edited_as_of; or '
        || 'import with overwrite_changes=true' as reason
      from changed_lines line join products on products.id = product_id
      where edits <> '{}' and edited_as_of <> ${editedAsOf}
      order by line limit ${limit}
    `.execute(em.getKysely());
    return rows;
  }

  /**
   * Updates the products that their line changes. Columns that a line leaves out keep what a concurrent change may just have
   * written.
   *
   * @returns how many products were updated
   */
  async updateExisting(em: EntityManager, actor: string): Promise<number> {
    const db = em.getKysely();
    const updated = await sql`
      update products
      set (name, description, brand_id, price, old_price, tax_rate, on_hand, published) = row(${newValues}),
        updated_at = case when edits = '{}' then products.updated_at else clock_timestamp() end
      from changed_lines line where products.id = line.product_id
    `.execute(db);
    await sql`
      insert into stock_movements (product_id, product_uuid, on_hand_by, on_hand_after, allocated_after, reason, actor)
      select products.id, products.uuid, line.stock - on_hand_before, line.stock, allocated_before, ${reason}, ${actor}
      from changed_lines line join products on products.id = product_id where line.stock <> on_hand_before
    `.execute(db);
    await sql`
      delete from product_categories using changed_lines
      where relinked and product_categories.product_id = changed_lines.product_id and category_id <> all(category_ids)
    `.execute(db);
    await sql`
      insert into product_categories (product_id, category_id)
      select product_id, category_id from changed_lines, unnest(category_ids) category_id where relinked
      on conflict do nothing
    `.execute(db);
    await this.links.refreshKeywords(em, sql`products.id in (select product_id from changed_lines where relinked)`);
    await this.announce(em);
    return Number(updated.numAffectedRows);
  }

  /** What the lines besides the bad ones would do. */
  async count(em: EntityManager, bad: number[]): Promise<{ created: number; updated: number; unchanged: number }> {
    const { rows } = await sql<{ created: number; updated: number; unchanged: number }>`
      select count(*) filter (where resolved_lines.product_id is null)::int as created,
        count(changed_lines.line)::int as updated,
        count(*) filter (where resolved_lines.product_id is not null and changed_lines.line is null)::int as unchanged
      from resolved_lines left join changed_lines using (line) where line <> all(${bad}::int[])
    `.execute(em.getKysely());
    return rows[0] ?? { created: 0, updated: 0, unchanged: 0 };
  }

  private async announce(em: EntityManager): Promise<void> {
    const { rows } = await sql<{ product: string; from: number; restocked: boolean; cheaper: boolean }>`
      select products.uuid as product, price_before as from, restocked, cheaper
      from changed_lines line join products on products.id = product_id cross join lateral (
        select products.stock > 0 and products.published and not (stock_before > 0 and published_before) as restocked,
          products.price < price_before as cheaper
      ) news
      where restocked or cheaper order by product_id
    `.execute(em.getKysely());
    const [restocked, cheaper] = [rows.filter((row) => row.restocked), rows.filter((row) => row.cheaper)];
    for (let at = 0; at < restocked.length; at += productsPerJob) {
      const products = restocked.slice(at, at + productsPerJob).map(({ product }) => product);
      await this.jobs.enqueue(em, productRestocked, { products });
    }
    for (let at = 0; at < cheaper.length; at += productsPerJob) {
      const products = cheaper.slice(at, at + productsPerJob).map(({ product, from }) => ({ product, from }));
      await this.jobs.enqueue(em, priceDropped, { products });
    }
  }
}

/** The fields besides the stock that a line changes. */
const editsOfLine = sql`array_remove(array[
  case when line.name <> products.name then 'name' end,
  case when line.description <> products.description then 'description' end,
  case when line.brand is not null and line.brand_id is distinct from products.brand_id then 'brand' end,
  case when line.category_ids <> array(
    select category_id from product_categories where product_id = products.id order by category_id
  ) then 'categories' end,
  case when line.price <> products.price then 'price' end,
  case when line.old_price_given and line.old_price is distinct from products.old_price then 'old_price' end,
  case when line.tax_rate <> products.tax_rate then 'tax_rate' end,
  case when line.published <> products.published then 'published' end
], null)`;

/** The values of a product after its line is applied. */
export const newValues = sql`
  coalesce(line.name, products.name),
  coalesce(line.description, products.description),
  case when line.brand is null then products.brand_id else line.brand_id end,
  coalesce(line.price, products.price),
  case when line.old_price_given then line.old_price else products.old_price end,
  coalesce(line.tax_rate, products.tax_rate),
  coalesce(line.stock, products.on_hand),
  coalesce(line.published, products.published)`;
