import { describe, expect, it } from 'vitest';
import { aCustomer, aProduct } from './factories/index.js';
import { auditTrail } from './support/audit.js';
import { shippingAddress } from './support/purchase.js';
import { Shop, useShop } from './support/shop.js';

const shop = useShop();

async function withBucket(products: { uuid: string }[], quantity = 1) {
  const customer = await aCustomer(shop);
  for (const { uuid: product } of products)
    expect((await shop.post('/api/bucket', { token: customer.token, body: { product, quantity } })).status).toBe(200);
  return customer;
}

const place = (token: string, body: object = { payment: 'cash' }, headers: Record<string, string> = {}) =>
  shop.post('/api/orders', { token, body, headers });

const textOf = (value: unknown): string => {
  if (typeof value !== 'string') throw new Error(`not a string: ${JSON.stringify(value)}`);
  return value;
};

const stockOf = async (product: { id: number }) =>
  (await shop.rows<{ stock: number }>('select stock from products where id = ?', [product.id]))[0]?.stock;

describe('order: placing', () => {
  it('allocates the stock, empties the bucket and answers the documented object', async () => {
    const product = await aProduct(shop, { price: 300_000, stock: 5, name: 'Banana' });
    const { token, uuid } = await withBucket([product], 2);
    const { status, body } = await place(token);
    expect(status).toBe(201);
    expect(body).toEqual({
      order_uuid: expect.any(String),
      number: expect.stringMatching(/^M\d{6}$/),
      status: 'new',
      date_created: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      date_paid: null,
      sum: '6000.00',
      payment: 'cash',
      customer: uuid,
    });
    expect(await stockOf(product)).toBe(3);
    expect((await shop.get('/api/bucket', { token })).body).toMatchObject({ count: 0, results: [] });
    const detail = await shop.get(`/api/orders/${textOf(body['order_uuid'])}`, { token });
    expect(detail.body).toEqual({
      ...body,
      products: [
        {
          order_product_uuid: expect.any(String),
          quantity: 2,
          value: '3000.00',
          product: product.uuid,
          name: 'Banana',
          canceled: 0,
          shipped: 0,
          delivered: 0,
          undelivered: 0,
          returned: 0,
        },
      ],
      email: expect.stringContaining('@'),
      shipping_address: null,
      billing: null,
      shipping_method: null,
      shipping_kind: null,
      subtotal: '6000.00',
      discount: '0.00',
      shipping: '0.00',
      tax: '957.98',
      currency: 'EUR',
      coupon: null,
      taxes: [{ rate: 1900, net: '5042.02', tax: '957.98', gross: '6000.00' }],
      billing_address: null,
      payment_state: 'unpaid',
      payment_due: null,
      refunded: '0.00',
      parcels: [],
    });
  });

  it('sells ten units to two hundred parallel buyers exactly ten times', async () => {
    const product = await aProduct(shop, { stock: 10 });
    const buyers = await Promise.all(Array.from({ length: 200 }, () => withBucket([product])));
    const answers = await Promise.all(buyers.map(({ token }) => place(token)));
    const statuses = Object.groupBy(answers, ({ status }) => status);
    expect(statuses[201]).toHaveLength(10);
    expect(statuses[409]).toHaveLength(190);
    expect(await stockOf(product)).toBe(0);
  });

  it('sells ten units ten times over two processes on one database', async () => {
    const twin = new Shop();
    await twin.start({ DATABASE_URL: shop.databaseUrl });
    const product = await aProduct(shop, { stock: 10 });
    const buyers = await Promise.all(Array.from({ length: 60 }, () => withBucket([product])));
    const answers = await Promise.all(
      buyers.map(({ token }, turn) =>
        (turn % 2 ? twin : shop).post('/api/orders', { token, body: { payment: 'cash' } }),
      ),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(10);
    expect(answers.filter(({ body }) => body['code'] === 1043)).toHaveLength(50);
    expect(await stockOf(product)).toBe(0);
    await twin.app.close();
  });

  it('places orders for the same products in crossing order without a deadlock', async () => {
    const [a, b] = [await aProduct(shop, { stock: 1000 }), await aProduct(shop, { stock: 1000 })];
    const buyers = await Promise.all(Array.from({ length: 60 }, (_, turn) => withBucket(turn % 2 ? [a, b] : [b, a])));
    const answers = await Promise.all(buyers.map(({ token }) => place(token)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
    expect(await stockOf(a)).toBe(940);
    expect(await stockOf(b)).toBe(940);
  });

  it('places one order for two parallel requests without a key', async () => {
    const product = await aProduct(shop);
    const { token } = await withBucket([product]);
    const answers = await Promise.all([place(token), place(token)]);
    expect(new Set(answers.map(({ status, body }) => body['code'] ?? status))).toEqual(new Set([201, 1083]));
    expect(await stockOf(product)).toBe(99);
  });

  it('keeps the order of the bucket lines', async () => {
    const [first, second] = [await aProduct(shop), await aProduct(shop)];
    const { token } = await withBucket([second, first]);
    const { body } = await place(token);
    const detail = await shop.get<{ products: { product: string }[] }>(`/api/orders/${textOf(body['order_uuid'])}`, {
      token,
    });
    expect(detail.body.products.map(({ product }) => product)).toEqual([second.uuid, first.uuid]);
  });

  it('requires an email of a guest, and no address where there is nothing to deliver', async () => {
    const guest = await shop.post<{ guest_token: string }>('/api/guest');
    const headers = { 'x-guest-token': guest.body.guest_token };
    const { uuid: product } = await aProduct(shop);
    await shop.post('/api/bucket', { headers, body: { product, quantity: 1 } });
    const refused = await shop.post('/api/orders', { headers, body: { payment: 'cash' } });
    expect(refused.body).toMatchObject({ code: 4000, details: [{ field: 'email' }] });
    const body = { payment: 'cash', email: 'guest@magazin.test' };
    expect((await shop.post('/api/orders', { headers, body })).status).toBe(201);
  });

  it('places one order for fifty parallel requests with one Idempotency-Key', async () => {
    const product = await aProduct(shop);
    const { token } = await withBucket([product]);
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => place(token, { payment: 'cash' }, { 'idempotency-key': 'only-once' })),
    );
    const created = answers.filter(({ status }) => status === 201);
    expect(new Set(created.map(({ body }) => body['order_uuid'])).size).toBe(1);
    expect(answers.filter(({ status }) => status !== 201).every(({ body }) => body['code'] === 4023)).toBe(true);
    expect((await shop.get('/api/orders', { token })).body['count']).toBe(1);
    const again = await place(token, { payment: 'cash' }, { 'idempotency-key': 'only-once' });
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect(again.body).toEqual(created[0]?.body);
    expect((await place(token, { payment: 'card' }, { 'idempotency-key': 'only-once' })).body['code']).toBe(4022);
  });
});

describe('order: prices', () => {
  it('are those of its moment, and refuse a changed expected_total', async () => {
    const product = await aProduct(shop, { price: 300 });
    const { token } = await withBucket([product], 2);
    await shop.rows('update products set price = 350 where id = ?', [product.id]);
    const refused = await place(token, { payment: 'cash', expected_total: '6.00' });
    expect([refused.status, refused.body]).toMatchObject([409, { code: 1053, details: { total: '7.00' } }]);
    expect(await stockOf(product)).toBe(100);
    expect((await shop.get('/api/bucket', { token })).body['count']).toBe(1);
    expect((await place(token, { payment: 'cash', expected_total: '7.00' })).body['sum']).toBe('7.00');
  });

  it('stay when the product changes', async () => {
    const product = await aProduct(shop, { price: 300, name: 'Kiwi' });
    const { token } = await withBucket([product], 2);
    const { body } = await place(token);
    await shop.rows(`update products set price = 900, name = 'Gold' where id = ?`, [product.id]);
    const detail = await shop.get(`/api/orders/${textOf(body['order_uuid'])}`, { token });
    expect(detail.body).toMatchObject({ sum: '6.00', products: [{ name: 'Kiwi', value: '3.00' }] });
  });

  it('add up to the total, with the tax within', async () => {
    const products = [await aProduct(shop, { price: 333, tax_rate: 700 }), await aProduct(shop, { price: 199 })];
    const { token, uuid } = await withBucket(products, 3);
    await place(token);
    const [order] = await shop.rows<{ total: string; tax: string; lines: string }>(
      `select total, tax, (select sum(total) from order_lines where order_id = orders.id) as lines
       from orders where customer_id = (select id from customers where uuid = ?)`,
      [uuid],
    );
    expect([Number(order?.total), Number(order?.lines), Number(order?.tax)]).toEqual([1596, 1596, 65 + 95]);
  });
});

describe('order: refusals', () => {
  it('change nothing: empty bucket, too little stock, unpublished product', async () => {
    const { token } = await aCustomer(shop);
    expect((await place(token)).body['code']).toBe(1083);
    const [plenty, scarce] = [await aProduct(shop), await aProduct(shop, { stock: 3 })];
    const buyer = await withBucket([plenty, scarce], 3);
    await shop.rows('update products set on_hand = allocated + 2 where id = ?', [scarce.id]);
    expect((await place(buyer.token)).body).toMatchObject({ code: 1043, details: { product: scarce.uuid, stock: 2 } });
    await shop.rows('update products set on_hand = allocated + 3, published = false where id = ?', [scarce.id]);
    expect((await place(buyer.token)).body['code']).toBe(1042);
    expect([await stockOf(plenty), await stockOf(scarce)]).toEqual([100, 3]);
    expect((await shop.get('/api/bucket', { token: buyer.token })).body['count']).toBe(2);
    expect((await shop.get('/api/orders', { token: buyer.token })).body['count']).toBe(0);
  });

  it.each([{}, { payment: 'gold' }, { payment: 'cash', expected_total: 6 }, { payment: 'cash', sum: '0.00' }])(
    'cover the body %j',
    async (body) => {
      const { token } = await withBucket([await aProduct(shop)]);
      expect((await place(token, body)).body['code']).toBe(4000);
    },
  );

  it('do not use up the Idempotency-Key', async () => {
    const product = await aProduct(shop);
    const { token } = await aCustomer(shop);
    const key = { 'idempotency-key': 'try again' };
    expect((await place(token, { payment: 'cash' }, key)).body['code']).toBe(1083);
    await shop.post('/api/bucket', { token, body: { product: product.uuid, quantity: 1 } });
    expect((await place(token, { payment: 'cash' }, key)).status).toBe(201);
    const stranger = await withBucket([product]);
    expect((await place(stranger.token, { payment: 'cash' }, key)).headers['idempotent-replayed']).toBeUndefined();
  });
});

describe('order: shipping address', () => {
  const bonn = { first_name: 'M', last_name: 'M', address: 'A 1', post_code: '53111', city: 'Bonn', country: 'DE' };
  const cityOf = async (uuid: unknown) =>
    (
      await shop.rows<{ city: string }>(`select shipping_address->>'city' as city from orders where uuid = ?`, [uuid])
    )[0]?.city;

  it('is the given one, else the default address, else none', async () => {
    const { token } = await withBucket([await aProduct(shop)]);
    expect(await cityOf((await place(token)).body['order_uuid'])).toBeNull();
    await shop.post('/api/profile/addresses', { token, body: { ...bonn, city: 'Berlin' } });
    for (const [body, city] of [
      [{ payment: 'cash' }, 'Berlin'],
      [{ payment: 'cash', shipping_address: bonn }, 'Bonn'],
    ] as const) {
      await shop.post('/api/bucket', { token, body: { product: (await aProduct(shop)).uuid, quantity: 1 } });
      expect(await cityOf((await place(token, body)).body['order_uuid'])).toBe(city);
    }
    expect(
      (await place(token, { payment: 'cash', shipping_address: { ...bonn, country: 'Germany' } })).body,
    ).toMatchObject({ code: 4000, details: [{ field: 'shipping_address.country' }] });
  });
});

describe('order: canceling', () => {
  it.each(['PUT', 'POST'] as const)('by %s releases the stock once for fifty parallel requests', async (method) => {
    const product = await aProduct(shop, { stock: 5 });
    const { token } = await withBucket([product], 2);
    const { body } = await place(token);
    const url = `/api/orders/${textOf(body['order_uuid'])}/set_canceled`;
    const answers = await Promise.all(Array.from({ length: 50 }, () => shop.ask(method, url, { token })));
    const won = answers.filter(({ status }) => status === 200);
    expect(won.map((answer) => answer.body)).toEqual([{ ...body, status: 'canceled' }]);
    expect(answers.filter((answer) => answer.body['code'] === 1003)).toHaveLength(49);
    expect(await stockOf(product)).toBe(5);
  });

  it('is allowed to its owner until the first shipment', async () => {
    const [mine, theirs] = [await withBucket([await aProduct(shop)]), await aCustomer(shop)];
    const support = await aCustomer(shop, 'support');
    const uuid = textOf((await place(mine.token)).body['order_uuid']);
    const cancel = (token: string) => shop.put(`/api/orders/${uuid}/set_canceled`, { token });
    expect((await cancel(theirs.token)).body['code']).toBe(1001);
    expect((await shop.get(`/api/orders/${uuid}`, { token: theirs.token })).body['code']).toBe(1001);
    const setStatus = (status: string) =>
      shop.put(`/api/admin/orders/${uuid}/status`, { token: support.token, body: { status } });
    for (const status of ['paid', 'shipped', 'delivered', 'returned'])
      expect((await setStatus(status)).body['code'], status).toBe(4000);
    expect((await setStatus('processing')).status).toBe(200);
    expect((await setStatus('processing')).body).toMatchObject({
      code: 1004,
      details: { from: 'processing', to: 'processing' },
    });
    const parcel = { token: support.token, body: { carrier: 'Bike' } };
    expect((await shop.post(`/api/admin/orders/${uuid}/shipments`, parcel)).status).toBe(201);
    expect((await cancel(mine.token)).body['code']).toBe(1003);
    const entries = await auditTrail(shop, `order/${uuid}`);
    expect(entries.map(({ changes }) => changes)).toEqual([{ from: { status: 'new' }, to: { status: 'processing' } }]);
  });
});

describe('order: payment window', () => {
  it('cancels unpaid orders and releases their stock; paid and cash orders stay', async () => {
    const product = await aProduct(shop, { stock: 5 });
    const placed = [];
    for (const payment of ['card', 'payu', 'cash'])
      placed.push((await place((await withBucket([product])).token, { payment })).body);
    const { token } = await withBucket([product]);
    const paid = (await place(token, { payment: 'card' })).body;
    placed.push(paid);
    const payment = { token, body: { token: 'tok_success' } };
    expect((await shop.post(`/api/orders/${textOf(paid['order_uuid'])}/payments`, payment)).status).toBe(201);
    expect(await stockOf(product)).toBe(1);
    const due = await shop.rows<{ minutes: number }>(
      `select round(extract(epoch from start_after - created_on) / 60)::int as minutes from pgboss.job where name = 'order.payment_due'`,
    );
    expect(due).toEqual([{ minutes: 30 }, { minutes: 30 }, { minutes: 30 }]);
    await shop.rows(`update pgboss.job set start_after = now() where name = 'order.payment_due'`);
    await expect.poll(() => stockOf(product)).toBe(3);
    await expect
      .poll(() => shop.rows(`select 1 from pgboss.job where name = 'order.payment_due' and state < 'completed'`))
      .toEqual([]);
    const statuses = await shop.rows<{ status: string }>('select status from orders where uuid = any(?) order by id', [
      `{${placed.map((order) => textOf(order['order_uuid'])).join(',')}}`,
    ]);
    expect(statuses.map(({ status }) => status)).toEqual(['canceled', 'canceled', 'new', 'paid']);
  });

  it('has no job for an order that was refused', async () => {
    const due = () => shop.rows(`select count(*) from pgboss.job where name = 'order.payment_due'`);
    const before = await due();
    const { token } = await withBucket([await aProduct(shop, { price: 300 })]);
    await place(token, { payment: 'card', expected_total: '9.99' });
    expect(await due()).toEqual(before);
  });
});

describe('order: confirmation', () => {
  it('is mailed once: for cash when the order is placed, for a card not before it is paid', async () => {
    const [cash, card] = [await withBucket([await aProduct(shop)]), await withBucket([await aProduct(shop)])];
    await place(cash.token);
    const order = textOf((await place(card.token, { payment: 'card' })).body['order_uuid']);
    const confirmations = async ({ email }: { email: string }) =>
      (await shop.rows(`select 1 from mails where kind = 'order_confirmation' and recipient = ?`, [email])).length;
    expect([await confirmations(cash), await confirmations(card)]).toEqual([1, 0]);
    expect((await shop.put(`/api/orders/${order}/set_canceled`, card)).status).toBe(200);
    expect(await confirmations(card)).toBe(0);
    expect(await shop.rows(`select 1 from orders where confirmed_at is null and payment = 'cash'`)).toEqual([]);
  });
});

describe('order: list', () => {
  it('is latest first, by status, in pages, and only of the customer', async () => {
    const product = await aProduct(shop);
    const { token } = await withBucket([product]);
    const numbers = [textOf((await place(token)).body['number'])];
    for (let more = 0; more < 2; more++) {
      await shop.post('/api/bucket', { token, body: { product: product.uuid, quantity: 1 } });
      numbers.unshift(textOf((await place(token)).body['number']));
    }
    const list = async (query: string) =>
      (await shop.get<{ count: number; results: { number: string }[] }>(`/api/orders${query}`, { token })).body;
    expect((await list('')).results.map(({ number }) => number)).toEqual(numbers);
    expect((await list('?page=2&page_size=2')).results.map(({ number }) => number)).toEqual(numbers.slice(2));
    expect(await list('?status=canceled')).toMatchObject({ count: 0, results: [] });
    expect((await shop.get('/api/orders?status=lost', { token })).body['code']).toBe(4000);
    const other = await aCustomer(shop);
    expect((await shop.get('/api/orders', { token: other.token })).body).toMatchObject({ count: 0, results: [] });
  });
});

describe('order: the list of staff', () => {
  it('finds orders by number and by email, and those to be shipped', async () => {
    const support = { token: (await aCustomer(shop, 'support')).token };
    const customer = await withBucket([await aProduct(shop)]);
    const { body: order } = await place(customer.token);
    const listed = async (query: string) =>
      (await shop.get<{ results: { number: string }[] }>(`/api/admin/orders?${query}`, support)).body.results;
    const number = textOf(order['number']);
    const [row] = await listed(`search=${number.toLowerCase()}`);
    expect(row).toEqual({
      ...order,
      email: customer.email,
      name: customer.username,
      units: 1,
      currency: 'EUR',
      tags: [],
    });
    expect(await listed(`search=${customer.email.toUpperCase()}`)).toEqual([row]);
    expect(await listed(`search=${number}0`)).toEqual([]);
    expect(await listed(`to_ship=true&search=${number}`)).toEqual([row]);
    await shop.put(`/api/admin/orders/${textOf(order['order_uuid'])}/status`, {
      ...support,
      body: { status: 'canceled' },
    });
    expect(await listed(`to_ship=true&search=${number}`)).toEqual([]);
  });
});

describe('order: detail', () => {
  it('says all that a page of thanks shows, from the order to the refund', async () => {
    const staff = { token: (await aCustomer(shop, 'admin')).token };
    await shop.rows(`insert into shipping_methods (uuid, name, price, tax_rate, countries, is_default)
      values (gen_random_uuid(), 'Parcel', 500, 2300, '{DE}', true)`);
    const { token } = await withBucket([await aProduct(shop, { price: 1_190, tax_rate: 1_900 })]);
    const billing_address = { ...shippingAddress, city: 'Rechnungsstadt' };
    const { body } = await place(token, { payment: 'card', shipping_address: shippingAddress, billing_address });
    await shop.rows('delete from shipping_methods');
    const order = textOf(body['order_uuid']);
    const shown = async () => (await shop.get(`/api/orders/${order}`, { token })).body;
    const pay = (attempt: string) => shop.post(`/api/orders/${order}/payments`, { token, body: { token: attempt } });
    expect(await shown()).toMatchObject({
      shipping_method: 'Parcel',
      shipping: '5.00',
      discount: '0.00',
      currency: 'EUR',
      sum: '16.90',
      taxes: [
        { rate: 1900, net: '10.00', tax: '1.90', gross: '11.90' },
        { rate: 2300, net: '4.07', tax: '0.93', gross: '5.00' },
      ],
      shipping_address: shippingAddress,
      billing_address,
      payment_state: 'unpaid',
      payment_due: expect.stringMatching(/Z$/),
      parcels: [],
    });
    await pay('tok_declined');
    expect((await shown())['payment_state']).toBe('failed');
    await pay('tok_3ds');
    expect((await shown())['payment_state']).toBe('action_required');
    await shop.rows(`update payments set status = 'abandoned' where status = 'action_required'`);
    await pay('tok_success');
    expect(await shown()).toMatchObject({ payment_state: 'paid', payment_due: null, refunded: '0.00' });
    const tracking = { carrier: 'DHL', tracking_number: '42', tracking_url: 'https://carrier.example/42' };
    await shop.post(`/api/admin/orders/${order}/shipments`, { ...staff, body: tracking });
    expect((await shown())['parcels']).toEqual([tracking]);
    const refund = async (amount: string) => {
      const answer = await shop.post(`/api/admin/orders/${order}/refunds`, {
        ...staff,
        body: { amount, reason: 'late' },
      });
      expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
    };
    await refund('5.00');
    await expect.poll(shown).toMatchObject({ payment_state: 'partly_refunded', refunded: '5.00' });
    await refund('11.90');
    await expect.poll(shown).toMatchObject({ payment_state: 'refunded', refunded: '16.90' });
  });
});
