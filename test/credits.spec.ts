import { describe, expect, it } from 'vitest';
import { Database } from '../src/database/database.js';
import { CancellationService } from '../src/order/cancellation.service.js';
import { Order, OrderLine } from '../src/order/order.entity.js';
import { auditTrail } from './support/audit.js';
import { type Note, type Placed, type Row, units, useDesk } from './support/desk.js';
import { file } from './support/invoices.js';
import { concurrently, eventually } from './support/payments.js';
import { useShop } from './support/shop.js';

const shop = useShop();
const desk = useDesk(shop);
const { placed, pay, paid, refund, credit, ship, deliver, giveBack, ledgerOf, stateOf, stockOf, notesOf } = desk;
const { expectAgreement } = desk;

const book: Row = ['Book', 1_050, 500, 1];
const lamp: Row = ['Lamp', 12_300, 2_300, 1];

describe('credit note', () => {
  it('of a lamp that came back is for the lamp, at its rate alone', async () => {
    const made = await paid([book, lamp]);
    await deliver(await ship(made));
    expect(await giveBack(made, [units(made.lines[1], 1)])).toBe('123.00');
    const [note] = await notesOf(made);
    expect(note).toMatchObject({
      lines: [{ name: 'Lamp', quantity: 1, unit_price: '123.00', tax_rate: 2_300, total: '123.00' }],
      shipping: '0.00',
      taxes: [{ rate: 2_300, net: '100.00', tax: '23.00', gross: '123.00' }],
      payment: { state: 'paid' },
    });
    const xml = await file(shop, `/api/orders/${made.order}/credit-notes/${note?.number}.xml`, made.who);
    expect(xml.body).toMatch(/<cbc:CreditedQuantity[^>]*>1<[^]*<cbc:Name>Lamp</);
    expect(xml.body).toContain('<cbc:TaxAmount currencyID="EUR">23.00</cbc:TaxAmount>');
    expect(xml.body).not.toContain('<cbc:Percent>5</cbc:Percent>');
    expect(await ledgerOf(made)).toEqual([13_350, -12_300]);
    await expectAgreement(made);
  });

  it('of the shipping alone has only the rate of the shipping', async () => {
    const made = await paid([book], { method: desk.express });
    expect((await refund(made, { shipping: '12.01' })).body.code).toBe(1058);
    const { status, body } = await refund(made, { shipping: '12.00', reason: 'late' });
    expect([status, body]).toMatchObject([201, { amount: '12.00', shipping: '12.00', goodwill: '0.00', lines: [] }]);
    const [note] = await notesOf(made);
    expect(note).toMatchObject({
      lines: [{ name: 'Shipping', quantity: 1, total: '12.00', tax_rate: 2_300 }],
      taxes: [{ rate: 2_300, net: '9.76', tax: '2.24', gross: '12.00' }],
    });
    await expectAgreement(made);
  });

  it('of goodwill has a line of its own for each rate, and of units and shipping together theirs', async () => {
    const made = await paid([book, lamp], { method: desk.express });
    const { body } = await refund(made, { amount: '10.00', reason: 'scratched' });
    expect(body).toMatchObject({ amount: '10.00', goodwill: '10.00', shipping: '0.00', lines: [] });
    const [goodwill] = await notesOf(made);
    expect(goodwill?.lines.map(({ name, tax_rate }) => [name, tax_rate])).toEqual([
      ['Goodwill: scratched', 500],
      ['Goodwill: scratched', 2_300],
    ]);
    // 145.50 are left of 10.50, 123.00 and 12.00.
    expect(goodwill?.lines.map(({ total }) => total)).toEqual(['0.72', '9.28']);
    await refund(made, { lines: [units(made.lines[0], 1)], shipping: '5.00' });
    const [, both] = await notesOf(made, 2);
    expect(both).toMatchObject({ lines: [{ name: 'Book', total: '9.78' }], shipping: '5.00', gross: '14.78' });
    await refund(made);
    const notes = await notesOf(made, 3);
    const sum = notes.reduce((all, { gross }) => all + Number(gross.replace('.', '')), 0);
    expect(sum).toBe(14_550);
    expect(await stateOf(made)).toMatchObject({ owed: 0 });
    await expectAgreement(made);
  });

  it('of a canceled order repeats its lines, with coupon and shipping', async () => {
    const made = await paid([book, lamp], { method: desk.express, coupon: 'TENTH' });
    const { body: invoice } = await shop.get<Note>(`/api/orders/${made.order}/invoice`, made.who);
    await shop.put(`/api/admin/orders/${made.order}/status`, { ...desk.support, body: { status: 'canceled' } });
    const [note] = await notesOf(made);
    const { lines, shipping, discount, taxes, gross } = invoice;
    expect(discount).toBe('13.35');
    expect(note).toMatchObject({ lines, shipping, discount, taxes, gross });
    expect(await ledgerOf(made)).toEqual([13_215, -13_215]);
    await expectAgreement(made);
  });

  it('adds up to the invoice when units come back one by one with a coupon', async () => {
    const made = await paid([['Cup', 333, 2_300, 3], book], { coupon: 'TENTH' });
    for (const line of [0, 1, 0, 0]) await refund(made, { lines: [units(made.lines[line], 1)] });
    const { body: invoice } = await shop.get<{ taxes: { tax: string; gross: string }[] }>(
      `/api/orders/${made.order}/invoice`,
      made.who,
    );
    await notesOf(made, 4);
    const sums = await shop.rows<{ tax: number; gross: number }>(
      `select sum((row->>'tax')::int)::int as tax, sum((row->>'gross')::int)::int as gross
       from invoices, json_array_elements(document->'tax') as row
       where kind = 'credit_note' and order_id = (select id from orders where uuid = ?)
       group by row->>'rate' order by (row->>'rate')::int`,
      [made.order],
    );
    const cents = (amount: string) => Number(amount.replace('.', ''));
    expect(sums).toEqual(invoice.taxes.map(({ tax, gross }) => ({ tax: cents(tax), gross: cents(gross) })));
    expect(await stateOf(made)).toMatchObject({ status: 'canceled', owed: 0 });
  });
});

