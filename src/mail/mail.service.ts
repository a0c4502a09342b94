import { LockMode } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/audit.js';
import type { Caller } from '../common/access.js';
import { Database } from '../database/database.js';
import { Jobs } from '../database/jobs.js';
import type { MailDetail } from './mail.dto.js';
import { Mail } from './mail.entity.js';
import { MailNotFound } from './mail.errors.js';
import { MailQueries } from './mail.queries.js';
import { mailSend } from './mails.js';

/** What staff do about a mail. */
@Injectable()
export class MailService {
  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly audit: Audit,
    private readonly queries: MailQueries,
  ) {}

  /** @throws MailNotFound, MailNotFailed */
  async retry(me: Caller, uuid: string): Promise<MailDetail> {
    await this.database.transaction(async (em) => {
      const mail = await em.findOne(Mail, { uuid }, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (!mail) throw new MailNotFound();
      mail.retry();
      this.audit.record(em, me, 'mail.retry', `mail/${uuid}`);
      await this.jobs.send(em, mailSend, {});
    });
    return this.queries.detail(uuid);
  }
}
