import { ApiProperty, IntersectionType } from '@nestjs/swagger';
import { Matches } from 'class-validator';
import { ListQuery } from '../common/http/paging.dto.js';
import { IsOptionalNotNull } from '../common/text/is-optional-not-null.js';
import { Moment, SearchText, Uuid } from '../common/text/canonical.js';
import { type AuditAction, auditActions, type AuditKind, auditKinds } from './audit-actions.js';

export class AuditFilter {
  /** Only what this member of staff did. @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1a01" */
  @IsOptionalNotNull()
  @Uuid()
  actor?: string;

  /** Only this action. @example "product.change" */
  @SearchText(60)
  action?: string;

  /** Only records of this kind. @example "product" */
  @SearchText(40)
  kind?: string;

  /** Only this record: kind and uuid, as the list names it. @example "product/0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b11" */
  @SearchText(100)
  subject?: string;

  /** From this moment on. @example "2026-11-01T00:00:00Z" */
  @IsOptionalNotNull()
  @Moment()
  from?: string;

  /** Before this moment. @example "2026-12-01T00:00:00Z" */
  @IsOptionalNotNull()
  @Moment()
  to?: string;

  /** Only what this request did: the `X-Request-Id` of its answer. @example "0b1f7c3e-8f2a-4d5e-9c11-3a5b7f9d1e22" */
  @IsOptionalNotNull()
  @Matches(/^[\w.-]{1,64}$/, { message: 'request_id must be an id like those of X-Request-Id' })
  request_id?: string;

  /** Begin of an action or, in any case, of a label: `M1000`, `refund.`. @example "M100001" */
  @SearchText(100)
  q?: string;
}

export class AuditQuery extends IntersectionType(AuditFilter, ListQuery) {}

export class AuditActorDto {
  /** @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1a01" */
  uuid: string;
  /** As it was then; null once that account is erased, and in entries from before names were recorded. @example "leia" */
  username: string | null;
  /** As it was then; empty in entries from before roles were recorded. @example "support" */
  role: string;
}

export class AuditSubjectDto {
  @ApiProperty({ enum: auditKinds, enumName: 'AuditKind', example: 'order' })
  kind: AuditKind;
  /** What identifies it among its kind: mostly a uuid; null for what concerns all of them, like an import. @example "M100001" */
  uuid: string | null;
  /** What people call it, then; may be empty. @example "M100001" */
  label: string;
}

export class AuditRow {
  /** Greater for later entries. @example 1234 */
  id: number;
  /** By the database's clock. @example "2026-11-21T08:00:00.000Z" */
  at: string;
  actor: AuditActorDto;
  @ApiProperty({ enum: auditActions, enumName: 'AuditAction', example: 'order.status' })
  action: AuditAction;
  subject: AuditSubjectDto;
  /**
   * `from` and `to` with the fields that differ, of a new record `to` alone, of a removed one `from`; and what else belongs to
   * the action. Secrets are `***`. Empty once the customer is erased whom it was about.
   */
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    example: { from: { status: 'new' }, to: { status: 'processing' } },
  })
  changes: object;
  /** `X-Request-Id` of the request. @example "0b1f7c3e-8f2a-4d5e-9c11-3a5b7f9d1e22" */
  request_id: string;
  /** Network address of the request; null like the username. @example "203.0.113.7" */
  address: string | null;
}
