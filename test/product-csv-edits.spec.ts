import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import sharp from 'sharp';
import { aBrand, aCategory, aCustomer, type SignedIn } from './factories/index.js';
import { deliver, ship } from './support/deliveries.js';
import { shippingAddress } from './support/purchase.js';
import { useShop } from './support/shop.js';

const shop = useShop();
let manager: SignedIn;
let admin: SignedIn;

beforeAll(async () => {
  manager = await aCustomer(shop, 'catalog_manager');
  admin = await aCustomer(shop, 'admin');
  await aCategory(shop, 'Lamps');
  await aCategory(shop, 'Shades');
  await aBrand(shop, 'Disney');
  await aBrand(shop, 'Pixar');
});

type Cells = Record<string, string>;
interface Answer {
  uuid: string;
  code: number;
  details: { line: number; column: string; reason: string }[];
  created: number;
  updated: number;
  unchanged: number;
  errors: Answer['details'];
  rows: { outcome: string }[];
}

let counter = 0;
async function made(values: object = {}): Promise<{ uuid: string; slug: string }> {
  const slug = `edited-${++counter}`;
  const body = { name: 'Thing', slug, price: '1.00', stock: 9, brand: 'disney', categories: ['lamps'], ...values };
  const { body: product } = await shop.post<Answer>('/api/admin/products', { token: manager.token, body });
  return { uuid: product.uuid, slug };
}

const edit = (uuid: string, body: object) =>
  shop.put<Answer>(`/api/admin/products/${uuid}`, { token: manager.token, body });

const send = (csv: string, query = '') =>
  shop.post<Answer>(`/api/admin/products/import${query}`, {
    token: manager.token,
    body: Buffer.from(csv),
    headers: { 'content-type': 'text/csv' },
  });

/** The line of a product in an export of now. */
async function lineOf(slug: string): Promise<Cells> {
  const { body } = await shop.app.inject({
    url: '/api/admin/products/export',
    headers: { authorization: `Bearer ${manager.token}` },
  });
  const line = parse<Cells>(body, { bom: true, columns: true }).find((cells) => cells['slug'] === slug);
  if (!line) throw new Error(`${slug} is not in the export`);
  return line;
}

const importLines = (lines: Cells[], query = '') => send(stringify(lines, { header: true }), query);
const importLine = (line: Cells, query = '') => importLines([line], query);

const editedAt = async ({ uuid }: { uuid: string }) =>
  (await shop.rows<{ at: string }>('select updated_at::text as at from products where uuid = ?', [uuid]))[0]?.at;

const outdated = (...lines: number[]) => ({
  status: 400,
  body: { code: 1017, details: lines.map((line) => ({ line, column: 'edited_as_of' })) },
});

