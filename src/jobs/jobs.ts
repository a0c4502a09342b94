import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { setTimeout as wait } from 'node:timers/promises';
import { type Job, type JobResult, PgBoss } from 'pg-boss';
import { Config } from '../config/config.js';
import { boundedClient } from '../database/bounded-client.js';
import { announce, Commits } from '../database/commits.js';
import { isPooled, keepAlive } from '../database/orm.options.js';
import { persistently } from '../database/persistently.js';
import { queryIn, statement } from '../database/statement.js';

const workerOptions = {
  default: { batchSize: 10, burstWhenBatchFull: true, pollingIntervalSeconds: 2 },
  minutely: { pollingIntervalSeconds: 10 },
  hourly: { pollingIntervalSeconds: 60 },
  nightly: { pollingIntervalSeconds: 600 },
} as const;

/** What is committed within this time is fetched at once: a fetch per order would cost more than the wait. */
const wakeMs = 100;
/** Of a statement of pg-boss itself, on the client: a fetch or a count of jobs. */
const queryTimeoutMs = 10_000;
/** The server ends a statement first: a fetch that nobody waits for any more would take jobs that nobody runs. */
const onServer = { lock_timeout: 5_000, statement_timeout: 9_000 };
/** A job that runs longer is started again, on any process. */
const defaultLimitSeconds = 30;
/** A longer job says that it still runs; one whose process was killed, or whose end was not heard, is started again after so long. */
const heartbeatSeconds = 60;
/** A night's work on large tables takes many batches. */
const nightlyLimitSeconds = 15 * 60;

/** SQL, how many jobs failed for good and are kept, as pg-boss counted them some seconds ago. */
export const failedJobsSql = 'select coalesce(sum(failed_count), 0)::int from pgboss.queue';

type Handler = (data: never) => Promise<void>;

interface Registration {
  handler: Handler;
  kind: keyof typeof workerOptions;
  limitSeconds: number;
}

/**
 * Work that follows a commit. A job is enqueued in the transaction that causes it: a rollback leaves none, a commit
 * loses none. Handlers run at least once, on any process, so a second run must be harmless.
 */
