import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { aCustomer, aProduct } from './factories/index.js';
import { concurrently, eventually } from './support/payments.js';
import { shippingAddress } from './support/purchase.js';
import { type Ask, useShop } from './support/shop.js';

const shop = useShop();

interface Returned {
  return_uuid: string;
  status: string;
  amount: string | null;
  lines: { order_product_uuid: string; quantity: number; restocked: boolean | null }[];
  code: number;
  details: object;
}

interface Bought {
  who: Ask;
  order: string;
  number: string;
  sum: string;
  lines: string[];
  products: number[];
}

let support: Ask;
beforeAll(async () => {
  support = { token: (await aCustomer(shop, 'support')).token };
  const manager = { token: (await aCustomer(shop, 'catalog_manager')).token };
  await shop.post('/api/admin/coupons', { ...manager, body: { code: 'FIVE', amount: '5.00' } });
  await shop.post('/api/admin/coupons', { ...manager, body: { code: 'ALL', percent: 10_000 } });
});

interface Purchase {
  payment?: string;
  coupon?: string;
  quantity?: number;
  who?: Ask;
}

/** A paid order of two lines: `quantity` × 3.33, and 1 × 10.01. */
async function bought({ payment = 'card', coupon, quantity = 3, who }: Purchase = {}): Promise<Bought> {
  who ??= { token: (await aCustomer(shop)).token };
  const products: number[] = [];
  for (const [price, units] of [
    [333, quantity],
    [1_001, 1],
  ] as const) {
    const product = await aProduct(shop, { price });
    products.push(product.id);
    await shop.post('/api/bucket', { ...who, body: { product: product.uuid, quantity: units } });
  }
  if (coupon) await shop.post('/api/bucket/coupon', { ...who, body: { code: coupon } });
  const email = who.token ? undefined : 'guest@magazin.test';
  const { body } = await shop.post<{ order_uuid: string; number: string; sum: string }>('/api/orders', {
    ...who,
    body: { payment, shipping_address: shippingAddress, email },
  });
  const { order_uuid: order, number, sum } = body;
  if (payment !== 'cash') await shop.post(`/api/orders/${order}/payments`, { ...who, body: { token: 'tok_success' } });
  const detail = await shop.get<{ products: { order_product_uuid: string }[] }>(`/api/orders/${order}`, who);
  const lines = detail.body.products.map(({ order_product_uuid }) => order_product_uuid);
  return { who, order, number, sum, lines, products };
}

async function ship(order: string, lines?: object[]): Promise<string> {
  const url = `/api/admin/orders/${order}/shipments`;
  const { body } = await shop.post(url, { ...support, body: { carrier: 'DHL', lines } });
  return `${url}/${String(body['shipment_uuid'])}/delivered`;
}

async function delivered(purchase: Purchase = {}): Promise<Bought> {
  const made = await bought(purchase);
  await shop.put(await ship(made.order), support);
  return made;
}

const units = (order_product_uuid: string | undefined, quantity: number) => ({ order_product_uuid, quantity });
const request = ({ who, order }: Bought, lines: object[], headers = {}) =>
  shop.post<Returned>(`/api/orders/${order}/returns`, {
    ...who,
    headers: { ...who.headers, ...headers },
    body: { reason: 'too small', lines },
  });
const put = (uuid: string, step: string, body: object = {}) =>
  shop.put<Returned>(`/api/admin/returns/${uuid}/${step}`, { ...support, body });
const requested = async (made: Bought, ...lines: object[]) => (await request(made, lines)).body.return_uuid;

/** A return whose units were received. */
async function received(made: Bought, ...lines: object[]): Promise<string> {
  const uuid = await requested(made, ...lines);
  await put(uuid, 'accepted');
  await put(uuid, 'received');
  return uuid;
}

const statusOf = async ({ order }: Bought) => (await shop.get(`/api/admin/orders/${order}`, support)).body['status'];
const stockOf = async (product: number | undefined) =>
  (await shop.rows<{ stock: number }>('select stock from products where id = ?', [product]))[0]?.stock;
const refundsOf = ({ order }: Bought) =>
  shop.rows<{ amount: number; status: string; reason: string }>(
    `select refunds.amount::int, refunds.status, refunds.reason from refunds join payments on payments.id = payment_id
     where order_id = (select id from orders where uuid = ?) order by refunds.id`,
    [order],
  );
const codes = (answers: { status: number; body: { code: number } }[]) =>
  answers.reduce<Record<number, number>>((counts, { status, body }) => {
    const key = status < 300 ? status : body.code;
    return { ...counts, [key]: (counts[key] ?? 0) + 1 };
  }, {});

