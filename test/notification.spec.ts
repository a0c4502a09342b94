import { afterAll, describe, expect, it } from 'vitest';
import { Database } from '../src/database/database.js';
import { BucketReminders } from '../src/engagement/notification/bucket-reminders.js';
import { PriceDropMails } from '../src/engagement/notification/price-drop-mails.js';
import { RestockService } from '../src/engagement/notification/restock.service.js';
import { RestockMails } from '../src/engagement/notification/restock-mails.js';
import { aCustomer, aProduct, type SignedIn } from './factories/index.js';
import { eventually } from './support/eventually.js';
import { waiting } from './support/locks.js';
import { many } from './support/many.js';
import { shippingAddress } from './support/purchase.js';
import { Shop, useShop } from './support/shop.js';
import { find, Smtp } from './support/smtp.js';

const smtp = await new Smtp().start();
const environment = { SMTP_URL: smtp.url, PUBLIC_URL: 'https://shop.example', MAILS_PER_SECOND: '1000' };
const shop = useShop(environment);
afterAll(() => smtp.stop());

const mailsTo = (email: string, kind: string) =>
  shop.rows<{ text: string; unsubscribe_url: string }>(
    'select * from mails where lower(recipient) like lower(?) and kind = ? order by id',
    [email, kind],
  );
const someMail = (email: string, kind: string, count = 1) =>
  eventually(
    () => mailsTo(email, kind),
    ({ length }) => length >= count,
  );
/** Jobs that were enqueued are done: whatever they send is in the table. */
const jobsDone = (name: string) =>
  eventually(
    () => shop.rows(`select state from pgboss.job where name = ? and state <> 'completed'`, [name]),
    ({ length }) => length === 0,
  );
/** Does work while no mail of a kind to one address can be written. */
async function refusing(email: string, kind: string, work: () => Promise<unknown>): Promise<void> {
  await shop.rows(
    `alter table mails add constraint not_this_one check (kind <> '${kind}' or recipient <> '${email}') not valid`,
  );
  try {
    await work();
  } finally {
    await shop.rows('alter table mails drop constraint not_this_one');
  }
}
const pathOf = (url: string) => new URL(url).pathname;

/** Does work that waits for a statement which another transaction has not committed yet. */
async function whileUncommitted<Result>(statement: string, uuid: string, work: () => Promise<Result>): Promise<Result> {
  const started = await shop.app.get(Database).transaction(async (em) => {
    await em.execute(statement, [uuid]);
    const running = work();
    await Promise.race([
      running,
      eventually(
        () => shop.rows(waiting),
        ({ length }) => length > 0,
      ),
    ]);
    return { running };
  });
  return started.running;
}

let manager: SignedIn;
const staff = async () => (manager ??= await aCustomer(shop, 'admin')).token;
const setStock = async (product: string, stock: number) =>
  shop.put(`/api/admin/products/${product}/stock`, { token: await staff(), body: { stock, reason: 'count' } });
const setPrice = async (product: string, price: string) =>
  shop.put(`/api/admin/products/${product}`, { token: await staff(), body: { price } });
const importCsv = async (csv: string) =>
  shop.post('/api/admin/products/import', {
    token: await staff(),
    body: Buffer.from(csv),
    headers: { 'content-type': 'text/csv' },
  });

const subscribe = (product: string, token?: string, email?: string) =>
  shop.post(`/api/products/${product}/notify`, { ...(token ? { token } : {}), body: email ? { email } : {} });
const prefer = (token: string, body: object) => shop.put('/api/profile/preferences', { token, body });

/** A visitor’s subscription, and the path of the link in the confirmation mail. */
async function askToConfirm(product: string, email: string): Promise<string> {
  await subscribe(product, undefined, email);
  const [mail] = await someMail(email, 'restock_confirmation');
  return /https:\/\/shop\.example(\/api\/notifications\/confirm\/\S+)/.exec(mail?.text ?? '')?.[1] ?? '';
}

