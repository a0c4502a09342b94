import { Body, Controller, Get, Param, Post, Put, Query, UploadedFile, UseInterceptors } from '@nestjs/common';
import { FileInterceptor, type UploadedMultipartFile } from '@nestjs/platform-fastify/multipart';
import { ApiBody, ApiConsumes, ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { AllowAnonymous, AllowGuest, type Caller, Me, MeIfKnown } from '../common/http/access.js';
import { Fails } from '../common/http/fails.js';
import { Paged } from '../common/http/paging.js';
import { TooLarge } from '../common/http/request.errors.js';
import { AcceptsUploads, fileBody } from '../common/http/uploads.js';
import { uuidOr } from '../common/http/uuid.pipe.js';
import { Idempotent, IdempotencyKeyHeader } from '../idempotency/idempotent.interceptor.js';
import { OrderNotFound } from '../order/order.errors.js';
import { ProductNotFound } from '../stock/stock.errors.js';
import { MergeGuest } from '../common/http/merge-guest.interceptor.js';
import {
  AttachmentNotFound,
  AttachmentRefused,
  TicketFull,
  TicketMessageNotFound,
  TicketNotFound,
  TicketStatusRefused,
  TooManyAttachments,
  TooManyMessages,
  TooManyTickets,
} from './support.errors.js';
import { attachmentContent, toDownload, uploadLimits } from './attachment-file.js';
import { TicketAttachmentService } from './ticket-attachment.service.js';
import {
  TicketAttachmentDto,
  TicketDetail,
  TicketDto,
  TicketInput,
  TicketMessageInput,
  TicketQuery,
} from './ticket.dto.js';
import { TicketQueries } from './ticket.queries.js';
import { TicketService } from './ticket.service.js';

const TicketUuid = uuidOr(TicketNotFound);

@ApiTags('Support')
@Controller('api/support/tickets')
@AllowGuest()
@MergeGuest(TicketService)
export class TicketController {
  constructor(
    private readonly tickets: TicketService,
    private readonly attachments: TicketAttachmentService,
    private readonly queries: TicketQueries,
  ) {}

  /** List your tickets, latest first. */
  @Get()
  @Paged(TicketDto)
  list(@Me() me: Caller, @Query() query: TicketQuery) {
    return this.queries.list(me.id, query);
  }

  /** Open a ticket. Without any token, `email` and `name` are required, and the ticket is reached by a link that is mailed there. 20 tickets may be open at once; an hour takes 30 messages, 3 mails to one address, and 20 tickets of guests and visitors from one network. */
  @Post()
  @AllowAnonymous()
  @Idempotent()
  @ApiCreatedResponse({ type: TicketDetail })
  @Fails(OrderNotFound, ProductNotFound, TooManyTickets, TooManyMessages)
  open(@MeIfKnown() me: Caller | undefined, @Body() input: TicketInput, @IdempotencyKeyHeader() key?: string) {
    return this.tickets.open(me, input, key);
  }

  /** Get one of your tickets with its messages. */
  @Get(':ticket_uuid')
  @Fails(TicketNotFound)
  detail(@Me() me: Caller, @Param('ticket_uuid', TicketUuid) uuid: string): Promise<TicketDetail> {
    return this.queries.detail({ uuid, customer: me.id });
  }

  /** Answer in one of your tickets, 30 times an hour at most. Reopens it where it is solved or closed. */
  @Post(':ticket_uuid/messages')
  @Idempotent()
  @ApiCreatedResponse({ type: TicketDetail })
  @Fails(TicketNotFound, TicketFull, TooManyTickets, TooManyMessages)
  reply(
    @Me() me: Caller,
    @Param('ticket_uuid', TicketUuid) uuid: string,
    @Body() { text }: TicketMessageInput,
    @IdempotencyKeyHeader() key?: string,
  ) {
    return this.tickets.replyAs(me, uuid, text, key);
  }

  /** Attach a picture (JPEG, PNG, WebP) or a PDF to one of your messages, the first one too. At most 5 MiB and 25 megapixels each, 5 on a message, 20 on a ticket, 60 attempts an hour. Pictures lose their metadata. */
  @Post(':ticket_uuid/messages/:message_uuid/attachments')
  @AcceptsUploads(uploadLimits.fileSize)
  @UseInterceptors(FileInterceptor('file', { limits: uploadLimits }))
  @ApiConsumes('multipart/form-data')
  @ApiBody(fileBody)
  @Fails(TicketNotFound, TicketMessageNotFound, AttachmentRefused, TooManyAttachments, TooLarge)
  attach(
    @Me() me: Caller,
    @Param('ticket_uuid', TicketUuid) uuid: string,
    @Param('message_uuid', uuidOr(TicketMessageNotFound)) message: string,
    @UploadedFile() file: UploadedMultipartFile | undefined,
  ): Promise<TicketAttachmentDto> {
    return this.attachments.add({ uuid, customer: me.id }, { message, kinds: ['customer'] }, file);
  }

  /** Download an attachment of one of your tickets. */
  @Get(':ticket_uuid/attachments/:attachment_uuid')
  @ApiOkResponse(attachmentContent)
  @Fails(TicketNotFound, AttachmentNotFound)
  async download(
    @Me() me: Caller,
    @Param('ticket_uuid', TicketUuid) uuid: string,
    @Param('attachment_uuid', uuidOr(AttachmentNotFound)) attachment: string,
  ) {
    const file = await this.attachments.load({ uuid, customer: me.id }, { attachment, kinds: ['customer', 'staff'] });
    return toDownload(file);
  }

  /** Close one of your tickets. A message reopens it. */
  @Put(':ticket_uuid/close')
  @Fails(TicketNotFound, TicketStatusRefused)
  close(@Me() me: Caller, @Param('ticket_uuid', TicketUuid) uuid: string): Promise<TicketDetail> {
    return this.tickets.close({ uuid, customer: me.id });
  }
}
