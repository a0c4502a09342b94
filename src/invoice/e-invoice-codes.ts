import { decimal } from '../common/money/money.js';
import { type ElectronicAddress, electronicAddressOfVat } from '../vat/electronic-address.js';
import { type Buyer, type InvoiceDocument, isOffset, type Seller } from './invoice-document.js';

/** BT-24 without a profile: the core of EN 16931, no rules on top. */
const en16931 = 'urn:cen.eu:en16931:2017';
const profiles = {
  xrechnung: `${en16931}#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0`,
  peppol: `${en16931}#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0`,
};

/** BT-24. */
export const specification = ({ profile }: InvoiceDocument): string => (profile ? profiles[profile] : en16931);

/** BT-23, which both profiles require. */
export const businessProcess = ({ profile }: InvoiceDocument): string | undefined =>
  profile && 'urn:fdc:peppol.eu:2017:poacc:billing:01:1.0';

/** BT-10, which both profiles require: the shop's number of the order where the buyer gave none. */
export const buyerReference = ({ profile, order }: InvoiceDocument): string | undefined =>
  order.reference ?? (profile && order.number);

/** BT-41, which XRechnung requires. */
export const sellerContact = ({ profile, seller }: InvoiceDocument): string | undefined =>
  seller.contact ?? (profile === 'xrechnung' ? seller.name : undefined);

/** BT-29, by which a seller is known who has no VAT number. */
export const sellerId = ({ vat_id, tax_id }: Seller): string | undefined => (vat_id ? undefined : tax_id);

/** BT-34. */
export const sellerAddress = ({ email, electronic_address }: Seller): ElectronicAddress =>
  electronic_address ?? { scheme: emailScheme, id: email };

/** BT-49: in the network Peppol an email is none. */
export function buyerAddress(
  { email, vat_id, electronic_address }: Buyer,
  profile: InvoiceDocument['profile'],
): ElectronicAddress | undefined {
  const known = electronic_address ?? (profile === 'peppol' && vat_id ? electronicAddressOfVat(vat_id) : undefined);
  return known ?? (email ? { scheme: emailScheme, id: email } : undefined);
}

/** BT-22, one for all: the profiles allow no second one. */
export function note({ reason, tax_currency, currency }: InvoiceDocument): string | undefined {
  const { rate, source, date, tax, currency: other } = tax_currency ?? {};
  const inOther = `VAT ${decimal(tax ?? 0)} ${other}: ${rate} ${other} for 1 ${currency} from ${date} (${source})`;
  return [reason, tax_currency && inOther].filter(Boolean).join('\n') || undefined;
}

/** BT-3, of UNTDID 1001. */
export const typeCodes = { invoice: '380', credit_note: '381' } as const;

/** The scheme of an electronic address that is an e-mail address. */
const emailScheme = 'EM';

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
const online = '68';
const means: Record<string, string> = { cash: '10', transfer, card: '48', payu: online };

/** BT-81. A transfer needs an account, and the buyer's, for a refund, is not known. */
export function paymentMeans({ kind, payment, seller, profile }: InvoiceDocument): string {
  if (payment.method === 'transfer' && (kind === 'credit_note' || !seller.iban)) return unknown;
  // XRechnung requires the number of a card (BR-DE-24), which only the payment service knows.
  if (payment.method === 'card' && profile === 'xrechnung') return online;
  return means[payment.method] ?? unknown;
}

/** BT-84, required for transfers. */
export const account = (document: InvoiceDocument): string | undefined =>
  paymentMeans(document) === transfer ? document.seller.iban?.replaceAll(' ', '') : undefined;

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

/** The code list of EN 16931 has another one for Kosovo. */
export const countryOf = (country: string): string => (country === 'XK' ? '1A' : country);