describe('back in stock', () => {
  it('is told once to each subscriber, of fifty counts at once', async () => {
    const { uuid } = await aProduct(shop, { stock: 0, name: 'Globe' });
    const subscribers = await many(5, () => aCustomer(shop));
    for (const { token } of subscribers)
      expect(await subscribe(uuid, token)).toMatchObject({ status: 202, body: { status: 'subscribed' } });
    await many(50, (turn) => setStock(uuid, turn % 2 ? 0 : 10));
    await setStock(uuid, 10);
    for (const { email } of subscribers) await someMail(email, 'back_in_stock');
    await jobsDone('product.restocked');
    for (const { email } of subscribers) expect(await mailsTo(email, 'back_in_stock')).toHaveLength(1);
  });

  it('follows every way in which stock returns, by one job, and only when there was none', async () => {
    const product = await aProduct(shop, { stock: 1 });
    const { uuid } = product;
    const jobs = async () =>
      (
        await shop.rows(`select id from pgboss.job where name = 'product.restocked' and data::text like ?`, [
          `%${uuid}%`,
        ])
      ).length;
    const customer = await aCustomer(shop);
    const order = async () => {
      await shop.post('/api/bucket', { token: customer.token, body: { product: uuid, quantity: 1 } });
      const body = { payment: 'cash', shipping_address: shippingAddress };
      return (await shop.post<{ order_uuid: string }>('/api/orders', { token: customer.token, body })).body.order_uuid;
    };
    const ways = {
      cancellation: async () => shop.put(`/api/orders/${await order()}/set_canceled`, { token: customer.token }),
      count: async () => {
        await setStock(uuid, 0);
        return setStock(uuid, 2);
      },
      adjustment: async () => {
        await setStock(uuid, 0);
        const body = { by: 1, reason: 'found' };
        return shop.patch(`/api/admin/products/${uuid}/stock`, { token: await staff(), body });
      },
      import: async () => {
        await setStock(uuid, 0);
        return importCsv(`slug,stock\n${product.slug},5`);
      },
      publication: async () => {
        const publish = async (published: boolean) =>
          shop.put(`/api/admin/products/${uuid}`, { token: await staff(), body: { published } });
        await publish(false);
        return publish(true);
      },
    };
    for (const [turn, way] of Object.values(ways).entries()) {
      expect((await way()).status).toBe(200);
      expect(await jobs()).toBe(turn + 1);
    }
    await setStock(uuid, 7);
    await importCsv(`slug,stock\n${product.slug},9`);
    await shop.put(`/api/orders/${await order()}/set_canceled`, { token: customer.token });
    expect(await jobs()).toBe(Object.keys(ways).length);
  });

  it('is told once by two processes and by a repeated job, and again only to who asks again', async () => {
    const other = new Shop();
    await other.start({ ...environment, DATABASE_URL: shop.databaseUrl });
    const { uuid } = await aProduct(shop, { stock: 0 });
    const subscribers = await many(8, () => aCustomer(shop));
    await Promise.all(subscribers.map(({ token }) => subscribe(uuid, token)));
    await setStock(uuid, 3);
    await Promise.all(
      [shop, other].flatMap((at) => [1, 2, 3].map(() => at.app.get(RestockMails).notify({ products: [uuid] }))),
    );
    await shop.app.get(RestockMails).notify({ products: [uuid] });
    await jobsDone('product.restocked');
    await other.stop();
    for (const { email } of subscribers) expect(await mailsTo(email, 'back_in_stock')).toHaveLength(1);
    await setStock(uuid, 0);
    const [again, ...others] = subscribers;
    await subscribe(uuid, again?.token);
    await setStock(uuid, 3);
    await someMail(again?.email ?? '', 'back_in_stock', 2);
    await jobsDone('product.restocked');
    for (const { email } of others) expect(await mailsTo(email, 'back_in_stock')).toHaveLength(1);
  });

  it('misses nobody who subscribes while the stock returns', async () => {
    const { uuid } = await aProduct(shop, { stock: 0 });
    const { token } = await aCustomer(shop);
    const answer = await whileUncommitted('update products set on_hand = allocated + 1 where uuid = ?', uuid, () =>
      subscribe(uuid, token),
    );
    expect(answer).toMatchObject({ status: 409, body: { code: 1240 } });
  });

  it('is told once to each after a crash in the middle', async () => {
    const { uuid } = await aProduct(shop, { stock: 0 });
    const subscribers = await many(4, () => aCustomer(shop));
    for (const { token } of subscribers) await subscribe(uuid, token);
    await shop.rows('update products set on_hand = allocated + 1 where uuid = ?', [uuid]);
    const notify = () => shop.app.get(RestockMails).notify({ products: [uuid] });
    const counts = () =>
      Promise.all(subscribers.map(async ({ email }) => (await mailsTo(email, 'back_in_stock')).length));
    await shop.rows(
      `create function crash() returns trigger language plpgsql as $$ begin raise 'crash' using errcode = '57P01'; end $$;
       create trigger crash before insert on mails for each row when (new.recipient = '${subscribers[2]?.email}') execute function crash()`,
    );
    await expect(notify()).rejects.toThrow('crash');
    await shop.rows('drop trigger crash on mails');
    expect(await counts()).toEqual([0, 0, 0, 0]);
    await many(3, notify);
    expect(await counts()).toEqual([1, 1, 1, 1]);
  });

  it('that cannot be told to one is told to the others', async () => {
    const { uuid } = await aProduct(shop, { stock: 0 });
    const [first, stuck, last] = [await aCustomer(shop), await aCustomer(shop), await aCustomer(shop)];
    for (const { token } of [first, stuck, last]) await subscribe(uuid, token);
    await refusing(stuck.email, 'back_in_stock', async () => {
      await setStock(uuid, 1);
      await someMail(last.email, 'back_in_stock');
    });
    const told = [first, stuck].map(async ({ email }) => (await mailsTo(email, 'back_in_stock')).length);
    expect(await Promise.all(told)).toEqual([1, 0]);
  });

  it('is told later where the table of mails has changed meanwhile, which is not the fault of one mail', async () => {
    const { uuid } = await aProduct(shop, { stock: 0 });
    const waiting = await many(2, () => aCustomer(shop));
    for (const { token } of waiting) await subscribe(uuid, token);
    await shop.rows('update products set on_hand = allocated + 5 where uuid = ?', [uuid]);
    const notify = () => shop.app.get(RestockMails).notify({ products: [uuid] });
    await shop.rows('alter table mails rename column subject to renamed');
    const failed = await notify().catch((error: unknown) => error);
    await shop.rows('alter table mails rename column renamed to subject');
    expect(failed).toBeInstanceOf(Error);
    await notify();
    for (const { email } of waiting) expect(await mailsTo(email, 'back_in_stock')).toHaveLength(1);
  });

  it('is not told while the product is gone again or hidden, nor to who stopped waiting', async () => {
    const { uuid } = await aProduct(shop, { stock: 0 });
    const [waiting, stopped] = [await aCustomer(shop), await aCustomer(shop)];
    for (const { token } of [waiting, stopped]) await subscribe(uuid, token);
    const stop = () => shop.delete(`/api/products/${uuid}/notify`, { token: stopped.token });
    expect((await stop()).status).toBe(204);
    expect(await stop()).toMatchObject({ status: 404, body: { code: 1241 } });
    const notify = () => shop.app.get(RestockMails).notify({ products: [uuid] });
    await notify();
    await shop.rows('update products set on_hand = allocated + 5, published = false where uuid = ?', [uuid]);
    await notify();
    expect(await mailsTo(waiting.email, 'back_in_stock')).toEqual([]);
    await shop.rows('update products set published = true where uuid = ?', [uuid]);
    await notify();
    expect(await mailsTo(waiting.email, 'back_in_stock')).toHaveLength(1);
    expect(await mailsTo(stopped.email, 'back_in_stock')).toEqual([]);
  });

  it('cannot be asked for where the product is in stock, hidden or unknown', async () => {
    const [stocked, hidden] = [await aProduct(shop), await aProduct(shop, { stock: 0, published: false })];
    const { token } = await aCustomer(shop);
    expect(await subscribe(stocked.uuid, token)).toMatchObject({ status: 409, body: { code: 1240 } });
    expect(await subscribe(hidden.uuid, token)).toMatchObject({ status: 404, body: { code: 1011 } });
    const soldOut = await aProduct(shop, { stock: 0 });
    const { body } = await shop.post<{ guest_token: string }>('/api/guest');
    const headers = { 'x-guest-token': body.guest_token };
    const guest = await shop.post(`/api/products/${soldOut.uuid}/notify`, { headers, body: {} });
    expect(guest).toMatchObject({ status: 400, body: { details: [{ field: 'email' }] } });
    for (const email of [undefined, 'nonsense'])
      expect(await subscribe(soldOut.uuid, undefined, email)).toMatchObject({ status: 400, body: { code: 4000 } });
  });
});

