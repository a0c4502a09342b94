import { variables } from './config.js';
import { settingGroups } from './setting-variables.js';
import type { Variable } from './variables.js';

/** The README's table of variables, generated from their definitions. */
export function configurationTable(): string {
  const described = Object.entries<Variable<unknown>>(variables(false)).map(
    ([name, { meaning, shownDefault, fallback }]) => [
      `\`${name}\``,
      groupOf(name),
      meaning,
      shownDefault ?? shown(fallback),
    ],
  );
  const rows = [['variable', 'setting', 'meaning', 'default'], ...described];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: string[]) => `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [head = '', ...body] = rows.map(line);
  return [head, line(widths.map((width) => '-'.repeat(width))), ...body].join('\n');
}

const groups = Object.entries<object>(settingGroups(false));

/** The group in which staff change it; nothing for what only the operator decides. */
const groupOf = (variable: string): string => groups.find(([, group]) => variable in group)?.[0] ?? '';

const shown = (fallback: unknown): string => (String(fallback) === '' ? '' : `\`${String(fallback)}\``);
