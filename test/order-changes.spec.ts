import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { aCustomer, aProduct } from './factories/index.js';
import { many } from './support/many.js';
import { anUnpaidOrder, eventually } from './support/payments.js';
import { shippingAddress } from './support/purchase.js';
import { type Ask, useShop } from './support/shop.js';

const shop = useShop();
let admin: Ask;
beforeAll(async () => {
  admin = { token: (await aCustomer(shop, 'admin')).token };
});

const create = async (list: string, body: object) => (await shop.post(`/api/admin/${list}`, { ...admin, body })).body;
async function fill(who: Ask, quantity = 2): Promise<Ask> {
  await shop.post('/api/bucket', { ...who, body: { product: (await aProduct(shop)).uuid, quantity } });
  return who;
}
const buyer = async () => fill({ token: (await aCustomer(shop)).token });
async function guest(): Promise<Ask> {
  const { body } = await shop.post<{ guest_token: string }>('/api/guest');
  return fill({ headers: { 'x-guest-token': body.guest_token } });
}
const place = async (who: Ask, body = {}): Promise<string> => {
  const answer = await shop.post('/api/orders', { ...who, body: { payment: 'cash', ...body } });
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return String(answer.body['order_uuid']);
};
const detail = async (who: Ask, order: string) => (await shop.get(`/api/orders/${order}`, who)).body;
const mailsOf = (order: string, kind: string) =>
  shop.rows(`select kind from mails where kind = ? and data->>'number' = (select number from orders where uuid = ?)`, [
    kind,
    order,
  ]);
const ship = (order: string) =>
  shop.post(`/api/admin/orders/${order}/shipments`, { ...admin, body: { carrier: 'Parcel' } });

describe('an order of 0.00', () => {
  beforeAll(() => create('coupons', { code: 'ALL', percent: 10_000 }));

  it.each(['cash', 'card', 'payu'])('by %s is placed paid, invoiced and confirmed', async (payment) => {
    const who = await buyer();
    await shop.post('/api/bucket/coupon', { ...who, body: { code: 'ALL' } });
    const key = { 'idempotency-key': `free ${payment}` };
    const placed = await shop.post('/api/orders', { ...who, headers: key, body: { payment, expected_total: '0.00' } });
    expect(placed.body).toMatchObject({ status: 'paid', sum: '0.00', payment, date_paid: expect.any(String) });
    const order = String(placed.body['order_uuid']);
    expect(await detail(who, order)).toMatchObject({ status: 'paid', date_paid: placed.body['date_paid'] });
    const again = await shop.post('/api/orders', { ...who, headers: key, body: { payment, expected_total: '0.00' } });
    expect([again.headers['idempotent-replayed'], again.body]).toEqual(['true', placed.body]);
    expect((await shop.get(`/api/orders/${order}/invoice`, who)).status).toBe(200);
    expect(await mailsOf(order, 'order_confirmation')).toHaveLength(1);
    expect(
      await shop.rows(`select payment_due_at, confirmed_at is not null as confirmed from orders where uuid = ?`, [
        order,
      ]),
    ).toEqual([{ payment_due_at: null, confirmed: true }]);
    expect(
      await shop.rows(`select 1 from pgboss.job where name = 'order.payment_due' and data->>'order' = ?`, [order]),
    ).toEqual([]);
    const paying = await shop.post(`/api/orders/${order}/payments`, { ...who, body: { token: 'tok_success' } });
    expect(paying.body['code']).toBe(1061);
    const method = await shop.put(`/api/orders/${order}/payment`, { ...who, body: { payment: 'cash' } });
    expect(method.body['code']).toBe(1061);
    // It goes on like any paid order.
    const parcel = await ship(order);
    expect(parcel.status).toBe(201);
    const delivered = `/api/admin/orders/${order}/shipments/${String(parcel.body['shipment_uuid'])}/delivered`;
    expect((await shop.put(delivered, admin)).status).toBe(200);
    expect(await detail(who, order)).toMatchObject({ status: 'delivered' });
    expect(
      await shop.rows(
        `select (select count(*)::int from invoices where order_id = orders.id) as invoices,
          (select count(*)::int from payments where order_id = orders.id) as payments,
          (select coalesce(sum(amount), 0)::int from payment_ledger where order_id = orders.id) as booked
         from orders where uuid = ?`,
        [order],
      ),
    ).toEqual([{ invoices: 1, payments: 1, booked: 0 }]);
  });

  it('can be canceled, and gives stock and coupon back', async () => {
    const who = await buyer();
    await shop.post('/api/bucket/coupon', { ...who, body: { code: 'ALL' } });
    const order = await place(who, { payment: 'card' });
    const canceled = await shop.put(`/api/orders/${order}/set_canceled`, who);
    expect(canceled.body).toMatchObject({ status: 'canceled' });
    await eventually(
      () => shop.rows(`select 1 from pgboss.job where name = 'order.canceled' and state <> 'completed'`),
      ({ length }) => length === 0,
    );
    expect(await mailsOf(order, 'refunded')).toEqual([]);
  });
});