describe('back in stock without an account', () => {
  it('is told only after the address confirmed it, which a mere look at the page does not', async () => {
    const { uuid } = await aProduct(shop, { stock: 0, name: 'Lamp & Co' });
    const [email, silent] = ['visitor@magazin.test', 'silent@magazin.test'];
    const link = await askToConfirm(uuid, 'Visitor@magazin.test');
    await askToConfirm(uuid, silent);
    expect(await shop.get<string>(link)).toMatchObject({
      status: 200,
      headers: { 'content-type': 'text/html; charset=utf-8' },
      body: expect.stringContaining('<form method="post">'),
    });
    await setStock(uuid, 1);
    await jobsDone('product.restocked');
    await setStock(uuid, 0);
    expect(await mailsTo(email, 'back_in_stock')).toEqual([]);
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const confirmed = await many(50, () => shop.post(link, { headers: form, body: Buffer.from('a=b') }));
    expect(new Set(confirmed.map(({ status }) => status))).toEqual(new Set([200]));
    await setStock(uuid, 1);
    await someMail(email, 'back_in_stock');
    await jobsDone('product.restocked');
    expect(await mailsTo(email, 'back_in_stock')).toHaveLength(1);
    expect(await mailsTo(silent, 'back_in_stock')).toEqual([]);
    for (const token of ['nonsense', link.slice(link.lastIndexOf('/') + 1, -1) + (link.endsWith('A') ? 'B' : 'A')])
      expect(await shop.post(`/api/notifications/confirm/${token}`)).toMatchObject({
        status: 404,
        body: { code: 1242 },
      });
  });

  it('is told at the confirmation where the product came back before', async () => {
    const { uuid } = await aProduct(shop, { stock: 0 });
    const email = 'slow@magazin.test';
    const link = await askToConfirm(uuid, email);
    await setStock(uuid, 1);
    await jobsDone('product.restocked');
    await shop.post(link);
    await someMail(email, 'back_in_stock');
  });

  it('asks an address at most three times a day, whoever asks, and answers the same', async () => {
    const products = await many(25, () => aProduct(shop, { stock: 0 }));
    const { email } = await aCustomer(shop);
    const answers = await many(50, (turn) => subscribe(products[turn % 25]?.uuid ?? '', undefined, email));
    const stranger = await subscribe(products[0]?.uuid ?? '', undefined, 'stranger@magazin.test');
    expect(new Set([...answers, stranger].map(({ status, body }) => JSON.stringify([status, body])))).toEqual(
      new Set(['[202,{"status":"confirmation_needed"}]']),
    );
    expect(await mailsTo(email, 'restock_confirmation')).toHaveLength(3);
    const { email: other } = await aCustomer(shop);
    const spelled = await many(50, (turn) =>
      subscribe(products[turn % 25]?.uuid ?? '', undefined, other.replace('@', `+${turn}@`)),
    );
    expect(new Set(spelled.map(({ status }) => status))).toEqual(new Set([202]));
    expect(await mailsTo(other.replace('@', '+%@'), 'restock_confirmation')).toHaveLength(3);
    await shop.rows('update budgets set ends_at = now()');
    await subscribe(products[7]?.uuid ?? '', undefined, email);
    expect(await mailsTo(email, 'restock_confirmation')).toHaveLength(4);
  });

  it('keeps the link of a confirmation from staff', async () => {
    const { uuid } = await aProduct(shop, { stock: 0 });
    await askToConfirm(uuid, 'private@magazin.test');
    const token = await staff();
    const list = '/api/admin/mails?recipient=private@magazin.test';
    const { body } = await shop.get<{ results: { uuid: string }[] }>(list, { token });
    const detail = await shop.get(`/api/admin/mails/${body.results[0]?.uuid}`, { token });
    expect(detail.body).toMatchObject({ kind: 'restock_confirmation', html: null, text: null });
  });

  it('is forgotten where it was never confirmed; who unsubscribed stays known as that', async () => {
    const { uuid } = await aProduct(shop, { stock: 0 });
    const [pending, left] = ['pending@magazin.test', 'left@magazin.test'];
    for (const email of [pending, left]) await askToConfirm(uuid, email);
    await shop.rows('update notification_contacts set back_in_stock = false where email = ?', [left]);
    const eightDaysAgo = `now() - interval '8 days'`;
    await shop.rows(`update restock_subscriptions set created_at = ${eightDaysAgo} where confirmed_at is null`);
    await shop.rows(`update notification_contacts set created_at = ${eightDaysAgo} where email in (?, ?)`, [
      pending,
      left,
    ]);
    await shop.app.get(RestockService).deleteExpired();
    const known = await shop.rows('select email from notification_contacts where email in (?, ?)', [pending, left]);
    expect(known).toEqual([{ email: left }]);
  });

  it('is not ended by somebody who types the address', async () => {
    const { uuid } = await aProduct(shop, { stock: 0 });
    const email = 'waiting@magazin.test';
    await shop.post(await askToConfirm(uuid, email));
    const stranger = await aCustomer(shop);
    expect((await shop.delete(`/api/products/${uuid}/notify`, { body: { email } })).status).toBe(403);
    expect((await shop.delete(`/api/products/${uuid}/notify`, { token: stranger.token })).status).toBe(404);
    await shop.rows('update products set on_hand = allocated + 1 where uuid = ?', [uuid]);
    await shop.app.get(RestockMails).notify({ products: [uuid] });
    expect(await mailsTo(email, 'back_in_stock')).toHaveLength(1);
  });
});

