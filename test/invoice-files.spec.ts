import { expect, it } from 'vitest';
import { aCustomer } from './factories/index.js';
import { anOrder, credit, file, issue, numbered } from './support/invoices.js';
import { Shop, useShop } from './support/shop.js';

const shop = useShop();

it('invoice file: is named after its number and never cached', async () => {
  const { order, token } = await anOrder(shop);
  const { number } = await issue(shop, order);
  const { number: note } = await credit(shop, order, { amount: 100, reason: 'Scratched' });
  const at = `/api/orders/${order}`;
  for (const [url, type, name, begin] of [
    [`${at}/invoice.pdf`, 'application/pdf', `${number}.pdf`, '%PDF-'],
    [`${at}/invoice.xml`, 'application/xml', `${number}.xml`, '<Invoice xmlns="urn:oasis:'],
    [`${at}/invoice.xml?format=ubl`, 'application/xml', `${number}.xml`, '<Invoice xmlns="urn:oasis:'],
    [`${at}/invoice.xml?format=cii`, 'application/xml', `${number}.cii.xml`, '<rsm:CrossIndustryInvoice '],
    [`${at}/credit-notes/${note}.pdf`, 'application/pdf', `${note}.pdf`, '%PDF-'],
    [`${at}/credit-notes/${note}.xml`, 'application/xml', `${note}.xml`, '<CreditNote xmlns="urn:oasis:'],
    [`${at}/credit-notes/${note}.xml?format=cii`, 'application/xml', `${note}.cii.xml`, '<rsm:CrossIndustryInvoice '],
  ] as const) {
    const { statusCode, headers, rawPayload } = await file(shop, url, { token });
    expect([url, statusCode]).toEqual([url, 200]);
    expect(headers).toMatchObject({
      'content-type': type,
      'content-disposition': `attachment; filename="${name}"`,
      'content-length': String(rawPayload.length),
      'cache-control': 'no-store',
    });
    expect(rawPayload.toString().replace(/^<\?xml.*\n/, '')).toMatch(new RegExp(`^${begin}`));
  }
  expect((await shop.get(`${at}/invoice.xml?format=pdf`, { token })).status).toBe(400);
  for (const name of [number, numbered('CRN', 999_999), '%00', 'a.b', '..%2F..'])
    expect((await shop.get(`${at}/credit-notes/${name}.pdf`, { token })).body, name).toMatchObject({ code: 1072 });
});

it('invoice file: can be downloaded by its owner, a guest too, and by staff', async () => {
  const { order, token } = await anOrder(shop);
  const { uuid } = await issue(shop, order);
  const { number: note } = await credit(shop, order, { amount: 100, reason: 'Scratched' });
  const at = `/api/orders/${order}`;
  const urls = ['invoice', 'invoice.pdf', 'invoice.xml', `credit-notes/${note}.pdf`, `credit-notes/${note}.xml`];
  const statuses = (who: object) =>
    Promise.all(urls.map(async (url) => (await file(shop, `${at}/${url}`, who)).statusCode));
  const guest = async () => {
    const { body } = await shop.post<{ guest_token: string }>('/api/guest');
    return { headers: { 'x-guest-token': body.guest_token } };
  };
  const owner = await guest();
  const support = { token: (await aCustomer(shop, 'support')).token };
  for (const stranger of [{ token: (await aCustomer(shop)).token }, support, await guest()])
    expect(await statuses(stranger)).toEqual(urls.map(() => 404));
  expect(await statuses({})).toEqual(urls.map(() => 403));
  expect(await statuses({ token })).toEqual(urls.map(() => 200));
  await shop.rows('update orders set customer_id = (select id from customers where guest_token = ?) where uuid = ?', [
    owner.headers['x-guest-token'],
    order,
  ]);
  expect(await statuses(owner)).toEqual(urls.map(() => 200));
  expect(await statuses({ token })).toEqual(urls.map(() => 404));
  const staff = await file(shop, `/api/admin/invoices/${uuid}.pdf`, support);
  expect([staff.statusCode, staff.headers['content-type']]).toEqual([200, 'application/pdf']);
  expect((await file(shop, `/api/admin/invoices/${uuid}.pdf`, { token })).statusCode).toBe(403);
  for (const missing of [order, 'no-uuid'])
    expect((await shop.get(`/api/admin/invoices/${missing}.pdf`, support)).body['code']).toBe(1072);
});

const stored = (uuid: string) =>
  shop.rows<{ format: string }>(
    'select format from invoice_files where invoice_id = (select id from invoices where uuid = ?) order by format',
    [uuid],
  );

it('invoice file: is rendered when it is first asked for, and never again', async () => {
  const { order, token } = await anOrder(shop);
  const { uuid } = await issue(shop, order);
  expect(await stored(uuid)).toEqual([]);
  const urls = ['invoice.pdf', 'invoice.xml?format=ubl', 'invoice.xml?format=cii'];
  const files = () =>
    Promise.all(urls.map(async (url) => (await file(shop, `/api/orders/${order}/${url}`, { token })).rawPayload));
  const [first, second] = await Promise.all([files(), files()]);
  expect(second).toEqual(first);
  expect(await stored(uuid)).toEqual(['cii', 'pdf', 'ubl'].map((format) => ({ format })));
  // As a later version of the rendering would.
  await shop.rows(`update invoices set document = replace(document::text, 'Max', 'Moritz')::json where uuid = ?`, [
    uuid,
  ]);
  expect(await files()).toEqual(first);
});

it('invoice file: a PDF of an older release is kept by the migration', async () => {
  const older = new Shop();
  await older.start({});
  const { order, token } = await anOrder(older);
  const { uuid } = await issue(older, order);
  const { migrator } = older.orm;
  const migrations = (await migrator.getExecuted())
    .map(({ name }) => name)
    .filter((name) => /-invoice-(files|moments)/.test(name));
  await migrator.down({ migrations });
  await older.rows(`update invoices set pdf = '%PDF-1.7 of long ago' where uuid = ?`, [uuid]);
  await migrator.up({ migrations });
  const { body } = await file(older, `/api/orders/${order}/invoice.pdf`, { token });
  expect(body).toBe('%PDF-1.7 of long ago');
  await older.app.close();
});

it('invoices: are listed for staff, latest first', async () => {
  const { order } = await anOrder(shop);
  const invoice = await issue(shop, order);
  const note = await credit(shop, order, { amount: 100, reason: 'Scratched' });
  const {
    order: { number },
  } = invoice.document;
  const support = { token: (await aCustomer(shop, 'support')).token };
  const list = (query: string) =>
    shop.get<{ count: number; results: object[] }>(`/api/admin/invoices?${query}`, support);
  const rows = [
    { uuid: note.uuid, number: note.number, kind: 'credit_note', gross: '1.00' },
    { uuid: invoice.uuid, number: invoice.number, kind: 'invoice', gross: '16.01' },
  ].map((row) => ({ ...row, issued: expect.any(String), currency: 'EUR', order_uuid: order, order: number }));
  expect((await list('page_size=2')).body.results).toEqual(rows);
  expect((await list(`order=${number}`)).body).toMatchObject({ count: 2, results: rows });
  expect((await list(`order=${number}&kind=credit_note`)).body).toMatchObject({ count: 1, results: [rows[0]] });
  expect((await list('order=M1')).body).toMatchObject({ count: 0 });
  expect((await list('kind=receipt')).status).toBe(400);
});
