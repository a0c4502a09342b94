import { defineEntity, type EntityManager, p } from '@mikro-orm/core';
import { v7 } from 'uuid';
import { Order, OrderLine } from '../order/order.entity.js';
import { OrderNotShippable } from './fulfilment.errors.js';
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
    shipped_at: p.datetime().onCreate(() => new Date()),
    delivered_at: p.datetime().nullable(),
    lines: () => p.oneToMany(ShipmentLine).mappedBy('shipment'),
  },
});

/** The carrier of a shipment, and how it is tracked. */
export interface Parcel {
  carrier: string;
  tracking_number: string | null;
  tracking_url: string | null;
}

/** A parcel with units of one order. */
export class Shipment extends ShipmentSchema.class {
  /** Cash is paid on delivery; any other order is paid before it leaves. @throws OrderNotShippable */
  static assertShippable({ status, payment, paid_at }: Order): void {
    const isSettled = payment === 'cash' || Boolean(paid_at);
    if (!isSettled || !['new', 'paid', 'processing'].includes(status)) throw new OrderNotShippable({ status, payment });
  }

  static create(em: EntityManager, order: Order, parcel: Parcel, units: UnitSelection[]): Shipment {
    const lines = units.map(({ line, quantity }) => ({ order_line: line.id, quantity }));
    return em.create(Shipment, { order, ...parcel, lines });
  }

  /** The seeder's name, until it uses {@link create}. */
  static of(em: EntityManager, order: Order, parcel: Parcel, units: UnitSelection[]): Shipment {
    return Shipment.create(em, order, parcel, units);
  }

  /** @returns whether it was not delivered before */
  deliver(): boolean {
    if (this.delivered_at) return false;
    this.delivered_at = new Date();
    return true;
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
  },
  uniques: [{ name: 'shipment_lines_once', properties: ['shipment', 'order_line'] }],
  checks: [{ name: 'shipment_lines_quantity', expression: 'quantity > 0' }],
});

export class ShipmentLine extends ShipmentLineSchema.class {}

ShipmentSchema.setClass(Shipment);
ShipmentLineSchema.setClass(ShipmentLine);
export { ShipmentLineSchema, ShipmentSchema };
