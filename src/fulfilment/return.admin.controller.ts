import { Body, Controller, Get, Param, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, Me, Roles } from '../common/http/access.js';
import { Fails } from '../common/http/fails.js';
import { Paged } from '../common/http/paging.js';
import { uuidOr } from '../common/http/uuid.pipe.js';
import { RefundTooLarge } from '../payment/payment.errors.js';
import { OrderProductNotFound, ReturnNotFound, ReturnStatusRefused } from './fulfilment.errors.js';
import { ReturnDto, ReturnQuery, ReturnReceipt, ReturnRefund, ReturnRefusal } from './return.dto.js';
import { ReturnQueries } from './return.queries.js';
import { ReturnService } from './return.service.js';

const ReturnUuid = uuidOr(ReturnNotFound);

@ApiTags('Fulfilment')
@Controller('api/admin/returns')
@Roles('support')
export class ReturnAdminController {
  constructor(
    private readonly returns: ReturnService,
    private readonly queries: ReturnQueries,
  ) {}

  /** What customers want to send back, latest first. */
  @Get()
  @Paged(ReturnDto)
  list(@Query() query: ReturnQuery) {
    return this.queries.all(query);
  }

  /** Let the customer send it. */
  @Put(':uuid/accepted')
  @Fails(ReturnNotFound, ReturnStatusRefused)
  accept(@Me() me: Caller, @Param('uuid', ReturnUuid) uuid: string): Promise<ReturnDto> {
    return this.returns.accept(me, uuid);
  }

  /** Do not take it back. The customer may ask again. */
  @Put(':uuid/refused')
  @Fails(ReturnNotFound, ReturnStatusRefused)
  refuse(
    @Me() me: Caller,
    @Param('uuid', ReturnUuid) uuid: string,
    @Body() { reason }: ReturnRefusal,
  ): Promise<ReturnDto> {
    return this.returns.refuse(me, uuid, reason);
  }

  /** The units are here: back on sale, or scrap. */
  @Put(':uuid/received')
  @Fails(ReturnNotFound, ReturnStatusRefused, OrderProductNotFound)
  receive(
    @Me() me: Caller,
    @Param('uuid', ReturnUuid) uuid: string,
    @Body() receipt: ReturnReceipt,
  ): Promise<ReturnDto> {
    return this.returns.receive(me, uuid, receipt);
  }

  /** Give the money back. An order of which every unit came back is `returned`. */
  @Put(':uuid/refunded')
  @Fails(ReturnNotFound, ReturnStatusRefused, RefundTooLarge)
  refund(@Me() me: Caller, @Param('uuid', ReturnUuid) uuid: string, @Body() refund: ReturnRefund): Promise<ReturnDto> {
    return this.returns.refund(me, uuid, refund);
  }
}
