import { country, date, money, paymentStatus, title } from './format.js';
import type { Buyer, InvoiceDocument, Seller } from './invoice-document.js';
import { a4, type PdfPageWriter, type Style } from './pdf-page-writer.js';

const middle = 300;
const label = { size: 7.5, color: 'quiet' } as const;
/** A bag: the handle is cut out of one filled shape. */
const logo = 'M0 5H22V20Q22 22 20 22H2Q0 22 0 20ZM5.6 5Q5.6 0 11 0T16.4 5H14.4Q14.4 2 11 2T7.6 5Z';

/** Everything above the lines: seller, title, dates, parties and the amount. */
export function header(writer: PdfPageWriter, document: InvoiceDocument): void {
  writer.shape(logo, a4.left, 44, 'accent');
  writer.tag('P', () => {
    const brand = { size: 17, font: 'strong', leading: 20 } as const;
    writer.y = writer.paragraph(document.seller.name, a4.left + 30, 62, 320, brand) + 22;
  });
  writer.tag('H1', () => writer.textRight(title(document), a4.right, 62, { size: 22, font: 'strong' }));
  keyData(writer, document);
  writer.y += 34;
  const bottoms = [seller(writer, document.seller), buyer(writer, document)];
  writer.y = Math.max(...bottoms) + 20;
  amount(writer, document);
}

function keyData(writer: PdfPageWriter, document: InvoiceDocument): void {
  const { number, issued, due, order, corrects } = document;
  const pairs: [string, string][] = [
    ['Number', number],
    ['Issued', date(issued)],
    corrects ? ['Corrects', corrects.number] : ['Order', order.number],
    corrects ? ['Invoiced', date(corrects.issued)] : due ? ['Due', date(due)] : ['Ordered', date(order.date)],
  ];
  writer.rule(writer.y - 14);
  writer.group('L', () =>
    pairs.forEach(([name, value], index) => {
      const x = a4.left + index * 126;
      writer.group('LI', () => {
        writer.tag('Lbl', () => writer.text(name, x, writer.y, label));
        writer.tag('LBody', () => writer.text(value, x, writer.y + 14, { font: 'strong' }));
      });
    }),
  );
  writer.rule(writer.y + 27);
  writer.y += 27;
}

const seller = (writer: PdfPageWriter, seller: Seller): number =>
  party(writer, a4.left, 'From', seller.name, [
    ...seller.address,
    ...place(seller),
    seller.vat_id && `VAT ${seller.vat_id}`,
    seller.tax_id && `Tax number ${seller.tax_id}`,
  ]);

const buyer = (writer: PdfPageWriter, { kind, buyer }: InvoiceDocument): number =>
  party(writer, middle, kind === 'invoice' ? 'Billed to' : 'Credited to', buyer.name, [
    buyer.address,
    ...place(buyer),
    buyer.email,
  ]);

const place = ({ post_code, city, country: code }: Pick<Buyer, 'post_code' | 'city' | 'country'>) => [
  [post_code, city].filter(Boolean).join(' '),
  country(code),
];

/** @returns the baseline of the line after the last */
function party(writer: PdfPageWriter, x: number, role: string, name: string, lines: (string | null | undefined)[]) {
  const width = 225;
  const top = writer.y;
  let y = top + 16;
  writer.group('Sect', () => {
    writer.tag('H2', () => writer.text(role, x, top, label));
    const write = (text: string, style: Style) =>
      writer.tag('P', () => (y = writer.paragraph(text, x, y, width, style)));
    write(name, { size: 10, font: 'strong', leading: 14 });
    y += 1;
    for (const line of lines) if (line) write(line, { color: 'quiet', leading: 13.5 });
  });
  return y;
}

function amount(writer: PdfPageWriter, document: InvoiceDocument): void {
  const { totals, currency } = document;
  const { label, detail } = paymentStatus(document);
  const top = writer.y;
  writer.box(a4.left, top, a4.right - a4.left, 46, 'tint');
  writer.box(a4.left, top, 3, 46, 'accent');
  const sum = money(currency)(totals.gross);
  writer.tag('P', () => writer.text(sum, a4.left + 18, top + 29, { size: 17, font: 'strong' }));
  writer.tag('P', () => writer.textRight(label, a4.right - 18, top + 20, { font: 'strong', color: 'accent' }));
  writer.tag('P', () => writer.textRight(detail, a4.right - 18, top + 34, { size: 8.5, color: 'quiet' }));
  writer.y += 46 + 26;
}
