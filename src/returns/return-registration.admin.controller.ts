import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiTags } from '@nestjs/swagger';
import { type Caller, Me, Requires } from '../common/http/access.js';
import { Fails } from '../common/http/fails.js';
import { uuidOr } from '../common/http/uuid.pipe.js';
import { Idempotent, IdempotencyKeyHeader } from '../idempotency/idempotent.interceptor.js';
import { NotSoManyLeft, OrderNotFound } from '../order/order.errors.js';
import { OrderNotReturnable, OrderProductNotFound } from '../fulfilment/fulfilment.errors.js';
import { ReturnDto, ReturnInput } from './return.dto.js';
import { ReturnRequestService } from './return-request.service.js';

@ApiTags('Fulfilment')
@Controller('api/admin/orders/:order_uuid/returns')
@Requires('write:returns')
export class ReturnRegistrationAdminController {
  constructor(private readonly returns: ReturnRequestService) {}

  /** Register a return of delivered units that the customer sent back without a request. It is accepted at once, also after the return period. */
  @Post()
  @Idempotent()
  @ApiCreatedResponse({ type: ReturnDto })
  @Fails(OrderNotFound, OrderNotReturnable, OrderProductNotFound, NotSoManyLeft)
  register(
    @Me() me: Caller,
    @Param('order_uuid', uuidOr(OrderNotFound)) order: string,
    @Body() input: ReturnInput,
    @IdempotencyKeyHeader() key?: string,
  ) {
    return this.returns.register(me, order, input, key);
  }
}
