import { Type } from 'class-transformer';
import { IsIn, IsInt, Max, Min } from 'class-validator';
import { ListQuery } from '../../common/http/paging.dto.js';
import { AnswerDto } from '../../common/rating/rating.dto.js';
import { IsOptionalNotNull } from '../../common/text/is-optional-not-null.js';
import { EmptyableLongText, Uuid } from '../../common/text/canonical.js';

export const storeRatingStatuses = ['published', 'hidden'] as const;
type StoreRatingStatus = (typeof storeRatingStatuses)[number];

export class StoreRatingInput {
  /** Uuid of a delivered order of yours. @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b66" */
  @Uuid()
  order: string;

  /** 1 is the worst, 5 the best. @example 5 */
  @IsInt()
  @Min(1)
  @Max(5)
  rating: number;

  /** Plain text. @example "Fast, and well packed." */
  @IsOptionalNotNull()
  @EmptyableLongText(2_000)
  comment?: string;
}

export class StoreRatingDto {
  /** @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1bff" */
  rating_uuid: string;
  /** From 1 to 5. @example 5 */
  rating: number;
  /** @example "Fast, and well packed." */
  comment: string;
  /** First name of the customer, or `Customer`. @example "Max" */
  author: string;
  /** @example "2026-11-26T08:00:00.000Z" */
  date_created: string;
  /** Of the shop. */
  answer: AnswerDto | null;
}

export class AdminStoreRatingQuery extends ListQuery {
  /** Only ratings of this status. */
  @IsOptionalNotNull()
  @IsIn(storeRatingStatuses)
  status?: StoreRatingStatus;

  /** Only ratings of so many stars. @example 1 */
  @IsOptionalNotNull()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(5)
  rating?: number;
}

export class AdminStoreRating extends StoreRatingDto {
  /** Only a `published` rating is public and counts. @example "published" */
  status: StoreRatingStatus;
  /** @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b66" */
  order_uuid: string;
  /** Order number. @example "M100001" */
  order: string;
}
