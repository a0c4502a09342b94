import { Injectable } from '@nestjs/common';
import type { Caller } from '../common/http/access.js';
import type { BulkResults } from '../idempotency/bulk.dto.js';
import { BulkService } from '../idempotency/bulk.service.js';
import type { IdempotentResult } from '../idempotency/idempotent.interceptor.js';
import { type OrderTagBulkInput, OrderTagBulkRow } from './order-tag-bulk.dto.js';
import { OrderTagService } from './order-tag.service.js';

@Injectable()
export class OrderTagBulkService {
  constructor(
    private readonly bulk: BulkService,
    private readonly tags: OrderTagService,
  ) {}

  /** @throws StillRunning, IdempotencyKeyReused */
  add(me: Caller, { tag, rows }: OrderTagBulkInput, key?: string): Promise<IdempotentResult<BulkResults>> {
    return this.bulk.run(requestOf(me, 'tag', { tag, rows }, key), (em, { uuid }) =>
      this.tags.addIn(em, me, uuid, tag),
    );
  }

  /** @throws StillRunning, IdempotencyKeyReused */
  remove(me: Caller, { tag, rows }: OrderTagBulkInput, key?: string): Promise<IdempotentResult<BulkResults>> {
    return this.bulk.run(requestOf(me, 'untag', { tag, rows }, key), (em, { uuid }) =>
      this.tags.removeIn(em, me, uuid, tag),
    );
  }
}

const requestOf = ({ id }: Caller, verb: string, { tag, rows }: OrderTagBulkInput, key?: string) => ({
  customer: id,
  key,
  route: `POST /api/admin/orders/bulk/${verb}`,
  row: OrderTagBulkRow,
  rows,
  common: { tag },
});