describe('refund by line', () => {
  it('cancels units that have not left; what is left can be shipped', async () => {
    const made = await paid([['Cup', 500, 2_300, 5]]);
    const before = Number(await stockOf(made));
    const { body } = await refund(made, { lines: [units(made.lines[0], 2)], reason: 'sold out' });
    expect(body).toMatchObject({ amount: '10.00', lines: [{ name: 'Cup', quantity: 2, amount: '10.00' }] });
    expect(await stockOf(made)).toBe(before + 2);
    expect(await stateOf(made)).toMatchObject({ status: 'paid', owed: 1_500 });
    await deliver(await ship(made));
    expect(await stateOf(made)).toMatchObject({ status: 'delivered' });
    const { body: shipments } = await shop.get<{ results: { lines: object[] }[] }>(
      `/api/admin/orders/${made.order}/shipments`,
      desk.support,
    );
    expect(shipments.results[0]?.lines).toMatchObject([{ quantity: 3 }]);
    expect((await refund(made, { lines: [units(made.lines[0], 4)] })).body).toMatchObject({
      code: 1102,
      details: { left: 3 },
    });
    expect((await refund(made, { lines: [units(made.order, 1)] })).body.code).toBe(1103);
    await expectAgreement(made);
  });

  it('of all units cancels the order', async () => {
    const made = await paid([book, lamp]);
    await refund(made, { lines: made.lines.map((line) => units(line, 1)) });
    expect(await stateOf(made)).toEqual({ status: 'canceled', paid: true, owed: 0 });
    expect((await refund(made)).body.code).toBe(1066);
  });

  it('of the rest of a partly delivered order ends it', async () => {
    const made = await paid([['Cup', 500, 2_300, 5]]);
    await deliver(await ship(made, [units(made.lines[0], 3)]));
    await refund(made, { lines: [units(made.lines[0], 2)] });
    expect(await stateOf(made)).toMatchObject({ status: 'delivered', owed: 1_500 });
  });

  it('never exceeds the units with fifty at once', async () => {
    const made = await paid([['Cup', 333, 2_300, 10]], { coupon: 'TENTH' });
    const before = Number(await stockOf(made));
    const answers = await concurrently(50, () => refund(made, { lines: [units(made.lines[0], 1)] }));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(10);
    expect(answers.filter(({ body }) => body.code === 1102 || body.code === 1066)).toHaveLength(40);
    expect(await stockOf(made)).toBe(before + 10);
    await notesOf(made, 10);
    expect((await ledgerOf(made)).reduce((sum, amount) => sum + amount)).toBe(0);
    await expectAgreement(made);
  });

  it.each([
    { lines: [] },
    { lines: [units('x', 1)] },
    { lines: [units(undefined, 1)] },
    { shipping: '-1' },
    { shipping: null },
    { amount: '1.234' },
  ])('rejects %j', async (body) => {
    const made = await placed([book]);
    expect((await refund(made, body)).body.code).toBe(4000);
    expect((await credit(made, body)).body).toMatchObject({ code: 4000 });
  });

  it('is listed with its refund and its credit note', async () => {
    const made = await paid([book, lamp]);
    await refund(made, { lines: [units(made.lines[1], 1)], reason: 'broken' });
    const [note] = await notesOf(made);
    const { body } = await shop.get(`/api/admin/orders/${made.order}/credits`, desk.support);
    expect(body).toMatchObject({
      count: 1,
      results: [
        {
          kind: 'refund',
          reason: 'broken',
          amount: '123.00',
          shipping: '0.00',
          goodwill: '0.00',
          lines: [{ order_product_uuid: made.lines[1], name: 'Lamp', quantity: 1, amount: '123.00' }],
          refunds: [{ status: 'done', amount: '123.00' }],
          credit_notes: [note?.number],
        },
      ],
    });
    expect(await auditTrail(shop, `order/${made.order}`)).toMatchObject([
      { action: 'order.refund', changes: { amount: '123.00', lines: [units(made.lines[1], 1)], reason: 'broken' } },
    ]);
    const [mail] = await shop.rows(`select data from mails where kind = 'refunded' and data->>'number' = ?`, [
      made.number,
    ]);
    expect(mail?.['data']).toMatchObject({
      credit_note: note?.number,
      lines: [{ name: 'Lamp', quantity: 1, sum: '123.00' }],
      shipping: '0.00',
      reason: 'broken',
    });
  });
});

