import { v7 } from 'uuid';
import { minor } from '../common/money/money.js';
import type { CsvLine } from './csv-lines.js';
import { longestDescription, mostCategories } from '../catalog/product-limits.js';
import { mostStock } from '../stock/stock-limits.js';
import { pricePattern } from '../common/money/money.js';
import { longestSlug, slugOf, slugPattern } from '../catalog/slug.js';

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
  'published',
] as const;
export type Column = (typeof columns)[number];

export interface BadLine {
  line: number;
  /** Null where the line as a whole is bad. */
  column: string | null;
  reason: string;
}

/** One line of the file. What is undefined stays as it is in a product that is already there. */
export interface ProductLine {
  line: number;
  /** Of the product, should it be a new one. */
  uuid: string;
  slug?: string;
  name?: string;
  description?: string;
  /** As it was written; empty for none. */
  brand?: string;
  brand_slug?: string;
  categories?: string[];
  price?: number;
  old_price?: number;
  old_price_given?: boolean;
  tax_rate?: number;
  stock?: number;
  published?: boolean;
}

class BadCell extends Error {}

/** What a cell says of its product. @throws BadCell */
const meanings: Record<Column, (cell: string) => Partial<ProductLine>> = {
  slug: (slug) => {
    if (!slugPattern.test(slug) || slug.length > longestSlug)
      throw new BadCell(`must be small letters, digits and single hyphens, at most ${longestSlug}`);
    return { slug };
  },
  name: (name) => ({ name: text(name, 1, 200) }),
  description: (description) => ({ description: text(description, 0, longestDescription) }),
  brand: (brand) => ({ brand: text(brand, 0, 200), brand_slug: brand && slugOf(brand) }),
  categories: (cell) => {
    const categories = [...new Set(cell.split('|').map((slug) => slug.trim()))].filter((slug) => slug !== '');
    if (categories.length > mostCategories) throw new BadCell(`must not be more than ${mostCategories}`);
    return { categories };
  },
  price: (price) => ({ price: amount(price) }),
  old_price: (price) => ({ old_price: price === '' ? undefined : amount(price), old_price_given: true }),
  tax_rate: (rate) => (rate === '' ? {} : { tax_rate: integer(rate, 10_000) }),
  stock: (stock) => (stock === '' ? {} : { stock: integer(stock, mostStock) }),
  published: (cell) => {
    if (!/^(true|false|)$/i.test(cell)) throw new BadCell('must be true or false');
    return cell === '' ? {} : { published: cell.toLowerCase() === 'true' };
  },
};

/** Which column stands where. */
export function headOf({ line, cells }: CsvLine): { head: Column[] } | { bad: BadLine[] } {
  const head = cells.map((cell) => cell.trim().toLowerCase());
  const unknown = head.filter((name) => !columns.some((column) => column === name));
  const twice = head.filter((name, index) => head.indexOf(name) !== index);
  const bad = [
    ...unknown.map((column) => ({ line, column, reason: `there is no such column; there are ${columns.join(', ')}` })),
    ...twice.map((column) => ({ line, column, reason: 'is there twice' })),
    ...(head.includes('slug') ? [] : [{ line, column: 'slug', reason: 'is missing: it tells which product is meant' }]),
  ];
  return bad.length > 0 ? { bad } : { head: head as Column[] };
}

/** A line as what it says of a product, or everything that is wrong with it. */
export function productOf(head: Column[], { line, cells }: CsvLine): ProductLine | { bad: BadLine[] } {
  if (cells.length !== head.length)
    return { bad: [{ line, column: null, reason: `has ${cells.length} cells, the first line has ${head.length}` }] };
  const product: ProductLine = { line, uuid: v7() };
  const bad: BadLine[] = [];
  for (const [index, column] of head.entries())
    try {
      Object.assign(product, meanings[column](cellOf(column, cells[index] ?? '')));
    } catch (error) {
      if (!(error instanceof BadCell)) throw error;
      bad.push({ line, column, reason: error.message });
    }
  return bad.length > 0 ? { bad } : product;
}

/** A cell that a spreadsheet would run as a formula gets an apostrophe in front; it goes again when it is read. */
export const guarded = (cell: string): string => (/^'*[=+\-@\t\r＝＋－＠]/.test(cell) ? `'${cell}` : cell);
const unguarded = (cell: string): string => (/^'+[=+\-@\t\r＝＋－＠]/.test(cell) ? cell.slice(1) : cell);

function cellOf(column: Column, cell: string): string {
  if (/[\0\uFFFD]/.test(cell)) throw new BadCell('is not UTF-8 text');
  // The space around a text may be part of it.
  return unguarded(column === 'description' ? cell : cell.trim());
}

function text(cell: string, least: number, most: number): string {
  if (cell.length < least) throw new BadCell('must not be empty');
  if (cell.length > most) throw new BadCell(`must not be longer than ${most} characters`);
  return cell;
}

function amount(cell: string): number {
  if (!pricePattern.test(cell)) throw new BadCell('must be an amount like 3 or 2.50, at most 9999999.99');
  return minor(cell);
}

function integer(cell: string, most: number): number {
  if (!/^\d{1,10}$/.test(cell) || Number(cell) > most) throw new BadCell(`must be a whole number from 0 to ${most}`);
  return Number(cell);
}
