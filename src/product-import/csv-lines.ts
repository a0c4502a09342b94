import { parse } from 'csv-parse';
import { pipeline, Readable } from 'node:stream';

export interface CsvLine {
  /** Where it begins, counted from 1 as an editor does. */
  line: number;
  cells: string[];
}

const longestLine = 100_000;

/**
 * Reads CSV line by line: UTF-8, commas, quotes doubled within quotes; empty lines are left out. Ends at the first place
 * that is no CSV, because from there on every quote would mean its opposite, and tells `broken` where that is.
 */
export async function* csvLines(file: Readable, broken: (line: number) => void): AsyncGenerator<CsvLine> {
  let last = 0;
  let isBroken = false;
  const parser = parse({
    bom: true,
    record_delimiter: '\n',
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: longestLine,
    on_record: (cells, { lines }) => {
      if (isBroken) return null;
      last = lines;
      return [String(lines - cells.join('').split('\n').length + 1), ...cells];
    },
    skip_records_with_error: true,
    on_skip: () => {
      if (!isBroken) broken(last + 1);
      isBroken = true;
      return undefined;
    },
  });
  // Its end and its failures reach whoever iterates over the parser.
  pipeline(Readable.from(withUnixLines(file), { objectMode: false }), parser, () => undefined);
  for await (const [line, ...cells] of parser as AsyncIterable<string[]>) yield { line: Number(line), cells };
}

/** The parser counts a Windows line end within quotes as two lines. */
async function* withUnixLines(file: Readable): AsyncGenerator<string> {
  let held = '';
  for await (const chunk of file.setEncoding('utf8') as AsyncIterable<string>) {
    const text = held + chunk;
    held = text.endsWith('\r') ? '\r' : '';
    yield text.slice(0, text.length - held.length).replaceAll('\r\n', '\n');
  }
  yield held;
}
