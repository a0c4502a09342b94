import { buffer } from 'node:stream/consumers';
import PDFDocument from 'pdfkit';
import { attachFacturX } from './factur-x.js';
import { title } from './format.js';
import type { InvoiceDocument } from '../invoice/invoice-document.js';
import type { InvoicePdfTask } from '../invoice/invoice-files.js';
import { PdfFonts } from './pdf-fonts.js';
import { footer, reserveFooter } from './pdf-footer.js';
import { header } from './pdf-header.js';
import { continueOnNewPage, linesTable } from './pdf-lines.js';
import { a4, PdfPageWriter } from './pdf-page-writer.js';
import { totals } from './pdf-totals.js';
import { wordsIn } from './words.js';

/**
 * Renders an invoice on A4 pages as Factur-X: a tagged PDF/A-3 that carries its XML. The same document is always the same
 * bytes. It runs in a thread of the `WorkerPool`.
 */
export default async function invoicePdf({ document, xml }: InvoicePdfTask): Promise<Uint8Array> {
  const pdf = new PDFDocument(options(document));
  const writer = new PdfPageWriter(pdf, await PdfFonts.of(textsOf(document), document.buyer.country));
  drawInvoice(writer, document);
  if (xml) attachFacturX(pdf, document, xml);
  pdf.end();
  return buffer(pdf);
}

/** On the page that was begun, and as many more as it needs. @throws RangeError for a template of a later version */
export function drawInvoice(writer: PdfPageWriter, document: InvoiceDocument): void {
  const { template = 1, number } = document;
  if (template !== 1) throw new RangeError(`${number} has template ${template}, which this version cannot render`);
  reserveFooter(writer, document);
  header(writer, document);
  linesTable(writer, document);
  totals(writer, document);
  reason(writer, document);
  transferDetails(writer, document);
  footer(writer, document);
}

/** The file's id is a hash of `info`, so nothing in it may be random or from the clock. */
const options = (document: InvoiceDocument): PDFKit.PDFDocumentOptions => ({
  size: 'A4',
  // The writer breaks pages itself.
  margin: 0,
  font: '',
  bufferPages: true,
  pdfVersion: '1.7',
  subset: 'PDF/A-3a',
  tagged: true,
  lang: document.language ?? 'en',
  displayTitle: true,
  info: {
    Title: `${title(document)} ${document.number}`,
    Producer: 'Magazin',
    Creator: 'Magazin',
    CreationDate: new Date(document.issued),
    ModDate: new Date(document.issued),
  },
});

/** Every text in a document. */
export const textsOf = (value: unknown): string[] =>
  typeof value === 'string' ? [value] : value && typeof value === 'object' ? Object.values(value).flatMap(textsOf) : [];

function reason(writer: PdfPageWriter, document: InvoiceDocument): void {
  const { reason, language } = document;
  if (!reason) return;
  const width = a4.right - a4.left;
  const style = { leading: 13 };
  if (writer.y + 41 + writer.heightOf(reason, width, style) > writer.bottom) continueOnNewPage(writer, document);
  writer.y += 26;
  writer.tag('H2', () => writer.text(wordsIn(language).reason, a4.left, writer.y, { font: 'strong' }));
  writer.tag('P', () => (writer.y = writer.paragraph(reason, a4.left, writer.y + 15, width, style)));
}

/** Only an invoice that is still to be paid by transfer has them. */
function transferDetails(writer: PdfPageWriter, document: InvoiceDocument): void {
  const { kind, payment, seller, number, totals, language } = document;
  const words = wordsIn(language);
  if (kind !== 'invoice' || payment.state === 'paid' || payment.method !== 'transfer') return;
  if (!seller.iban || totals.gross === 0) return;
  if (writer.y + 110 > writer.bottom) continueOnNewPage(writer, document);
  const details = [
    [words.accountHolder, seller.name],
    ['IBAN', seller.iban],
    ['BIC', seller.bic],
    [words.paymentReference, number],
  ].filter((pair): pair is [string, string] => pair[1] !== undefined);
  writer.y += 26;
  writer.tag('H2', () => writer.text(words.transfer, a4.left, writer.y, { font: 'strong' }));
  writer.y += 17;
  writer.group('L', () => {
    for (const [name, value] of details) writer.group('LI', () => detail(writer, name, value));
  });
}

function detail(writer: PdfPageWriter, name: string, value: string): void {
  const style = { size: 8.5, leading: 13.5 };
  writer.tag('Lbl', () => writer.text(name, a4.left, writer.y, { ...style, color: 'quiet' }));
  writer.tag('LBody', () => (writer.y = writer.paragraph(value, a4.left + 94, writer.y, 405, style)));
}
