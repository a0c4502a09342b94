import { sumOf } from '../common/money/tax.js';
import { figure, money, percent, paymentStatus } from './format.js';
import type { InvoiceDocument } from './invoice-document.js';
import { continueOnNewPage } from './pdf-lines.js';
import { a4, type PdfPageWriter, type Style } from './pdf-page-writer.js';

const label = { size: 7.5, color: 'quiet' } as const;
const taxColumns = { net: 150, tax: 214, gross: 286 };
const taxWidth = 60;
const left = 322;
const labelWidth = 140;
const leading = 17;

/** The totals at the right, the tax of each rate at their left, together on one page. */
export function totals(writer: PdfPageWriter, document: InvoiceDocument): void {
  const needed = 30 + leading * Math.max(document.tax.length + 3, 7);
  if (writer.y + needed > writer.bottom) continueOnNewPage(writer, document.number);
  writer.y += 22;
  const bottoms = [taxTable(writer, document), totalsTable(writer, document)];
  writer.y = Math.max(...bottoms);
}

/** @returns where it ends */
function taxTable(writer: PdfPageWriter, { tax, totals, currency }: InvoiceDocument): number {
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
    row('TH', label, ['Tax rate', `Net, ${currency}`, 'Tax', 'Gross']);
    writer.rule(y - 8.5, a4.left, taxColumns.gross);
    y += 2;
    for (const { rate, net, tax: amount, gross } of tax)
      row('TD', { size: 8, tabular: true }, [percent(rate), figure(net), figure(amount), figure(gross)]);
    writer.rule(y - 9.5, a4.left, taxColumns.gross);
    y += 1.5;
    const sum = [figure(totals.net), figure(totals.tax), figure(totals.gross)] as const;
    row('TD', { size: 8, font: 'strong' }, ['Sum', ...sum]);
  });
  return y;
}

/** @returns where it ends */
function totalsTable(writer: PdfPageWriter, document: InvoiceDocument): number {
  const { lines, discount, shipping, totals, currency } = document;
  const amount = money(currency);
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
    row('Subtotal', sumOf(lines.map(({ total }) => total)));
    if (discount) row(`Discount ${discount.coupon}`.trim(), -discount.gross);
    if (shipping) row('Shipping', shipping.gross);
    writer.rule(y - 7, left, a4.right, 'ink');
    y += 12;
    writer.group('TR', () => {
      const style = { size: 12, font: 'strong' } as const;
      writer.tag('TH', () => writer.text('Total', left, y, style), { scope: 'Row' });
      writer.tag('TD', () => writer.textRight(amount(totals.gross), a4.right, y, style));
    });
  });
  const { label: status, detail } = paymentStatus(document);
  writer.tag('P', () => writer.text(`includes ${amount(totals.tax)} tax`, left, y + 14, label));
  writer.tag('P', () => writer.text(`${status} ${detail}`, left, y + 25, label));
  return y + 25 + leading;
}
