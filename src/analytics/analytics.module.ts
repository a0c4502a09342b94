import { Module } from '@nestjs/common';
import { OrderModule } from '../order/order.module.js';
import { CustomerReportAdminController } from './customer-report.admin.controller.js';
import { CustomerReportQueries } from './customer-report.queries.js';
import { ProductReportAdminController } from './product-report.admin.controller.js';
import { ProductReportQueries } from './product-report.queries.js';
import { VatReportQueries } from './vat-report.queries.js';
import { SalesAdminController } from './sales.admin.controller.js';
import { SalesQueries } from './sales.queries.js';
import { SalesRollupService } from './sales-rollup.service.js';
import { VisitService } from './visit.service.js';
import { VisitorReportAdminController } from './visitor-report.admin.controller.js';
import { VisitorReportQueries } from './visitor-report.queries.js';
import { TodayAdminController } from './today.admin.controller.js';
import { TodayQueries } from './today.queries.js';
import { WorkListQueries } from './work-list.queries.js';

@Module({
  imports: [OrderModule],
  controllers: [
    TodayAdminController,
    SalesAdminController,
    ProductReportAdminController,
    CustomerReportAdminController,
    VisitorReportAdminController,
  ],
  providers: [
    VisitService,
    VisitorReportQueries,
    CustomerReportQueries,
    ProductReportQueries,
    VatReportQueries,
    SalesQueries,
    SalesRollupService,
    TodayQueries,
    WorkListQueries,
  ],
})
export class AnalyticsModule {}
