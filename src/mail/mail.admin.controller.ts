import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, Me, Requires } from '../common/http/access.js';
import { Fails } from '../common/http/fails.js';
import { Listed } from '../common/http/paging.js';
import { uuidOr } from '../common/http/uuid.pipe.js';
import { MailDetail, MailQuery, MailRow } from './mail.dto.js';
import { MailErased, MailNotFailed, MailNotFound } from './mail.errors.js';
import { MailQueries } from './mail.queries.js';
import { MailService } from './mail.service.js';

const MailUuid = uuidOr(MailNotFound);

@ApiTags('Mail')
@Controller('api/admin/mails')
@Requires('write:mails')
export class MailAdminController {
  constructor(
    private readonly mails: MailService,
    private readonly queries: MailQueries,
  ) {}

  /** List mails, latest first. */
  @Get()
  @Requires('read:mails')
  @Listed(MailRow)
  list(@Query() query: MailQuery) {
    return this.queries.list(query);
  }

  /** Get a mail with its text. */
  @Get(':uuid')
  @Requires('read:mails')
  @Fails(MailNotFound)
  detail(@Param('uuid', MailUuid) uuid: string): Promise<MailDetail> {
    return this.queries.detail(uuid);
  }

  /** Retry a failed mail, or send one that was held back. It is sent unchanged, with all its attempts again. One with a token is erased when it fails or is held back. */
  @Post(':uuid/retry')
  @HttpCode(200)
  @Fails(MailNotFound, MailNotFailed, MailErased)
  retry(@Me() me: Caller, @Param('uuid', MailUuid) uuid: string): Promise<MailDetail> {
    return this.mails.retry(me, uuid);
  }
}
