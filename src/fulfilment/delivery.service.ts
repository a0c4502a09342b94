import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import type { Caller } from '../common/http/access.js';
import { Database } from '../database/database.js';
import { Order } from '../order/order.entity.js';
import { ShipmentNotFound } from './fulfilment.errors.js';
import { ShipmentEffects } from './shipment-effects.js';
import type { ShipmentDto } from './shipment.dto.js';
import { Shipment } from './shipment.entity.js';
import { ShipmentQueries } from './shipment.queries.js';

@Injectable()
export class DeliveryService {
  constructor(
    private readonly database: Database,
    private readonly effects: ShipmentEffects,
    private readonly audit: AuditService,
    private readonly queries: ShipmentQueries,
  ) {}

  /** Idempotent. @throws OrderNotFound, ShipmentNotFound */
  deliver(actor: Caller, order_uuid: string, uuid: string): Promise<ShipmentDto> {
    return this.database.transaction(async (em) => {
      const order = await Order.lock(em, { uuid: order_uuid });
      const shipment = await em.findOne(Shipment, { uuid, order });
      if (!shipment) throw new ShipmentNotFound();
      if (shipment.deliver()) {
        const shipped = await shipment.lines.loadItems({ populate: ['order_line'] });
        for (const { order_line, quantity } of shipped) order_line.unwrap().deliver(quantity);
        const changes = { order: order.number, carrier: shipment.carrier };
        this.audit.record(em, actor, 'shipment.deliver', `shipment/${shipment.uuid}`, changes);
        await em.flush();
        await this.effects.onDelivered(em, order, shipment);
      }
      return this.queries.one(em, shipment);
    });
  }
}
