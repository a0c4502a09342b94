import { Global, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Jobs } from './jobs.js';
import { WorkerPool } from './worker-pool.js';

@Global()
@Module({ providers: [Jobs, WorkerPool], exports: [Jobs, WorkerPool] })
export class JobsModule implements OnApplicationShutdown {
  constructor(private readonly workers: WorkerPool) {}

  /** Follows the shutdown of {@link Jobs}, whose running jobs may still need a worker. */
  onApplicationShutdown(): Promise<void> {
    return this.workers.close();
  }
}
