import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import type { Caller } from '../common/http/access.js';
import { Database } from '../database/database.js';
import { queryIn, statement } from '../database/statement.js';
import { Jobs } from '../jobs/jobs.js';
import type { JobRow, JobState } from './job.dto.js';
import { JobNotCancelable, JobNotFailed, JobNotFound } from './job.errors.js';
import { JobQueries } from './job.queries.js';
import { recordsOf } from './redact.js';

interface LockedJob {
  name: string;
  state: JobState;
  data: unknown;
}

/** A worker skips locked jobs, so that none starts one that is being canceled. */
const lockJob = statement<LockedJob>('job_lock', `select name, state, data from pgboss.job where id = $1 for update`);

const isCancelable = (state: JobState): boolean => ['created', 'retry', 'failed'].includes(state);

@Injectable()
export class JobService {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditService,
    private readonly queries: JobQueries,
    private readonly jobs: Jobs,
  ) {}

  /** @throws JobNotFound, JobNotFailed */
  async retry(me: Caller, id: string): Promise<JobRow> {
    await this.database.transaction(async (em) => {
      const { name, state } = await lock(em, id);
      if (state !== 'failed') throw new JobNotFailed({ state });
      await this.jobs.retry(em, name, id);
      this.audit.record(
        em,
        me,
        'job.retry',
        { kind: 'job', uuid: id, label: name },
        { from: { state }, to: { state: 'retry' } },
      );
    });
    return this.queries.detail(id);
  }

  /** @throws JobNotFound, JobNotCancelable */
  async cancel(me: Caller, id: string): Promise<void> {
    await this.database.transaction(async (em) => {
      const { name, state, data } = await lock(em, id);
      if (!isCancelable(state)) throw new JobNotCancelable({ state });
      await this.jobs.remove(em, name, id);
      const from = { state, records: recordsOf(data) ?? {} };
      this.audit.record(em, me, 'job.cancel', { kind: 'job', uuid: id, label: name }, { from });
    });
  }
}

/** @throws JobNotFound */
async function lock(em: EntityManager, id: string): Promise<LockedJob> {
  const [job] = await queryIn(em, lockJob, [id]);
  if (!job) throw new JobNotFound();
  return job;
}
