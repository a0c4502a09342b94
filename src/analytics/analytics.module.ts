import { Module } from '@nestjs/common';
import { OrderModule } from '../order/order.module.js';
import { SalesAdminController } from './sales.admin.controller.js';
import { SalesQueries } from './sales.queries.js';
import { SalesRollupService } from './sales-rollup.service.js';
import { TodayAdminController } from './today.admin.controller.js';
import { TodayQueries } from './today.queries.js';
import { WorkListQueries } from './work-list.queries.js';

@Module({
  imports: [OrderModule],
  controllers: [TodayAdminController, SalesAdminController],
  providers: [SalesQueries, SalesRollupService, TodayQueries, WorkListQueries],
})
export class AnalyticsModule {}
