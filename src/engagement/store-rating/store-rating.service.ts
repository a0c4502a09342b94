import { LockMode } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import type { AuditVerb } from '../../audit/audit-actions.js';
import { AuditService } from '../../audit/audit.service.js';
import type { Caller } from '../../common/http/access.js';
import { Database } from '../../database/database.js';
import { wasDelivered } from '../../order/order-status.js';
import { Order, OrderLine } from '../../order/order.entity.js';
import { OrderNotFound } from '../../order/order.errors.js';
import type { AdminStoreRating, StoreRatingDto, StoreRatingInput } from './store-rating.dto.js';
import { StoreRating } from './store-rating.entity.js';
import { OrderNotDelivered, StoreRatingNotFound } from './store-rating.errors.js';
import { StoreRatingQueries } from './store-rating.queries.js';

@Injectable()
export class StoreRatingService {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditService,
    private readonly queries: StoreRatingQueries,
  ) {}

  /** @throws OrderNotFound also for one of somebody else, OrderNotDelivered, OrderRated */
  create(me: Caller, { order: uuid, rating, comment = '' }: StoreRatingInput): Promise<StoreRatingDto> {
    return this.database.transaction(async (em) => {
      const order = await em.findOne(Order, { uuid, customer: me.id });
      if (!order) throw new OrderNotFound();
      if (!wasDelivered(order.status, await OrderLine.forOrder(em, order)))
        throw new OrderNotDelivered({ status: order.status });
      const created = em.create(StoreRating, { order, rating, comment });
      await em.flush();
      return this.queries.one(em, created);
    });
  }

  /** @throws StoreRatingNotFound, StoreRatingStatusRefused */
  hide(actor: Caller, uuid: string): Promise<AdminStoreRating> {
    return this.change(actor, uuid, 'hide', (rating) => rating.hide());
  }

  /** @throws StoreRatingNotFound, StoreRatingStatusRefused */
  restore(actor: Caller, uuid: string): Promise<AdminStoreRating> {
    return this.change(actor, uuid, 'restore', (rating) => rating.restore());
  }

  /** @param text null withdraws the answer @throws StoreRatingNotFound */
  answer(actor: Caller, uuid: string, text: string | null): Promise<AdminStoreRating> {
    return this.change(actor, uuid, 'answer', (rating) => rating.answerWith(text));
  }

  private change(
    actor: Caller,
    uuid: string,
    verb: AuditVerb<'store_rating'>,
    work: (rating: StoreRating) => void,
  ): Promise<AdminStoreRating> {
    return this.database.transaction(async (em) => {
      const rating = await em.findOne(StoreRating, { uuid }, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (!rating) throw new StoreRatingNotFound();
      const before = moderationOf(rating);
      work(rating);
      const changes: [object, object] = [before, moderationOf(rating)];
      this.audit.recordDiff(em, actor, `store_rating.${verb}`, { kind: 'store-rating', uuid: rating.uuid }, changes);
      await em.flush();
      return this.queries.adminOne(em, rating);
    });
  }
}

const moderationOf = ({ hidden_at, answer = null }: StoreRating) => ({ hidden: Boolean(hidden_at), answer });
