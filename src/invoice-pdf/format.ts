import { readFileSync } from 'node:fs';
import { decimal } from '../common/money/money.js';
import { type DeliveryPlace, type InvoiceDocument, isOffset } from '../invoice/invoice-document.js';
import { type InvoiceLanguage, type Words, wordsIn } from './words.js';

/** `21 November 2026` of an ISO date. Not by `Intl`, whose words and spaces change with the version of Node. */
export function date(iso: string, words: Words): string {
  const [year = '', month, day] = iso.split('-');
  return words.date(Number(day), words.months[Number(month) - 1] ?? '', year);
}

const names = new Map<InvoiceLanguage, Record<string, string | string[]>>();

/** `Poland`. Of the library only the names in one language are read. */
export function country(code: string, language: InvoiceLanguage = 'en'): string {
  const list = names.get(language) ?? readNames(language);
  names.set(language, list);
  const name = list[code];
  return (Array.isArray(name) ? name[0] : name) ?? code;
}

function readNames(language: InvoiceLanguage): Record<string, string | string[]> {
  const file = readFileSync(new URL(import.meta.resolve(`i18n-iso-countries/langs/${language}.json`)), 'utf8');
  return (JSON.parse(file) as { countries: Record<string, string | string[]> }).countries;
}

/** `8.5 %` of 850 basis points. */
export const percent = (rate: number, { decimal }: Words): string => `${String(rate / 100).replace('.', decimal)} %`;

/** Minor units as `€1,234.50`. */
export const money = (currency: string, language?: InvoiceLanguage) => {
  const { currencyFirst, currencies } = wordsIn(language);
  const sign = currencies[currency];
  return (minor: number): string => {
    const figures = figure(currency, language)(Math.abs(minor));
    const amount = currencyFirst ? `${sign ?? `${currency}\u00A0`}${figures}` : `${figures}\u00A0${sign ?? currency}`;
    return minor < 0 ? `−${amount}` : amount;
  };
};

/** Minor units as `1,234.50`, for columns whose head names the currency. */
export const figure = (currency: string, language?: InvoiceLanguage) => {
  const { decimal: point, thousands } = wordsIn(language);
  return (minor: number): string => {
    const [units = '', fraction] = decimal(minor, currency).split('.');
    const grouped = units.replace(/\B(?=(\d{3})+$)/g, thousands).replace('-', '−');
    return fraction ? `${grouped}${point}${fraction}` : grouped;
  };
};

/** A decimal of a rate of exchange. */
export const rate = (decimal: string, words: Words): string => decimal.replace('.', words.decimal);

export const title = ({ kind, language }: InvoiceDocument): string => wordsIn(language).titles[kind];

/** Whether and how it was paid, or when it is due. */
export function paymentStatus(document: InvoiceDocument): { label: string; detail: string } {
  const { kind, payment, due, totals, language } = document;
  const words = wordsIn(language);
  if (totals.gross === 0) return { label: words.nothingToPay, detail: '' };
  const method = words.methods[payment.method];
  const detail = (...parts: (string | undefined)[]) => parts.filter(Boolean).join(' ');
  if (payment.state === 'paid') {
    const label = kind === 'invoice' ? words.paid : words.refunded;
    return { label, detail: detail(words.on(date(payment.paid_on, words)), method) };
  }
  if (isOffset(document)) return { label: words.notPaidYet, detail: words.reduces(document.corrects?.number ?? '') };
  if (kind === 'credit_note') return { label: words.toBeRefunded, detail: method ?? '' };
  if (due) return { label: words.toBePaid, detail: words.by(date(due, words)) };
  return { label: words.toBePaid, detail: detail(isPickUp(document) ? words.onPickUp : words.onDelivery, method) };
}

/** Goods that are handed over at the seller's address. */
export const isPickUp = ({ delivery, seller }: InvoiceDocument): boolean =>
  delivery !== undefined && isSamePlace(delivery, { ...seller, region: undefined });

export const isSamePlace = (one: Omit<DeliveryPlace, 'name'>, other: Omit<DeliveryPlace, 'name'>): boolean =>
  placeOf(one) === placeOf(other);

const placeOf = ({ address, post_code, city, region, country }: Omit<DeliveryPlace, 'name'>): string =>
  [...address, post_code, city, region ?? '', country].join('\n');
