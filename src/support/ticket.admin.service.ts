import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { AuditVerb } from '../audit/audit-actions.js';
import { AuditService } from '../audit/audit.service.js';
import { diff } from '../audit/diff.js';
import type { Caller } from '../common/http/access.js';
import { ValidationFailed } from '../common/http/request.errors.js';
import { Customer } from '../customer/customer.entity.js';
import { IdempotencyService } from '../idempotency/idempotency.service.js';
import type { IdempotentResult } from '../idempotency/idempotent.interceptor.js';
import { CannedAnswerService } from './canned-answer.service.js';
import { AssigneeNotFound } from './support.errors.js';
import { TicketMails } from './ticket-mails.js';
import type { TicketAdminDetail, TicketAnswer, TicketAssignment, TicketStatusChange } from './ticket.admin.dto.js';
import { TicketAdminQueries } from './ticket.admin.queries.js';
import { Ticket } from './ticket.entity.js';
import { assertRoom } from './ticket.service.js';

/** What staff do with tickets. */
@Injectable()
export class TicketAdminService {
  constructor(
    private readonly idempotency: IdempotencyService,
    private readonly audit: AuditService,
    private readonly canned: CannedAnswerService,
    private readonly mails: TicketMails,
    private readonly queries: TicketAdminQueries,
  ) {}

  /** Mails the answer. @throws TicketNotFound, TicketFull, CannedAnswerNotFound, ValidationFailed, StillRunning, IdempotencyKeyReused */
  answer(me: Caller, uuid: string, input: TicketAnswer, key?: string): Promise<IdempotentResult<TicketAdminDetail>> {
    return this.once({ key, body: input }, me, uuid, 'answer', async (em, ticket) => {
      await assertRoom(em, ticket);
      const text = await this.textOf(em, ticket, input);
      const message = ticket.answer(em, me.id, text);
      await em.flush();
      await this.mails.answered(em, ticket, text);
      return { message: message.uuid };
    });
  }

  /** @throws TicketNotFound, TicketFull, StillRunning, IdempotencyKeyReused */
  note(me: Caller, uuid: string, text: string, key?: string): Promise<IdempotentResult<TicketAdminDetail>> {
    return this.once({ key, body: { text } }, me, uuid, 'note', async (em, ticket) => {
      await assertRoom(em, ticket);
      const message = ticket.note(em, me.id, text);
      await em.flush();
      return { message: message.uuid };
    });
  }

  /** @throws TicketNotFound, AssigneeNotFound, TicketAssigned */
  assign(
    me: Caller,
    uuid: string,
    { assignee = me.uuid, force = false }: TicketAssignment,
  ): Promise<TicketAdminDetail> {
    return this.change(me, uuid, 'assign', async (em, ticket) => {
      const enabled = { uuid: assignee, disabled_at: null, staff_role: { $ne: null } };
      const staff = await em.findOne(Customer, enabled, { populate: ['staff_role'] });
      if (!staff?.staff_role?.$.allowed().has('write:tickets')) throw new AssigneeNotFound();
      ticket.assign(staff, { force });
    });
  }

  /** @throws TicketNotFound */
  unassign(me: Caller, uuid: string): Promise<TicketAdminDetail> {
    return this.change(me, uuid, 'unassign', async (_em, ticket) => ticket.unassign());
  }

  /** @throws TicketNotFound, TicketStatusRefused */
  setStatus(me: Caller, uuid: string, { status }: TicketStatusChange): Promise<TicketAdminDetail> {
    return this.change(me, uuid, 'status', async (_em, ticket) => {
      if (status === 'solved') ticket.solve();
      else if (status === 'closed') ticket.close();
      else ticket.reopen();
    });
  }

  /** @throws CannedAnswerNotFound, ValidationFailed */
  private async textOf(em: EntityManager, ticket: Ticket, { text, canned }: TicketAnswer): Promise<string> {
    if (text !== undefined && canned !== undefined)
      throw new ValidationFailed([{ field: 'text', errors: ['either text or canned must be given, not both'] }]);
    return text ?? this.canned.fillIn(em, ticket, canned ?? '');
  }

  private async change(...change: Change): Promise<TicketAdminDetail> {
    return (await this.once({}, ...change)).answer;
  }

  private once(
    { key, body }: { key?: string | undefined; body?: object },
    ...[me, uuid, verb, work]: Change
  ): Promise<IdempotentResult<TicketAdminDetail>> {
    const request = { customer: me.id, key, route: `${verb} ticket ${uuid}`, body };
    return this.idempotency.transaction(request, async (em) => {
      const ticket = await Ticket.lock(em, { uuid });
      const before = await stateOf(ticket);
      const facts = await work(em, ticket);
      const changes = { ...diff(before, await stateOf(ticket)), ...facts };
      const subject = { kind: 'ticket' as const, uuid: ticket.uuid, label: ticket.number };
      if (Object.keys(changes).length > 0) this.audit.record(em, me, `ticket.${verb}`, subject, changes);
      await em.flush();
      return this.queries.one(em, ticket);
    });
  }
}

type Change = [
  me: Caller,
  uuid: string,
  verb: AuditVerb<'ticket'>,
  work: (em: EntityManager, ticket: Ticket) => Promise<object | void>,
];

const stateOf = async ({ status, assignee }: Ticket) => ({
  status,
  assignee: (await assignee?.load())?.uuid ?? null,
});
