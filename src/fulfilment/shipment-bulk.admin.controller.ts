import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type Caller, Me, Requires } from '../common/http/access.js';
import { BaseUrl } from '../common/http/base-url.js';
import { BulkResults } from '../idempotency/bulk.dto.js';
import { Idempotent, IdempotencyKeyHeader } from '../idempotency/idempotent.interceptor.js';
import { ShipmentBulkInput } from './shipment-bulk.dto.js';
import { ShipmentBulkService } from './shipment-bulk.service.js';

@ApiTags('Fulfilment')
@Controller('api/admin/orders/bulk')
@Requires('write:shipments')
export class ShipmentBulkAdminController {
  constructor(private readonly shipments: ShipmentBulkService) {}

  /**
   * Ship up to 100 orders, each in one parcel with everything that is not shipped yet, as `POST
   * /api/admin/orders/{order_uuid}/shipments` would do it: one that fails changes nothing, and the others go on. With an
   * `Idempotency-Key`, the same request again ships nothing twice, and tries those again that failed.
   */
  @Post('ship')
  @HttpCode(200)
  @Idempotent()
  @ApiOkResponse({ type: BulkResults })
  ship(
    @Me() me: Caller,
    @Body() input: ShipmentBulkInput,
    @BaseUrl() base: string,
    @IdempotencyKeyHeader() key?: string,
  ) {
    return this.shipments.ship(me, input, base, key);
  }
}
