import { slugOf } from '../catalog/slug.js';
import { decimal } from '../common/money/money.js';
import { amount, CellError, formulaError, ifReadable } from './cell-values.js';
import { type Column, type PresetName, presets } from './column-presets.js';
import { columnOf, type Mapping } from './column-mapping.js';
import type { CsvLine } from './csv-lines.js';
import type { ImportNotes } from './import-notes.js';
import { type Cells, cellsOf, isGiftCard, isNothing, isUnpublished, type Row, rowOf, summed } from './preset-cells.js';
import type { LineError, Reading } from './product-csv.js';

/** What a line says of a product, still as text. */
export interface ProductCells {
  line: number;
  cells: Cells;
  /** The slug was made of the name, because the file has none. */
  isSlugMade: boolean;
}

/** Turns the lines of a file into products, by the rules of the shop that it comes from. */
export async function* productsOf(
  lines: AsyncIterable<CsvLine>,
  reading: Reading,
): AsyncGenerator<ProductCells | { errors: LineError[] } | { unpublished: number[] }> {
  const { mapping, notes } = reading;
  const { hasVariants = false } = presets[mapping.preset];
  const parents = new Parents();
  const isOldMedusa = mapping.preset === 'medusa' && /^price/i.test(columnOf(mapping, 'price'));
  const prices = { whole: 0, other: 0 };
  let group: Row[] = [];
  for await (const line of withContinued(lines, reading)) {
    const wrong = wrongWidth(mapping, line);
    if (wrong) {
      yield { errors: [{ line: line.line, column: null, reason: wrong }] };
      continue;
    }
    const row = rowOf(reading, line);
    const price = isOldMedusa ? (row.of('price') ?? '') : '';
    if (/\d/.test(price)) prices[/^\d+$/.test(price) ? 'whole' : 'other']++;
    if (!hasVariants) {
      const product = single(mapping, row, parents, notes);
      if (product) yield product;
      continue;
    }
    if (group[0] && !isSameProduct(group[0], row)) {
      yield* variantsOf(mapping, group, notes);
      group = [];
    }
    group.push(row);
  }
  yield* variantsOf(mapping, group, notes);
  if (prices.whole > 0 && prices.other === 0) notes.see('minor_units');
  const unpublished = parents.unpublished();
  if (unpublished.length > 0) notes.see('not_listed', ...unpublished);
  yield { unpublished };
}

/** The first Magento writes further categories, variants and texts of a product on lines without a sku below it. */
async function* withContinued(lines: AsyncIterable<CsvLine>, { mapping, notes }: Reading): AsyncGenerator<CsvLine> {
  if (mapping.preset !== 'magento1') return yield* lines;
  const { sku: [sku = -1] = [], store_view: [view = -1] = [], categories = [], children = [] } = mapping.fields;
  let held: CsvLine | undefined;
  for await (const line of lines) {
    if (held && !line.cells[sku]?.trim() && !wrongWidth(mapping, line)) {
      if (line.cells[view]?.trim()) notes.see('store_view', line.line);
      for (const at of [...categories, ...children])
        if (line.cells[at]?.trim()) held.cells[at] = [held.cells[at], line.cells[at]].filter(Boolean).join('\n');
      continue;
    }
    if (held) yield held;
    held = line;
  }
  if (held) yield held;
}

/** The products that have variants, and the lines of variants that stand above theirs or are no product without one. */
class Parents {
  private readonly cells = new Map<string, Cells>();
  /** Those of variants that came before their parent, by what they call it. */
  private readonly early = new Map<string, number[]>();
  private readonly late: number[] = [];
  /** By the sku of a variant of Magento, which is listed through a parent only. */
  private readonly unlisted = new Map<string, number>();
  private readonly listed = new Set<string>();

  add(row: Row, cells: Cells): void {
    for (const key of [row.of('sku'), `id:${row.of('id')}`].filter((each) => each !== undefined && each !== '')) {
      this.cells.set(key as string, cells);
      if (isUnpublished(cells)) this.late.push(...(this.early.get(key as string) ?? []));
    }
    if (isUnpublished(cells) || isUnlisted(row)) return;
    const children = row.of('children') ?? '';
    const skus = children.includes('sku=')
      ? [...children.matchAll(/\bsku=([^,|]+)/g)].map((match) => match[1] ?? '')
      : children.split(/[,\n]/).map((child) => child.split('=')[0] ?? '');
    for (const sku of skus) this.listed.add(sku.trim());
  }

  /** A variation of WooCommerce has only what differs from its product, and says that it is published where its product is not. */
  inherit(row: Row, cells: Cells): void {
    const key = row.of('parent') ?? '';
    const parent = this.cells.get(key);
    if (!parent) this.early.set(key, [...(this.early.get(key) ?? []), row.line]);
    for (const column of ['name', 'description', 'brand', 'categories', 'published'] as const)
      if (!cells[column] && parent?.[column]) cells[column] = parent[column];
    if (parent && isUnpublished(parent)) cells.published = parent.published;
  }

