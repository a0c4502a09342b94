const dayMs = 86_400_000;

const formatIn = (timeZone: string) =>
  new Intl.DateTimeFormat('en', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });

let format = formatIn('UTC');

/** The zone of legal days: a process serves one shop, whose setting it is. The machine's own plays no part. */
export function useTimeZone(zone: string): void {
  format = formatIn(zone);
}

/** The day of a moment in the shop's time zone. @example 2026-11-30 */
export function dayOf(moment: Date): string {
  const parts = Object.fromEntries(format.formatToParts(moment).map(({ type, value }) => [type, value]));
  return `${parts['year']}-${parts['month']}-${parts['day']}`;
}

/** The day so many days after another. */
export const daysAfter = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * dayMs).toISOString().split('T', 1)[0] ?? '';

/** The first moment of a day in the shop's time zone; where the clocks change at midnight that is not 00:00. */
export function startOfDay(day: string): Date {
  // Zones are at most 14 hours off UTC.
  let [before, from] = [Date.parse(day) - dayMs, Date.parse(day) + dayMs];
  while (from - before > 1) {
    const middle = Math.floor((before + from) / 2);
    if (dayOf(new Date(middle)) < day) before = middle;
    else from = middle;
  }
  return new Date(from);
}
