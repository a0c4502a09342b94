import type { TriggerDef } from '@mikro-orm/core';

type Event = 'update' | 'delete';

const refusal = (table: string) =>
  `raise exception '${table} is append-only: % is refused', lower(tg_op) using errcode = 'restrict_violation';`;

/**
 * Statements that would change rows fail, whoever runs them: in a database with one role, the shop is the owner. PostgreSQL lists
 * no triggers on `truncate`: those are in the migrations alone.
 */
export const refusing = (table: string, name = 'append_only', events: Event[] = ['update', 'delete']): TriggerDef => ({
  name,
  timing: 'before',
  events,
  forEach: 'statement',
  body: refusal(table),
});

/** The same, but for the functions that erase a person (`shop.erase_…`), which say so with a setting of their transaction. */
export const refusingUnlessErased = (table: string, name: string, events: Event[]): TriggerDef => ({
  ...refusing(table, name, events),
  body: `if coalesce(current_setting('shop.erasing', true), '') <> 'yes' then ${refusal(table)} end if; return null;`,
});