describe('price drop', () => {
  const wish = (token: string, product: string) => shop.post('/api/wishlist', { token, body: { product } });
  const subjects = async (email: string) =>
    (
      await shop.rows<{ subject: string }>(
        `select subject from mails where recipient = ? and kind = 'price_drop' order by id`,
        [email],
      )
    ).map(({ subject }) => subject);

  it('is told once per drop to customers who agreed: lower than when wished for or last told', async () => {
    const product = await aProduct(shop, { price: 1000, name: 'Atlas' });
    const { uuid } = product;
    const [agreed, silent, optedOut] = [await aCustomer(shop), await aCustomer(shop), await aCustomer(shop)];
    for (const { token } of [agreed, silent, optedOut]) await wish(token, uuid);
    await prefer(agreed.token, { marketing: true });
    await prefer(optedOut.token, { marketing: true, price_drops: false });
    await setPrice(uuid, '12.00');
    await setPrice(uuid, '11.00');
    await jobsDone('product.price_dropped');
    expect(await subjects(agreed.email)).toEqual([]);
    await setPrice(uuid, '9.00');
    const [mail] = await someMail(agreed.email, 'price_drop');
    for (const amount of ['€9.00', '€10.00']) expect(mail?.text).toContain(amount);
    await many(50, () => shop.app.get(PriceDropMails).notify({ products: [{ product: uuid, from: 1000 }] }));
    await setPrice(uuid, '10.00');
    await setPrice(uuid, '9.00');
    await jobsDone('product.price_dropped');
    expect(await subjects(agreed.email)).toEqual(['Atlas costs less now']);
    await importCsv(`slug,price\n${product.slug},8.00`);
    await someMail(agreed.email, 'price_drop', 2);
    await jobsDone('product.price_dropped');
    expect(await subjects(agreed.email)).toHaveLength(2);
    for (const { email } of [silent, optedOut]) expect(await subjects(email)).toEqual([]);
  });

  it('that cannot be told to one is told to the others', async () => {
    const { uuid } = await aProduct(shop, { price: 1000 });
    const [first, stuck, last] = [await aCustomer(shop), await aCustomer(shop), await aCustomer(shop)];
    for (const { token } of [first, stuck, last]) {
      await prefer(token, { marketing: true });
      await wish(token, uuid);
    }
    await refusing(stuck.email, 'price_drop', async () => {
      await setPrice(uuid, '9.00');
      await someMail(last.email, 'price_drop');
    });
    expect(await Promise.all([first, stuck].map(async ({ email }) => (await subjects(email)).length))).toEqual([1, 0]);
  });

  it('is told of prices beyond 32 bits', async () => {
    const { uuid } = await aProduct(shop, { price: 2_500_000_000 });
    const { token, email } = await aCustomer(shop);
    await prefer(token, { marketing: true });
    await wish(token, uuid);
    await setPrice(uuid, '20000000.00');
    await someMail(email, 'price_drop');
  });

  it('of many products at once is one mail', async () => {
    const [one, two] = [await aProduct(shop, { price: 1000 }), await aProduct(shop, { price: 2000 })];
    const { token, email } = await aCustomer(shop);
    await prefer(token, { marketing: true });
    for (const { uuid } of [one, two]) await wish(token, uuid);
    await importCsv(`slug,price\n${one.slug},9.00\n${two.slug},19.00`);
    await someMail(email, 'price_drop');
    await jobsDone('product.price_dropped');
    expect(await subjects(email)).toEqual(['2 products on your wishlist cost less now']);
  });
});

