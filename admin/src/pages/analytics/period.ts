export const periods = ['days7', 'days30', 'days90', 'year', 'thisMonth', 'lastMonth'] as const;
export type PeriodName = (typeof periods)[number];

export interface Period {
  from: string;
  to: string;
}

const dayOf = (date: Date): string =>
  [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, '0')).join('-');

/** Of so many days until today. */
function last(days: number, now: Date): Period {
  const first = new Date(now.getFullYear(), now.getMonth(), now.getDate() - days + 1);
  return { from: dayOf(first), to: dayOf(now) };
}

export function periodOf(name: PeriodName, now = new Date()): Period {
  const [year, month] = [now.getFullYear(), now.getMonth()];
  switch (name) {
    case 'days7':
      return last(7, now);
    case 'days30':
      return last(30, now);
    case 'days90':
      return last(90, now);
    case 'year':
      return last(365, now);
    case 'thisMonth':
      return { from: dayOf(new Date(year, month, 1)), to: dayOf(now) };
    case 'lastMonth':
      return { from: dayOf(new Date(year, month - 1, 1)), to: dayOf(new Date(year, month, 0)) };
  }
}

/** The name of a period, if it has one. */
export const nameOf = ({ from, to }: Period): PeriodName | undefined =>
  periods.find((name) => {
    const period = periodOf(name);
    return period.from === from && period.to === to;
  });
