import { useState } from 'react';

/** Rows of a list that are chosen for an action, those of other pages among them. */
export interface Choice<Row> {
  rows: Row[];
  /** How many of them the page does not show. */
  elsewhere: number;
  has: (row: Row) => boolean;
  choose: (rows: Row[], on: boolean) => void;
  /** These, and no others. */
  only: (rows: Row[]) => void;
}

export function useChoice<Row>(shown: Row[] = [], keyOf: (row: Row) => string): Choice<Row> {
  const [chosen, setChosen] = useState<ReadonlyMap<string, Row>>(new Map());
  const fresh = new Map(shown.map((row) => [keyOf(row), row]));
  const byKey = (rows: Row[]) => rows.map((row) => [keyOf(row), row] as const);
  return {
    // As they are now, where the page shows them.
    rows: [...chosen].map(([key, row]) => fresh.get(key) ?? row),
    elsewhere: [...chosen.keys()].filter((key) => !fresh.has(key)).length,
    has: (row) => chosen.has(keyOf(row)),
    choose: (rows, on) =>
      setChosen((before) => {
        const next = new Map(before);
        for (const [key, row] of byKey(rows))
          if (on) next.set(key, row);
          else next.delete(key);
        return next;
      }),
    only: (rows) => setChosen(new Map(byKey(rows))),
  };
}
