import { Injectable } from '@nestjs/common';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Piscina } from 'piscina';
import { Unavailable } from '../common/http/request.errors.js';

/** On more than two cores, one long task does not delay all others. */
const maxThreads = availableParallelism() > 2 ? 2 : 1;
const maxQueue = 200;
/** After so long an idle thread ends, and frees its memory. */
const idleTimeoutMs = 45_000;
/** Requests have priority over the threads where the system supports it; a higher value would starve these in a rush. */
const niceIncrement = 2;
/** V8 otherwise lets more garbage pile up: the shop took 404 instead of 331 MiB under load (one run each). */
const resourceLimits = { maxYoungGenerationSizeMb: 8 };

/** Runs processor-bound work in threads, so that it does not block the event loop. */
@Injectable()
export class WorkerPool {
  private pool?: Promise<Piscina>;
  private readonly alone = new Set<Piscina>();

  /**
   * Calls the default export of a module in a thread. Its task and its result are copied.
   *
   * @param module `new URL('./invoice-pdf.js', import.meta.url)`
   * @throws Unavailable when too many tasks are waiting
   */
  async run<Task, Result>(module: URL, task: Task): Promise<Result> {
    const pool = await (this.pool ??= startPool());
    if (pool.queueSize >= maxQueue) throw new Unavailable();
    return (await pool.run(task, { filename: fileURLToPath(module) })) as Result;
  }

  /** The same in a thread of its own, for work of minutes: tasks of requests do not wait for it. */
  async runAlone<Task, Result>(module: URL, task: Task): Promise<Result> {
    const pool = await startPool({ maxThreads: 1 });
    this.alone.add(pool);
    try {
      return (await pool.run(task, { filename: fileURLToPath(module) })) as Result;
    } finally {
      this.alone.delete(pool);
      await pool.destroy();
    }
  }

  async close(): Promise<void> {
    const shared = await this.pool;
    await Promise.all([...(shared ? [shared] : []), ...this.alone].map((pool) => pool.destroy()));
  }
}

async function startPool(options: { maxThreads: number } = { maxThreads }): Promise<Piscina> {
  const { Piscina } = await import('piscina');
  return new Piscina({
    minThreads: 0,
    ...options,
    idleTimeout: idleTimeoutMs,
    niceIncrement,
    resourceLimits,
    ...(isSource && loader),
  });
}

/** Specs run the TypeScript sources, which a thread loads through tsx. */
const isSource = import.meta.url.endsWith('.ts');
const loader = { execArgv: ['--import', 'tsx'] };
