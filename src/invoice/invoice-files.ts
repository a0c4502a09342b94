import { Injectable, type OnModuleInit, StreamableFile } from '@nestjs/common';
import { Database } from '../database/database.js';
import { WorkerPool } from '../jobs/worker-pool.js';
import { type Attachment, MailQueue } from '../mail/mail-queue.js';
import type { InvoiceDocument } from './invoice-document.js';
import type { InvoiceFormat } from './invoice-file.entity.js';
import { InvoiceQueries, type InvoiceSelector, type Tables } from './invoice.queries.js';

/** Of the module above, which a thread loads: the shop itself needs no PDF library. */
const renderer = new URL('../invoice-pdf/invoice-pdf.js', import.meta.url);

export interface InvoicePdfTask {
  document: InvoiceDocument;
  /** The same document as CII. */
  xml: Uint8Array;
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

  /** @throws InvoiceNotFound */
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
      // A Factur-X has a profile of its own.
      const { profile, ...core } = document;
      const { cii } = await import('./e-invoice.js');
      const xml = profile ? Buffer.from(cii(core)) : (await this.load({ id }, 'cii')).content;
      const task = { document, xml };
      return this.workers.run<InvoicePdfTask, Uint8Array>(renderer, task);
    }
    const { cii, ubl } = await import('./e-invoice.js');
    return Buffer.from(format === 'cii' ? cii(document) : ubl(document));
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

export const pdfContent = { content: { 'application/pdf': { schema: { type: 'string', format: 'binary' } } } };
export const xmlContent = { content: { 'application/xml': { schema: { type: 'string' } } } };

/** A response that browsers save under the file's name. */
export const toDownload = ({ filename, contentType, content }: Attachment): StreamableFile =>
  new StreamableFile(content, {
    type: contentType,
    disposition: `attachment; filename="${filename}"`,
    length: content.length,
  });
