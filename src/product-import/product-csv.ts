import { v7 } from 'uuid';
import { minor, priceForm, pricePattern } from '../common/money/money.js';
import {
  canonicalLine,
  composedText,
  lengthOf,
  plainLine,
  plainText,
  unescapeFormula,
  visible,
} from '../common/text/canonical.js';
import type { CsvLine } from './csv-lines.js';
import { maxDescriptionLength, maxCategories } from '../catalog/product-limits.js';
import { maxStock } from '../stock/stock-limits.js';
import { maxSlugLength, slugPattern } from '../catalog/slug.js';

export const columns = [
  'slug',
  'name',
  'description',
  'brand',
  'categories',
  'price',
  'old_price',
  'tax_rate',
  'stock',
  'stock_as_of',
  'published',
] as const;
export type Column = (typeof columns)[number];

export interface LineError {
  line: number;
  /** Null if the line as a whole is wrong. */
  column: string | null;
  reason: string;
}

/** A line of the file. Values left undefined stay as they are in an existing product. */
export interface ProductLine {
  line: number;
  /** For a new product. */
  uuid: string;
  slug?: string;
  name?: string;
  description?: string;
  /** As written in the file; empty for none. */
  brand?: string;
  categories?: string[];
  price?: number;
  old_price?: number;
  old_price_given?: boolean;
  tax_rate?: number;
  /** Units on hand. */
  stock?: number;
  /** When the units on hand last moved, as the export told. */
  stock_as_of?: string;
  published?: boolean;
}

class CellError extends Error {}

/** @throws CellError */
const parsers: Record<Column, (cell: string) => Partial<ProductLine>> = {
  slug: (slug) => {
    if (!slugPattern.test(slug) || slug.length > maxSlugLength)
      throw new CellError(`must be small letters, digits and single hyphens, at most ${maxSlugLength}`);
    return { slug };
  },
  name: (name) => ({ name: shortText(name, 1) }),
  description: (description) => ({ description: longText(description, maxDescriptionLength) }),
  brand: (brand) => ({ brand: shortText(brand, 0) }),
  categories: (cell) => {
    const categories = [...new Set(cell.split('|').map((slug) => slug.trim()))].filter((slug) => slug !== '');
    if (categories.length > maxCategories) throw new CellError(`must not be more than ${maxCategories}`);
    return { categories };
  },
  price: (price) => ({ price: amount(price) }),
  old_price: (price) => ({ old_price: price === '' ? undefined : amount(price), old_price_given: true }),
  tax_rate: (rate) => (rate === '' ? {} : { tax_rate: integer(rate, 10_000) }),
  stock: (stock) => (stock === '' ? {} : { stock: integer(stock, maxStock) }),
  stock_as_of: (moment) => (moment === '' ? {} : { stock_as_of: momentOf(moment) }),
  published: (cell) => {
    if (!/^(true|false|)$/i.test(cell)) throw new CellError('must be true or false');
    return cell === '' ? {} : { published: cell.toLowerCase() === 'true' };
  },
};

export function parseHeader({ line, cells }: CsvLine): { header: Column[] } | { errors: LineError[] } {
  const header = cells.map((cell) => cell.trim().toLowerCase());
  const unknown = header.filter((name) => !columns.some((column) => column === name));
  const repeated = header.filter((name, index) => header.indexOf(name) !== index);
  const errors = [
    ...unknown.map((column) => ({ line, column, reason: `there is no such column; there are ${columns.join(', ')}` })),
    ...repeated.map((column) => ({ line, column, reason: 'is there twice' })),
    ...(header.includes('slug')
      ? []
      : [{ line, column: 'slug', reason: 'is missing: it tells which product is meant' }]),
  ];
  return errors.length > 0 ? { errors } : { header: header as Column[] };
}

/** The product of a line, or everything that is wrong with the line. */
export function parseLine(header: Column[], { line, cells }: CsvLine): ProductLine | { errors: LineError[] } {
  if (cells.length !== header.length)
    return {
      errors: [{ line, column: null, reason: `has ${cells.length} cells, the first line has ${header.length}` }],
    };
  const product: ProductLine = { line, uuid: v7() };
  const errors: LineError[] = [];
  for (const [index, column] of header.entries())
    try {
      Object.assign(product, parsers[column](cellOf(column, cells[index] ?? '')));
    } catch (error) {
      if (!(error instanceof CellError)) throw error;
      errors.push({ line, column, reason: error.message });
    }
  return errors.length > 0 ? { errors } : product;
}

function cellOf(column: Column, cell: string): string {
  if (/[\0\uFFFD]/.test(cell)) throw new CellError('is not UTF-8 text');
  return unescapeFormula(column === 'description' ? cell : cell.trim());
}

function shortText(cell: string, minLength: number): string {
  const text = canonicalLine(cell.replace(/[\n\r\t]+/g, ' '));
  if (lengthOf(text) < minLength) throw new CellError('must not be empty');
  if (!plainLine.test(text)) throw new CellError('must be one line without control or invisible characters');
  return limited(text, 200);
}

function longText(cell: string, maxLength: number): string {
  // White space around a description may be part of it.
  const text = composedText(cell);
  if (!plainText.test(text)) throw new CellError('must not hold control or invisible characters');
  return limited(text, maxLength);
}

function limited(text: string, maxLength: number): string {
  if (lengthOf(text) > maxLength) throw new CellError(`must not be longer than ${maxLength} characters`);
  if (text !== '' && !visible.test(text)) throw new CellError('must not be blank');
  return text;
}

function amount(cell: string): number {
  if (!pricePattern().test(cell)) throw new CellError(`must be ${priceForm()}`);
  return minor(cell);
}

function momentOf(cell: string): string {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/.test(cell))
    throw new CellError('must be as an export wrote it, like 2026-11-21T08:00:00.123456Z, or empty');
  return cell;
}

function integer(cell: string, max: number): number {
  if (!/^\d{1,10}$/.test(cell) || Number(cell) > max) throw new CellError(`must be a whole number from 0 to ${max}`);
  return Number(cell);
}
