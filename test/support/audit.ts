import type { Shop } from './shop.js';

export interface Trail {
  action: string;
  actor: string;
  changes: Record<string, unknown>;
}

/** What the audit trail has about a record, oldest first. @param subject `order/0199…`, or left out for all */
export const auditTrail = (shop: Shop, subject?: string): Promise<Trail[]> =>
  shop.rows<Trail>(
    `select action, actor, coalesce(audit_details.changes, audit_entries.changes) as changes
     from audit_entries left join audit_details on entry_id = id where ?::text is null or subject = ? order by id`,
    [subject ?? null, subject ?? null],
  );
