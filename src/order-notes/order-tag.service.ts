import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import type { Caller } from '../common/http/access.js';
import { Database } from '../database/database.js';
import { Order } from '../order/order.entity.js';
import type { OrderTags } from './order-note.dto.js';
import { OrderTag } from './order-note.entity.js';
import { TooManyTags } from './order-notes.errors.js';

const maxTags = 10;

@Injectable()
export class OrderTagService {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditService,
  ) {}

  /** Adding it again is harmless. @throws OrderNotFound, TooManyTags */
  add(me: Caller, uuid: string, tag: string): Promise<OrderTags> {
    return this.change(me, uuid, 'order.tag', { to: { tag } }, (em, order, tags) => {
      if (tags.some((known) => known.tag === tag)) return false;
      if (tags.length >= maxTags) throw new TooManyTags();
      tags.push(em.create(OrderTag, { order, tag }));
      return true;
    });
  }

  /** Removing one that is not there is harmless. @throws OrderNotFound */
  remove(me: Caller, uuid: string, tag: string): Promise<OrderTags> {
    return this.change(me, uuid, 'order.untag', { from: { tag } }, (em, _order, tags) => {
      const at = tags.findIndex((known) => known.tag === tag);
      if (at < 0) return false;
      for (const removed of tags.splice(at, 1)) em.remove(removed);
      return true;
    });
  }

  /** @param edit whether it changed the tags of the order, which is locked */
  private change(
    me: Caller,
    uuid: string,
    action: string,
    changes: object,
    edit: (em: EntityManager, order: Order, tags: OrderTag[]) => boolean,
  ): Promise<OrderTags> {
    return this.database.transaction(async (em) => {
      const order = await Order.lock(em, { uuid });
      const tags = await em.find(OrderTag, { order });
      if (edit(em, order, tags))
        this.audit.record(em, me, action, { kind: 'order', uuid, label: order.number }, changes);
      return { tags: tags.map(({ tag }) => tag).toSorted() };
    });
  }
}
