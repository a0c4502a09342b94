import { defineEntity, p, PrimaryKeyProp } from '@mikro-orm/core';
import { refusing } from '../database/append-only.js';
import { Invoice } from './invoice.entity.js';

export const xmlFormats = ['ubl', 'cii'] as const;
export type XmlFormat = (typeof xmlFormats)[number];
export const invoiceFormats = ['pdf', ...xmlFormats] as const;
export type InvoiceFormat = (typeof invoiceFormats)[number];

const InvoiceFileSchema = defineEntity({
  name: 'InvoiceFile',
  tableName: 'invoice_files',
  properties: {
    invoice: () => p.manyToOne(Invoice).ref().primary().deleteRule('restrict'),
    format: p.enum(invoiceFormats).primary(),
    content: p.blob(),
  },
  triggers: [refusing('invoice_files')],
});

/** A rendering of an invoice. It is rendered once, when it is first needed: every download returns the same bytes. */
export class InvoiceFile extends InvoiceFileSchema.class {
  [PrimaryKeyProp]?: ['invoice', 'format'];
}

InvoiceFileSchema.setClass(InvoiceFile);
export { InvoiceFileSchema };
