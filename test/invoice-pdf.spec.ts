import { decodePDFRawStream, PDFDocument, PDFName, type PDFRawStream } from '@cantoo/pdf-lib';
import { FacturX } from 'factur-x-kit';
import fc from 'fast-check';
import { extractText, getDocumentProxy } from 'unpdf';
import { expect, it, vi } from 'vitest';
import { cii } from '../src/invoice/e-invoice.js';
import { invoicePdf } from '../src/invoice/invoice-pdf.js';
import { money } from '../src/invoice/format.js';
import { documentOf, documents, line } from './support/invoices.js';

const read = async (bytes: Uint8Array) => {
  const pdf = await getDocumentProxy(new Uint8Array(bytes));
  const { text } = await extractText(pdf, { mergePages: false });
  const attached = (await pdf.getAttachments()) as Record<string, { filename: string; content: Uint8Array }>;
  return { text, pages: pdf.numPages, attached };
};
const plain = (text: string) => text.replace(/\s+/g, ' ');

it('fifty invoices carry their XML, and say their number and total', async () => {
  for (const document of fc.sample(documents, 50)) {
    const { text, attached } = await read(await invoicePdf(document));
    const said = plain(text.join(' '));
    expect(said).toContain(document.number);
    expect(said).toContain(plain(money(document.currency)(document.totals.gross)));
    expect(said).toContain(
      document.payment.state === 'paid' ? (document.kind === 'invoice' ? 'Paid' : 'Refunded') : 'To be',
    );
    expect(Object.keys(attached)).toEqual(['factur-x.xml']);
    expect(new TextDecoder().decode(attached['factur-x.xml']?.content)).toBe(cii(document));
  }
});

it('all its letters can be read, Polish and Ukrainian too', async () => {
  const name = 'Zażółć gęślą jaźń — Їжак ґедзь є, Ελλάδα, Þórður, Čeština, Ő';
  const lines = [line(name, 1, 1999, 1900)];
  const { text } = await read(await invoicePdf(documentOf({ lines, shipping: null, discount: null })));
  expect(plain(text.join(' '))).toContain(name);
});

it('a hundred lines take as many sheets as they need, each with its number', async () => {
  const lines = Array.from({ length: 100 }, (_, at) => line(`Chair ${at + 1}`, 1 + at, 1999, at % 3 ? 700 : 1900));
  const { text, pages } = await read(await invoicePdf(documentOf({ lines, shipping: null, discount: null })));
  expect(pages).toBeGreaterThan(3);
  text.forEach((sheet, at) => expect(sheet).toContain(`Page ${at + 1} of ${pages}`));
  for (const { name } of lines) expect(text.join(' ')).toContain(name);
});

it('the same document is the same bytes', async () => {
  const document = documentOf({ lines: [line('Chair', 1, 9900, 1900)], shipping: null, discount: null });
  const first = await invoicePdf(document);
  await invoicePdf(documentOf({ lines: [line('Стілець', 3, 9900, 1900)], shipping: null, discount: null }));
  vi.setSystemTime(Date.now() + 86_400_000);
  const later = await invoicePdf(document).finally(() => vi.useRealTimers());
  expect(Buffer.from(later).equals(Buffer.from(first))).toBe(true);
});

it('it says of itself what PDF/A-3 and Factur-X ask for', async () => {
  const document = documentOf({ lines: [line('Chair', 1, 9900, 1900)], shipping: null, discount: null });
  const bytes = await invoicePdf(document);
  const { catalog } = await PDFDocument.load(bytes, { updateMetadata: false });
  const xmp = Buffer.from(
    decodePDFRawStream(catalog.lookup(PDFName.of('Metadata')) as PDFRawStream).decode(),
  ).toString();
  expect(xmp).toContain('<pdfaid:part>3</pdfaid:part>');
  expect(xmp).toContain('<pdfaid:conformance>U</pdfaid:conformance>');
  expect(xmp).toContain('<fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>');
  expect(String(catalog.lookup(PDFName.of('OutputIntents')))).not.toBe('undefined');
  expect(String(catalog.lookup(PDFName.of('AF')))).not.toBe('undefined');
  const { valid, errors } = (await FacturX.fromPDF(bytes)).validate() as { valid: boolean; errors?: unknown };
  expect(errors ?? []).toEqual([]);
  expect(valid).toBe(true);
});
