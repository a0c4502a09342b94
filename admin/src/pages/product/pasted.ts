import { parse } from 'csv-parse/browser/esm/sync';
import type { Schemas } from '../../api/client';

type Product = Schemas['AdminProduct'];

/** Columns of the grid that can be pasted into, from left to right. */
export const pasteColumns = ['name', 'price', 'stock'] as const;
export type PasteColumn = (typeof pasteColumns)[number];

export interface Change {
  product: Product;
  column: PasteColumn;
  before: string;
  after: string;
  /** Whether the shop would refuse it. */
  isBad: boolean;
}

export interface Pasted {
  changes: Change[];
  /** Rows below the last product of the page. */
  rowsLeftOut: number;
  columnsLeftOut: boolean;
}

interface Place {
  /** Of the page, from the one that was pasted into. */
  products: Product[];
  column: PasteColumn;
  mayChange: (column: PasteColumn) => boolean;
}

/** What a block of cells of a spreadsheet would change. */
export function readPasted(text: string, { products, column, mayChange }: Place): Pasted {
  const rows = parse(text, { delimiter: '\t', relaxColumnCount: true, relaxQuotes: true }) as string[][];
  const columns = pasteColumns.slice(pasteColumns.indexOf(column));
  const changes = rows.slice(0, products.length).flatMap((cells, at) =>
    columns.flatMap((name, place) => {
      const [cell, product] = [cells[place], products[at]];
      return cell === undefined || !product || !mayChange(name) ? [] : [changeOf(product, name, cell)];
    }),
  );
  return {
    changes: changes.filter(({ before, after }) => before !== after),
    rowsLeftOut: Math.max(rows.length - products.length, 0),
    columnsLeftOut: rows.some(
      (cells) => cells.length > columns.length || columns.slice(0, cells.length).some((name) => !mayChange(name)),
    ),
  };
}

function changeOf(product: Product, column: PasteColumn, cell: string): Change {
  const text = cell.trim();
  switch (column) {
    case 'name':
      return { product, column, before: product.name, after: text, isBad: text === '' };
    case 'price': {
      const decimals = product.price.split('.')[1]?.length ?? 0;
      const after = amountOf(text, decimals);
      return { product, column, before: product.price, after: after ?? text, isBad: after === undefined };
    }
    case 'stock': {
      const isBad = !/^\d{1,9}$/.test(text);
      return { product, column, before: String(product.on_hand), after: isBad ? text : String(Number(text)), isBad };
    }
  }
}

/** `1.234,50 €` and `$1,234.50` as the API writes them; nothing where it is not clear, such as `1.234` of a currency with cents. */
function amountOf(text: string, decimals: number): string | undefined {
  const digits = text.replaceAll(/[\s\u00a0\u202f'’]|\p{Sc}|[A-Z]{3}/gu, '');
  const mark = digits.includes(',') && digits.lastIndexOf(',') > digits.lastIndexOf('.') ? ',' : '.';
  const [whole = '', part = '', ...rest] = digits.split(mark);
  const plain = whole.replaceAll(mark === ',' ? '.' : ',', '');
  if (rest.length > 0 || !/^\d{1,9}$/.test(plain) || !/^\d*$/.test(part) || part.length > decimals) return undefined;
  return decimals === 0 ? String(Number(plain)) : `${Number(plain)}.${part.padEnd(decimals, '0')}`;
}
