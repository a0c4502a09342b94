import { sumOf } from '../common/money/tax.js';
import type { InvoiceDocument } from './invoice-document.js';
import { next } from './invoice-table.js';
import { figure, money, percent, state } from './format.js';
import { type Paper, sheet, type Style } from './paper.js';

const label = { size: 7.5, color: 'quiet' } as const;
const taxColumns = { net: 150, tax: 214, gross: 286 };
const widest = 60;
const left = 322;
const leading = 17;

/** The sums at the right, the tax of each rate at their left; together on one sheet. */
export function sums(paper: Paper, document: InvoiceDocument): void {
  const needed = 30 + leading * Math.max(document.tax.length + 3, 7);
  if (paper.y + needed > sheet.bottom) next(paper, document.number);
  paper.y += 22;
  const bottoms = [taxes(paper, document), totals(paper, document)];
  paper.y = Math.max(...bottoms);
}

function totals(paper: Paper, document: InvoiceDocument): number {
  const { lines, discount, shipping, totals, currency } = document;
  const sum = money(currency);
  let y = paper.y + 8;
  const row = (name: string, amount: number) => {
    paper.text(name, left, y, { color: 'quiet' });
    paper.textTo(sum(amount), sheet.right, y, { weight: 'figures' });
    y += leading;
  };
  row('Subtotal', sumOf(lines.map(({ total }) => total)));
  if (discount) row(paper.fitting(`Discount ${discount.coupon}`, 140), -discount.gross);
  if (shipping) row('Shipping', shipping.gross);
  paper.rule(y - 7, left, sheet.right, 'ink');
  y += 12;
  paper.text('Total', left, y, { size: 12, weight: 'strong' });
  paper.textTo(sum(totals.gross), sheet.right, y, { size: 12, weight: 'strong' });
  y += 14;
  paper.text(`includes ${sum(totals.tax)} tax`, left, y, label);
  const { label: what, detail } = state(document);
  y += 11;
  paper.text(`${what} ${detail}`, left, y, label);
  return y + leading;
}

function taxes(paper: Paper, { tax, totals, currency }: InvoiceDocument): number {
  let y = paper.y + 8;
  const row = (name: string, net: string, tax: string, gross: string, style: Style) => {
    paper.text(name, sheet.left, y, style);
    paper.textTo(net, taxColumns.net, y, style, widest);
    paper.textTo(tax, taxColumns.tax, y, style, widest);
    paper.textTo(gross, taxColumns.gross, y, style, widest);
    y += 14;
  };
  row('Tax rate', `Net, ${currency}`, 'Tax', 'Gross', label);
  paper.rule(y - 8.5, sheet.left, taxColumns.gross);
  y += 2;
  const figures = { size: 8, weight: 'figures' } as const;
  for (const one of tax) row(percent(one.rate), figure(one.net), figure(one.tax), figure(one.gross), figures);
  paper.rule(y - 9.5, sheet.left, taxColumns.gross);
  y += 1.5;
  row('Sum', figure(totals.net), figure(totals.tax), figure(totals.gross), { size: 8, weight: 'strong' });
  return y;
}
