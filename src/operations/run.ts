import type { INestApplicationContext } from '@nestjs/common';
import type { Logger } from 'pino';
import { setTimeout as wait } from 'node:timers/promises';
import { Config } from '../config/config.js';
import { StartError } from '../config/start-error.js';
import type { EmbeddedPostgres } from '../database/embedded-postgres.js';
import { createLog } from './log.js';

/** How long what runs may take to finish; the rest of ten seconds is the database's. */
const patience = 7_000;
const limit = 9_500;
/** One Ctrl-C arrives several times: the terminal tells the whole process group, and npm passes it on. */
const sameKeystroke = 1_000;

/** One run of the program: however it ends, what it opened is closed again, the database last. */
export class Run {
  app?: INestApplicationContext;
  database?: Promise<EmbeddedPostgres>;

  private readonly impatient = Promise.withResolvers<void>();
  private ending?: Promise<void>;
  private asked = Infinity;

  private constructor(readonly log: Logger) {}

  /** Does `work` as the environment says. A failure ends the run with exit code 1, a StartError in one line. */
  static async of(work: (run: Run, config: Config) => Promise<void>): Promise<void> {
    const run = new Run(await createLog(process.env['NODE_ENV'] === 'production'));
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => run.stop());
    process.on('uncaughtException', (error) => run.fail(error));
    try {
      const config = Config.read(process.env);
      run.log.level = config.get('LOG_LEVEL');
      await work(run, config);
    } catch (error) {
      run.fail(error);
    }
  }

  /** Lets what runs finish, closes everything, exits. */
  end(code: number): Promise<void> {
    return (this.ending ??= this.close().finally(() => process.exit(code)));
  }

  private stop(): void {
    if (!this.ending) this.log.info('stopping');
    this.asked = Math.min(this.asked, performance.now());
    if (performance.now() - this.asked > sameKeystroke) this.impatient.resolve();
    void this.end(0);
  }

  private fail(error: unknown): void {
    // A start that was told to stop fails because of that.
    if (this.ending) return;
    // Who silenced the log still learns why there is no shop.
    this.log.level = 'info';
    this.log.fatal(error instanceof StartError ? error.message : error);
    void this.end(1);
  }

  private async close(): Promise<void> {
    setTimeout(() => process.exit(1), limit).unref();
    await Promise.race([this.app?.close(), this.impatient.promise, wait(patience)]).catch((error) =>
      this.log.error(error),
    );
    // Connections on their way out see the database go, which is no trouble now.
    this.log.level = 'fatal';
    const database = await this.database?.catch(() => undefined);
    await database?.stop();
  }
}
