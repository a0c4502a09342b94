import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import type { Caller } from '../../common/http/access.js';
import { Database } from '../../database/database.js';
import { ReviewNotFound, VoteForOwnReview } from './review.errors.js';

/** One vote per customer and review. */
@Injectable()
export class ReviewVoteService {
  constructor(private readonly database: Database) {}

  /** Harmless when repeated. @throws ReviewNotFound, VoteForOwnReview */
  vote(me: Caller, uuid: string): Promise<void> {
    return this.database.transaction(async (em) => {
      const review = await lockPublished(em, uuid);
      if (review.customer_id === me.id) throw new VoteForOwnReview();
      await sql`
        with voted as (
          insert into review_votes (review_id, customer_id) values (${review.id}, ${me.id})
          on conflict (review_id, customer_id) do nothing returning review_id
        )
        update reviews set helpful_count = helpful_count + 1 from voted where id = review_id
      `.execute(em.getKysely());
    });
  }

  /** Harmless when repeated. @throws ReviewNotFound */
  withdraw(me: Caller, uuid: string): Promise<void> {
    return this.database.transaction(async (em) => {
      const review = await lockPublished(em, uuid);
      await sql`
        with withdrawn as (
          delete from review_votes where review_id = ${review.id} and customer_id = ${me.id} returning review_id
        )
        update reviews set helpful_count = helpful_count - 1 from withdrawn where id = review_id
      `.execute(em.getKysely());
    });
  }
}

/** Before its votes are changed, or else two who vote and one who edits could wait for each other. @throws ReviewNotFound */
async function lockPublished(em: EntityManager, uuid: string): Promise<{ id: number; customer_id: number | null }> {
  const { rows } = await sql<{ id: number; customer_id: number | null }>`
    select reviews.id, customer_id from reviews join products on products.id = product_id
    where reviews.uuid = ${uuid} and status = 'published' and published
    for no key update of reviews
  `.execute(em.getKysely());
  if (!rows[0]) throw new ReviewNotFound();
  return rows[0];
}
