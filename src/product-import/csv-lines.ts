import { pipeline, Readable } from 'node:stream';

export interface CsvLine {
  /** Where it begins, counted from 1. */
  line: number;
  cells: string[];
}

const maxLineLength = 100_000;

/**
 * Reads CSV line by line: UTF-8, commas, quotes doubled within quotes. Empty lines are skipped. Ends at the first
 * malformed line, because every quote after it would mean the opposite, and reports it to `onMalformed`.
 */
export async function* csvLines(file: Readable, onMalformed: (line: number) => void): AsyncGenerator<CsvLine> {
  const { parse } = await import('csv-parse');
  let last = 0;
  let isMalformed = false;
  const parser = parse({
    bom: true,
    record_delimiter: '\n',
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: maxLineLength,
    on_record: (cells, { lines }) => {
      if (isMalformed) return null;
      last = lines;
      return [String(lines - cells.join('').split('\n').length + 1), ...cells];
    },
    skip_records_with_error: true,
    on_skip: () => {
      if (!isMalformed) onMalformed(last + 1);
      isMalformed = true;
      return undefined;
    },
  });
  // The loop over the parser gets the end and the errors of the pipeline.
  pipeline(Readable.from(withUnixLines(file), { objectMode: false }), parser, () => undefined);
  for await (const [line, ...cells] of parser as AsyncIterable<string[]>) yield { line: Number(line), cells };
}

/** The parser counts a Windows line ending within quotes as two lines. */
async function* withUnixLines(file: Readable): AsyncGenerator<string> {
  let held = '';
  for await (const chunk of file.setEncoding('utf8') as AsyncIterable<string>) {
    const text = held + chunk;
    held = text.endsWith('\r') ? '\r' : '';
    yield text.slice(0, text.length - held.length).replaceAll('\r\n', '\n');
  }
  yield held;
}
