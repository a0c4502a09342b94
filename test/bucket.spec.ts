import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { BucketService } from '../src/bucket/bucket.service.js';
import { Database } from '../src/database/database.js';
import { aCustomer, aProduct } from './factories/index.js';
import { eventually } from './support/eventually.js';
import { waiting } from './support/locks.js';
import { many } from './support/many.js';
import { useShop } from './support/shop.js';

const shop = useShop();

interface Line {
  quantity: number;
  product: string;
  value: string;
  bucket_uuid: string;
}

interface Summary {
  lines: (Line & { name: string; sum: string })[];
  subtotal: string;
  tax: string;
  total: string;
  warnings: { bucket_uuid: string; warning: string; stock: number; value_seen: string }[];
}

const add = (token: string, product: string, quantity: number) =>
  shop.post('/api/bucket', { token, body: { product, quantity } });
const linesOf = async (ask: { token?: string; headers?: Record<string, string> }) =>
  (await shop.get<{ results: Line[] }>('/api/bucket', ask)).body.results;

async function aGuest() {
  const { body } = await shop.post<{ guest_token: string }>('/api/guest');
  return { 'x-guest-token': body.guest_token };
}

describe('bucket', () => {
  it('answers as documented', async () => {
    const product = await aProduct(shop, { price: 100_000 });
    const { token, uuid } = await aCustomer(shop);
    const added = await add(token, product.uuid, 2);
    expect(added.status).toBe(200);
    expect(added.body).toEqual({ customer: uuid, quantity: 2, product: product.uuid, value: 1000 });
    expect((await shop.get('/api/bucket', { token })).body).toEqual({
      count: 1,
      next: null,
      previous: null,
      results: [{ quantity: 2, product: product.uuid, value: '1000.00', bucket_uuid: expect.any(String) }],
    });
  });

  it('refuses a product twice, an unknown or unpublished product, and more than the stock', async () => {
    const [few, hidden] = [await aProduct(shop, { stock: 3 }), await aProduct(shop, { published: false })];
    const { token } = await aCustomer(shop);
    expect((await add(token, few.uuid, 4)).body).toMatchObject({ code: 1043, details: { stock: 3 } });
    const { status, headers } = await add(token, few.uuid, 3);
    expect(status).toBe(200);
    const [line] = await linesOf({ token });
    expect(headers['location']).toBe(`http://localhost/api/bucket/${line?.bucket_uuid}`);
    const twice = await add(token, few.uuid, 1);
    expect(twice.body).toMatchObject({ code: 1041, details: { bucket_uuid: line?.bucket_uuid, quantity: 3 } });
    expect((await add(token, hidden.uuid, 1)).body['code']).toBe(1042);
    expect((await add(token, '0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b11', 1)).body['code']).toBe(1042);
    expect(await linesOf({ token })).toHaveLength(1);
  });

  it.each([0, -1, 1.5, 1000, '2', null, Number.MAX_SAFE_INTEGER])('refuses a quantity of %s', async (quantity) => {
    const [product, { token }] = [await aProduct(shop), await aCustomer(shop)];
    const { status, body } = await shop.post('/api/bucket', { token, body: { product: product.uuid, quantity } });
    expect([status, body['code']]).toEqual([400, 4000]);
  });

  it('adds a product once for fifty parallel requests', async () => {
    const [product, { token }] = [await aProduct(shop), await aCustomer(shop)];
    const answers = await many(50, () => add(token, product.uuid, 1));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ body }) => body['code'] === 1041)).toHaveLength(49);
  });

  it('holds at most 100 lines, for parallel requests too', async () => {
    const products = await many(101, () => aProduct(shop));
    const { token } = await aCustomer(shop);
    const answers = await many(101, (turn) => add(token, products[turn]?.uuid ?? '', 1));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(100);
    expect(answers.filter(({ body }) => body['code'] === 1045)).toHaveLength(1);
    const { body } = await shop.get<{ count: number; results: Line[]; next: string }>(
      '/api/bucket?page=2&page_size=60',
      { token },
    );
    expect([body.count, body.results.length, body.next]).toEqual([100, 40, null]);
  });

  it.each(['PUT', 'POST'] as const)('sets a quantity by %s; 0 removes the line', async (method) => {
    const [product, { token }] = [await aProduct(shop, { stock: 5 }), await aCustomer(shop)];
    await add(token, product.uuid, 1);
    const [line] = await linesOf({ token });
    const set = (quantity: number) =>
      shop.ask(method, `/api/bucket/${line?.bucket_uuid}`, { token, body: { quantity } });
    expect((await set(5)).body).toEqual({ quantity: 5 });
    expect((await set(6)).body['code']).toBe(1043);
    expect((await linesOf({ token }))[0]?.quantity).toBe(5);
    expect((await set(0)).body).toEqual({ quantity: 0 });
    expect(await linesOf({ token })).toEqual([]);
    expect((await set(1)).body['code']).toBe(1044);
  });

  it('removes a line once, and only for its owner', async () => {
    const [product, mine, theirs] = [await aProduct(shop), await aCustomer(shop), await aCustomer(shop)];
    await add(mine.token, product.uuid, 1);
    const [line] = await linesOf(mine);
    const url = `/api/bucket/${line?.bucket_uuid}`;
    expect((await shop.delete(url, { token: theirs.token })).body['code']).toBe(1044);
    expect((await shop.put(url, { token: theirs.token, body: { quantity: 9 } })).body['code']).toBe(1044);
    const answers = await many(10, () => shop.delete(url, { token: mine.token }));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.find(({ status }) => status === 200)?.body).toEqual({ status: 'OK', message: 'product removed' });
  });
});

