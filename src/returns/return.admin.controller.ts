import { Body, Controller, Get, Param, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, Me, Requires } from '../common/http/access.js';
import { Example, Fails } from '../common/http/fails.js';
import { Listed } from '../common/http/paging.js';
import { uuidOr } from '../common/http/uuid.pipe.js';
import { NotSoManyLeft } from '../order/order.errors.js';
import { RefundTooLarge } from '../payment/payment.errors.js';
import { AmountNotMovable } from '../payment-provider/payment-provider.errors.js';
import { NotEnoughStock, ProductNotAvailable } from '../stock/stock.errors.js';
import { OrderProductNotFound, ReturnNotFound, ReturnStatusRefused } from '../fulfilment/fulfilment.errors.js';
import { ReturnDto, ReturnQuery, ReturnReceipt, ReturnRefund, ReturnRefusal } from './return.dto.js';
import { ReturnQueries } from './return.queries.js';
import { ReturnService } from './return.service.js';

const ReturnUuid = uuidOr(ReturnNotFound);

@ApiTags('Fulfilment')
@Controller('api/admin/returns')
@Requires('write:returns')
export class ReturnAdminController {
  constructor(
    private readonly returns: ReturnService,
    private readonly queries: ReturnQueries,
  ) {}

  /** List returns, latest first. */
  @Get()
  @Requires('read:returns')
  @Listed(ReturnDto)
  list(@Query() query: ReturnQuery) {
    return this.queries.listAll(query);
  }

  /** Accept a return. The customer may send the units. */
  @Put(':uuid/accepted')
  @Fails(ReturnNotFound, ReturnStatusRefused)
  accept(@Me() me: Caller, @Param('uuid', ReturnUuid) uuid: string): Promise<ReturnDto> {
    return this.returns.accept(me, uuid);
  }

  /** Refuse a return until it is refunded. What was received goes back to the customer (1043 where restocked units are sold). The customer may request another one. */
  @Put(':uuid/refused')
  @Fails(ReturnNotFound, ReturnStatusRefused, ProductNotAvailable, NotEnoughStock)
  refuse(
    @Me() me: Caller,
    @Param('uuid', ReturnUuid) uuid: string,
    @Body() { reason }: ReturnRefusal,
  ): Promise<ReturnDto> {
    return this.returns.refuse(me, uuid, reason);
  }

  /** Receive the units of a return, or fewer, and restock or scrap them. A return of which nothing arrived becomes `refused`. */
  @Put(':uuid/received')
  @Example({})
  @Fails(ReturnNotFound, ReturnStatusRefused, OrderProductNotFound, NotSoManyLeft)
  receive(
    @Me() me: Caller,
    @Param('uuid', ReturnUuid) uuid: string,
    @Body() receipt: ReturnReceipt,
  ): Promise<ReturnDto> {
    return this.returns.receive(me, uuid, receipt);
  }

  /** Refund a return. An order becomes `returned` when every unit delivered was returned and refunded, and nothing is left to ship. */
  @Put(':uuid/refunded')
  @Example({})
  @Requires('refund:orders')
  @Fails(ReturnNotFound, ReturnStatusRefused, RefundTooLarge, AmountNotMovable)
  refund(@Me() me: Caller, @Param('uuid', ReturnUuid) uuid: string, @Body() refund: ReturnRefund): Promise<ReturnDto> {
    return this.returns.refund(me, uuid, refund);
  }
}
