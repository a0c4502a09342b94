import { variables } from './config.js';
import type { Variable } from './variables.js';

/** The README's table of variables, generated from their definitions. */
export function configurationTable(): string {
  const described = Object.entries<Variable<unknown>>(variables(false)).map(
    ([name, { meaning, shownDefault, fallback }]) => [`\`${name}\``, meaning, shownDefault ?? shown(fallback)],
  );
  const rows = [['variable', 'meaning', 'default'], ...described];
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: string[]) => `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [head = '', ...body] = rows.map(line);
  return [head, line(widths.map((width) => '-'.repeat(width))), ...body].join('\n');
}

const shown = (fallback: unknown): string => (String(fallback) === '' ? '' : `\`${String(fallback)}\``);