describe('the payment method of an order', () => {
  const change = (who: Ask, order: string, payment: unknown) =>
    shop.put(`/api/orders/${order}/payment`, { ...who, body: { payment } });
  const pay = (who: Ask, order: string, token: string) =>
    shop.post<{ status: string }>(`/api/orders/${order}/payments`, { ...who, body: { token } });
  const windowOf = async (order: string) =>
    (
      await shop.rows<{ due: string | null }>('select payment_due_at::text as due from orders where uuid = ?', [order])
    )[0]?.due;
  const closeWindows = () => shop.rows(`update pgboss.job set start_after = now() where name = 'order.payment_due'`);
  const settled = () =>
    eventually(
      () => shop.rows(`select 1 from pgboss.job where name = 'order.payment_due' and state < 'completed'`),
      ({ length }) => length === 0,
    );

  it('becomes cash after a decline: the order is confirmed, and no window closes', async () => {
    const { who, order } = await anUnpaidOrder(shop);
    expect((await pay(who, order, 'tok_declined')).body.status).toBe('declined');
    expect((await change(who, order, 'cash')).body).toMatchObject({ payment: 'cash', status: 'new' });
    expect(await detail(who, order)).toMatchObject({ payment_due: null });
    expect(await mailsOf(order, 'order_confirmation')).toHaveLength(1);
    expect((await change(who, order, 'cash')).status).toBe(200);
    expect(await mailsOf(order, 'order_confirmation')).toHaveLength(1);
    expect((await pay(who, order, 'tok_success')).body).toMatchObject({ code: 1061 });
    await closeWindows();
    await settled();
    expect(await detail(who, order)).toMatchObject({ status: 'new' });
    expect((await ship(order)).status).toBe(201);
  });

  it('becomes another provider, whose payment succeeds', async () => {
    const { who, order } = await anUnpaidOrder(shop);
    await pay(who, order, 'tok_declined');
    const due = await windowOf(order);
    expect((await change(who, order, 'payu')).body).toMatchObject({ payment: 'payu' });
    expect(await windowOf(order)).toBe(due);
    expect((await pay(who, order, 'tok_success')).body.status).toBe('captured');
    expect(await detail(who, order)).toMatchObject({ status: 'paid', payment: 'payu' });
    expect((await change(who, order, 'cash')).body).toMatchObject({ code: 1061 });
  });

  it('becomes card: a window opens, once', async () => {
    const who = await buyer();
    const order = await place(who);
    expect(await windowOf(order)).toBeNull();
    await change(who, order, 'card');
    const due = await windowOf(order);
    await change(who, order, 'cash');
    expect((await change(who, order, 'card')).body).toMatchObject({ payment: 'card', status: 'new' });
    expect([due, await windowOf(order)]).toEqual([expect.any(String), due]);
    await closeWindows();
    await settled();
    expect(await detail(who, order)).toMatchObject({ status: 'canceled' });
    expect((await change(who, order, 'cash')).body).toMatchObject({ code: 1061 });
  });

  it('becomes card again after its window was looked at while it was cash: it is looked at once more', async () => {
    const { who, order } = await anUnpaidOrder(shop);
    await change(who, order, 'cash');
    await closeWindows();
    await settled();
    expect((await change(who, order, 'card')).status).toBe(200);
    await closeWindows();
    await settled();
    expect(await detail(who, order)).toMatchObject({ status: 'canceled' });
  });

  it('has a window by the clock of the database, whatever that of the process says', async () => {
    vi.setSystemTime(Date.now() + 300_000);
    onTestFinished(() => void vi.useRealTimers());
    const { who, order } = await anUnpaidOrder(shop);
    const moments = () =>
      shop.rows(
        `select created_at <= now() as placed, payment_due_at - created_at = interval '30 minutes' as window,
           (select count(*)::int from pgboss.job where name = 'order.payment_due' and data->>'order' = orders.uuid::text
             and start_after = payment_due_at) as jobs from orders where uuid = ?`,
        [order],
      );
    expect(await moments()).toEqual([{ placed: true, window: true, jobs: 1 }]);
    await change(who, order, 'cash');
    await shop.rows(`update orders set payment_due_at = now() + interval '2 minutes' where uuid = ?`, [order]);
    expect((await change(who, order, 'card')).status).toBe(200);
  });

  it('stays cash after the end of the window: units are not held for ever by changing it', async () => {
    const { who, order } = await anUnpaidOrder(shop);
    await change(who, order, 'cash');
    await shop.rows(`update orders set payment_due_at = now() - interval '1 second' where uuid = ?`, [order]);
    const answers = await many(50, (turn) => change(who, order, turn % 2 ? 'card' : 'payu'));
    expect(new Set(answers.map(({ status, body }) => [status, body['code']].join()))).toEqual(new Set(['409,1061']));
    expect(await detail(who, order)).toMatchObject({ payment: 'cash', status: 'new' });
  });

  it('ends an attempt that waits for the customer, and is refused while one is open', async () => {
    const { who, order } = await anUnpaidOrder(shop);
    expect((await pay(who, order, 'tok_3ds')).body.status).toBe('action_required');
    expect((await change(who, order, 'cash')).status).toBe(200);
    expect(
      await shop.rows('select status from payments where order_id = (select id from orders where uuid = ?)', [order]),
    ).toEqual([{ status: 'abandoned' }]);
    const open = await anUnpaidOrder(shop);
    for (const status of ['started', 'authorized']) {
      await pay(open.who, open.order, 'tok_3ds');
      await shop.rows(`update payments set status = ?, updated_at = now() where status = 'action_required'`, [status]);
      expect((await change(open.who, open.order, 'cash')).body).toMatchObject({ code: 1062 });
      await shop.rows(`update payments set status = 'declined' where status = ?`, [status]);
    }
    expect(await detail(open.who, open.order)).toMatchObject({ payment: 'card' });
  });

  it('is changed by guests, too, and refused for nonsense and strangers', async () => {
    const who = await guest();
    const order = await place(who, { payment: 'card', email: 'guest@magazin.test' });
    expect((await change(who, order, 'cash')).body).toMatchObject({ payment: 'cash' });
    for (const payment of ['gold', '', null, 7]) expect((await change(who, order, payment)).status).toBe(400);
    expect((await change(await buyer(), order, 'card')).status).toBe(404);
  });

  it('is confirmed once however many changes come at once', async () => {
    const { who, order } = await anUnpaidOrder(shop);
    const due = await windowOf(order);
    const answers = await many(50, (turn) => change(who, order, turn % 2 ? 'cash' : 'payu'));
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    expect(await mailsOf(order, 'order_confirmation')).toHaveLength(1);
    expect(await windowOf(order)).toBe(due);
  });
});

