import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { TrackingLinks } from '../src/order/tracking-link.js';
import { aCustomer, aProduct } from './factories/index.js';
import { auditTrail } from './support/audit.js';
import { concurrently } from './support/payments.js';
import { shippingAddress } from './support/purchase.js';
import { type Ask, useShop } from './support/shop.js';

const shop = useShop();

interface Shipment {
  shipment_uuid: string;
  date_delivered: string | null;
  lines: { order_product_uuid: string; name: string; quantity: number }[];
  code: number;
  details: object;
}

interface Tracked {
  number: string;
  status: string;
  timeline: { what: string; at: string; shipment: string | null }[];
  shipments: object[];
  share_url: string;
  code: number;
}

interface Placed {
  who: Ask;
  order: string;
  lines: string[];
}

let support: Ask;
beforeAll(async () => {
  support = { token: (await aCustomer(shop, 'support')).token };
});

async function aGuest(): Promise<Ask> {
  const { body } = await shop.post<{ guest_token: string }>('/api/guest');
  return { headers: { 'x-guest-token': body.guest_token } };
}

/** An order of two lines: `quantity` × 3.00, and 1 × 10.01. */
async function placed(payment: string, quantity = 2, who?: Ask): Promise<Placed> {
  who ??= { token: (await aCustomer(shop)).token };
  for (const [product, units] of [
    [{ name: 'Mug' }, quantity],
    [{ name: 'Pot', price: 1_001 }, 1],
  ] as const)
    await shop.post('/api/bucket', {
      ...who,
      body: { product: (await aProduct(shop, product)).uuid, quantity: units },
    });
  const email = who.token ? undefined : 'guest@magazin.test';
  const { body } = await shop.post<{ order_uuid: string }>('/api/orders', {
    ...who,
    body: { payment, shipping_address: shippingAddress, email },
  });
  const order = body.order_uuid;
  const detail = await shop.get<{ products: { order_product_uuid: string }[] }>(`/api/orders/${order}`, who);
  return { who, order, lines: detail.body.products.map(({ order_product_uuid }) => order_product_uuid) };
}

async function paid(quantity = 2, who?: Ask): Promise<Placed> {
  const made = await placed('card', quantity, who);
  await shop.post(`/api/orders/${made.order}/payments`, { ...made.who, body: { token: 'tok_success' } });
  return made;
}

const ship = (order: string, body: object = {}, headers = {}) =>
  shop.post<Shipment>(`/api/admin/orders/${order}/shipments`, {
    ...support,
    headers,
    body: { carrier: 'DHL', ...body },
  });
const units = (order_product_uuid: string | undefined, quantity: number) => ({
  lines: [{ order_product_uuid, quantity }],
});
const deliver = (order: string, shipment: string) =>
  shop.put<Shipment>(`/api/admin/orders/${order}/shipments/${shipment}/delivered`, support);
const orderOf = async (order: string) => (await shop.get(`/api/admin/orders/${order}`, support)).body;
const track = (who: Ask, order: string) => shop.get<Tracked>(`/api/orders/${order}/tracking`, who);
const ofOrder = (statement: string, order: string) =>
  shop.rows(statement.replace('$order', '(select id from orders where uuid = ?)'), [order]);
const lastMail = async (order: string) =>
  (
    await shop.rows(
      `select recipient, data from mails where kind = 'shipped' and data->>'number' = ? order by id desc limit 1`,
      [(await orderOf(order))['number']],
    )
  )[0];
const codes = (answers: { status: number; body: { code: number } }[]) =>
  answers.reduce<Record<number, number>>((counts, { status, body }) => {
    const key = status < 300 ? status : body.code;
    return { ...counts, [key]: (counts[key] ?? 0) + 1 };
  }, {});

