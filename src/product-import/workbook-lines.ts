import { readFile, stat } from 'node:fs/promises';
import type { WorkerPool } from '../jobs/worker-pool.js';
import type { CsvLine } from './csv-lines.js';
import { maxUnpackedBytes, type WorkbookFault, type WorkbookRows } from './read-workbook.js';
import { UnreadableFile } from './text-encoding.js';

const megabyte = 1024 * 1024;
const maxBytes = 10 * megabyte;

const faults: Record<WorkbookFault, string> = {
  incomplete: 'is an Excel workbook that is not complete: send it again',
  'too large': `is an Excel workbook of more than ${maxUnpackedBytes / megabyte} MiB when unpacked: save it as "CSV UTF-8", and send that`,
  'far out':
    'is an Excel workbook with cells far out: delete the empty rows and columns, or save it as "CSV UTF-8", and send that',
  unreadable: 'is an Excel workbook that cannot be read: save it as "CSV UTF-8", and send that',
};

/** The lines of the first sheet of an Excel workbook that has any. @throws UnreadableFile */
export async function* workbookLines(
  workers: WorkerPool,
  path: string,
  onOtherSheets: () => void,
): AsyncGenerator<CsvLine> {
  const { size } = await stat(path);
  if (size > maxBytes)
    throw new UnreadableFile(
      `is an Excel workbook of more than ${maxBytes / megabyte} MiB: save it as "CSV UTF-8", and send that`,
    );
  const task = new URL('./read-workbook.js', import.meta.url);
  const workbook = await workers.run<Uint8Array, WorkbookRows | WorkbookFault>(task, await readFile(path));
  if (typeof workbook === 'string') throw new UnreadableFile(faults[workbook]);
  if (workbook.hasOthers) onOtherSheets();
  for (const [index, cells] of workbook.rows.entries())
    if (cells.some((cell) => cell.trim() !== '')) yield { line: index + 1, cells };
}
