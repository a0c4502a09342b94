import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { ApiKeyAdminController } from './api-key.admin.controller.js';
import { ApiKeyService } from './api-key.service.js';
import { DashboardSessionController } from './dashboard-session.controller.js';
import { RefreshCookieService } from './refresh-cookie.service.js';
import { SecondFactorAdminController } from './second-factor.admin.controller.js';
import { SecondFactorController } from './second-factor.controller.js';
import { SecondFactorService } from './second-factor.service.js';

@Module({
  imports: [AuthModule],
  controllers: [DashboardSessionController, SecondFactorController, SecondFactorAdminController, ApiKeyAdminController],
  providers: [RefreshCookieService, SecondFactorService, ApiKeyService],
})
export class StaffAuthModule {}
