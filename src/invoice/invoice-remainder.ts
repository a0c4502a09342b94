import { sumOf } from '../common/money/tax.js';
import type { InvoiceDocument } from './invoice-document.js';

/** What is left of an invoice after its credit notes. Minor units, tax included. */
export interface InvoiceRemainder {
  /** By the uuid of the order line. */
  lines: Map<string, { quantity: number; amount: number }>;
  shipping: number;
  /** Whether the invoice charged the shipping. */
  hasShipping: boolean;
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
  return { lines, shipping, hasShipping: invoice.shipping !== null, gross: grossLeft(invoice, notes) };
}

export const grossLeft = ({ totals }: InvoiceDocument, notes: InvoiceDocument[]): number =>
  totals.gross - sumOf(notes.map((note) => note.totals.gross));