describe('return: request', () => {
  it.each(['customer', 'guest'])('is created for a %s', async (kind) => {
    const guest = await shop.post<{ guest_token: string }>('/api/guest');
    const who = kind === 'guest' ? { headers: { 'x-guest-token': guest.body.guest_token } } : undefined;
    const made = await delivered({ who });
    const { status, body } = await request(made, [units(made.lines[0], 2)]);
    expect([status, body]).toEqual([
      201,
      {
        return_uuid: expect.any(String),
        order_uuid: made.order,
        order: made.number,
        status: 'requested',
        reason: 'too small',
        refusal: null,
        amount: null,
        date_created: expect.any(String),
        date_decided: null,
        date_received: null,
        date_refunded: null,
        lines: [
          { order_product_uuid: made.lines[0], name: expect.any(String), quantity: 2, received: null, restocked: null },
        ],
      },
    ]);
    expect((await shop.get(`/api/orders/${made.order}/returns`, made.who)).body).toMatchObject({
      count: 1,
      results: [body],
    });
  });

  it('rejects more than was delivered and is not in another return', async () => {
    const made = await bought();
    const [mugs] = made.lines;
    expect((await request(made, [units(mugs, 1)])).body.code).toBe(1106);
    const first = await ship(made.order, [units(mugs, 2)]);
    expect((await request(made, [units(mugs, 1)])).body.details).toEqual({ order_product_uuid: mugs, left: 0 });
    await shop.put(first, support);
    expect((await request(made, [units(mugs, 1), units(mugs, 2)])).body.code).toBe(1102);
    const open = await requested(made, units(mugs, 2));
    expect((await request(made, [units(mugs, 1)])).body.details).toEqual({ order_product_uuid: mugs, left: 0 });
    expect((await put(open, 'refused', { reason: 'it was worn' })).body).toMatchObject({
      status: 'refused',
      refusal: 'it was worn',
      date_decided: expect.any(String),
    });
    const again = await received(made, units(mugs, 2));
    await shop.put(await ship(made.order), support);
    expect((await request(made, [units(mugs, 2)])).body.details).toEqual({ order_product_uuid: mugs, left: 1 });
    expect((await put(again, 'refunded')).body.amount).toBe('6.66');
    expect((await request(made, [units(mugs, 2)])).body.code).toBe(1102);
    expect((await request(made, [units(String(randomUUID()), 1)])).body.code).toBe(1103);
    expect((await request(made, [units(mugs, 1)])).status).toBe(201);
  });

  it('is rejected once the 14th day after the delivery of the last parcel is over', async () => {
    const made = await bought();
    const first = await ship(made.order, [units(made.lines[0], 1)]);
    const last = await ship(made.order);
    await shop.put(first, support);
    const age = (days: number, time: string, parcel: string) =>
      shop.rows(
        `update shipments set delivered_at = (current_date - ?::int + ?::time) at time zone 'UTC' where uuid = ?`,
        [days, time, parcel.split('/').at(-2)],
      );
    await age(30, '12:00', first);
    expect((await request(made, [units(made.lines[0], 1)])).status).toBe(201);
    await shop.put(last, support);
    await age(14, '00:00', last);
    expect((await request(made, [units(made.lines[0], 1)])).status).toBe(201);
    await age(15, '23:59:59', last);
    expect((await request(made, [units(made.lines[0], 1)])).body.code).toBe(1107);
  });

  it.each([
    { lines: [] },
    { lines: [null] },
    { lines: [units('no-uuid', 1)] },
    { lines: [units(String(randomUUID()), 0)] },
    { lines: [units(String(randomUUID()), 1)], reason: '' },
    {},
  ])('rejects %j', async (body) => {
    const { who, order } = await delivered();
    const answer = await shop.post(`/api/orders/${order}/returns`, { ...who, body: { reason: 'x', ...body } });
    expect(answer.body['code']).toBe(4000);
  });

  it('rejects orders of others', async () => {
    const made = await delivered();
    for (const who of [{ token: (await aCustomer(shop)).token }, support]) {
      expect((await request({ ...made, who }, [units(made.lines[0], 1)])).body.code).toBe(1001);
      expect((await shop.get(`/api/orders/${made.order}/returns`, who)).body['code']).toBe(1001);
    }
  });

  it('never exceeds the delivered units with fifty concurrent requests', async () => {
    const made = await delivered();
    expect(codes(await concurrently(50, () => request(made, [units(made.lines[1], 1)])))).toEqual({ 201: 1, 1102: 49 });
    const counted = await concurrently(50, () => request(made, [units(made.lines[0], 1)]));
    expect(codes(counted)).toEqual({ 201: 3, 1102: 47 });
  });

  it('is created once for fifty concurrent requests with one key', async () => {
    const made = await delivered();
    const headers = { 'idempotency-key': randomUUID() };
    const answers = await concurrently(50, () => request(made, [units(made.lines[0], 1)], headers));
    expect(answers.every(({ status, body }) => status === 201 || body.code === 4023)).toBe(true);
    const again = await request(made, [units(made.lines[0], 1)], headers);
    expect([again.status, again.headers['idempotent-replayed']]).toEqual([201, 'true']);
    expect((await shop.get(`/api/orders/${made.order}/returns`, made.who)).body['count']).toBe(1);
  });
});