describe('bucket reminder', () => {
  const remind = (at = shop) => at.app.get(BucketReminders).remind();
  const fill = (token: string, product: string) => shop.post('/api/bucket', { token, body: { product, quantity: 1 } });
  /** As if nothing had happened to the bucket, and no mail been sent, for so long. */
  const age = ({ uuid }: SignedIn, hours: number) =>
    shop.rows(
      `with bucket as (
        update buckets set updated_at = now() - make_interval(hours => ?::int) from customers
        where customers.id = customer_id and customers.uuid = ? returning buckets.id, buckets.updated_at
      ) update bucket_lines set updated_at = bucket.updated_at from bucket where bucket_id = bucket.id`,
      [hours, uuid],
    );
  const remindedAgo = ({ uuid }: SignedIn, days: number) =>
    shop.rows(
      `update notification_contacts set bucket_reminded_at = now() - make_interval(days => ?::int) from customers
       where customers.id = customer_id and customers.uuid = ?`,
      [days, uuid],
    );
  const count = async ({ email }: SignedIn) => (await mailsTo(email, 'bucket_reminder')).length;
  async function aLeftBucket(stock = 5): Promise<SignedIn & { product: string }> {
    const customer = await aCustomer(shop);
    const { uuid: product } = await aProduct(shop, { stock });
    await prefer(customer.token, { marketing: true });
    await fill(customer.token, product);
    await age(customer, 25);
    return { ...customer, product };
  }

  it('is sent once for each bucket left a day ago, by two processes at once too', async () => {
    const other = new Shop();
    await other.start({ ...environment, DATABASE_URL: shop.databaseUrl });
    const left = await many(5, () => aLeftBucket());
    await many(10, (turn) => remind(turn % 2 ? shop : other));
    await remind();
    await other.stop();
    for (const customer of left) expect(await count(customer)).toBe(1);
  });

  it('that cannot be written does not keep the others waiting', async () => {
    const [first, stuck, last] = await many(3, () => aLeftBucket());
    if (!first || !stuck || !last) throw new Error('three were made');
    await refusing(stuck.email, 'bucket_reminder', remind);
    expect(await Promise.all([first, stuck, last].map(count))).toEqual([1, 0, 1]);
  });

  it('is not sent without consent, too early or late, after an order, or when nothing can be bought', async () => {
    const [silent, early, late, touched, ordered, soldOut] = await many(6, () => aLeftBucket());
    if (!silent || !early || !late || !touched || !ordered || !soldOut) throw new Error('six were made');
    await prefer(silent.token, { marketing: false });
    await age(early, 23);
    await age(late, 8 * 24);
    const { uuid: second } = await aProduct(shop);
    await fill(touched.token, second);
    await age(touched, 25);
    const { body } = await shop.get<{ results: { bucket_uuid: string }[] }>('/api/bucket', { token: touched.token });
    expect((await shop.delete(`/api/bucket/${body.results[1]?.bucket_uuid}`, { token: touched.token })).status).toBe(
      200,
    );
    await shop.post('/api/orders', {
      token: ordered.token,
      body: { payment: 'cash', shipping_address: shippingAddress },
    });
    await fill(ordered.token, ordered.product);
    await age(ordered, 25);
    await setStock(soldOut.product, 0);
    await remind();
    for (const customer of [silent, early, late, touched, ordered, soldOut]) expect(await count(customer)).toBe(0);
  });

  it('is sent again only after another change, and not within a week', async () => {
    const customer = await aLeftBucket();
    await remind();
    await age(customer, 30);
    await remindedAgo(customer, 1);
    await remind();
    expect(await count(customer)).toBe(1);
    await age(customer, 26);
    await remind();
    expect(await count(customer)).toBe(1);
    await remindedAgo(customer, 8);
    await remind();
    expect(await count(customer)).toBe(2);
    await remindedAgo(customer, 8);
    await age(customer, 24 * 7 + 1);
    await remind();
    expect(await count(customer)).toBe(2);
  });
});

