import type { InvoiceDocument } from './invoice-document.js';
import { country, date, money, state, title } from './format.js';
import { type Paper, sheet } from './paper.js';

const middle = 300;
const label = { size: 7.5, color: 'quiet' } as const;
const brand = { size: 17, weight: 'strong' } as const;
/** A bag: the handle is cut out of what is drawn as one shape. */
const mark = 'M0 5H22V20Q22 22 20 22H2Q0 22 0 20ZM5.6 5Q5.6 0 11 0T16.4 5H14.4Q14.4 2 11 2T7.6 5Z';

/** All that stands above the lines: whose invoice it is, for whom, which one, and what is to be paid. */
export function head(paper: Paper, document: InvoiceDocument): void {
  paper.shape(mark, sheet.left, 44, 'accent');
  paper.text(paper.fitting(document.seller.name, 320, brand), sheet.left + 30, 62, brand);
  paper.textTo(title(document), sheet.right, 62, { size: 22, weight: 'strong' });
  paper.y = 104;
  facts(paper, document);
  paper.y += 34;
  parties(paper, document);
  paper.y += 20;
  amount(paper, document);
}

function facts(paper: Paper, document: InvoiceDocument): void {
  const { number, issued, due, order, corrects } = document;
  const told: [string, string][] = [
    ['Number', number],
    ['Issued', date(issued)],
    corrects ? ['Corrects', corrects.number] : ['Order', order.number],
    corrects ? ['Invoiced', date(corrects.issued)] : due ? ['Due', date(due)] : ['Ordered', date(order.date)],
  ];
  paper.rule(paper.y - 14);
  told.forEach(([name, value], at) => {
    const x = sheet.left + at * 126;
    paper.text(name, x, paper.y, label);
    paper.text(value, x, paper.y + 14, { weight: 'strong' });
  });
  paper.rule(paper.y + 27);
  paper.y += 27;
}

function parties(paper: Paper, { seller, buyer, kind }: InvoiceDocument): void {
  const style = { size: 9, leading: 13.5, color: 'quiet' } as const;
  const party = (x: number, name: string, who: string, lines: (string | null | undefined)[]): number => {
    paper.text(name, x, paper.y, label);
    const names = paper.wrapped(who, 225, 2, { size: 10, weight: 'strong' });
    const y = paper.lines(names, x, paper.y + 16, { size: 10, weight: 'strong', leading: 14 });
    const fitting = lines.flatMap((line) => (line ? paper.wrapped(line, 225, 3) : []));
    return paper.lines(fitting, x, y + 1, style);
  };
  const place = ({ post_code, city, country: code }: typeof buyer | typeof seller) => [
    [post_code, city].filter(Boolean).join(' '),
    country(code),
  ];
  const bottoms = [
    party(sheet.left, 'From', seller.name, [
      ...seller.address,
      ...place(seller),
      `VAT ${seller.vat_id}`,
      seller.tax_id && `Tax number ${seller.tax_id}`,
    ]),
    party(middle, kind === 'invoice' ? 'Billed to' : 'Credited to', buyer.name, [
      buyer.address,
      ...place(buyer),
      buyer.email,
    ]),
  ];
  paper.y = Math.max(...bottoms);
}

function amount(paper: Paper, document: InvoiceDocument): void {
  const { totals, currency } = document;
  const { label: what, detail } = state(document);
  const sum = money(currency)(totals.gross);
  paper.box(sheet.left, paper.y, sheet.right - sheet.left, 46, 'tint');
  paper.box(sheet.left, paper.y, 3, 46, 'accent');
  paper.text(sum, sheet.left + 18, paper.y + 29, { size: 17, weight: 'strong' });
  paper.textTo(what, sheet.right - 18, paper.y + 20, { weight: 'strong', color: 'accent' });
  paper.textTo(detail, sheet.right - 18, paper.y + 34, { size: 8.5, color: 'quiet' });
  paper.y += 46 + 26;
}
