/**
 * What happens to a column when its person is erased. `delete`: the row goes. `erase`: the SQL that replaces the value.
 * `keep`: it stays, for the reason given. `none`: it says nothing about a customer.
 */
type Rule = 'delete' | 'none' | { erase: string } | { keep: string };

export interface TableRules {
  /** SQL, the rows of customer `$1`; left out where a table has none. */
  owner?: string;
  /** SQL that comes before, for counts of the rows that go. */
  before?: string;
  /** Rows that the serving role may not change: the owner's function `shop.erase_<table>` erases those of one customer. */
  byFunction?: true;
  /** SQL, which of the rows are handed over; left out where all are. */
  visible?: string;
  /** Column to page the export by; left out where it is `id`. */
  key?: string;
  columns: Record<string, Rule>;
  /** Columns of the export, with `id` to page by; left out where there is nothing to hand over. */
  exported?: string[];
}

/** All columns of rows that are deleted. */
export const deleted = (
  owner: string,
  columns: string[],
  exported?: string[],
  more: Pick<TableRules, 'before' | 'byFunction' | 'visible' | 'key'> = {},
): TableRules => ({
  owner,
  columns: Object.fromEntries(columns.map((column) => [column, 'delete'] as const)),
  ...(exported && { exported }),
  ...more,
});
export const notPersonal = (...columns: string[]): TableRules => ({
  columns: Object.fromEntries(columns.map((column) => [column, 'none'] as const)),
});
