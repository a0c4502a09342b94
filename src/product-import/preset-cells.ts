import { slugOf, slugPattern } from '../catalog/slug.js';
import { dayOf } from '../config/calendar.js';
import { shopCurrency } from '../config/currency.js';
import { maxStock } from '../stock/stock-limits.js';
import { flag, formulaError, ifReadable, unescapeCell, units } from './cell-values.js';
import { type Column, columns, type Field, keyOf, type Paths, type PresetName, presets } from './column-presets.js';
import { type Mapping, netPriceError } from './column-mapping.js';
import type { CsvLine } from './csv-lines.js';
import { entity } from './html-text.js';
import type { ImportNotes } from './import-notes.js';
import type { LineError, Reading } from './product-csv.js';

export type Cells = Partial<Record<Column, string>>;

export interface Row {
  line: number;
  /** Undefined where the file has no such column. */
  of: (field: Field) => string | undefined;
  /** What is wrong with a line without a price that has one without tax. */
  netPrice: LineError | undefined;
}

/** Cells of other shops' exports without their entities, `&amp;`, and without the apostrophe that WooCommerce puts before `-1`. */
export function rowOf({ mapping, textOfHtml }: Reading, csvLine: CsvLine): Row {
  const { preset, fields } = mapping;
  const { line, cells } = csvLine;
  const plain = (cell: string) => unescapeCell(textOfHtml && entity.test(cell) ? textOfHtml(cell) : cell.trim());
  const all = (field: Field) => fields[field]?.map((index) => cells[index] ?? '').filter((cell) => cell.trim() !== '');
  const isAdded = presets[preset].fields.stock?.some((spelling) => spelling.includes('*'));
  const of = (field: Field) => {
    const filled = all(field);
    if (!filled) return undefined;
    if (isAdded && field === 'stock' && filled.length > 1) return summed(filled.map(plain));
    const [cell = ''] = filled;
    return preset === 'magazin' || field === 'description' ? cell : plain(cell);
  };
  return { line, of, netPrice: netPriceError(mapping, csvLine) };
}

/** A cell that is no number of units stands for the sum, to be refused as elsewhere. */
export function summed(cells: string[]): string {
  let sum = 0;
  for (const cell of cells) {
    const count = ifReadable(() => units(cell.replace(/^-/, ''), maxStock));
    if (count === undefined) return cell;
    sum += cell.startsWith('-') ? -count : count;
  }
  return String(sum);
}

/** Cells of the columns as they are; those of others' exports as they mean them. */
export function cellsOf(mapping: Mapping, row: Row, notes: ImportNotes): Cells {
  const { preset, fields } = mapping;
  const cells: Cells = {};
  for (const column of columns) {
    const cell = row.of(column);
    if (cell !== undefined) cells[column] = cell;
  }
  if (fields.sale_price) discounted(cells, row, mapping, notes);
  inCurrency(cells, (row.of('currency') ?? '').trim());
  if (preset === 'magazin') return cells;
  if (isNothing(cells.old_price) || sameText(cells.old_price, cells.price))
    if (cells.old_price !== undefined) cells.old_price = '';
  const percent = (row.of('percent') ?? '').trim();
  if (percent !== '') cells.tax_rate = percent.endsWith('%') ? percent : `${percent}%`;
  const fraction = (row.of('tax_fraction') ?? '').trim();
  if (fraction !== '') cells.tax_rate = percentOf(fraction);
  const discounts = [row.of('discount'), row.of('discount_percent')];
  if (!discounts.every((each = '') => isNothing(each.replace('%', '')))) notes.see('discount', row.line);
  if (row.of('choices')?.trim()) notes.see('choices', row.line);
  cells.published = publishedOf(row) ?? cells.published;
  if (['hidden', 'none'].includes(keyOf(row.of('visibility') ?? ''))) {
    notes.see('not_listed', row.line);
    cells.published = 'false';
  }
  stockOf(cells, row, preset, notes);
  if (cells.description !== undefined && preset === 'woocommerce')
    cells.description = cells.description.replaceAll('\\n', '\n');
  if (preset === 'woocommerce') firstBrand(cells, () => notes.see('brands', row.line));
  if (!cells.brand)
    cells.brand =
      /(?:^|[|,])\s*(?:brand|manufacturer)\s*[=:]\s*([^|,]+)/i.exec(row.of('attributes') ?? '')?.[1] ?? cells.brand;
  if (cells.slug?.trim() && !slugPattern.test(cells.slug.trim())) cells.slug = slugOf(cells.slug.trim());
  categoriesOf(cells, presets[preset].paths, () => notes.see('category_ids', row.line));
  return cells;
}

