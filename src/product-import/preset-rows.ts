import { keyOf, type Column, columns, type Field } from './column-presets.js';
import type { Mapping } from './column-mapping.js';
import type { CsvLine } from './csv-lines.js';
import type { ImportNotes } from './import-notes.js';
import type { LineError } from './product-csv.js';
import { slugOf } from '../catalog/slug.js';

/** What a line says of a product, still as text. */
export interface ProductCells {
  line: number;
  cells: Partial<Record<Column, string>>;
  /** The slug was made of the name, because the file has none. */
  isSlugMade: boolean;
}

interface Row {
  line: number;
  /** Undefined where the file has no such column. */
  of: (field: Field) => string | undefined;
}

/** Turns the lines of a file into products, by the rules of the shop that it comes from. */
export async function* productsOf(
  lines: AsyncIterable<CsvLine>,
  mapping: Mapping,
  notes: ImportNotes,
): AsyncGenerator<ProductCells | { errors: LineError[] }> {
  const isGrouped = ['shopify', 'medusa'].includes(mapping.preset);
  const parents = new Map<string, ProductCells['cells']>();
  let group: Row[] = [];
  for await (const line of lines) {
    const wrong = wrongWidth(mapping, line);
    if (wrong) {
      yield { errors: [{ line: line.line, column: null, reason: wrong }] };
      continue;
    }
    const row = rowOf(mapping, line);
    if (!isGrouped) {
      const product = single(mapping, row, parents, notes);
      if (product) yield product;
      continue;
    }
    if (group[0] && group[0].of('slug') !== row.of('slug')) {
      yield* variantsOf(mapping, group, notes);
      group = [];
    }
    group.push(row);
  }
  yield* variantsOf(mapping, group, notes);
}

function wrongWidth({ width, names }: Mapping, { cells }: CsvLine): string | undefined {
  const used = cells.findLastIndex((cell) => cell.trim() !== '') + 1;
  if (used > width)
    return `has ${used} cells, the first line has ${width}: a cell that holds the separator needs quotes around it`;
  if (cells.length < width)
    return `has ${cells.length} cells, the first line has ${width}: the last that is there is ${names[cells.length - 1]}, and the line may be cut off`;
  return undefined;
}

function rowOf({ fields }: Mapping, { line, cells }: CsvLine): Row {
  const of = (field: Field) => {
    const at = fields[field];
    return at && (at.map((index) => cells[index] ?? '').find((cell) => cell.trim() !== '') ?? '');
  };
  return { line, of };
}

/** Cells of the columns as they are; those of others' exports as they mean them. */
function cellsOf({ preset, fields }: Mapping, row: Row): ProductCells {
  const cells: ProductCells['cells'] = {};
  for (const column of columns) {
    const cell = row.of(column);
    if (cell !== undefined) cells[column] = cell;
  }
  if (preset === 'magazin') return { line: row.line, cells, isSlugMade: false };
  if (fields.sale_price) discounted(cells, row);
  if (isNothing(cells.old_price) || sameText(cells.old_price, cells.price))
    if (cells.old_price !== undefined) cells.old_price = '';
  const published = [cells.published, row.of('status')].filter((cell) => cell !== undefined && cell !== '');
  if (published.length > 0) cells.published = publishedOf(published as string[]);
  if (cells.stock === undefined || cells.stock === '') stockOf(cells, row);
  if (cells.description !== undefined && preset === 'woocommerce')
    cells.description = cells.description.replaceAll('\\n', '\n');
  return { line: row.line, cells, isSlugMade: false };
}

const isNothing = (cell = ''): boolean => /^0*([.,]0*)?$/.test(cell.trim());
const sameText = (one = '', other = ''): boolean => one.trim() === other.trim();

/** The lower price is what the product costs; the higher one is shown struck through. */
function discounted(cells: ProductCells['cells'], row: Row): void {
  const sale = row.of('sale_price') ?? '';
  const isOnSale = !isNothing(sale) && !sameText(sale, cells.price);
  cells.old_price = isOnSale ? (cells.price ?? '') : '';
  if (isOnSale) cells.price = sale;
}

/** Where a file has two columns, both must say yes. WooCommerce has -1 for a draft, Magento 2 for disabled. */
const publishedOf = (cells: string[]): string => {
  const values = cells.map((cell) => (['-1', '2'].includes(cell.trim()) ? 'false' : cell.trim()));
  return values.find((value) => !['1', 'true', 'active', 'published'].includes(value.toLowerCase())) ?? 'true';
};

