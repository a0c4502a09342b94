import { Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { type Caller, Me, Requires } from '../common/http/access.js';
import { Fails } from '../common/http/fails.js';
import { Listed } from '../common/http/paging.js';
import { uuidOr } from '../common/http/uuid.pipe.js';
import { JobQuery, JobRow } from './job.dto.js';
import { JobNotCancelable, JobNotFailed, JobNotFound } from './job.errors.js';
import { JobQueries } from './job.queries.js';
import { JobService } from './job.service.js';

const JobId = uuidOr(JobNotFound);

@ApiTags('Background jobs')
@Controller('api/admin/jobs')
@Requires('write:jobs')
export class JobAdminController {
  constructor(
    private readonly jobs: JobService,
    private readonly queries: JobQueries,
  ) {}

  /** List the work that runs in the background: failed jobs first, then the latest first. Done, failed and canceled ones are kept for a week; the queue's own are listed only where they failed or by their `name`. */
  @Get()
  @Requires('read:jobs')
  @Listed(JobRow)
  list(@Query() query: JobQuery) {
    return this.queries.list(query);
  }

  /** Retry a failed job: one more attempt, at once. If that fails too, the job is `failed` again. */
  @Post(':id/retry')
  @ApiParam({ name: 'id', format: 'uuid' })
  @HttpCode(200)
  @Fails(JobNotFound, JobNotFailed)
  retry(@Me() me: Caller, @Param('id', JobId) id: string): Promise<JobRow> {
    return this.jobs.retry(me, id);
  }

  /** Cancel a job that waits, or drop one that failed: it does not run again and leaves the list; the audit trail keeps what it was. */
  @Delete(':id')
  @ApiParam({ name: 'id', format: 'uuid' })
  @HttpCode(204)
  @Fails(JobNotFound, JobNotCancelable)
  cancel(@Me() me: Caller, @Param('id', JobId) id: string): Promise<void> {
    return this.jobs.cancel(me, id);
  }
}
