import { Body, Controller, Get, Patch } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, Me, Requires } from '../common/http/access.js';
import { Example, Fails } from '../common/http/fails.js';
import { SettingsChange, SettingsDto } from './settings.dto.js';
import { SettingsChanged } from './settings.errors.js';
import { SettingsService } from './settings.service.js';

@ApiTags('Settings')
@Controller('api/admin/settings')
@Requires('write:settings')
export class SettingsAdminController {
  constructor(private readonly settings: SettingsService) {}

  /** Read all settings in their groups: their values, where those come from, and what a form needs to know to change them. */
  @Get()
  @Requires('read:settings')
  read(): Promise<SettingsDto> {
    return this.settings.read();
  }

  /**
   * Change settings. Fields left out stay as they are, null takes one back to its default. Either all are changed or none: a
   * wrong value is named in the details of 4000, and so is what invoices would lack that they had. In effect within two seconds.
   */
  @Patch()
  @Example({ shop_name: 'Magazin', version: 0 })
  @Fails(SettingsChanged)
  change(@Me() me: Caller, @Body() change: SettingsChange): Promise<SettingsDto> {
    return this.settings.change(me, change);
  }
}
