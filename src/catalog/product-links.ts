import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Brand } from './brand.entity.js';
import { BrandNotFound, CategoryNotFound } from './catalog.errors.js';
import { Category } from './category.entity.js';
import { keyOf } from './product-filter.js';

/**
 * The brand and the categories that somebody names by slug or uuid. Share-locked, so that until the transaction ends
 * they are neither renamed, which would leave stale keywords, nor deleted.
 *
 * @throws BrandNotFound, CategoryNotFound
 */
export async function linksOf(
  em: EntityManager,
  { brand, categories }: { brand?: string | null; categories?: string[] },
): Promise<{ brand?: Brand | null; categories?: Category[] }> {
  return {
    brand: typeof brand === 'string' ? await brandOf(em, brand) : brand,
    categories: categories && (await categoriesOf(em, categories)),
  };
}

async function brandOf(em: EntityManager, name: string): Promise<Brand> {
  const brand = await em.findOne(Brand, { [keyOf(name)]: name }, { lockMode: LockMode.PESSIMISTIC_READ });
  if (!brand) throw new BrandNotFound({ brand: name });
  return brand;
}

async function categoriesOf(em: EntityManager, names: string[]): Promise<Category[]> {
  const [uuids, slugs] = [
    names.filter((name) => keyOf(name) === 'uuid'),
    names.filter((name) => keyOf(name) === 'slug'),
  ];
  const categories = await em.find(
    Category,
    { $or: [{ uuid: { $in: uuids } }, { slug: { $in: slugs } }] },
    { orderBy: { id: 'asc' }, lockMode: LockMode.PESSIMISTIC_READ },
  );
  const missed = names.find(
    (name) => !categories.some(({ uuid, slug }) => name.toLowerCase() === uuid || name === slug),
  );
  if (missed !== undefined) throw new CategoryNotFound({ category: missed });
  return categories;
}
