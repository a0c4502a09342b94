import { Body, Controller, Delete, Get, Param, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { BucketLineNotFound } from '../../bucket/bucket.errors.js';
import { BucketQueries } from '../../bucket/bucket.queries.js';
import { BucketService } from '../../bucket/bucket.service.js';
import { ProductNotAvailable } from '../../stock/stock.errors.js';
import { type Caller, Me } from '../../common/http/access.js';
import { BaseUrl } from '../../common/http/base-url.js';
import { Fails } from '../../common/http/fails.js';
import { idOr } from '../../common/http/id.pipe.js';
import { ValidationFailed } from '../../common/http/request.errors.js';
import {
  SimpleAdded,
  SimpleAmount,
  SimpleCart,
  SimpleCartInput,
  SimpleDeleted,
  SimpleUpdated,
} from './simple-cart.dto.js';
import { toCartRow } from './to-dto.js';

const LineId = idOr(BucketLineNotFound);

@ApiTags('Cart')
@Controller('cart')
export class CartController {
  constructor(
    private readonly buckets: BucketService,
    private readonly queries: BucketQueries,
  ) {}

  /** Your cart, with its products. */
  @Get()
  async list(@Me() me: Caller, @BaseUrl() base: string): Promise<SimpleCart> {
    const lines = await this.queries.lineDetails(me.id);
    return { cart: lines.map((line) => toCartRow(me.id, line, base)) };
  }

  /** Put a product into your cart. One that is in it already becomes more. */
  @Post()
  @Fails(ProductNotAvailable)
  async add(@Me() me: Caller, @Body() { UserId, ProductId, amount }: SimpleCartInput): Promise<SimpleAdded> {
    ensureOwn(me, UserId);
    await this.buckets.addQuantity(me, ProductId, amount);
    return { msg: 'added!' };
  }

  /** Set the amount of a row. */
  @Put(':id')
  @Fails(BucketLineNotFound)
  async update(
    @Me() me: Caller,
    @Param('id', LineId) id: number,
    @Body() { UserId, amount }: SimpleAmount,
  ): Promise<SimpleUpdated> {
    ensureOwn(me, UserId);
    await this.buckets.setQuantity(me, { id }, amount);
    return { msg: 'data updated' };
  }

  /** Take a row out of your cart. */
  @Delete(':id')
  @Fails(BucketLineNotFound)
  async remove(@Me() me: Caller, @Param('id', LineId) id: number): Promise<SimpleDeleted> {
    await this.buckets.setQuantity(me, { id }, 0);
    return { message: 'todo success to delete' };
  }
}

/** Who you are, the token says; what the body says must agree. @throws ValidationFailed */
function ensureOwn(me: Caller, userId: number | undefined): void {
  if (userId !== undefined && userId !== me.id)
    throw new ValidationFailed([{ field: 'UserId', errors: ['UserId must be your own'] }]);
}
