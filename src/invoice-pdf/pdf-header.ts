import { country, date, isPickUp, isSamePlace, money, paymentStatus, title } from './format.js';
import type { DeliveryPlace, InvoiceDocument } from '../invoice/invoice-document.js';
import { a4, type PdfPageWriter, type Style } from './pdf-page-writer.js';
import { wordsIn } from './words.js';

const label = { size: 7.5, color: 'quiet' } as const;
const strong = { font: 'strong', leading: 13 } as const;
const cell = { step: 126, width: 112 };
/** A bag: the handle is cut out of one filled shape. */
const logo = 'M0 5H22V20Q22 22 20 22H2Q0 22 0 20ZM5.6 5Q5.6 0 11 0T16.4 5H14.4Q14.4 2 11 2T7.6 5Z';

/** Everything above the lines: seller, title, dates, parties and the amount. */
export function header(writer: PdfPageWriter, document: InvoiceDocument): void {
  writer.shape(logo, a4.left, 44, 'accent');
  const heading = { size: 22, font: 'strong' } as const;
  const left = a4.right - writer.widthOf(title(document), heading);
  writer.tag('P', () => {
    const brand = { size: 17, font: 'strong', leading: 20 } as const;
    writer.y = writer.paragraph(document.seller.name, a4.left + 30, 62, Math.min(320, left - a4.left - 50), brand) + 22;
  });
  writer.tag('H1', () => writer.text(title(document), left, 62, heading));
  keyData(writer, document);
  writer.y += 34;
  parties(writer, document);
  amount(writer, document);
}

/** Four in a row. */
function keyData(writer: PdfPageWriter, document: InvoiceDocument): void {
  const pairs = keyDataOf(document);
  writer.rule(writer.y - 14);
  writer.group('L', () => {
    for (let first = 0; first < pairs.length; first += 4) {
      const row = pairs.slice(first, first + 4);
      const top = writer.y;
      row.forEach(([name, value], index) => {
        const x = a4.left + index * cell.step;
        writer.group('LI', () => {
          writer.tag('Lbl', () => writer.text(name, x, top, label));
          writer.tag('LBody', () => writer.paragraph(value, x, top + 14, cell.width, strong));
        });
      });
      const heights = row.map(([, value]) => writer.heightOf(value, cell.width, strong));
      writer.y = top + Math.max(...heights) + (first + 4 < pairs.length ? 22 : 14);
    }
  });
  writer.rule(writer.y);
}

function keyDataOf({ number, issued, due, order, corrects, supply, language }: InvoiceDocument): [string, string][] {
  const words = wordsIn(language);
  const on = (iso: string) => date(iso, words);
  return [
    [words.number, number],
    [words.issued, on(issued)],
    ...(corrects
      ? ([
          [words.corrects, corrects.number],
          [words.invoiced, on(corrects.issued)],
        ] as [string, string][])
      : ([[words.order, order.number], due ? [words.due, on(due)] : [words.ordered, on(order.date)]] as [
          string,
          string,
        ][])),
    ...(supply
      ? [[supply.basis === 'delivery' ? words.supplied : words.prepaid, on(supply.date)] as [string, string]]
      : []),
    ...(order.reference ? [[words.reference, order.reference] as [string, string]] : []),
  ];
}

interface Party {
  role: string;
  name: string;
  lines: (string | null | undefined)[];
}

/** Two or three side by side. */
function parties(writer: PdfPageWriter, document: InvoiceDocument): void {
  const all = partiesOf(document);
  const step = all.length > 2 ? 171 : 252;
  const top = writer.y;
  const bottoms = all.map((party, index) => {
    writer.y = top;
    return partyBlock(writer, a4.left + index * step, step - 18, party);
  });
  writer.y = Math.max(...bottoms) + 20;
}

function partiesOf(document: InvoiceDocument): Party[] {
  const { kind, seller, buyer, delivery, language } = document;
  const words = wordsIn(language);
  const vat = (id?: string) => id && `${words.vat} ${id}`;
  const place = ({ address, post_code, city, region, country: code }: Place) => [
    ...address,
    [post_code, city].filter(Boolean).join(' '),
    region,
    country(code, language),
  ];
  const billed = { ...buyer, address: [buyer.address, buyer.line2].filter((line) => line != null) };
  const from = [...place(seller), vat(seller.vat_id), seller.tax_id && `${words.taxNumber} ${seller.tax_id}`];
  return [
    { role: words.from, name: seller.name, lines: from },
    {
      role: kind === 'invoice' ? words.billedTo : words.creditedTo,
      name: buyer.name,
      lines: [buyer.contact, ...place(billed), vat(buyer.vat_id), buyer.email],
    },
    ...(delivery && !isBilledThere(delivery, document)
      ? [
          isPickUp(document)
            ? { role: words.pickUp, name: seller.name, lines: place(delivery) }
            : { role: words.deliverTo, name: delivery.name, lines: place(delivery) },
        ]
      : []),
  ];
}

type Place = Omit<DeliveryPlace, 'name' | 'post_code' | 'city'> & { post_code: string | null; city: string | null };

/** The same person and place as the buyer's. */
function isBilledThere(delivery: DeliveryPlace, { buyer }: InvoiceDocument): boolean {
  const { address, line2, post_code, city, region, country } = buyer;
  const lines = [address, line2].filter((line) => line != null);
  return (
    [buyer.name, buyer.contact].includes(delivery.name) &&
    isSamePlace(delivery, { address: lines, post_code: post_code ?? '', city: city ?? '', region, country })
  );
}

/** @returns the baseline of the line after the last */
function partyBlock(writer: PdfPageWriter, x: number, width: number, { role, name, lines }: Party): number {
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
  const { totals, currency, language } = document;
  const { label, detail } = paymentStatus(document);
  const top = writer.y;
  writer.box(a4.left, top, a4.right - a4.left, 46, 'tint');
  writer.box(a4.left, top, 3, 46, 'accent');
  const sum = money(currency, language)(totals.gross);
  writer.tag('P', () => writer.text(sum, a4.left + 18, top + 29, { size: 17, font: 'strong' }));
  const y = detail ? top + 20 : top + 27;
  writer.tag('P', () => writer.textRight(label, a4.right - 18, y, { font: 'strong', color: 'accent' }));
  if (detail) writer.tag('P', () => writer.textRight(detail, a4.right - 18, top + 34, { size: 8.5, color: 'quiet' }));
  writer.y += 46 + 26;
}
