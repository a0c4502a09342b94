import { Gauge, type Registry } from 'prom-client';
import type { Database } from '../database/database.js';
import { shortly } from '../database/bounded-client.js';
import { statement } from '../database/statement.js';

/** However often and by whom the metrics are read. */
const cacheMs = 10_000;

interface Queues {
  jobs: { name: string; queued: number; failed: number; oldest: number }[];
  mails: number;
  oldest_mail: number;
}

/** Jobs as pg-boss counted them some seconds ago; what waits is found by indexes of what waits. */
const queuesNow = statement<Queues>(
  'metrics_queues',
  `
  select (
    select coalesce(json_agg(json_build_object('name', name, 'queued', queued_count, 'failed', failed_count, 'oldest', coalesce((
      select extract(epoch from now() - min(start_after)) from pgboss.job
      where job.name = queue.name and state < 'active' and start_after < now()
    ), 0))), '[]') from pgboss.queue
  ) as jobs, waiting.mails, waiting.oldest_mail
  from (
    select count(*)::int as mails, coalesce(greatest(extract(epoch from now() - min(next_attempt_at)), 0), 0)::float8 as oldest_mail
    from mails where status = 'queued'
  ) waiting
`,
);

/** What waits, which the database knows: each process says the same, so a query takes the maximum of them. */
export class QueueGauges {
  private readonly jobsQueued: Gauge;
  private readonly jobsFailed: Gauge;
  private readonly oldestJob: Gauge;
  private readonly mailsQueued: Gauge;
  private readonly oldestMail: Gauge;
  private readUntil = 0;
  private reading: Promise<void> | undefined;

  constructor(
    private readonly database: Database,
    registry: Registry,
  ) {
    const gauge = (name: string, help: string, labelNames: string[] = []) =>
      new Gauge({ name, help, labelNames, registers: [registry] });
    this.jobsQueued = gauge('magazin_jobs_queued', 'Jobs that wait, those for later included, by name', ['name']);
    this.jobsFailed = gauge('magazin_jobs_failed', 'Jobs that failed for good and are kept, by name', ['name']);
    this.oldestJob = gauge('magazin_jobs_oldest_seconds', 'How long the oldest due job has waited, by name', ['name']);
    this.mailsQueued = gauge('magazin_mails_queued', 'Mails that are not sent yet');
    this.oldestMail = gauge('magazin_mails_oldest_seconds', 'How long the oldest due mail has waited');
  }

  /** Never fails: without its database a process still has metrics. */
  async refresh(): Promise<void> {
    if (performance.now() < this.readUntil) return;
    this.reading ??= this.read().finally(() => (this.reading = undefined));
    await this.reading;
  }

  private async read(): Promise<void> {
    for (const gauge of [this.jobsQueued, this.jobsFailed, this.oldestJob]) gauge.reset();
    const [queues] = await shortly(() => this.database.query(queuesNow, [])).catch(() => []);
    if (!queues) {
      // No number is better than an old one.
      for (const gauge of [this.mailsQueued, this.oldestMail]) gauge.remove();
      return;
    }
    this.readUntil = performance.now() + cacheMs;
    for (const { name, queued, failed, oldest } of queues.jobs) {
      this.jobsQueued.set({ name }, queued);
      this.jobsFailed.set({ name }, failed);
      this.oldestJob.set({ name }, oldest);
    }
    this.mailsQueued.set(queues.mails);
    this.oldestMail.set(queues.oldest_mail);
  }
}