describe('bucket summary', () => {
  it('adds up, tax included, and warns about changed products', async () => {
    const [gone, scarce, dearer] = [
      await aProduct(shop, { price: 1000, tax_rate: 700 }),
      await aProduct(shop, { price: 250, stock: 10 }),
      await aProduct(shop, { price: 300, name: 'Banana' }),
    ];
    const { token } = await aCustomer(shop);
    for (const product of [gone, scarce, dearer]) await add(token, product.uuid, 3);
    await shop.rows('update products set published = false where id = ?', [gone.id]);
    await shop.rows('update products set on_hand = allocated + 2 where id = ?', [scarce.id]);
    await shop.rows('update products set price = 350 where id = ?', [dearer.id]);
    const { body } = await shop.get<Summary>('/api/bucket/summary', { token });
    expect(body).toMatchObject({ subtotal: '48.00', total: '48.00', tax: '4.83', currency: 'EUR' });
    expect(body.lines[2]).toMatchObject({ name: 'Banana', quantity: 3, value: '3.50', sum: '10.50', image: null });
    expect(body.warnings.map(({ warning, stock, value_seen }) => [warning, stock, value_seen])).toEqual([
      ['not_available', 0, '10.00'],
      ['not_enough_stock', 2, '2.50'],
      ['repriced', 100, '3.00'],
    ]);
    await shop.put(`/api/bucket/${body.lines[2]?.bucket_uuid}`, { token, body: { quantity: 2 } });
    const seen = (await shop.get<Summary>('/api/bucket/summary', { token })).body;
    expect(seen.warnings.map(({ warning }) => warning)).toEqual(['not_available', 'not_enough_stock']);
  });
});

