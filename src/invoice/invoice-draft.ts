import { sumOf, type TaxSubtotal } from '../common/money/tax.js';
import type { Customer } from '../customer/customer.entity.js';
import type { Order } from '../order/order.entity.js';
import type { InvoiceCharges } from './invoice-charges.js';
import { type Buyer, day, type InvoiceDocument, type Seller } from './invoice-document.js';

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
  charges: InvoiceCharges;
  customer: Customer;
  coupon: string | null;
}

/** Copies everything, so that later changes of the order, the customer or the configuration do not reach the document. */
export function invoiceDraft(
  { order, charges, customer, coupon }: InvoicedOrder,
  seller: Seller,
  settlement: InvoiceSettlement,
): InvoiceDraft {
  const { currency, shipping_tax_rate, payment: method, payment_due_at } = order;
  const { shipping, tax } = charges;
  const lines = charges.lines.map(lineOf);
  const discount = sumOf(lines.map(({ total, charged }) => total - charged));
  return {
    kind: 'invoice',
    due: settlement.state === 'due' && payment_due_at ? day(payment_due_at) : null,
    currency,
    order: { number: order.number, date: day(order.created_at) },
    corrects: null,
    reason: null,
    seller,
    buyer: buyerOf(order, customer, seller),
    lines,
    shipping: shipping > 0 ? { gross: shipping, tax_rate: shipping_tax_rate ?? 0 } : null,
    discount: discount > 0 ? { gross: discount, coupon: coupon ?? '' } : null,
    tax,
    totals: totalsOf(tax),
    payment:
      settlement.state === 'paid'
        ? { method, state: 'paid', paid_on: day(settlement.paid_at) }
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

const lineOf = ({ line: { uuid, name, price, tax_rate }, quantity, amount }: InvoiceCharges['lines'][number]) => ({
  uuid,
  name,
  quantity,
  unit_price: price,
  tax_rate,
  total: price * quantity,
  charged: amount,
});
