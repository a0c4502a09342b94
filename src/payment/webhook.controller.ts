import { Controller, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import { Public } from '../common/http/access.js';
import { Fails } from '../common/http/fails.js';
import type { RawBodyRequest } from '../common/http/raw-body.js';
import { WebhookReceipt } from './payment.dto.js';
import { ProviderNotFound, WebhookRefused } from './payment.errors.js';
import { WebhookService } from './webhook.service.js';

@ApiTags('Payment')
@Controller('api/payments')
@Public()
export class WebhookController {
  constructor(private readonly webhooks: WebhookService) {}

  /** Receive a webhook of a payment provider. The signature covers the body byte for byte and is valid for five minutes. */
  @Post('webhooks/:provider')
  @HttpCode(200)
  @ApiBody({ schema: { type: 'object', additionalProperties: true, example: { id: 'evt_1' } } })
  @Fails(ProviderNotFound, WebhookRefused)
  receive(@Param('provider') provider: string, @Req() request: RawBodyRequest): Promise<WebhookReceipt> {
    return this.webhooks.receive(provider, request);
  }

  /** Confirm a `tok_3ds` payment, as the customer would on the bank's page. Mock provider only. */
  @Get('mock/confirm/:key')
  @Fails(ProviderNotFound)
  confirm(@Param('key') key: string): Promise<WebhookReceipt> {
    return this.webhooks.confirmMock(key);
  }
}
