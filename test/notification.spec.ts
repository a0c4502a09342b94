import { afterAll, describe, expect, it } from 'vitest';
import { BucketReminders } from '../src/engagement/notification/bucket-reminders.js';
import { PriceDropMails } from '../src/engagement/notification/price-drop-mails.js';
import { RestockMails } from '../src/engagement/notification/restock-mails.js';
import { aCustomer, aProduct, type SignedIn } from './factories/index.js';
import { eventually } from './support/eventually.js';
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
    'select * from mails where lower(recipient) = lower(?) and kind = ? order by id',
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
const pathOf = (url: string) => new URL(url).pathname;

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
});
