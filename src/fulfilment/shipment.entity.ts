import { defineEntity, OptionalProps, p, raw } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { v7 } from 'uuid';
import { Order, OrderLine } from '../order/order.entity.js';
import { stockRequestsOf } from '../order/order-units.js';
import type { StockRequest } from '../stock/stock.service.js';
import {
  OrderNotShippable,
  OrderProductNotFound,
  ShipmentNotFound,
  ShipmentStatusRefused,
} from './fulfilment.errors.js';
import type { RestockDecision } from './shipment-end.dto.js';
import {
  type Resolution,
  resolutions,
  type ReturnCause,
  returnCauses,
  type ShipmentStatus,
} from './shipment-status.js';
import type { UnitSelection } from './unit-selection.js';

const ShipmentSchema = defineEntity({
  name: 'Shipment',
  tableName: 'shipments',
  properties: {
    id: p.integer().primary(),
    uuid: p
      .uuid()
      .unique()
      .onCreate(() => v7()),
    order: () => p.manyToOne(Order).ref().index().deleteRule('restrict'),
    carrier: p.string().length(100),
    tracking_number: p.string().nullable().length(100),
    tracking_url: p.string().nullable().length(2_000),
    shipped_at: p.datetime().onCreate(() => raw<Date>('now()')),
    delivered_at: p.datetime().nullable(),
    lost_at: p.datetime().nullable(),
    /** When it came back, and why. */
    returned_at: p.datetime().nullable(),
    cause: p.enum(returnCauses).nullable(),
    /** Of a parcel that was lost or came back. */
    resolution: p.enum(resolutions).nullable(),
    /** Given by staff. */
    reason: p.string().default('').length(250),
    lines: () => p.oneToMany(ShipmentLine).mappedBy('shipment'),
  },
  indexes: [
    {
      name: 'shipments_by_tracking_number',
      expression:
        'create index shipments_by_tracking_number on shipments (lower(tracking_number)) where tracking_number is not null',
    },
  ],
  checks: [
    {
      name: 'shipments_one_end',
      expression:
        'num_nonnulls(delivered_at, lost_at, returned_at) <= 1 and (resolution is not null) = (num_nonnulls(lost_at, returned_at) = 1) and (cause is not null) = (returned_at is not null)',
    },
  ],
});

/** The carrier of a shipment, and how it is tracked. */
export interface Parcel {
  carrier: string;
  tracking_number: string | null;
  tracking_url: string | null;
}

/** A shipment, and all lines of its order, which is locked. */
export interface LockedShipment {
  order: Order;
  lines: OrderLine[];
  shipment: Shipment;
}

/** A parcel with units of one order. */
export class Shipment extends ShipmentSchema.class {
  [OptionalProps]?: 'status' | 'reason' | 'units';

  /** Loads a shipment with its lines, and locks its order. @throws OrderNotFound, ShipmentNotFound */
  static async lock(em: EntityManager, order_uuid: string, uuid: string): Promise<LockedShipment> {
    const order = await Order.lock(em, { uuid: order_uuid });
    const lines = await OrderLine.forOrder(em, order);
    const shipment = await em.findOne(Shipment, { uuid, order });
    if (!shipment) throw new ShipmentNotFound();
    await shipment.lines.loadItems({ populate: ['order_line'] });
    return { order, lines, shipment };
  }

  /** Cash is paid on delivery; any other order is paid before it leaves. @throws OrderNotShippable */
  static assertShippable({ status, payment, paid_at }: Order): void {
    const isSettled = payment === 'cash' || Boolean(paid_at);
    if (!isSettled || !['new', 'paid', 'processing'].includes(status)) throw new OrderNotShippable({ status, payment });
  }

  static create(em: EntityManager, order: Order, parcel: Parcel, units: UnitSelection[]): Shipment {
    const lines = units.map(({ line, quantity }) => ({ order_line: line.id, quantity }));
    return em.create(Shipment, { order, ...parcel, lines });
  }

