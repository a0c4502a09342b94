import type { InvoiceDocument, Seller } from '../invoice/invoice-document.js';
import { a4, type PdfPageWriter } from './pdf-page-writer.js';
import { type Words, wordsIn } from './words.js';

const width = 420;
const style = { size: 7, color: 'quiet', leading: 11 } as const;
const gap = 21;

/** Called first, so that everything else ends above the footer. */
export function reserveFooter(writer: PdfPageWriter, { seller, language }: InvoiceDocument): void {
  writer.bottom = top(writer, seller, wordsIn(language)) - gap;
}

/** Called last, because it counts the pages. */
export function footer(writer: PdfPageWriter, { seller, number, language }: InvoiceDocument): void {
  const words = wordsIn(language);
  const y = top(writer, seller, words);
  writer.onEachPage((page, pages) => {
    writer.rule(y);
    writer.decorate(
      () => {
        let next = y + 13;
        for (const line of lines(seller, words)) next = writer.paragraph(line, a4.left, next, width, style);
        writer.textRight(number, a4.right, y + 13, style);
        writer.textRight(words.page(page, pages), a4.right, y + 24, style);
      },
      { type: 'Pagination', attached: ['Bottom'] },
    );
  });
}

/** However many lines there are, the last one is at the bottom of the page. */
function top(writer: PdfPageWriter, seller: Seller, words: Words): number {
  const height = lines(seller, words).reduce((sum, line) => sum + writer.heightOf(line, width, style), 0);
  return a4.bottom - height - 2;
}

function lines(seller: Seller, words: Words): string[] {
  const { name, address, post_code, city, email, phone, vat_id, tax_id, register } = seller;
  const place = [name, ...address, `${post_code} ${city}`].join(', ');
  return [
    [place, email, phone],
    [vat_id ? `${words.vat} ${vat_id}` : tax_id && `${words.taxNumber} ${tax_id}`, register],
  ]
    .map((parts) => parts.filter(Boolean).join(' · '))
    .filter((line) => line !== '');
}
