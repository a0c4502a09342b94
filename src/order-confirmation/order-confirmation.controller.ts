import { Controller, Get, Header, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import { Public } from '../common/http/access.js';
import { Fails } from '../common/http/fails.js';
import { AcceptsForms } from '../common/http/uploads.js';
import { buttonPage, htmlAnswer, page } from '../mail/html-page.js';
import { ConfirmationInvalid } from './order-confirmation.errors.js';
import { OrderConfirmationService } from './order-confirmation.service.js';

@ApiTags('Order')
@Controller('api/order-confirmation')
@Public()
export class OrderConfirmationController {
  constructor(private readonly confirmations: OrderConfirmationService) {}

  /** Show a page with a button that confirms a cash order. It changes nothing: programs that check mails open its links. */
  @Get(':token')
  @ApiParam({ name: 'token', type: String })
  @Header('Content-Type', htmlAnswer.type)
  @ApiOkResponse(htmlAnswer.response)
  show(): string {
    return buttonPage('Did you place this order?', 'Confirm the order');
  }

  /** Confirm a cash order by the page of its mailed link. One that is not confirmed in time is canceled. */
  @Post(':token')
  @AcceptsForms()
  @HttpCode(200)
  @Header('Content-Type', htmlAnswer.type)
  @ApiOkResponse(htmlAnswer.response)
  @Fails(ConfirmationInvalid)
  async confirm(@Param('token') token: string): Promise<string> {
    return page(`Your order ${await this.confirmations.confirm(token)} is confirmed.`);
  }
}