describe('return: staff', () => {
  it('go step by step, each once, with audit entries', async () => {
    const made = await delivered();
    const uuid = await requested(made, units(made.lines[0], 1));
    for (const step of ['received', 'refunded']) expect((await put(uuid, step)).body.code).toBe(1109);
    for (const step of ['accepted', 'received', 'refunded']) {
      expect((await put(uuid, step)).body.status).toBe(step);
      expect((await put(uuid, step)).body.code).toBe(1109);
    }
    expect((await put(uuid, 'refused', { reason: 'too late' })).body.code).toBe(1109);
    expect((await put(String(randomUUID()), 'accepted')).body.code).toBe(1108);
    expect((await put('no-uuid', 'accepted')).body.code).toBe(1108);
    expect((await put(uuid, 'refused', {})).body.code).toBe(4000);
    const written = await shop.rows('select action from audit_entries where subject = ? order by id', [
      `return/${uuid}`,
    ]);
    expect(written.map(({ action }) => action)).toEqual(['return.accept', 'return.receive', 'return.refund']);
  });

  it('list returns by status', async () => {
    const made = await delivered();
    const uuid = await requested(made, units(made.lines[0], 1));
    const list = async (status: string) =>
      (await shop.get<{ results: Returned[] }>(`/api/admin/returns?status=${status}`, support)).body.results;
    expect((await list('requested'))[0]).toMatchObject({ return_uuid: uuid, order: made.number });
    await put(uuid, 'accepted');
    expect((await list('requested')).map(({ return_uuid }) => return_uuid)).not.toContain(uuid);
    expect((await list('accepted'))[0]?.return_uuid).toBe(uuid);
    expect((await shop.get('/api/admin/returns?status=lost', support)).body['code']).toBe(4000);
  });

  it('restock units, unless they are scrapped', async () => {
    const made = await delivered();
    const [mugs, pot] = made.lines;
    const before = await Promise.all(made.products.map(stockOf));
    const uuid = await requested(made, units(mugs, 2), units(pot, 1));
    await put(uuid, 'accepted');
    const foreign = { lines: [{ order_product_uuid: randomUUID(), restock: true }] };
    expect((await put(uuid, 'received', foreign)).body.code).toBe(1103);
    expect((await put(uuid, 'received', { lines: [null] })).body.code).toBe(4000);
    const lines = [{ order_product_uuid: pot, restock: false }];
    const answers = await concurrently(50, () => put(uuid, 'received', { lines }));
    expect(codes(answers)).toEqual({ 200: 1, 1109: 49 });
    expect(answers.find(({ status }) => status === 200)?.body.lines).toMatchObject([
      { order_product_uuid: mugs, restocked: true },
      { order_product_uuid: pot, restocked: false },
    ]);
    const after = await Promise.all(made.products.map(stockOf));
    expect(after).toEqual([(before[0] ?? 0) + 2, before[1]]);
    const movements = await shop.rows(
      'select on_hand_by, allocated_by, reason, order_uuid from stock_movements where product_id = ? order by id desc',
      [made.products[0]],
    );
    const [reason, order_uuid] = [`return of order ${made.number}`, made.order];
    expect(movements[0]).toEqual({ on_hand_by: 2, allocated_by: 0, reason, order_uuid });
  });

  it('receive units of a product that has left the catalog', async () => {
    const made = await delivered();
    await shop.rows('update order_lines set product_id = null where uuid = ?', [made.lines[0]]);
    const uuid = await received(made, units(made.lines[0], 1));
    expect((await put(uuid, 'refunded')).body.amount).toBe('3.33');
  });
});

