import { namesColumns } from './column-mapping.js';

export interface WorkbookRows {
  /** Of the first sheet that names columns, else of the first that has any. */
  rows: string[][];
  /** Whether other sheets have cells, too. */
  hasOthers: boolean;
}

/** Why there are no rows: the archive has no end, unpacks to too much, has tables of too many cells, or is no workbook. */
export type WorkbookFault = 'incomplete' | 'too large' | 'far out' | 'unreadable';

const megabyte = 1024 * 1024;
/** A small file can hold zeros without end; what it unpacks to must fit into memory. */
export const maxUnpackedBytes = 100 * megabyte;
/** The reader fills the table up to its last row and column: one cell far out makes billions. */
const maxCells = 20_000_000;

/** Reads the cells of a workbook as text. Runs in a thread: ten megabytes take seconds. */
export default async function readWorkbook(content: Uint8Array): Promise<WorkbookRows | WorkbookFault> {
  const unpacked = await unpack(content);
  if (typeof unpacked === 'string') return unpacked;
  const { default: read } = await import('read-excel-file/node');
  try {
    // A cell that is shown without white space may have some, as one of CSV.
    const sheets = await read(unpacked, { trim: false });
    const filled = sheets.map(({ data }) => data.map((row) => row.map(textOf))).filter((rows) => rows.some(isFilled));
    return { rows: filled.find(namesColumns) ?? filled[0] ?? [], hasOthers: filled.length > 1 };
  } catch {
    return 'unreadable';
  }
}

/**
 * The same workbook without compression, with nothing but what is read. The reader goes by other headers of the archive than
 * those that Excel goes by, and that are measured here.
 */
async function unpack(content: Uint8Array): Promise<Buffer | WorkbookFault> {
  const { unzipSync, zipSync } = await import('fflate');
  let size = 0;
  try {
    // Inflates no part beyond the size that is written of it.
    const parts = unzipSync(content, {
      filter: ({ name, originalSize }) => {
        size += originalSize;
        return size <= maxUnpackedBytes && /\.xml(\.rels)?$/.test(name);
      },
    });
    if (size > maxUnpackedBytes) return 'too large';
    const cells = Object.values(parts).reduce((sum, part) => sum + cellsIn(part), 0);
    return cells > maxCells ? 'far out' : Buffer.from(zipSync(asShown(parts), { level: 0 }));
  } catch {
    return 'incomplete';
  }
}

const rowOrCell = /<(?:[^\s<>:/]+:)?(row|c)(?=[\s/>])((?:"[^"]*"|'[^']*'|[^<>"'])*)>/g;
const reference = /\sr\s*=\s*["']([^"']*)["']/;

/** At most so many cells has the table of a sheet; infinitely many where a reference is none of a spreadsheet. */
function cellsIn(part: Uint8Array): number {
  let [height, width, rows, cells] = [0, 0, 0, 0];
  for (const [, tag, attributes = ''] of Buffer.from(part).toString('latin1').matchAll(rowOrCell)) {
    const at = reference.exec(attributes)?.[1];
    if (at !== undefined && !(tag === 'row' ? /^\d{1,7}$/ : /^[A-Z]{1,3}\d{1,7}$/).test(at)) return Infinity;
    // Without a reference, it is behind the one before.
    if (tag === 'row') [rows, cells] = [at === undefined ? rows + 1 : Number(at), 0];
    else cells = at === undefined ? cells + 1 : columnOf(at);
    [height, width] = [Math.max(height, rows), Math.max(width, cells)];
  }
  return height * width;
}

/** `AB7`: 28. */
const columnOf = (at: string): number =>
  [...at.replace(/\d+/, '')].reduce((column, letter) => column * 26 + letter.charCodeAt(0) - 64, 0);

const cellElement = /<((?:[^\s<>:/]+:)?)c(?=[\s>])((?:"[^"]*"|'[^']*'|[^<>"'])*)(?<!\/)>([^]*?)<\/\1c>/g;
const formula = /<(?:[^\s<>:/]+:)?f[\s/>]/;
const valueElement = /<(?:[^\s<>:/]+:)?v(?:\s[^<>]*)?>([^<>]*)<\//;
const attribute = (tag: string, name: string): string | undefined =>
  new RegExp(`\\s${name}\\s*=\\s*["']([^"']*)["']`).exec(tag)?.[1];

/**
 * The reader takes a cell that shows `19%` for 0.19, and one that shows an error, or whose formula no spreadsheet has
 * calculated yet, for empty: text is put in their place.
 */
function asShown(parts: Record<string, Uint8Array>): Record<string, Uint8Array> {
  const styles = percentStyles(Buffer.from(parts['xl/styles.xml'] ?? []).toString('latin1'));
  const changed = (part: Uint8Array): Uint8Array => {
    const text = Buffer.from(part).toString('latin1');
    if (styles.size === 0 && !formula.test(text) && !/\st\s*=\s*["']e["']/.test(text)) return part;
    return Buffer.from(
      text.replaceAll(cellElement, (...cell: string[]) => textCell(cell, styles)),
      'latin1',
    );
  };
  return Object.fromEntries(
    Object.entries(parts).map(([name, part]) => [name, name.startsWith('xl/worksheets/') ? changed(part) : part]),
  );
}

function textCell([cell = '', space = '', attributes = '', content = '']: string[], styles: Set<string>): string {
  const value = valueElement.exec(content)?.[1];
  const type = attribute(attributes, 't') ?? 'n';
  const isUncalculated = formula.test(content) && (value === undefined || (type === 'n' && value === ''));
  const isPercent = type === 'n' && styles.has(attribute(attributes, 's') ?? '') && value;
  if (!isUncalculated && type !== 'e' && !isPercent) return cell;
  const text = isPercent ? `${Number((Number(value) * 100).toPrecision(12))}%` : isUncalculated ? '#CALC!' : value;
  const place = attribute(attributes, 'r');
  return `<${space}c${place === undefined ? '' : ` r="${place}"`} t="str"><${space}v>${text}</${space}v></${space}c>`;
}

/** The numbers of the styles of cells whose numbers are shown in percent. */
function percentStyles(styles: string): Set<string> {
  const percents = new Set(['9', '10']);
  for (const [tag] of styles.matchAll(/<(?:[^\s<>:/]+:)?numFmt\s[^<>]*>/g))
    if (attribute(tag, 'formatCode')?.includes('%')) percents.add(attribute(tag, 'numFmtId') ?? '');
  const [, cells = ''] = /<(?:[^\s<>:/]+:)?cellXfs[\s>]([^]*?)<\/(?:[^\s<>:/]+:)?cellXfs>/.exec(styles) ?? [];
  const formats = [...cells.matchAll(/<(?:[^\s<>:/]+:)?xf(?=[\s/>])[^<>]*>/g)];
  return new Set(formats.flatMap(([tag], at) => (percents.has(attribute(tag, 'numFmtId') ?? '') ? [String(at)] : [])));
}

const isFilled = (cells: string[]): boolean => cells.some((cell) => cell.trim() !== '');

function textOf(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  if (cell instanceof Date) return cell.toISOString().slice(0, 10);
  // 12.9 and not 12.900000000000002; sixteen digits are more than a spreadsheet keeps.
  if (typeof cell === 'number') return String(Number(cell.toPrecision(15)));
  return String(cell as string | boolean).replaceAll(/\r\n?/g, '\n');
}