/** The currency of another cell beside the prices that name none, so that another one than that of the shop is refused. */
function inCurrency(cells: Cells, given: string): void {
  const currency = /^[a-z]{3}$/i.test(given) ? given.toUpperCase() : given;
  if (currency === '' || currency === shopCurrency()) return;
  for (const column of ['price', 'old_price'] as const)
    if (/^[\s\d.,'’-]*\d[\s\d.,'’-]*$/.test(cells[column] ?? ''))
      cells[column] = `${cells[column]?.trim()} ${currency}`;
}

/** WooCommerce lists brands as it lists categories: `Acme > Bolt, Other`. */
function firstBrand(cells: Cells, onOthers: () => void): void {
  const [first = '', ...others] = (cells.brand ?? '').split(/(?<!\\),/);
  if (others.length > 0) onOthers();
  if (cells.brand !== undefined) cells.brand = (first.split('>').at(-1) ?? '').replaceAll(String.raw`\,`, ',').trim();
}

/** `0.19` as `19%`; what is no number, as it is. */
const percentOf = (fraction: string): string =>
  /^\d*[.,]?\d+$/.test(fraction) ? `${Number((Number(fraction.replace(',', '.')) * 100).toFixed(6))}%` : fraction;

export const isNothing = (cell = ''): boolean => /^0*([.,]0*)?$/.test(cell.trim());
const sameText = (one = '', other = ''): boolean => one.trim() === other.trim();
export const isNo = (cell: string | undefined): boolean => ['0', 'no', 'n', 'false'].includes(keyOf(cell ?? ''));
/** A voucher in money is sold elsewhere, and redeemed there. */
export const isGiftCard = (row: Row): boolean =>
  keyOf(row.of('type') ?? '').includes('giftcard') ||
  ifReadable(() => flag((row.of('gift_card') ?? '').trim())) === true;
export const isUnpublished = ({ published = '' }: Cells): boolean => ifReadable(() => flag(published.trim())) === false;

/** The lower price is what the product costs; the higher one is shown struck through. */
function discounted(cells: Cells, row: Row, mapping: Mapping, notes: ImportNotes): void {
  const sale = row.of('sale_price') ?? '';
  const isLower = !isNothing(sale) && !sameText(sale, cells.price) && !isNo(row.of('on_sale'));
  const isOnSale = isLower && isOfToday(row, mapping);
  if (isLower && !isOnSale) notes.see('no_sale', row.line);
  if (isOnSale || cells.old_price === undefined) cells.old_price = isOnSale ? (cells.price ?? '') : '';
  if (isOnSale) cells.price = sale;
}

/** Of columns with days, in languages whose other words are not known; those with a colon are fields of other programs. */
const namesDay = /^[^:]*(dat[aeou]|día|fecha|дата|päiv|tarih|dátum)[^:]*$/i;

/** A sale whose days cannot be read is none: the product costs what it costs without. */
function isOfToday(row: Row, { preset, ignored }: Mapping): boolean {
  const cells = row.of('sale_days')?.split('/') ?? [row.of('sale_from'), row.of('sale_until')];
  if (preset === 'woocommerce' && cells.includes(undefined) && ignored.some((name) => namesDay.test(name)))
    return false;
  const [from = '', until = ''] = cells.map((cell = '') => dayIn(cell.trim(), preset));
  const today = dayOf(new Date());
  return from !== 'unread' && until !== 'unread' && from <= today && (until === '' || until >= today);
}

