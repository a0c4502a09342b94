import pLimit from 'p-limit';
import { describe, expect, it } from 'vitest';
import { SellerNotConfigured } from '../src/invoice/invoice.errors.js';
import { InvoiceFiles } from '../src/invoice/invoice-files.js';
import { InvoiceService } from '../src/invoice/invoice.service.js';
import { MailQueue } from '../src/mail/mail-queue.js';
import { aCustomer } from './factories/index.js';
import { anOrder, credit, file, issue, numbered, within, year } from './support/invoices.js';
import { shippingAddress } from './support/purchase.js';
import { Shop, useShop } from './support/shop.js';

const shop = useShop();

const many = <Result>(times: number, work: (turn: number) => Promise<Result>) =>
  Promise.all(Array.from({ length: times }, (_, turn) => work(turn)));
const numbers = async (series: string) =>
  (
    await shop.rows<{ number: string }>('select number from invoices where number like ? order by number', [
      `${series}-%`,
    ])
  ).map(({ number }) => number);

describe('invoice number', () => {
  it('has no gap when fifty are issued at once, nor after a rollback', async () => {
    const orders = await pLimit(5).map(Array.from({ length: 60 }), () => anOrder(shop));
    const before = await numbers('INV');
    const outcomes = await Promise.allSettled(
      orders.map(({ order }, turn) =>
        within(shop, order, async (invoices, ...args) => {
          await invoices.issue(...args);
          if (turn % 6 === 5) throw new Error('something else failed');
        }),
      ),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(50);
    expect(await numbers('INV')).toEqual([
      ...before,
      ...Array.from({ length: 50 }, (_, at) => numbered('INV', before.length + at + 1)),
    ]);
  });

  it('starts at 1 each year', async () => {
    await shop.rows(`insert into invoice_numbers (series, year, last) values ('INV', ?, 41)`, [year - 1]);
    expect((await issue(shop, (await anOrder(shop)).order)).number).toMatch(`INV-${year}-`);
    expect(await shop.rows(`select last from invoice_numbers where year = ?`, [year - 1])).toEqual([{ last: 41 }]);
  });
});

describe('invoice', () => {
  it('is issued once for each order, also when fifty issue it at once', async () => {
    const { order } = await anOrder(shop);
    const before = (await numbers('INV')).length;
    const issued = await many(50, () => issue(shop, order));
    expect(new Set(issued.map(({ number }) => number)).size).toBe(1);
    expect(await numbers('INV')).toHaveLength(before + 1);
  });

  it('has lines, parties, tax and payment', async () => {
    const { order, token, email } = await anOrder(shop);
    const none = await shop.get(`/api/orders/${order}/invoice`, { token });
    expect([none.status, none.body['code']]).toEqual([404, 1072]);
    const { number } = await issue(shop, order);
    const { status, headers, body } = await shop.get(`/api/orders/${order}/invoice`, { token });
    expect([status, headers['cache-control']]).toEqual([200, 'no-store']);
    expect(body).toEqual({
      number,
      kind: 'invoice',
      issued: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      order: expect.stringMatching(/^M\d+$/),
      supply: { date: '2026-11-21', basis: 'prepayment' },
      delivery: {
        name: 'Max Mustermann',
        address: ['Musterstr. 13'],
        post_code: '10000',
        city: 'Musterstadt',
        country: 'DE',
      },
      currency: 'EUR',
      seller: expect.objectContaining({ name: 'Magazin Sp. z o.o.', country: 'PL', vat_id: 'PL5260001246' }),
      buyer: {
        name: 'Max Mustermann',
        address: 'Musterstr. 13',
        post_code: '10000',
        city: 'Musterstadt',
        country: 'DE',
        email,
      },
      lines: [
        { name: expect.any(String), quantity: 2, unit_price: '3.00', tax_rate: 1900, total: '6.00' },
        { name: expect.any(String), quantity: 1, unit_price: '10.01', tax_rate: 700, total: '10.01' },
      ],
      shipping: '0.00',
      discount: '0.00',
      coupon: null,
      taxes: [
        { rate: 700, net: '9.36', tax: '0.65', gross: '10.01' },
        { rate: 1900, net: '5.04', tax: '0.96', gross: '6.00' },
      ],
      net: '14.40',
      tax: '1.61',
      gross: '16.01',
      payment: { method: 'card', state: 'paid', paid_on: '2026-11-21', due: null },
      credit_notes: [],
      other_invoices: [],
    });
  });

  it('has the shipping and the discount of the order', async () => {
    const manager = { token: (await aCustomer(shop, 'catalog_manager')).token };
    const parcel = { name: 'Parcel', price: '4.90' };
    const { body } = await shop.post('/api/admin/shipping-methods', { ...manager, body: parcel });
    await shop.post('/api/admin/coupons', { ...manager, body: { code: 'TENTH', percent: 1_000 } });
    const sent = { shipping_address: shippingAddress, shipping_method: body['uuid'] };
    const { order, token } = await anOrder(shop, sent, 'TENTH');
    await issue(shop, order);
    const { body: invoice } = await shop.get(`/api/orders/${order}/invoice`, { token });
    expect(invoice).toMatchObject({
      shipping: '4.90',
      discount: '1.60',
      coupon: 'TENTH',
      gross: '19.31',
      net: '17.08',
    });
    const { body: xml } = await file(shop, `/api/orders/${order}/invoice.xml`, { token });
    expect(xml).toContain('<cbc:PayableAmount currencyID="EUR">0.00</cbc:PayableAmount>');
    expect(xml).toContain('<cbc:AllowanceChargeReason>Coupon TENTH</cbc:AllowanceChargeReason>');
    // The other orders of this shop name no method.
    await shop.delete(`/api/admin/shipping-methods/${String(body['uuid'])}`, manager);
  });

  it('without a shipping address is for the customer, in the country of the seller', async () => {
    const { order, token, email } = await anOrder(shop, {});
    await issue(shop, order);
    const { body } = await shop.get(`/api/orders/${order}/invoice`, { token });
    const nowhere = { address: null, post_code: null, city: null, country: 'PL' };
    expect(body['buyer']).toEqual({ name: email, email, ...nowhere });
    expect(body['delivery']).toMatchObject({ name: email, city: 'Warszawa', country: 'PL' });
    expect((await file(shop, `/api/orders/${order}/invoice.pdf`, { token })).statusCode).toBe(200);
  });

  it('that is not paid says when it is due', async () => {
    const { order, token } = await anOrder(shop);
    await within(shop, order, (invoices, em, order) =>
      invoices.issue(em, order, { state: 'due', sent_at: new Date() }),
    );
    const { body } = await shop.get(`/api/orders/${order}/invoice`, { token });
    const due = expect.stringMatching(/^\d{4}-\d\d-\d\d$/);
    expect(body['payment']).toEqual({ method: 'card', state: 'due', paid_on: null, due });
  });

  it('and its files stay the same bytes when product, customer, order and seller change', async () => {
    const { order, token } = await anOrder(shop);
    const { uuid } = await issue(shop, order);
    const stored = () => shop.rows(`select document::text as text from invoices where uuid = ?`, [uuid]);
    const before = await stored();
    const pdfs = await many(10, () => file(shop, `/api/orders/${order}/invoice.pdf`, { token }));
    const same = (pdf: Buffer) => pdf.equals(pdfs[0]?.rawPayload ?? Buffer.of());
    expect(pdfs.every(({ rawPayload }) => same(rawPayload))).toBe(true);
    await shop.rows(`update products set name = 'Renamed', price = 1, tax_rate = 0`);
    await shop.rows(`update customers set first_name = 'Somebody', last_name = 'Else'`);
    await shop.rows(`update orders set shipping_address = null, email = 'else@magazin.test' where uuid = ?`, [order]);
    const moved = new Shop();
    await moved.start({ DATABASE_URL: shop.databaseUrl, SELLER_NAME: 'Sold GmbH', SELLER_COUNTRY: 'DE' });
    expect((await issue(moved, order)).uuid).toBe(uuid);
    const { body } = await moved.get(`/api/orders/${order}/invoice`, { token });
    expect(body).toMatchObject({ seller: { name: 'Magazin Sp. z o.o.' }, buyer: { name: 'Max Mustermann' } });
    const again = await file(moved, `/api/orders/${order}/invoice.pdf`, { token });
    expect(same(again.rawPayload)).toBe(true);
    expect(same((await shop.app.get(InvoiceFiles).load({ uuid }, 'pdf')).content)).toBe(true);
    expect(await stored()).toEqual(before);
    await moved.app.close();
  });

  it('is an attachment of mails', async () => {
    const { uuid, number } = await issue(shop, (await anOrder(shop)).order);
    const [attached] = await shop.app.get(MailQueue).loadAttachments([{ kind: 'invoice', ref: uuid }]);
    expect(attached).toMatchObject({ filename: `${number}.pdf`, contentType: 'application/pdf' });
    expect(attached?.content.subarray(0, 5).toString()).toBe('%PDF-');
  });

  it('cannot be issued in production without a configured seller', async () => {
    const { order } = await anOrder(shop);
    const live = new Shop();
    await live.start({
      NODE_ENV: 'production',
      DATABASE_URL: shop.databaseUrl,
      SELLER_NAME: 'Magazin',
      SELLER_CITY: 'Ulm',
    });
    const missing = ['SELLER_ADDRESS', 'SELLER_POST_CODE', 'SELLER_COUNTRY', 'SELLER_VAT_ID', 'SELLER_EMAIL'];
    const refusal = { type: SellerNotConfigured, details: { missing } };
    expect(() => live.app.get(InvoiceService).assertInvoicingConfigured()).toThrow(SellerNotConfigured);
    await expect(issue(live, order)).rejects.toMatchObject(refusal);
    shop.app.get(InvoiceService).assertInvoicingConfigured();
    await live.app.close();
  });
});

describe('credit note', () => {
  const rates = (order: string) =>
    shop.rows<{ kind: string; rate: number; net: number; tax: number; gross: number }>(
      `select kind, (row->>'rate')::int as rate, sum((row->>'net')::int)::int as net, sum((row->>'tax')::int)::int as tax,
         sum((row->>'gross')::int)::int as gross
       from invoices, json_array_elements(document->'tax') as row
       where order_id = (select id from orders where uuid = ?) group by 1, 2 order by 1, 2`,
      [order],
    );

  it('for the whole invoice has its lines', async () => {
    const { order, token } = await anOrder(shop);
    const invoice = await issue(shop, order);
    const note = await credit(shop, order, { amount: 1_601, reason: 'Sent back' });
    const { lines, tax, totals } = invoice.document;
    expect(note.document).toMatchObject({ kind: 'credit_note', reason: 'Sent back', lines, tax, totals });
    expect(note.document.corrects).toEqual({ number: invoice.number, issued: invoice.document.issued });
    const { body } = await shop.get(`/api/orders/${order}/invoice`, { token });
    expect(body['credit_notes']).toEqual([
      { number: note.number, issued: note.issued_at.toISOString(), gross: '16.01' },
    ]);
  });

  it('for parts of the invoice adds up to it, rate by rate, and never to more', async () => {
    const { order } = await anOrder(shop);
    await expect(credit(shop, order, { amount: 1, reason: 'Too early' })).rejects.toThrow('has no invoice');
    await issue(shop, order);
    const first = await credit(shop, order, { amount: 500, reason: 'Scratched' });
    expect(first.document.lines).toEqual([
      { name: 'Goodwill: Scratched', quantity: 1, unit_price: 313, tax_rate: 700, total: 313 },
      { name: 'Goodwill: Scratched', quantity: 1, unit_price: 187, tax_rate: 1900, total: 187 },
    ]);
    const second = await credit(shop, order, {
      amount: 333,
      reason: '',
      refunded_at: new Date('2026-11-22T08:00:00Z'),
    });
    expect(second.document).toMatchObject({ reason: null, payment: { state: 'paid', paid_on: '2026-11-22' } });
    expect(second.document.lines.map(({ name }) => name)).toEqual(['Goodwill', 'Goodwill']);
    await expect(credit(shop, order, { amount: 769, reason: 'Too much' })).rejects.toMatchObject({
      details: { left: '7.68' },
    });
    await credit(shop, order, { amount: 768, reason: 'Sent back' });
    for (const amount of [1, 0]) await expect(credit(shop, order, { amount, reason: 'More' })).rejects.toThrow(/left/);
    const sums = [
      { rate: 700, net: 936, tax: 65, gross: 1_001 },
      { rate: 1_900, net: 504, tax: 96, gross: 600 },
    ];
    const twice = (kind: string) => sums.map((row) => ({ kind, ...row }));
    expect(await rates(order)).toEqual([...twice('credit_note'), ...twice('invoice')]);
  });

  it('is rejected beyond the amount of the invoice, also of fifty at once', async () => {
    const { order } = await anOrder(shop);
    await issue(shop, order);
    const before = await numbers('CRN');
    const outcomes = await Promise.allSettled(
      Array.from({ length: 50 }, () => credit(shop, order, { amount: 100, reason: 'Late' })),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(16);
    expect(await numbers('CRN')).toEqual([
      ...before,
      ...Array.from({ length: 16 }, (_, at) => numbered('CRN', before.length + at + 1)),
    ]);
  });
});
