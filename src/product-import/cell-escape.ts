import { escapeFormula, unescapeFormula } from '../common/text/canonical.js';

/** Text that a spreadsheet takes for a number, a date or a truth value, and writes back as another one: `007`, `1-2`, `4006381333931`. */
const number =
  /^(0\d+|\d{12,}|\d+([.,:/ -]\d+)+|\d+([.,]\d+)?e\d+|(true|false)|(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\p{L}*[-. ]?\d+|\d+[-. ]?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\p{L}*)$/iu;

/** An apostrophe before text that a spreadsheet would run or rewrite. {@link unescapeCell} removes it. */
export const escapeCell = (cell: string): string => {
  const bare = cell.replace(/^'+/, '').trim();
  return number.test(bare) ? `'${cell}` : escapeFormula(cell);
};

export const unescapeCell = (cell: string): string =>
  cell.startsWith("'") && number.test(cell.replace(/^'+/, '').trim()) ? cell.slice(1) : unescapeFormula(cell);
