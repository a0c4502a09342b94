import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { type Job, type JobResult, PgBoss } from 'pg-boss';
import { Config } from '../config/config.js';
import { queryIn } from '../database/statement.js';

/** How soon jobs are done: at once, ten together; or one by one, when requests leave time, so that a rush of orders is not slowed by its own mails. */
export type Priority = 'soon' | 'leisurely';

const paces = {
  soon: { batchSize: 10, burstWhenBatchFull: true, pollingIntervalSeconds: 2 },
  leisurely: { batchSize: 10, pollingIntervalSeconds: 0.5 },
  minutely: { pollingIntervalSeconds: 10 },
  nightly: { pollingIntervalSeconds: 600 },
} as const;

/** Waits a moment; a second where the process has its hands full. */
async function slack(): Promise<void> {
  const before = performance.eventLoopUtilization();
  await wait(25);
  if (performance.eventLoopUtilization(before).utilization > 0.8) await wait(975);
}

type Handler = (data: never) => Promise<void>;

/**
 * Work that follows a commit. A job is enqueued in the transaction that causes it: a rollback leaves none, a commit
 * loses none. Handlers run at least once, on any process, so they must be harmless when run twice.
 */
@Injectable()
export class Jobs implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly log = new Logger(Jobs.name);
  private readonly handlers = new Map<string, { handler: Handler; pace: keyof typeof paces }>();
  /** When: in the words of cron. */
  private readonly scheduled = new Map<string, string>();
  private readonly boss: PgBoss;

  constructor(config: Config) {
    this.boss = new PgBoss({
      connectionString: config.get('DATABASE_URL'),
      application_name: 'magazin jobs',
      max: 2,
      connectionTimeoutMillis: config.get('DATABASE_CONNECT_TIMEOUT_MS'),
      // What a killed process had begun is begun again within a minute.
      superviseIntervalSeconds: 15,
      monitorIntervalSeconds: 15,
    });
    this.boss.on('error', (error) => this.log.error(error));
  }

  /** Says what is done about a job; call it while the module starts. */
  on<Data extends object>(name: string, handler: (data: Data) => Promise<void>, pace: Priority = 'soon'): void {
    this.handlers.set(name, { handler: handler as Handler, pace });
  }

  /** Does something each night, on one process of all. */
  nightly(name: string, handler: () => Promise<void>): void {
    this.handlers.set(name, { handler, pace: 'nightly' });
    this.scheduled.set(name, '17 3 * * *');
  }

  /** Does something each minute, on one process of all. */
  minutely(name: string, handler: () => Promise<void>): void {
    this.handlers.set(name, { handler, pace: 'minutely' });
    this.scheduled.set(name, '* * * * *');
  }

  /** Enqueues inside the transaction of `em`; `startAfter` seconds from now. */
  async enqueue(em: EntityManager, name: string, data: object, startAfter = 0): Promise<void> {
    await this.boss.send(name, data, { startAfter, db: inTransactionOf(em) });
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.boss.start();
    // One after the other: together they would wait for the two connections, and that is bounded.
    for (const [name, { handler, pace }] of this.handlers) {
      await this.boss.createQueue(name, { retryLimit: 10, retryDelay: 5, retryBackoff: true, expireInSeconds: 30 });
      await this.boss.work<never>(name, { perJobResults: true, ...paces[pace] }, (jobs) =>
        pace === 'leisurely' ? this.oneByOne(jobs, handler) : Promise.all(jobs.map((job) => this.done(job, handler))),
      );
    }
    for (const [name, cron] of this.scheduled) await this.boss.schedule(name, cron);
  }

  private async oneByOne(jobs: Job<never>[], handler: Handler): Promise<JobResult[]> {
    const results: JobResult[] = [];
    for (const job of jobs) {
      await slack();
      results.push(await this.done(job, handler));
    }
    return results;
  }

  /** Of a batch, each job succeeds or is tried again by itself. */
  private async done({ id, name, data }: Job<never>, handler: Handler): Promise<JobResult> {
    try {
      await handler(data);
      return { id, status: 'completed' };
    } catch (error) {
      this.log.warn({ job: name, failed: (error as Error).message });
      return { id, status: 'failed', output: { message: (error as Error).message } };
    }
  }

  async onApplicationShutdown(): Promise<void> {
    // It bounds the wait for running jobs, but not that for its own clockwork.
    await Promise.race([this.boss.stop({ graceful: true, timeout: 5_000 }), wait(6_500, undefined, { ref: false })]);
  }
}

const inTransactionOf = (em: EntityManager) => ({
  executeSql: async (text: string, values: unknown[] = []) => ({ rows: await queryIn(em, { text }, values) }),
});
