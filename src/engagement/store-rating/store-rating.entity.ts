import { defineEntity, p, sql } from '@mikro-orm/core';
import { v7 } from 'uuid';
import { Order } from '../../order/order.entity.js';
import { StoreRatingStatusRefused } from './store-rating.errors.js';

const StoreRatingSchema = defineEntity({
  name: 'StoreRating',
  tableName: 'store_ratings',
  properties: {
    id: p.integer().primary(),
    uuid: p
      .uuid()
      .unique()
      .onCreate(() => v7()),
    order: () => p.oneToOne(Order).ref().owner().deleteRule('cascade'),
    rating: p.integer(),
    comment: p.string().length(2_000).default(''),
    /** Of the shop, shown publicly. */
    answer: p.text().nullable(),
    answered_at: p.datetime().nullable(),
    created_at: p.datetime().defaultRaw('now()'),
    /** Null: it is public. */
    hidden_at: p.datetime().nullable(),
  },
  checks: [
    { name: 'store_ratings_rating', expression: 'rating >= 1 and rating <= 5' },
    { name: 'store_ratings_answered', expression: '(answer is null) = (answered_at is null)' },
  ],
  indexes: [
    { name: 'store_ratings_of_rating', properties: ['rating', 'id'] },
    {
      name: 'store_ratings_hidden',
      expression: 'create index store_ratings_hidden on store_ratings (id) where hidden_at is not null',
    },
    {
      name: 'store_ratings_public',
      expression: 'create index store_ratings_public on store_ratings (id, rating) where hidden_at is null',
    },
  ],
});

/** How satisfied a customer was with one order. */
export class StoreRating extends StoreRatingSchema.class {
  /** @throws StoreRatingStatusRefused */
  hide(): void {
    if (this.hidden_at) throw new StoreRatingStatusRefused({ from: 'hidden', to: 'hidden' });
    this.hidden_at = sql<Date>`now()`;
  }

  /** @throws StoreRatingStatusRefused */
  restore(): void {
    if (!this.hidden_at) throw new StoreRatingStatusRefused({ from: 'published', to: 'published' });
    this.hidden_at = null;
  }

  /** @param text null withdraws the answer */
  answerWith(text: string | null): void {
    this.answer = text;
    this.answered_at = text === null ? null : sql<Date>`now()`;
  }
}

StoreRatingSchema.setClass(StoreRating);
export { StoreRatingSchema };
