import { PartialType } from '@nestjs/swagger';
import { IsIn, IsInt, Max, Min } from 'class-validator';
import { CatalogRef } from '../../catalog/product.dto.js';
import { PageQuery } from '../../common/http/paging.js';
import { AnswerDto } from '../../common/rating/rating.dto.js';
import { IsOptionalNotNull } from '../../common/text/is-optional-not-null.js';
import { EmptyableLongText, EmptyableText } from '../../common/text/canonical.js';
import type { ReviewStatus } from './review-status.js';

export const reviewOrderings = ['newest', 'helpful', 'rating', '-rating'] as const;

export class ReviewQuery extends PageQuery {
  /** `newest` or most `helpful` first; `rating` from the worst, `-rating` from the best. */
  @IsOptionalNotNull()
  @IsIn(reviewOrderings)
  ordering?: (typeof reviewOrderings)[number];
}

export class ReviewInput {
  /** 1 is the worst, 5 the best. @example 5 */
  @IsInt()
  @Min(1)
  @Max(5)
  rating: number;

  /** Plain text. @example "Sweet and ripe" */
  @IsOptionalNotNull()
  @EmptyableText(120)
  title?: string;

  /** Plain text. @example "They arrived yellow with a touch of green, and lasted a week." */
  @IsOptionalNotNull()
  @EmptyableLongText(5_000)
  text?: string;
}

/** What is left out stays as it is. */
export class ReviewChange extends PartialType(ReviewInput, { skipNullProperties: false }) {}

export class ReviewDto {
  /** @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1bee" */
  review_uuid: string;
  /** From 1 to 5. @example 5 */
  rating: number;
  /** @example "Sweet and ripe" */
  title: string;
  /** @example "They arrived yellow with a touch of green, and lasted a week." */
  text: string;
  /** First name of the customer, or `Customer`. @example "Max" */
  author: string;
  /** Whether the shop has delivered the product to this customer. @example true */
  verified_purchase: boolean;
  /** Customers who found it helpful. @example 3 */
  helpful: number;
  /** @example "2026-11-26T08:00:00.000Z" */
  date_created: string;
  /** When its author last changed it. @example null */
  date_edited: string | null;
  /** Of the shop. */
  answer: AnswerDto | null;
}

export class OwnReview extends ReviewDto {
  /** Only a `published` review is public and counts. `pending`: the shop checks it first. */
  status: ReviewStatus;
  product: CatalogRef;
}
