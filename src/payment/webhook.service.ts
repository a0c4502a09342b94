import { Injectable, type OnModuleInit } from '@nestjs/common';
import { sql } from 'kysely';
import type { RawBodyRequest } from '../common/http/raw-body.js';
import { deleteInBatches } from '../database/batches.js';
import { Database } from '../database/database.js';
import { Jobs } from '../jobs/jobs.js';
import { MockProvider } from './mock-provider.js';
import type { WebhookReceipt } from './payment.dto.js';
import { PaymentProviders } from './payment-providers.js';
import { reconcileJob } from './payment-reconciler.js';

/** A webhook only triggers a reconciliation, which asks the provider: order and repetition of events do not matter. */
@Injectable()
export class WebhookService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly providers: PaymentProviders,
    private readonly mock: MockProvider,
  ) {}

  onModuleInit(): void {
    this.jobs.nightly('provider_events.forget', () => this.forget());
  }

  /** A provider repeats an event for a few days at most. */
  forget(): Promise<void> {
    return deleteInBatches(this.database, 'provider_events', sql`created_at < now() - interval '30 days'`);
  }

  /** @throws ProviderNotFound, WebhookRefused */
  async receive(name: string, { rawBody = '', headers }: RawBodyRequest): Promise<WebhookReceipt> {
    const { id, key } = this.providers.byName(name).verifyWebhook(rawBody, headers);
    if (key === null) return { received: true };
    await this.database.transaction(async (em) => {
      const { numAffectedRows } = await sql`
        insert into provider_events (provider, event)
        select ${name}, ${id} from payments where uuid = ${key} and provider = ${name}
        on conflict do nothing
      `.execute(em.getKysely());
      if (numAffectedRows) await this.jobs.enqueue(em, reconcileJob, { payment: key });
    });
    return { received: true };
  }

  /** @throws ProviderNotFound */
  async confirmMock(key: string): Promise<WebhookReceipt> {
    this.providers.byName(this.mock.name);
    const outcome = await this.mock.confirm(key);
    if (outcome.status === 'authorized')
      await this.database.transaction((em) => this.jobs.enqueue(em, reconcileJob, { payment: key }));
    return { received: true };
  }
}
