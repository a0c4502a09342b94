import { defineEntity, p } from '@mikro-orm/core';

const AuditEntrySchema = defineEntity({
  name: 'AuditEntry',
  tableName: 'audit_entries',
  properties: {
    id: p.bigint('number').primary(),
    actor: p.uuid().index(),
    action: p.string().length(60),
    /** What was changed: a kind and a uuid, `product/0199…`. */
    subject: p.string().length(100).index(),
    changes: p.json<object>(),
    request_id: p.string().default('').length(64),
    created_at: p.datetime().defaultRaw('now()'),
  },
});

/** One action of a member of staff, written in the action's own transaction. */
export class AuditEntry extends AuditEntrySchema.class {}

AuditEntrySchema.setClass(AuditEntry);
export { AuditEntrySchema };
