import { Injectable, type OnModuleInit, StreamableFile } from '@nestjs/common';
import { digitsOf } from '../config/currency.js';
import { Database } from '../database/database.js';
import { WorkerPool } from '../jobs/worker-pool.js';
import { type Attachment, MailQueue } from '../mail/mail-queue.js';
import type { InvoiceDocument } from './invoice-document.js';
import type { InvoiceFormat } from './invoice-file.entity.js';
import { NoEInvoice } from './invoice.errors.js';
import { InvoiceQueries, type InvoiceSelector, type Tables } from './invoice.queries.js';

/** Of the module above, which a thread loads: the shop itself needs no PDF library. */
const renderer = new URL('../invoice-pdf/invoice-pdf.js', import.meta.url);

export interface InvoicePdfTask {
  document: InvoiceDocument;
  /** The same document as CII; null where its currency has more decimals than the standard. */
  xml: Uint8Array | null;
}

/** Renders an invoice when a file of it is first needed, and stores the file. */
@Injectable()
export class InvoiceFiles implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly queries: InvoiceQueries,
    private readonly mails: MailQueue,
    private readonly workers: WorkerPool,
  ) {}

  onModuleInit(): void {
    this.mails.provideAttachments('invoice', (uuid) => this.load({ uuid }, 'pdf'));
  }

  /** @throws InvoiceNotFound, NoEInvoice */
  async load(selector: InvoiceSelector, format: InvoiceFormat): Promise<Attachment> {
    const { id, number, document, content } = await this.queries.file(selector, format);
    const [extension, contentType] = format === 'pdf' ? ['pdf', 'application/pdf'] : ['xml', 'application/xml'];
    return {
      filename: `${number}${format === 'pdf' ? '' : `-${format}`}.${extension}`,
      contentType,
      content: content ?? (await this.store(id, format, await this.render(id, document, format))),
    };
  }

  /** Without an XML library or a PDF library until one is needed. */
  private async render(id: number, document: InvoiceDocument, format: InvoiceFormat): Promise<Uint8Array> {
    if (format === 'pdf') {
      const xml = hasXml(document) ? await this.facturX(id, document) : null;
      const task = { document, xml };
      return this.workers.run<InvoicePdfTask, Uint8Array>(renderer, task);
    }
    if (!hasXml(document)) throw new NoEInvoice({ currency: document.currency });
    const { cii, ubl } = await import('./e-invoice.js');
    return Buffer.from(format === 'cii' ? cii(document) : ubl(document));
  }

  /** A Factur-X has a profile of its own. */
  private async facturX(id: number, { profile, ...core }: InvoiceDocument): Promise<Uint8Array> {
    return profile ? this.render(id, core, 'cii') : (await this.load({ id }, 'cii')).content;
  }

  /** Concurrent renderings of one file all return what the first one stored. */
  private async store(invoice_id: number, format: InvoiceFormat, rendered: Uint8Array): Promise<Buffer> {
    const sql = this.database.sql<Tables>();
    const content = Buffer.from(rendered);
    const { numInsertedOrUpdatedRows: inserted } = await sql
      .insertInto('invoice_files')
      .values({ invoice_id, format, content })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirstOrThrow();
    if (inserted) return content;
    const stored = await sql
      .selectFrom('invoice_files')
      .select('content')
      .where('invoice_id', '=', invoice_id)
      .where('format', '=', format)
      .executeTakeFirstOrThrow();
    return stored.content as Buffer;
  }
}

/** Rounded to the two decimals that the standard allows, it would not be the same invoice. */
const hasXml = ({ currency }: InvoiceDocument): boolean => digitsOf(currency) < 3;

export const pdfContent = { content: { 'application/pdf': { schema: { type: 'string', format: 'binary' } } } };
export const xmlContent = { content: { 'application/xml': { schema: { type: 'string' } } } };

/** A response that browsers save under the file's name. */
export const toDownload = ({ filename, contentType, content }: Attachment): StreamableFile =>
  new StreamableFile(content, {
    type: contentType,
    disposition: `attachment; filename="${filename}"`,
    length: content.length,
  });
