import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { AuditVerb } from '../../audit/audit-actions.js';
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

  /** @param edited when the version that staff have read was changed last, to publish no other @throws ReviewNotFound, ReviewStatusRefused, ReviewOutdated */
  approve(actor: Caller, uuid: string, edited?: string | null): Promise<AdminReview> {
    return this.change(actor, uuid, 'approve', (review) => {
      if (edited !== undefined) review.assertEdited(edited);
      review.moderate('approve');
    });
  }

  /** @throws ReviewNotFound, ReviewStatusRefused */
  moderate(actor: Caller, uuid: string, moderation: Exclude<Moderation, 'approve'>): Promise<AdminReview> {
    return this.change(actor, uuid, moderation, (review) => review.moderate(moderation));
  }

  /** @param text null withdraws the answer @throws ReviewNotFound */
  answer(actor: Caller, uuid: string, text: string | null): Promise<AdminReview> {
    return this.change(actor, uuid, 'answer', (review) => review.answerWith(text));
  }

  private change(
    actor: Caller,
    uuid: string,
    verb: AuditVerb<'review'>,
    work: (review: Review) => void,
  ): Promise<AdminReview> {
    return this.database.transaction(async (em: EntityManager) => {
      const review = await lockReview(em, { uuid });
      await changeReview(em, review, () => {
        const before = moderationOf(review);
        work(review);
        const changes: [object, object] = [before, moderationOf(review)];
        this.audit.recordDiff(em, actor, `review.${verb}`, { kind: 'review', uuid: review.uuid }, changes);
      });
      return this.queries.one(em, review);
    });
  }
}

const moderationOf = ({ status, answer = null }: Review) => ({ status, answer });
