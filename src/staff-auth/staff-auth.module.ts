import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { DashboardSessionController } from './dashboard-session.controller.js';
import { RefreshCookieService } from './refresh-cookie.service.js';

@Module({
  imports: [AuthModule],
  controllers: [DashboardSessionController],
  providers: [RefreshCookieService],
})
export class StaffAuthModule {}
