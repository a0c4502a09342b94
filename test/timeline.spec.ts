import { beforeAll, describe, expect, it } from 'vitest';
import { aCustomer, aProduct, type SignedIn } from './factories/index.js';
import { deliver, deliveredOrder, paidOrder, ship } from './support/deliveries.js';
import { anUnpaidOrder, eventually } from './support/payments.js';
import { type Ask, useShop } from './support/shop.js';
import { planOf, statementsOf } from './support/statements.js';

const shop = useShop({ MAILS_PER_SECOND: '14' });
let [admin, customer] = [] as unknown as [SignedIn, SignedIn];
let [staff, who] = [] as unknown as [Ask, Ask];

beforeAll(async () => {
  [admin, customer] = [await aCustomer(shop, 'admin'), await aCustomer(shop)];
  [staff, who] = [{ token: admin.token }, { token: customer.token }];
});

interface Event {
  at: string;
  kind: string;
  actor: { uuid: string; username: string | null } | null;
  uuid: string | null;
  number: string | null;
  name: string | null;
  amount: string | null;
  currency: string | null;
  status: string | null;
  reason: string | null;
  action: string | null;
  changes: object | null;
}
interface Timeline {
  count: number;
  results: Event[];
  code: number;
}
const read = async (path: string, query = 'page_size=100') =>
  (await shop.get<Timeline>(`/api/admin/${path}/timeline?${query}`, staff)).body;
const ofOrder = (order: string) => read(`orders/${order}`);
/** Oldest first. */
const kindsOf = ({ results }: Timeline) => results.toReversed().map(({ kind, action }) => action ?? kind);