@Injectable()
export class Jobs implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly log = new Logger(Jobs.name);
  private readonly handlers = new Map<string, Registration>();
  /** Cron expressions by job. */
  private readonly schedules = new Map<string, string>();
  private readonly boss: PgBoss;

  constructor(
    config: Config,
    private readonly commits: Commits,
  ) {
    const connectMs = config.get('DATABASE_CONNECT_TIMEOUT_MS');
    // Its pool is the driver's, with the client of the others.
    const pool = {
      ...keepAlive,
      Client: boundedClient({ leastMs: queryTimeoutMs, connectMs, otherMs: queryTimeoutMs }, !isPooled(config)),
      ...(isPooled(config) ? {} : onServer),
    };
    this.boss = new PgBoss({
      ...pool,
      connectionString: config.get('DATABASE_URL'),
      application_name: 'magazin jobs',
      // Its tables are the owner's, who has created them by now.
      migrate: config.get('DATABASE_OWNER_URL') === '',
      max: 2,
      connectionTimeoutMillis: connectMs,
      // Jobs of a killed process are started again within a minute.
      superviseIntervalSeconds: 15,
      monitorIntervalSeconds: 15,
    });
    // Errors of its workers are copies, which are no instances of Error.
    this.boss.on('error', (error) => this.log.error(Object.assign(new Error(error.message), error)));
  }

  /** Registers a handler of a job, which runs for `limitSeconds` at most; to be called while the module starts. If one of several fails, all run again. */
  on<Data extends object>(name: string, handler: (data: Data) => Promise<void>, limitSeconds?: number): void {
    const first = this.handlers.get(name)?.handler;
    const both: Handler = async (data) => void (await Promise.all([first?.(data), (handler as Handler)(data)]));
    this.register(name, both, 'default', limitSeconds);
  }

  /** Runs every night, on one process of all, for `limitSeconds` at most. */
  nightly(name: string, handler: () => Promise<void>, limitSeconds = nightlyLimitSeconds): void {
    this.register(name, handler, 'nightly', limitSeconds);
    this.schedules.set(name, '17 3 * * *');
  }

  /** Runs every hour, on one process of all, for `limitSeconds` at most. */
  hourly(name: string, handler: () => Promise<void>, limitSeconds?: number): void {
    this.register(name, handler, 'hourly', limitSeconds);
    this.schedules.set(name, '7 * * * *');
  }

  /** Runs every minute, on one process of all. */
  minutely(name: string, handler: () => Promise<void>): void {
    this.register(name, handler, 'minutely');
    this.schedules.set(name, '* * * * *');
  }

  /** Enqueues inside the transaction of `em`. @param startAfter seconds from now, or a moment by the clock of the database */
  async enqueue(em: EntityManager, name: string, data: object, startAfter: number | Date = 0): Promise<void> {
    await this.boss.send(name, data, { startAfter, db: inTransactionOf(em, `job_enqueue_${name}`) });
    if (startAfter === 0) announce(em, `job:${name}`);
  }

  /** Gives a failed job one more attempt when the transaction of `em` commits. */
  async retry(em: EntityManager, name: string, id: string): Promise<void> {
    await this.boss.retry(name, id, { db: inTransactionOf(em, 'job_retry') });
    announce(em, `job:${name}`);
  }

  /** Removes a job that does not run, in the transaction of `em`. */
  async remove(em: EntityManager, name: string, id: string): Promise<void> {
    await this.boss.deleteJob(name, id, { db: inTransactionOf(em, 'job_remove') });
  }

  async onApplicationBootstrap(): Promise<void> {
    await persistently(() => this.startBoss());
    // One after the other: all at once would exceed the time that two connections allow to wait.
    for (const [name, { handler, kind, limitSeconds }] of this.handlers) {
      await persistently(() => this.prepareQueue(name, limitSeconds));
      const worker = await this.boss.work<never>(name, { perJobResults: true, ...workerOptions[kind] }, (jobs) =>
        Promise.all(jobs.map((job) => this.run(job, handler))),
      );
      this.wakeAfterCommits(name, worker);
    }
    await persistently(() => this.replaceSchedules());
  }

  /** What a start that failed halfway began is ended before another one. */
  private async startBoss(): Promise<void> {
    await this.boss.start().catch(async (error) => {
      await this.boss.stop({ graceful: false }).catch(() => undefined);
      throw error;
    });
  }

  /** A queue that an older version created gets the limits of this one. */
  private async prepareQueue(name: string, limitSeconds: number): Promise<void> {
    const options = { retryLimit: 10, retryDelay: 5, retryBackoff: true, expireInSeconds: limitSeconds };
    await this.boss.createQueue(name, options);
    await this.boss.updateQueue(name, {
      ...options,
      heartbeatSeconds: limitSeconds > heartbeatSeconds ? heartbeatSeconds : null,
    });
  }

  /** A job that was renamed or removed is scheduled no more: nobody would run it. */
  private async replaceSchedules(): Promise<void> {
    for (const [name, cron] of this.schedules) await this.boss.schedule(name, cron);
    for (const { name } of await this.boss.getSchedules())
      if (!this.schedules.has(name)) await this.boss.unschedule(name);
  }

  /** A job of this process starts at once; those of others when the worker polls. */
  private wakeAfterCommits(name: string, worker: string): void {
    let timer: NodeJS.Timeout | undefined;
    this.commits.on(`job:${name}`, () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        this.boss.notifyWorker(worker);
      }, wakeMs).unref();
    });
  }

  private register(
    name: string,
    handler: Handler,
    kind: Registration['kind'],
    limitSeconds = defaultLimitSeconds,
  ): void {
    this.handlers.set(name, { handler, kind, limitSeconds });
  }

  /** Each job of a batch succeeds or is retried by itself. */
  private async run({ id, name, data }: Job<never>, handler: Handler): Promise<JobResult> {
    try {
      await handler(data);
      return { id, status: 'completed' };
    } catch (error) {
      this.log.warn({ job: name, failed: (error as Error).message });
      return { id, status: 'failed', output: { message: (error as Error).message } };
    }
  }

  onApplicationShutdown(): Promise<void> {
    return this.stop();
  }

  /** No job runs in this process any more; may be called twice. */
  async stop(): Promise<void> {
    // pg-boss bounds the wait for running jobs, but not the wait for its own timers.
    await Promise.race([this.boss.stop({ graceful: true, timeout: 5_000 }), wait(6_500, undefined, { ref: false })]);
  }
}

/** pg-boss sends one text per queue. */
const inTransactionOf = (em: EntityManager, name: string) => ({
  executeSql: async (text: string, values: unknown[] = []) => ({
    rows: await queryIn(em, statement(name, text), values),
  }),
});
