import type { InvoiceDocument, Seller } from './invoice-document.js';
import { a4, type PdfPageWriter } from './pdf-page-writer.js';

const width = 420;
const style = { size: 7, color: 'quiet', leading: 11 } as const;
const gap = 21;

/** Call it before anything is written, which ends above the footer. */
export function reserveFooter(writer: PdfPageWriter, { seller }: InvoiceDocument): void {
  writer.bottom = top(writer, seller) - gap;
}

/** Call it when all pages are there: it counts them. */
export function footer(writer: PdfPageWriter, { seller, number }: InvoiceDocument): void {
  const y = top(writer, seller);
  writer.onEachPage((page, pages) => {
    writer.rule(y);
    writer.decorate(
      () => {
        let next = y + 13;
        for (const line of lines(seller)) next = writer.paragraph(line, a4.left, next, width, style);
        writer.textRight(number, a4.right, y + 13, style);
        writer.textRight(`Page ${page} of ${pages}`, a4.right, y + 24, style);
      },
      { type: 'Pagination', attached: ['Bottom'] },
    );
  });
}

/** The last line stands at the bottom of the page, however many there are. */
function top(writer: PdfPageWriter, seller: Seller): number {
  const height = lines(seller).reduce((sum, line) => sum + writer.heightOf(line, width, style), 0);
  return a4.bottom - height - 2;
}

function lines({ name, address, post_code, city, email, phone, vat_id, register }: Seller): string[] {
  const place = [name, ...address, `${post_code} ${city}`].join(', ');
  return [
    [place, email, phone],
    [`VAT ${vat_id}`, register],
  ].map((parts) => parts.filter(Boolean).join(' · '));
}
