import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, Me } from '../../common/http/access.js';
import { Example, Fails } from '../../common/http/fails.js';
import { ContactService } from './contact.service.js';
import { Preferences, PreferencesInput } from './notification.dto.js';
import { ConsentTextChanged } from './notification.errors.js';
import { PreferenceQueries } from './preference.queries.js';

@ApiTags('Notification')
@Controller('api/profile/preferences')
export class PreferenceController {
  constructor(
    private readonly contacts: ContactService,
    private readonly queries: PreferenceQueries,
  ) {}

  /** Read which mails you get, and what you agreed to. */
  @Get()
  read(@Me() me: Caller): Promise<Preferences> {
    return this.queries.forCustomer(me.id);
  }

  /** Choose which mails you get. Every change of your consent is recorded. */
  @Put()
  @Example({ marketing: true, price_drops: true, bucket_reminders: true, back_in_stock: true })
  @Fails(ConsentTextChanged)
  async set(@Me() me: Caller, @Body() input: PreferencesInput): Promise<Preferences> {
    await this.contacts.setPreferences(me, input);
    return this.queries.forCustomer(me.id);
  }
}
