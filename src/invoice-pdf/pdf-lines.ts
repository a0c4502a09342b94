import { money, percent } from './format.js';
import type { InvoiceDocument, InvoiceLine } from '../invoice/invoice-document.js';
import { a4, type PdfPageWriter } from './pdf-page-writer.js';
import { type Words, wordsIn } from './words.js';

/** The right edge of each column. */
const columns = { quantity: 316, unit_price: 404, tax_rate: 447, total: a4.right };
const nameWidth = 222;
const nameStyle = { leading: 12 };
const label = { size: 7.5, color: 'quiet' } as const;
const figures = { tabular: true };

/** The table of lines. Its head is repeated on every page. */
export function linesTable(writer: PdfPageWriter, document: InvoiceDocument): void {
  const { lines, currency, language } = document;
  const words = wordsIn(language);
  writer.group('Table', () => {
    head(writer, words);
    for (const line of lines) {
      const height = 11 + writer.heightOf(line.name, nameWidth, nameStyle);
      if (writer.y + height > writer.bottom) {
        continueOnNewPage(writer, document);
        head(writer, words);
      }
      writer.group('TR', () => row(writer, line, money(currency, language), words));
      writer.y += height;
      writer.rule(writer.y);
    }
  });
}

/** A new page, headed with the number of the invoice. */
export function continueOnNewPage(writer: PdfPageWriter, { number, language }: InvoiceDocument): void {
  writer.newPage();
  const { y } = writer;
  const { continued } = wordsIn(language);
  writer.decorate(() => writer.text(continued(number), a4.left, y + 6, { size: 8, color: 'quiet' }));
  writer.y += 26;
}

function head(writer: PdfPageWriter, words: Words): void {
  const y = writer.y + 8;
  const cell = (write: () => void) => writer.tag('TH', write, { scope: 'Column' });
  writer.group('TR', () => {
    cell(() => writer.text(words.description, a4.left, y, label));
    cell(() => writer.textRight(words.quantity, columns.quantity, y, label));
    cell(() => writer.textRight(words.unitPrice, columns.unit_price, y, label));
    cell(() => writer.textRight(words.tax, columns.tax_rate, y, label));
    cell(() => writer.textRight(words.amount, columns.total, y, label));
  });
  writer.y += 16;
  writer.rule(writer.y, a4.left, a4.right, 'ink');
}

function row(writer: PdfPageWriter, line: InvoiceLine, amount: (minor: number) => string, words: Words): void {
  const y = writer.y + 15;
  const { quantity, unit_price, tax_rate, total } = line;
  const cell = (write: () => void) => writer.tag('TD', write);
  cell(() => writer.paragraph(line.name, a4.left, y, nameWidth, nameStyle));
  cell(() => writer.textRight(String(quantity), columns.quantity, y, figures));
  cell(() => writer.textRight(amount(unit_price), columns.unit_price, y, figures, 82));
  cell(() => writer.textRight(percent(tax_rate, words), columns.tax_rate, y, { ...figures, color: 'quiet' }));
  cell(() => writer.textRight(amount(total), columns.total, y, figures, 94));
}
