import { Injectable } from '@nestjs/common';
import type { Caller } from '../common/http/access.js';
import type { BulkResults } from '../idempotency/bulk.dto.js';
import { BulkService } from '../idempotency/bulk.service.js';
import type { IdempotentResult } from '../idempotency/idempotent.interceptor.js';
import { type ShipmentBulkInput, ShipmentBulkRow } from './shipment-bulk.dto.js';
import { ShipmentService } from './shipment.service.js';

@Injectable()
export class ShipmentBulkService {
  constructor(
    private readonly bulk: BulkService,
    private readonly shipments: ShipmentService,
  ) {}

  /** @param base the address of this server, for the links in the mails @throws StillRunning, IdempotencyKeyReused */
  ship(
    me: Caller,
    { carrier, rows }: ShipmentBulkInput,
    base: string,
    key?: string,
  ): Promise<IdempotentResult<BulkResults>> {
    const route = 'POST /api/admin/orders/bulk/ship';
    const request = { customer: me.id, key, route, row: ShipmentBulkRow, rows, common: { carrier } };
    return this.bulk.run(request, async (em, { uuid, ...parcel }) => {
      await this.shipments.shipIn(em, me, uuid, { carrier, ...parcel }, base);
      return { uuid, changed: true };
    });
  }
}
