import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { sql } from 'kysely';
import { Config } from '../../config/config.js';
import { Database } from '../../database/database.js';
import { withTimeLimit } from '../../database/time-limit.js';
import { Jobs } from '../../jobs/jobs.js';
import { WorkerPool } from '../../jobs/worker-pool.js';
import type { TrainingResult, TrainingTask } from './recommendation-training.js';

const trendsLimitSeconds = 120;
const trendDays = 14;
const maxTrends = 500;

/** Keeps what recommendations are made of up to date. A moment may be given in place of the database's clock, to judge them by the past. */
@Injectable()
export class RecommendationService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly workers: WorkerPool,
    private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.jobs.nightly('recommendations.train', async () => void (await this.train()));
    this.jobs.hourly('recommendations.trends', () => this.updateTrends(), trendsLimitSeconds);
  }

  /** What pulls to each product, in a thread of its own. */
  train(now?: string): Promise<TrainingResult> {
    const task = { databaseUrl: this.config.get('DATABASE_URL'), ...(now && { now }) };
    const module = new URL('./recommendation-training.js', import.meta.url);
    return this.workers.runAlone<TrainingTask, TrainingResult>(module, task);
  }

  updateTrends(now?: string): Promise<void> {
    return this.database.transaction((em) => withTimeLimit(em, trendsLimitSeconds, () => replaceTrends(em, now)));
  }
}

async function replaceTrends(em: EntityManager, now?: string): Promise<void> {
  const db = em.getKysely();
  await sql`select pg_advisory_xact_lock(hashtext('magazin trends'))`.execute(db);
  await sql`delete from product_trends`.execute(db);
  await sql`
    with moment as (select coalesce(${now ?? null}::timestamptz, now()) as now),
    recent as (
      select distinct customer_id, product_id from moment, orders join order_lines on order_lines.order_id = orders.id
      where created_at > now - make_interval(days => ${trendDays}) and created_at <= now
        and status <> 'canceled' and product_id is not null
    )
    insert into product_trends (product_id, first_buyers)
    select product_id, count(*) as first_buyers from recent
    where not exists (
      select from moment, orders join order_lines on order_lines.order_id = orders.id
      where orders.customer_id = recent.customer_id and order_lines.product_id = recent.product_id
        and created_at <= now - make_interval(days => ${trendDays}) and status <> 'canceled'
    )
    group by product_id order by first_buyers desc, product_id limit ${maxTrends}
  `.execute(db);
}
