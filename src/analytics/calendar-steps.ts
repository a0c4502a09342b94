import { type RawBuilder, sql } from 'kysely';
import { dayOf, daysAfter, startOfDay } from '../config/calendar.js';

/** How long each row of a report is. */
export const steps = ['hour', 'day', 'week', 'month'] as const;
export type Step = (typeof steps)[number];

/** Days of the shop, `2026-11-30`, both included. */
export interface Period {
  from: string;
  to: string;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** Both included; days have no hours here, so that no change of the clocks matters. */
export const daysIn = ({ from, to }: Period): number => Math.round((Date.parse(to) - Date.parse(from)) / dayMs) + 1;

/** As many days, directly before. */
export const periodBefore = (period: Period): Period => ({
  from: daysAfter(period.from, -daysIn(period)),
  to: daysAfter(period.from, -1),
});

/** The moments that a period lies between: from the first until just before the second. */
export const momentsOf = ({ from, to }: Period): [Date, Date] => [startOfDay(from), startOfDay(daysAfter(to, 1))];

export const today = (): string => dayOf(new Date());

/**
 * When each step of a period begins. The first one begins with the period: a week (from Monday) or a month that has begun
 * before is cut off, and so is the last one. A day has as many hours as the clocks give it.
 */
export function startsOf(period: Period, step: Step): Date[] {
  const days = Array.from({ length: daysIn(period) }, (_, at) => daysAfter(period.from, at));
  if (step === 'hour') return days.flatMap(hoursOf);
  return days.filter((day, at) => at === 0 || beginsAt[step](day)).map(startOfDay);
}

const beginsAt: Record<Exclude<Step, 'hour'>, (day: string) => boolean> = {
  day: () => true,
  week: (day) => new Date(day).getUTCDay() === 1,
  month: (day) => day.endsWith('-01'),
};

function hoursOf(day: string): Date[] {
  const [start, end] = momentsOf({ from: day, to: day }).map(Number) as [number, number];
  return Array.from({ length: Math.ceil((end - start) / hourMs) }, (_, hour) => new Date(start + hour * hourMs));
}

/** Days with the moment at which each begins, ascending: SQL finds that of a moment by `width_bucket`. */
export interface Days {
  names: string[];
  starts: Date[];
}

/** Days of the shop's time zone; it remembers when they begin, until the zone changes, as that takes a while to find out. */
export class DayCalendar {
  private readonly starts = new Map<string, Date>();
  private zone: string;

  constructor(private readonly currentZone: () => string) {}

  between(first: Date, last: Date): Days {
    if (this.zone !== this.currentZone()) this.starts.clear();
    this.zone = this.currentZone();
    const names = [dayOf(first)];
    const end = dayOf(last);
    for (let day = names[0] ?? end; day < end;) names.push((day = daysAfter(day, 1)));
    return { names, starts: names.map((day) => this.startOf(day)) };
  }

  private startOf(day: string): Date {
    const start = this.starts.get(day) ?? startOfDay(day);
    this.starts.set(day, start);
    return start;
  }
}

/** The day of a moment, which lies between the first and the last; SQL. */
export const nameOf = ({ names, starts }: Days, moment: RawBuilder<unknown>) =>
  sql`(${names}::date[])[width_bucket(${moment}, ${starts}::timestamptz[])]`;
