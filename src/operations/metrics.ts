import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '../database/database.js';
import { counters } from './counters.js';
import { QueueGauges } from './queue-gauges.js';
import { collectDefaultMetrics, Gauge, Histogram, type Metric, Registry } from 'prom-client';

/** Of the process: what observes it can never be stopped, and would keep each application that ended in memory. */
const ofProcess = new Registry();
collectDefaultMetrics({ register: ofProcess });

/** The Prometheus registry behind `/metrics`. */
@Injectable()
export class Metrics implements OnModuleInit {
  private readonly registry = new Registry();
  private readonly seconds = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time to answer, by method, route and status',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [this.registry],
  });

  /** prom-client finds a series by sorting and joining its labels. */
  private readonly series = new Map<string, Histogram.Internal<string>>();

  private readonly queues: QueueGauges;

  constructor(
    private readonly em: EntityManager,
    database: Database,
  ) {
    for (const metric of [...ofProcess.getMetricsAsArray(), ...counters])
      this.registry.registerMetric(metric as Metric);
    this.queues = new QueueGauges(database, this.registry);
  }

  async onModuleInit(): Promise<void> {
    const pool = await this.em.getConnection().getNativeClient();
    new Gauge({
      name: 'database_connections',
      help: 'Connections of this process by state; `wanted` counts requests that wait for one',
      labelNames: ['state'],
      registers: [this.registry],
      collect() {
        this.set({ state: 'idle' }, pool.idleCount);
        this.set({ state: 'busy' }, pool.totalCount - pool.idleCount);
        this.set({ state: 'wanted' }, pool.waitingCount);
      },
    });
  }

  /** `route` is the pattern, never the URL: each id would become a series of its own. */
  observe(method: string, route: string, status: number, milliseconds: number): void {
    const key = `${method} ${route} ${status}`;
    let series = this.series.get(key);
    if (!series) this.series.set(key, (series = this.seconds.labels({ method, route, status })));
    series.observe(milliseconds / 1000);
  }

  async text(): Promise<string> {
    await this.queues.refresh();
    return this.registry.metrics();
  }
}
