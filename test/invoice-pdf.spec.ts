import { FacturX } from 'factur-x-kit';
import fc from 'fast-check';
import { XMLValidator } from 'fast-xml-parser';
import { extractText, getDocumentProxy } from 'unpdf';
import { expect, it, vi } from 'vitest';
import { cii } from '../src/invoice/e-invoice.js';
import invoicePdf from '../src/invoice/invoice-pdf.js';
import { money } from '../src/invoice/format.js';
import type { InvoiceDocument } from '../src/invoice/invoice-document.js';
import { documentOf, documents, line } from './support/invoices.js';

interface StructTreeNode {
  role: string;
  children: (StructTreeNode | { type: string })[];
}

const read = async (bytes: Uint8Array) => {
  const pdf = await getDocumentProxy(new Uint8Array(bytes));
  const { text } = await extractText(pdf, { mergePages: false });
  const attached = (await pdf.getAttachments()) as Record<string, { filename: string; content: Uint8Array }>;
  return { text, pages: pdf.numPages, attached };
};
const pdfOf = (document: InvoiceDocument) => invoicePdf({ document, xml: Buffer.from(cii(document)) });
const plain = (text: string) => text.replace(/\s+/g, ' ');

it('invoice PDF: has its XML attached, and shows number, total and payment status', async () => {
  for (const document of fc.sample(documents, 50)) {
    const { text, attached } = await read(await pdfOf(document));
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

it('invoice PDF: prints Latin, Greek and Cyrillic', async () => {
  const name = 'Zażółć gęślą jaźń — Їжак ґедзь є, Ελλάδα, Þórður, Čeština, Ő';
  const lines = [line(name, 1, 1999, 1900)];
  const { text } = await read(await pdfOf(documentOf({ lines, shipping: null, discount: null })));
  expect(plain(text.join(' '))).toContain(name);
});

it('invoice PDF: long names and addresses wrap, nothing is cut', async () => {
  const words = Array.from({ length: 30 }, (_, at) => `Word${at}`).join(' ');
  const document = documentOf(
    { lines: [line(words, 1, 9900, 1900)], shipping: null, discount: { gross: 100, coupon: 'A'.repeat(40) } },
    { kind: 'credit_note', reason: words.repeat(3) },
  );
  const { seller, buyer } = document;
  const { text } = await read(
    await pdfOf({
      ...document,
      seller: { ...seller, name: words, address: [words] },
      buyer: { ...buyer, name: words, address: words },
    }),
  );
  const said = text.join(' ').replace(/\s+/g, '');
  expect(said).not.toContain('…');
  expect(said.split(words.replaceAll(' ', '')).length - 1).toBeGreaterThanOrEqual(9);
  expect(said).toContain('A'.repeat(40));
});

it('invoice PDF: a hundred lines take several pages, each with its number', async () => {
  const lines = Array.from({ length: 100 }, (_, at) => line(`Chair ${at + 1}`, 1 + at, 1999, at % 3 ? 700 : 1900));
  const { text, pages } = await read(await pdfOf(documentOf({ lines, shipping: null, discount: null })));
  expect(pages).toBeGreaterThan(3);
  text.forEach((page, at) => expect(page).toContain(`Page ${at + 1} of ${pages}`));
  for (const { name } of lines) expect(text.join(' ')).toContain(name);
});

it('invoice PDF: the same document gives the same bytes', async () => {
  const document = documentOf({ lines: [line('Chair', 1, 9900, 1900)], shipping: null, discount: null });
  const first = await pdfOf(document);
  await pdfOf(documentOf({ lines: [line('Стілець', 3, 9900, 1900)], shipping: null, discount: null }));
  vi.setSystemTime(Date.now() + 86_400_000);
  const later = await pdfOf(document).finally(() => vi.useRealTimers());
  expect(Buffer.from(later).equals(Buffer.from(first))).toBe(true);
});

it('invoice PDF: declares PDF/A-3 and Factur-X', async () => {
  const document = documentOf({ lines: [line('Chair', 1, 9900, 1900)], shipping: null, discount: null });
  const seller = { ...document.seller, name: 'Brot & Salz <GmbH>' };
  const bytes = await pdfOf({ ...document, seller });
  const pdf = await getDocumentProxy(new Uint8Array(bytes));
  const { metadata } = (await pdf.getMetadata()) as { metadata: { getRaw(): string } };
  const xmp = metadata.getRaw();
  expect(XMLValidator.validate(xmp)).toBe(true);
  expect(xmp).toContain('<pdfaid:part>3</pdfaid:part>');
  expect(xmp).toContain('<pdfaid:conformance>A</pdfaid:conformance>');
  expect(xmp).toContain('<fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>');
  expect(xmp).toContain('<rdf:li>Brot &amp; Salz &lt;GmbH&gt;</rdf:li>');
  const catalog = /<<\n\/Type \/Catalog[^]*?\nendobj/.exec(Buffer.from(bytes).toString('latin1'))?.[0];
  for (const entry of ['OutputIntents', 'AF', 'MarkInfo', 'StructTreeRoot', 'Lang', 'Metadata'])
    expect(catalog).toContain(`/${entry} `);
  const { valid, errors } = (await FacturX.fromPDF(bytes)).validate() as { valid: boolean; errors?: unknown };
  expect(errors ?? []).toEqual([]);
  expect(valid).toBe(true);
});

it('invoice PDF: all of its text is tagged for screen readers, or marked as decoration', async () => {
  for (const document of fc.sample(documents, 5)) {
    const pdf = await getDocumentProxy(new Uint8Array(await pdfOf(document)));
    const types = new Set<string>();
    const collect = ({ role, children }: StructTreeNode) => {
      types.add(role);
      for (const child of children) if ('role' in child) collect(child);
    };
    for (let at = 1; at <= pdf.numPages; at++) {
      const page = await pdf.getPage(at);
      collect((await page.getStructTree()) as unknown as StructTreeNode);
      const { items } = await page.getTextContent({ includeMarkedContent: true });
      let depth = 0;
      for (const item of items) {
        if ('str' in item) expect(depth, item.str).toBe(1);
        else depth += item.type === 'endMarkedContent' ? -1 : 1;
      }
    }
    expect([...types]).toEqual(expect.arrayContaining(['Document', 'H1', 'H2', 'P', 'Table', 'TR', 'TH', 'TD']));
  }
});

it('invoice PDF: rejects a document whose layout it does not know', async () => {
  const document = documentOf({ lines: [line('Chair', 1, 9900, 1900)], shipping: null, discount: null });
  await expect(pdfOf({ ...document, template: 2 })).rejects.toThrow('has template 2, which this version cannot render');
});
