import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type RawBuilder, sql } from 'kysely';
import pLimit from 'p-limit';
import type { Brand } from '../catalog/brand.entity.js';
import type { Category } from '../catalog/category.entity.js';
import { ProductLinkService } from '../catalog/product-link.service.js';
import { Database } from '../database/database.js';
import { withTimeLimit } from '../database/time-limit.js';
import { Jobs } from '../jobs/jobs.js';

const refreshKeywords = 'keywords.refresh';

/** Orders of these products wait while they are written: some tenths of a second. */
const batchSize = 500;
/** Long descriptions are indexed anew with their keywords. */
const batchSeconds = 20;

interface Batch {
  of: keyof typeof productsOf;
  /** Of the brand or the category. */
  id: number;
  /** The last product of the batch before. */
  after: number;
}

/**
 * Rewrites the keywords of products after a change of their brand or category: the first batch in the transaction of the change, so that
 * searches follow at once where there are few, and each further one by a job. A batch goes by what is committed once its products are
 * locked: changes at once, in any order, end with the last names. A category that is shown, hidden or moved has those below it
 * locked, so that nothing is linked to them meanwhile.
 */
@Injectable()
export class KeywordService implements OnModuleInit {
  /** Batches of one brand or category wait for each other's products, and would each hold a connection meanwhile. */
  private readonly oneAtATime = pLimit(1);

  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly links: ProductLinkService,
  ) {}

  onModuleInit(): void {
    this.jobs.on<Batch>(refreshKeywords, (batch) =>
      this.oneAtATime(() => this.database.transaction((em) => this.refresh(em, batch))),
    );
  }

  brandRenamed(em: EntityManager, { id }: Brand): Promise<void> {
    return this.refresh(em, { of: 'brand', id, after: 0 });
  }

  categoryRenamed(em: EntityManager, { id }: Category): Promise<void> {
    return this.refresh(em, { of: 'category', id, after: 0 });
  }

  /** A category was shown, hidden or moved. */
  branchChanged(em: EntityManager, { id }: Category): Promise<void> {
    return this.refresh(em, { of: 'branch', id, after: 0 });
  }

  /** Locks a category and those below it, which are shown, hidden and moved with it. */
  async lockBranch(em: EntityManager, uuid: string): Promise<void> {
    await sql`
      select from categories where id in (${branchOf(sql`uuid = ${uuid}`)}) order by id for update
    `.execute(em.getKysely());
  }

  private async refresh(em: EntityManager, batch: Batch): Promise<void> {
    // In id order, like every other lock on products.
    const { rows } = await sql<{ id: number }>`
      select id from products where id > ${batch.after} and ${productsOf[batch.of](batch.id)}
      order by id limit ${batchSize} for no key update
    `.execute(em.getKysely());
    const ids = rows.map(({ id }) => id);
    await withTimeLimit(em, batchSeconds, () => this.links.refreshKeywords(em, sql`products.id = any(${ids}::int[])`));
    const after = ids[batchSize - 1];
    if (after !== undefined) await this.jobs.enqueue(em, refreshKeywords, { ...batch, after } satisfies Batch);
  }
}

const branchOf = (root: RawBuilder<unknown>) => sql`
  with recursive branch as (
    select id from categories where ${root}
    union select child.id from branch join categories child on child.parent_id = branch.id
  ) select id from branch`;

const inCategories = (ids: RawBuilder<unknown>) =>
  sql`products.id in (select product_id from product_categories where category_id = any(${ids}))`;

/** SQL conditions on `products`. */
const productsOf = {
  brand: (id: number) => sql`products.brand_id = ${id}`,
  category: (id: number) => inCategories(sql`array[${id}::int]`),
  branch: (id: number) => inCategories(sql`array(${branchOf(sql`id = ${id}`)})`),
};