/** Magento writes American days, `11/30/26`. */
function dayIn(cell: string, preset: PresetName): string {
  const [, month = '', day = '', year = ''] = /^(\d{1,2})\/(\d{1,2})\/(?:20)?(\d\d)(?!\d)/.exec(cell) ?? [];
  if (year !== '' && preset === 'magento')
    return Number(month) > 12 ? 'unread' : `20${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return cell === '' || /^\d{4}-\d\d-\d\d(?!\d)/.test(cell) ? cell.slice(0, 10) : 'unread';
}

/** Where a file has several columns, all must say yes. WooCommerce has -1 for a draft, Magento 2 for disabled. */
function publishedOf(row: Row): string | undefined {
  const archived = row.of('archived') ?? '';
  const cells = [row.of('published'), row.of('status'), archived && String(isNo(archived))];
  const given = cells.filter((cell) => cell !== undefined && cell !== '') as string[];
  if (given.length === 0) return undefined;
  const values = given.map((cell) => (['-1', '2'].includes(cell.trim()) ? 'false' : cell.trim()));
  return (
    values.find((value) => !['1', 'true', 'active', 'published', 'publish', 'visible'].includes(value.toLowerCase())) ??
    'true'
  );
}

/** Other shops sell more than they have, and what they do not count; some say only whether there is any. */
function stockOf(cells: Cells, row: Row, preset: PresetName, notes: ImportNotes): void {
  const given = (cells.stock ?? '').trim();
  const tracked = row.of('tracked')?.trim().toLowerCase();
  // Shopify names what counts the units, and nothing where nothing does.
  const isUncounted = isNo(tracked) || tracked === 'none' || (tracked === '' && preset === 'shopify');
  // A number beside it is somebody's count all the same.
  const stock = isUncounted && !(Number(given) > 0) ? '' : given;
  if (/^-\d/.test(stock)) {
    notes.see('negative_stock', row.line);
    cells.stock = '0';
  } else if (cells.stock !== undefined && !/\d/.test(stock) && !formulaError.test(stock)) cells.stock = '';
  if (!['0', 'outofstock', 'false', 'no', 'n'].includes(keyOf(row.of('available') ?? stock))) return;
  if (/[1-9]/.test(cells.stock ?? '')) notes.see('unavailable', row.line);
  cells.stock = '0';
}

/** Magento does not mark a comma in a name, `Home/Lamps, rugs`: what begins with a space and is no path goes on with the name before. */
function partsOf(cell: string, { between = '', below = '>', hasRoot = false }: Paths): string[] {
  const parts: string[] = [];
  for (const part of cell.split(between)) {
    const goesOn = hasRoot && parts.at(-1)?.includes(below) && part.startsWith(' ') && !part.includes(below);
    parts.push(goesOn ? `${parts.pop()}${between}${part}` : part);
  }
  return parts;
}

/** Ids say nothing here; the root of Magento and of Odoo is never shown. */
function categoriesOf(cells: Cells, paths: Paths | undefined, onIds: () => void): void {
  if (!cells.categories?.trim()) return;
  const { between, below } = paths ?? {};
  const parts = paths && between ? partsOf(cells.categories, paths) : [cells.categories];
  if (cells.categories.split(/[|;,]/).every((part) => /^\s*(\d+|[\da-f]{32}|p?cat_\w+)\s*$/i.test(part))) {
    delete cells.categories;
    onIds();
    return;
  }
  if (!paths) return;
  cells.categories = parts
    .map((part) =>
      part
        .split(below ?? '>')
        .map((name) => name.trim().replaceAll(/[|;,]/g, String.raw`\$&`))
        .filter((name) => name !== ''),
    )
    .map((path) => (/^(default category|root catalog|all)$/i.test(path[0] ?? '') ? path.slice(1) : path))
    .filter((path) => path.length > 0)
    .map((path) => path.join(' > '))
    .join('|');
}
