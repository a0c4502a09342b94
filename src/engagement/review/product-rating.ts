import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { announce } from '../../database/commits.js';

/** What published reviews add to the rating of their product. */
export interface RatingShare {
  count: number;
  sum: number;
}

/** Changes the rating of a product by increments, so that concurrent changes add up. */
export async function changeProductRating(em: EntityManager, product: number, { count, sum }: RatingShare) {
  if (count === 0 && sum === 0) return;
  await sql`
    update products set rating_count = rating_count + ${count}, rating_sum = rating_sum + ${sum} where id = ${product}
  `.execute(em.getKysely());
  announce(em, 'catalog');
}