describe('bucket of a guest', () => {
  it('is separate from all others', async () => {
    const [product, guest] = [await aProduct(shop), await aGuest()];
    const added = await shop.post('/api/bucket', { headers: guest, body: { product: product.uuid, quantity: 2 } });
    expect(added.status).toBe(200);
    expect(await linesOf({ headers: guest })).toHaveLength(1);
    expect(await linesOf({ headers: await aGuest() })).toEqual([]);
    expect((await shop.get('/api/profile', { headers: guest })).body['code']).toBe(3002);
    expect((await shop.get('/api/bucket', { headers: { 'x-guest-token': 'guessed' } })).body['code']).toBe(3004);
  });

  it('is merged into the customer’s once, however many requests carry both tokens', async () => {
    const [both, guests, mine] = [await aProduct(shop, { stock: 6 }), await aProduct(shop), await aProduct(shop)];
    const [guest, { token }] = [await aGuest(), await aCustomer(shop)];
    for (const product of [both, guests])
      await shop.post('/api/bucket', { headers: guest, body: { product: product.uuid, quantity: 4 } });
    for (const product of [both, mine]) await add(token, product.uuid, 1);
    await many(20, () => linesOf({ token, headers: guest }));
    const quantities = Object.fromEntries(
      (await linesOf({ token })).map(({ product, quantity }) => [product, quantity]),
    );
    expect(quantities).toEqual({ [both.uuid]: 5, [guests.uuid]: 4, [mine.uuid]: 1 });
    expect(await linesOf({ headers: guest })).toEqual([]);
  });

  it('is merged before its guest has registered, or not at all', async () => {
    const [product, guest, { token }] = [await aProduct(shop), await aGuest(), await aCustomer(shop)];
    await shop.post('/api/bucket', { headers: guest, body: { product: product.uuid, quantity: 4 } });
    const account = { username: 'latecomer', email: 'latecomer@magazin.test', password: 'onlydarkside' };
    const waiters = () => shop.rows(waiting);
    const [merging, registering] = await shop.app.get(Database).transaction(async (em) => {
      await em.execute(
        'select from buckets join customers on customers.id = customer_id where guest_token = ? for update of buckets',
        [guest['x-guest-token']],
      );
      const merging = linesOf({ token, headers: guest });
      await eventually(waiters, ({ length }) => length === 1);
      const registering = shop.post('/api/register', { body: account, headers: guest });
      const first = await Promise.race([
        registering.then(() => 'registered'),
        eventually(waiters, ({ length }) => length === 2).then(() => 'waits'),
      ]);
      expect(first).toBe('waits');
      return [[merging], [registering]] as const;
    });
    await many(50, () => linesOf({ token, headers: guest }));
    expect([await merging[0], (await registering[0]).status]).toMatchObject([[{ quantity: 4 }], 201]);
    expect(await linesOf({ token })).toMatchObject([{ quantity: 4 }]);
    const { body } = await shop.post<{ access: string }>('/api/login', { body: account });
    expect(await linesOf({ token: body.access })).toEqual([]);
  });

  it('is looked at without a lock where nothing of it is left to merge', async () => {
    const [product, guest, { token, uuid }] = [await aProduct(shop), await aGuest(), await aCustomer(shop)];
    await shop.post('/api/bucket', { headers: guest, body: { product: product.uuid, quantity: 4 } });
    expect(await linesOf({ token, headers: guest })).toMatchObject([{ quantity: 4 }]);
    await shop.app.get(Database).transaction(async (em) => {
      await em.execute(
        'select from buckets join customers on customers.id = customer_id where customers.uuid = ? for update of buckets',
        [uuid],
      );
      expect(await linesOf({ token, headers: guest })).toMatchObject([{ quantity: 4 }]);
    });
  });

  it('is merged up to the stock', async () => {
    const product = await aProduct(shop, { stock: 5 });
    const [guest, { token }] = [await aGuest(), await aCustomer(shop)];
    await shop.post('/api/bucket', { headers: guest, body: { product: product.uuid, quantity: 4 } });
    await add(token, product.uuid, 3);
    expect((await linesOf({ token, headers: guest }))[0]?.quantity).toBe(5);
  });

  it('is merged up to 999 units of a product', async () => {
    const product = await aProduct(shop, { stock: 5_000 });
    const [guest, { token }] = [await aGuest(), await aCustomer(shop)];
    await shop.post('/api/bucket', { headers: guest, body: { product: product.uuid, quantity: 600 } });
    await add(token, product.uuid, 600);
    expect((await linesOf({ token, headers: guest }))[0]?.quantity).toBe(999);
  });

  it('is merged with what was unpublished, sold out or repriced meanwhile, and warns of it', async () => {
    const [hidden, soldOut, dearer] = [await aProduct(shop), await aProduct(shop), await aProduct(shop)];
    const [guest, { token }] = [await aGuest(), await aCustomer(shop)];
    for (const { uuid } of [hidden, soldOut, dearer])
      await shop.post('/api/bucket', { headers: guest, body: { product: uuid, quantity: 2 } });
    await add(token, soldOut.uuid, 1);
    await shop.rows('update products set published = false where id = ?', [hidden.id]);
    await shop.rows('update products set on_hand = allocated where id = ?', [soldOut.id]);
    await shop.rows('update products set price = price + 1 where id = ?', [dearer.id]);
    const { body } = await shop.get<Summary>('/api/bucket/summary', { token, headers: guest });
    expect(body.lines.map(({ quantity }) => quantity)).toEqual([2, 2, 2]);
    expect(body.warnings.map(({ warning }) => warning).toSorted()).toEqual([
      'not_available',
      'not_enough_stock',
      'repriced',
    ]);
    expect(await linesOf({ headers: guest })).toEqual([]);
  });

  it('is merged up to 100 lines', async () => {
    const products = await many(101, () => aProduct(shop));
    const [guest, { token }] = [await aGuest(), await aCustomer(shop)];
    for (const { uuid } of products.slice(99))
      await shop.post('/api/bucket', { headers: guest, body: { product: uuid, quantity: 1 } });
    await many(99, (turn) => add(token, products[turn]?.uuid ?? '', 1));
    const { body } = await shop.get<{ count: number }>('/api/bucket', { token, headers: guest });
    expect(body.count).toBe(100);
  });

  it('is deleted with its guest after 90 days without a change', async () => {
    const product = await aProduct(shop);
    const [idle, active, recent] = [await aGuest(), await aGuest(), await aGuest()];
    const age = async (guest: Record<string, string>, days: number, lineDays: number) => {
      await shop.post('/api/bucket', { headers: guest, body: { product: product.uuid, quantity: 1 } });
      const values = [days, guest['x-guest-token']];
      await shop.rows(
        'update customers set created_at = now() - make_interval(days => ?) where guest_token = ?',
        values,
      );
      await shop.rows(
        `update bucket_lines set updated_at = now() - make_interval(days => ?) where bucket_id =
           (select buckets.id from buckets join customers on customers.id = customer_id where guest_token = ?)`,
        [lineDays, guest['x-guest-token']],
      );
    };
    await age(idle, 91, 91);
    await age(active, 91, 89);
    await age(recent, 89, 91);
    const buyer = await aGuest();
    await age(buyer, 91, 91);
    const name = { first_name: 'Ada', last_name: 'Lovelace' };
    const address = { ...name, address: 'Main Street 1', post_code: '10115', city: 'Berlin', country: 'DE' };
    const delivery = { email: 'guest@magazin.test', shipping_address: address };
    const placed = await shop.post('/api/orders', { headers: buyer, body: { payment: 'cash', ...delivery } });
    expect(placed.status).toBe(201);
    await shop.app.get(BucketService).deleteIdleGuests();
    expect((await shop.get('/api/bucket', { headers: idle })).body['code']).toBe(3004);
    for (const headers of [active, recent]) expect(await linesOf({ headers })).toHaveLength(1);
    expect((await shop.get<{ count: number }>('/api/orders', { headers: buyer })).body.count).toBe(1);
  });

  it('is kept with a guest who asks for support while it would be deleted', async () => {
    const product = await aProduct(shop);
    const guest = await aGuest();
    await shop.post('/api/bucket', { headers: guest, body: { product: product.uuid, quantity: 1 } });
    const token = guest['x-guest-token'];
    await shop.rows(`update customers set created_at = now() - interval '91 days' where guest_token = ?`, [token]);
    await shop.rows(`update bucket_lines set updated_at = now() - interval '91 days'`);
    const deleted = await shop.app.get(Database).transaction(async (em) => {
      const ask = `insert into tickets (uuid, customer_id, subject, email)
        select gen_random_uuid(), id, 'Help', 'g@magazin.test' from customers where guest_token = ?`;
      await em.execute(ask, [token]);
      const running = shop.app.get(BucketService).deleteIdleGuests();
      await Promise.race([running, wait(1_000)]);
      return { running };
    });
    await deleted.running;
    expect(await linesOf({ headers: guest })).toHaveLength(1);
  });

  it('is not open to a guest token whose owner has registered', async () => {
    const { uuid } = await aCustomer(shop);
    const [row] = await shop.rows<{ guest_token: string }>('select guest_token from customers where uuid = ?', [uuid]);
    const stolen = { 'x-guest-token': row?.guest_token ?? '' };
    expect((await shop.get('/api/bucket', { headers: stolen })).body['code']).toBe(3004);
  });
});