describe('timeline of an order', () => {
  it('tells placing, declined and successful payment, parcels, returns, credits, refunds, documents, mails and staff', async () => {
    const { who: payer, order } = await anUnpaidOrder(shop);
    const pay = (token: string) => shop.post(`/api/orders/${order}/payments`, { ...payer, body: { token } });
    await pay('tok_declined');
    await pay('tok_success');
    const detail = await shop.get<{ number: string; products: { order_product_uuid: string }[] }>(
      `/api/admin/orders/${order}`,
      staff,
    );
    const lines = [{ order_product_uuid: detail.body.products[0]?.order_product_uuid, quantity: 2 }];
    const body = { carrier: 'DHL', tracking_number: '0034', lines };
    const parcel = await shop.post<{ shipment_uuid: string }>(`/api/admin/orders/${order}/shipments`, {
      ...staff,
      body,
    });
    await deliver(shop, staff, order, parcel.body.shipment_uuid);
    const wanted = { reason: 'too small', lines: [{ ...lines[0], quantity: 1 }] };
    const returned = await shop.post<{ return_uuid: string }>(`/api/orders/${order}/returns`, {
      ...payer,
      body: wanted,
    });
    for (const step of ['accepted', 'received', 'refunded'])
      expect(
        (await shop.put(`/api/admin/returns/${returned.body.return_uuid}/${step}`, { ...staff, body: {} })).status,
      ).toBe(200);
    const timeline = await eventually(
      () => ofOrder(order),
      (found) => kindsOf(found).includes('refund_done') && !found.results.some(({ status }) => status === 'queued'),
    );

    const kinds = kindsOf(timeline).filter((kind) => !kind.startsWith('mail_'));
    expect(kinds.slice(0, 4)).toEqual(['placed', 'payment_declined', 'paid', 'invoice_issued']);
    // What one transaction did has moments of the application and of the database, milliseconds apart.
    expect(kinds.slice(4, 6).toSorted()).toEqual(['parcel_shipped', 'shipment.create']);
    expect(kinds.slice(6, 8).toSorted()).toEqual(['parcel_delivered', 'shipment.deliver']);
    expect(kinds.slice(8).toSorted()).toEqual([
      'credit_note_issued',
      'credited',
      'refund_done',
      'refund_requested',
      'return.accept',
      'return.receive',
      'return.refund',
      'return_accepted',
      'return_received',
      'return_refunded',
      'return_requested',
    ]);
    const times = timeline.results.map(({ at }) => at);
    expect(times).toEqual(times.toSorted().toReversed());
    const event = (kind: string) => timeline.results.find((each) => each.kind === kind || each.action === kind);
    const { number } = detail.body;
    expect(event('placed')).toEqual({
      at: expect.stringMatching(/Z$/),
      kind: 'placed',
      actor: null,
      uuid: order,
      number,
      name: 'card',
      amount: '6.00',
      currency: 'EUR',
      status: null,
      reason: null,
      action: null,
      changes: null,
    });
    expect(event('payment_declined')).toMatchObject({ name: 'mock', amount: '6.00', reason: expect.any(String) });
    expect(event('parcel_shipped')).toMatchObject({
      uuid: parcel.body.shipment_uuid,
      name: 'DHL',
      number: '0034',
      amount: null,
      currency: null,
    });
    expect(event('return_requested')).toMatchObject({ status: 'refunded', reason: 'too small' });
    expect(event('credited')).toMatchObject({ status: 'return', amount: '3.00' });
    expect(event('refund_requested')).toMatchObject({ name: 'shop', status: 'done', amount: '3.00' });
    expect(event('invoice_issued')).toMatchObject({ number: expect.stringMatching(/^INV-/), amount: '6.00' });
    expect(event('credit_note_issued')).toMatchObject({ number: expect.stringMatching(/^CRN-/), amount: '3.00' });
    expect(event('shipment.create')).toMatchObject({
      kind: 'staff_action',
      actor: { uuid: admin.uuid, username: admin.username },
      changes: { to: { carrier: 'DHL' } },
    });
    const mailed = timeline.results.filter(({ kind }) => kind === 'mail_queued').map(({ name }) => name);
    expect(mailed).toEqual(expect.arrayContaining(['order_confirmation', 'refunded']));
  });

  it('tells a cancellation, and mails that were sent or failed', async () => {
    const order = await paidOrder(shop, who, [await aProduct(shop)]);
    const body = { reason: 'sold out' };
    expect((await shop.post(`/api/admin/orders/${order}/cancellations`, { ...staff, body })).status).toBe(201);
    await eventually(
      () => shop.rows(`select from mails where status = 'queued'`),
      ({ length }) => length === 0,
    );
    await shop.rows(
      `update mails set status = case kind when 'order_confirmation' then 'sent' else 'failed' end,
        sent_at = case kind when 'order_confirmation' then now() end, last_error = 'no such mailbox'
       where data ->> 'number' = (select number from orders where uuid = ?)`,
      [order],
    );
    const timeline = await ofOrder(order);
    expect(kindsOf(timeline)).toEqual(
      expect.arrayContaining(['canceled', 'order.cancel', 'credited', 'mail_sent', 'mail_failed']),
    );
    expect(timeline.results.find(({ kind }) => kind === 'mail_failed')).toMatchObject({
      status: 'failed',
      reason: 'no such mailbox',
    });
    const failed = timeline.results.find(({ kind }) => kind === 'mail_failed')?.uuid;
    expect((await shop.post(`/api/admin/mails/${failed}/retry`, staff)).status).toBe(200);
    expect(kindsOf(await ofOrder(order))).toContain('mail.retry');
  });

  it('tells parcels that were lost or came back, and disputes', async () => {
    const [first, second] = [await aProduct(shop), await aProduct(shop)];
    const order = await paidOrder(shop, who, [first, second]);
    const lost = await ship(shop, staff, order, first.uuid);
    const back = await ship(shop, staff, order, second.uuid);
    const end = (parcel: string, how: string, body: object) =>
      shop.put(`/api/admin/orders/${order}/shipments/${parcel}/${how}`, { ...staff, body });
    await end(lost, 'lost', { resolution: 'refund', reason: 'never arrived' });
    await end(back, 'returned', { cause: 'refused' });
    const [payment] = await shop.rows<{ id: number }>(
      'select id from payments where order_id = (select id from orders where uuid = ?)',
      [order],
    );
    await shop.rows(
      `insert into disputes (uuid, payment_id, reference, amount, reason, status, opened_at, closed_at)
       values (gen_random_uuid(), ?, 'dp_7', 300, 'fraudulent', 'won', now(), now())`,
      [payment?.id],
    );
    const { results } = await ofOrder(order);
    const facts = Object.fromEntries(results.map(({ kind, ...event }) => [kind, event]));
    expect(facts).toMatchObject({
      parcel_lost: { uuid: lost, status: 'refund', reason: 'never arrived' },
      parcel_returned: { uuid: back, status: 'refused' },
      dispute_opened: { amount: '3.00', reason: 'fraudulent' },
      dispute_closed: { status: 'won' },
    });
  });

  it('is read by pages, and has nothing of other orders', async () => {
    const [order, other] = [
      await deliveredOrder(shop, staff, who, [await aProduct(shop)]),
      await deliveredOrder(shop, staff, who, [await aProduct(shop)]),
    ];
    await eventually(
      () => shop.rows(`select from mails where status = 'queued'`),
      ({ length }) => length === 0,
    );
    const all = await ofOrder(order);
    const pages = [];
    for (let page = 1; page <= Math.ceil(all.count / 2); page++)
      pages.push(...(await read(`orders/${order}`, `page_size=2&page=${page}`)).results);
    expect(pages).toEqual(all.results);
    const uuids = new Set((await ofOrder(other)).results.map(({ uuid }) => uuid).filter(Boolean));
    expect(all.results.filter(({ uuid }) => uuid && uuids.has(uuid))).toEqual([]);
    expect((await read('orders/0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b11')).code).toBe(1001);
  });
});