/** Files that say only whether there is any. */
function stockOf(cells: ProductCells['cells'], row: Row): void {
  const available = keyOf(row.of('available') ?? '');
  if (['0', 'outofstock', 'false', 'no'].includes(available)) cells.stock = '0';
}

function single(
  mapping: Mapping,
  row: Row,
  parents: Map<string, ProductCells['cells']>,
  notes: ImportNotes,
): ProductCells | undefined {
  const { preset } = mapping;
  const type = (row.of('type') ?? '').toLowerCase();
  if (preset === 'magento' && row.of('store_view')) return notes.skip('store_view', row.line);
  if (/\b(variable|configurable|grouped|bundle)\b/.test(type) && !type.includes('variation')) {
    for (const key of [row.of('sku'), `id:${row.of('id')}`]) if (key) parents.set(key, cellsOf(mapping, row).cells);
    return notes.skip('parent', row.line);
  }
  const product = cellsOf(mapping, row);
  const { cells } = product;
  if (type.includes('variation')) inherit(cells, parents.get(row.of('parent') ?? ''));
  if (preset === 'magento') cells.categories = withoutRoot(cells.categories);
  if (row.of('group') !== undefined && row.of('group') !== '') cells.name = withOptions(cells.name, optionsOf(row));
  if (cells.stock === undefined && preset !== 'magazin') notes.see('no_stock', row.line);
  return named(product);
}

/** A variation of WooCommerce has only what differs from its product. */
function inherit(cells: ProductCells['cells'], parent: ProductCells['cells'] | undefined): void {
  for (const column of ['description', 'brand', 'categories', 'published'] as const)
    if (!cells[column] && parent?.[column]) cells[column] = parent[column];
}

/** All categories of Magento stand below one that is never shown. */
const withoutRoot = (categories?: string): string | undefined =>
  categories
    ?.split(',')
    .map((path) => path.trim().split('/'))
    .map((path) => (/^(default category|root catalog)$/i.test(path[0]?.trim() ?? '') ? path.slice(1) : path))
    .filter((path) => path.length > 0)
    .map((path) => path.join(' > '))
    .join('|');

function named(product: ProductCells): ProductCells {
  const { cells } = product;
  if (cells.slug?.trim()) return product;
  if (cells.slug !== undefined && !cells.name) return product;
  const slug = slugOf((cells.name ?? '').trim());
  return { ...product, cells: { ...cells, slug }, isSlugMade: true };
}

const optionsOf = (row: Row): string[] =>
  (['option1', 'option2', 'option3'] as const)
    .map((field) => (row.of(field) ?? '').trim())
    .filter((option) => option !== '' && !/^default( title| option value)?$/i.test(option));

const withOptions = (name: string | undefined, options: string[]): string | undefined => {
  const missing = options.filter((option) => !name?.toLowerCase().includes(option.toLowerCase()));
  return name === undefined || missing.length === 0 ? name : `${name.trim()} – ${missing.join(' / ')}`;
};

/** The lines of one product: each variant becomes a product of its own. What only the first line says holds for all. */
function* variantsOf(mapping: Mapping, [first, ...more]: Row[], notes: ImportNotes): Generator<ProductCells> {
  if (!first) return;
  const isVariant = (row: Row) =>
    (['price', 'sku', 'option1'] as const).some((field) => (row.of(field) ?? '').trim() !== '');
  for (const { line } of more.filter((row) => !isVariant(row))) notes.skip('picture', line);
  const rows = [first, ...more.filter(isVariant)];
  const shared = cellsOf(mapping, first).cells;
  if (rows.length > 1) notes.see('variants', ...rows.map(({ line }) => line));
  for (const row of rows) {
    const { line, cells } = cellsOf(mapping, row);
    const options = optionsOf(row);
    for (const column of ['name', 'description', 'brand', 'categories', 'published'] as const)
      if (shared[column] !== undefined && !cells[column]?.trim()) cells[column] = shared[column];
    if (rows.length > 1) {
      if (cells.name) cells.name = `${cells.name.trim()} – ${options.join(' / ') || (row.of('sku') ?? '')}`;
      cells.slug = slugOf(`${cells.slug ?? ''} ${options.join(' ') || (row.of('sku') ?? '')}`);
    }
    if (cells.stock === undefined) notes.see('no_stock', line);
    yield named({ line, cells, isSlugMade: false });
  }
}
