import { minor, priceForm, pricePattern } from '../common/money/money.js';
import { escapeFormula, unescapeFormula } from '../common/text/formula.js';
import { digitsOf, isCurrency, shopCurrency } from '../config/currency.js';

/** What is wrong with a cell. */
export class CellError extends Error {}

/** What spreadsheets write where a formula fails, in English, German, French, Spanish and Polish; the first is of ours. */
export const formulaError =
  /^#(CALC!|N\/A|N\/D|NV|REF!|BEZUG!|NAME\?|NOM\?|NOMBRE\?|NAZWA\?|VALUE!|WERT!|VALEUR!|VALOR!|ARG!|ADR!|NUM!|ZAHL!|NOMBRE!|LICZBA!|NULL!|NUL!|(DIV|DZIEL)\/0!|SPILL!|GETTING_DATA)$/i;

/** Undefined for a cell that cannot be read. */
export function ifReadable<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof CellError)) throw error;
    return undefined;
  }
}

/** Yes and no as shops and spreadsheets of several languages write them. */
const words = {
  yes: '1 1.0 yes y true t on x ja j wahr oui vrai si sí verdadero vero tak prawda published publish active enabled visible online in_stock aktiv aktywny aktywna aktywne actif activo attivo actief veröffentlicht opublikowany opublikowane publié publicado',
  no: '0 0.0 no n false f off nein falsch non faux falso nie fałsz draft archived inactive disabled hidden unavailable incomplete offline private pending unlisted unpublished proposed rejected inaktiv entwurf nieaktywny nieaktywna nieaktywne szkic inactif brouillon inactivo borrador inattivo bozza inactief concept',
};
const flags = new Map(
  Object.entries(words).flatMap(([key, list]) => list.split(' ').map((word) => [word, key === 'yes'] as const)),
);

/** @throws CellError */
export function flag(cell: string): boolean {
  const value = flags.get(cell.toLowerCase());
  if (value === undefined)
    throw new CellError('must be true or false (yes and no, 1 and 0, published and draft do, too)');
  return value;
}

/** In minor units, however the amount is written, if that can only mean one. @throws CellError */
export function amount(cell: string): number {
  const text = plainDecimal(withoutCurrency(cell));
  if (text.startsWith('-')) throw new CellError('is negative: a price is 0 or more');
  const [units = '', fraction = ''] = text.split('.');
  const digits = digitsOf(shopCurrency());
  if (/[1-9]/.test(fraction.slice(digits)))
    throw new CellError(
      `has more decimals than the ${digits} of ${shopCurrency()}: round it to ${digits ? `${units}.${fraction.slice(0, digits)}` : units} or the next one above`,
    );
  const kept = fraction.slice(0, digits);
  const exact = kept === '' ? units : `${units}.${kept}`;
  if (!pricePattern().test(exact)) throw new CellError(`must be ${priceForm()}`);
  return minor(exact);
}

