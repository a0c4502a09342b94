import { unzipSync } from 'fflate';
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
    [`${at}/invoice.xml`, 'application/xml', `${number}-ubl.xml`, '<Invoice xmlns="urn:oasis:'],
    [`${at}/invoice.xml?format=ubl`, 'application/xml', `${number}-ubl.xml`, '<Invoice xmlns="urn:oasis:'],
    [`${at}/invoice.xml?format=cii`, 'application/xml', `${number}-cii.xml`, '<rsm:CrossIndustryInvoice '],
    [`${at}/credit-notes/${note}.pdf`, 'application/pdf', `${note}.pdf`, '%PDF-'],
    [`${at}/credit-notes/${note}.xml`, 'application/xml', `${note}-ubl.xml`, '<CreditNote xmlns="urn:oasis:'],
    [`${at}/credit-notes/${note}.xml?format=cii`, 'application/xml', `${note}-cii.xml`, '<rsm:CrossIndustryInvoice '],
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
  for (const [format, root] of [
    ['ubl', 'Invoice'],
    ['cii', 'rsm:CrossIndustryInvoice'],
  ] as const) {
    const url = `/api/admin/invoices/${uuid}.xml?format=${format}`;
    const xml = await file(shop, url, support);
    expect(xml.headers['content-disposition']).toMatch(`-${format}.xml"`);
    expect(xml.body).toContain(`<${root} `);
    expect((await file(shop, url, { token })).statusCode).toBe(403);
  }
  expect((await shop.get(`/api/admin/invoices/${uuid}.xml?format=pdf`, support)).status).toBe(400);
  expect((await file(shop, `/api/admin/invoices/${uuid}.pdf`, { token })).statusCode).toBe(403);
  for (const missing of [order, 'no-uuid'])
    for (const extension of ['pdf', 'xml'])
      expect((await shop.get(`/api/admin/invoices/${missing}.${extension}`, support)).body['code']).toBe(1072);
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
  await shop.rewrite(
    'invoices',
    `update invoices set document = replace(document::text, 'Max', 'Moritz')::json where uuid = ?`,
    [uuid],
  );
  expect(await files()).toEqual(first);
});

it('invoice file: a PDF of an older release is kept by the migration', async () => {
  const older = new Shop();
  await older.start({});
  const { order, token } = await anOrder(older);
  const { uuid } = await issue(older, order);
  const { migrator } = older;
  const migrations = (await older.orm.migrator.getExecuted())
    .map(({ name }) => name)
    .filter((name) => /-invoice-(files|moments)|-append-only/.test(name));
  await migrator.down(migrations);
  await older.rows(`update invoices set pdf = '%PDF-1.7 of long ago' where uuid = ?`, [uuid]);
  await migrator.up(migrations);
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
  const { issued } = invoice.document;
  expect((await list(`order=${number}&from=${issued}&to=${issued}`)).body).toMatchObject({ count: 2 });
  expect((await list(`order=${number}&from=2999-01-01`)).body).toMatchObject({ count: 0 });
  expect((await list(`order=${number}&to=1999-12-31`)).body).toMatchObject({ count: 0 });
  for (const day of ['yesterday', '2026-02-30', '']) expect((await list(`from=${day}`)).status).toBe(400);
});

/** Issued on a day of their own, so that the invoices of other tests are not in the period. */
const dated = (uuids: string[], day: string) =>
  shop.rewrite(
    'invoices',
    `update invoices set issued_at = ?::timestamptz,
       document = (document::jsonb || jsonb_build_object('issued', ?::text))::json where uuid = any (?)`,
    [`${day}T12:00:00Z`, day, `{${uuids.join()}}`],
  );

it('invoices: of a period can be downloaded by staff as one ZIP', async () => {
  const { order } = await anOrder(shop);
  const invoice = await issue(shop, order);
  const note = await credit(shop, order, { amount: 100, reason: 'Scratched' });
  const { order: otherOrder } = await anOrder(shop);
  const later = await issue(shop, otherOrder);
  await dated([invoice.uuid, note.uuid], '2031-05-31');
  await dated([later.uuid], '2031-06-01');
  const support = await aCustomer(shop, 'support');
  const zip = async (query: string) => file(shop, `/api/admin/invoices.zip?${query}`, support);
  for (const [format, end, begin] of [
    ['pdf', '.pdf', '%PDF-'],
    ['ubl', '-ubl.xml', '<?xml'],
    ['cii', '-cii.xml', '<?xml'],
  ] as const) {
    const { headers, rawPayload } = await zip(`from=2031-05-01&to=2031-05-31&format=${format}`);
    expect(headers).toMatchObject({
      'content-type': 'application/zip',
      'content-disposition': `attachment; filename="invoices-2031-05-01-2031-05-31-${format}.zip"`,
    });
    const files = unzipSync(rawPayload);
    expect(Object.keys(files)).toEqual([`${invoice.number}${end}`, `${note.number}${end}`]);
    for (const content of Object.values(files)) expect(Buffer.from(content).toString().startsWith(begin)).toBe(true);
    const single = await file(
      shop,
      `/api/admin/invoices/${invoice.uuid}.${format === 'pdf' ? 'pdf' : `xml?format=${format}`}`,
      support,
    );
    expect(Buffer.from(files[`${invoice.number}${end}`]!).equals(single.rawPayload)).toBe(true);
  }
  expect(Object.keys(unzipSync((await zip('from=2031-06-01&to=2031-06-01')).rawPayload))).toEqual([
    `${later.number}.pdf`,
  ]);
  expect(unzipSync((await zip('from=2031-07-01&to=2031-07-31')).rawPayload)).toEqual({});
  for (const bad of [
    '',
    'from=2031-05-01',
    'from=2031-06-01&to=2031-05-01',
    'from=a&to=b',
    'from=2031-05-01&to=2031-05-31&format=csv',
  ])
    expect([bad, (await zip(bad)).statusCode]).toEqual([bad, 400]);
  const audited = await shop.rows(
    `select actor, subject, changes from audit_entries where action = 'invoice.export' order by id limit 1`,
  );
  expect(audited).toEqual([
    { actor: support.uuid, subject: 'invoices/2031-05-01/2031-05-31', changes: { format: 'pdf', count: 2 } },
  ]);
});

it('invoices: more than 10,000 are not downloaded at once', async () => {
  const { order } = await anOrder(shop);
  const { uuid } = await issue(shop, order);
  await dated([uuid], '2041-01-01');
  await shop.rows(
    `insert into invoices (uuid, number, kind, order_id, corrects_id, document, issued_at, gross)
     select gen_random_uuid(), 'CRN-2041-' || lpad(n::text, 6, '0'), 'credit_note', order_id, id, document, issued_at, 1
     from invoices, generate_series(1, 10000) n where uuid = ?`,
    [uuid],
  );
  const support = await aCustomer(shop, 'support');
  const { body } = await shop.get('/api/admin/invoices.zip?from=2041-01-01&to=2041-12-31&format=ubl', support);
  expect(body).toMatchObject({ code: 1074 });
});
