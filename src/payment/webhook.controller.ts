import { Controller, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import { Public } from '../common/http/access.js';
import { Fails } from '../common/http/fails.js';
import type { RawBodyRequest } from '../common/http/raw-body.js';
import { WebhookTaken } from './payment.dto.js';
import { ProviderNotFound, WebhookRefused } from './payment.errors.js';
import { WebhookService } from './webhook.service.js';

@ApiTags('Payment')
@Controller('api/payments')
@Public()
export class WebhookController {
  constructor(private readonly webhooks: WebhookService) {}

  /** For payment providers: something has become of a payment. Signed over the body as it is sent, five minutes old at most. */
  @Post('webhooks/:provider')
  @HttpCode(200)
  @ApiBody({ schema: { type: 'object', additionalProperties: true, example: { id: 'evt_1' } } })
  @Fails(ProviderNotFound, WebhookRefused)
  take(@Param('provider') provider: string, @Req() request: RawBodyRequest): Promise<WebhookTaken> {
    return this.webhooks.take(provider, request);
  }

  /** The mock provider's page of the bank: opening it confirms a `tok_3ds` payment. */
  @Get('mock/confirm/:key')
  @Fails(ProviderNotFound)
  confirm(@Param('key') key: string): Promise<WebhookTaken> {
    return this.webhooks.confirmMock(key);
  }
}
