import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { v7 } from 'uuid';
import { slugOf } from './slug.js';

@Injectable()
export class SlugService {
  /** The slug of a name, numbered if it is taken. Transactions that create the same slug wait for each other. */
  async unique(em: EntityManager, table: 'products' | 'categories' | 'brands', name: string): Promise<string> {
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
