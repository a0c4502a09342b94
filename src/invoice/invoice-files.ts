import { Injectable, type OnModuleInit, StreamableFile } from '@nestjs/common';
import { sql } from 'kysely';
import { Database } from '../database/database.js';
import { type Attached, MailQueue } from '../mail/mail-queue.js';
import { cii, ubl, type XmlFormat } from './e-invoice.js';
import type { InvoiceDocument } from './invoice-document.js';
import { InvoiceQueries, type Tables, type Which } from './invoice.queries.js';

/** Invoices as files. */
@Injectable()
export class InvoiceFiles implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly queries: InvoiceQueries,
    private readonly mails: MailQueue,
  ) {}

  onModuleInit(): void {
    this.mails.attaches('invoice', (uuid) => this.pdf({ uuid }));
  }

  /** @throws InvoiceNotFound */
  async pdf(which: Which): Promise<Attached> {
    const { id, number, document, pdf } = await this.queries.one(which);
    const content = pdf ?? (await this.keep(id, await rendered(document)));
    return { filename: `${number}.pdf`, contentType: 'application/pdf', content };
  }

  /** @throws InvoiceNotFound */
  async xml(which: Which, format: XmlFormat): Promise<Attached> {
    const { number, document } = await this.queries.one(which);
    const content = Buffer.from(format === 'cii' ? cii(document) : ubl(document));
    return { filename: `${number}.xml`, contentType: 'application/xml', content };
  }

  /** Of several who made it at once, the first one's bytes stay. */
  private async keep(id: number, bytes: Uint8Array): Promise<Buffer> {
    const { pdf } = await this.database
      .sql<Tables>()
      .updateTable('invoices')
      .set({ pdf: sql<Buffer>`coalesce(pdf, ${Buffer.from(bytes)})` })
      .where('id', '=', id)
      .returning('pdf')
      .executeTakeFirstOrThrow();
    return pdf as Buffer;
  }
}

export const pdfContent = { content: { 'application/pdf': { schema: { type: 'string', format: 'binary' } } } };
export const xmlContent = { content: { 'application/xml': { schema: { type: 'string' } } } };

/** As something to save under its name. */
export const download = ({ filename, contentType, content }: Attached): StreamableFile =>
  new StreamableFile(content, {
    type: contentType,
    disposition: `attachment; filename="${filename}"`,
    length: content.length,
  });

/** Loaded with the first one: until then its 45 MB are not needed. */
async function rendered(document: InvoiceDocument): Promise<Uint8Array> {
  const { invoicePdf } = await import('./invoice-pdf.js');
  return invoicePdf(document);
}
