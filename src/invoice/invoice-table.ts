import type { InvoiceDocument, InvoiceLine } from './invoice-document.js';
import { money, percent } from './format.js';
import { type Paper, sheet } from './paper.js';

/** Where the figures of a line end. */
const columns = { quantity: 316, unit_price: 404, tax_rate: 447, total: sheet.right };
const widest = 222;
const label = { size: 7.5, color: 'quiet' } as const;
const figures = { weight: 'figures' } as const;

/** What was bought, on as many sheets as it takes; the head of the table stands on each. */
export function table(paper: Paper, { lines, currency, number }: InvoiceDocument): void {
  head(paper);
  for (const line of lines) {
    const name = paper.wrapped(line.name, widest, 3);
    const height = 11 + name.length * 12;
    if (paper.y + height > sheet.bottom) {
      next(paper, number);
      head(paper);
    }
    row(paper, line, name, money(currency));
    paper.y += height;
    paper.rule(paper.y);
  }
}

/** A new sheet, on which stands what it goes on with. */
export function next(paper: Paper, number: string): void {
  paper.turn();
  paper.text(`${number}, continued`, sheet.left, paper.y + 6, { size: 8, color: 'quiet' });
  paper.y += 26;
}

function head(paper: Paper): void {
  const y = paper.y + 8;
  paper.text('Description', sheet.left, y, label);
  paper.textTo('Quantity', columns.quantity, y, label);
  paper.textTo('Unit price', columns.unit_price, y, label);
  paper.textTo('Tax', columns.tax_rate, y, label);
  paper.textTo('Amount', columns.total, y, label);
  paper.y += 16;
  paper.rule(paper.y, sheet.left, sheet.right, 'ink');
}

function row(paper: Paper, line: InvoiceLine, name: string[], sum: (minor: number) => string): void {
  const y = paper.y + 15;
  paper.lines(name, sheet.left, y, { leading: 12 });
  paper.textTo(String(line.quantity), columns.quantity, y, figures);
  paper.textTo(sum(line.unit_price), columns.unit_price, y, figures, 82);
  paper.textTo(percent(line.tax_rate), columns.tax_rate, y, { ...figures, color: 'quiet' });
  paper.textTo(sum(line.total), columns.total, y, figures, 94);
}
