import { Body, Controller, Get, Param, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, Me, Requires } from '../common/http/access.js';
import { Example, Fails } from '../common/http/fails.js';
import { Listed } from '../common/http/paging.js';
import { uuidOr } from '../common/http/uuid.pipe.js';
import { OrderAdminDetail, OrderAdminQuery, OrderAdminRow } from './order.admin.dto.js';
import { OrderAdminQueries } from './order.admin.queries.js';
import { OrderDetail, OrderDto, OrderStatusChange } from './order.dto.js';
import {
  AddressChangesTax,
  AddressNotChangeable,
  OrderNotCancelable,
  OrderNotFound,
  OrderStatusRefused,
} from './order.errors.js';
import { exampleAddress, PostalAddressDto } from '../customer/address.dto.js';
import { ShippingNotAvailable } from '../shipping/shipping.errors.js';
import { OrderAddressService } from './order-address.service.js';
import { OrderService } from './order.service.js';

const OrderUuid = uuidOr(OrderNotFound);

@ApiTags('Order')
@Controller('api/admin/orders')
@Requires('write:orders')
export class OrderAdminController {
  constructor(
    private readonly orders: OrderService,
    private readonly addresses: OrderAddressService,
    private readonly queries: OrderAdminQueries,
  ) {}

  /** List the orders of all customers, latest first. */
  @Get()
  @Requires('read:orders')
  @Listed(OrderAdminRow)
  list(@Query() query: OrderAdminQuery) {
    return this.queries.list(query);
  }

  /** Get an order of any customer, with its lines, amounts, shipping address and tags. */
  @Get(':order_uuid')
  @Requires('read:orders')
  @Fails(OrderNotFound)
  detail(@Param('order_uuid', OrderUuid) uuid: string): Promise<OrderAdminDetail> {
    return this.queries.detail(uuid);
  }

  /** Correct the shipping address for the customer, until the first parcel leaves. Where other tax is due there (1050), cancel the order and let it be placed again. */
  @Put(':order_uuid/shipping_address')
  @Example(exampleAddress)
  @Fails(OrderNotFound, AddressNotChangeable, ShippingNotAvailable, AddressChangesTax)
  setAddress(
    @Me() me: Caller,
    @Param('order_uuid', OrderUuid) uuid: string,
    @Body() address: PostalAddressDto,
  ): Promise<OrderDetail> {
    return this.addresses.changeByStaff(me, uuid, address);
  }

  /** Set the status of an order. Only allowed transitions are accepted (else 1004); `canceled` releases the stock. */
  @Put(':order_uuid/status')
  @Fails(OrderNotFound, OrderStatusRefused, OrderNotCancelable)
  setStatus(
    @Me() me: Caller,
    @Param('order_uuid', OrderUuid) uuid: string,
    @Body() { status }: OrderStatusChange,
  ): Promise<OrderDto> {
    return this.orders.setStatus(me, uuid, status);
  }
}