describe('return: refund', () => {
  it('is what was paid for the units; the last one marks the order returned', async () => {
    const made = await delivered({ coupon: 'FIVE' });
    const [mugs, pot] = made.lines;
    const amounts: number[] = [];
    for (const line of [mugs, pot, mugs, mugs]) {
      expect(await statusOf(made)).toBe('delivered');
      const uuid = await received(made, units(line, 1));
      const { body } = await put(uuid, 'refunded');
      amounts.push(Number(body.amount?.replace('.', '')));
    }
    // 5.00 off 20.00: 2.50 of the 9.99 for three mugs, and 2.50 of the pot.
    expect(amounts).toEqual([249, 751, 250, 250]);
    expect(await statusOf(made)).toBe('returned');
    const refunds = await eventually(
      () => refundsOf(made),
      (all) => all.length === 4 && all.every(({ status }) => status === 'done'),
    );
    expect(refunds.map(({ amount, status, reason }) => [amount, status, reason])).toEqual(
      amounts.map((amount) => [amount, 'done', `return of order ${made.number}`]),
    );
    const { body } = await shop.get<{ credit_notes: { gross: string }[] }>(
      `/api/orders/${made.order}/invoice`,
      made.who,
    );
    expect(body.credit_notes.map(({ gross }) => Number(gross.replace('.', ''))).toSorted((a, b) => a - b)).toEqual(
      amounts.toSorted((a, b) => a - b),
    );
    const mails = await shop.rows(`select id from mails where kind = 'refunded' and data->>'number' = ?`, [
      made.number,
    ]);
    expect(mails).toHaveLength(4);
    const { body: tracked } = await shop.get<{ timeline: { what: string }[] }>(
      `/api/orders/${made.order}/tracking`,
      made.who,
    );
    expect(tracked.timeline.filter(({ what }) => what === 'returned')).toHaveLength(4);
    expect((await request(made, [units(mugs, 1)])).body.code).toBe(1106);
  });

  it('is the amount staff enter, and never exceeds what was paid', async () => {
    const made = await delivered();
    const uuid = await received(made, units(made.lines[0], 1));
    expect((await put(uuid, 'refunded', { amount: '20.01' })).body.code).toBe(1066);
    expect((await put(uuid, 'refunded', { amount: '-1' })).body.code).toBe(4000);
    expect((await put(uuid, 'refunded', { amount: '2.5' })).body).toMatchObject({ status: 'refunded', amount: '2.50' });
    const none = await received(made, units(made.lines[0], 1));
    expect((await put(none, 'refunded', { amount: '0' })).body).toMatchObject({ status: 'refunded', amount: '0.00' });
    expect((await refundsOf(made)).map(({ amount }) => amount)).toEqual([250]);
  });

  it('happens once for fifty concurrent requests', async () => {
    const made = await delivered();
    const uuid = await received(made, units(made.lines[0], 3), units(made.lines[1], 1));
    expect(codes(await concurrently(50, () => put(uuid, 'refunded')))).toEqual({ 200: 1, 1109: 49 });
    expect((await refundsOf(made)).map(({ amount }) => amount)).toEqual([2_000]);
    expect(await statusOf(made)).toBe('returned');
  });

  it('of fifty concurrent returns adds up to what was paid', async () => {
    const made = await delivered({ coupon: 'FIVE', quantity: 50 });
    const returns: string[] = [];
    for (let unit = 0; unit < 50; unit++) returns.push(await received(made, units(made.lines[0], 1)));
    returns.push(await received(made, units(made.lines[1], 1)));
    const answers = await concurrently(returns.length, (turn) => put(returns[turn] ?? '', 'refunded'));
    expect(codes(answers)).toEqual({ 200: 51 });
    const sum = (await refundsOf(made)).reduce((all, { amount }) => all + amount, 0);
    expect((sum / 100).toFixed(2)).toBe(made.sum);
    expect(await statusOf(made)).toBe('returned');
  });

  it('of a cash order needs no provider', async () => {
    const made = await delivered({ payment: 'cash' });
    const uuid = await received(made, units(made.lines[1], 1));
    expect((await put(uuid, 'refunded')).body.amount).toBe('10.01');
    const refunds = await eventually(
      () => refundsOf(made),
      ([refund]) => refund?.status === 'done',
    );
    expect(refunds).toMatchObject([{ amount: 1_001, status: 'done' }]);
  });

  it('is zero for an order that cost nothing', async () => {
    const made = await delivered({ coupon: 'ALL' });
    const uuid = await received(made, units(made.lines[0], 3), units(made.lines[1], 1));
    expect((await put(uuid, 'refunded')).body).toMatchObject({ status: 'refunded', amount: '0.00' });
    expect(await refundsOf(made)).toEqual([]);
    expect(await statusOf(made)).toBe('returned');
  });
});
