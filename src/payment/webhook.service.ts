import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { sql } from 'kysely';
import type { RawBodyRequest } from '../common/http/uploads.js';
import { minor } from '../common/money/money.js';
import { deleteInBatches } from '../database/batches.js';
import { databaseNow } from '../database/clock.js';
import { Database } from '../database/database.js';
import { Jobs } from '../jobs/jobs.js';
import { MockDashboard, mockRefundFails } from '../payment-provider/mock-dashboard.js';
import type { MockAnswer } from '../payment-provider/mock-bank-page.js';
import { MockProvider } from '../payment-provider/mock-provider.js';
import type { MockAmount, WebhookReceipt } from './payment.dto.js';
import { PaymentProviders } from '../payment-provider/payment-providers.js';
import { PaymentNotFound } from './payment.errors.js';
import { reconcileJob } from './payment-reconciler.js';
import { syncJob } from './refund-executor.js';

/** A webhook only triggers a reconciliation, which asks the provider: order and repetition of events do not matter. */
@Injectable()
export class WebhookService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly providers: PaymentProviders,
    private readonly mock: MockProvider,
    private readonly dashboard: MockDashboard,
  ) {}

  onModuleInit(): void {
    this.jobs.on<{ payment: string }>(mockRefundFails, ({ payment }) => this.refundFails(payment));
    this.jobs.nightly('provider_events.forget', () => this.forget());
  }

  /** A provider repeats an event for a few days at most. */
  forget(): Promise<void> {
    return deleteInBatches(this.database, 'provider_events', sql`created_at < now() - interval '30 days'`);
  }

  /** @throws ProviderNotFound, WebhookRefused */
  async receive(name: string, { rawBody = '', headers }: RawBodyRequest): Promise<WebhookReceipt> {
    const provider = this.providers.byName(name);
    const now = await this.database.statements(databaseNow);
    const { id, key, reference, about } = provider.verifyWebhook(rawBody, headers, now);
    await this.database.transaction(async (em) => {
      const { rows } = await sql<{ uuid: string }>`
        with payment as (
          select uuid from payments
          where provider = ${name} and (uuid = ${key}::uuid or ${key}::uuid is null and reference = ${reference}::text)
        ), event as (
          insert into provider_events (provider, event) select ${name}, ${id} from payment
          on conflict do nothing returning event
        )
        select uuid from payment, event
      `.execute(em.getKysely());
      for (const { uuid } of rows)
        if (about === 'payment') await this.jobs.enqueue(em, reconcileJob, { payment: uuid });
        else await this.requestSync(em, uuid);
    });
    return { received: true };
  }

  private async requestSync(em: EntityManager, uuid: string): Promise<void> {
    await sql`
      update payments set sync_request = gen_random_uuid(), updated_at = now() where uuid = ${uuid}
    `.execute(em.getKysely());
    await this.jobs.enqueue(em, syncJob, { payment: uuid });
  }

  /** @throws ProviderNotFound */
  async answerMock(key: string, answer: MockAnswer): Promise<WebhookReceipt> {
    this.providers.byName(this.mock.name);
    const outcome = await this.mock[answer](key);
    if (outcome.status === 'authorized' || outcome.status === 'declined')
      await this.database.transaction((em) => this.jobs.enqueue(em, reconcileJob, { payment: key }));
    return { received: true };
  }

  /** @throws ProviderNotFound, PaymentNotFound */
  async mockBankPage(key: string) {
    this.providers.byName(this.mock.name);
    const page = await this.mock.bankPage(key);
    if (!page) throw new PaymentNotFound();
    return page;
  }

  /** @throws ProviderNotFound, PaymentNotFound if nothing can be refunded */
  refundMock(key: string, { amount }: MockAmount): Promise<WebhookReceipt> {
    return this.afterMock(key, () => this.dashboard.refundByHand(key, amount === undefined ? null : minor(amount)));
  }

  /** @throws ProviderNotFound, PaymentNotFound if there is no such refund */
  endMockRefund(key: string, status: 'done' | 'failed'): Promise<WebhookReceipt> {
    return this.afterMock(key, () => this.dashboard.endRefund(key, status));
  }

  /** @throws ProviderNotFound, PaymentNotFound if nothing was captured */
  disputeMock(key: string, { amount }: MockAmount): Promise<WebhookReceipt> {
    return this.afterMock(key, () => this.dashboard.dispute(key, amount === undefined ? null : minor(amount)));
  }

  /** @throws ProviderNotFound, PaymentNotFound if there is no open dispute */
  closeMockDispute(key: string, status: 'won' | 'lost'): Promise<WebhookReceipt> {
    return this.afterMock(key, () => this.dashboard.closeDispute(key, status));
  }

  private async refundFails(payment: string): Promise<void> {
    await this.endMockRefund(payment, 'failed').catch((error) => {
      if (!(error instanceof PaymentNotFound)) throw error;
    });
  }

  private async afterMock(key: string, act: () => Promise<boolean>): Promise<WebhookReceipt> {
    this.providers.byName(this.mock.name);
    if (!(await act())) throw new PaymentNotFound();
    await this.database.transaction((em) => this.requestSync(em, key));
    return { received: true };
  }
}
