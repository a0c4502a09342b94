import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import type { Caller } from '../common/http/access.js';
import type { IdempotentResult } from '../idempotency/idempotent.interceptor.js';
import { sumOf } from '../common/money/tax.js';
import { Database } from '../database/database.js';
import { IdempotencyService } from '../idempotency/idempotency.service.js';
import type { Order } from '../order/order.entity.js';
import { OrderMails } from '../order/order-mails.js';
import { PaymentEffects } from '../payment/payment-effects.js';
import { leftOf } from '../payment/refund.service.js';
import { OrderNotShippable, ShipmentNotFound } from './fulfilment.errors.js';
import { lockedOrder } from '../order/order-selector.js';
import type { ShipmentDto, ShipmentInput } from './shipment.dto.js';
import { Shipment } from './shipment.entity.js';
import { ShipmentQueries } from './shipment.queries.js';
import { leftToShip, pick, type Picked } from './units.js';

/** Sends what was ordered, parcel by parcel, and hears of its arrival. */
@Injectable()
export class ShipmentService {
  constructor(
    private readonly database: Database,
    private readonly idempotency: IdempotencyService,
    private readonly paidOrders: PaymentEffects,
    private readonly mails: OrderMails,
    private readonly audit: AuditService,
    private readonly queries: ShipmentQueries,
  ) {}

  /**
   * @param base the address of this server, for the link in the mail
   * @throws OrderNotFound, OrderNotShippable, OrderProductNotFound, NotSoManyLeft, SellerUnknown, StillRunning, IdempotencyKeyReused
   */
  ship(
    actor: Caller,
    uuid: string,
    input: ShipmentInput,
    base: string,
    key?: string,
  ): Promise<IdempotentResult<ShipmentDto>> {
    const request = { customer: actor.id, key, route: `POST /api/admin/orders/${uuid}/shipments`, body: input };
    return this.idempotency.transaction(request, async (em) => {
      const order = await lockedOrder(em, { uuid });
      ensureShippable(order);
      await ensureKept(em, order);
      const lines = await leftToShip(em, order);
      const units = pick(lines, input.lines);
      const { carrier, tracking_number = null, tracking_url = null } = input;
      const shipment = Shipment.of(em, order, { carrier, tracking_number, tracking_url }, units);
      moveOn(order, isAll(units, lines));
      order.shipped_at ??= new Date();
      await em.flush();
      this.record(em, actor, 'create', shipment, order);
      await this.tell(em, order, shipment, units, base);
      await this.paidOrders.shipped(em, order);
      return this.queries.one(em, shipment);
    });
  }

  /** Again is harmless. @throws OrderNotFound, ShipmentNotFound */
  deliver(actor: Caller, order_uuid: string, uuid: string): Promise<ShipmentDto> {
    return this.database.transaction(async (em) => {
      const order = await lockedOrder(em, { uuid: order_uuid });
      const shipment = await em.findOne(Shipment, { uuid, order });
      if (!shipment) throw new ShipmentNotFound();
      if (shipment.arrive()) {
        this.record(em, actor, 'deliver', shipment, order);
        await em.flush();
        await this.complete(em, order);
      }
      return this.queries.one(em, shipment);
    });
  }

  private async complete(em: EntityManager, order: Order): Promise<void> {
    if (order.status !== 'shipped' || (await em.count(Shipment, { order, delivered: null })) > 0) return;
    order.transitionTo('delivered');
    if (order.payment === 'cash' && !order.paid_at) await this.paidOrders.collectCash(em, order);
  }

  private async tell(em: EntityManager, order: Order, shipment: Shipment, units: Picked[], base: string) {
    const { carrier, tracking_number = null, tracking_url = null } = shipment;
    await this.mails.send(em, order, {
      kind: 'shipped',
      data: {
        number: order.number,
        carrier,
        tracking_number,
        tracking_url,
        lines: units.map(({ line, quantity }) => ({ name: line.name, quantity })),
        track_url: this.mails.trackingUrl(order, base),
      },
    });
  }

  private record(em: EntityManager, actor: Caller, what: string, { uuid, carrier }: Shipment, { number }: Order) {
    this.audit.record(em, actor, `shipment.${what}`, `shipment/${uuid}`, { order: number, carrier });
  }
}

/** Cash is paid at the door; anything else must have been paid before it leaves. @throws OrderNotShippable */
function ensureShippable({ status, payment, paid_at }: Order): void {
  const settled = payment === 'cash' || Boolean(paid_at);
  if (!settled || !['new', 'paid', 'processing'].includes(status)) throw new OrderNotShippable({ status, payment });
}

/** What was given back altogether is not sent. @throws OrderNotShippable */
async function ensureKept(em: EntityManager, order: Order): Promise<void> {
  const { status, payment, paid_at, total } = order;
  if (paid_at && total > 0 && (await leftOf(em, order)) === 0)
    throw new OrderNotShippable({ status, payment, reason: 'refunded' });
}

function moveOn(order: Order, whole: boolean): void {
  if (order.status !== 'processing') order.transitionTo('processing');
  if (whole) order.transitionTo('shipped');
}

const isAll = (units: Picked[], lines: { left: number }[]): boolean =>
  sumOf(units.map(({ quantity }) => quantity)) === sumOf(lines.map(({ left }) => left));
