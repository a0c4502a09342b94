import { isDeepStrictEqual } from 'node:util';

/** What a record was and what it has become. */
export interface Diff {
  from: object;
  to: object;
}

/** The old and the new value of each field that differs, for the audit trail; undefined where none does. */
export function diff<Fields extends object>(before: Fields, after: Fields): Diff | undefined {
  const changed = new Set(
    (Object.keys(after) as (keyof Fields)[]).filter((field) => !isDeepStrictEqual(before[field], after[field])),
  );
  const only = (fields: Fields) =>
    Object.fromEntries(Object.entries(fields).filter(([field]) => changed.has(field as keyof Fields)));
  return changed.size > 0 ? { from: only(before), to: only(after) } : undefined;
}
