import { Body, Controller, Get, Header, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import { Done } from '../auth/auth.dto.js';
import { Public } from '../common/http/access.js';
import { Fails } from '../common/http/fails.js';
import { AcceptsForms } from '../common/http/uploads.js';
import { buttonPage, htmlAnswer, page } from '../mail/html-page.js';
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

  /** Undo a change of your email with the token that was mailed to the earlier address, within 48 hours. Brings back the password of before the change, ends all sessions, and mails a token for a new password to the restored address. */
  @Post('undo')
  @HttpCode(200)
  @Fails(EmailTokenInvalid, OldEmailTaken)
  async undo(@Body() { token }: EmailTokenInput): Promise<Done> {
    await this.changes.undo(token);
    return { status: 'OK', message: 'email restored; a mail for a new password is on its way' };
  }

  /** Show a page with a button that confirms. It changes nothing: programs that check mails open its links. */
  @Get('confirm/:token')
  @ApiParam({ name: 'token', type: String })
  @Header('Content-Type', htmlAnswer.type)
  @ApiOkResponse(htmlAnswer.response)
  confirmPage(): string {
    return buttonPage('Is this email yours?', 'Confirm');
  }

  /** Confirm by the page of a mailed link. */
  @Post('confirm/:token')
  @AcceptsForms()
  @HttpCode(200)
  @Header('Content-Type', htmlAnswer.type)
  @ApiOkResponse(htmlAnswer.response)
  @Fails(EmailTokenInvalid)
  async confirmByPage(@Param('token') token: string): Promise<string> {
    await this.confirmations.confirm(token);
    return page('Your email is confirmed.');
  }

  /** Show a page with a button that undoes the change of email. It changes nothing: programs that check mails open its links. */
  @Get('undo/:token')
  @ApiParam({ name: 'token', type: String })
  @Header('Content-Type', htmlAnswer.type)
  @ApiOkResponse(htmlAnswer.response)
  undoPage(): string {
    return buttonPage('Shall this be the email of your account again? All devices are signed out.', 'Undo the change');
  }

  /** Undo by the page of a mailed link. */
  @Post('undo/:token')
  @AcceptsForms()
  @HttpCode(200)
  @Header('Content-Type', htmlAnswer.type)
  @ApiOkResponse(htmlAnswer.response)
  @Fails(EmailTokenInvalid, OldEmailTaken)
  async undoByPage(@Param('token') token: string): Promise<string> {
    await this.changes.undo(token);
    return page('This is the email of your account again. A mail for a new password is on its way.');
  }
}
