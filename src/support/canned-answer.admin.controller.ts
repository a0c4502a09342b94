import { Body, Controller, Delete, Get, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, Me, Requires } from '../common/http/access.js';
import { Example, Fails } from '../common/http/fails.js';
import { Listed, ListQuery } from '../common/http/paging.js';
import { uuidOr } from '../common/http/uuid.pipe.js';
import { CannedAnswerChange, CannedAnswerDto, CannedAnswerInput } from './canned-answer.dto.js';
import { CannedAnswerService } from './canned-answer.service.js';
import { CannedAnswerNotFound, CannedAnswerTitleTaken } from './support.errors.js';

const AnswerUuid = uuidOr(CannedAnswerNotFound);

@ApiTags('Support')
@Controller('api/admin/support/canned-answers')
@Requires('write:tickets')
export class CannedAnswerAdminController {
  constructor(private readonly answers: CannedAnswerService) {}

  /** List canned answers by title. */
  @Get()
  @Requires('read:tickets')
  @Listed(CannedAnswerDto)
  list(@Query() page: ListQuery) {
    return this.answers.list(page);
  }

  /** Create a canned answer. */
  @Post()
  @Fails(CannedAnswerTitleTaken)
  create(@Me() me: Caller, @Body() answer: CannedAnswerInput): Promise<CannedAnswerDto> {
    return this.answers.create(me, answer);
  }

  /** Update a canned answer; what is left out stays. Answers that were sent stay as they are. */
  @Put(':uuid')
  @Example({ text: 'Hello {{first_name}}, your parcel is late. We write again in {{number}}.' })
  @Fails(CannedAnswerNotFound, CannedAnswerTitleTaken)
  update(
    @Me() me: Caller,
    @Param('uuid', AnswerUuid) uuid: string,
    @Body() change: CannedAnswerChange,
  ): Promise<CannedAnswerDto> {
    return this.answers.update(me, uuid, change);
  }

  /** Delete a canned answer. Returns the deleted one. */
  @Delete(':uuid')
  @Fails(CannedAnswerNotFound)
  remove(@Me() me: Caller, @Param('uuid', AnswerUuid) uuid: string): Promise<CannedAnswerDto> {
    return this.answers.remove(me, uuid);
  }
}
