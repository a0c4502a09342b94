import type { TableRules } from './table-rules.js';

/** The statements that erase the rows of customer `$1` in one table. */
export const erasuresOf = (table: string, rules: TableRules): string[] =>
  [rules.before, erasureOf(table, rules)].filter((text) => text !== undefined);

/** The statement that erases the rows of customer `$1` in one table; none where all of it stays. */
function erasureOf(table: string, { owner, byFunction, columns }: TableRules): string | undefined {
  if (!owner) return undefined;
  if (byFunction) return `select shop.erase_${table}($1)`;
  const rules = Object.entries(columns);
  if (rules.every(([, rule]) => rule === 'delete')) return `delete from ${table} where ${owner}`;
  const changes = rules.flatMap(([column, rule]) =>
    typeof rule === 'object' && 'erase' in rule ? [`${column} = ${rule.erase}`] : [],
  );
  return changes.length > 0 ? `update ${table} set ${changes.join(', ')} where ${owner}` : undefined;
}
