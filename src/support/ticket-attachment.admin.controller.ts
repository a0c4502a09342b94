import { Controller, Get, Param, Post, UploadedFile, UseInterceptors } from '@nestjs/common';
import { FileInterceptor, type UploadedMultipartFile } from '@nestjs/platform-fastify/multipart';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type Caller, Me, Requires } from '../common/http/access.js';
import { Fails } from '../common/http/fails.js';
import { TooLarge } from '../common/http/request.errors.js';
import { AcceptsUploads, fileBody } from '../common/http/uploads.js';
import { uuidOr } from '../common/http/uuid.pipe.js';
import { attachmentContent, toDownload, uploadLimits } from './attachment-file.js';
import {
  AttachmentNotFound,
  AttachmentRefused,
  TicketMessageNotFound,
  TicketNotFound,
  TooManyAttachments,
} from './support.errors.js';
import { TicketAttachmentService } from './ticket-attachment.service.js';
import { TicketAttachmentDto } from './ticket.dto.js';
import { messageKinds } from './ticket.entity.js';

const TicketUuid = uuidOr(TicketNotFound);

@ApiTags('Support')
@Controller('api/admin/support/tickets/:ticket_uuid')
@Requires('write:tickets')
export class TicketAttachmentAdminController {
  constructor(private readonly attachments: TicketAttachmentService) {}

  /** Attach a picture (JPEG, PNG, WebP) or a PDF to an answer or a note, at most 5 MiB each. The customer sees those of answers. */
  @Post('messages/:message_uuid/attachments')
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
    return this.attachments.add({ uuid }, { message, kinds: ['staff', 'note'], staff: me }, file);
  }

  /** Download an attachment. */
  @Get('attachments/:attachment_uuid')
  @Requires('read:tickets')
  @ApiOkResponse(attachmentContent)
  @Fails(TicketNotFound, AttachmentNotFound)
  async download(
    @Param('ticket_uuid', TicketUuid) uuid: string,
    @Param('attachment_uuid', uuidOr(AttachmentNotFound)) attachment: string,
  ) {
    return toDownload(await this.attachments.load({ uuid }, { attachment, kinds: messageKinds }));
  }
}
