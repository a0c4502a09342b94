import { readFile, stat } from 'node:fs/promises';
import type { WorkerPool } from '../jobs/worker-pool.js';
import type { CsvLine } from './csv-lines.js';
import type { WorkbookRows } from './read-workbook.js';
import { UnreadableFile } from './text-encoding.js';

const megabyte = 1024 * 1024;
const maxBytes = 10 * megabyte;
/** A small file can hold zeros without end; what it unpacks to must fit into memory. */
const maxUnpackedBytes = 100 * megabyte;

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
  const content = await readFile(path);
  await refuseBomb(content);
  const task = new URL('./read-workbook.js', import.meta.url);
  const workbook = await workers.run<Uint8Array, WorkbookRows | undefined>(task, content);
  if (!workbook)
    throw new UnreadableFile('is an Excel workbook that cannot be read: save it as "CSV UTF-8", and send that');
  if (workbook.hasOthers) onOtherSheets();
  for (const [index, cells] of workbook.rows.entries())
    if (cells.some((cell) => cell.trim() !== '')) yield { line: index + 1, cells };
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
