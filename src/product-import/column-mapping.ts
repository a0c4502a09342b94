import { shopCurrency } from '../config/currency.js';
import {
  articleNumbers,
  type Column,
  columns,
  type Field,
  fieldsOf,
  isKnownColumn,
  keyOf,
  netPrices,
  type PresetName,
  presetOf,
} from './column-presets.js';
import type { CsvLine } from './csv-lines.js';
import type { LineError } from './product-csv.js';

/** What the columns of a file mean. */
export interface Mapping {
  preset: PresetName;
  /** Without the empty ones at its end. */
  width: number;
  names: string[];
  /** Where each field stands: of several columns, the first that is not empty counts. */
  fields: Partial<Record<Field, number[]>>;
  ignored: string[];
  /** Where prices without tax stand, of which none is read. */
  nets: number[];
}

export interface HeaderOptions {
  preset?: PresetName | undefined;
  ignore_columns?: boolean | undefined;
}

/** Reads the first line. A column without a meaning is an error in a file of this shop's own columns; others' exports have many. */
export function mapColumns(
  { line, cells }: CsvLine,
  options: HeaderOptions,
  sample: CsvLine[] = [],
): Mapping | { errors: LineError[] } {
  const width = cells.findLastIndex((cell) => cell.trim() !== '') + 1;
  const names = cells.slice(0, width).map((cell) => cell.trim());
  const keys = names.map(keyOf);
  const preset = options.preset ?? presetOf(keys);
  const other = preset === 'magazin' && !options.preset ? otherTable(names, keys, sample) : undefined;
  if (other) return { errors: [{ line, column: null, reason: other }] };
  const { fields, repeated, unknown } = meanings(preset, names, keys);
  const errors: LineError[] = repeated.map(({ at, as }) => ({
    line,
    column: nameOf(names, at),
    reason: twice(names, as),
  }));
  const region = preset === 'medusa' && !fields.price ? priceOfRegion(names) : undefined;
  if (region?.at !== undefined) fields.price = [region.at];
  if (region?.reason) errors.push({ line, column: region.column, reason: region.reason });
  const nets = keys.flatMap((key, at) => (netPrices.has(key) ? [at] : []));
  if (!fields.price && nets[0] !== undefined) errors.push({ line, column: names[nets[0]] ?? '', reason: isNetReason });
  if (Object.keys(fields).length === 0) {
    const isOneCell = names.length === 1 && (names[0] ?? '').split(/[,;\t|]/).filter(isKnownColumn).length > 1;
    return { errors: [{ line, column: null, reason: isOneCell ? oneCell : noNames }] };
  }
  const strange = unknown.filter((at) => !articleNumbers.has(keys[at] ?? ''));
  if (preset === 'magazin' && !options.ignore_columns) errors.push(...unknownErrors(line, names, strange));
  if (!fields.slug && !fields.name)
    errors.push({
      line,
      column: 'slug',
      reason: 'is missing, and so is name: one of them tells which product is meant',
    });
  if (errors.length > 0) return { errors };
  return {
    preset,
    width,
    names,
    fields,
    ignored: unknown.filter((at) => at !== region?.at).map((at) => nameOf(names, at)),
    nets,
  };
}

/** Columns of orders, and of customers; a table with two of one line is no list of products. */
const otherTables = {
  orders:
    'order id; order number; order no; order date; order status; order total; financial status; fulfillment status; lineitem name; lineitem quantity; lineitem price; purchase date; payment method; payment id; transaction id; billing name; billing country; shipping name; shipping method; sale date; buyer; buyer name; buyer email; customer; customer email; total; payment; bestelldatum; bestellstatus; zahlungsart; data zamówienia; numer zamówienia; numéro de commande; date de commande; fecha del pedido',
  customers:
    'email; email address; e-mail; first name; last name; phone; accepts email marketing; total orders; total spent; birthday; newsletter; vorname; nachname; telefon; imię; nazwisko; prénom; apellidos',
  combinations: 'attribute (name:type:position); value (value:position); impact on price',
  categories:
    'parent category; root category (0/1); category id; kategoria nadrzędna; catégorie parente; categoría padre',
};

