import { Body, Controller, Get, Headers, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiExtraModels, ApiOkResponse, ApiResponse, ApiTags, getSchemaPath } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../common/http/access.js';
import { Example, Fails } from '../common/http/fails.js';
import type { RawBodyRequest } from '../common/http/uploads.js';
import { MockAmount, MockAnswerQuery, WebhookReceipt } from './payment.dto.js';
import { PaymentNotFound } from './payment.errors.js';
import { mockBankPage, mockBankPolicy } from '../payment-provider/mock-bank-page.js';
import { ProviderNotFound, WebhookRefused } from '../payment-provider/payment-provider.errors.js';
import { uuidOr } from '../common/http/uuid.pipe.js';
import { WebhookService } from './webhook.service.js';

const Payment = uuidOr(PaymentNotFound);

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

  /**
   * Answer a `tok_3ds` payment, as the customer would on the bank's page. Mock provider only. A browser gets that page, with a
   * button for each answer; it leads to the payment's `return_url`. Any other client confirms the payment by this call alone.
   */
  @Get('mock/confirm/:key')
  @ApiExtraModels(WebhookReceipt)
  @ApiOkResponse({
    content: {
      'application/json': { schema: { $ref: getSchemaPath(WebhookReceipt) } },
      'text/html': { schema: { type: 'string' } },
    },
  })
  @ApiResponse({
    status: 303,
    description: 'To the `return_url` of the payment.',
    headers: { Location: { schema: { type: 'string', format: 'uri' } } },
  })
  @Fails(ProviderNotFound, PaymentNotFound)
  async mockAnswer(
    @Param('key') key: string,
    @Query() { answer }: MockAnswerQuery,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<WebhookReceipt | string | undefined> {
    if (!accept?.includes('text/html')) return this.webhooks.answerMock(key, answer ?? 'confirm');
    if (answer) await this.webhooks.answerMock(key, answer);
    const page = await this.webhooks.mockBankPage(key);
    if (answer && page.return_url) {
      void reply.redirect(page.return_url, 303);
      return undefined;
    }
    void reply.headers({ 'Content-Security-Policy': mockBankPolicy, 'Content-Type': 'text/html; charset=utf-8' });
    return mockBankPage(page);
  }

  /** Refund a captured payment in the provider's own dashboard, past the shop. Mock provider only. */
  @Post('mock/refund/:payment_uuid')
  @Example({ amount: '2.50' })
  @HttpCode(200)
  @Fails(ProviderNotFound, PaymentNotFound)
  mockRefund(@Param('payment_uuid', Payment) key: string, @Body() amount: MockAmount): Promise<WebhookReceipt> {
    return this.webhooks.refundMock(key, amount);
  }

  /** Complete the latest refund of a `tok_refund_pending` payment. Mock provider only. */
  @Post('mock/refund/:payment_uuid/done')
  @HttpCode(200)
  @Fails(ProviderNotFound, PaymentNotFound)
  mockCompleteRefund(@Param('payment_uuid', Payment) key: string): Promise<WebhookReceipt> {
    return this.webhooks.endMockRefund(key, 'done');
  }

  /** Let the latest refund fail, also one that was done, as when the customer's bank sends it back. Mock provider only. */
  @Post('mock/refund/:payment_uuid/failed')
  @HttpCode(200)
  @Fails(ProviderNotFound, PaymentNotFound)
  mockFailRefund(@Param('payment_uuid', Payment) key: string): Promise<WebhookReceipt> {
    return this.webhooks.endMockRefund(key, 'failed');
  }

  /** Dispute a captured payment, as the customer would at the bank. Its amount is withdrawn from the shop. Mock provider only. */
  @Post('mock/dispute/:payment_uuid')
  @Example({ amount: '2.50' })
  @HttpCode(200)
  @Fails(ProviderNotFound, PaymentNotFound)
  mockDispute(@Param('payment_uuid', Payment) key: string, @Body() amount: MockAmount): Promise<WebhookReceipt> {
    return this.webhooks.disputeMock(key, amount);
  }

  /** Decide an open dispute for the shop, which gets its money back. Mock provider only. */
  @Post('mock/dispute/:payment_uuid/won')
  @HttpCode(200)
  @Fails(ProviderNotFound, PaymentNotFound)
  mockWinDispute(@Param('payment_uuid', Payment) key: string): Promise<WebhookReceipt> {
    return this.webhooks.closeMockDispute(key, 'won');
  }

  /** Decide an open dispute for the customer. Mock provider only. */
  @Post('mock/dispute/:payment_uuid/lost')
  @HttpCode(200)
  @Fails(ProviderNotFound, PaymentNotFound)
  mockLoseDispute(@Param('payment_uuid', Payment) key: string): Promise<WebhookReceipt> {
    return this.webhooks.closeMockDispute(key, 'lost');
  }
}
