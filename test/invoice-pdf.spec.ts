import { FacturX } from 'factur-x-kit';
import fc from 'fast-check';
import { XMLValidator } from 'fast-xml-parser';
import { extractText, getDocumentProxy } from 'unpdf';
import { expect, it, vi } from 'vitest';
import { cii } from '../src/invoice/e-invoice.js';
import invoicePdf from '../src/invoice-pdf/invoice-pdf.js';
import { money } from '../src/invoice-pdf/format.js';
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
    const { payment, kind, totals } = document;
    const status = payment.state === 'due' ? 'To be' : kind === 'invoice' ? 'Paid' : 'Refunded';
    expect(said).toContain(totals.gross === 0 ? 'Nothing to pay' : status);
    expect(Object.keys(attached)).toEqual(['factur-x.xml']);
    expect(new TextDecoder().decode(attached['factur-x.xml']?.content)).toBe(cii(document));
  }
});

/** Without white space, and without joiners that do not show. */
const compact = (text: string) => text.normalize('NFC').replace(/[\s\u200C\u2060]/g, '');

const scripts: Record<string, string> = {
  Latin: 'Zażółć gęślą jaźń, Þórður, Čeština, Ő, Hạnh phúc',
  Greek: 'Ελλάδα, Ἑλληνικὴ ψυχή',
  Cyrillic: 'Їжак ґедзь є, Ҳарид',
  'Simplified Chinese': '中文：北京市朝阳区建国路',
  'Traditional Chinese': '繁體中文，臺北市信義區',
  Japanese: 'ノートパソコン用の鞄（東京都港区）',
  Korean: '한국어 배낭 서울특별시',
  Arabic: 'حقيبة ظهر جلدية (كبيرة) مقاس 42 بلون أسود',
  Persian: 'کیف چرمی گلدار',
  Urdu: 'اردو بیگ',
  'Arabic among Latin': 'Backpack حقيبة XL — black',
  Hebrew: 'תיק גב מעור (גדול) 42 ס״מ, ירושלים',
  Thai: 'กระเป๋าเป้สะพายหลังสีดำ น้ำ',
  Devanagari: 'हिन्दी में चमड़े का बैग, क्षत्रिय',
  Bengali: 'বাংলা চামড়ার ব্যাগ',
  Tamil: 'தமிழ் தோல் பை',
  Telugu: 'తెలుగు',
  Georgian: 'ქართული ჩანთა',
  Armenian: 'Հայերեն',
  Amharic: 'አማርኛ',
  Khmer: 'ភាសាខ្មែរ',
  Burmese: 'မြန်မာဘာသာ',
  Tibetan: 'བོད་སྐད',
  emoji: '🎁 👩‍💻 👨‍👩‍👧‍👦 🇵🇱 ❤️ 1️⃣ 👍🏽',
  symbols: '✓ ★ → ☂ ☎',
};

it('invoice PDF: prints every script', async () => {
  const lines = Object.values(scripts).map((name) => line(name, 1, 1999, 1900));
  const document = documentOf({ lines, shipping: null, discount: null });
  const { text } = await read(await pdfOf(document));
  const said = compact(text.join(''));
  expect(Object.keys(scripts).filter((script) => !said.includes(compact(scripts[script]!)))).toEqual([]);
  expect(said).not.toMatch(/[?\uFFFD]/);
});

it('invoice PDF: a script of its own in each field, of the fonts that it needs', async () => {
  const document = documentOf({ lines: [line('Chair', 1, 9900, 1900)], shipping: null, discount: null });
  const buyer = { ...document.buyer, name: '山田 太郎', address: '港区芝公園4丁目2-8', city: '東京都', country: 'JP' };
  const bytes = Buffer.from(await pdfOf({ ...document, buyer }));
  expect(compact((await read(bytes)).text.join(''))).toContain('山田太郎');
  const fonts = [...bytes.toString('latin1').matchAll(/\/BaseFont \/[A-Z]{6}\+([\w-]+)/g)].map(([, name]) => name);
  expect(new Set(fonts.map((name) => name?.replace(/-.*/, '')))).toEqual(new Set(['Inter', 'NotoSansJP']));
});

