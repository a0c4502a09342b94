import { sumOf, type TaxSubtotal } from '../common/money/tax.js';
import { dayOf } from '../config/calendar.js';
import type { Customer } from '../customer/customer.entity.js';
import type { Order, OrderLine } from '../order/order.entity.js';
import type { Buyer, InvoiceDocument, InvoiceLine, Seller } from './invoice-document.js';

/** A document without what it gets when it is issued. */
export type InvoiceDraft = Omit<InvoiceDocument, 'number' | 'issued' | 'template'>;

/** Whether the money has arrived when the invoice is issued. */
export type InvoiceSettlement = PaidSettlement | { state: 'due' };

export interface PaidSettlement {
  state: 'paid';
  paid_at: Date;
}

export interface InvoicedOrder {
  order: Order;
  lines: OrderLine[];
  customer: Customer;
  coupon: string | null;
}

/** Copies everything, so that later changes of the order, the customer or the configuration do not reach the document. */
export function invoiceDraft(
  { order, lines, customer, coupon }: InvoicedOrder,
  seller: Seller,
  settlement: InvoiceSettlement,
): InvoiceDraft {
  const { currency, shipping, shipping_tax_rate, discount, taxes: tax, payment: method, payment_due_at } = order;
  return {
    kind: 'invoice',
    due: settlement.state === 'due' && payment_due_at ? dayOf(payment_due_at) : null,
    currency,
    order: { number: order.number, date: dayOf(order.created_at) },
    corrects: null,
    reason: null,
    seller,
    buyer: buyerOf(order, customer, seller),
    lines: lines.map(lineOf),
    shipping: shipping > 0 ? { gross: shipping, tax_rate: shipping_tax_rate ?? 0 } : null,
    discount: discount > 0 ? { gross: discount, coupon: coupon ?? '' } : null,
    tax,
    totals: totalsOf(tax),
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

/** Without a shipping address the place of supply is the seller's country. */
function buyerOf({ email, shipping_address: to }: Order, customer: Customer, seller: Seller): Buyer {
  const { first_name, last_name } = to ?? customer;
  return {
    name: `${first_name} ${last_name}`.trim() || customer.username || 'Guest',
    address: to?.address ?? null,
    post_code: to?.post_code ?? null,
    city: to?.city ?? null,
    country: to?.country ?? seller.country,
    email: email ?? customer.email ?? null,
  };
}

const lineOf = ({ name, quantity, price, tax_rate, total }: OrderLine): InvoiceLine => ({
  name,
  quantity,
  unit_price: price,
  tax_rate,
  total,
});
