import { sumOf, type TaxSubtotal } from '../common/money/tax.js';
import { dayOf } from '../config/calendar.js';
import type { Customer } from '../customer/customer.entity.js';
import type { Order } from '../order/order.entity.js';
import { buyerAddress, buyerCompany, buyerVatId, missingForProfile } from '../pricing/billing.js';
import { electronicAddress } from '../vat/electronic-address.js';
import type { InvoiceCharges } from './invoice-charges.js';
import type { Buyer, DeliveryPlace, InvoiceDocument, Seller, TaxCurrency } from './invoice-document.js';

/** A document without what it gets when it is issued. */
export type InvoiceDraft = Omit<InvoiceDocument, 'number' | 'issued' | 'template'>;

/** Whether the money has arrived when the invoice is issued, or its parcel leaves unpaid; by the clock of the database. */
export type InvoiceSettlement = PaidSettlement | { state: 'due'; sent_at: Date };

export interface PaidSettlement {
  state: 'paid';
  paid_at: Date;
}

/** What decides how an invoice is drawn up, besides the order. */
export interface InvoiceTerms {
  seller: Seller;
  settlement: InvoiceSettlement;
  profile: 'en16931' | 'xrechnung' | 'peppol';
  rate?: Omit<TaxCurrency, 'tax'>;
}

export interface InvoicedOrder {
  order: Order;
  charges: InvoiceCharges;
  customer: Customer;
  coupon: string | null;
}

/** Copies everything, so that later changes of the order, the customer or the configuration do not reach the document. */
export function invoiceDraft(
  { order, charges, customer, coupon }: InvoicedOrder,
  { seller, settlement, profile, rate }: InvoiceTerms,
): InvoiceDraft {
  const { currency, shipping_tax_rate, payment: method, payment_due_at } = order;
  const { shipping_exemption: exemption, billing } = order;
  const { shipping, tax } = charges;
  const lines = charges.lines.map(lineOf);
  const discount = sumOf(lines.map(({ total, charged }) => total - charged));
  const reference = billing?.reference;
  const totals = totalsOf(tax);
  const buyer = buyerOf(order, customer, seller);
  const fits = profile !== 'en16931' && missingForProfile(profile, order, buyer.email).length === 0;
  return {
    ...(fits && { profile }),
    supply: supplyOf(order, settlement),
    delivery: deliveryOf(order, buyer, seller),
    kind: 'invoice',
    due: settlement.state === 'due' && method !== 'cash' && payment_due_at ? dayOf(payment_due_at) : null,
    currency,
    order: { number: order.number, date: dayOf(order.created_at), ...(reference && { reference }) },
    corrects: null,
    reason: null,
    seller,
    buyer,
    lines,
    shipping:
      shipping > 0 ? { gross: shipping, tax_rate: shipping_tax_rate ?? 0, ...(exemption && { exemption }) } : null,
    discount: discount > 0 ? { gross: discount, coupon: coupon ?? '' } : null,
    tax,
    totals,
    ...(rate && { tax_currency: { ...rate, tax: converted(totals.tax, rate.rate) } }),
    payment:
      settlement.state === 'paid'
        ? { method, state: 'paid', paid_on: dayOf(settlement.paid_at) }
        : { method, state: 'due' },
  };
}

export const totalsOf = (tax: TaxSubtotal[]): InvoiceDocument['totals'] => ({
  net: sumOf(tax.map(({ net }) => net)),
  tax: sumOf(tax.map(({ tax }) => tax)),
  gross: sumOf(tax.map(({ gross }) => gross)),
});

/**
 * The day when the goods leave or are handed over. Money that comes before them is taxed on its own day: a prepayment
 * (Directive 2006/112/EC, art. 65 and 226(7)).
 */
function supplyOf({ shipped_at }: Order, settlement: InvoiceSettlement): NonNullable<InvoiceDocument['supply']> {
  // Each parcel of a cash order is invoiced when it leaves.
  if (settlement.state === 'due') return { date: dayOf(settlement.sent_at), basis: 'delivery' };
  if (shipped_at) return { date: dayOf(shipped_at), basis: 'delivery' };
  return { date: dayOf(settlement.paid_at), basis: 'prepayment' };
}

/** Without an address the place of supply is the seller's country. */
function buyerOf(order: Order, customer: Customer, seller: Seller): Buyer {
  const at = buyerAddress(order);
  const company = buyerCompany(order);
  const person = nameOf(at ?? customer);
  const email = order.email ?? customer.email ?? null;
  const { region, line2 } = at ?? {};
  const vat_id = buyerVatId(order);
  const electronic = order.billing?.electronic_address;
  return {
    name: company || person || email || 'Customer',
    ...(company && person && { contact: person }),
    address: at?.address ?? null,
    ...(line2 && { line2 }),
    post_code: at?.post_code || null,
    city: at?.city ?? null,
    ...(region && { region }),
    country: at?.country ?? seller.country,
    email,
    ...(vat_id && { vat_id }),
    ...(electronic && { electronic_address: electronicAddress(electronic) }),
  };
}

/** Where nothing is sent, the goods are handed over at the seller's. */
function deliveryOf({ shipping_address: to }: Order, buyer: Buyer, seller: Seller): DeliveryPlace {
  if (!to) {
    const { address, post_code, city, country } = seller;
    return { name: buyer.name, address, post_code, city, country };
  }
  const { company, address, line2, post_code, city, region, country } = to;
  const lines = [address, ...(line2 ? [line2] : [])];
  return {
    name: company || nameOf(to) || buyer.name,
    address: lines,
    post_code,
    city,
    ...(region && { region }),
    country,
  };
}

const nameOf = ({ first_name, last_name }: Pick<Customer, 'first_name' | 'last_name'>): string =>
  `${first_name} ${last_name}`.trim();

/** Half up, of minor units that are hundredths in both currencies. @param rate a decimal */
export function converted(minor: number, rate: string): number {
  const [units = '', decimals = ''] = rate.split('.');
  const one = 10n ** BigInt(decimals.length);
  return Number((2n * BigInt(minor) * BigInt(units + decimals) + one) / (2n * one));
}

const lineOf = ({ line, quantity, amount }: InvoiceCharges['lines'][number]) => ({
  uuid: line.uuid,
  name: line.name,
  quantity,
  unit_price: line.price,
  tax_rate: line.tax_rate,
  ...(line.exemption && { exemption: line.exemption }),
  total: line.price * quantity,
  charged: amount,
});
