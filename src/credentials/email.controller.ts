import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Done } from '../auth/auth.dto.js';
import { Public } from '../common/http/access.js';
import { Fails } from '../common/http/fails.js';
import { EmailTokenInput } from './credentials.dto.js';
import { EmailTokenInvalid, OldEmailTaken } from './credentials.errors.js';
import { EmailChangeService } from './email-change.service.js';
import { EmailConfirmationService } from './email-confirmation.service.js';

@ApiTags('Customer')
@Controller('api/email')
@Public()
export class EmailController {
  constructor(
    private readonly changes: EmailChangeService,
    private readonly confirmations: EmailConfirmationService,
  ) {}

  /** Confirm your email with the token that was mailed there, within 7 days. Until then our mails carry no names. */
  @Post('confirm')
  @HttpCode(200)
  @Fails(EmailTokenInvalid)
  async confirm(@Body() { token }: EmailTokenInput): Promise<Done> {
    await this.confirmations.confirm(token);
    return { status: 'OK', message: 'email confirmed' };
  }

  /** Undo a change of your email with the token that was mailed to the earlier address, within 48 hours. Ends all sessions, and mails a token for a new password to the restored address. */
  @Post('undo')
  @HttpCode(200)
  @Fails(EmailTokenInvalid, OldEmailTaken)
  async undo(@Body() { token }: EmailTokenInput): Promise<Done> {
    await this.changes.undo(token);
    return { status: 'OK', message: 'email restored; a mail for a new password is on its way' };
  }
}
