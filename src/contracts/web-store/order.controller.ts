import { Body, Controller, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { BucketService } from '../../bucket/bucket.service.js';
import { NotEnoughStock, ProductNotAvailable } from '../../stock/stock.errors.js';
import { Public } from '../../common/http/access.js';
import { Fails } from '../../common/http/fails.js';
import { ValidationFailed } from '../../common/http/request.errors.js';
import { CustomerNotFound } from '../../customer/customer.errors.js';
import { CustomerQueries } from '../../customer/customer.queries.js';
import { CheckoutService } from '../../order/checkout.service.js';
import { BucketEmpty } from '../../order/order.errors.js';
import { countryCode } from './countries.js';
import { StoreCartItem, StoreCartUpdate, StoreCartUpdated, StoreFinalize, StoreFinalized } from './web-store.dto.js';
import { WebStoreQueries } from './web-store.queries.js';

/** Open to everybody: the customer token in the body or the path says whose cart it is. */
@ApiTags('Order')
@Controller('api/order')
@Public()
export class WebStoreOrderController {
  constructor(
    private readonly customers: CustomerQueries,
    private readonly buckets: BucketService,
    private readonly checkout: CheckoutService,
    private readonly queries: WebStoreQueries,
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
    return customer ? this.queries.cart(customer.id) : [];
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
    const { answer } = await this.checkout.placeOrder(customer, { payment: 'cash', email, shipping_address });
    return { ...(await this.queries.finalized(answer.order_uuid)), is_ordered: true };
  }
}
