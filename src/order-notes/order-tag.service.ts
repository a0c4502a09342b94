import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { AuditAction } from '../audit/audit-actions.js';
import { AuditService } from '../audit/audit.service.js';
import type { Caller } from '../common/http/access.js';
import { Database } from '../database/database.js';
import { Order } from '../order/order.entity.js';
import type { OrderTags } from './order-note.dto.js';
import { OrderTag } from './order-note.entity.js';
import { TooManyTags } from './order-notes.errors.js';

const maxTags = 10;

interface TagChange {
  uuid: string;
  changed: boolean;
  tags: string[];
}

@Injectable()
export class OrderTagService {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditService,
  ) {}

  /** Adding it again is harmless. @throws OrderNotFound, TooManyTags */
  add(me: Caller, uuid: string, tag: string): Promise<OrderTags> {
    return this.database.transaction(async (em) => toDto(await this.addIn(em, me, uuid, tag)));
  }

  /** The same in a transaction of the caller's. */
  addIn(em: EntityManager, me: Caller, uuid: string, tag: string): Promise<TagChange> {
    return this.change(em, { me, uuid, action: 'order.tag', changes: { to: { tag } } }, (order, tags) => {
      if (tags.some((known) => known.tag === tag)) return false;
      if (tags.length >= maxTags) throw new TooManyTags();
      tags.push(em.create(OrderTag, { order, tag }));
      return true;
    });
  }

  /** Removing one that is not there is harmless. @throws OrderNotFound */
  remove(me: Caller, uuid: string, tag: string): Promise<OrderTags> {
    return this.database.transaction(async (em) => toDto(await this.removeIn(em, me, uuid, tag)));
  }

  /** The same in a transaction of the caller's. */
  removeIn(em: EntityManager, me: Caller, uuid: string, tag: string): Promise<TagChange> {
    return this.change(em, { me, uuid, action: 'order.untag', changes: { from: { tag } } }, (_order, tags) => {
      const at = tags.findIndex((known) => known.tag === tag);
      if (at < 0) return false;
      for (const removed of tags.splice(at, 1)) em.remove(removed);
      return true;
    });
  }

  /** @param edit whether it changed the tags of the order, which is locked */
  private async change(
    em: EntityManager,
    { me, uuid, action, changes }: { me: Caller; uuid: string; action: AuditAction; changes: object },
    edit: (order: Order, tags: OrderTag[]) => boolean,
  ): Promise<TagChange> {
    const order = await Order.lock(em, { uuid });
    const tags = await em.find(OrderTag, { order });
    const changed = edit(order, tags);
    if (changed) this.audit.record(em, me, action, { kind: 'order', uuid, label: order.number }, changes);
    return { uuid, changed, tags: tags.map(({ tag }) => tag).toSorted() };
  }
}

const toDto = ({ tags }: TagChange): OrderTags => ({ tags });
