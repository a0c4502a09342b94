import { Injectable, StreamableFile } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import type { Caller } from '../common/http/access.js';
import { Database } from '../database/database.js';
import { WorkerPool } from '../jobs/worker-pool.js';
import type { InvoiceDocument } from './invoice-document.js';
import { InvoiceNotFound, TooMuchToPrint } from './invoice.errors.js';
import { InvoiceQueries } from './invoice.queries.js';

/** Of the module above, which a thread loads: the shop itself needs no PDF library. */
const renderer = new URL('../invoice-pdf/invoices-pdf.js', import.meta.url);
/** Of all invoices together: what bounds the memory and the time. */
const maxLines = 5_000;

/** One file with the invoices of many orders, for the printer. */
@Injectable()
export class InvoicePrint {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditService,
    private readonly queries: InvoiceQueries,
    private readonly workers: WorkerPool,
  ) {}

  /** @throws InvoiceNotFound, TooMuchToPrint, Unavailable */
  async pdf(actor: Caller, orders: string[]): Promise<StreamableFile> {
    const invoices = await this.queries.ofOrders(orders);
    const without = orders.filter((order) => !invoices.some((invoice) => invoice.order_uuid === order));
    if (without.length > 0) throw new InvoiceNotFound({ orders: without });
    if (invoices.reduce((sum, { lines }) => sum + lines, 0) > maxLines) throw new TooMuchToPrint();
    const documents = await this.queries.documents(invoices.map(({ id }) => id));
    const content = Buffer.from(await this.workers.run<InvoiceDocument[], Uint8Array>(renderer, documents));
    await this.database.transaction(async (em) => {
      const numbers = documents.map(({ number }) => number);
      this.audit.record(em, actor, 'invoice.print', { kind: 'invoices' }, { invoices: numbers });
      await em.flush();
    });
    const disposition = 'inline; filename="invoices.pdf"';
    return new StreamableFile(content, { type: 'application/pdf', disposition, length: content.length });
  }
}
