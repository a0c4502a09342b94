import { Body, Controller, Get, Param, Post, Put, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiTags } from '@nestjs/swagger';
import { type Caller, Me, Roles } from '../common/http/access.js';
import { BaseUrl } from '../common/http/base-url.js';
import { Fails } from '../common/http/fails.js';
import { Idempotent, IdempotencyKeyHeader } from '../idempotency/idempotent.interceptor.js';
import { Paged, PageQuery } from '../common/http/paging.js';
import { uuidOr } from '../common/http/uuid.pipe.js';
import { ExchangeRateMissing, SellerNotConfigured } from '../invoice/invoice.errors.js';
import { OrderNotFound } from '../order/order.errors.js';
import { NotEnoughOnHand } from '../stock/stock.errors.js';
import { DeliveryService } from './delivery.service.js';
import { NotSoManyLeft, OrderNotShippable, OrderProductNotFound, ShipmentNotFound } from './fulfilment.errors.js';
import { ShipmentDto, ShipmentInput } from './shipment.dto.js';
import { ShipmentQueries } from './shipment.queries.js';
import { ShipmentService } from './shipment.service.js';

const OrderUuid = uuidOr(OrderNotFound);

@ApiTags('Fulfilment')
@Controller('api/admin/orders/:order_uuid/shipments')
@Roles('support')
export class ShipmentAdminController {
  constructor(
    private readonly shipments: ShipmentService,
    private readonly deliveries: DeliveryService,
    private readonly queries: ShipmentQueries,
  ) {}

  /** Ship an order, in full or in part. The customer gets a mail. A cash order is invoiced with its first parcel; any other order must be paid. Units that a count did not find cannot be shipped (1501). */
  @Post()
  @Idempotent()
  @ApiCreatedResponse({ type: ShipmentDto })
  @Fails(
    OrderNotFound,
    OrderNotShippable,
    OrderProductNotFound,
    NotSoManyLeft,
    NotEnoughOnHand,
    SellerNotConfigured,
    ExchangeRateMissing,
  )
  ship(
    @Me() me: Caller,
    @Param('order_uuid', OrderUuid) order: string,
    @Body() shipment: ShipmentInput,
    @BaseUrl() base: string,
    @IdempotencyKeyHeader() key?: string,
  ) {
    return this.shipments.ship(me, order, shipment, base, key);
  }

  /** List the shipments of an order, oldest first. */
  @Get()
  @Paged(ShipmentDto)
  @Fails(OrderNotFound)
  list(@Param('order_uuid', OrderUuid) order: string, @Query() page: PageQuery) {
    return this.queries.list(order, page);
  }

  /** Mark a shipment as delivered. The last one makes the order `delivered`, and a cash order paid. */
  @Put(':shipment_uuid/delivered')
  @Fails(OrderNotFound, ShipmentNotFound)
  deliver(
    @Me() me: Caller,
    @Param('order_uuid', OrderUuid) order: string,
    @Param('shipment_uuid', uuidOr(ShipmentNotFound)) shipment: string,
  ): Promise<ShipmentDto> {
    return this.deliveries.deliver(me, order, shipment);
  }
}
