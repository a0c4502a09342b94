import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import { type Caller, Me, Requires } from '../common/http/access.js';
import { Fails } from '../common/http/fails.js';
import { Listed, ListQuery } from '../common/http/paging.js';
import { ValidationFailed } from '../common/http/request.errors.js';
import { uuidOr } from '../common/http/uuid.pipe.js';
import { Idempotent, IdempotencyKeyHeader } from '../idempotency/idempotent.interceptor.js';
import { OrderNotFound } from '../order/order.errors.js';
import { OrderNoteDto, OrderNoteInput, OrderTagCount, OrderTags } from './order-note.dto.js';
import { OrderNoteQueries } from './order-note.queries.js';
import { OrderNoteService } from './order-note.service.js';
import { OrderNoteNotFound, TooManyTags } from './order-notes.errors.js';
import { OrderTagService } from './order-tag.service.js';
import { TagPipe } from './tag.pipe.js';

const OrderUuid = uuidOr(OrderNotFound);
const TagParam = () => ApiParam({ name: 'tag', description: 'Letters, digits and hyphens, at most 30.', type: String });

@ApiTags('Order')
@Controller('api/admin')
@Requires('write:orders')
export class OrderNoteAdminController {
  constructor(
    private readonly notes: OrderNoteService,
    private readonly tags: OrderTagService,
    private readonly queries: OrderNoteQueries,
  ) {}

  /** List the notes of staff on an order, latest first. Customers never see them. */
  @Get('orders/:order_uuid/notes')
  @Requires('read:orders')
  @Listed(OrderNoteDto)
  @Fails(OrderNotFound)
  list(@Param('order_uuid', OrderUuid) order: string, @Query() page: ListQuery) {
    return this.queries.list(order, page);
  }

  /** Write a note on an order, for staff only. The order's timeline shows it. */
  @Post('orders/:order_uuid/notes')
  @Idempotent()
  @ApiCreatedResponse({ type: OrderNoteDto })
  @Fails(OrderNotFound)
  write(
    @Me() me: Caller,
    @Param('order_uuid', OrderUuid) order: string,
    @Body() { text }: OrderNoteInput,
    @IdempotencyKeyHeader() key?: string,
  ) {
    return this.notes.write(me, order, text, key);
  }

  /** Remove a note. The audit trail keeps its text until the customer is erased. */
  @Delete('orders/:order_uuid/notes/:note_uuid')
  @HttpCode(204)
  @Fails(OrderNotFound, OrderNoteNotFound)
  remove(
    @Me() me: Caller,
    @Param('order_uuid', OrderUuid) order: string,
    @Param('note_uuid', uuidOr(OrderNoteNotFound)) note: string,
  ): Promise<void> {
    return this.notes.remove(me, order, note);
  }

  /** Tag an order, with at most ten tags. Tags are stored in lower case; a tag that it has already changes nothing. */
  @Put('orders/:order_uuid/tags/:tag')
  @TagParam()
  @Fails(OrderNotFound, TooManyTags, ValidationFailed)
  tag(
    @Me() me: Caller,
    @Param('order_uuid', OrderUuid) order: string,
    @Param('tag', TagPipe) tag: string,
  ): Promise<OrderTags> {
    return this.tags.add(me, order, tag);
  }

  /** Remove a tag from an order. One that it does not have changes nothing. */
  @Delete('orders/:order_uuid/tags/:tag')
  @TagParam()
  @Fails(OrderNotFound, ValidationFailed)
  untag(
    @Me() me: Caller,
    @Param('order_uuid', OrderUuid) order: string,
    @Param('tag', TagPipe) tag: string,
  ): Promise<OrderTags> {
    return this.tags.remove(me, order, tag);
  }

  /** List the tags of all orders with their number of orders, those of most orders first. */
  @Get('order-tags')
  @Requires('read:orders')
  @Listed(OrderTagCount)
  counts(@Query() page: ListQuery) {
    return this.queries.tags(page);
  }
}
