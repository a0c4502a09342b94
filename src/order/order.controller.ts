import { Body, Controller, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiTags } from '@nestjs/swagger';
import { BucketService } from '../bucket/bucket.service.js';
import { MergeGuest } from '../common/http/merge-guest.interceptor.js';
import { NotEnoughStock, ProductNotAvailable } from '../stock/stock.errors.js';
import { AllowGuest, type Caller, Me } from '../common/http/access.js';
import { Example, Fails } from '../common/http/fails.js';
import { Idempotent, IdempotencyKeyHeader } from '../idempotency/idempotent.interceptor.js';
import { Paged } from '../common/http/paging.js';
import { uuidOr } from '../common/http/uuid.pipe.js';
import { exampleAddress, PostalAddressDto } from '../customer/address.dto.js';
import { CheckoutService } from './checkout.service.js';
import { OrderDetail, OrderDto, OrderInput, OrderQuery } from './order.dto.js';
import {
  AddressChangesTax,
  AddressNotChangeable,
  OrderNotCancelable,
  OrderNotCreated,
  OrderNotFound,
  TotalChanged,
} from './order.errors.js';
import { BucketEmpty } from '../pricing/pricing.errors.js';
import { TotalTooLarge } from '../bucket/bucket.errors.js';
import { CouponAttempts } from '../promotion/coupon-attempts.js';
import { CouponRefused, TooManyCoupons } from '../promotion/promotion.errors.js';
import { AddressRequired, ShippingMethodRequired, ShippingNotAvailable } from '../shipping/shipping.errors.js';
import { TooManyFreeOrders, TooManyOpenOrders, TooManyOpenUnits } from '../open-orders/open-orders.errors.js';
import { OrderAddressService } from './order-address.service.js';
import { OrderQueries } from './order.queries.js';
import { OrderService } from './order.service.js';

const OrderUuid = uuidOr(OrderNotFound);

@ApiTags('Order')
@Controller('api/orders')
@AllowGuest()
export class OrderController {
  constructor(
    private readonly checkout: CheckoutService,
    private readonly orders: OrderService,
    private readonly queries: OrderQueries,
    private readonly addresses: OrderAddressService,
    private readonly coupons: CouponAttempts,
  ) {}

  /** Place an order for the lines of your bucket at current prices. Empties the bucket. A guest must give `email`; a delivery needs an address. What costs nothing is paid at once. */
  @Post()
  @Example({
    payment: 'card',
    email: 'max.mustermann@email.com',
    shipping_method: '0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b88',
    shipping_address: exampleAddress,
  })
  @MergeGuest(BucketService)
  @Idempotent()
  @ApiCreatedResponse({ type: OrderDto })
  @Fails(
    BucketEmpty,
    ProductNotAvailable,
    NotEnoughStock,
    ShippingMethodRequired,
    AddressRequired,
    ShippingNotAvailable,
    CouponRefused,
    TooManyCoupons,
    TotalChanged,
    TotalTooLarge,
    TooManyOpenOrders,
    TooManyOpenUnits,
    TooManyFreeOrders,
    OrderNotCreated,
  )
  place(@Me() me: Caller, @Body() order: OrderInput, @IdempotencyKeyHeader() key?: string) {
    return this.coupons.countIfGuess(me, (isCounted) => this.checkout.placeOrder(me, order, { key, isCounted }));
  }

  /** List your orders, latest first. */
  @Get()
  @Paged(OrderDto)
  list(@Me() me: Caller, @Query() query: OrderQuery) {
    return this.queries.list({ customer: me.id }, query);
  }

  /** Get one of your orders with its lines. */
  @Get(':order_uuid')
  @Fails(OrderNotFound)
  detail(@Me() me: Caller, @Param('order_uuid', OrderUuid) uuid: string): Promise<OrderDetail> {
    return this.queries.detail({ customer: me.id, uuid });
  }

  /** Correct the shipping address, until the first parcel leaves. It must be in a country of the shipping method, and bear the same tax (else 1050: cancel the order and place it again); price and documents stay. */
  @Put(':order_uuid/shipping_address')
  @Example(exampleAddress)
  @Fails(OrderNotFound, AddressNotChangeable, ShippingNotAvailable, AddressChangesTax)
  setAddress(
    @Me() me: Caller,
    @Param('order_uuid', OrderUuid) uuid: string,
    @Body() address: PostalAddressDto,
  ): Promise<OrderDetail> {
    return this.addresses.change(me, uuid, address);
  }

  /** Cancel an order that is not shipped yet. Releases its stock. */
  @Put(':order_uuid/set_canceled')
  @Fails(OrderNotFound, OrderNotCancelable)
  cancel(@Me() me: Caller, @Param('order_uuid', OrderUuid) uuid: string): Promise<OrderDto> {
    return this.orders.cancel(me, uuid);
  }

  /** Cancel an order: `PUT` for clients that only send `POST`. */
  @Post(':order_uuid/set_canceled')
  @HttpCode(200)
  @Fails(OrderNotFound, OrderNotCancelable)
  cancelByPost(@Me() me: Caller, @Param('order_uuid', OrderUuid) uuid: string): Promise<OrderDto> {
    return this.orders.cancel(me, uuid);
  }
}
