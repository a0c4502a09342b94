import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { Order, OrderLine } from '../order/order.entity.js';
import { OrderMails } from '../order/order-mails.js';
import { followUnits, stockRequestsOf } from '../order/order-units.js';
import { PaymentEffects } from '../payment/payment-effects.js';
import { StockService } from '../stock/stock.service.js';
import type { Shipment } from './shipment.entity.js';
import type { UnitSelection } from './unit-selection.js';

/** What follows from a shipment or its delivery, in the same transaction. The order must be locked. */
@Injectable()
export class ShipmentEffects {
  constructor(
    private readonly payments: PaymentEffects,
    private readonly mails: OrderMails,
    private readonly stock: StockService,
  ) {}

  /** @param base the address of this server, for the link in the mail @throws NotEnoughOnHand, SellerNotConfigured */
  async onShipped(
    em: EntityManager,
    order: Order,
    { uuid, carrier, tracking_number = null, tracking_url = null }: Shipment,
    units: UnitSelection<OrderLine>[],
    base: string,
  ): Promise<void> {
    const lines = units.map(({ line, quantity }) => ({ name: line.name, quantity }));
    const track_url = this.mails.trackingUrl(order, base);
    const data = { number: order.number, carrier, tracking_number, tracking_url, lines, track_url };
    await this.mails.send(em, order, { kind: 'shipped', data });
    const source = { reason: `order ${order.number} shipped`, order: order.id };
    await this.stock.consume(em, stockRequestsOf(units), source);
    await this.payments.onShipped(em, order, uuid, units);
  }

  /** Each delivery collects the cash of its parcel, the last one completes the order. @param lines all of the order */
  async onDelivered(em: EntityManager, order: Order, lines: OrderLine[], { uuid }: Shipment): Promise<void> {
    followUnits(order, lines);
    await em.flush();
    await this.payments.onCollected(em, order, uuid);
  }
}
