import { LockMode } from '@mikro-orm/core';
import fc from 'fast-check';
import { expect } from 'vitest';
import type { TaxExemption } from '../../src/common/money/tax-exemption.js';
import { sumOf, taxSubtotals } from '../../src/common/money/tax.js';
import { Database } from '../../src/database/database.js';
import type { InvoiceDocument, InvoiceLine, Seller } from '../../src/invoice/invoice-document.js';
import { converted, totalsOf } from '../../src/invoice/invoice-draft.js';
import { InvoiceService } from '../../src/invoice/invoice.service.js';
import { Credit } from '../../src/order/credit.entity.js';
import { Order, OrderLine } from '../../src/order/order.entity.js';
import { aCustomer, aProduct, type SignedIn } from '../factories/index.js';
import { shippingAddress } from './purchase.js';
import type { Shop } from './shop.js';

const seller = {
  name: 'Magazin Sp. z o.o.',
  address: ['ul. Świętokrzyska 14', 'Lokal 3'],
  post_code: '00-050',
  city: 'Warszawa',
  country: 'PL',
  vat_id: 'PL5260001246',
  tax_id: '5260001246',
  email: 'billing@magazin.example',
  phone: '+48 22 555 01 30',
  iban: 'PL61 1090 1014 0000 0712 1981 2874',
  bic: 'WBKPPLPP',
  register: 'KRS 0000123456, Sąd Rejonowy dla m.st. Warszawy',
};

const buyer = {
  name: 'Олена Ковальчук',
  address: 'вул. Хрещатик 22, кв. 7',
  post_code: '01001',
  city: 'Київ',
  country: 'UA',
  email: 'olena@example.com',
};

type Priced = Pick<InvoiceDocument, 'lines' | 'shipping' | 'discount'>;

/** A whole document of the given lines, shipping and discount. */
export function documentOf(priced: Priced, values: Partial<InvoiceDocument> = {}): InvoiceDocument {
  const { lines, shipping, discount } = priced;
  const tax = taxSubtotals({
    lines,
    shipping: shipping && { ...shipping, price: shipping.gross },
    discount: discount?.gross ?? 0,
  });
  return {
    number: 'INV-2026-000001',
    kind: 'invoice',
    issued: '2026-11-21',
    due: '2026-12-05',
    currency: 'EUR',
    order: { number: 'M100042', date: '2026-11-20' },
    corrects: null,
    reason: null,
    seller,
    buyer,
    ...priced,
    tax,
    totals: totalsOf(tax),
    payment: { method: 'transfer', state: 'due' },
    ...values,
  };
}

export const line = (name: string, quantity: number, unit_price: number, tax_rate: number): InvoiceLine => ({
  name,
  quantity,
  unit_price,
  tax_rate,
  total: quantity * unit_price,
});

const rates = fc.constantFrom(0, 500, 700, 800, 850, 1900, 2000, 2300, 2550, 2700);
const price = fc.oneof(
  fc.integer({ min: 1, max: 9 }),
  fc.integer({ min: 1, max: 99_999 }),
  fc.integer({ min: 1, max: 9_999_999_999 }),
  fc.constant(0),
);
const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 }).map((text) => `P${text}`);
const lines = fc.array(
  fc.record({ name, quantity: fc.integer({ min: 1, max: 999 }), unit_price: price, tax_rate: rates }),
  { minLength: 1, maxLength: 40 },
);
const payments: InvoiceDocument['payment'][] = ['cash', 'card', 'payu', 'transfer', 'giftcard'].flatMap((method) => [
  { method, state: 'due' as const },
  { method, state: 'paid' as const, paid_on: '2026-11-21' },
]);

const reasons = {
  E: { category: 'E', text: 'Kein Ausweis von Umsatzsteuer: § 19 UStG' },
  G: { category: 'G', code: 'VATEX-EU-G', text: 'Export outside the European Union' },
  K: { category: 'K', code: 'VATEX-EU-IC', text: 'Intra-Community supply' },
  AE: { category: 'AE', code: 'VATEX-EU-AE', text: 'Reverse charge' },
} satisfies Record<string, TaxExemption>;
const lessons = { category: 'E', code: 'VATEX-EU-132-1I', text: 'Education' } as const;
const stamps = { category: 'E', text: 'Postage stamps' } as const;

type Treatment = 'none' | 'exempt lines' | keyof typeof reasons;

/** As an order would have it: some products are exempt, or the whole order is. */
function treated<Part extends { tax_rate: number; quantity?: number }>(part: Part, treatment: Treatment): Part {
  if (treatment === 'none' || (treatment === 'exempt lines' && part.tax_rate > 500)) return part;
  const [own] = [lessons, stamps].filter((_, at) => at === (part.quantity ?? 0) % 2);
  return { ...part, tax_rate: 0, exemption: treatment === 'exempt lines' ? own : reasons[treatment] };
}

const place = {
  name: 'Warehouse',
  address: ['Musterstr. 13', '2. OG'],
  post_code: '10115',
  city: 'Berlin',
  region: 'Berlin',
  country: 'DE',
};
const company = {
  ...buyer,
  name: 'Mustermann GmbH',
  contact: 'Max Mustermann',
  line2: '2. OG',
  region: 'Berlin',
  post_code: '10115',
  city: 'Berlin',
  country: 'DE',
  vat_id: 'DE136695976',
  electronic_address: { scheme: '0088', id: '4035811991014' },
};
const { vat_id: _, ...withoutVat } = seller;
const smallBusiness: Seller = withoutVat;