describe('cash', () => {
  const cups: Row = ['Cup', 333, 2_300, 10];
  const invoicesOf = async ({ who, order }: Placed) =>
    (
      await shop.get<{ results: { number: string; kind: string; gross: string }[] }>(
        `/api/orders/${order}/invoices`,
        who,
      )
    ).body.results.filter(({ kind }) => kind === 'invoice');

  it('is invoiced and collected parcel by parcel', async () => {
    const made = await placed([cups, book], { payment: 'cash', method: desk.express, coupon: 'TENTH' });
    const first = await ship(made, [units(made.lines[0], 6)]);
    const second = await ship(made);
    const invoices = await invoicesOf(made);
    // 33.30 and 10.50 less a tenth, and 12.00 with the first: 19.98 + 12.00, and 9.99 + 9.45.
    expect(invoices.map(({ gross }) => gross)).toEqual(['29.98', '21.43'].map(() => expect.any(String)));
    const sum = invoices.reduce((all, { gross }) => all + Number(gross.replace('.', '')), 0);
    expect(sum).toBe((await stateOf(made))?.owed);
    const { body } = await shop.get(`/api/orders/${made.order}/invoice`, made.who);
    expect(body).toMatchObject({
      number: invoices[0]?.number,
      lines: [{ name: 'Cup', quantity: 6 }],
      shipping: '12.00',
      payment: { method: 'cash', state: 'due' },
      other_invoices: [{ number: invoices[1]?.number, gross: invoices[1]?.gross }],
    });
    const other = await shop.get(`/api/orders/${made.order}/invoices/${invoices[1]?.number}`, made.who);
    expect(other.body).toMatchObject({ lines: [{ name: 'Cup', quantity: 4 }, { name: 'Book' }], shipping: '0.00' });
    for (const format of ['pdf', 'xml'])
      expect(
        (await file(shop, `/api/orders/${made.order}/invoices/${invoices[1]?.number}.${format}`, made.who)).statusCode,
      ).toBe(200);
    const cents = invoices.map(({ gross }) => Number(gross.replace('.', '')));
    await deliver(second);
    expect(await ledgerOf(made)).toEqual([cents[1]]);
    expect(await stateOf(made)).toMatchObject({ status: 'shipped', paid: false });
    await deliver(first);
    expect(await ledgerOf(made)).toEqual([cents[1], cents[0]]);
    expect(await stateOf(made)).toMatchObject({ status: 'delivered', paid: true });
    // From one payment after the other.
    expect((await refund(made)).status).toBe(201);
    await notesOf(made, 2);
    const ledger = await eventually(
      () => ledgerOf(made),
      ({ length }) => length === 4,
    );
    expect(ledger.slice(2).toSorted((a, b) => a - b)).toEqual(cents.map((amount) => -amount).toSorted((a, b) => a - b));
    await expectAgreement(made);
  });

  it('in one parcel is invoiced like any other order', async () => {
    const made = await placed([cups], { payment: 'cash', method: desk.express });
    const parcel = await ship(made);
    const { body } = await shop.get(`/api/orders/${made.order}/invoice`, made.who);
    expect(body).toMatchObject({ lines: [{ quantity: 10, total: '33.30' }], shipping: '12.00', other_invoices: [] });
    await deliver(parcel);
    expect(await ledgerOf(made)).toEqual([4_530]);
    expect(await stateOf(made)).toMatchObject({ status: 'delivered', paid: true });
  });

  it('on its way is credited at once; the courier collects the rest', async () => {
    const made = await placed([cups], { payment: 'cash' });
    const parcel = await ship(made);
    expect((await refund(made, { lines: [units(made.lines[0], 1)] })).body.code).toBe(1066);
    const { status, body } = await credit(made, { lines: [units(made.lines[0], 3)], reason: 'broken' });
    expect([status, body]).toMatchObject([
      201,
      { kind: 'credit', amount: '9.99', refunds: [], credit_notes: [expect.stringMatching(/^CRN-/)] },
    ]);
    const [note] = await notesOf(made);
    expect(note).toMatchObject({ lines: [{ name: 'Cup', quantity: 3, total: '9.99' }], payment: { state: 'due' } });
    const xml = await file(shop, `/api/orders/${made.order}/credit-notes/${note?.number}.xml`, made.who);
    expect(xml.body).toMatch(/Reduces what is to be paid for invoice INV-/);
    await deliver(parcel);
    expect(await ledgerOf(made)).toEqual([2_331]);
    expect(await stateOf(made)).toMatchObject({ paid: true, owed: 2_331 });
    await expectAgreement(made);
  });

  it('of one parcel is refunded while another is on its way', async () => {
    const made = await placed([cups], { payment: 'cash' });
    const first = await ship(made, [units(made.lines[0], 6)]);
    await deliver(first);
    await deliver(await ship(made, [units(made.lines[0], 1)]).then(() => first));
    expect(await ledgerOf(made)).toEqual([1_998]);
    expect((await refund(made, { amount: '5.00' })).body).toMatchObject({ amount: '5.00' });
    expect((await refund(made, { lines: [units(made.lines[0], 6)] })).body.amount).toBe('14.98');
    await eventually(
      () => ledgerOf(made),
      ({ length }) => length === 3,
    );
    await deliver(await ship(made));
    await expectAgreement(made);
  });

  it('that is credited before it leaves needs no note, and is not invoiced', async () => {
    const made = await placed([cups], { payment: 'cash' });
    const before = Number(await stockOf(made));
    const { body } = await credit(made, { lines: [units(made.lines[0], 4)] });
    expect(body).toMatchObject({ amount: '13.32', credit_notes: [], refunds: [] });
    expect(await stockOf(made)).toBe(before + 4);
    await deliver(await ship(made));
    expect(await invoicesOf(made)).toMatchObject([{ gross: '19.98' }]);
    expect(await ledgerOf(made)).toEqual([1_998]);
    expect(await stateOf(made)).toMatchObject({ status: 'delivered', paid: true, owed: 1_998 });
  });
});

