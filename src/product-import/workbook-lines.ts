import { readFile, stat } from 'node:fs/promises';
import type { CsvLine } from './csv-lines.js';
import { UnreadableFile } from './text-encoding.js';

const megabyte = 1024 * 1024;
const maxBytes = 10 * megabyte;
/** A small file can hold zeros without end; what it unpacks to must fit into memory. */
const maxUnpackedBytes = 100 * megabyte;

/** The lines of the first sheet of an Excel workbook. @throws UnreadableFile */
export async function* workbookLines(path: string): AsyncGenerator<CsvLine> {
  const { size } = await stat(path);
  if (size > maxBytes)
    throw new UnreadableFile(
      `is an Excel workbook of more than ${maxBytes / megabyte} MiB: save it as "CSV UTF-8", and send that`,
    );
  const content = await readFile(path);
  await refuseBomb(content);
  const { readSheet } = await import('read-excel-file/node');
  // A cell that is shown without white space may have some, as one of CSV.
  const rows = await readSheet(content, { trim: false }).catch(() => {
    throw new UnreadableFile('is an Excel workbook that cannot be read: save it as "CSV UTF-8", and send that');
  });
  for (const [index, row] of rows.entries()) {
    const cells = row.map(textOf);
    if (cells.some((cell) => cell.trim() !== '')) yield { line: index + 1, cells };
  }
}

async function refuseBomb(content: Buffer): Promise<void> {
  const { unzipSync } = await import('fflate');
  let unpacked = 0;
  try {
    unzipSync(content, {
      filter: ({ originalSize }) => {
        unpacked += originalSize;
        return false;
      },
    });
  } catch {
    throw new UnreadableFile('is an Excel workbook that is not complete: send it again');
  }
  if (unpacked > maxUnpackedBytes)
    throw new UnreadableFile(
      `is an Excel workbook of more than ${maxUnpackedBytes / megabyte} MiB when unpacked: save it as "CSV UTF-8", and send that`,
    );
}

function textOf(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  if (cell instanceof Date) return cell.toISOString().slice(0, 10);
  // 12.9 and not 12.900000000000002; sixteen digits are more than a spreadsheet keeps.
  if (typeof cell === 'number') return String(Number(cell.toPrecision(15)));
  return String(cell as string | boolean).replaceAll(/\r\n?/g, '\n');
}