describe('unsubscribing', () => {
  const oneClick = { 'content-type': 'application/x-www-form-urlencoded' };
  const unsubscribe = (url: string) =>
    shop.post<string>(pathOf(url), { headers: oneClick, body: Buffer.from('List-Unsubscribe=One-Click') });

  it('is one click by the headers of the mail, without a login, for good and for one kind only', async () => {
    const { token, email } = await aCustomer(shop);
    const { uuid } = await aProduct(shop, { stock: 0 });
    await subscribe(uuid, token);
    await setStock(uuid, 1);
    const [received] = await eventually(
      () => smtp.to(email).filter(({ message }) => message.headers['subject']?.endsWith('is back in stock')),
      ({ length }) => length > 0,
    );
    const { headers } = received?.message ?? { headers: {} as Record<string, string> };
    expect(headers['list-unsubscribe-post']).toBe('List-Unsubscribe=One-Click');
    const url =
      /^<(https:\/\/shop\.example\/api\/unsubscribe\/[\w-]{64})>$/.exec(headers['list-unsubscribe'] ?? '')?.[1] ?? '';
    expect(received && find(received.message, 'text/plain')?.content.toString()).toContain(url);
    expect(received && find(received.message, 'text/html')?.content.toString()).toContain(url);
    const { uuid: next } = await aProduct(shop, { stock: 0 });
    await subscribe(next, token);
    const preferences = async () => (await shop.get('/api/profile/preferences', { token })).body;
    expect((await shop.get(pathOf(url))).status).toBe(200);
    expect(await preferences()).toMatchObject({ back_in_stock: true });
    const clicks = await many(50, async () => (await unsubscribe(url)).status);
    expect(new Set(clicks)).toEqual(new Set([200]));
    expect(await preferences()).toMatchObject({ back_in_stock: false, price_drops: true, bucket_reminders: true });
    await setStock(next, 1);
    await jobsDone('product.restocked');
    expect(await mailsTo(email, 'back_in_stock')).toHaveLength(1);
    for (const broken of [`${url.slice(0, -1)}`, `${url}A`, 'https://shop.example/api/unsubscribe/x'])
      expect(await unsubscribe(broken)).toMatchObject({
        status: 404,
        headers: { 'content-type': expect.stringContaining('application/json') },
        body: { code: 1242 },
      });
  });

  it('stops what is queued and what a job is about to send', async () => {
    smtp.behaviors.set('queued@magazin.test', 'is busy');
    const { token, uuid } = await aCustomer(shop);
    await shop.rows(`update customers set email = 'queued@magazin.test' where uuid = ?`, [uuid]);
    const [first, second] = [await aProduct(shop, { stock: 0 }), await aProduct(shop, { stock: 0 })];
    for (const product of [first, second]) await subscribe(product.uuid, token);
    await setStock(first.uuid, 1);
    const [mail] = await someMail('queued@magazin.test', 'back_in_stock');
    await unsubscribe(mail?.unsubscribe_url ?? '');
    expect(await mailsTo('queued@magazin.test', 'back_in_stock')).toEqual([]);
    expect(smtp.to('queued@magazin.test')).toEqual([]);
    await setStock(second.uuid, 1);
    await jobsDone('product.restocked');
    expect(await mailsTo('queued@magazin.test', 'back_in_stock')).toEqual([]);
  });

  it('counts from its answer on, also for a job that has begun', async () => {
    const product = await aProduct(shop, { stock: 0 });
    const { token, email, uuid } = await aCustomer(shop);
    await subscribe(product.uuid, token);
    await shop.rows('update products set on_hand = allocated + 1 where uuid = ?', [product.uuid]);
    await whileUncommitted(
      `update notification_contacts set back_in_stock = false from customers where customers.id = customer_id and customers.uuid = ?`,
      uuid,
      () => shop.app.get(RestockMails).notify({ products: [product.uuid] }),
    );
    expect(await mailsTo(email, 'back_in_stock')).toEqual([]);
  });

  it('takes either form of RFC 8058', async () => {
    const { uuid } = await aProduct(shop, { stock: 0 });
    const email = 'multipart@magazin.test';
    await subscribe(uuid, undefined, email);
    const [mail] = await someMail(email, 'restock_confirmation');
    const form = new FormData();
    form.append('List-Unsubscribe', 'One-Click');
    const encoded = new Response(form);
    const answer = await shop.post(pathOf(mail?.unsubscribe_url ?? ''), {
      headers: { 'content-type': encoded.headers.get('content-type') ?? '' },
      body: Buffer.from(await encoded.arrayBuffer()),
    });
    expect(answer.status).toBe(200);
    expect(await shop.rows('select back_in_stock from notification_contacts where email = ?', [email])).toEqual([
      { back_in_stock: false },
    ]);
  });

  it('works for each kind of mail that needs consent', async () => {
    const { token, email, uuid } = await aCustomer(shop);
    const product = await aProduct(shop, { price: 1000 });
    await prefer(token, { marketing: true });
    await shop.post('/api/wishlist', { token, body: { product: product.uuid } });
    await shop.post('/api/bucket', { token, body: { product: product.uuid, quantity: 1 } });
    const leave = () =>
      shop.rows(`with changed as (update buckets set updated_at = now() - interval '25 hours')
        update bucket_lines set updated_at = now() - interval '25 hours'`);
    await leave();
    await shop.app.get(BucketReminders).remind();
    await setPrice(product.uuid, '9.00');
    for (const kind of ['price_drop', 'bucket_reminder']) {
      const [mail] = await someMail(email, kind);
      expect((await unsubscribe(mail?.unsubscribe_url ?? '')).status).toBe(200);
    }
    const sent = () =>
      Promise.all(['price_drop', 'bucket_reminder'].map(async (kind) => (await mailsTo(email, kind)).length));
    const before = await sent();
    await setPrice(product.uuid, '8.00');
    await shop.rows(
      `update notification_contacts set bucket_reminded_at = null where customer_id = (select id from customers where uuid = ?)`,
      [uuid],
    );
    await shop.app.get(BucketReminders).remind();
    await jobsDone('product.price_dropped');
    expect(await sent()).toEqual(before);
    const { body } = await shop.get('/api/profile/preferences', { token });
    expect(body).toMatchObject({ marketing: true, price_drops: false, bucket_reminders: false, back_in_stock: true });
  });

  it('takes forms, which other routes refuse', async () => {
    const { token } = await aCustomer(shop);
    const refused = await shop.put('/api/profile/preferences', {
      token,
      headers: oneClick,
      body: Buffer.from('marketing=1'),
    });
    expect(refused.status).toBe(415);
  });
});

