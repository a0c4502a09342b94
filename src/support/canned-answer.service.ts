import type { EntityManager, InferKyselyDB } from '@mikro-orm/postgresql';
import { LockMode } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { AuditService } from '../audit/audit.service.js';
import type { Caller } from '../common/http/access.js';
import type { List, ListQuery } from '../common/http/paging.js';
import { Database } from '../database/database.js';
import { listOf, type Sorting } from '../database/list.js';
import type { CannedAnswerChange, CannedAnswerDto, CannedAnswerInput, FilledAnswer } from './canned-answer.dto.js';
import { CannedAnswer, type CannedAnswerSchema } from './canned-answer.entity.js';
import { CannedAnswerNotFound, TicketNotFound } from './support.errors.js';
import { Ticket } from './ticket.entity.js';

@Injectable()
export class CannedAnswerService {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditService,
  ) {}

  /** By title. */
  list(page: ListQuery): Promise<List<CannedAnswerDto>> {
    const answers = this.database.sql<InferKyselyDB<typeof CannedAnswerSchema>>().selectFrom('canned_answers');
    return listOf(this.database, answers.select(['uuid', 'title', 'text']), byTitle, page);
  }

  /** @throws CannedAnswerTitleTaken */
  create(me: Caller, input: CannedAnswerInput): Promise<CannedAnswerDto> {
    return this.database.transaction(async (em) => {
      const answer = em.create(CannedAnswer, { ...input });
      await em.flush();
      this.audit.record(em, me, 'canned_answer.create', subjectOf(answer), { to: toDto(answer) });
      return toDto(answer);
    });
  }

  /** @throws CannedAnswerNotFound, CannedAnswerTitleTaken */
  update(me: Caller, uuid: string, change: CannedAnswerChange): Promise<CannedAnswerDto> {
    return this.database.transaction(async (em) => {
      const answer = await lock(em, uuid);
      const before = toDto(answer);
      em.assign(answer, { ...change });
      await em.flush();
      this.audit.recordDiff(em, me, 'canned_answer.change', subjectOf(answer), [before, toDto(answer)]);
      return toDto(answer);
    });
  }

  /** @throws CannedAnswerNotFound */
  remove(me: Caller, uuid: string): Promise<CannedAnswerDto> {
    return this.database.transaction(async (em) => {
      const answer = await lock(em, uuid);
      em.remove(answer);
      this.audit.record(em, me, 'canned_answer.remove', subjectOf(answer), { from: toDto(answer) });
      return toDto(answer);
    });
  }

  /** @throws TicketNotFound, CannedAnswerNotFound */
  preview(ticket: string, uuid: string): Promise<FilledAnswer> {
    return this.database.transaction(async (em) => {
      const found = await em.findOne(Ticket, { uuid: ticket });
      if (!found) throw new TicketNotFound();
      return { text: await this.fillIn(em, found, uuid) };
    });
  }

  /** Its text for a ticket. @throws CannedAnswerNotFound */
  async fillIn(em: EntityManager, { number, customer, name }: Ticket, uuid: string): Promise<string> {
    const answer = await em.findOne(CannedAnswer, { uuid });
    if (!answer) throw new CannedAnswerNotFound();
    const owner = await customer?.load();
    return answer.fill({ number, name: owner?.first_name || name });
  }
}

/** Titles are unique. */
const byTitle: Sorting = { direction: 'asc', keys: [[sql`shop.letters(title)`, 'name']] };

const toDto = ({ uuid, title, text }: CannedAnswer): CannedAnswerDto => ({ uuid, title, text });

const subjectOf = ({ uuid, title }: CannedAnswer) => ({ kind: 'canned_answer' as const, uuid, label: title });

async function lock(em: EntityManager, uuid: string): Promise<CannedAnswer> {
  const answer = await em.findOne(CannedAnswer, { uuid }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (!answer) throw new CannedAnswerNotFound();
  return answer;
}
