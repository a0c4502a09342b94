import type { INestApplicationContext } from '@nestjs/common';
import type { Logger } from 'pino';
import { setTimeout as wait } from 'node:timers/promises';
import { Config } from '../config/config.js';
import { StartError } from '../config/start-error.js';
import type { EmbeddedPostgres } from '../embedded-postgres/embedded-postgres.js';
import { createLog } from '../operations/log.js';

/** Time for running requests and jobs to finish; the rest of the ten seconds is for the database. */
const gracePeriodMs = 7_000;
const exitAfterMs = 9_500;
/** One Ctrl-C arrives several times: the terminal signals the whole process group, and npm passes it on. */
const signalDebounceMs = 1_000;

/** One run of the program: however it ends, everything it opened is closed again, the database last. */
export class Lifecycle {
  app?: INestApplicationContext;
  database?: Promise<EmbeddedPostgres>;

  private readonly forceShutdown = Promise.withResolvers<void>();
  private ending?: Promise<void>;
  private firstSignalAt = Infinity;

  private constructor(readonly log: Logger) {}

  /** Runs `work` with the configuration of the environment. A failure exits with code 1, a StartError in one line. */
  static async run(work: (lifecycle: Lifecycle, config: Config) => Promise<void>): Promise<void> {
    const lifecycle = new Lifecycle(await createLog(process.env['NODE_ENV'] === 'production'));
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => lifecycle.stop());
    process.on('uncaughtException', (error) => lifecycle.fail(error));
    try {
      const config = Config.read(process.env);
      lifecycle.log.level = config.get('LOG_LEVEL');
      await work(lifecycle, config);
    } catch (error) {
      lifecycle.fail(error);
    }
  }

  /** Lets running work finish, closes everything, exits. */
  end(code: number): Promise<void> {
    return (this.ending ??= this.close().finally(() => process.exit(code)));
  }

  private stop(): void {
    if (!this.ending) this.log.info('stopping');
    this.firstSignalAt = Math.min(this.firstSignalAt, performance.now());
    if (performance.now() - this.firstSignalAt > signalDebounceMs) this.forceShutdown.resolve();
    void this.end(0);
  }

  private fail(error: unknown): void {
    // A start that is interrupted fails because of it.
    if (this.ending) return;
    // The reason is logged even when LOG_LEVEL is silent.
    this.log.level = 'info';
    this.log.fatal(error instanceof StartError ? error.message : error);
    void this.end(1);
  }

  private async gracePeriod(): Promise<void> {
    await wait(gracePeriodMs);
    this.log.warn('requests or jobs that still run are cut off: the grace period is over');
  }

  private async close(): Promise<void> {
    setTimeout(() => process.exit(1), exitAfterMs).unref();
    await Promise.race([this.app?.close(), this.forceShutdown.promise, this.gracePeriod()]).catch((error) =>
      this.log.error(error),
    );
    // Closing connections may still see the database stop, which is no error here.
    this.log.level = 'fatal';
    const database = await this.database?.catch(() => undefined);
    await database?.stop();
  }
}
