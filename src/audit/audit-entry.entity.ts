import { defineEntity, p } from '@mikro-orm/core';
import { refusing, refusingUnlessErased } from '../database/append-only.js';

const AuditEntrySchema = defineEntity({
  name: 'AuditEntry',
  tableName: 'audit_entries',
  properties: {
    id: p.bigint('number').primary(),
    actor: p.uuid(),
    role: p.string().default('').length(40),
    action: p.string().length(60),
    subject_kind: p.string().length(40),
    /** What was changed: its kind and uuid, `product/0199…`. */
    subject: p.string().length(100),
    /** How people call it: the number of an order, the name of a product. */
    label: p.string().default('').length(200),
    changes: p.json<object>(),
    request_id: p.string().default('').length(64),
    created_at: p.datetime().defaultRaw('now()'),
  },
  indexes: [
    { name: 'audit_entries_by_created', properties: ['created_at', 'id'] },
    { name: 'audit_entries_of_actor', properties: ['actor', 'id'] },
    // By prefix, too.
    {
      name: 'audit_entries_of_action',
      expression: 'create index audit_entries_of_action on audit_entries (action varchar_pattern_ops, id)',
    },
    { name: 'audit_entries_of_kind', properties: ['subject_kind', 'id'] },
    { name: 'audit_entries_of_subject', properties: ['subject', 'id'] },
    { name: 'audit_entries_of_request', properties: ['request_id'] },
    {
      name: 'audit_entries_labels',
      expression: `create index audit_entries_labels on audit_entries (lower(label) text_pattern_ops)`,
    },
  ],
  triggers: [refusing('audit_entries')],
});

/** One action of a member of staff, written in the action's own transaction. Never changed and never deleted. */
export class AuditEntry extends AuditEntrySchema.class {}

const AuditActorSchema = defineEntity({
  name: 'AuditActor',
  tableName: 'audit_actors',
  properties: {
    entry: () => p.oneToOne(AuditEntry).primary().owner().ref().deleteRule('restrict'),
    /** As it was then. */
    username: p.string().length(254),
    /** Where the request came from. */
    address: p.string().default('').length(64),
  },
  triggers: [
    refusing('audit_actors', 'no_update', ['update']),
    refusingUnlessErased('audit_actors', 'no_delete', ['delete']),
  ],
});

/** Who acted, as people know them. Deleted when that member of staff is erased; the entry keeps the uuid. */
export class AuditActor extends AuditActorSchema.class {}

const AuditDetailsSchema = defineEntity({
  name: 'AuditDetails',
  tableName: 'audit_details',
  properties: {
    entry: () => p.oneToOne(AuditEntry).primary().owner().ref().deleteRule('restrict'),
    label: p.string().default('').length(254),
    changes: p.json<object>(),
  },
  indexes: [
    {
      name: 'audit_details_labels',
      expression: `create index audit_details_labels on audit_details (lower(label) text_pattern_ops)`,
    },
  ],
  triggers: [
    refusing('audit_details', 'no_update', ['update']),
    refusingUnlessErased('audit_details', 'no_delete', ['delete']),
  ],
});

/** Before and after of a record that is about a customer. Deleted when that customer is erased; the entry stays. */
export class AuditDetails extends AuditDetailsSchema.class {}

AuditEntrySchema.setClass(AuditEntry);
AuditActorSchema.setClass(AuditActor);
AuditDetailsSchema.setClass(AuditDetails);
export { AuditActorSchema, AuditDetailsSchema, AuditEntrySchema };
