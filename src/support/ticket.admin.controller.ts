import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type Caller, Me, Requires } from '../common/http/access.js';
import { Example, Fails } from '../common/http/fails.js';
import { Listed } from '../common/http/paging.js';
import { uuidOr } from '../common/http/uuid.pipe.js';
import { Idempotent, IdempotencyKeyHeader } from '../idempotency/idempotent.interceptor.js';
import { FilledAnswer } from './canned-answer.dto.js';
import { CannedAnswerService } from './canned-answer.service.js';
import {
  AssigneeNotFound,
  CannedAnswerNotFound,
  TicketAssigned,
  TicketFull,
  TicketNotFound,
  TicketStatusRefused,
} from './support.errors.js';
import {
  TicketAdminDetail,
  TicketAdminQuery,
  TicketAdminRow,
  TicketAnswer,
  TicketAssignment,
  TicketStatusChange,
  TicketSummary,
} from './ticket.admin.dto.js';
import { TicketAdminQueries } from './ticket.admin.queries.js';
import { TicketAdminService } from './ticket.admin.service.js';
import { TicketMessageInput } from './ticket.dto.js';

const TicketUuid = uuidOr(TicketNotFound);

@ApiTags('Support')
@Controller('api/admin/support/tickets')
@Requires('write:tickets')
export class TicketAdminController {
  constructor(
    private readonly tickets: TicketAdminService,
    private readonly canned: CannedAnswerService,
    private readonly queries: TicketAdminQueries,
  ) {}

  /** List tickets: those that wait longest for staff first, then the others, latest first. */
  @Get()
  @Requires('read:tickets')
  @Listed(TicketAdminRow)
  list(@Me() me: Caller, @Query() query: TicketAdminQuery) {
    return this.queries.list(me.id, query);
  }

  /** Count tickets by status, with the median time to the first answer. */
  @Get('summary')
  @Requires('read:tickets')
  summary(): Promise<TicketSummary> {
    return this.queries.summary();
  }

  /** Get a ticket with its messages and notes. */
  @Get(':ticket_uuid')
  @Requires('read:tickets')
  @Fails(TicketNotFound)
  detail(@Param('ticket_uuid', TicketUuid) uuid: string): Promise<TicketAdminDetail> {
    return this.queries.detail(uuid);
  }

  /** Get a canned answer as it would be sent. */
  @Get(':ticket_uuid/canned-answers/:uuid')
  @Requires('read:tickets')
  @Fails(TicketNotFound, CannedAnswerNotFound)
  preview(
    @Param('ticket_uuid', TicketUuid) ticket: string,
    @Param('uuid', uuidOr(CannedAnswerNotFound)) uuid: string,
  ): Promise<FilledAnswer> {
    return this.canned.preview(ticket, uuid);
  }

  /** Answer a ticket. The answer is mailed. */
  @Post(':ticket_uuid/answer')
  @Example({ text: 'We send you a new one today.' })
  @Idempotent()
  @HttpCode(200)
  @ApiOkResponse({ type: TicketAdminDetail })
  @Fails(TicketNotFound, TicketFull, CannedAnswerNotFound)
  answer(
    @Me() me: Caller,
    @Param('ticket_uuid', TicketUuid) uuid: string,
    @Body() answer: TicketAnswer,
    @IdempotencyKeyHeader() key?: string,
  ) {
    return this.tickets.answer(me, uuid, answer, key);
  }

  /** Add a note that only staff see. */
  @Post(':ticket_uuid/notes')
  @Idempotent()
  @HttpCode(200)
  @ApiOkResponse({ type: TicketAdminDetail })
  @Fails(TicketNotFound, TicketFull)
  note(
    @Me() me: Caller,
    @Param('ticket_uuid', TicketUuid) uuid: string,
    @Body() { text }: TicketMessageInput,
    @IdempotencyKeyHeader() key?: string,
  ) {
    return this.tickets.note(me, uuid, text, key);
  }

  /** Assign a ticket, to yourself by default. Of many at once, the first one gets it; `force` takes it over. */
  @Put(':ticket_uuid/assignee')
  @Example({})
  @Fails(TicketNotFound, AssigneeNotFound, TicketAssigned)
  assign(
    @Me() me: Caller,
    @Param('ticket_uuid', TicketUuid) uuid: string,
    @Body() assignment: TicketAssignment,
  ): Promise<TicketAdminDetail> {
    return this.tickets.assign(me, uuid, assignment);
  }

  /** Assign a ticket to nobody. */
  @Delete(':ticket_uuid/assignee')
  @Fails(TicketNotFound)
  unassign(@Me() me: Caller, @Param('ticket_uuid', TicketUuid) uuid: string): Promise<TicketAdminDetail> {
    return this.tickets.unassign(me, uuid);
  }

  /** Set the status of a ticket. */
  @Put(':ticket_uuid/status')
  @Fails(TicketNotFound, TicketStatusRefused)
  setStatus(
    @Me() me: Caller,
    @Param('ticket_uuid', TicketUuid) uuid: string,
    @Body() change: TicketStatusChange,
  ): Promise<TicketAdminDetail> {
    return this.tickets.setStatus(me, uuid, change);
  }
}