  see(row: Row): void {
    if (isUnlisted(row)) this.unlisted.set(row.of('sku') ?? '', row.line);
  }

  /** Lines whose products are not to be seen, as lines below them say. */
  unpublished(): number[] {
    const unlisted = [...this.unlisted].filter(([sku]) => !this.listed.has(sku)).map(([, line]) => line);
    return [...this.late, ...unlisted].toSorted((a, b) => a - b);
  }
}

const isUnlisted = (row: Row): boolean =>
  /^(1|nowhere|not visible individually)$/i.test((row.of('visibility') ?? '').trim());

function wrongWidth({ width, names }: Mapping, { cells }: CsvLine): string | undefined {
  const used = cells.findLastIndex((cell) => cell.trim() !== '') + 1;
  if (used > width)
    return `has ${used} cells, the first line has ${width}: a cell that holds the separator needs quotes around it`;
  if (cells.length < width)
    return `has ${cells.length} cells, the first line has ${width}: the last that is there is ${names[cells.length - 1]}, and the line may be cut off`;
  return undefined;
}

/** A line that does not say of which product it is belongs to the one above. */
function isSameProduct(first: Row, row: Row): boolean {
  const keyOfRow = (each: Row) => (each.of('group') || each.of('slug') || '').trim();
  const key = keyOfRow(row);
  return key === '' ? !row.of('name')?.trim() : key === keyOfRow(first);
}

function single(
  mapping: Mapping,
  row: Row,
  parents: Parents,
  notes: ImportNotes,
): ProductCells | { errors: LineError[] } | undefined {
  const { preset } = mapping;
  const type = (row.of('type') ?? '').trim().toLowerCase();
  if (preset !== 'magazin' && isGiftCard(row)) return notes.skip('gift_card', row.line);
  if (preset === 'magento' && row.of('store_view')) return notes.skip('store_view', row.line);
  if (preset === 'bigcommerce' && ['sku', 'rule', 'variant'].includes(type)) return notes.skip('option', row.line);
  if (preset === 'bigcommerce' && ['image', 'video'].includes(type)) return notes.skip('picture', row.line);
  if (/\b(variable|configurable|grouped|bundle)\b/.test(type) && !type.includes('variation')) {
    parents.add(row, cellsOf(mapping, row, notes));
    return notes.skip('parent', row.line);
  }
  if (preset === 'woocommerce' && type.includes('external')) return notes.skip('external', row.line);
  const cells = cellsOf(mapping, row, notes);
  if (type.includes('variation')) parents.inherit(row, cells);
  if (preset !== 'magazin' && hasNoPrice(cells) && row.netPrice) return { errors: [row.netPrice] };
  if (preset !== 'magazin' && hasNoPrice(cells)) return notes.skip('no_price', row.line);
  if (type.includes('variation') || row.of('group')?.trim()) cells.name = withOptions(cells.name, row, preset);
  parents.see(row);
  if (preset !== 'magazin' && !cells.stock) notes.see('no_stock', row.line);
  return named({ line: row.line, cells, isSlugMade: false });
}

/** A file may leave out prices to leave them as they are; where it has them, a product without one is no product. */
const hasNoPrice = ({ price }: Cells): boolean =>
  price !== undefined && !/\d/.test(price) && !formulaError.test(price.trim());

function named(product: ProductCells): ProductCells {
  const { cells } = product;
  if (cells.slug?.trim()) return product;
  if (cells.slug !== undefined && !cells.name) return product;
  const slug = slugOf((cells.name ?? '').trim());
  return { ...product, cells: { ...cells, slug }, isSlugMade: true };
}

