import { isDeepStrictEqual } from 'node:util';

/** What a change changed, for the audit trail: the old and the new value of each fact that is not the same. */
export function diff<Facts extends object>(before: Facts, after: Facts): object {
  const changed = new Set(
    (Object.keys(after) as (keyof Facts)[]).filter((fact) => !isDeepStrictEqual(before[fact], after[fact])),
  );
  const only = (facts: Facts) =>
    Object.fromEntries(Object.entries(facts).filter(([fact]) => changed.has(fact as keyof Facts)));
  return { from: only(before), to: only(after) };
}
