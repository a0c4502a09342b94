import i18n from 'i18next';

/** The reader's own variant of the language, such as `en-GB`. */
const locale = (): string => navigator.languages.find((name) => name.startsWith(i18n.language)) ?? i18n.language;

const cached = <Value>(make: (locale: string, key: string) => Value) => {
  const known = new Map<string, Value>();
  return (key: string): Value => {
    const id = `${locale()} ${key}`;
    const value = known.get(id) ?? make(locale(), key);
    known.set(id, value);
    return value;
  };
};

const moneyFormat = cached((locale, currency) => new Intl.NumberFormat(locale, { style: 'currency', currency }));
const dateFormats: Record<string, Intl.DateTimeFormatOptions> = {
  day: { day: 'numeric', month: 'short', year: 'numeric' },
  dayOfMonth: { day: 'numeric', month: 'short' },
  month: { month: 'short', year: 'numeric' },
  moment: { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' },
  short: { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
};
const hourFormat = cached((locale, timeZone) => new Intl.DateTimeFormat(locale, { ...dateFormats['short'], timeZone }));
const dateFormat = cached((locale, kind) => new Intl.DateTimeFormat(locale, dateFormats[kind]));
const numberFormat = cached(
  (locale, decimals) => new Intl.NumberFormat(locale, { minimumFractionDigits: Number(decimals) }),
);
const relativeFormat = cached((locale) => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }));

/** @param amount as the API writes it, such as `19.90`; without a currency, as a plain number */
export const money = (amount: string, currency?: string): string =>
  currency
    ? moneyFormat(currency).format(Number(amount))
    : numberFormat(String(amount.split('.')[1]?.length ?? 0)).format(Number(amount));

/** A day such as `2026-11-01` is that day wherever the reader is. */
const dateOf = (value: string): Date => new Date(value.length === 10 ? `${value}T00:00` : value);
export const day = (value: string): string => dateFormat('day').format(dateOf(value));
export const dayOfMonth = (value: string): string => dateFormat('dayOfMonth').format(dateOf(value));
/** @param value such as `2026-11` */
export const month = (value: string): string => dateFormat('month').format(dateOf(`${value}-01`));
/** In the time zone of the shop. */
export const hourIn = (timeZone: string, moment: string): string => hourFormat(timeZone).format(new Date(moment));
export const moment = (moment: string): string => dateFormat('moment').format(new Date(moment));
export const shortMoment = (moment: string): string => dateFormat('short').format(new Date(moment));
/** Of an estimate: more digits would pretend. */
export const about = (value: number): string => numberFormat('0').format(Number(value.toPrecision(2)));
export const count = (value: number): string => numberFormat('0').format(value);

const units = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

/** "3 hours ago", and the date after a week. */
export function ago(value: string): string {
  const seconds = (Date.parse(value) - Date.now()) / 1000;
  if (Math.abs(seconds) > 7 * 86_400) return day(value);
  const [unit, size] = units.find(([, length]) => Math.abs(seconds) >= length) ?? ['minute', 60];
  return relativeFormat('').format(Math.round(seconds / size), unit);
}
