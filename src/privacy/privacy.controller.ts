import { Body, Controller, Delete, Get, Header, type StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { TooManyAttempts, WrongCredentials } from '../auth/auth.errors.js';
import { Client, type ClientInfo } from '../auth/credentials.js';
import { type Caller, Me } from '../common/http/access.js';
import { Example, Fails } from '../common/http/fails.js';
import { LastAdmin } from '../staff/staff.errors.js';
import { ErasureService } from './erasure.service.js';
import { ExportService } from './export.service.js';
import { Erased, ErasureInput, profileExport } from './privacy.dto.js';
import { OrdersStillOpen } from './privacy.errors.js';

@ApiTags('Customer')
@Controller('api/profile')
export class PrivacyController {
  constructor(
    private readonly exports: ExportService,
    private readonly erasures: ErasureService,
  ) {}

  /** Download what the shop knows about you: one object with a list per table, amounts in minor units. */
  @Get('export')
  @Header('Content-Type', 'application/json; charset=utf-8')
  @Header('Content-Disposition', 'attachment; filename="profile.json"')
  @Header('Cache-Control', 'no-store')
  @ApiOkResponse(profileExport)
  export(@Me() me: Caller): StreamableFile {
    return this.exports.file(me.id);
  }

  /** Erase your account. Orders stay without your name, invoices as they are: tax law demands them. */
  @Delete()
  @Example({ password: 'magazin-demo' })
  @Fails(WrongCredentials, TooManyAttempts, OrdersStillOpen, LastAdmin)
  erase(@Me() me: Caller, @Body() { password }: ErasureInput, @Client() client: ClientInfo): Promise<Erased> {
    return this.erasures.erase(me, password, client);
  }
}