describe('units canceled before paying', () => {
  const cancel = ({ order: uuid }: Placed, quantity: number) =>
    shop.app.get(Database).transaction(async (em) => {
      const order = await Order.lock(em, { uuid });
      const lines = await OrderLine.forOrder(em, order);
      const units = lines.slice(0, 1).map((line) => ({ line, quantity }));
      await shop.app.get(CancellationService).cancelUnits(em, order, lines, units, 'changed my mind');
    });

  it('are neither charged nor invoiced', async () => {
    const made = await placed([['Cup', 500, 2_300, 5], book]);
    await cancel(made, 2);
    expect((await pay(made)).body).toMatchObject({ status: 'captured', amount: '25.50' });
    const { body } = await shop.get(`/api/orders/${made.order}/invoice`, made.who);
    expect(body).toMatchObject({
      lines: [
        { name: 'Cup', quantity: 3, total: '15.00' },
        { name: 'Book', quantity: 1 },
      ],
      discount: '0.00',
      gross: '25.50',
      credit_notes: [],
    });
    expect(await ledgerOf(made)).toEqual([2_550]);
    expect((await refund(made)).body.amount).toBe('25.50');
    const [note] = await notesOf(made);
    expect(note?.gross).toBe('25.50');
    await expectAgreement(made);
  });
});

