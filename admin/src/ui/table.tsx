import { clsx } from 'clsx';
import { type ReactNode, useRef } from 'react';
import { ChooseAll, ChooseRow, type RowChoice } from './choose';

export interface Column<Row> {
  title: string;
  cell: (row: Row) => ReactNode;
  /** Numbers stand right. */
  right?: boolean;
  /** Left out on narrow screens. */
  wide?: boolean;
  className?: string;
}

interface TableProps<Row> {
  caption: string;
  columns: Column<Row>[];
  rows: Row[];
  rowKey: (row: Row) => string;
  /** For the button of a row's own actions. */
  onRow?: (row: Row) => void;
  /** With a box before each row. */
  choice?: RowChoice<Row>;
}

export function Table<Row>({ caption, columns, rows, rowKey, onRow, choice }: TableProps<Row>) {
  const last = useRef(0);
  const cellClass = ({ right, wide, className }: Column<Row>) =>
    clsx('px-3 first:pl-4 last:pr-4', right && 'num text-right', wide && 'hidden md:table-cell', className);
  return (
    <div className="overflow-x-auto" tabIndex={0} role="region" aria-label={caption}>
      <table className="w-full border-collapse">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr className="border-b border-line text-left text-xs text-muted">
            {choice && (
              <td className="w-9 pl-1.5">
                <ChooseAll rows={rows} choice={choice} />
              </td>
            )}
            {columns.map((column) => (
              <th
                key={column.title}
                scope="col"
                className={clsx('py-2 font-medium whitespace-nowrap', cellClass(column))}
              >
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <tr
              key={rowKey(row)}
              className={clsx(
                'border-b border-line last:border-0',
                onRow && 'cursor-pointer',
                choice?.has(row) ? 'bg-accent-soft/50' : onRow && 'hover:bg-subtle/60',
              )}
              onClick={
                onRow &&
                ((event) => {
                  // A control in the row does its own work.
                  if (!(event.target as Element).closest('a, button, input, select, label')) onRow(row);
                })
              }
            >
              {choice && (
                <td className="w-9 pl-1.5">
                  <ChooseRow rows={rows} choice={choice} at={at} last={last} />
                </td>
              )}
              {columns.map((column) => (
                <td key={column.title} className={clsx('h-11 py-1.5', cellClass(column))}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
