import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsISO8601, IsOptional, Max, Min } from 'class-validator';
import { ListQuery } from '../../common/http/paging.dto.js';
import { IsOptionalNotNull } from '../../common/text/is-optional-not-null.js';
import { type ReviewStatus, reviewStatuses } from './review-status.js';
import { OwnReview } from './review.dto.js';
import { SearchText, Uuid } from '../../common/text/canonical.js';

export class AdminReviewQuery extends ListQuery {
  /** Only reviews of this status. */
  @IsOptionalNotNull()
  @IsIn(reviewStatuses)
  status?: ReviewStatus;

  /** Only reviews with this rating. @example 1 */
  @IsOptionalNotNull()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(5)
  rating?: number;

  /** Only reviews of this customer, by uuid. @example "8b2de2bf-b04a-4674-bf92-f0e4c727720b" */
  @IsOptionalNotNull()
  @Uuid()
  customer?: string;

  /** Slug or uuid of a product. @example "banana" */
  @SearchText(200)
  product?: string;
}

export class ReviewApproval {
  /** `date_edited` of the review as you have read it: where its author has changed it since, it is refused. Left out: it is published anyway. @example "2026-11-26T08:00:00.000Z" */
  @IsOptional()
  @ApiProperty({ format: 'date-time' })
  @IsISO8601({ strict: true })
  date_edited?: string | null;
}

export class ReviewCustomer {
  /** @example "8b2de2bf-b04a-4674-bf92-f0e4c727720b" */
  uuid: string;
  /** @example "maxm" */
  username: string | null;
}

export class AdminReview extends OwnReview {
  /** Null once the account is gone. */
  customer: ReviewCustomer | null;
}
