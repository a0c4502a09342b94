const maxNamed = 20;

/** What a person who sent a file should know of it, with the lines that it is about. */
const sentences = {
  picture:
    'These lines hold only further pictures of the product above, and pictures are not imported: upload them to each product.',
  parent:
    'These lines stand for a product that has variants and are no product here; each variant is one, with its own line.',
  store_view: 'These lines hold texts of another language or store view and are left out.',
  variants: 'These lines are variants of one product; each becomes a product of its own, named by its options.',
  no_stock: 'These lines say no number of units: a product that is there keeps its stock, and a new one has none.',
  html: 'The descriptions of these lines were HTML; their text is kept, without pictures and layout.',
  gross: 'Prices are taken as they stand, with tax.',
} as const;

export interface ImportNote {
  note: string;
  /** The first of them. */
  lines: number[];
  count: number;
}

export class ImportNotes {
  private readonly notes = new Map<keyof typeof sentences, { lines: number[]; count: number }>();

  see(kind: keyof typeof sentences, ...lines: number[]): void {
    const note = this.notes.get(kind) ?? { lines: [], count: 0 };
    note.count += lines.length;
    note.lines.push(...lines.slice(0, Math.max(0, maxNamed - note.lines.length)));
    this.notes.set(kind, note);
  }

  /** For a line that becomes no product. */
  skip(kind: keyof typeof sentences, line: number): undefined {
    this.see(kind, line);
  }

  list(): ImportNote[] {
    return [...this.notes].map(([kind, note]) => ({ note: sentences[kind], ...note }));
  }
}