describe('timeline of a product and a customer', () => {
  it('tells what staff did to a product, even once it is removed', async () => {
    const { uuid } = await aProduct(shop);
    expect(await read(`products/${uuid}`)).toMatchObject({ count: 0, results: [] });
    const url = `/api/admin/products/${uuid}`;
    await shop.put(url, { ...staff, body: { price: '9.00' } });
    await shop.patch(`${url}/stock`, { ...staff, body: { by: 2, reason: 'found' } });
    await shop.delete(url, staff);
    const timeline = await read(`products/${uuid}`);
    expect(kindsOf(timeline)).toEqual(['product.change', 'stock.adjust', 'product.remove']);
    expect(timeline.results.at(-1)).toMatchObject({
      kind: 'staff_action',
      actor: { uuid: admin.uuid, username: admin.username },
      changes: { from: { price: '3.00' }, to: { price: '9.00' } },
      uuid: null,
    });
    expect((await read('products/0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b11')).code).toBe(1011);
  });

  it('tells what staff did to a customer, and the orders', async () => {
    const one = await aCustomer(shop);
    expect(await read(`customers/${one.uuid}`)).toMatchObject({ count: 0 });
    const order = await paidOrder(shop, { token: one.token }, [await aProduct(shop)]);
    await shop.put(`/api/admin/customers/${one.uuid}/disabled`, { ...staff, body: { disabled: true } });
    const timeline = await read(`customers/${one.uuid}`);
    expect(kindsOf(timeline)).toEqual(['placed', 'customer.disable']);
    expect(timeline.results[1]).toMatchObject({ uuid: order, amount: '3.00', currency: 'EUR' });
    expect((await read('customers/0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b11')).code).toBe(2003);
  });
});

describe('timeline among many records', () => {
  const many = 3_000;
  const tables = 'orders payments refunds disputes shipments returns order_credits invoices mails audit_entries'.split(
    ' ',
  );
  let order: string;
  beforeAll(async () => {
    order = await paidOrder(shop, who, [await aProduct(shop)]);
    await shop.rows(`
      with placed as (
        insert into orders (uuid, customer_id, payment, currency, subtotal, tax, taxes, total, created_at, updated_at)
        select gen_random_uuid(), (select id from customers where uuid = '${admin.uuid}'), 'card', 'EUR', 100, 0, '[]', 100, now(), now()
        from generate_series(1, ${many}) returning id
      ), paid as (
        insert into payments (uuid, order_id, provider, status, amount, currency) select gen_random_uuid(), id, 'mock', 'declined', 100, 'EUR' from placed returning id
      ), refunded as (
        insert into refunds (uuid, payment_id, amount) select gen_random_uuid(), id, 1 from paid
      ), disputed as (
        insert into disputes (uuid, payment_id, reference, amount, reason, status, opened_at) select gen_random_uuid(), id, 'd' || id, 1, '', 'won', now() from paid
      ), sent as (
        insert into shipments (uuid, order_id, carrier, shipped_at) select gen_random_uuid(), id, 'DHL', now() from placed
      ), returned as (
        insert into returns (uuid, order_id, reason, created_at) select gen_random_uuid(), id, '', now() from placed
      ), credited as (
        insert into order_credits (uuid, order_id, kind, amount) select gen_random_uuid(), id, 'refund', 1 from placed
      ), invoiced as (
        insert into invoices (uuid, number, kind, order_id, document, issued_at, gross) select gen_random_uuid(), 'X-' || id, 'invoice', id, '{}', now(), 1 from placed
      ), mailed as (
        insert into mails (uuid, kind, recipient, message_id, subject, data, attachments, status, created_at)
        select gen_random_uuid(), 'order_confirmation', 'x', 'x', 'x', json_build_object('number', 'X' || id), '[]', 'stored', now() from placed
      )
      insert into audit_entries (actor, action, subject_kind, subject, changes) select gen_random_uuid(), 'x', 'order', 'order/x' || id, '{}' from placed, generate_series(1, 20)`);
    await shop.rows('checkpoint');
    for (const table of tables) await shop.rows(`vacuum analyze ${table}`);
  });

  it.each(['order', 'product', 'customer'])('of a %s is two statements, each with an index', async (kind) => {
    const [product] = await shop.rows<{ product_uuid: string }>(
      'select product_uuid from order_lines order by id desc limit 1',
    );
    const paths: Record<string, string> = {
      order: `orders/${order}`,
      product: `products/${product?.product_uuid}`,
      customer: `customers/${customer.uuid}`,
    };
    const statements = (await statementsOf(() => read(paths[kind] ?? ''))).filter(({ text }) =>
      text.includes('audit_entries'),
    );
    expect(statements).toHaveLength(2);
    for (const statement of statements)
      expect(await planOf(shop, statement)).not.toMatch(new RegExp(`Seq Scan on (${tables.join('|')})\\b`));
  });
});
