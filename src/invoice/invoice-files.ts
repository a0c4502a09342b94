import { Injectable, type OnModuleInit, StreamableFile } from '@nestjs/common';
import { Database } from '../database/database.js';
import { type Attached, MailQueue } from '../mail/mail-queue.js';
import { WorkerPool } from '../jobs/worker-pool.js';
import { cii, ubl } from './e-invoice.js';
import type { InvoiceDocument } from './invoice-document.js';
import type { InvoiceFormat } from './invoice-file.entity.js';
import type { InvoicePdfTask } from './invoice-pdf.js';
import { InvoiceQueries, type Tables, type Which } from './invoice.queries.js';

/** Invoices as files: each is rendered from its document when it is first needed, and kept. */
@Injectable()
export class InvoiceFiles implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly queries: InvoiceQueries,
    private readonly mails: MailQueue,
    private readonly workers: WorkerPool,
  ) {}

  onModuleInit(): void {
    this.mails.attaches('invoice', (uuid) => this.load({ uuid }, 'pdf'));
  }

  /** @throws InvoiceNotFound */
  async load(which: Which, format: InvoiceFormat): Promise<Attached> {
    const { id, number, document, content } = await this.queries.file(which, format);
    const [extension, contentType] = format === 'pdf' ? ['pdf', 'application/pdf'] : ['xml', 'application/xml'];
    return {
      filename: `${number}.${extension}`,
      contentType,
      content: content ?? (await this.keep(id, format, await this.render(id, document, format))),
    };
  }

  private async render(id: number, document: InvoiceDocument, format: InvoiceFormat): Promise<Uint8Array> {
    if (format === 'ubl') return Buffer.from(ubl(document));
    if (format === 'cii') return Buffer.from(cii(document));
    const { content: xml } = await this.load({ id }, 'cii');
    return this.workers.run<InvoicePdfTask, Uint8Array>(new URL('./invoice-pdf.js', import.meta.url), {
      document,
      xml,
    });
  }

  /** Of several that render the same file at once, all return what the first one stored. */
  private async keep(invoice_id: number, format: InvoiceFormat, content: Uint8Array): Promise<Buffer> {
    const sql = this.database.sql<Tables>();
    await sql
      .insertInto('invoice_files')
      .values({ invoice_id, format, content: Buffer.from(content) })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    const kept = await sql
      .selectFrom('invoice_files')
      .select('content')
      .where('invoice_id', '=', invoice_id)
      .where('format', '=', format)
      .executeTakeFirstOrThrow();
    return kept.content as Buffer;
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