/** @throws CellError where another currency than that of the shop is named */
function withoutCurrency(cell: string): string {
  const match = /^([^\d.,+-]*?)\s*([-+]?[\d.,].*?|[-+])\s*([^\d.,'’]*)$/u.exec(cell.trim());
  const [, before = '', number = '', after = ''] = match ?? [];
  // `12,-` has no cents.
  const dashed = number + (/^[-–—]+/.exec(after)?.[0] ?? '');
  const named = [before, after.replace(/^[-–—]+/, '')].map((name) => name.trim()).filter((name) => name !== '');
  for (const name of named) if (!isShopCurrency(name)) throw new CellError(notThisCurrency(name));
  return match ? dashed.replace(/[.,][-–—]+$/, '') : cell;
}

/** Currencies by the names that people write, which have no sign. */
const currencyName = /^(zł|kč|kr|ft|lei|лв|руб|р|f?cfa|fr|sfr|rs|din|euros?)\.?$/i;

const notThisCurrency = (name: string): string =>
  isCurrency(name.toUpperCase()) || /\p{Sc}/u.test(name) || currencyName.test(name)
    ? `is in ${name}, and the shop sells in ${shopCurrency()}`
    : `must be ${priceForm()}, and not have "${name}" beside it`;

function isShopCurrency(name: string): boolean {
  const currency = shopCurrency();
  const symbols = (['symbol', 'narrowSymbol'] as const).map(
    (currencyDisplay) =>
      new Intl.NumberFormat('en', { style: 'currency', currency, currencyDisplay })
        .formatToParts(0)
        .find(({ type }) => type === 'currency')?.value,
  );
  const known = [currency, ...symbols, ...(currency === 'EUR' ? ['Euro'] : []), ...(currency === 'PLN' ? ['zł'] : [])];
  return known.some((each) => each?.toLowerCase() === name.toLowerCase());
}

/** A number with a point, without marks of thousands. @throws CellError where it can mean two numbers */
function plainDecimal(cell: string): string {
  const form = () => new CellError(`must be ${priceForm()}`);
  if (/^\d+([.,]\d+)?e[+-]?\d+$/i.test(cell))
    throw new CellError(
      'was shortened by a spreadsheet: format the column as a number with two decimals, and save again',
    );
  if (!/^-?(\d[\d.,'’\s]*|[.,]\d+)$/.test(cell)) throw form();
  const spaced = cell.replace(/[’\u00a0\u202f\u2009\s]/g, "'");
  if (spaced.includes("'") && !/^-?\d{1,3}('\d{3})+([.,]\d+)?$/.test(spaced)) throw form();
  const text = spaced.replaceAll("'", '');
  const hadGroups = text !== spaced;
  const marks = text.replace(/[^.,]/g, '');
  if (marks === '') return text;
  const mark = marks.at(-1)!;
  if (new Set(marks).size === 2) {
    const [other, escaped] = [mark === '.' ? ',' : '\\.', mark === '.' ? '\\.' : ','];
    if (!new RegExp(`^-?\\d{1,3}(${other}\\d{3})+${escaped}\\d+$`).test(text)) throw form();
    return text.replaceAll(mark === '.' ? ',' : '.', '').replace(',', '.');
  }
  if (marks.length > 1) {
    if (!/^-?\d{1,3}([.,]\d{3})+$/.test(text)) throw form();
    return text.replace(/[.,]/g, '');
  }
  const [units = '', fraction = ''] = text.split(mark);
  if (fraction === '') throw form();
  const digits = digitsOf(shopCurrency());
  const isThousands = fraction.length === 3 && /^-?[1-9]\d{0,2}$/.test(units) && !hadGroups;
  if (isThousands && !(digits === 3 && mark === '.')) {
    const short = fraction.endsWith('0') ? `${units}.${fraction.slice(0, 2)}` : `${units}.${fraction}`;
    throw new CellError(
      `can mean ${units}${fraction} or ${short}: write the one that is meant, without marks of thousands`,
    );
  }
  return `${units === '' ? '0' : units}.${fraction}`;
}

/** In basis points. @throws CellError where percent may be meant */
export function taxRate(cell: string): number {
  const percent = /^(\d{1,3})([.,](\d{1,2})0*)?\s*%$/.exec(cell);
  if (percent) {
    const points = Number(percent[1]) * 100 + Number((percent[3] ?? '').padEnd(2, '0'));
    if (points > 10_000) throw new CellError('must not be more than 100 %');
    return points;
  }
  const number = /^\d{1,5}([.,]\d+)?$/.test(cell) ? Number(cell.replace(',', '.')) : Number.NaN;
  if (Number.isInteger(number) && (number === 0 || number >= 100) && number <= 10_000) return number;
  if (number > 0 && number < 100) throw new CellError(percentMeant(number));
  throw new CellError('must be a whole number from 0 to 10000 (hundredths of a percent), or a percentage like 19%');
}

function percentMeant(number: number): string {
  const percent = number < 1 ? number * 100 : number;
  const points = Math.round(percent * 100);
  const shown = Number(percent.toFixed(2));
  return number < 1
    ? `must be in hundredths of a percent: for ${shown} % write ${points} or ${shown}%, for ${number} % write ${number}%`
    : `would be ${number / 100} %, because 1900 is 19 %: for ${shown} % write ${points} or ${shown}%`;
}

/** A whole number of units, also as spreadsheets write it: `10.0`. @throws CellError */
export function units(cell: string, max: number): number {
  const form = `must be a whole number from 0 to ${max}`;
  const [, minus, digits = '', fraction = ''] = /^(-?)(\d+)(?:[.,](\d+))?$/.exec(cell) ?? [];
  if (minus) throw new CellError(`${form}: less than nothing cannot be on hand; write 0, or what was counted`);
  if (digits === '') throw new CellError(form);
  if (fraction.length === 3 && /^[1-9]\d{0,2}$/.test(digits))
    throw new CellError(`can mean ${digits}${fraction} or ${digits}: write a whole number without marks`);
  if (/[1-9]/.test(fraction)) throw new CellError(`${form}: units cannot be divided`);
  if (Number(digits) > max) throw new CellError(form);
  return Number(digits);
}

/** Text that a spreadsheet takes for a number, a date or a truth value, and writes back as another one: `007`, `1-2`, `4006381333931`. */
const numberLike =
  /^(0\d+|\d{12,}|\d+([.,:/ -]\d+)+|\d+([.,]\d+)?e\d+|(true|false)|(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\p{L}*[-. ]?\d+|\d+[-. ]?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\p{L}*)$/iu;

/** An apostrophe before text that a spreadsheet would run or rewrite. {@link unescapeCell} removes it. */
export const escapeCell = (cell: string): string => {
  const bare = cell.replace(/^'+/, '').trim();
  return numberLike.test(bare) ? `'${cell}` : escapeFormula(cell);
};

/** Other programs write `="007"`, so that a spreadsheet takes it for text. */
export const unescapeCell = (cell: string): string => {
  const quoted = /^="([^"]*)"$/.exec(cell)?.[1];
  if (quoted !== undefined) return quoted;
  return cell.startsWith("'") && numberLike.test(cell.replace(/^'+/, '').trim())
    ? cell.slice(1)
    : unescapeFormula(cell);
};
