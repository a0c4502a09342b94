import { shopError } from '../../common/http/shop-error.js';
import { mapConstraint } from '../../database/constraints.js';
import { ProductNotFound } from '../../stock/stock.errors.js';

export const ReviewNotFound = shopError(1200, 'review_not_found', 404, 'Review not found');
export const ProductReviewed = shopError(
  1201,
  'product_reviewed',
  409,
  'You have reviewed this product already: edit that review',
);
export const ReviewHidden = shopError(
  1202,
  'review_hidden',
  409,
  'The shop has hidden this review: edit it, and it is checked again',
);
export const ReviewStatusRefused = shopError(1203, 'review_status_refused', 409, 'Invalid status transition');
export const ReviewOutdated = shopError(
  1205,
  'review_outdated',
  409,
  'The author has changed the review meanwhile: read it again',
);
export const VoteForOwnReview = shopError(1204, 'own_review', 409, 'Your own review cannot be voted for');

mapConstraint('reviews_once', ProductReviewed);
// A product, or a review, that is deleted while a request refers to it.
mapConstraint('reviews_product_id_foreign', ProductNotFound);
mapConstraint('review_votes_review_id_foreign', ReviewNotFound);