it("a guest's cash order is confirmed by the path in its mail, where the shop does not know its address", async () => {
  const order = await place(await guest(), { email: 'path@magazin.test' });
  const [mail] = await shop.rows<{ text: string }>(`select text from mails where recipient = 'path@magazin.test'`);
  const path = /^\/api\/order-confirmation\/[\w-]{64}$/m.exec(mail?.text ?? '')?.[0] ?? '';
  const noted = () =>
    shop.rows(
      `select confirm_by > now() + interval '23 hours' as due, confirmed_at is not null as confirmed
       from unverified_orders where order_uuid = ?`,
      [order],
    );
  expect(await noted()).toEqual([{ due: true, confirmed: false }]);
  expect((await shop.app.inject({ method: 'POST', url: path })).statusCode).toBe(200);
  expect(await noted()).toEqual([{ due: true, confirmed: true }]);
});

describe('the shipping address of an order', () => {
  const bonn = { ...shippingAddress, city: 'Bonn', post_code: '53111' };
  const correct = (who: Ask, order: string, address: object) =>
    shop.put(`/api/orders/${order}/shipping_address`, { ...who, body: address });
  let parcel: string;
  beforeAll(async () => {
    await create('shipping-methods', { name: 'Pick-up', price: '0', kind: 'pickup', is_default: true });
    parcel = String((await create('shipping-methods', { name: 'EU', price: '5', countries: ['DE', 'AT'] }))['uuid']);
  });

  it('is corrected by its customer or guest until the first parcel leaves', async () => {
    for (const who of [await buyer(), await guest()]) {
      const order = await place(who, {
        email: 'a@magazin.test',
        shipping_method: parcel,
        shipping_address: shippingAddress,
      });
      const { status, body } = await correct(who, order, { ...bonn, country: ' at ', city: 'Wien ' });
      expect([status, body]).toMatchObject([
        200,
        { sum: '11.00', shipping_address: { ...bonn, country: 'AT', city: 'Wien' } },
      ]);
      for (const address of [{ ...bonn, city: ' ' }, { city: 'Bonn' }, { ...bonn, country: 'XX' }])
        expect((await correct(who, order, address)).body).toMatchObject({ code: 4000 });
      expect((await correct(who, order, { ...bonn, country: 'AU' })).body).toMatchObject({ code: 1085 });
      expect((await correct(await buyer(), order, bonn)).body).toMatchObject({ code: 1001 });
      // The method may be gone: its countries are the order's.
      await ship(order);
      expect((await correct(who, order, bonn)).body).toMatchObject({ code: 1056 });
      expect(await detail(who, order)).toMatchObject({ shipping_address: { city: 'Wien' } });
    }
  });

  it('keeps to the countries that the method had, when it is changed or removed since', async () => {
    const { uuid } = await create('shipping-methods', { name: 'Short', price: '5', countries: ['DE'] });
    const who = await buyer();
    const order = await place(who, { shipping_method: uuid, shipping_address: shippingAddress });
    await shop.delete(`/api/admin/shipping-methods/${String(uuid)}`, admin);
    expect((await correct(who, order, { ...bonn, country: 'AT' })).body).toMatchObject({ code: 1085 });
    expect((await correct(who, order, bonn)).body).toMatchObject({ shipping_address: { city: 'Bonn' } });
  });

  it('stays what an issued invoice says, and is refused for a canceled order', async () => {
    const who = await buyer();
    const order = await place(who, { payment: 'card', shipping_method: parcel, shipping_address: shippingAddress });
    await shop.post(`/api/orders/${order}/payments`, { ...who, body: { token: 'tok_success' } });
    const invoice = async () => (await shop.get(`/api/orders/${order}/invoice`, who)).body;
    const before = await invoice();
    expect(before).toMatchObject({ number: expect.any(String) });
    expect((await correct(who, order, bonn)).status).toBe(200);
    expect(await invoice()).toEqual(before);
    await shop.put(`/api/orders/${order}/set_canceled`, who);
    expect((await correct(who, order, bonn)).body).toMatchObject({ code: 1056 });
  });

  it('may be given to a pick-up, wherever it is', async () => {
    const who = await buyer();
    const order = await place(who);
    expect((await correct(who, order, { ...bonn, country: 'NZ' })).body).toMatchObject({
      shipping_kind: 'pickup',
      shipping_address: { country: 'NZ' },
    });
  });

  it('is corrected by staff, in the audit log', async () => {
    const who = await buyer();
    const order = await place(who, { shipping_method: parcel, shipping_address: shippingAddress });
    const support = { token: (await aCustomer(shop, 'support')).token };
    const url = `/api/admin/orders/${order}/shipping_address`;
    expect((await shop.put(url, { ...support, body: bonn })).body).toMatchObject({ shipping_address: bonn });
    expect((await shop.put(url, { ...support, body: { ...bonn, country: 'US' } })).body['code']).toBe(1085);
    expect(await shop.rows(`select action from audit_entries where subject = ?`, [`order/${order}`])).toEqual([
      { action: 'order.shipping_address' },
    ]);
  });

  it('and its first parcel at once: what was shipped is what the order says', async () => {
    const who = await buyer();
    const order = await place(who, { shipping_method: parcel, shipping_address: shippingAddress });
    const answers = await many(20, (turn) =>
      turn === 10 ? ship(order) : correct(who, order, { ...bonn, address: `A ${turn}` }),
    );
    expect(answers[10]?.status).toBe(201);
    for (const [turn, { status }] of answers.entries()) expect([200, 201, 409], `${turn}`).toContain(status);
    expect((await correct(who, order, bonn)).body['code']).toBe(1056);
  });
});

describe('a payment method that nobody provides', () => {
  const without = useShop({ MOCK_PAYMENTS: '0' });

  it('is refused, and the order stays as it is', async () => {
    const { who, order } = await anUnpaidOrder(without, 'cash');
    const url = `/api/orders/${order}`;
    for (const payment of ['card', 'payu'])
      expect((await without.put(`${url}/payment`, { ...who, body: { payment } })).body).toMatchObject({ code: 1067 });
    expect((await without.get(url, who)).body).toMatchObject({ payment: 'cash', status: 'new' });
  });
});