describe('shipment', () => {
  it('ships everything, mails the customer, and marks the order shipped', async () => {
    const { order, lines } = await paid();
    const parcel = { tracking_number: '0034', tracking_url: 'https://carrier.example/0034' };
    const { status, body } = await ship(order, parcel);
    expect([status, body]).toEqual([
      201,
      {
        shipment_uuid: expect.any(String),
        carrier: 'DHL',
        ...parcel,
        date_shipped: expect.any(String),
        status: 'shipped',
        date_delivered: null,
        date_lost: null,
        date_returned: null,
        cause: null,
        resolution: null,
        lines: [
          { order_product_uuid: lines[0], name: 'Mug', quantity: 2 },
          { order_product_uuid: lines[1], name: 'Pot', quantity: 1 },
        ],
      },
    ]);
    const { number, status: now } = await orderOf(order);
    expect(now).toBe('shipped');
    const list = await shop.get(`/api/admin/orders/${order}/shipments`, support);
    expect(list.body).toMatchObject({ count: 1, results: [body] });
    expect(await lastMail(order)).toMatchObject({
      recipient: expect.stringContaining('@magazin.test'),
      data: {
        number,
        carrier: 'DHL',
        ...parcel,
        lines: [
          { name: 'Mug', quantity: 2 },
          { name: 'Pot', quantity: 1 },
        ],
        track_url: expect.stringMatching(/^http:\/\/localhost\/api\/track\/[\w-]{64}$/),
      },
    });
    expect(await auditTrail(shop, `shipment/${body.shipment_uuid}`)).toMatchObject([
      { action: 'shipment.create', changes: { order: number, to: { carrier: 'DHL' } } },
    ]);
  });

  it('ships a part, then the rest, and rejects more than is left', async () => {
    const { order, lines } = await paid(3);
    expect((await ship(order, units(lines[0], 2))).status).toBe(201);
    expect((await orderOf(order))['status']).toBe('processing');
    const more = await ship(order, units(lines[0], 2));
    expect([more.status, more.body.code, more.body.details]).toEqual([
      409,
      1102,
      { order_product_uuid: lines[0], left: 1 },
    ]);
    const twice = { lines: [...units(lines[0], 1).lines, ...units(lines[0]?.toUpperCase(), 1).lines] };
    expect((await ship(order, twice)).body.code).toBe(1102);
    expect((await ship(order)).body.lines.map(({ quantity }) => quantity)).toEqual([1, 1]);
    expect((await orderOf(order))['status']).toBe('shipped');
    expect((await ship(order)).body.code).toBe(1101);
  });

  it('rejects lines of other orders', async () => {
    const [{ order }, other] = [await paid(), await paid()];
    expect((await ship(order, units(other.lines[0], 1))).body.code).toBe(1103);
    expect((await ship(String(randomUUID()))).body.code).toBe(1001);
    expect((await orderOf(order))['status']).toBe('paid');
  });

  it.each([
    { carrier: '' },
    { tracking_url: 'javascript:alert(1)' },
    { tracking_url: 'ftp://carrier.example' },
    { lines: [] },
    { lines: [null] },
    { lines: {} },
    units('no-uuid', 1),
    units(String(randomUUID()), 0),
    units(String(randomUUID()), 1.5),
    units(String(randomUUID()), 1e12),
  ])('rejects %j', async (body) => {
    const { order } = await paid();
    expect((await ship(order, body)).body.code).toBe(4000);
  });

  it('rejects orders that are unpaid and not cash, or canceled', async () => {
    const unpaid = await placed('card');
    expect((await ship(unpaid.order)).body.code).toBe(1101);
    await shop.put(`/api/admin/orders/${unpaid.order}/status`, { ...support, body: { status: 'processing' } });
    expect((await ship(unpaid.order)).body.code).toBe(1101);
    const canceled = await placed('cash');
    await shop.put(`/api/orders/${canceled.order}/set_canceled`, canceled.who);
    expect((await ship(canceled.order)).body.code).toBe(1101);
  });

  it('invoices what leaves of a cash order, parcel by parcel, as due', async () => {
    const { order, who, lines } = await placed('cash');
    await ship(order, units(lines[0], 1));
    await ship(order);
    const invoices = await ofOrder('select gross::int from invoices where order_id = $order order by id', order);
    expect(invoices).toEqual([{ gross: 300 }, { gross: 1_301 }]);
    const { body } = await shop.get(`/api/orders/${order}/invoice`, who);
    expect(body).toMatchObject({ gross: '3.00', payment: { method: 'cash', state: 'due' } });
  });

  it('sends no mail for an order without an email', async () => {
    const { order } = await paid();
    await shop.rows('update orders set email = null where uuid = ?', [order]);
    const count = `select count(*) from mails where kind = 'shipped'`;
    const before = await shop.rows(count);
    expect((await ship(order)).status).toBe(201);
    expect(await shop.rows(count)).toEqual(before);
  });

  it('never ships more than was ordered with fifty concurrent requests for one line', async () => {
    const { order, lines } = await paid(10);
    const answers = await concurrently(50, () => ship(order, units(lines[0], 1)));
    expect(codes(answers)).toEqual({ 201: 10, 1102: 40 });
    const sum =
      'select sum(quantity)::int from shipment_lines where order_line_id = (select id from order_lines where uuid = ?)';
    expect(await shop.rows(sum, [lines[0]])).toEqual([{ sum: 10 }]);
    expect((await orderOf(order))['status']).toBe('processing');
  });

  it('ships and mails once for fifty concurrent requests for everything', async () => {
    const { order } = await placed('cash');
    const mails = `select count(*)::int from mails where kind = 'shipped'`;
    const [before] = await shop.rows<{ count: number }>(mails);
    expect(codes(await concurrently(50, () => ship(order)))).toEqual({ 201: 1, 1101: 49 });
    expect(await shop.rows(mails)).toEqual([{ count: (before?.count ?? 0) + 1 }]);
  });

  it('ships once for fifty concurrent requests with one key', async () => {
    const { order, lines } = await paid(10);
    const headers = { 'idempotency-key': randomUUID() };
    const answers = await concurrently(50, () => ship(order, units(lines[0], 1), headers));
    expect(answers.every(({ status, body }) => status === 201 || body.code === 4023)).toBe(true);
    const again = await ship(order, units(lines[0], 1), headers);
    expect([again.status, again.headers['idempotent-replayed']]).toEqual([201, 'true']);
    expect(await ofOrder('select id from shipments where order_id = $order', order)).toHaveLength(1);
  });
});

