import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type Caller, Me, Requires } from '../common/http/access.js';
import { BulkResults } from '../idempotency/bulk.dto.js';
import { Idempotent, IdempotencyKeyHeader } from '../idempotency/idempotent.interceptor.js';
import { OrderTagBulkInput } from './order-tag-bulk.dto.js';
import { OrderTagBulkService } from './order-tag-bulk.service.js';

@ApiTags('Order')
@Controller('api/admin/orders/bulk')
@Requires('write:orders')
export class OrderTagBulkAdminController {
  constructor(private readonly tags: OrderTagBulkService) {}

  /** Tag up to 100 orders, each by itself: one that fails (1001, 1092) changes nothing, and the others go on. */
  @Post('tag')
  @HttpCode(200)
  @Idempotent()
  @ApiOkResponse({ type: BulkResults })
  tag(@Me() me: Caller, @Body() input: OrderTagBulkInput, @IdempotencyKeyHeader() key?: string) {
    return this.tags.add(me, input, key);
  }

  /** Remove a tag from up to 100 orders, each by itself. */
  @Post('untag')
  @HttpCode(200)
  @Idempotent()
  @ApiOkResponse({ type: BulkResults })
  untag(@Me() me: Caller, @Body() input: OrderTagBulkInput, @IdempotencyKeyHeader() key?: string) {
    return this.tags.remove(me, input, key);
  }
}
