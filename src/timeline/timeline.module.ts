import { Module } from '@nestjs/common';
import { TimelineAdminController } from './timeline.admin.controller.js';
import { TimelineQueries } from './timeline.queries.js';

@Module({ controllers: [TimelineAdminController], providers: [TimelineQueries] })
export class TimelineModule {}