/** What a table holds that is none of products, and what to do. */
function otherTable(names: string[], keys: string[], sample: CsvLine[]): string | undefined {
  for (const [what, list] of Object.entries(otherTables)) {
    const known = new Set(list.split('; ').map(keyOf));
    const found = names.filter((_, at) => known.has(keys[at] ?? ''));
    if (found.length > 1)
      return `is a list of ${what}, not of products, by its columns ${found.slice(0, 3).join(', ')}: export the products, and send that`;
  }
  const isType = (cell = '') => /^(simple|variable|variation|grouped|external)(,|$)/.test(cell.trim());
  return keys[0] === 'id' && sample.some(({ cells }) => isType(cells[1]))
    ? 'is an export of WooCommerce in a language whose names of columns are not known here: set the language of your account there to English, export again, and send that'
    : undefined;
}

const twice = (names: string[], as?: number): string =>
  as === undefined ? 'is there twice' : `means the same as ${names[as]}: leave one of them out`;

const isNetReason = 'is without tax, and prices here are with it: add a column of prices with tax, named price';

/** What is wrong with a line that has a price without tax alone. */
export function netPriceError({ nets, names }: Mapping, { line, cells }: CsvLine): LineError | undefined {
  const at = nets.find((index) => /[1-9]/.test(cells[index] ?? ''));
  return at === undefined ? undefined : { line, column: names[at] ?? '', reason: isNetReason };
}

/** Medusa has prices of regions, too: `Variant Price Europe [EUR]`. */
function priceOfRegion(names: string[]): { column: string; at?: number; reason?: string } | undefined {
  const prices = names.flatMap((column, at) => {
    const currency = /^(?:variant )?price\b.*?\b([a-z]{3})\]?$/i.exec(column)?.[1]?.toUpperCase();
    return currency ? [{ column, at, currency }] : [];
  });
  const [first] = prices;
  const [own, ...others] = prices.filter(({ currency }) => currency === shopCurrency());
  if (own && others.length === 0) return own;
  if (!first) return undefined;
  const listed = prices.map(({ column }) => column).join(', ');
  const reason = own
    ? `is one of several prices (${listed}): rename the one that counts to Price ${shopCurrency()}`
    : `is no price of this shop (${listed}), which sells in ${shopCurrency()}: add a column Price ${shopCurrency()}`;
  return { column: (own ?? first).column, reason };
}

/** Each column that is read, as what. */
export const meaningsOf = ({ fields, names }: Mapping): { column: string; read_as: string }[] =>
  (Object.entries(fields) as [Field, number[]][])
    .flatMap(([field, at]) => at.map((index) => ({ index, column: names[index] ?? '', read_as: field })))
    .toSorted((a, b) => a.index - b.index)
    .map(({ column, read_as }) => ({ column, read_as }));

/** For messages: the column of the file that a field comes from. */
export function columnOf({ preset, fields, names }: Mapping, field: Field): string {
  const at = fields[field]?.[0];
  const name = at === undefined ? field : (names[at] ?? field);
  return preset === 'magazin' && keyOf(name) === keyOf(field) ? field : name;
}

const nameOf = (names: string[], at: number): string =>
  names[at] === ''
    ? `column ${at + 1}`
    : isOwn(names[at]?.toLowerCase())
      ? names[at]!.toLowerCase()
      : (names[at] ?? '');

const isOwn = (name: string | undefined): name is Column => columns.some((column) => column === name);

