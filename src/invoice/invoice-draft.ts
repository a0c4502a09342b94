import type { EntityManager } from '@mikro-orm/postgresql';
import { sumOf, type TaxSubtotal } from '../common/money/tax.js';
import type { Customer } from '../customer/customer.entity.js';
import { type Order, OrderLine } from '../order/order.entity.js';
import { type Buyer, day, type InvoiceDocument, type InvoiceLine, type Seller } from './invoice-document.js';

/** A document without what it gets when it is issued. */
export type Draft = Omit<InvoiceDocument, 'number' | 'issued' | 'template'>;

/** Whether the money is there when the invoice is issued. */
export type Settlement = { state: 'paid'; paid_on: Date } | { state: 'due' };

/** What the invoice of an order says: all of it is copied, so that nothing it was copied from can change it. */
export async function draftOf(em: EntityManager, order: Order, seller: Seller, paid: Settlement): Promise<Draft> {
  const lines = await em.find(OrderLine, { order }, { orderBy: { id: 'asc' } });
  const customer = await order.customer.loadOrFail();
  const { currency, shipping, shipping_tax_rate, discount, taxes: tax, payment: method, payment_due_at } = order;
  return {
    kind: 'invoice',
    due: paid.state === 'due' && payment_due_at ? day(payment_due_at) : null,
    currency,
    order: { number: order.number, date: day(order.created_at) },
    corrects: null,
    reason: null,
    seller,
    buyer: buyerOf(order, customer, seller),
    lines: lines.map(lineOf),
    shipping: shipping > 0 ? { gross: shipping, tax_rate: shipping_tax_rate ?? 0 } : null,
    discount: discount > 0 ? { gross: discount, coupon: (await order.coupon?.loadOrFail())?.code ?? '' } : null,
    tax,
    totals: totalsOf(tax),
    payment: paid.state === 'paid' ? { method, state: 'paid', paid_on: day(paid.paid_on) } : { method, state: 'due' },
  };
}

export const totalsOf = (tax: TaxSubtotal[]): InvoiceDocument['totals'] => ({
  net: sumOf(tax.map(({ net }) => net)),
  tax: sumOf(tax.map(({ tax }) => tax)),
  gross: sumOf(tax.map(({ gross }) => gross)),
});

/** Where nothing was sent anywhere, it was bought at the seller's. */
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
