import { Global, Module } from '@nestjs/common';
import { Settings } from './settings.js';
import { SettingsAdminController } from './settings.admin.controller.js';
import { SettingsService } from './settings.service.js';

@Global()
@Module({
  controllers: [SettingsAdminController],
  providers: [Settings, SettingsService],
  exports: [Settings],
})
export class SettingsModule {}