/** Any document that a shop could have issued. */
export const documents: fc.Arbitrary<InvoiceDocument> = fc
  .record({
    lines: lines.map((all) => all.map((one) => line(one.name, one.quantity, one.unit_price, one.tax_rate))),
    treatment: fc.constantFrom('none', 'exempt lines', 'E', 'G', 'K', 'AE'),
    profile: fc.constantFrom(undefined, undefined, 'xrechnung' as const, 'peppol' as const),
    abroad: fc.boolean(),
    shipping: fc.option(fc.record({ gross: fc.integer({ min: 1, max: 9999 }), tax_rate: rates })),
    /** Discount in parts of a million of the lines: none, all, and everything between. */
    off: fc.option(fc.oneof(fc.integer({ min: 0, max: 1_000_000 }), fc.constant(1_000_000))),
    payment: fc.constantFrom(...payments),
    credit: fc.boolean(),
  })
  .map(({ treatment, profile, abroad, ...priced }) => {
    const { off, payment, credit } = priced;
    const lines = priced.lines.map((each) => treated(each, treatment));
    const shipping = priced.shipping && treated(priced.shipping, treatment === 'exempt lines' ? 'none' : treatment);
    const subtotal = sumOf(lines.map(({ total }) => total));
    const gross = Number((BigInt(subtotal) * BigInt(off ?? 0)) / 1_000_000n);
    const discount = gross ? { gross, coupon: 'AUTUMN & <10>' } : null;
    const document = documentOf({ lines, shipping, discount });
    const rate = { currency: 'PLN', rate: '4.2345', date: '2026-11-20', source: 'NBP 226/A/NBP/2026 & <more>' };
    return documentOf(
      { lines, shipping, discount },
      {
        ...(profile && { profile }),
        ...(treatment === 'E' && { seller: smallBusiness }),
        ...(treatment !== 'none' && { buyer: company, order: { ...document.order, reference: 'PO <4711> & more' } }),
        ...(abroad && { tax_currency: { ...rate, tax: converted(document.totals.tax, rate.rate) } }),
        supply: { date: '2026-11-20', basis: abroad ? 'delivery' : 'prepayment' },
        delivery: { ...place, ...(treatment === 'G' && { country: 'CH' }) },
        payment,
        due: payment.state === 'paid' ? null : '2026-12-05',
        ...(credit && {
          kind: 'credit_note' as const,
          number: 'CRN-2026-000001',
          reason: 'Broken & <sent> back',
          corrects: { number: 'INV-2026-000001', issued: '2026-11-01' },
        }),
      },
    );
  });

export const year = new Date().getUTCFullYear();
export const numbered = (series: string, number: number) => `${series}-${year}-${String(number).padStart(6, '0')}`;

/** Two at 3.00 with 19 % and one at 10.01 with 7 %, ordered by a new customer. */
export async function anOrder(
  shop: Shop,
  body: object = { shipping_address: shippingAddress },
  coupon?: string,
): Promise<SignedIn & { order: string }> {
  const customer = await aCustomer(shop);
  for (const [values, quantity] of [
    [{ price: 300 }, 2],
    [{ price: 1_001, tax_rate: 700 }, 1],
  ] as const) {
    const { uuid: product } = await aProduct(shop, values);
    await shop.post('/api/bucket', { token: customer.token, body: { product, quantity } });
  }
  if (coupon) await shop.post('/api/bucket/coupon', { token: customer.token, body: { code: coupon } });
  const placed = await shop.post<{ order_uuid: string }>('/api/orders', {
    token: customer.token,
    body: { payment: 'card', ...body },
  });
  expect(placed.status).toBe(201);
  return { ...customer, order: placed.body.order_uuid };
}

/** Calls the service as other modules do: in a transaction, with the order locked. */
export const within = <Result>(
  { app }: Shop,
  uuid: string,
  work: (invoices: InvoiceService, ...args: Parameters<InvoiceService['issue']>) => Promise<Result>,
) =>
  app.get(Database).transaction(async (em) => {
    const order = await em.findOneOrFail(Order, { uuid }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    return work(app.get(InvoiceService), em, order, { state: 'paid', paid_at: new Date('2026-11-21T23:59:59Z') });
  });

export const issue = (shop: Shop, order: string) => within(shop, order, (invoices, ...args) => invoices.issue(...args));

/** Issues it as if the clock of the database said so. */
export const issueAt = (shop: Shop, order: string, moment: string) =>
  within(shop, order, async (invoices, em, ...args) => {
    for (const statement of [
      'create schema set_clock',
      `create function set_clock.clock_timestamp() returns timestamptz stable language sql as $$ select timestamptz '${moment}' $$`,
      // Else functions of the server come first.
      'set local search_path to set_clock, pg_catalog, public',
    ])
      await em.execute(statement);
    const invoice = await invoices.issue(em, ...args);
    await em.flush();
    await em.execute('drop schema set_clock cascade');
    return invoice;
  });

/** @param correction `amount` in cents */
export const credit = (
  shop: Shop,
  uuid: string,
  { amount, reason, refunded_at }: { amount: number; reason: string; refunded_at?: Date },
) =>
  within(shop, uuid, async (invoices, em, order) => {
    const lines = await OrderLine.forOrder(em, order);
    const credit = Credit.create(em, order, lines, 'refund', reason, { amount });
    await em.flush();
    return invoices.credit(em, order, credit, refunded_at);
  });

export const file = (
  { app }: Shop,
  url: string,
  { token, headers }: { token?: string; headers?: Record<string, string> },
) => app.inject({ url, headers: { ...(token && { authorization: `Bearer ${token}` }), ...headers } });
