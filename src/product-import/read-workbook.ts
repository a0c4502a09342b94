export interface WorkbookRows {
  /** Of the first sheet that has any. */
  rows: string[][];
  /** Whether other sheets have cells, too. */
  hasOthers: boolean;
}

/** Reads the cells of a workbook as text. Runs in a thread: ten megabytes take seconds. Undefined for one that cannot be read. */
export default async function readWorkbook(content: Uint8Array): Promise<WorkbookRows | undefined> {
  const { default: read } = await import('read-excel-file/node');
  try {
    // A cell that is shown without white space may have some, as one of CSV.
    const sheets = await read(Buffer.from(content), { trim: false });
    const filled = sheets.map(({ data }) => data.map((row) => row.map(textOf))).filter((rows) => rows.some(isFilled));
    return { rows: filled[0] ?? [], hasOthers: filled.length > 1 };
  } catch {
    return undefined;
  }
}

const isFilled = (cells: string[]): boolean => cells.some((cell) => cell.trim() !== '');

function textOf(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  if (cell instanceof Date) return cell.toISOString().slice(0, 10);
  // 12.9 and not 12.900000000000002; sixteen digits are more than a spreadsheet keeps.
  if (typeof cell === 'number') return String(Number(cell.toPrecision(15)));
  return String(cell as string | boolean).replaceAll(/\r\n?/g, '\n');
}