function meanings(preset: PresetName, names: string[], keys: string[]) {
  const fields: Mapping['fields'] = {};
  const used = new Set<number>();
  /** As which other column, where that has another name. */
  const repeated: { at: number; as?: number }[] = [];
  for (const [field, spellings] of Object.entries(fieldsOf(preset)) as [Field, string[]][])
    for (const spelling of spellings) {
      const key = keyOf(spelling);
      const [at, ...again] = keys.flatMap((each, index) => (each === key ? [index] : []));
      if (spelling.endsWith('*')) {
        const begun = keys.flatMap((each, index) => (each.startsWith(key) ? [index] : []));
        for (const index of begun) used.add(index);
        if (begun.length > 0) fields[field] = begun;
        continue;
      }
      if (spelling.startsWith('*')) {
        const ended = keys.flatMap((each, index) => (each.endsWith(key) ? [index] : []));
        // Of several channels none is that of this shop.
        if (ended.length === 1 || (ended.length > 1 && field === 'stock')) (fields[field] ??= []).push(...ended);
        for (const index of fields[field] ?? []) used.add(index);
        continue;
      }
      // Two spellings can be one: `vat` and `vat %`.
      if (at === undefined || fields[field]?.includes(at)) continue;
      used.add(at);
      for (const index of again) used.add(index);
      // Two names of one thing contradict each other in a file that people made; an export fills one from the other.
      if (preset === 'magazin' && fields[field]) repeated.push({ at, as: fields[field][0]! });
      repeated.push(...again.map((other) => ({ at: other })));
      (fields[field] ??= []).push(at);
    }
  const currencyAt = keys.findIndex((key) => /^(price)?currency(code|id)?$/.test(key));
  if (!fields.currency && currencyAt >= 0) {
    fields.currency = [currencyAt];
    used.add(currencyAt);
  }
  const priceAt = keys.indexOf('price');
  if (!fields.price && priceAt >= 0) {
    fields.price = [priceAt];
    used.add(priceAt);
  }
  const unknown = names.flatMap((_, at) => (used.has(at) ? [] : [at]));
  return { fields, repeated, unknown };
}

const oneCell = 'is in quotes as a whole, like one cell: remove the quotes around the lines, or export again';
const noNames = `names no column: begin with a line of names, of ${columns.join(', ')}; name and price are needed for a new product`;
const maxTold = 5;
const maxListed = 20;

/** One by one where they are few, because each may be a slip; the export of a shop that is not known has dozens. */
function unknownErrors(line: number, names: string[], unknown: number[]): LineError[] {
  if (unknown.length <= maxTold)
    return unknown.map((at) => ({ line, column: nameOf(names, at), reason: unknownReason(names[at] ?? '') }));
  const listed = unknown.slice(0, maxListed).map((at) => nameOf(names, at));
  if (unknown.length > maxListed) listed.push(`and ${unknown.length - maxListed} more`);
  const reason = `has ${unknown.length} columns that this shop does not know (${listed.join(', ')}): rename those that you need to ${columns.join(', ')}, and import with ignore_columns=true, which leaves out the others`;
  return [{ line, column: null, reason }];
}

function unknownReason(name: string): string {
  if (name === '') return 'has no name in the first line: name it, or import with ignore_columns=true';
  const near = nearest(keyOf(name));
  const hint = near ? `did you mean ${near}? There are` : 'there are';
  return `there is no such column; ${hint} ${columns.join(', ')}. Leave it out, or import with ignore_columns=true`;
}

function nearest(key: string): Column | undefined {
  const spellings = (Object.entries(fieldsOf('magazin')) as [Column, string[]][]).flatMap(([column, names]) =>
    names.map((name) => ({ column, far: distance(key, keyOf(name)) })),
  );
  const [best] = spellings.toSorted((a, b) => a.far - b.far);
  return best && best.far <= Math.max(1, Math.floor(key.length / 3)) ? best.column : undefined;
}

/** How many letters differ between two words (Levenshtein). */
function distance(one: string, other: string): number {
  let row = [...Array(other.length + 1).keys()];
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (one[i - 1] === other[j - 1] ? 0 : 1)));
    row = next;
  }
  return row.at(-1) ?? 0;
}

export const searchedLines = 10;

const scoreOf = (cells: string[]): number => {
  const keys = cells.map(keyOf).filter((key) => key !== '');
  return keys.length > 1 && presetOf(keys) !== 'magazin' ? 100 : cells.filter(isKnownColumn).length;
};

/** Whether one of the first rows of a sheet names columns. */
export const namesColumns = (rows: string[][]): boolean =>
  rows.slice(0, searchedLines).some((cells) => scoreOf(cells) > 1);

/**
 * Where the names of the columns stand: templates of marketplaces and price lists made in a spreadsheet have titles above
 * them. The first line, if it names two columns.
 */
export function headerAt(lines: CsvLine[]): number {
  const scores = lines.slice(0, searchedLines).map(({ cells }) => scoreOf(cells));
  const best = Math.max(...scores);
  return best < 2 || (scores[0] ?? 0) > 1 ? 0 : scores.indexOf(best);
}
