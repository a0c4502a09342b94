import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { assertBillable } from '../pricing/billing.js';
import { Config } from '../config/config.js';
import { afterCommit } from '../database/commits.js';
import { OpenOrderService, type Orderer } from '../open-orders/open-order.service.js';
import { ordersPlaced } from '../operations/counters.js';
import { insertOrder } from './insert-order.js';
import { Order } from './order.entity.js';
import type { NewOrder } from './new-order.js';
import { OrderMails } from './order-mails.js';
import { PaymentWindow } from './payment-window.js';
import { Settings } from '../settings/settings.js';

type GivenOrder = Omit<NewOrder, 'currency' | 'payment_due_at'>;

/** Marks a locked order paid that costs nothing. */
type FreeOrderHandler = (em: EntityManager, order: Order) => Promise<void>;

/** Creates an order together with what follows it: its confirmation, or the end of its payment window. */
@Injectable()
export class OrderCreationService {
  private settleFree: FreeOrderHandler;

  constructor(
    private readonly window: PaymentWindow,
    private readonly mails: OrderMails,
    private readonly config: Config,
    private readonly settings: Settings,
    private readonly open: OpenOrderService,
  ) {}

  /** Registers who books and invoices orders of a total of zero: a module above; called while modules start. */
  onFree(handler: FreeOrderHandler): void {
    this.settleFree = handler;
  }

  /** @throws TooManyOpenOrders, TooManyOpenUnits, TooManyFreeOrders, ValidationFailed where the invoice would lack something */
  async create(em: EntityManager, given: GivenOrder, orderer: Orderer): Promise<Order> {
    assertBillable(this.settings.get('E_INVOICE_PROFILE'), given, given.email);
    const currency = this.config.get('CURRENCY');
    const isFree = given.totals.total === 0;
    const isUnverified = await this.open.hold(em, given, orderer);
    if (isFree && isUnverified) await this.open.countFree(em, given);
    const payment_due_at = given.payment === 'cash' || isFree ? null : this.window.endFrom(given.created_at);
    const order = Order.place({ ...given, currency, payment_due_at });
    const held = await insertOrder(em, order, this.open.countedWith(given, orderer));
    this.open.assertHeld(held, given, orderer);
    afterCommit(em, () => ordersPlaced.inc({ payment: given.payment }));
    if (isFree) return this.settle(em, order.uuid);
    if (order.waitsForPayment) await this.window.schedule(em, order);
    else await this.mails.confirm(em, order, { isUnverified, isOwn: orderer.is_verified });
    return order;
  }

  private async settle(em: EntityManager, uuid: string): Promise<Order> {
    const order = await Order.lock(em, { uuid });
    await this.settleFree(em, order);
    return order;
  }
}