describe('withdrawal', () => {
  it('from the whole order refunds the standard shipping, with the last return', async () => {
    const made = await paid([book, lamp], { method: desk.express });
    await deliver(await ship(made));
    expect(await giveBack(made, [units(made.lines[0], 1)])).toBe('10.50');
    await notesOf(made);
    expect(await giveBack(made, [units(made.lines[1], 1)])).toBe('127.90');
    const [, note] = await notesOf(made, 2);
    expect(note).toMatchObject({
      lines: [{ name: 'Lamp', total: '123.00' }],
      shipping: '4.90',
      taxes: [{ rate: 2_300, net: '103.98', tax: '23.92', gross: '127.90' }],
    });
    expect(await stateOf(made)).toMatchObject({ status: 'returned', owed: 710 });
    await expectAgreement(made);
  });

  it('may be refunded with less, which is for the same units, or with more', async () => {
    const made = await paid([['Cup', 333, 2_300, 3]], { method: desk.express });
    await deliver(await ship(made));
    expect(await giveBack(made, [units(made.lines[0], 1)], { amount: '2.50' })).toBe('2.50');
    expect((await notesOf(made))[0]).toMatchObject({ lines: [{ name: 'Cup', quantity: 1, total: '2.50' }] });
    expect(await giveBack(made, [units(made.lines[0], 1)], { amount: '0' })).toBe('0.00');
    // The others are worth what they were.
    expect(await giveBack(made, [units(made.lines[0], 1)], { amount: '16.00' })).toBe('16.00');
    const [, more] = await notesOf(made, 2);
    expect(more).toMatchObject({
      lines: [
        { name: 'Cup', total: '3.33' },
        { name: expect.stringMatching(/^Goodwill/), total: '0.67' },
      ],
      shipping: '12.00',
    });
    await refund(made);
    expect(await stateOf(made)).toMatchObject({ owed: 0 });
    await expectAgreement(made);
  });
});
