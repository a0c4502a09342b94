/**
 * What would begin a cell, and run as a formula, where a spreadsheet separates by other signs than commas: there quotes do not
 * hold a cell together. A sign before a plain number or word is none.
 */
const innerFormula = `["']*(?:[=@＝＠]|[+\\-＋－][^;\\t\\n]*[(|!])`;
const hiddenFormula = new RegExp(`[;\\t\\n](?=${innerFormula})`, 'g');
const escapedFormula = new RegExp(`([;\\t\\n])'(?=${innerFormula})`, 'g');

/** Puts an apostrophe before what a spreadsheet would run as a formula. {@link unescapeFormula} removes it. */
export const escapeFormula = (cell: string): string =>
  (/^'*[=+\-@\t\r＝＋－＠]/.test(cell) ? `'${cell}` : cell).replace(hiddenFormula, "$&'");

export const unescapeFormula = (cell: string): string =>
  (/^'+[=+\-@\t\r＝＋－＠]/.test(cell) ? cell.slice(1) : cell).replace(escapedFormula, '$1');
