import { defaultTaxRate } from '../config/tax.js';

const maxNamed = 20;

/** What a person who sent a file should know of it, with the lines that it is about. */
const sentences = {
  above: 'These lines stand above the names of the columns and are left out.',
  sheets: 'Only the first sheet that names columns is read; there are others.',
  picture:
    'These lines hold only further pictures of the product above, and pictures are not imported: upload them to each product.',
  parent:
    'These lines stand for a product that has variants and are no product here; each variant is one, with its own line.',
  option:
    'These lines are options of the product above and are left out: add those that are sold as products of their own.',
  store_view: 'These lines hold texts of another language or store view and are left out.',
  variants: 'These lines are variants of one product; each becomes a product of its own, named by its options.',
  no_price: 'These lines have no price and are left out.',
  no_stock: 'These lines say no number of units: a product that is there keeps its stock, and a new one has none.',
  negative_stock: 'These lines say less than no units; they are taken as none.',
  unavailable:
    'These lines say that the product cannot be bought, whatever number is beside it: they are taken as out of stock.',
  discount: 'The discounts of these lines are not read: the products cost what they cost without.',
  choices: 'These lines list options, such as sizes or colors, that are left out: each line becomes one product.',
  external: 'These lines are products that are sold elsewhere and are left out.',
  gift_card: 'These lines are gift cards and are left out.',
  minor_units:
    'All prices are whole numbers: an old version of Medusa wrote them in cents. Compare one before you import the file.',
  no_sale:
    'The sale prices of these lines do not count today, or their days cannot be read: the products cost what they cost without.',
  not_listed:
    'These lines are hidden in the catalog of the other shop, or are variants of a product that is: they are not published.',
  brands: 'These lines name several brands; the first is taken.',
  old_price: 'The old prices of these lines are not above their prices and are left out.',
  category_ids: 'The categories of these lines are only numbers of the other shop and are left out.',
  html: 'The descriptions of these lines were HTML; their text is kept, without pictures and layout.',
  hidden: 'Characters that nobody sees, such as soft hyphens, were in cells of these lines and are left out.',
  made_slugs: 'The file has no slugs: they are made of the names, and a product of the same name is changed.',
  no_tax: 'No column of tax rates was read: a product that is there keeps its own, and a new one gets RATE %.',
  gross: 'Prices are taken as they stand, with tax.',
} as const;

export type NoteCode = keyof typeof sentences;
export const noteCodes = Object.keys(sentences) as NoteCode[];

export interface ImportNote {
  code: NoteCode;
  note: string;
  /** The first of them. */
  lines: number[];
  count: number;
}

export class ImportNotes {
  private readonly notes = new Map<NoteCode, { lines: number[]; count: number }>();

  see(kind: NoteCode, ...lines: number[]): void {
    const note = this.notes.get(kind) ?? { lines: [], count: 0 };
    note.count += lines.length;
    note.lines.push(...lines.slice(0, Math.max(0, maxNamed - note.lines.length)));
    this.notes.set(kind, note);
  }

  /** For a line that becomes no product. */
  skip(kind: NoteCode, line: number): undefined {
    this.see(kind, line);
  }

  list(): ImportNote[] {
    return [...this.notes].map(([code, note]) => ({
      code,
      note: sentences[code].replace('RATE', String(defaultTaxRate() / 100)),
      ...note,
    }));
  }
}
