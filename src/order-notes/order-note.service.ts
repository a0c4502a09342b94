import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import type { Caller } from '../common/http/access.js';
import { Database } from '../database/database.js';
import type { IdempotentResult } from '../idempotency/idempotent.interceptor.js';
import { IdempotencyService } from '../idempotency/idempotency.service.js';
import { Order } from '../order/order.entity.js';
import type { OrderNoteDto } from './order-note.dto.js';
import { OrderNote } from './order-note.entity.js';
import { OrderNoteQueries } from './order-note.queries.js';
import { OrderNoteNotFound } from './order-notes.errors.js';

/** The audit trail has the texts, so that the timeline of the order shows them; both go when the customer is erased. */
@Injectable()
export class OrderNoteService {
  constructor(
    private readonly database: Database,
    private readonly idempotency: IdempotencyService,
    private readonly audit: AuditService,
    private readonly queries: OrderNoteQueries,
  ) {}

  /** @throws OrderNotFound, StillRunning, IdempotencyKeyReused */
  write(me: Caller, uuid: string, text: string, key?: string): Promise<IdempotentResult<OrderNoteDto>> {
    const request = { customer: me.id, key, route: `POST /api/admin/orders/${uuid}/notes`, body: { text } };
    return this.idempotency.transaction(request, async (em) => {
      const order = await Order.lock(em, { uuid });
      const note = em.create(OrderNote, { order, staff: me.id, text });
      this.audit.record(em, me, 'order.note', { kind: 'order', uuid, label: order.number }, { to: { note: text } });
      await em.flush();
      return this.queries.one(em, note);
    });
  }

  /** @throws OrderNotFound, OrderNoteNotFound */
  async remove(me: Caller, uuid: string, note: string): Promise<void> {
    await this.database.transaction(async (em) => {
      const order = await Order.lock(em, { uuid });
      const found = await em.findOne(OrderNote, { order, uuid: note });
      if (!found) throw new OrderNoteNotFound();
      const subject = { kind: 'order' as const, uuid, label: order.number };
      this.audit.record(em, me, 'order.note_remove', subject, { from: { note: found.text } });
      em.remove(found);
    });
  }
}
