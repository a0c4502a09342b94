import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { v7 } from 'uuid';
import { Database } from '../database/database.js';
import { slugOf } from './slug.js';

export type Slugged = 'products' | 'categories' | 'brands';

/** SQL: the ids of what had one of these slugs, which nothing has any more. */
export const idsOfFormerSlugs = (table: Slugged, slugs: string[]) => sql<number>`
  select row_id from shop.former_slugs former where former.kind = ${sql.lit(table)} and former.slug = any(${slugs}::text[])
    and not exists (select from ${sql.table(table)} taken where taken.slug = former.slug)`;

/** The uuid of what had a slug that nothing has any more. */
export async function uuidOfFormerSlug(database: Database, table: Slugged, slug: string): Promise<string | undefined> {
  const { rows } = await sql<{ uuid: string }>`
    select uuid from ${sql.table(table)} where id = any(array(${idsOfFormerSlugs(table, [slug])}))
  `.execute(database.replicaSql());
  return rows[0]?.uuid;
}

@Injectable()
export class SlugService {
  /** The slug of a name, numbered if it is taken. Transactions that create the same slug wait for each other. */
  async unique(em: EntityManager, table: Slugged, name: string): Promise<string> {
    const slug = slugOf(name);
    await sql`select pg_advisory_xact_lock(hashtextextended(${`${table} ${slug}`}, 0))`.execute(em.getKysely());
    const { rows } = await sql<{ slug: string }>`
      select slug from (
        select ${slug}::text || case number when 1 then '' else '-' || number end as slug, number
        from generate_series(1, 100) number
      ) candidates
      where not exists (select from ${sql.table(table)} taken where taken.slug = candidates.slug)
      order by number limit 1
    `.execute(em.getKysely());
    return rows[0]?.slug ?? `${slug}-${v7().slice(-12)}`;
  }
}
