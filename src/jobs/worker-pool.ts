import { Injectable } from '@nestjs/common';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Piscina } from 'piscina';
import { Unavailable } from '../common/http/request.errors.js';

/** A second thread only where the requests have two cores without it. */
const maxThreads = availableParallelism() > 2 ? 2 : 1;
const maxQueue = 200;
/** An idle thread ends, so that an idle shop spares its memory. */
const idleTimeout = 45_000;
/** Requests go first: threads are scheduled with this lower priority where the system can do it. */
const niceIncrement = 10;

/** Runs what takes long on the processor in worker threads, so that it does not hold up the event loop. */
@Injectable()
export class WorkerPool {
  private pool?: Promise<Piscina>;

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

  async close(): Promise<void> {
    await (await this.pool)?.destroy();
  }
}

async function startPool(): Promise<Piscina> {
  const { Piscina } = await import('piscina');
  return new Piscina({ minThreads: 0, maxThreads, idleTimeout, niceIncrement, ...(isSource && { execArgv: loader }) });
}

/** Specs run the sources, which a thread can only load with a loader of its own. */
const isSource = import.meta.url.endsWith('.ts');
const loader = ['--import', 'tsx'];
