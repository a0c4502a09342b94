import { isDeepStrictEqual } from 'node:util';

/** The old and the new value of each field that differs, for the audit trail. */
export function diff<Fields extends object>(before: Fields, after: Fields): object {
  const changed = new Set(
    (Object.keys(after) as (keyof Fields)[]).filter((field) => !isDeepStrictEqual(before[field], after[field])),
  );
  const only = (fields: Fields) =>
    Object.fromEntries(Object.entries(fields).filter(([field]) => changed.has(field as keyof Fields)));
  return { from: only(before), to: only(after) };
}
