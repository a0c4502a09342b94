import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import type { Caller } from '../../common/http/access.js';
import { Database } from '../../database/database.js';
import { Settings } from '../../settings/settings.js';
import { ProductNotFound } from '../../stock/stock.errors.js';
import { changeProductRating } from './product-rating.js';
import type { OwnReview, ReviewChange, ReviewInput } from './review.dto.js';
import { Review } from './review.entity.js';
import { ReviewNotFound } from './review.errors.js';
import { ReviewQueries } from './review.queries.js';

/** What customers do with their own reviews. */
@Injectable()
export class ReviewService {
  constructor(
    private readonly database: Database,
    private readonly queries: ReviewQueries,
    private readonly settings: Settings,
  ) {}

  /** @throws ProductNotFound, ProductReviewed */
  create(me: Caller, uuid: string, { rating, title = '', text = '' }: ReviewInput): Promise<OwnReview> {
    return this.database.transaction(async (em) => {
      const product = await lockProduct(em, uuid);
      const review = em.create(Review, { product, customer: me.id, status: this.publication, rating, title, text });
      await em.flush();
      await changeProductRating(em, product, review.share);
      return this.queries.ownOne(em, review);
    });
  }

  /** @throws ReviewNotFound also for one of somebody else */
  edit(me: Caller, uuid: string, change: ReviewChange): Promise<OwnReview> {
    return this.database.transaction(async (em) => {
      const review = await lockReview(em, { uuid, customer: me.id });
      await changeReview(em, review, () => review.edit(change, this.publication));
      return this.queries.ownOne(em, review);
    });
  }

  /** @throws ReviewNotFound also for one of somebody else, ReviewHidden */
  delete(me: Caller, uuid: string): Promise<void> {
    return this.database.transaction(async (em) => {
      const review = await lockReview(em, { uuid, customer: me.id });
      review.assertDeletable(this.publication);
      const { count, sum } = review.share;
      await em.remove(review).flush();
      await changeProductRating(em, review.product.id, { count: -count, sum: -sum });
    });
  }

  private get publication(): 'published' | 'pending' {
    return this.settings.get('REVIEW_MODERATION') === 'before' ? 'pending' : 'published';
  }
}

/** @throws ProductNotFound */
async function lockProduct(em: EntityManager, uuid: string): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    select id from products where uuid = ${uuid} and published for no key update
  `.execute(em.getKysely());
  if (!rows[0]) throw new ProductNotFound();
  return rows[0].id;
}

/** Locks its product first, as a new review does, or else the two could wait for each other. @throws ReviewNotFound */
export async function lockReview(em: EntityManager, which: { uuid: string; customer?: number }): Promise<Review> {
  await sql`
    select from products where id = (select product_id from reviews where uuid = ${which.uuid}) for no key update
  `.execute(em.getKysely());
  const review = await em.findOne(Review, which, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (!review) throw new ReviewNotFound();
  return review;
}

/** Changes a locked review, and the rating of its product with it. */
export async function changeReview(em: EntityManager, review: Review, change: () => void): Promise<void> {
  const before = review.share;
  change();
  await em.flush();
  const { count, sum } = review.share;
  await changeProductRating(em, review.product.id, { count: count - before.count, sum: sum - before.sum });
}
