import { Module } from '@nestjs/common';
import { JobAdminController } from './job.admin.controller.js';
import { JobQueries } from './job.queries.js';
import { JobService } from './job.service.js';

@Module({ controllers: [JobAdminController], providers: [JobService, JobQueries] })
export class BackgroundJobsModule {}
