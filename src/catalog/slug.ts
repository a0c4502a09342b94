import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { createHash } from 'node:crypto';
import { v7 } from 'uuid';

/** Small ASCII letters and digits, joined by single hyphens. Never a uuid: an address takes either. */
export const slugPattern = /^(?![\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$)[a-z\d]+(-[a-z\d]+)*$/;

export const longestSlug = 200;

/** What a name looks like in an address: `Crème brûlée` is `creme-brulee`. */
export function slugOf(name: string): string {
  const slug = name
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z\d]+/g, '-')
    // Leaves room for a number behind it.
    .slice(0, longestSlug - 20)
    .replaceAll(/^-|-$/g, '');
  if (slugPattern.test(slug)) return slug;
  return `x${createHash('sha256').update(name).digest('hex').slice(0, 10)}`;
}

/** The slug of a name, with the first number behind it that nobody has. Two makers of the same one take turns. */
export async function freeSlug(
  em: EntityManager,
  table: 'products' | 'categories' | 'brands',
  name: string,
): Promise<string> {
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
