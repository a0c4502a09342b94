import { pipeline, Readable } from 'node:stream';

export interface CsvLine {
  /** Where it begins, counted from 1. */
  line: number;
  cells: string[];
}

/** Where a file stops being a table. */
export interface Malformed {
  line: number;
  /** From 0. */
  cell: number;
  reason: string;
}

export const separators = { comma: ',', semicolon: ';', tab: '\t', pipe: '|' } as const;
export type Separator = keyof typeof separators;

const maxLineLength = 100_000;

const causes: Record<string, string> = {
  CSV_QUOTE_NOT_CLOSED: 'a quote is opened here and never closed',
  INVALID_OPENING_QUOTE:
    'has a quote within a cell that does not begin with one: put the cell in quotes and write the quote twice, "5"" pipe"',
  CSV_INVALID_CLOSING_QUOTE:
    'has text after the quote that closes a cell: write a quote within a cell twice, "5"" pipe"',
  CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE:
    'has text after the quote that closes a cell: write a quote within a cell twice, "5"" pipe"',
  CSV_MAX_RECORD_SIZE: `is longer than ${maxLineLength} characters: a quote that is opened here may never be closed`,
};

/**
 * Reads CSV line by line: quotes doubled within quotes, `\n` between lines. Lines without any text are left out. Ends at the
 * first malformed line, because every quote after it would mean the opposite, and reports it to `onMalformed`.
 */
export async function* csvLines(
  text: AsyncIterable<string>,
  separator: Separator,
  onMalformed: (malformed: Malformed) => void,
): AsyncGenerator<CsvLine> {
  const { parse } = await import('csv-parse');
  let last = 0;
  let isMalformed = false;
  const parser = parse({
    bom: true,
    delimiter: separators[separator],
    record_delimiter: '\n',
    relax_column_count: true,
    skip_empty_lines: true,
    // Of cells without quotes, and around those with quotes: people and tools pad columns.
    trim: true,
    max_record_size: maxLineLength,
    on_record: (cells, { lines }) => {
      if (isMalformed) return null;
      last = lines;
      return [String(lines - cells.join('').split('\n').length + 1), ...cells];
    },
    skip_records_with_error: true,
    on_skip: (error) => {
      const cell = Number(error?.['column'] ?? 0);
      const reason = causes[error?.code ?? ''] ?? 'is no CSV: a quote is not where it can be';
      if (!isMalformed) onMalformed({ line: last + 1, cell: Number.isInteger(cell) ? cell : 0, reason });
      isMalformed = true;
      return undefined;
    },
  });
  // The loop over the parser gets the end and the errors of the pipeline.
  pipeline(Readable.from(quoted(text, separators[separator]), { objectMode: false }), parser, () => undefined);
  for await (const [line, ...cells] of parser as AsyncIterable<string[]>)
    if (cells.some((cell) => cell.trim() !== '') && !isSeparatorLine(Number(line), cells))
      yield { line: Number(line), cells };
}

/** Text with `="007"` in quotes, which no reader of CSV knows. Line by line, since a chunk may end within a cell. */
async function* quoted(text: AsyncIterable<string>, separator: string): AsyncGenerator<string> {
  const cell = new RegExp(`(?<=^|[${separator}\\n])=("[^"\\n]*")(?=[${separator}\\n]|$)`, 'g');
  let held = '';
  for await (const chunk of text) {
    held += chunk;
    const end = held.length > maxLineLength ? held.length : held.lastIndexOf('\n') + 1;
    if (end > 0) yield held.slice(0, end).replace(cell, '$1');
    held = held.slice(end);
  }
  yield held.replace(cell, '$1');
}

/** Excel's own word about the separator, on the first line. */
const isSeparatorLine = (line: number, [first = '', second = '']: string[]): boolean =>
  line === 1 && /^sep=.?$/i.test(first.trim()) && second === '';

/**
 * The separator of a file: what `sep=` says, or the one with which one of the first lines names the most known columns, else
 * the first line the most columns. Names of columns hold commas themselves, and remarks above them anything.
 */
export async function separatorOf(
  start: string,
  isKnown: (name: string) => boolean,
  searchedLines: number,
): Promise<Separator> {
  const names = Object.keys(separators) as Separator[];
  const said = /^"?sep=(.)/i.exec(start)?.[1];
  const named = names.find((name) => separators[name] === said);
  if (named) return named;
  const { parse } = await import('csv-parse/sync');
  const linesOf = (name: Separator, to: number): string[][] => {
    const options = { relax_quotes: true, relax_column_count: true, skip_empty_lines: true, trim: true };
    try {
      return parse(start, { ...options, to, delimiter: separators[name], record_delimiter: '\n' });
    } catch {
      // A quote that is not closed: told when the file itself is read.
      return to > 1 ? linesOf(name, 1) : [];
    }
  };
  const found = names.map((name) => {
    const lines = linesOf(name, searchedLines);
    const known = Math.max(0, ...lines.map((cells) => cells.filter(isKnown).length));
    return { name, known, cells: lines[0]?.length ?? 0 };
  });
  return found.toSorted((a, b) => b.known - a.known || b.cells - a.cells)[0]!.name;
}
