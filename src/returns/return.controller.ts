import { Body, Controller, Get, Param, Post, Put, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiTags } from '@nestjs/swagger';
import { AllowGuest, type Caller, Me } from '../common/http/access.js';
import { Fails } from '../common/http/fails.js';
import { Idempotent, IdempotencyKeyHeader } from '../idempotency/idempotent.interceptor.js';
import { Paged, PageQuery } from '../common/http/paging.js';
import { uuidOr } from '../common/http/uuid.pipe.js';
import { NotSoManyLeft, OrderNotFound } from '../order/order.errors.js';
import {
  OrderNotReturnable,
  OrderProductNotFound,
  ReturnNotFound,
  ReturnStatusRefused,
  ReturnTooLate,
} from '../fulfilment/fulfilment.errors.js';
import { ReturnDto, ReturnInput } from './return.dto.js';
import { ReturnQueries } from './return.queries.js';
import { ReturnRequestService } from './return-request.service.js';

const OrderUuid = uuidOr(OrderNotFound);

@ApiTags('Fulfilment')
@Controller('api/orders/:order_uuid/returns')
@AllowGuest()
export class ReturnController {
  constructor(
    private readonly returns: ReturnRequestService,
    private readonly queries: ReturnQueries,
  ) {}

  /** Request a return of delivered units. The return period begins when the last parcel of the order was delivered. */
  @Post()
  @Idempotent()
  @ApiCreatedResponse({ type: ReturnDto })
  @Fails(OrderNotFound, OrderNotReturnable, ReturnTooLate, OrderProductNotFound, NotSoManyLeft)
  request(
    @Me() me: Caller,
    @Param('order_uuid', OrderUuid) order: string,
    @Body() input: ReturnInput,
    @IdempotencyKeyHeader() key?: string,
  ) {
    return this.returns.request(me, order, input, key);
  }

  /** Cancel a return whose units were not received yet. They may be announced again. */
  @Put(':return_uuid/canceled')
  @Fails(OrderNotFound, ReturnNotFound, ReturnStatusRefused)
  cancel(
    @Me() me: Caller,
    @Param('order_uuid', OrderUuid) order: string,
    @Param('return_uuid', uuidOr(ReturnNotFound)) uuid: string,
  ): Promise<ReturnDto> {
    return this.returns.cancel(me, order, uuid);
  }

  /** List your returns of an order, latest first. */
  @Get()
  @Paged(ReturnDto)
  @Fails(OrderNotFound)
  list(@Me() { id: customer }: Caller, @Param('order_uuid', OrderUuid) uuid: string, @Query() page: PageQuery) {
    return this.queries.list({ uuid, customer }, page);
  }
}
