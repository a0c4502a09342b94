import { buffer } from 'node:stream/consumers';
import PDFDocument from 'pdfkit';
import type { InvoiceDocument } from '../invoice/invoice-document.js';
import { drawInvoice, textsOf } from './invoice-pdf.js';
import { PdfFonts } from './pdf-fonts.js';
import { PdfPageWriter } from './pdf-page-writer.js';

/**
 * Renders invoices one after the other into one file to print: as each looks by itself, without its XML. It runs in a thread of
 * the `WorkerPool`.
 *
 * @param documents one at least
 */
export default async function invoicesPdf(documents: InvoiceDocument[]): Promise<Uint8Array> {
  const [{ language, buyer }] = documents as [InvoiceDocument];
  const pdf = new PDFDocument(options(language ?? 'en'));
  const rendered = buffer(pdf);
  const writer = new PdfPageWriter(pdf, await PdfFonts.of(textsOf(documents), buyer.country));
  for (const [index, document] of documents.entries()) {
    if (index > 0) writer.nextDocument();
    writer.group('Part', () => drawInvoice(writer, document));
  }
  pdf.end();
  return rendered;
}

const options = (lang: string): PDFKit.PDFDocumentOptions => ({
  size: 'A4',
  // The writer breaks pages itself.
  margin: 0,
  font: '',
  bufferPages: true,
  pdfVersion: '1.7',
  tagged: true,
  lang,
  displayTitle: true,
  info: { Title: 'Invoices', Producer: 'Magazin', Creator: 'Magazin' },
});
