import { Body, Controller, Delete, Get, Header, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ProductUuidPipe, UuidOrSlug } from '../../catalog/product-uuid.pipe.js';
import { AllowAnonymous, type Caller, Me, MeIfKnown, Public } from '../../common/http/access.js';
import { Example, Fails } from '../../common/http/fails.js';
import { AcceptsForms } from '../../common/http/uploads.js';
import { ProductNotFound } from '../../stock/stock.errors.js';
import { NotifyInput, NotifyResult } from './notification.dto.js';
import { NotificationLinkInvalid, ProductAvailable, SubscriptionNotFound } from './notification.errors.js';
import { buttonPage, htmlAnswer, page } from '../../mail/html-page.js';
import { RestockService } from './restock.service.js';

@ApiTags('Notification')
@Controller('api')
export class RestockController {
  constructor(private readonly restock: RestockService) {}

  /**
   * Ask for a mail when a sold-out product is back in stock. Without an account, give an `email`: it gets a link to confirm
   * first, and the answer is the same for every address.
   */
  @Post('products/:uuid/notify')
  @UuidOrSlug()
  @Example({ email: 'max.mustermann@email.com' })
  @AllowAnonymous()
  @HttpCode(202)
  @Fails(ProductNotFound, ProductAvailable)
  subscribe(
    @MeIfKnown() me: Caller | undefined,
    @Param('uuid', ProductUuidPipe) uuid: string,
    @Body() input: NotifyInput,
  ): Promise<NotifyResult> {
    return this.restock.subscribe(me, uuid, input);
  }

  /** Stop waiting for a product. Without an account, the link in the mails does it. */
  @Delete('products/:uuid/notify')
  @UuidOrSlug()
  @HttpCode(204)
  @Fails(ProductNotFound, SubscriptionNotFound)
  unsubscribe(@Me() me: Caller, @Param('uuid', ProductUuidPipe) uuid: string): Promise<void> {
    return this.restock.unsubscribe(me, uuid);
  }

  /** Show a page with a button that confirms. It changes nothing: programs that check mails open its links. */
  @Get('notifications/confirm/:token')
  @Public()
  @Header('Content-Type', htmlAnswer.type)
  @ApiOkResponse(htmlAnswer.response)
  @Fails(NotificationLinkInvalid)
  async confirmPage(@Param('token') token: string): Promise<string> {
    await this.restock.assertLink(token);
    return buttonPage('Shall we write when the product is back in stock?', 'Yes, write to me');
  }

  /** Confirm that the mail may be sent. Harmless when repeated. */
  @Post('notifications/confirm/:token')
  @Public()
  @AcceptsForms()
  @HttpCode(200)
  @Header('Content-Type', htmlAnswer.type)
  @ApiOkResponse(htmlAnswer.response)
  @Fails(NotificationLinkInvalid)
  async confirm(@Param('token') token: string): Promise<string> {
    await this.restock.confirm(token);
    return page('Thank you. We write once when the product is back in stock.');
  }
}
