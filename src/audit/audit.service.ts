import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, Logger } from '@nestjs/common';
import type { Caller } from '../common/http/access.js';
import { currentRequest } from '../common/http/request-id.js';
import { afterCommit } from '../database/commits.js';
import { type AuditAction, type AuditKind, personalKinds } from './audit-actions.js';
import { AuditActor, AuditDetails, AuditEntry } from './audit-entry.entity.js';
import { diff } from './diff.js';
import { masked } from './mask.js';

type Actor = Pick<Caller, 'uuid' | 'role'> & { username?: string | null };

/** The record that an action is about. */
export interface AuditSubject {
  kind: AuditKind;
  /** Left out for what concerns all of its kind, like an import. */
  uuid?: string;
  /** How people call it. Never an address or a name of a person, save of a customer. */
  label?: string | null;
}

const isPersonal = (kind: string): boolean => (personalKinds as readonly string[]).includes(kind);

/** Records who changed what, in the change's own transaction. */
@Injectable()
export class AuditService {
  private readonly log = new Logger(AuditService.name);

  /** @param actor a caller, or an account that acts for itself @param changes `from` and `to` of what was changed, and what else is worth knowing */
  record(
    em: EntityManager,
    actor: Actor,
    action: AuditAction,
    { kind, uuid, label }: AuditSubject,
    changes: object = {},
  ): void {
    const { id: request_id = '', address = '' } = currentRequest() ?? {};
    const subject = uuid === undefined ? kind : `${kind}/${uuid}`;
    const name = (label ?? '').slice(0, 200);
    const known = masked(changes) as object;
    const entry = em.create(AuditEntry, {
      actor: actor.uuid,
      role: actor.role,
      action,
      subject_kind: kind,
      subject,
      label: kind === 'customer' ? '' : name,
      changes: isPersonal(kind) ? {} : known,
      request_id,
    });
    em.create(AuditActor, { entry, username: actor.username ?? '', address });
    if (isPersonal(kind)) em.create(AuditDetails, { entry, label: kind === 'customer' ? name : '', changes: known });
    afterCommit(em, () => this.log.log({ actor: actor.uuid, action, subject }));
  }

  /** Records the fields that differ; nothing where none does. @returns whether any does */
  recordDiff<Fields extends object>(
    em: EntityManager,
    actor: Caller,
    action: AuditAction,
    subject: AuditSubject,
    [before, after]: [Fields, Fields],
  ): boolean {
    const changes = diff(before, after);
    if (changes) this.record(em, actor, action, subject, changes);
    return changes !== undefined;
  }
}