  get status(): ShipmentStatus {
    if (this.delivered_at) return 'delivered';
    if (this.lost_at) return 'lost';
    return this.returned_at ? 'returned' : 'shipped';
  }

  /** Units of each order line; the lines must be loaded, here and below. */
  get units() {
    return this.lines.map(({ order_line, quantity, restocked }) => ({
      line: order_line.unwrap(),
      quantity,
      restocked,
    }));
  }

  /** Its units arrived. @returns whether it was not delivered before @throws ShipmentStatusRefused */
  deliver(): boolean {
    if (this.delivered_at) return false;
    this.assertUnderway('delivered');
    this.delivered_at = raw<Date>('now()');
    for (const { line, quantity } of this.units) line.deliver(quantity);
    return true;
  }

  /** @throws ShipmentStatusRefused */
  lose(resolution: Resolution, reason: string): void {
    this.assertUnderway('lost');
    Object.assign(this, { lost_at: raw<Date>('now()'), resolution, reason });
    this.resolve(resolution);
  }

  /** Its units are back in the house; lines without a decision are restocked. @throws ShipmentStatusRefused, OrderProductNotFound */
  comeBack(cause: ReturnCause, resolution: Resolution, reason: string, decisions: RestockDecision[]): void {
    this.assertUnderway('returned');
    Object.assign(this, { returned_at: raw<Date>('now()'), cause, resolution, reason });
    this.markRestock(decisions);
    this.resolve(resolution);
    if (resolution === 'refund') for (const { line, quantity } of this.units) line.came_back += quantity;
  }

  /** A parcel that was recorded wrongly. @throws ShipmentStatusRefused */
  correct(parcel: Partial<Parcel>): void {
    this.assertUnderway('corrected');
    Object.assign(this, parcel);
  }

  restockedUnits(): StockRequest[] {
    return stockRequestsOf(this.units.filter(({ restocked }) => restocked));
  }

  /** Units that are sent again are open again. */
  private resolve(resolution: Resolution): void {
    for (const { line, quantity } of this.units) {
      if (resolution === 'reship') line.shipped -= quantity;
      else line.undelivered += quantity;
    }
  }

  private markRestock(decisions: RestockDecision[]): void {
    const byUuid = new Map(this.lines.getItems().map((line) => [line.order_line.unwrap().uuid, line]));
    for (const line of byUuid.values()) line.restocked = true;
    for (const { order_product_uuid, restock } of decisions) {
      const line = byUuid.get(order_product_uuid.toLowerCase());
      if (!line) throw new OrderProductNotFound({ order_product_uuid });
      line.restocked = restock;
    }
  }

  private assertUnderway(to: ShipmentStatus | 'corrected'): void {
    const { status, resolution } = this;
    if (status !== 'shipped') throw new ShipmentStatusRefused({ from: status, to, ...(resolution && { resolution }) });
  }
}

const ShipmentLineSchema = defineEntity({
  name: 'ShipmentLine',
  tableName: 'shipment_lines',
  properties: {
    id: p.integer().primary(),
    shipment: () => p.manyToOne(Shipment).ref().deleteRule('cascade'),
    order_line: () => p.manyToOne(OrderLine).ref().index().deleteRule('restrict'),
    quantity: p.integer(),
    /** Of a parcel that came back: whether its units went on sale again, or were scrapped. */
    restocked: p.boolean().nullable(),
  },
  uniques: [{ name: 'shipment_lines_once', properties: ['shipment', 'order_line'] }],
  checks: [{ name: 'shipment_lines_quantity', expression: 'quantity > 0' }],
});

export class ShipmentLine extends ShipmentLineSchema.class {}

ShipmentSchema.setClass(Shipment);
ShipmentLineSchema.setClass(ShipmentLine);
export { ShipmentLineSchema, ShipmentSchema };
