import type { ReactNode } from 'react';

interface HeatTableProps {
  caption: string;
  /** Above the names of the rows. */
  corner: string;
  columns: string[];
  rows: {
    name: string;
    /** `heat` is from 0 to 1; nothing stays empty. */
    cells: ({ text: ReactNode; heat: number } | undefined)[];
  }[];
}

/** Numbers on a background that is the stronger, the larger they are. */
export function HeatTable({ caption, corner, columns, rows }: HeatTableProps) {
  return (
    <div className="overflow-x-auto" tabIndex={0} role="region" aria-label={caption}>
      <table className="w-full border-separate border-spacing-0.5">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr className="text-xs text-muted">
            <th scope="col" className="px-2 py-1.5 text-left font-medium whitespace-nowrap">
              {corner}
            </th>
            {columns.map((name) => (
              <th key={name} scope="col" className="px-2 py-1.5 text-right font-medium whitespace-nowrap">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, cells }) => (
            <tr key={name}>
              <th scope="row" className="px-2 py-1.5 text-left font-normal whitespace-nowrap">
                {name}
              </th>
              {cells.map((cell, at) => (
                <td
                  key={columns[at]}
                  className="num rounded-md px-2 py-1.5 text-right whitespace-nowrap"
                  // The text stays readable on the strongest.
                  style={
                    cell && { background: `color-mix(in oklab, var(--color-accent) ${cell.heat * 40}%, transparent)` }
                  }
                >
                  {cell?.text}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
