import { Controller, Get, Header, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Public } from '../../common/http/access.js';
import { Fails } from '../../common/http/fails.js';
import { AcceptsForms } from '../../common/http/uploads.js';
import { ContactService } from './contact.service.js';
import { NotificationLinkInvalid } from './notification.errors.js';
import type { NotificationKind } from './notification-link.js';
import { buttonPage, htmlAnswer, page } from '../../mail/html-page.js';

const about: Record<NotificationKind, string> = {
  back_in_stock: 'products that are back in stock',
  price_drops: 'lower prices',
  bucket_reminders: 'your bucket',
};

@ApiTags('Notification')
@Controller('api/unsubscribe')
@Public()
export class UnsubscribeController {
  constructor(private readonly contacts: ContactService) {}

  /** Show a page with a button that unsubscribes. It changes nothing: programs that check mails open its links. */
  @Get(':token')
  @Header('Content-Type', htmlAnswer.type)
  @ApiOkResponse(htmlAnswer.response)
  @Fails(NotificationLinkInvalid)
  page(@Param('token') token: string): string {
    const { kind } = this.contacts.assertLink(token);
    return buttonPage(`Shall we stop writing about ${about[kind]}?`, 'Unsubscribe');
  }

  /** Unsubscribe by the link of a mail (RFC 8058). Harmless when repeated; the link never expires. */
  @Post(':token')
  @AcceptsForms()
  @HttpCode(200)
  @Header('Content-Type', htmlAnswer.type)
  @ApiOkResponse(htmlAnswer.response)
  @Fails(NotificationLinkInvalid)
  async confirm(@Param('token') token: string): Promise<string> {
    return page(`We do not write about ${about[await this.contacts.unsubscribe(token)]} any more.`);
  }
}
