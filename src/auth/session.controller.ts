import { Controller, Delete, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, Me } from '../common/http/access.js';
import { Fails } from '../common/http/fails.js';
import { Paged, PageQuery } from '../common/http/paging.js';
import { uuidOr } from '../common/http/uuid.pipe.js';
import { Done, SessionDto } from './auth.dto.js';
import { SessionNotFound } from './auth.errors.js';
import { SessionService } from './session.service.js';

@ApiTags('Auth')
@Controller('api/profile/sessions')
export class SessionController {
  constructor(private readonly sessions: SessionService) {}

  /** Where you are signed in, latest first. */
  @Get()
  @Paged(SessionDto)
  list(@Me() me: Caller, @Query() page: PageQuery) {
    return this.sessions.list(me, page);
  }

  /** End one session: its tokens are dead at once. */
  @Delete(':uuid')
  @Fails(SessionNotFound)
  async revoke(@Me() me: Caller, @Param('uuid', uuidOr(SessionNotFound)) uuid: string): Promise<Done> {
    await this.sessions.revoke(me, uuid);
    return { status: 'OK', message: 'session revoked' };
  }
}
