import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.js';
import type { Caller } from '../../common/http/access.js';
import { Database } from '../../database/database.js';
import type { AdminReview } from './review.admin.dto.js';
import type { Review } from './review.entity.js';
import { ReviewQueries } from './review.queries.js';
import { changeReview, lockReview } from './review.service.js';
import type { Moderation } from './review-status.js';

/** What staff do about reviews. */
@Injectable()
export class ReviewModerationService {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditService,
    private readonly queries: ReviewQueries,
  ) {}

  /** @throws ReviewNotFound, ReviewStatusRefused */
  moderate(actor: Caller, uuid: string, moderation: Moderation): Promise<AdminReview> {
    return this.change(actor, uuid, moderation, (review) => {
      const { status: from } = review;
      review.moderate(moderation);
      return { status: { from, to: review.status } };
    });
  }

  /** @param text null withdraws the answer @throws ReviewNotFound */
  answer(actor: Caller, uuid: string, text: string | null): Promise<AdminReview> {
    return this.change(actor, uuid, 'answer', (review) => {
      const { answer: from = null } = review;
      review.answerWith(text);
      return { answer: { from, to: text } };
    });
  }

  private change(actor: Caller, uuid: string, verb: string, work: (review: Review) => object): Promise<AdminReview> {
    return this.database.transaction(async (em: EntityManager) => {
      const review = await lockReview(em, { uuid });
      await changeReview(em, review, () =>
        this.audit.record(em, actor, `review.${verb}`, `review/${review.uuid}`, work(review)),
      );
      return this.queries.one(em, review);
    });
  }
}