it('invoice PDF: shows � for what no font has', async () => {
  const lines = [line('Tablet 𒀀 old', 1, 1999, 1900)];
  const { text } = await read(await pdfOf(documentOf({ lines, shipping: null, discount: null })));
  expect(plain(text.join(' '))).toContain('Tablet � old');
});

it('invoice PDF: long names of every script stay in their column', async () => {
  const lines = Object.values(scripts).map((name) => line(name.repeat(8), 1, 1999, 1900));
  const pdf = await getDocumentProxy(
    new Uint8Array(await pdfOf(documentOf({ lines, shipping: null, discount: null }))),
  );
  for (let at = 1; at <= pdf.numPages; at++) {
    const { items } = await (await pdf.getPage(at)).getTextContent();
    for (const item of items as { str: string; transform: number[]; width: number }[]) {
      const left = item.transform[4] ?? 0;
      if (left < 270 && item.transform[0] === 9 && item.str.trim())
        expect(left + item.width, item.str).toBeLessThan(48 + 222 + 0.1);
    }
  }
});

it('invoice PDF: a name from right to left is in the order in which it is read', async () => {
  const lines = [line('حقيبة جلدية', 1, 1999, 1900), line('תיק עור (גדול)', 1, 1999, 1900)];
  const { text } = await read(await pdfOf(documentOf({ lines, shipping: null, discount: null })));
  expect(plain(text.join(' '))).toContain('حقيبة جلدية');
  expect(compact(text.join(' '))).toContain('תיקעור(גדול)');
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
  const all = documentOf({
    lines: Object.values(scripts).map((name) => line(name, 1, 1999, 1900)),
    shipping: null,
    discount: null,
  });
  expect(Buffer.from(await pdfOf(all)).equals(Buffer.from(await pdfOf(all)))).toBe(true);
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

const business = (values: Partial<InvoiceDocument> = {}): InvoiceDocument => {
  const document = documentOf(
    { lines: [line('Krzesło', 2, 123_450, 2300)], shipping: { gross: 490, tax_rate: 2300 }, discount: null },
    values,
  );
  const buyer = {
    ...document.buyer,
    name: 'Beispiel GmbH',
    contact: 'Erika Mustermann',
    line2: 'Hinterhaus',
    region: 'Brandenburg',
    country: 'DE',
    vat_id: 'DE136695976',
  };
  return {
    ...document,
    buyer,
    order: { ...document.order, reference: 'PO-4711' },
    supply: { date: '2026-11-19', basis: 'delivery' },
    delivery: { name: 'Lager Süd', address: ['Industriestr. 5'], post_code: '80331', city: 'München', country: 'DE' },
    tax_currency: { currency: 'PLN', rate: '4.2345', date: '2026-11-20', source: 'NBP 226/A/NBP/2026', tax: 195_472 },
  };
};

const saidBy = async (document: InvoiceDocument) => plain((await read(await pdfOf(document))).text.join(' '));

it('invoice PDF: names business, delivery, supply, reference and the tax in the other currency', async () => {
  const said = await saidBy(business());
  for (const part of [
    'Beispiel GmbH',
    'Erika Mustermann',
    'Hinterhaus',
    'Brandenburg',
    'VAT DE136695976',
    'Delivery to',
    'Lager Süd',
    '80331 München',
    'Date of supply',
    '19 November 2026',
    'PO-4711',
    'PLN 1,954.72',
    '1 EUR = 4.2345 PLN',
    'NBP 226/A/NBP/2026',
    '20 November 2026',
  ])
    expect(compact(said)).toContain(compact(part));
});

it('invoice PDF: is in the language of the document', async () => {
  const of = (language: 'en' | 'de' | 'pl') => saidBy(business({ language }));
  expect(await saidBy(business())).toBe(await of('en'));
  for (const [language, parts] of [
    ['en', ['Invoice', '21 November 2026', '€2,473.90', 'Germany', 'To be paid by 5 December 2026', 'Page 1 of']],
    [
      'de',
      ['Rechnung', '21. November 2026', '2.473,90 €', 'Deutschland', 'Zu zahlen bis 5. Dezember 2026', 'Seite 1 von'],
    ],
    [
      'pl',
      [
        'Faktura',
        '21 listopada 2026',
        '2 473,90 €',
        'Niemcy',
        'Do zapłaty do 5 grudnia 2026',
        '1954,72 zł',
        'Strona 1 z',
      ],
    ],
  ] as const) {
    const said = await of(language);
    const found = parts.map((part) => [part, said.replaceAll('1 954,72', '1954,72').includes(part)]);
    expect(found).toEqual(parts.map((part) => [part, true]));
    const pdf = await getDocumentProxy(new Uint8Array(await pdfOf(business({ language }))));
    const { info } = (await pdf.getMetadata()) as unknown as { info: { Language: string } };
    expect(info.Language).toBe(language);
  }
});

it('invoice PDF: tells why no tax is charged', async () => {
  const exempt = (category: 'E' | 'G' | 'K' | 'AE', text: string) => {
    const lines = [{ ...line('Chair', 1, 9900, 0), exemption: { category, text } }];
    return documentOf({ lines, shipping: null, discount: null });
  };
  expect(await saidBy(exempt('AE', 'Article 194'))).toContain('AE: Reverse charge. Article 194');
  expect(await saidBy(exempt('AE', 'Reverse charge'))).toMatch(/AE: Reverse charge(?!\.)/);
  expect(await saidBy({ ...exempt('K', 'Article 138'), language: 'de' })).toContain(
    'K: Steuerfreie innergemeinschaftliche Lieferung. Article 138',
  );
  const { seller, ...rest } = exempt('E', 'Kein Ausweis von Umsatzsteuer nach § 19 UStG');
  const small = { ...rest, seller: { ...seller, vat_id: undefined, tax_id: '143/123/12345' } };
  const said = await saidBy({ ...small, language: 'de' });
  expect(said).toContain('§ 19 UStG');
  expect(said).toContain('Steuernummer 143/123/12345');
  expect(said).not.toMatch(/undefined|USt-IdNr|enthält/);
});

it('invoice PDF: says nothing silly of nothing, of a pick-up and of a refund', async () => {
  const lines = [line('Chair', 1, 2000, 1900)];
  const paid = { method: 'card', state: 'paid', paid_on: '2026-11-21' } as const;
  const free = await saidBy(
    documentOf({ lines, shipping: null, discount: { gross: 2000, coupon: 'GIFT' } }, { payment: paid, due: null }),
  );
  expect(free).toContain('Nothing to pay');
  expect(free).not.toMatch(/Paid|by card|includes/);
  const cash = documentOf(
    { lines, shipping: null, discount: null },
    { payment: { method: 'cash', state: 'due' }, due: null },
  );
  const { name, address, post_code, city, country } = cash.seller;
  const collected = await saidBy({ ...cash, delivery: { name, address, post_code, city, country } });
  expect(collected).toContain('To be paid at pick-up in cash');
  expect(collected).toContain('Pick-up at');
  expect(collected).not.toMatch(/delivery/i);
  expect(await saidBy(cash)).toContain('To be paid on delivery in cash');
  const note = documentOf(
    { lines, shipping: null, discount: null },
    {
      kind: 'credit_note',
      corrects: { number: 'INV-2026-000001', issued: '2026-11-01' },
      payment: { method: 'card', state: 'due' },
      due: null,
    },
  );
  expect(await saidBy(note)).toContain('To be refunded by card');
});
