import { Body, Controller, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { BucketQueries } from '../../bucket/bucket.queries.js';
import { BucketService } from '../../bucket/bucket.service.js';
import { NotEnoughStock, ProductNotAvailable } from '../../stock/stock.errors.js';
import { Public } from '../../common/http/access.js';
import { Fails } from '../../common/http/fails.js';
import { ValidationFailed } from '../../common/http/request.errors.js';
import { CustomerNotFound } from '../../customer/customer.errors.js';
import { CustomerQueries } from '../../customer/customer.queries.js';
import { CheckoutService } from '../../order/checkout.service.js';
import { BucketEmpty } from '../../pricing/pricing.errors.js';
import { OrderQueries } from '../../order/order.queries.js';
import { countryCode } from './countries.js';
import { toCartItem } from './to-dto.js';
import { StoreCartItem, StoreCartUpdate, StoreCartUpdated, StoreFinalize, StoreFinalized } from './web-store.dto.js';

/** Open to everybody: the customer token in the body or the path says whose cart it is. */
@ApiTags('Order')
@Controller('api/order')
@Public()
export class WebStoreOrderController {
  constructor(
    private readonly customers: CustomerQueries,
    private readonly buckets: BucketService,
    private readonly bucketLines: BucketQueries,
    private readonly checkout: CheckoutService,
    private readonly orders: OrderQueries,
  ) {}

  /** Set the quantity of a product in the cart; 0 removes it. */
  @Post('cart/update')
  @HttpCode(200)
  @Fails(CustomerNotFound, ProductNotAvailable, NotEnoughStock)
  async update(@Body() { token, product_id, quantity }: StoreCartUpdate): Promise<StoreCartUpdated> {
    const customer = await this.customers.ofToken(token);
    if (!customer) throw new CustomerNotFound();
    return { status: true, cart_items_count: await this.buckets.setProductQuantity(customer, product_id, quantity) };
  }

  /** What is in the cart; nothing, where nobody has this token. */
  @Get('cart/list/:customer_token')
  @ApiOkResponse({ type: [StoreCartItem] })
  async cart(@Param('customer_token') token: string): Promise<StoreCartItem[]> {
    const customer = await this.customers.ofToken(token);
    return customer ? (await this.bucketLines.lineDetails(customer.id)).map(toCartItem) : [];
  }

  /** Turn the cart into an order, paid in cash at the door. */
  @Put('finalize')
  @Fails(BucketEmpty, NotEnoughStock)
  async finalize(@Body() { token, email, country, ...address }: StoreFinalize): Promise<StoreFinalized> {
    const code = await countryCode(country);
    if (!code) throw new ValidationFailed([{ field: 'country', errors: ['Enter a country.'] }]);
    const customer = await this.customers.ofToken(token);
    if (!customer) throw new BucketEmpty();
    const shipping_address = { ...address, country: code };
    const { answer } = await this.checkout.placeOrderDroppingCoupon(customer, {
      payment: 'cash',
      email,
      shipping_address,
    });
    const id = await this.orders.idOf({ uuid: answer.order_uuid });
    const times = { time_created: answer.date_created, time_checkout: answer.date_created, time_delivery: null };
    return { id, ...times, is_ordered: true, customer: customer.id, customer_shipping_address: id };
  }
}
