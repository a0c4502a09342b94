import { embedFacturX, PDFHexString } from '@cantoo/pdf-lib';
import { createHash } from 'node:crypto';
import type { InvoiceDocument } from './invoice-document.js';
import { head } from './invoice-head.js';
import { sums } from './invoice-sums.js';
import { next, table } from './invoice-table.js';
import { title } from './format.js';
import { Paper, sheet } from './paper.js';

export interface InvoicePdfTask {
  document: InvoiceDocument;
  /** The same document as `cii`. */
  xml: Uint8Array;
}

/**
 * The invoice on A4 sheets, as Factur-X: a PDF/A-3 that carries its own `cii` as `factur-x.xml`. The same document
 * is always the same bytes.
 */
export default async function invoicePdf({ document, xml }: InvoicePdfTask): Promise<Uint8Array> {
  const paper = await Paper.of();
  head(paper, document);
  table(paper, document);
  sums(paper, document);
  why(paper, document);
  howToPay(paper, document);
  foot(paper, document);
  await facturX(paper, document, xml);
  return paper.pdf.save();
}

function why(paper: Paper, { reason, number }: InvoiceDocument): void {
  if (!reason) return;
  const lines = paper.wrapped(reason, sheet.right - sheet.left, 4);
  if (paper.y + 60 > sheet.bottom) next(paper, number);
  paper.y += 26;
  paper.text('Reason', sheet.left, paper.y, { weight: 'strong' });
  paper.y = paper.lines(lines, sheet.left, paper.y + 15, { leading: 13 });
}

/** Only what is still owed needs to be told where to. */
function howToPay(paper: Paper, { kind, payment, seller, number }: InvoiceDocument): void {
  if (kind !== 'invoice' || payment.state === 'paid' || payment.method !== 'transfer' || !seller.iban) return;
  if (paper.y + 60 > sheet.bottom) next(paper, number);
  const told = [
    ['Account holder', seller.name],
    ['IBAN', seller.iban],
    ['BIC', seller.bic],
    ['Reference', number],
  ].filter((pair): pair is [string, string] => pair[1] !== undefined);
  paper.y += 26;
  paper.text('Payment by transfer', sheet.left, paper.y, { weight: 'strong' });
  told.forEach(([name, value], at) => {
    paper.text(name, sheet.left, paper.y + 17 + at * 13.5, { size: 8.5, color: 'quiet' });
    paper.text(value, sheet.left + 84, paper.y + 17 + at * 13.5, { size: 8.5 });
  });
  paper.y += 17 + told.length * 13.5;
}

/** On every sheet, once it is known how many there are. */
function foot(paper: Paper, { seller, number }: InvoiceDocument): void {
  const place = [seller.name, ...seller.address, `${seller.post_code} ${seller.city}`].join(', ');
  const reach = [place, seller.email, seller.phone].filter(Boolean).join(' · ');
  const law = [`VAT ${seller.vat_id}`, seller.register].filter(Boolean).join(' · ');
  const style = { size: 7, color: 'quiet' } as const;
  const sheets = paper.pdf.getPages();
  for (const [at, page] of sheets.entries()) {
    paper.page = page;
    paper.rule(783);
    paper.text(paper.fitting(reach, 420, style), sheet.left, 796, style);
    paper.text(paper.fitting(law, 420, style), sheet.left, 807, style);
    paper.textTo(number, sheet.right, 796, style);
    paper.textTo(`Page ${at + 1} of ${sheets.length}`, sheet.right, 807, style);
  }
}

async function facturX({ pdf }: Paper, document: InvoiceDocument, xml: Uint8Array): Promise<void> {
  const issued = new Date(document.issued);
  pdf.setTitle(`${title(document)} ${document.number}`, { showInWindowTitleBar: true });
  pdf.setAuthor(document.seller.name);
  pdf.setProducer('Magazin');
  pdf.setCreator('Magazin');
  pdf.setLanguage('en');
  pdf.setCreationDate(issued);
  pdf.setModificationDate(issued);
  // Else it would be a random one.
  const id = PDFHexString.of(createHash('sha256').update(xml).digest('hex').slice(0, 32));
  pdf.context.trailerInfo.ID = pdf.context.obj([id, id]);
  pdf.convertToPDFA({ conformance: '3U' });
  const description = `${title(document)} ${document.number} as Factur-X`;
  await embedFacturX(pdf, xml, {
    conformanceLevel: 'EN 16931',
    description,
    creationDate: issued,
    modificationDate: issued,
  });
}
