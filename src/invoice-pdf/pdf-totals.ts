import { sumOf } from '../common/money/tax.js';
import { date, figure, money, paymentStatus, percent, rate } from './format.js';
import type { InvoiceDocument } from '../invoice/invoice-document.js';
import { continueOnNewPage } from './pdf-lines.js';
import { a4, type PdfPageWriter, type Style } from './pdf-page-writer.js';
import { wordsIn } from './words.js';

const label = { size: 7.5, color: 'quiet' } as const;
const note = { size: 8, color: 'quiet', leading: 11.5 } as const;
const taxColumns = { net: 150, tax: 214, gross: 286 };
const taxWidth = 60;
const left = 322;
const labelWidth = 140;
const leading = 17;

/** The totals at the right, the tax of each rate at their left, together on one page. */
export function totals(writer: PdfPageWriter, document: InvoiceDocument): void {
  const { tax, discount } = document;
  const notesHeight = taxNotes(document).reduce((sum, text) => sum + writer.heightOf(text, taxNotesWidth, note) + 3, 0);
  const taxHeight = 14 * (tax.length + 2) + notesHeight + 14;
  const words = wordsIn(document.language);
  const discountHeight = discount ? writer.heightOf(words.discount(discount.coupon), labelWidth, { leading: 12 }) : 0;
  const needed = 30 + Math.max(taxHeight, discountHeight + leading * 6);
  if (writer.y + needed > writer.bottom) continueOnNewPage(writer, document);
  writer.y += 22;
  const bottoms = [taxTable(writer, document), totalsTable(writer, document)];
  writer.y = Math.max(...bottoms);
}

/** @returns where it ends */
function taxTable(writer: PdfPageWriter, document: InvoiceDocument): number {
  const { tax, totals, currency, language } = document;
  const words = wordsIn(language);
  const amount = figure(currency, language);
  let y = writer.y + 8;
  const row = (type: 'TH' | 'TD', style: Style, texts: [name: string, net: string, tax: string, gross: string]) => {
    const [name, ...amounts] = texts;
    writer.group('TR', () => {
      const scope = type === 'TH' ? ({ scope: 'Column' } as const) : {};
      writer.tag(type, () => writer.text(name, a4.left, y, style), scope);
      Object.values(taxColumns).forEach((x, index) =>
        writer.tag(type, () => writer.textRight(amounts[index] ?? '', x, y, style, taxWidth), scope),
      );
    });
    y += 14;
  };
  writer.group('Table', () => {
    row('TH', label, [words.taxRate, `${words.net}, ${currency}`, words.tax, words.gross]);
    writer.rule(y - 8.5, a4.left, taxColumns.gross);
    y += 2;
    for (const { rate, net, tax: part, gross, exemption } of tax) {
      const name = percent(rate, words) + (exemption ? ` ${exemption.category}` : '');
      row('TD', { size: 8, tabular: true }, [name, amount(net), amount(part), amount(gross)]);
    }
    writer.rule(y - 9.5, a4.left, taxColumns.gross);
    y += 1.5;
    const sum = [amount(totals.net), amount(totals.tax), amount(totals.gross)] as const;
    row('TD', { size: 8, font: 'strong' }, [words.sum, ...sum]);
  });
  y += 2;
  for (const text of taxNotes(document))
    writer.tag('P', () => (y = writer.paragraph(text, a4.left, y, taxNotesWidth, note) + 3));
  return y;
}

const taxNotesWidth = taxColumns.gross - a4.left;

/** Why there is no tax, as the law requires it, and the tax in the currency of the seller's country. */
function taxNotes({ tax, tax_currency: other, currency, language }: InvoiceDocument): string[] {
  const words = wordsIn(language);
  const reasons = tax.flatMap(({ exemption }) => {
    if (!exemption) return [];
    const { category, text } = exemption;
    const said = words.exempt[category];
    return [
      `${category}: ${text.toLowerCase().includes(said.toLowerCase()) ? text : [said, text].filter(Boolean).join('. ')}`,
    ];
  });
  if (!other) return reasons;
  const sum = money(other.currency, language)(other.tax);
  const exchange = `1 ${currency} = ${rate(other.rate, words)} ${other.currency}`;
  return [...reasons, words.converted(sum, exchange, date(other.date, words), other.source)];
}

/** @returns where it ends */
function totalsTable(writer: PdfPageWriter, document: InvoiceDocument): number {
  const { lines, discount, shipping, totals, currency, language } = document;
  const words = wordsIn(language);
  const amount = money(currency, language);
  let y = writer.y + 8;
  const row = (name: string, minor: number) => {
    let next = y;
    writer.group('TR', () => {
      const style = { color: 'quiet', leading: 12 } as const;
      writer.tag('TH', () => (next = writer.paragraph(name, left, y, labelWidth, style)), { scope: 'Row' });
      writer.tag('TD', () => writer.textRight(amount(minor), a4.right, y, { tabular: true }));
    });
    y = next + 5;
  };
  writer.group('Table', () => {
    row(words.subtotal, sumOf(lines.map(({ total }) => total)));
    if (discount) row(words.discount(discount.coupon).trim(), -discount.gross);
    if (shipping) row(words.shipping, shipping.gross);
    writer.rule(y - 7, left, a4.right, 'ink');
    y += 12;
    writer.group('TR', () => {
      const style = { size: 12, font: 'strong' } as const;
      writer.tag('TH', () => writer.text(words.total, left, y, style), { scope: 'Row' });
      writer.tag('TD', () => writer.textRight(amount(totals.gross), a4.right, y, style));
    });
  });
  const { label: status, detail } = paymentStatus(document);
  y += 14;
  for (const text of [totals.tax > 0 && words.includesTax(amount(totals.tax)), `${status} ${detail}`.trim()])
    if (text) writer.tag('P', () => (y = writer.paragraph(text, left, y, a4.right - left, { ...label, leading: 11 })));
  return y + 6;
}