describe('a line of an export', () => {
  it('says when its product was edited, to the microsecond', async () => {
    const { uuid, slug } = await made();
    await edit(uuid, { price: '2.00' });
    expect((await lineOf(slug))['edited_as_of']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
  });

  it.each<[string, object]>([
    ['name', { name: 'Edited' }],
    ['description', { description: 'Edited' }],
    ['brand', { brand: 'pixar' }],
    ['brand', { brand: null }],
    ['categories', { categories: ['shades'] }],
    ['categories', { categories: ['lamps', 'shades'] }],
    ['price', { price: '2.00' }],
    ['old_price', { old_price: '3.00' }],
    ['tax_rate', { tax_rate: 700 }],
    ['published', { published: false }],
  ])('is refused where %s was edited since: %j', async (field, change) => {
    const { uuid, slug } = await made();
    const line = await lineOf(slug);
    expect((await edit(uuid, change)).status).toBe(200);
    const edited = await lineOf(slug);
    const [answer, dry] = [await importLine(line), await importLine(line, '?dry_run=true')];
    expect(answer).toMatchObject(outdated(2));
    expect(answer.body.details[0]?.reason).toBe(
      `is outdated: the product was edited after it, and the line would change ${field}; export again; or, if the line is ` +
        'right, empty edited_as_of; or import with overwrite_changes=true',
    );
    expect(dry.body).toMatchObject({ updated: 0, unchanged: 0, errors: answer.body.details, rows: [] });
    expect(await lineOf(slug)).toEqual(edited);
    expect((await importLine(edited)).body).toMatchObject({ unchanged: 1 });
  });

  it('is refused where the slug was edited since, also once it has the new one', async () => {
    const { uuid, slug } = await made();
    const line: Cells = { ...(await lineOf(slug)), price: '5.00' };
    await edit(uuid, { slug: `${slug}-new` });
    expect(await importLine(line)).toMatchObject({ status: 400, body: { details: [{ line: 2, column: 'slug' }] } });
    expect(await importLine({ ...line, slug: `${slug}-new` })).toMatchObject(outdated(2));
  });

  it('is refused where a bulk change, another file or a new name of its brand edited the product', async () => {
    const renamed = await aBrand(shop, 'Rebrand');
    const products = [await made(), await made(), await made({ brand: 'rebrand' })] as const;
    const [bulk, file, brand] = products;
    const lines = await Promise.all(products.map(({ slug }) => lineOf(slug)));
    const rows = [{ uuid: bulk.uuid, changes: { price: '7.00' } }];
    await shop.post('/api/admin/products/bulk', { token: manager.token, body: { rows } });
    expect((await send(`slug,price\n${file.slug},7.00`)).body).toMatchObject({ updated: 1 });
    await shop.put(`/api/admin/brands/${renamed.uuid}`, { token: manager.token, body: { name: 'Rebranded' } });
    const answer = await importLines(lines);
    expect(answer).toMatchObject(outdated(2, 3, 4));
    expect(answer.body.details[2]?.reason).toContain('would change brand;');
    expect(await shop.rows(`select from brands where name = 'Rebrand'`)).toEqual([]);
    expect((await lineOf(brand.slug))['brand']).toBe('Rebranded');
  });

  it('says all that it would change, and nothing of the file is imported', async () => {
    const [stale, fresh] = [await made(), await made()];
    const lines = [await lineOf(stale.slug), { ...(await lineOf(fresh.slug)), price: '3.00' }];
    await edit(stale.uuid, { name: 'Edited', price: '2.00', categories: [] });
    await shop.patch(`/api/admin/products/${stale.uuid}/stock`, {
      token: manager.token,
      body: { by: 1, reason: 'delivery' },
    });
    const { status, body } = await importLines(lines);
    expect([status, body.details.map(({ column }) => column).toSorted()]).toEqual([400, ['edited_as_of', 'stock']]);
    expect(body.details.find(({ column }) => column === 'edited_as_of')?.reason).toContain(
      'would change name, categories, price;',
    );
    expect((await lineOf(fresh.slug))['price']).toBe('1.00');
    expect((await importLines(lines, '?dry_run=true')).body).toMatchObject({ updated: 1, errors: body.details });
    // Each option is for its own cells.
    for (const option of ['overwrite_stock', 'overwrite_changes'])
      expect((await importLines(lines, `?${option}=true`)).body.details).toHaveLength(1);
    const both = '?overwrite_stock=true&overwrite_changes=true';
    expect((await importLines(lines, both)).body).toMatchObject({ updated: 2 });
  });

  it('is imported without its moment, and where the request says so', async () => {
    const { uuid, slug } = await made();
    const line = await lineOf(slug);
    const { edited_as_of: _, ...without } = line;
    for (const [csv, query] of [
      [{ ...line, edited_as_of: '' }, ''],
      [without, ''],
      [line, '?overwrite_changes=true'],
    ] as const) {
      await edit(uuid, { price: '2.00' });
      expect(await importLine(line, '?overwrite_changes=false')).toMatchObject(outdated(2));
      expect((await importLine(csv, `${query || '?'}&dry_run=true`)).body).toMatchObject({ updated: 1, errors: [] });
      expect((await importLine(csv, query)).body).toMatchObject({ updated: 1 });
      expect((await lineOf(slug))['price']).toBe('1.00');
    }
  });

  it('is imported once, is unchanged again, and is outdated when it says something else', async () => {
    const { slug } = await made();
    const line: Cells = { ...(await lineOf(slug)), price: '2.00', categories: 'Lamps|Shades' };
    expect((await importLine(line)).body).toMatchObject({ updated: 1 });
    expect((await importLine(line)).body).toMatchObject({ unchanged: 1 });
    expect(await importLine({ ...line, name: 'Other' })).toMatchObject(outdated(2));
    expect((await importLine({ ...(await lineOf(slug)), name: 'Other' })).body).toMatchObject({ updated: 1 });
  });

  it('brings its stock where only the rest was edited, and adds a product that is not there', async () => {
    const { uuid, slug } = await made();
    const { stock_as_of = '', edited_as_of = '', ...line } = await lineOf(slug);
    await edit(uuid, { price: '2.00' });
    expect((await importLine({ ...line, price: '2.00', stock: '4', stock_as_of, edited_as_of })).body).toMatchObject({
      updated: 1,
    });
    expect((await importLine({ ...line, slug: `${slug}-copy`, edited_as_of })).body).toMatchObject({ created: 1 });
  });

  it.each(['yesterday', '2026-02-30T00:00:00Z'])('is refused with the moment %j', async (moment) => {
    const { slug } = await made();
    const answer = await importLine({ slug, edited_as_of: moment });
    expect(answer).toMatchObject(outdated(2));
    expect(answer.body.details[0]?.reason).toMatch(/^must be as an export wrote it/);
  });
});

describe('the moment of the last edit', () => {
  it('is that of no sale, movement, review, picture, renamed category, or edit that changes nothing', async () => {
    const renamed = await aCategory(shop, 'Renamed');
    const product = await made({ categories: ['renamed'] });
    const before = await editedAt(product);
    const unmoved = async (what: string) => expect([what, await editedAt(product)]).toEqual([what, before]);
    const buyer = { token: (await aCustomer(shop)).token };
    const staff = { token: admin.token };
    await shop.post('/api/bucket', { ...buyer, body: { product: product.uuid, quantity: 1 } });
    const placed = await shop.post<{ order_uuid: string }>('/api/orders', {
      ...buyer,
      body: { payment: 'cash', shipping_address: shippingAddress },
    });
    const order = placed.body.order_uuid;
    await deliver(shop, staff, order, await ship(shop, staff, order));
    await unmoved('a sale');
    const review = { rating: 4, text: 'Quite good' };
    expect((await shop.post(`/api/products/${product.uuid}/reviews`, { ...buyer, body: review })).status).toBe(201);
    await unmoved('a review');
    const stock = `/api/admin/products/${product.uuid}/stock`;
    expect((await shop.put(stock, { ...staff, body: { stock: 20, reason: 'count' } })).status).toBe(200);
    expect((await shop.patch(stock, { ...staff, body: { by: 1, reason: 'delivery' } })).status).toBe(200);
    await unmoved('a count');
    const line = await lineOf(product.slug);
    expect((await importLine({ ...line, stock: '5' })).body).toMatchObject({ updated: 1 });
    await unmoved('a count by file');
    const form = new FormData();
    const png = await sharp({ create: { width: 9, height: 9, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    form.append('file', new Blob([new Uint8Array(png)], { type: 'image/png' }), 'red.png');
    const request = new Request('http://x', { method: 'POST', body: form });
    const picture = await shop.app.inject({
      method: 'POST',
      url: `/api/admin/products/${product.uuid}/images`,
      headers: { authorization: `Bearer ${manager.token}`, 'content-type': request.headers.get('content-type') ?? '' },
      payload: Buffer.from(await request.arrayBuffer()),
    });
    expect(picture.statusCode).toBe(201);
    await unmoved('a picture');
    for (const body of [{ name: 'Renamed again' }, { active: false }])
      expect((await shop.put(`/api/admin/categories/${renamed.uuid}`, { ...staff, body })).status).toBe(200);
    await unmoved('a category');
    expect((await edit(product.uuid, { name: 'Thing', price: '1.00', categories: ['renamed'] })).status).toBe(200);
    await unmoved('no edit');
    await edit(product.uuid, { price: '2.00' });
    expect(await editedAt(product)).not.toBe(before);
  });

  it('keeps an edit that comes while the file is read', async () => {
    const { uuid, slug } = await made();
    const line = { ...(await lineOf(slug)), price: '2.00' };
    const answers = await Promise.all([
      ...Array.from({ length: 20 }, (_, n) => edit(uuid, { name: `Edit ${n}` })),
      ...Array.from({ length: 4 }, () => importLine(line)),
    ]);
    expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
    const imported = answers.slice(20).some(({ body }) => body.updated === 1);
    expect(await lineOf(slug)).toMatchObject({
      name: expect.stringMatching(/^Edit /),
      price: imported ? '2.00' : '1.00',
    });
  });

  it('waits for an edit that is not committed yet', async () => {
    const { uuid, slug } = await made();
    const line = { ...(await lineOf(slug)), price: '2.00' };
    const em = shop.orm.em.fork();
    await em.begin();
    await em.execute(`update products set name = 'Held', updated_at = clock_timestamp() where uuid = ?`, [uuid]);
    const answer = importLine(line);
    await expect
      .poll(() =>
        shop.rows(`select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`),
      )
      .toHaveLength(1);
    await em.commit();
    expect(await answer).toMatchObject(outdated(2));
    expect((await answer).body.details[0]?.reason).toContain('would change name, price;');
    expect(await lineOf(slug)).toMatchObject({ name: 'Held', price: '1.00' });
  });

  it('lets one of two files of one export in, and answers the other what to do', async () => {
    const { slug } = await made();
    const line = await lineOf(slug);
    const answers = await Promise.all(['2.00', '3.00', '4.00'].map((price) => importLine({ ...line, price })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 400)).toMatchObject([outdated(2), outdated(2)]);
  });
});
