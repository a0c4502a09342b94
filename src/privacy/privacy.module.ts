import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { ErasureService } from './erasure.service.js';
import { ExportService } from './export.service.js';
import { PrivacyAdminController } from './privacy.admin.controller.js';
import { PrivacyController } from './privacy.controller.js';

@Module({
  imports: [AuthModule],
  controllers: [PrivacyController, PrivacyAdminController],
  providers: [ErasureService, ExportService],
})
export class PrivacyModule {}
