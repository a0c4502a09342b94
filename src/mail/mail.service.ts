import { LockMode } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import type { Caller } from '../common/http/access.js';
import { Database } from '../database/database.js';
import type { MailDetail } from './mail.dto.js';
import { Mail } from './mail.entity.js';
import { MailNotFound } from './mail.errors.js';
import { MailQueries } from './mail.queries.js';

@Injectable()
export class MailService {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditService,
    private readonly queries: MailQueries,
  ) {}

  /** @throws MailNotFound, MailNotFailed, MailErased */
  async retry(me: Caller, uuid: string): Promise<MailDetail> {
    await this.database.transaction(async (em) => {
      const mail = await em.findOne(Mail, { uuid }, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (!mail) throw new MailNotFound();
      const { attempts, status } = mail;
      mail.retry();
      const retried = { from: { status, attempts }, to: { status: 'queued', attempts: 0 } };
      this.audit.record(em, me, 'mail.retry', { kind: 'mail', uuid, label: mail.kind }, retried);
    });
    return this.queries.detail(uuid);
  }
}
