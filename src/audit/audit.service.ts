import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, Logger } from '@nestjs/common';
import type { Caller } from '../common/http/access.js';
import { currentRequestId } from '../common/http/request-id.js';
import { AuditEntry } from './audit-entry.entity.js';

/** Records who changed what, in the change's own transaction. */
@Injectable()
export class AuditService {
  private readonly log = new Logger(AuditService.name);

  /** @param actor who did it: a caller, or an account that acts for itself */
  record(em: EntityManager, actor: Pick<Caller, 'uuid'>, action: string, subject: string, changes: object = {}): void {
    em.create(AuditEntry, { actor: actor.uuid, action, subject, changes, request_id: currentRequestId() ?? '' });
    this.log.log({ actor: actor.uuid, action, subject });
  }
}
