import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Database } from '../database/database.js';
import { statement } from '../database/statement.js';
import { Jobs } from '../jobs/jobs.js';
import { OrderConfirmations } from '../open-orders/order-confirmations.js';
import { CancellationService } from '../order/cancellation.service.js';
import { Order } from '../order/order.entity.js';
import { ConfirmationInvalid } from './order-confirmation.errors.js';

const batchSize = 100;

/** Orders that staff have begun to ship go on. Value: those to leave out. */
const expired = statement<{ uuid: string }>(
  'order_confirmations_expired',
  `
  select order_uuid as uuid from unverified_orders join orders on orders.uuid = order_uuid
  where confirm_by < now() and unverified_orders.confirmed_at is null and status = 'new' and payment = 'cash' and shipped_at is null
    and order_uuid <> all($1::uuid[])
  order by confirm_by limit ${batchSize}
`,
);

@Injectable()
export class OrderConfirmationService implements OnModuleInit {
  private readonly log = new Logger('Order');

  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly confirmations: OrderConfirmations,
    private readonly cancellations: CancellationService,
  ) {}

  onModuleInit(): void {
    this.jobs.minutely('orders.cancel_unconfirmed', () => this.cancelExpired());
  }

  /** May be repeated. @returns its number @throws ConfirmationInvalid */
  async confirm(token: string): Promise<string> {
    const uuid = await this.confirmations.orderOf(token);
    if (uuid === undefined) throw new ConfirmationInvalid();
    return this.database.transaction(async (em) => {
      // The order first, as the sweep does.
      const order = await Order.lock(em, { uuid });
      if (order.status === 'canceled' || !(await this.confirmations.confirm(em, uuid))) throw new ConfirmationInvalid();
      return order.number;
    });
  }

  /** Cancels what nobody confirmed in time, which releases its stock. One that cannot be canceled is tried again by the next run. */
  async cancelExpired(): Promise<void> {
    const failed: string[] = [];
    for (;;) {
      const orders = await this.database.query(expired, [failed]);
      for (const { uuid } of orders)
        await this.cancelIfExpired(uuid).catch((error) => {
          failed.push(uuid);
          this.log.error({ unconfirmed: uuid, uncanceled: (error as Error).message });
        });
      if (orders.length < batchSize) return;
    }
  }

  private async cancelIfExpired(uuid: string): Promise<void> {
    await this.database.transaction(async (em) => {
      const order = await Order.lock(em, { uuid });
      // Confirmed, paid or sent meanwhile.
      if (order.status !== 'new' || order.payment !== 'cash' || order.shipped_at) return;
      if (!(await this.confirmations.isExpired(em, uuid))) return;
      await this.cancellations.cancel(em, order, 'the order was not confirmed');
      this.log.log({ unconfirmed: uuid });
    });
  }
}