describe('delivery', () => {
  it('of the last parcel marks the order delivered, once', async () => {
    const { order, lines } = await paid();
    const { body: first } = await ship(order, units(lines[0], 1));
    expect((await deliver(order, first.shipment_uuid)).body.date_delivered).toEqual(expect.any(String));
    expect((await orderOf(order))['status']).toBe('processing');
    const { body: second } = await ship(order, units(lines[0], 1));
    const { body: third } = await ship(order);
    await deliver(order, third.shipment_uuid);
    expect((await orderOf(order))['status']).toBe('shipped');
    const answers = await concurrently(50, () => deliver(order, second.shipment_uuid));
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.date_delivered}`)).size).toBe(1);
    expect((await orderOf(order))['status']).toBe('delivered');
    const entries = 'select id from audit_entries where action = ? and subject = ?';
    expect(await shop.rows(entries, ['shipment.deliver', `shipment/${second.shipment_uuid}`])).toHaveLength(1);
  });

  it('of a parcel of a cash order books what was collected for it, once', async () => {
    const { order, lines } = await placed('cash');
    const { body: first } = await ship(order, units(lines[0], 2));
    await deliver(order, first.shipment_uuid);
    expect(await orderOf(order)).toMatchObject({ status: 'processing', date_paid: null });
    const { body: second } = await ship(order);
    await concurrently(50, () => deliver(order, second.shipment_uuid));
    expect(await orderOf(order)).toMatchObject({ status: 'delivered', date_paid: expect.any(String) });
    expect(await ofOrder('select provider, status, amount::int from payments where order_id = $order', order)).toEqual([
      { provider: 'cash', status: 'captured', amount: 600 },
      { provider: 'cash', status: 'captured', amount: 1_001 },
    ]);
    expect(await ofOrder('select amount::int from payment_ledger where order_id = $order', order)).toEqual([
      { amount: 600 },
      { amount: 1_001 },
    ]);
  });

  it('rejects parcels of other orders', async () => {
    const [a, b] = [await paid(), await paid()];
    const { body } = await ship(a.order);
    expect((await deliver(b.order, body.shipment_uuid)).body.code).toBe(1104);
    expect((await deliver(b.order, 'no-uuid')).body.code).toBe(1104);
    expect((await deliver(String(randomUUID()), body.shipment_uuid)).body.code).toBe(1001);
  });
});

describe('tracking', () => {
  it.each(['customer', 'guest'])('shows a %s the timeline and the parcels', async (kind) => {
    const { who, order, lines } = await placed('cash', 2, kind === 'guest' ? await aGuest() : undefined);
    const { body: before } = await track(who, order);
    expect(before).toMatchObject({ status: 'new', timeline: [{ what: 'placed', shipment: null }], shipments: [] });
    const { body: first } = await ship(order, { tracking_number: '0034', ...units(lines[0], 1) });
    const { body: second } = await ship(order);
    await deliver(order, second.shipment_uuid);
    await deliver(order, first.shipment_uuid);
    const { body } = await track(who, order);
    expect(body).toEqual({
      number: (await orderOf(order))['number'],
      status: 'delivered',
      timeline: expect.any(Array),
      shipments: [
        {
          shipment_uuid: first.shipment_uuid,
          carrier: 'DHL',
          tracking_number: '0034',
          tracking_url: null,
          status: 'delivered',
          lines: [{ name: 'Mug', quantity: 1 }],
        },
        {
          shipment_uuid: second.shipment_uuid,
          carrier: 'DHL',
          tracking_number: null,
          tracking_url: null,
          status: 'delivered',
          lines: [
            { name: 'Mug', quantity: 1 },
            { name: 'Pot', quantity: 1 },
          ],
        },
      ],
      share_url: before.share_url,
    });
    expect(body.timeline.map(({ what }) => what)).toEqual([
      'placed',
      'shipped',
      'shipped',
      'delivered',
      'delivered',
      'paid',
    ]);
    expect(body.timeline[3]?.shipment).toBe(second.shipment_uuid);
  });

  it('shows when an order was canceled', async () => {
    const { who, order } = await placed('card');
    await shop.put(`/api/orders/${order}/set_canceled`, who);
    expect((await track(who, order)).body.timeline.map(({ what }) => what)).toEqual(['placed', 'canceled']);
  });

  it('hides orders of others', async () => {
    const { order } = await placed('cash');
    const strangers = [{ token: (await aCustomer(shop)).token }, await aGuest(), support];
    for (const stranger of strangers) {
      const { status, body } = await track(stranger, order);
      expect([status, body.code]).toEqual([404, 1001]);
    }
  });
});

describe('tracking link', () => {
  const linked = async (who?: Ask) => {
    const made = await paid(2, who);
    await ship(made.order);
    const { body } = await track(made.who, made.order);
    return { ...made, own: body, path: new URL(body.share_url).pathname };
  };
  const follow = (path: string) => shop.get<Tracked>(path);

  it('shows everybody the same, and only first name and city of the customer', async () => {
    const { own, path } = await linked();
    const { status, body } = await follow(path);
    const { share_url: _, ...same } = own;
    expect([status, body]).toEqual([200, { ...same, first_name: 'Max', city: 'Musterstadt' }]);
    for (const secret of ['Mustermann', 'Musterstr', '10000', '@', 'sum'])
      expect(JSON.stringify(body)).not.toContain(secret);
  });

  it('cannot be forged', async () => {
    const [{ path }, other] = [await linked(), await linked()];
    const token = path.split('/').at(-1) ?? '';
    const flipped = Array.from(
      token,
      (char, at) => token.slice(0, at) + (char === 'A' ? 'B' : 'A') + token.slice(at + 1),
    );
    // The first 16 bytes, 21⅓ characters, are the order's uuid.
    const foreign = (other.path.split('/').at(-1) ?? '').slice(0, 24) + token.slice(24);
    const elsewhere = new TrackingLinks('another secret, also of 32 characters').linkFor({ uuid: other.order });
    const bad = [...flipped, foreign, token.slice(0, -1), `${token}A`, `${token}=`, `${token}.`, '%00', 'x'];
    for (const address of [...bad.map((each) => `/api/track/${each}`), elsewhere]) {
      const { status, body } = await follow(address);
      expect([status, body.code], address).toEqual([404, 1105]);
    }
    expect((await follow(path)).status).toBe(200);
  });

  it('expires 90 days after the order’s date', async () => {
    const { order, path } = await linked();
    const age = (hours: number) =>
      shop.rows(`update orders set created_at = now() - make_interval(hours => ?) where uuid = ?`, [hours, order]);
    await age(90 * 24 - 1);
    expect((await follow(path)).status).toBe(200);
    await age(90 * 24 + 1);
    expect((await follow(path)).body.code).toBe(1105);
  });

  it('survives a logout and a change of the password', async () => {
    const customer = await aCustomer(shop);
    const { path } = await linked({ token: customer.token });
    const { username, password: old_password } = customer;
    await shop.put(`/api/profile/${customer.uuid}/setpassword`, {
      token: customer.token,
      body: { username, old_password, password: 'onlydarkside2' },
    });
    const { body } = await shop.post<{ access: string }>('/api/login', {
      body: { username, password: 'onlydarkside2' },
    });
    await shop.post('/api/logout', { token: body.access });
    expect((await follow(path)).status).toBe(200);
  });

  it('exists before the first parcel', async () => {
    const { who, order } = await placed('cash', 1, await aGuest());
    const { body } = await track(who, order);
    expect((await follow(new URL(body.share_url).pathname)).body.status).toBe('new');
  });
});

describe('partly shipped order', () => {
  it('cannot be canceled, neither by its owner nor by staff', async () => {
    const { who, order, lines } = await paid();
    expect((await ship(order, units(lines[0], 1))).status).toBe(201);
    const stock = await shop.rows('select id, stock from products order by id');
    expect((await shop.put(`/api/orders/${order}/set_canceled`, who)).body['code']).toBe(1003);
    const byStaff = { ...support, body: { status: 'canceled' } };
    expect((await shop.put(`/api/admin/orders/${order}/status`, byStaff)).body['code']).toBe(1003);
    expect(await shop.rows('select id, stock from products order by id')).toEqual(stock);
    expect((await ship(order)).status).toBe(201);
    expect(await orderOf(order)).toMatchObject({ status: 'shipped' });
  });

  it('must be paid before it is processed, unless it is a cash order', async () => {
    const { order } = await placed('card');
    const processing = { ...support, body: { status: 'processing' } };
    expect((await shop.put(`/api/admin/orders/${order}/status`, processing)).body['code']).toBe(1004);
  });

  it('is not shipped when the whole payment was refunded', async () => {
    const { order } = await paid();
    await shop.post(`/api/admin/orders/${order}/refunds`, { ...support, body: {} });
    expect((await ship(order)).body.code).toBe(1101);
  });
});
