import { type RawBuilder, sql } from 'kysely';
import { dayOf, daysAfter, startOfDay } from '../config/calendar.js';

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