describe('preferences', () => {
  it('record each consent and withdrawal with its words, and overwrite none', async () => {
    const { token } = await aCustomer(shop);
    const read = async () => (await shop.get<Record<string, never>>('/api/profile/preferences', { token })).body;
    const initial = await read();
    expect(initial).toEqual({
      marketing: false,
      price_drops: true,
      bucket_reminders: true,
      back_in_stock: true,
      consent: null,
      consent_text: { version: expect.any(String), text: expect.any(String) },
    });
    const { version, text } = initial['consent_text'] as { version: string; text: string };
    expect(await prefer(token, { marketing: true, consent_version: 'older' })).toMatchObject({
      status: 409,
      body: { code: 1243 },
    });
    expect(await read()).toEqual(initial);
    await many(50, () => prefer(token, { marketing: true, consent_version: version }));
    const consent = { granted: true, source: 'preferences', version, text, at: expect.stringMatching(/Z$/) };
    expect(await read()).toMatchObject({ marketing: true, consent });
    expect((await prefer(token, { marketing: false })).body).toMatchObject({
      marketing: false,
      consent: { granted: false, version: null },
    });
    await prefer(token, { marketing: true, price_drops: false });
    const records = await shop.rows(
      `select subject, granted, consent_records.version from consent_records join notification_contacts contact on contact.id = contact_id
       join customers on customers.id = customer_id join sessions on sessions.customer_id = customers.id
       where customers.uuid = ? order by consent_records.id`,
      [(await shop.get<{ results: { uuid: string }[] }>('/api/profile', { token })).body.results[0]?.uuid],
    );
    expect(records).toEqual([
      { subject: 'marketing', granted: true, version },
      { subject: 'marketing', granted: false, version: null },
      { subject: 'marketing', granted: true, version },
      { subject: 'price_drops', granted: false, version: null },
    ]);
    expect((await prefer(token, { marketing: 'yes' })).status).toBe(400);
  });
});
