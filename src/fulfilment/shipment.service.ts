import { type EntityManager, raw } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import type { Caller } from '../common/http/access.js';
import type { IdempotentResult } from '../idempotency/idempotent.interceptor.js';
import { IdempotencyService } from '../idempotency/idempotency.service.js';
import { Order, OrderLine } from '../order/order.entity.js';
import { followUnits } from '../order/order-units.js';
import { RefundService } from '../payment/refund.service.js';
import { OrderNotShippable } from './fulfilment.errors.js';
import { ShipmentEffects } from './shipment-effects.js';
import type { ShipmentDto, ShipmentInput } from './shipment.dto.js';
import { Shipment } from './shipment.entity.js';
import { ShipmentQueries } from './shipment.queries.js';
import { selectUnits } from './unit-selection.js';

/** Ships orders, parcel by parcel. */
@Injectable()
export class ShipmentService {
  constructor(
    private readonly idempotency: IdempotencyService,
    private readonly refunds: RefundService,
    private readonly effects: ShipmentEffects,
    private readonly audit: AuditService,
    private readonly queries: ShipmentQueries,
  ) {}

  /**
   * @param base the address of this server, for the link in the mail
   * @throws OrderNotFound, OrderNotShippable, OrderProductNotFound, NotSoManyLeft, NotEnoughOnHand, SellerNotConfigured, StillRunning, IdempotencyKeyReused
   */
  ship(
    actor: Caller,
    uuid: string,
    input: ShipmentInput,
    base: string,
    key?: string,
  ): Promise<IdempotentResult<ShipmentDto>> {
    const request = { customer: actor.id, key, route: `POST /api/admin/orders/${uuid}/shipments`, body: input };
    return this.idempotency.transaction(request, (em) => this.shipIn(em, actor, uuid, input, base));
  }

  /** The same in a transaction of the caller's. */
  async shipIn(
    em: EntityManager,
    actor: Caller,
    uuid: string,
    input: ShipmentInput,
    base: string,
  ): Promise<ShipmentDto> {
    const order = await Order.lock(em, { uuid });
    Shipment.assertShippable(order);
    await this.assertNotRefunded(em, order);
    const lines = await OrderLine.forOrder(em, order);
    const units = selectUnits(lines, input.lines);
    const { carrier, tracking_number = null, tracking_url = null } = input;
    const shipment = Shipment.create(em, order, { carrier, tracking_number, tracking_url }, units);
    for (const { line, quantity } of units) line.ship(quantity);
    if (order.status !== 'processing') order.transitionTo('processing');
    order.shipped_at ??= raw<Date>('now()');
    followUnits(order, lines);
    await em.flush();
    const subject = { kind: 'shipment' as const, uuid: shipment.uuid, label: order.number };
    this.audit.record(em, actor, 'shipment.create', subject, {
      to: { carrier, tracking_number, tracking_url },
      order: order.number,
      lines: units.map(({ line: { name }, quantity }) => ({ name, quantity })),
    });
    await this.effects.onShipped(em, order, shipment, units, base);
    return this.queries.one(em, shipment);
  }

  /** @throws OrderNotShippable if the whole payment was refunded, save where it was for shipping alone */
  private async assertNotRefunded(em: EntityManager, order: Order): Promise<void> {
    const { status, payment, paid_at, total, shipping } = order;
    if (paid_at && total > shipping && (await this.refunds.refundableAmount(em, order)) === 0)
      throw new OrderNotShippable({ status, payment, reason: 'refunded' });
  }
}
