import { Body, Controller, Get, Param, Post, Put, UploadedFile, UseGuards, UseInterceptors } from '@nestjs/common';
import { FileInterceptor, type UploadedMultipartFile } from '@nestjs/platform-fastify/multipart';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Public } from '../common/http/access.js';
import { Fails } from '../common/http/fails.js';
import { TooLarge } from '../common/http/request.errors.js';
import { AcceptsUploads, fileBody } from '../common/http/uploads.js';
import { uuidOr } from '../common/http/uuid.pipe.js';
import { attachmentContent, toDownload, uploadLimits } from './attachment-file.js';
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
import { TicketAttachmentService } from './ticket-attachment.service.js';
import { TicketAttachmentDto, TicketDetail, TicketMessageInput } from './ticket.dto.js';
import { TicketLinkGuard } from './ticket-link.guard.js';
import { TicketQueries } from './ticket.queries.js';
import { TicketService } from './ticket.service.js';

/** For whoever has the link that was mailed about a ticket. */
@ApiTags('Support')
@Controller('api/support/t/:token')
@Public()
export class TicketLinkController {
  constructor(
    private readonly tickets: TicketService,
    private readonly attachments: TicketAttachmentService,
    private readonly queries: TicketQueries,
  ) {}

  /** Get the ticket of a mailed link with its messages. The link expires 180 days after the last message, and with the address that it was mailed to. */
  @Get()
  @Fails(TicketNotFound)
  async detail(@Param('token') token: string): Promise<TicketDetail> {
    return this.queries.detail(await this.queries.byToken(token));
  }

  /** Answer in the ticket of a mailed link. */
  @Post('messages')
  @Fails(TicketNotFound, TicketFull, TooManyTickets, TooManyMessages)
  async reply(@Param('token') token: string, @Body() { text }: TicketMessageInput): Promise<TicketDetail> {
    return this.tickets.reply(await this.queries.byToken(token), text);
  }

  /** Attach a picture or a PDF to a message of the customer, as in `/api/support/tickets`. */
  @Post('messages/:message_uuid/attachments')
  @AcceptsUploads(uploadLimits.fileSize)
  @UseGuards(TicketLinkGuard)
  @UseInterceptors(FileInterceptor('file', { limits: uploadLimits }))
  @ApiConsumes('multipart/form-data')
  @ApiBody(fileBody)
  @Fails(TicketNotFound, TicketMessageNotFound, AttachmentRefused, TooManyAttachments, TooLarge)
  async attach(
    @Param('token') token: string,
    @Param('message_uuid', uuidOr(TicketMessageNotFound)) message: string,
    @UploadedFile() file: UploadedMultipartFile | undefined,
  ): Promise<TicketAttachmentDto> {
    return this.attachments.add(await this.queries.byToken(token), { message, kinds: ['customer'] }, file);
  }

  /** Download an attachment of the ticket. */
  @Get('attachments/:attachment_uuid')
  @ApiOkResponse(attachmentContent)
  @Fails(TicketNotFound, AttachmentNotFound)
  async download(
    @Param('token') token: string,
    @Param('attachment_uuid', uuidOr(AttachmentNotFound)) attachment: string,
  ) {
    const which = await this.queries.byToken(token);
    return toDownload(await this.attachments.load(which, { attachment, kinds: ['customer', 'staff'] }));
  }

  /** Close the ticket of a mailed link. A message reopens it. */
  @Put('close')
  @Fails(TicketNotFound, TicketStatusRefused)
  async close(@Param('token') token: string): Promise<TicketDetail> {
    return this.tickets.close(await this.queries.byToken(token));
  }
}
