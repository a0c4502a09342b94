import { defineEntity, OptionalProps, p, sql } from '@mikro-orm/core';
import { v7 } from 'uuid';
import { Product } from '../../catalog/product.entity.js';
import type { RatingShare } from './product-rating.js';
import { Customer } from '../../customer/customer.entity.js';
import { type Moderation, moderations, reviewStatuses } from './review-status.js';
import { ReviewHidden, ReviewOutdated, ReviewStatusRefused } from './review.errors.js';

const ReviewSchema = defineEntity({
  name: 'Review',
  tableName: 'reviews',
  properties: {
    id: p.integer().primary(),
    uuid: p
      .uuid()
      .unique()
      .onCreate(() => v7()),
    product: () => p.manyToOne(Product).ref().deleteRule('cascade'),
    /** Null once the account is gone: what it rated stays rated, by nobody in particular. */
    customer: () => p.manyToOne(Customer).ref().nullable().deleteRule('set null'),
    status: p.enum(reviewStatuses),
    rating: p.integer(),
    title: p.string().length(120),
    text: p.text(),
    /** Rows of `review_votes`. */
    helpful_count: p.integer().default(0),
    /** Of the shop, shown publicly. */
    answer: p.text().nullable(),
    answered_at: p.datetime().nullable(),
    created_at: p.datetime().defaultRaw('now()'),
    edited_at: p.datetime().nullable(),
  },
  uniques: [{ name: 'reviews_once', properties: ['product', 'customer'] }],
  checks: [
    { name: 'reviews_rating', expression: 'rating >= 1 and rating <= 5' },
    { name: 'reviews_answered', expression: '(answer is null) = (answered_at is null)' },
  ],
  indexes: [
    { name: 'reviews_of_customer', properties: ['customer', 'id'] },
    { name: 'reviews_by_status', properties: ['status', 'id'] },
    { name: 'reviews_of_rating', properties: ['rating', 'id'] },
    ...[
      ['newest', 'id'],
      ['helpful', 'helpful_count, id'],
      ['rating', 'rating, id'],
    ].map(([name, columns]) => ({
      name: `reviews_by_${name}`,
      expression: `create index reviews_by_${name} on reviews (product_id, ${columns}) where status = 'published'`,
    })),
  ],
});

export interface ReviewContent {
  rating: number;
  title: string;
  text: string;
}

/** What a customer says about a product. */
export class Review extends ReviewSchema.class {
  [OptionalProps]?: 'share';

  /** What it adds to the rating of its product. */
  get share(): RatingShare {
    return this.status === 'published' ? { count: 1, sum: this.rating } : { count: 0, sum: 0 };
  }

  /** One that was hidden, or waits since, is published by staff only, however often it is edited. */
  edit(content: Partial<ReviewContent>, publication: 'published' | 'pending'): void {
    Object.assign(this, content);
    this.status = this.status === 'published' ? publication : 'pending';
    this.edited_at = sql<Date>`now()`;
  }

  /** Or else what staff hid could be deleted, and written and published once more. @throws ReviewHidden */
  assertDeletable(publication: 'published' | 'pending'): void {
    const wasHidden = this.status === 'pending' && publication === 'published';
    if (this.status === 'hidden' || wasHidden) throw new ReviewHidden();
  }

  /** @param edited ISO 8601, or null for never @throws ReviewOutdated */
  assertEdited(edited: string | null): void {
    const known = edited === null ? null : Date.parse(edited);
    if ((this.edited_at?.getTime() ?? null) !== known) throw new ReviewOutdated();
  }

  /** @throws ReviewStatusRefused */
  moderate(moderation: Moderation): void {
    const { from, to } = moderations[moderation];
    if (!from.some((status) => status === this.status)) throw new ReviewStatusRefused({ from: this.status, to });
    this.status = to;
  }

  /** @param text null withdraws the answer */
  answerWith(text: string | null): void {
    this.answer = text;
    this.answered_at = text === null ? null : sql<Date>`now()`;
  }
}

const ReviewVoteSchema = defineEntity({
  name: 'ReviewVote',
  tableName: 'review_votes',
  properties: {
    id: p.integer().primary(),
    review: () => p.manyToOne(Review).ref().deleteRule('cascade'),
    /** Null once the account is gone, so that its vote is still counted. */
    customer: () => p.manyToOne(Customer).ref().nullable().index().deleteRule('set null'),
  },
  uniques: [{ name: 'review_votes_once', properties: ['review', 'customer'] }],
});

/** That a customer found a review helpful. */
export class ReviewVote extends ReviewVoteSchema.class {}

ReviewSchema.setClass(Review);
ReviewVoteSchema.setClass(ReviewVote);
export { ReviewSchema, ReviewVoteSchema };
