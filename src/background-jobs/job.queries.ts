import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import type { List } from '../common/http/paging.js';
import { Database } from '../database/database.js';
import { listOf, type Sorting } from '../database/list.js';
import { iso } from '../database/sql.js';
import type { JobQuery, JobRow, JobState } from './job.dto.js';
import { JobNotFound } from './job.errors.js';
import { recordsOf, redacted } from './redact.js';

/** Those columns of pg-boss that the list shows. Its own API lists the jobs of one queue only, all at once. */
interface Tables {
  'pgboss.job': {
    id: string;
    name: string;
    state: JobState;
    data: object | null;
    output: object | null;
    retry_count: number;
    created_on: Date;
    start_after: Date;
    started_on: Date | null;
    completed_on: Date | null;
  };
}

@Injectable()
export class JobQueries {
  constructor(private readonly database: Database) {}

  /** Failed ones first, then latest first; without those of the queue itself, unless their name is asked for. */
  async list({ state, name, ...page }: JobQuery): Promise<List<JobRow>> {
    let jobs = this.jobs();
    if (state) jobs = jobs.where('state', '=', state);
    jobs = name ? jobs.where('name', '=', name) : jobs.where(isWork);
    const { results, ...list } = await listOf(this.database, jobs.select(columns), failedFirst, page);
    return { ...list, results: results.map(toDto) };
  }

  /** @throws JobNotFound */
  async detail(id: string): Promise<JobRow> {
    const job = await this.jobs().select(columns).where('id', '=', id).executeTakeFirst();
    if (!job) throw new JobNotFound();
    return toDto(job);
  }

  private jobs() {
    return this.database.sql<Tables>().selectFrom('pgboss.job');
  }
}

/** Not what pg-boss does to start the jobs of the clock, half of all, unless that fails. */
const isWork = sql<boolean>`(state = 'failed' or name not like '\\_\\_pgboss%')`;

const failedFirst: Sorting = {
  direction: 'desc',
  keys: [
    [sql`(state = 'failed')::int`, 'int'],
    ['created_on', 'timestamptz'],
    ['id', 'uuid'],
  ],
};

type Found = Omit<JobRow, 'records'> & { data: object | null };

/** What was thrown is in `message`, and in `value.message` what pg-boss itself found out. */
const columns = () =>
  [
    'id',
    'name',
    'state',
    sql<number>`case when started_on is null then 0 else retry_count + 1 end`.as('attempts'),
    sql<string | null>`case when state <> 'completed'
      then coalesce(output->>'message', output->'value'->>'message') end`.as('error'),
    'data',
    iso('created_on').as('created'),
    sql<string | null>`case when state in ('created', 'retry') then ${iso('start_after')} end`.as('due'),
    iso<string | null>('started_on').as('started'),
    iso<string | null>('completed_on').as('completed'),
  ] as const;

const toDto = ({ data, error, ...job }: Found): JobRow => ({
  ...job,
  error: error === null ? null : redacted(error),
  records: (recordsOf(data) as object | undefined) ?? {},
});
