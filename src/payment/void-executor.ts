import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { sql } from 'kysely';
import { Database } from '../database/database.js';
import { Jobs } from '../jobs/jobs.js';
import { Order } from '../order/order.entity.js';
import { orderCanceled } from '../order/order.service.js';
import { PaymentReconciler, voidJob } from './payment-reconciler.js';
import type { Outcome } from '../payment-provider/payment-provider.js';
import { PaymentProviders } from '../payment-provider/payment-providers.js';
import { Payment } from './payment.entity.js';

interface RequestedVoid {
  provider: string;
  reference: string | null;
  /** As text: a date of JavaScript would lose the microseconds. */
  requested: string;
  /** Of the payment, milliseconds. */
  age: number;
}

/** Voids reservations that no order waits for, and retries until the provider holds nothing. */
@Injectable()
export class VoidExecutor implements OnModuleInit {
  private readonly log = new Logger('Payment');

  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly providers: PaymentProviders,
    private readonly reconciler: PaymentReconciler,
  ) {}

  onModuleInit(): void {
    this.jobs.on<{ order: string }>(orderCanceled, ({ order }) => this.abandonOpen(order));
    this.jobs.on<{ payment: string }>(voidJob, ({ payment }) => this.execute(payment));
    this.jobs.minutely('payments.void', () => this.sweep());
  }

  private abandonOpen(uuid: string): Promise<void> {
    return this.database.transaction(async (em) => {
      const order = await Order.lock(em, { uuid });
      if (order.waitsForPayment) return;
      for (const payment of await Payment.forOrder(em, order))
        if (!payment.isFinal) await this.reconciler.abandon(em, payment);
    });
  }

  /** Idempotent, and safe when several do it at once: the provider voids once. */
  async execute(uuid: string): Promise<void> {
    const [request] = (
      await sql<RequestedVoid>`
        select provider, reference, void_requested_at::text as requested,
          (extract(epoch from clock_timestamp() - created_at) * 1000)::float8 as age
        from payments
        where uuid = ${uuid} and void_requested_at is not null and voided_at is null
      `.execute(this.database.sql())
    ).rows;
    if (!request) return;
    const outcome = await this.cancel(uuid, request);
    if (outcome.status === 'authorized' || outcome.status === 'action_required')
      throw new Error(`the payment is still ${outcome.status} at its provider`);
    // It was faster: it is booked, and refunded.
    if (outcome.status === 'captured') await this.reconciler.apply(uuid, outcome);
    // If an answer came late meanwhile, it has requested another void.
    await sql`
      update payments set updated_at = now(),
        void_requested_at = case when ${outcome.status} <> 'captured' then void_requested_at end,
        voided_at = case when ${outcome.status} <> 'captured' then clock_timestamp() end
      where uuid = ${uuid} and void_requested_at::text = ${request.requested}
    `.execute(this.database.sql());
  }

  private async cancel(uuid: string, { provider: name, reference, age }: RequestedVoid): Promise<Outcome> {
    const provider = this.providers.byName(name);
    if (reference !== null) return provider.cancel(uuid, reference);
    const found = await provider.fetch(uuid, null, age);
    return 'reference' in found && found.reference !== null ? provider.cancel(uuid, found.reference) : found;
  }

  /** Retries voids whose job has given up: a customer's money stays reserved however long the provider is unreachable. */
  async sweep(): Promise<void> {
    // The new date claims the rows: no other process and no later sweep takes them.
    const { rows } = await sql<{ uuid: string }>`
      update payments set updated_at = now() where id in (
        select id from payments
        where void_requested_at is not null and voided_at is null and updated_at < now() - interval '5 minutes'
        order by updated_at limit 100 for update skip locked
      ) returning uuid
    `.execute(this.database.sql());
    for (const { uuid } of rows)
      await this.execute(uuid).catch((error) => this.log.warn({ payment: uuid, unvoided: (error as Error).message }));
  }
}
