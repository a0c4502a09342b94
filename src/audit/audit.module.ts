import { Global, Module } from '@nestjs/common';
import { AuditAdminController } from './audit.admin.controller.js';
import { AuditExport } from './audit-export.js';
import { AuditQueries } from './audit.queries.js';
import { AuditService } from './audit.service.js';

@Global()
@Module({
  controllers: [AuditAdminController],
  providers: [AuditService, AuditQueries, AuditExport],
  exports: [AuditService],
})
export class AuditModule {}
