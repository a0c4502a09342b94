import type { WorkerPool } from '../jobs/worker-pool.js';
import { searchedLines } from './column-mapping.js';
import { isKnownColumn } from './column-presets.js';
import { type CsvLine, csvLines, type Malformed, type Separator, separatorOf } from './csv-lines.js';
import { isWorkbook, otherKind, otherText, sampleOf } from './file-kind.js';
import { type Encoding, encodingOf, textOf, UnreadableFile } from './text-encoding.js';
import { workbookLines } from './workbook-lines.js';

export interface FileFormat {
  format: 'csv' | 'xlsx';
  encoding: Encoding | null;
  separator: Separator | null;
}

export interface OpenFile extends FileFormat {
  lines: AsyncIterable<CsvLine>;
}

/** What the caller says of the file. */
export interface Encoded {
  encoding?: Encoding | undefined;
  separator?: Separator | undefined;
}

export interface Findings {
  malformed: (malformed: Malformed) => void;
  otherSheets: () => void;
}

/** Recognizes what was uploaded by its content. @throws UnreadableFile */
export async function openFile(workers: WorkerPool, path: string, said: Encoded, on: Findings): Promise<OpenFile> {
  const { head, tail } = await sampleOf(path);
  const other = otherKind(head, tail);
  if (other) throw new UnreadableFile(other);
  if (isWorkbook(head))
    return { format: 'xlsx', encoding: null, separator: null, lines: workbookLines(workers, path, on.otherSheets) };
  const encoding = said.encoding ?? (await encodingOf(path, head));
  const start = new TextDecoder(encoding).decode(head, { stream: true }).replaceAll(/\r\n?/g, '\n');
  const otherStart = otherText(start);
  if (otherStart) throw new UnreadableFile(otherStart);
  const separator = said.separator ?? (await separatorOf(start, isKnownColumn, searchedLines));
  return { format: 'csv', encoding, separator, lines: csvLines(textOf(path, encoding), separator, on.malformed) };
}
