import { v7 } from 'uuid';
import { canonicalLine, composedText, lengthOf, seenText } from '../common/text/canonical.js';
import { visible } from '../identity/characters.js';
import { maxDescriptionLength } from '../catalog/product-limits.js';
import { maxStock } from '../stock/stock-limits.js';
import { canonicalKey, maxSlugLength, slugPattern } from '../catalog/slug.js';
import { amount, CellError, flag, formulaError, taxRate, unescapeCell, units } from './cell-values.js';
import { columnOf, type Mapping } from './column-mapping.js';
import { type Column, columns } from './column-presets.js';
import type { ImportNotes } from './import-notes.js';
import { isHtml } from './html-text.js';
import type { ProductCells } from './preset-rows.js';
import { letterWasLost } from './text-encoding.js';

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
  /** Of the name, because the file has no slugs. */
  slug_made?: boolean;
  name?: string;
  description?: string;
  /** As written in the file; empty for none. */
  brand?: string;
  /** As written in the file; empty for none. */
  categories?: string;
  price?: number;
  old_price?: number;
  old_price_given?: boolean;
  tax_rate?: number;
  /** Units on hand. */
  stock?: number;
  /** When the units on hand last moved, as the export told. */
  stock_as_of?: string;
  /** When the product was edited last, as the export told. */
  edited_as_of?: string;
  published?: boolean;
}

/** @throws CellError */
const parsers: Record<Column, (cell: string) => Partial<ProductLine>> = {
  slug: (cell) => {
    const slug = canonicalKey(cell);
    if (!slugPattern.test(slug) || slug.length > maxSlugLength)
      throw new CellError(`must be small letters, digits and single hyphens, at most ${maxSlugLength}`);
    return { slug };
  },
  name: (name) => ({ name: shortText(name, 1) }),
  description: (description) => ({ description: longText(description, maxDescriptionLength) }),
  brand: (brand) => ({ brand: shortText(brand, 0) }),
  categories: (cell) => ({ categories: shortText(cell, 0, 10_000) }),
  price: (price) => {
    if (price === '') throw new CellError('must not be empty');
    return { price: amount(price) };
  },
  old_price: (price) => ({ old_price: price === '' ? undefined : amount(price), old_price_given: true }),
  tax_rate: (rate) => (rate === '' ? {} : { tax_rate: taxRate(rate) }),
  stock: (stock) => (stock === '' ? {} : { stock: units(stock, maxStock) }),
  stock_as_of: (moment) => (moment === '' ? {} : { stock_as_of: momentOf(moment) }),
  edited_as_of: (moment) => (moment === '' ? {} : { edited_as_of: momentOf(moment) }),
  published: (cell) => (cell === '' ? {} : { published: flag(cell) }),
};

/** What stands for a letter that was lost. A product may have it in its texts already: that shows when they are compared. */
export const lostLetter = '\uFFFD';

/** How the lines of a file are read. */
export interface Reading {
  mapping: Mapping;
  notes: ImportNotes;
  /** Where descriptions can be HTML. */
  textOfHtml: ((html: string) => string) | undefined;
}

/** The product of a line, or everything that is wrong with the line. */
export function parseProduct(
  reading: Reading,
  { line, cells, isSlugMade }: ProductCells,
): ProductLine | { errors: LineError[] } {
  const product: ProductLine = { line, uuid: v7(), slug_made: isSlugMade };
  const errors: LineError[] = [];
  let hides = false;
  for (const column of columns) {
    const cell = cells[column];
    if (cell === undefined) continue;
    try {
      const text = cellOf(reading, column, cell, line);
      const seen = seenText(text);
      hides ||= seen !== composedText(text);
      Object.assign(product, parsers[column](seen));
    } catch (error) {
      if (!(error instanceof CellError)) throw error;
      errors.push({ line, column: columnOf(reading.mapping, column), reason: error.message });
    }
  }
  if (hides) reading.notes.see('hidden', line);
  if (reading.mapping.preset !== 'magazin') dropOldPrice(product, reading.notes);
  return errors.length > 0 ? { errors } : product;
}

/** Other shops take an old price that is no bargain; it is shown by none. */
function dropOldPrice(product: ProductLine, notes: ImportNotes): void {
  const { old_price, price, line } = product;
  if (old_price === undefined || price === undefined || old_price > price) return;
  product.old_price = undefined;
  notes.see('old_price', line);
}

function cellOf({ mapping, notes, textOfHtml }: Reading, column: Column, cell: string, line: number): string {
  if (cell.includes('\0')) throw new CellError('holds a character that is no text: save the file again, as CSV UTF-8');
  if (cell.includes(lostLetter) && column !== 'name' && column !== 'description') throw new CellError(letterWasLost);
  if (formulaError.test(cell.trim()))
    throw new CellError(`is ${cell.trim()}, the error of a formula: mend it in the spreadsheet, or empty the cell`);
  if (column !== 'description') return mapping.preset === 'magazin' ? unescapeCell(cell.trim()) : cell.trim();
  if (!textOfHtml || !isHtml(cell)) return unescapeCell(cell);
  notes.see('html', line);
  // Some shops store tags as entities.
  const areTagsEscaped = !/<\/?[a-z]/i.test(cell) && /&lt;\/?[a-z]/i.test(cell);
  return textOfHtml(areTagsEscaped ? textOfHtml(cell) : cell);
}

function shortText(cell: string, minLength: number, maxLength = 200): string {
  const text = canonicalLine(cell.replace(/[\n\r\t]+/g, ' '));
  if (lengthOf(text) < minLength) throw new CellError('must not be empty');
  return limited(text, maxLength);
}

/** White space around a description may be part of it. */
const longText = (text: string, maxLength: number): string => (text.trim() === '' ? '' : limited(text, maxLength));

function limited(text: string, maxLength: number): string {
  if (lengthOf(text) > maxLength) throw new CellError(`must not be longer than ${maxLength} characters`);
  if (text !== '' && !visible.test(text)) throw new CellError('must not be blank');
  return text;
}

function momentOf(cell: string): string {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/.test(cell))
    throw new CellError('must be as an export wrote it, like 2026-11-21T08:00:00.123456Z, or empty');
  return cell;
}
