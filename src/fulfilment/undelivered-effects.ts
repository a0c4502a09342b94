import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { CancellationService } from '../order/cancellation.service.js';
import type { Credit, CreditedUnits, CreditKind } from '../order/credit.entity.js';
import { OrderMails } from '../order/order-mails.js';
import { creditableUnits, followUnits, stockRequestsOf } from '../order/order-units.js';
import { PaymentEffects } from '../payment/payment-effects.js';
import { RefundService } from '../payment/refund.service.js';
import { FulfilmentStock } from './fulfilment-stock.js';
import type { LockedShipment } from './shipment.entity.js';

/** What follows from a parcel that does not arrive, in the same transaction: stock, status, credit and mail. */
@Injectable()
export class UndeliveredEffects {
  constructor(
    private readonly stock: FulfilmentStock,
    private readonly cancellations: CancellationService,
    private readonly refunds: RefundService,
    private readonly payments: PaymentEffects,
    private readonly mails: OrderMails,
  ) {}

  /** Its units that are still owed: called before they count as undelivered. */
  owed({ shipment }: LockedShipment): CreditedUnits[] {
    return shipment.units.map(({ line, quantity }) => ({ line, quantity: creditableUnits(line, quantity) }));
  }

  /** @throws ProductNotAvailable, NotEnoughStock */
  async onLost(em: EntityManager, locked: LockedShipment, owed: CreditedUnits[]): Promise<void> {
    const credit = await this.resolve(em, locked, 'loss', owed);
    const { order } = locked;
    await this.mails.send(em, order, { kind: 'parcel_lost', data: this.mailData(locked, credit) });
  }

  /** @throws ProductNotAvailable, NotEnoughStock */
  async onCameBack(em: EntityManager, locked: LockedShipment, owed: CreditedUnits[]): Promise<void> {
    const { order, shipment } = locked;
    await this.stock.restock(em, order, shipment.restockedUnits());
    const credit = await this.resolve(em, locked, 'refusal', owed);
    const data = { ...this.mailData(locked, credit), refused: shipment.cause === 'refused' };
    await this.mails.send(em, order, { kind: 'parcel_returned', data });
  }

  private async resolve(
    em: EntityManager,
    { order, lines, shipment }: LockedShipment,
    kind: CreditKind,
    owed: CreditedUnits[],
  ): Promise<Credit | null> {
    if (shipment.resolution === 'refund') {
      const credit = await this.cancellations.credit(em, order, lines, kind, shipment.reason, {
        units: owed,
        shipment: shipment.uuid,
      });
      await this.refunds.settleCredit(em, order, credit);
      return credit;
    }
    followUnits(order, lines);
    await em.flush();
    await this.stock.allocateAgain(em, order, stockRequestsOf(shipment.units));
    await this.payments.onSentAgain(em, order, shipment.uuid);
    return null;
  }

  private mailData({ order, shipment }: LockedShipment, credit: Credit | null) {
    const { carrier, tracking_number = null } = shipment;
    return {
      number: order.number,
      carrier,
      tracking_number,
      lines: shipment.units.map(({ line, quantity }) => ({ name: line.name, quantity })),
      reshipped: credit === null,
      refund: credit && this.mails.refundOf(order, credit),
      currency: order.currency,
    };
  }
}
