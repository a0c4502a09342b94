import { money, percent } from './format.js';
import type { InvoiceDocument, InvoiceLine } from './invoice-document.js';
import { a4, type PdfPageWriter } from './pdf-page-writer.js';

/** Where each figure of a line ends. */
const columns = { quantity: 316, unit_price: 404, tax_rate: 447, total: a4.right };
const nameWidth = 222;
const nameStyle = { leading: 12 };
const label = { size: 7.5, color: 'quiet' } as const;
const figures = { tabular: true };

/** The table of lines, on as many pages as it takes, each with the head of the table. */
export function linesTable(writer: PdfPageWriter, { lines, currency, number }: InvoiceDocument): void {
  writer.group('Table', () => {
    head(writer);
    for (const line of lines) {
      const height = 11 + writer.heightOf(line.name, nameWidth, nameStyle);
      if (writer.y + height > writer.bottom) {
        continueOnNewPage(writer, number);
        head(writer);
      }
      writer.group('TR', () => row(writer, line, money(currency)));
      writer.y += height;
      writer.rule(writer.y);
    }
  });
}

/** A new page that says of which invoice it is. */
export function continueOnNewPage(writer: PdfPageWriter, number: string): void {
  writer.newPage();
  const { y } = writer;
  writer.decorate(() => writer.text(`${number}, continued`, a4.left, y + 6, { size: 8, color: 'quiet' }));
  writer.y += 26;
}

function head(writer: PdfPageWriter): void {
  const y = writer.y + 8;
  const cell = (write: () => void) => writer.tag('TH', write, { scope: 'Column' });
  writer.group('TR', () => {
    cell(() => writer.text('Description', a4.left, y, label));
    cell(() => writer.textRight('Quantity', columns.quantity, y, label));
    cell(() => writer.textRight('Unit price', columns.unit_price, y, label));
    cell(() => writer.textRight('Tax', columns.tax_rate, y, label));
    cell(() => writer.textRight('Amount', columns.total, y, label));
  });
  writer.y += 16;
  writer.rule(writer.y, a4.left, a4.right, 'ink');
}

function row(writer: PdfPageWriter, line: InvoiceLine, amount: (minor: number) => string): void {
  const y = writer.y + 15;
  const { quantity, unit_price, tax_rate, total } = line;
  const cell = (write: () => void) => writer.tag('TD', write);
  cell(() => writer.paragraph(line.name, a4.left, y, nameWidth, nameStyle));
  cell(() => writer.textRight(String(quantity), columns.quantity, y, figures));
  cell(() => writer.textRight(amount(unit_price), columns.unit_price, y, figures, 82));
  cell(() => writer.textRight(percent(tax_rate), columns.tax_rate, y, { ...figures, color: 'quiet' }));
  cell(() => writer.textRight(amount(total), columns.total, y, figures, 94));
}