/** Wix writes colors as `#b81616:Red`. Square calls what has no other variant `Regular`. */
const optionsOf = (row: Row, hasOthers = false): string[] =>
  (['option1', 'option2', 'option3'] as const)
    .map((field) => (row.of(field) ?? '').replace(/^(#[\da-f]{3,8}|rgba?\([\d\s.,]+\)):/i, '').trim())
    .filter((option) => option !== '' && !/^default( title| option value)?$/i.test(option))
    .filter((option) => hasOthers || !/^regular$/i.test(option));

/** `S` is no word of "Men's shirt". */
const words = (text: string): string =>
  ` ${text
    .toLowerCase()
    .replaceAll(/['’]/g, '')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()} `;

/** Titles of Google's feeds that have the color or the size are of one variant, whatever it is made of. */
function withOptions(name: string | undefined, row: Row, preset: PresetName): string | undefined {
  const options = optionsOf(row);
  const missing = options.filter((option) => !words(name ?? '').includes(words(option)));
  const isMaterial = preset === 'google' && missing.join() === row.of('option3')?.trim();
  if (name === undefined || missing.length === 0 || (isMaterial && options.length > 1)) return name;
  return `${name.trim()} – ${missing.join(' / ')}`;
}

const shared = ['name', 'description', 'brand', 'categories', 'published', 'tax_rate'] satisfies Column[];

/** The lines of one product: each variant becomes a product of its own. What only the first line says holds for all. */
function* variantsOf(
  mapping: Mapping,
  group: Row[],
  notes: ImportNotes,
): Generator<ProductCells | { errors: LineError[] }> {
  const [first, ...more] = mapping.fields.location ? ofAllLocations(group) : group;
  if (!first) return;
  if (isGiftCard(first)) {
    for (const { line } of group) notes.skip('gift_card', line);
    return;
  }
  const isVariant = (row: Row) =>
    (['price', 'sku', 'option1'] as const).some((field) => (row.of(field) ?? '').trim() !== '');
  for (const { line } of more.filter((row) => !isVariant(row))) notes.skip('picture', line);
  const all = [first, ...more.filter(isVariant)];
  // Wix and Shopware have a line for the product and one for each of its variants.
  const isOfParent = (row: Row) => row.of('type')?.toLowerCase() === 'variant' || Boolean(row.of('parent')?.trim());
  const variants = all.filter(isOfParent);
  const rows = variants.length > 0 ? variants : all;
  const parents = all.filter((row) => !rows.includes(row));
  for (const { line } of parents) notes.skip('parent', line);
  const whole = cellsOf(mapping, parents[0] ?? first, notes);
  const statusOf = (row: Row) => (row.of('status') ?? '').trim();
  const isHidden = (row: Row) =>
    isUnpublished(whole) && (parents.length > 0 || (statusOf(first) !== '' && statusOf(row) === ''));
  if (rows.length > 1) notes.see('variants', ...rows.map(({ line }) => line));
  else if (mapping.preset === 'wix' && optionsOf(first).some((option) => option.includes(';')))
    notes.see('choices', first.line);
  for (const row of rows) {
    const cells = row === first && parents.length === 0 ? { ...whole } : cellsOf(mapping, row, notes);
    const options = optionsOf(row, rows.length > 1);
    for (const column of shared)
      if (whole[column] !== undefined && !cells[column]?.trim()) cells[column] = whole[column];
    if (isHidden(row)) cells.published = whole.published ?? '';
    try {
      // The price of a product holds for its variants; that of one variant does not for another.
      if (cells.price !== undefined && hasNoPrice(cells) && parents.length > 0)
        cells.price = withSurcharge(whole.price, row.of('surcharge'));
    } catch (error) {
      if (!(error instanceof CellError)) throw error;
      yield { errors: [{ line: row.line, column: columnOf(mapping, 'surcharge'), reason: error.message }] };
      continue;
    }
    if (hasNoPrice(cells) && row.netPrice) {
      yield { errors: [row.netPrice] };
      continue;
    }
    if (hasNoPrice(cells)) {
      notes.skip('no_price', row.line);
      continue;
    }
    if (rows.length > 1) {
      const option = options.join(' / ') || (row.of('sku') ?? '');
      if (cells.name && option) cells.name = `${cells.name.trim()} – ${option}`;
      const slug = cells.slug?.trim() || whole.slug?.trim();
      if (slug) cells.slug = slugOf(`${slug} ${options.join(' ') || (row.of('sku') ?? '')}`);
    }
    if (!cells.stock) notes.see('no_stock', row.line);
    yield named({ line: row.line, cells, isSlugMade: false });
  }
}

/** The inventory of Shopify has a line for each variant at each location. */
function ofAllLocations(rows: Row[]): Row[] {
  const variants = new Map<string, Row[]>();
  for (const row of rows) {
    const key = (['option1', 'option2', 'option3', 'sku'] as const).map((field) => row.of(field)).join('\n');
    variants.set(key, [...(variants.get(key) ?? []), row]);
  }
  return [...variants.values()].map((lines) => {
    const row = lines[0]!;
    const stocks = lines.map((line) => line.of('stock') ?? '').filter((stock) => /\d/.test(stock));
    return stocks.length > 0 ? { ...row, of: (field) => (field === 'stock' ? summed(stocks) : row.of(field)) } : row;
  });
}

/** A price that is no amount stays, to be refused as elsewhere. @throws CellError of a surcharge that is none */
function withSurcharge(price = '', surcharge = ''): string {
  if (isNothing(surcharge)) return price;
  const text = surcharge.trim();
  const by = text.startsWith('-') ? -amount(text.slice(1)) : amount(text.replace(/^\+/, ''));
  return ifReadable(() => decimal(amount(price) + by)) ?? price;
}
