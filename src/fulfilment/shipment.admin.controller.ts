import { Body, Controller, Get, Param, Post, Put, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiTags } from '@nestjs/swagger';
import { type Caller, Me, Requires } from '../common/http/access.js';
import { BaseUrl } from '../common/http/base-url.js';
import { Example, Fails } from '../common/http/fails.js';
import { Idempotent, IdempotencyKeyHeader } from '../idempotency/idempotent.interceptor.js';
import { Listed, ListQuery } from '../common/http/paging.js';
import { uuidOr } from '../common/http/uuid.pipe.js';
import { ExchangeRateMissing, SellerNotConfigured } from '../invoice/invoice.errors.js';
import { NotSoManyLeft, OrderNotFound } from '../order/order.errors.js';
import { NotEnoughOnHand } from '../stock/stock.errors.js';
import { DeliveryService } from './delivery.service.js';
import { NotEnoughStock, ProductNotAvailable } from '../stock/stock.errors.js';
import {
  OrderNotShippable,
  OrderProductNotFound,
  ShipmentNotFound,
  ShipmentStatusRefused,
} from './fulfilment.errors.js';
import { ShipmentCorrection, ShipmentLoss, ShipmentReturn } from './shipment-end.dto.js';
import { ShipmentDto, ShipmentInput } from './shipment.dto.js';
import { ShipmentQueries } from './shipment.queries.js';
import { ShipmentService } from './shipment.service.js';

const OrderUuid = uuidOr(OrderNotFound);
const ShipmentUuid = uuidOr(ShipmentNotFound);

@ApiTags('Fulfilment')
@Controller('api/admin/orders/:order_uuid/shipments')
@Requires('write:shipments')
export class ShipmentAdminController {
  constructor(
    private readonly shipments: ShipmentService,
    private readonly deliveries: DeliveryService,
    private readonly queries: ShipmentQueries,
  ) {}

  /** Ship an order, in full or in part. The customer gets a mail. Each parcel of a cash order is invoiced; any other order must be paid. Units that a count did not find cannot be shipped (1501). */
  @Post()
  @Example({ carrier: 'DHL', tracking_number: '00340434161094042557' })
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
  @Requires('read:shipments')
  @Listed(ShipmentDto)
  @Fails(OrderNotFound)
  list(@Param('order_uuid', OrderUuid) order: string, @Query() page: ListQuery) {
    return this.queries.list(order, page);
  }

  /** Mark a shipment as delivered. The last one makes the order `delivered`, and a cash order paid. One that was lost or came back cannot be delivered (1110). */
  @Put(':shipment_uuid/delivered')
  @Fails(OrderNotFound, ShipmentNotFound, ShipmentStatusRefused)
  deliver(
    @Me() me: Caller,
    @Param('order_uuid', OrderUuid) order: string,
    @Param('shipment_uuid', ShipmentUuid) shipment: string,
  ): Promise<ShipmentDto> {
    return this.deliveries.deliver(me, order, shipment);
  }

  /** Mark a shipment as lost. Its units are refunded, or allocated again to be shipped again (1043 where none are left). The customer gets a mail. */
  @Put(':shipment_uuid/lost')
  @Fails(OrderNotFound, ShipmentNotFound, ShipmentStatusRefused, ProductNotAvailable, NotEnoughStock)
  lose(
    @Me() me: Caller,
    @Param('order_uuid', OrderUuid) order: string,
    @Param('shipment_uuid', ShipmentUuid) shipment: string,
    @Body() loss: ShipmentLoss,
  ): Promise<ShipmentDto> {
    return this.deliveries.lose(me, order, shipment, loss);
  }

  /** Receive a shipment that came back unopened. Its units are restocked or scrapped, and refunded or shipped again (1043 where none are left). The customer gets a mail. */
  @Put(':shipment_uuid/returned')
  @Fails(
    OrderNotFound,
    ShipmentNotFound,
    ShipmentStatusRefused,
    OrderProductNotFound,
    ProductNotAvailable,
    NotEnoughStock,
  )
  comeBack(
    @Me() me: Caller,
    @Param('order_uuid', OrderUuid) order: string,
    @Param('shipment_uuid', ShipmentUuid) shipment: string,
    @Body() arrival: ShipmentReturn,
  ): Promise<ShipmentDto> {
    return this.deliveries.comeBack(me, order, shipment, arrival);
  }

  /** Correct the carrier or the tracking of a shipment that is on its way. */
  @Put(':shipment_uuid')
  @Example({ tracking_number: '00340434161094042557' })
  @Fails(OrderNotFound, ShipmentNotFound, ShipmentStatusRefused)
  correct(
    @Me() me: Caller,
    @Param('order_uuid', OrderUuid) order: string,
    @Param('shipment_uuid', ShipmentUuid) shipment: string,
    @Body() correction: ShipmentCorrection,
  ): Promise<ShipmentDto> {
    return this.deliveries.correct(me, order, shipment, correction);
  }
}
