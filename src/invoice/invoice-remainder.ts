import { sumOf } from '../common/money/tax.js';
import type { CreditedParts, InvoiceDocument } from './invoice-document.js';

/** What is left of an invoice after its credit notes. Minor units, tax included. */
export interface InvoiceRemainder {
  /** By the uuid of the order line. */
  lines: Map<string, { quantity: number; amount: number }>;
  shipping: number;
  gross: number;
}

/** Undefined for older documents, which do not tell what they correct. */
export function remainderOf(invoice: InvoiceDocument, notes: InvoiceDocument[]): InvoiceRemainder | undefined {
  const lines: InvoiceRemainder['lines'] = new Map();
  for (const { uuid, charged, quantity } of invoice.lines) {
    if (uuid === undefined || charged === undefined) return undefined;
    lines.set(uuid, { quantity, amount: charged });
  }
  let shipping = invoice.shipping?.gross ?? 0;
  for (const { credited } of notes) {
    if (!credited) return undefined;
    shipping -= credited.shipping + credited.shipping_goodwill;
    for (const { uuid, quantity, amount } of credited.lines) {
      const line = lines.get(uuid);
      if (line) lines.set(uuid, { quantity: line.quantity - quantity, amount: line.amount - amount });
    }
  }
  return { lines, shipping, gross: grossLeft(invoice, notes) };
}

export const grossLeft = ({ totals }: InvoiceDocument, notes: InvoiceDocument[]): number =>
  totals.gross - sumOf(notes.map((note) => note.totals.gross));

/** All that is left, to be credited. */
export function restOf({ lines }: InvoiceDocument, { lines: left, shipping }: InvoiceRemainder): CreditedParts {
  const rest = lines.flatMap(({ uuid = '', name, tax_rate }) => {
    const line = left.get(uuid);
    return line && line.amount > 0 ? [{ uuid, name, tax_rate, ...line }] : [];
  });
  return { lines: rest, shipping, shipping_goodwill: 0 };
}
