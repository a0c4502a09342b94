import { Injectable, StreamableFile } from '@nestjs/common';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { AuditService } from '../audit/audit.service.js';
import type { Caller } from '../common/http/access.js';
import { ValidationFailed } from '../common/http/request.errors.js';
import { Database } from '../database/database.js';
import type { InvoiceExportQuery } from './invoice.dto.js';
import { TooManyInvoices } from './invoice.errors.js';
import { InvoiceFiles } from './invoice-files.js';
import { batchSize, InvoiceQueries } from './invoice.queries.js';

const most = 10_000;

/** Hands over the invoices of a period, for bookkeeping. */
@Injectable()
export class InvoiceExport {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditService,
    private readonly queries: InvoiceQueries,
    private readonly files: InvoiceFiles,
  ) {}

  /** One file at a time is in memory. @throws TooManyInvoices */
  async zip(actor: Caller, period: InvoiceExportQuery): Promise<StreamableFile> {
    const { from, to, format } = period;
    if (to < from) throw new ValidationFailed([{ field: 'to', errors: ['to must not be before from'] }]);
    const count = await this.queries.count(period);
    if (count > most) throw new TooManyInvoices();
    await this.database.transaction(async (em) => {
      this.audit.record(em, actor, 'invoice.export', { kind: 'invoices', uuid: `${from}/${to}` }, { format, count });
      await em.flush();
    });
    const { makeZip } = await import('client-zip');
    return new StreamableFile(Readable.fromWeb(makeZip(this.entries(period)) as ReadableStream), {
      type: 'application/zip',
      disposition: `attachment; filename="invoices-${from}-${to}-${format}.zip"`,
    });
  }

  private async *entries({ format, ...period }: InvoiceExportQuery) {
    let after = 0;
    for (;;) {
      const invoices = await this.queries.batch(period, after);
      for (const { id, issued } of invoices) {
        const { filename, content } = await this.files.load({ id }, format);
        yield { name: filename, input: content, lastModified: new Date(issued) };
      }
      if (invoices.length < batchSize) return;
      after = invoices.at(-1)?.id ?? after;
    }
  }
}

export const zipContent = { content: { 'application/zip': { schema: { type: 'string', format: 'binary' } } } };
