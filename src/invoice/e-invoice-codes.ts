import { type InvoiceDocument, isOffset } from './invoice-document.js';

/** BT-24: the core of EN 16931, no national rules on top. */
export const en16931 = 'urn:cen.eu:en16931:2017';

/** BT-3, of UNTDID 1001. */
export const typeCodes = { invoice: '380', credit_note: '381' } as const;

/** The scheme of an electronic address that is an e-mail address. */
export const email = 'EM';

/** The unit "piece" of UN/ECE recommendation 20. */
export const piece = 'H87';

export interface Reason {
  code: string;
  text: string;
}

/** Of an allowance, UNTDID 5189, or a charge, UNTDID 7161. */
export const discountReason = ({ discount }: InvoiceDocument): Reason => ({
  code: '95',
  text: discount?.coupon ? `Coupon ${discount.coupon}` : 'Discount',
});
export const shippingReason: Reason = { code: 'FC', text: 'Shipping' };

/** Payment means of UNTDID 4461; "mutually defined" for any other. */
const unknown = 'ZZZ';
const transfer = '30';
const means: Record<string, string> = { cash: '10', transfer, card: '48', payu: '68' };

/** BT-81. A transfer needs an account, and the buyer's, for a refund, is not known. */
export const paymentMeans = ({ kind, payment, seller }: InvoiceDocument): string =>
  payment.method === 'transfer' && (kind === 'credit_note' || !seller.iban)
    ? unknown
    : (means[payment.method] ?? unknown);

/** BT-84, required for transfers. */
export const account = (document: InvoiceDocument): string | undefined =>
  paymentMeans(document) === transfer ? document.seller.iban?.replaceAll(' ', '') : undefined;

/**
 * "Zero rated" rather than "exempt": an exemption must name its legal basis, which the catalog does not know.
 */
export const taxCategory = (rate: number): 'S' | 'Z' => (rate === 0 ? 'Z' : 'S');

/** Basis points as percent: 850 is `8.5`. */
export const percent = (rate: number): string => String(rate / 100);

/** BT-20, of what is still to be paid. */
export const paymentTerms = (document: InvoiceDocument): string | undefined => {
  const { kind, due, payment, corrects } = document;
  if (payment.state === 'paid') return undefined;
  if (isOffset(document)) return `Reduces what is to be paid for invoice ${corrects?.number}`;
  if (kind === 'credit_note') return 'To be refunded the way it was paid';
  return due ? `To be paid by ${due}` : 'To be paid on delivery';
};

/** Minor units: paid, BT-113, and due, BT-115. */
export const paidAndDue = ({ payment, totals }: InvoiceDocument) =>
  payment.state === 'paid' ? { paid: totals.gross, due: 0 } : { paid: 0, due: totals.gross };
