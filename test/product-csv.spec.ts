import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { aBrand, aCategory, aCustomer, aProduct, type SignedIn } from './factories/index.js';
import { shippingAddress } from './support/purchase.js';
import { useShop } from './support/shop.js';
import { stockOf } from './support/stock.js';
import { statementsOf } from './support/statements.js';

const shop = useShop();
let manager: SignedIn;

beforeAll(async () => {
  manager = await aCustomer(shop, 'catalog_manager');
});

interface Imported {
  created: number;
  updated: number;
  unchanged: number;
}

interface Refused {
  code: number;
  details: { line: number; column: string; reason: string }[];
}

const read = (csv: string, query = '') =>
  shop.post<Imported & Refused>(`/api/admin/products/import${query}`, {
    token: manager.token,
    body: Buffer.from(csv),
    headers: { 'content-type': 'text/csv' },
  });

const written = async () =>
  await shop.app.inject({ url: '/api/admin/products/export', headers: { authorization: `Bearer ${manager.token}` } });

const count = async () => (await shop.rows<{ count: number }>('select count(*)::int as count from products'))[0]?.count;

describe('an export', () => {
  it('is what an import reads, and nothing a spreadsheet would run', async () => {
    await aProduct(shop, {
      slug: 'evil',
      name: '=HYPERLINK("http://evil")',
      description: '\'=1\n+1, "quoted" ',
      price: 123_456,
    });
    const file = await written();
    expect(file.statusCode).toBe(200);
    expect(file.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="products.csv"',
      'cache-control': 'no-store',
    });
    expect(file.body).toMatch(
      /^\ufeffslug,name,description,brand,categories,price,old_price,tax_rate,stock,stock_as_of,edited_as_of,published\n/,
    );
    expect(file.body).toMatch(
      /evil,"'=HYPERLINK\(""http:\/\/evil""\)","''=1\n\+1, ""quoted"" ",,,1234\.56,,1900,100,[-\dT:.]+Z,[-\dT:.]+Z,true\n/,
    );
    const { body } = await read(file.body);
    expect(body).toMatchObject({ created: 0, updated: 0, unchanged: await count() });
  });

  it('has no formula for a spreadsheet either that separates by other signs than commas', async () => {
    const description = `a;'=1\n- one; -5 (cold)\n-cmd|' /c calc'!A0\n+49 30 1\t"@x;-5;"+f(1)`;
    await aProduct(shop, { slug: 'cut', name: `x;=cmd|'C'!A0`, description });
    const file = await written();
    // There a quote that does not begin a cell is one sign among others.
    const cells = file.body.split(/[;\t\n]/).filter((cell) => /^["']*([=@]|[+-].*[(|!])/.test(cell));
    expect(cells.filter((cell) => !cell.startsWith("'"))).toEqual([]);
    expect(file.body).toContain(`cut,x;'=cmd|'C'!A0,`);
    expect(file.body).toContain('; -5 (cold)\n');
    expect((await read(file.body)).body).toMatchObject({ created: 0, updated: 0, unchanged: await count() });
  });

  it('is unchanged once it comes back, by itself and from a spreadsheet', async () => {
    const [disney, plus, shout] = [
      await aBrand(shop, 'Disney'),
      await aBrand(shop, 'Disney+'),
      await aBrand(shop, '=1+1'),
    ];
    const home = await aCategory(shop, 'Home & Co, big');
    const lamps = await aCategory(shop, 'Lamps', home);
    const odd = await aCategory(shop, 'A > B|C');
    await shop.rows('update categories set slug = ? where id = ?', ['odd', odd.id]);
    const slashed = await aCategory(shop, String.raw`Up\, down`);
    await shop.rows('update categories set slug = ? where id = ?', ['slashed', slashed.id]);
    for (const [n, brand] of [disney, plus, shout].entries()) {
      const { id } = await aProduct(shop, { slug: `00${n}`, name: `0${n}-1`, description: '1-2', price: 1250 });
      await shop.rows('update products set brand_id = ?, old_price = 900, tax_rate = 50 where id = ?', [brand.id, id]);
      for (const each of [home, lamps, odd, slashed].slice(n))
        await shop.rows('insert into product_categories values (?, ?)', [id, each.id]);
    }
    const { body: file } = await written();
    expect(file).toMatch(/\n'000,'00-1,'1-2,Disney,/);
    expect(file).toContain(`"Home & Co, big|Home & Co, big > Lamps|odd|slashed"`);
    const unchanged = { created: 0, updated: 0, unchanged: await count(), brands_created: 0 };
    expect((await read(file)).body).toMatchObject(unchanged);
    const lines: string[][] = parse(file, { bom: true });
    const rewritten = lines.map((cells, row) =>
      cells.map((cell, at) => {
        if (row > 0 && [5, 6].includes(at)) return cell.replace('.', ',').replace(/0$/, '');
        return cell === 'true' ? 'WAHR' : cell === 'false' ? 'FALSCH' : cell;
      }),
    );
    const excel = stringify(rewritten, { delimiter: ';', record_delimiter: '\r\n', bom: true });
    expect((await read(excel)).body).toMatchObject(unchanged);
    const plain = await shop.app.inject({
      url: '/api/admin/products/export?bom=false',
      headers: { authorization: `Bearer ${manager.token}` },
    });
    expect(plain.body).toMatch(/^slug,/);
  });

  it('belongs to staff of the catalogue', async () => {
    const { token } = await aCustomer(shop);
    expect(await shop.get('/api/admin/products/export', { token })).toMatchObject({
      status: 403,
      body: { code: 3003 },
    });
  });
});

describe('an import', () => {
  it('takes turns with another one', async () => {
    const file = (price: number) =>
      [
        'slug,name,price,stock,brand',
        ...Array.from({ length: 2000 }, (_, n) => `turn-${n},Turn,${price},${price},House`),
      ].join('\n');
    const answers = await Promise.all([1, 2, 3].map((price) => read(file(price))));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(answers.map(({ body }) => body.created).toSorted((a, b) => a - b)).toEqual([0, 0, 2000]);
    const sums = await shop.rows(`
      select count(*)::int as count, count(distinct price)::int as prices, bool_and(stock = price / 100) as same,
        bool_and(stock = (select sum(on_hand_by) from stock_movements where product_id = products.id)) as adds_up
      from products where slug like 'turn-%'`);
    expect(sums).toEqual([{ count: 2000, prices: 1, same: true, adds_up: true }]);
  });

  it('loses no stock to orders placed at the same time', async () => {
    const csv = (turn: number) =>
      ['slug,stock,price', ...sold.map(({ slug }, n) => `${slug},${100 + turn},${n + turn}`)].join('\n');
    const sold = await Promise.all(Array.from({ length: 20 }, () => aProduct(shop, { stock: 0 })));
    await read(csv(0));
    const buyers = await Promise.all(Array.from({ length: 20 }, () => aCustomer(shop)));
    for (const [turn, { token }] of buyers.entries())
      for (const each of [sold[turn], sold[(turn + 7) % 20], sold[(turn + 13) % 20]])
        await shop.post('/api/bucket', { token, body: { product: each?.uuid, quantity: 1 } });
    const orders = buyers.map(({ token }) => shop.post('/api/orders', { token, body: { payment: 'cash' } }));
    const imports = [1, 2, 3].map((turn) => read(csv(turn)));
    expect((await Promise.all(orders)).map(({ status }) => status)).toEqual(buyers.map(() => 201));
    expect((await Promise.all(imports)).map(({ status }) => status)).toEqual([200, 200, 200]);
    const wrong = await shop.rows(
      `select id from products where id in (?) and (on_hand, allocated) <> (select sum(on_hand_by), sum(allocated_by) from stock_movements where product_id = products.id)`,
      [sold.map(({ id }) => id)],
    );
    expect(wrong).toEqual([]);
  });

  it('of twenty thousand lines takes few statements, and memory for few of them', async () => {
    const about = 'a description of some length as they are in a shop; '.repeat(4);
    const line = (n: number, price: number) =>
      `many-${n},Many ${n},${about}${n},Brand ${n % 200},${price}.99,${n % 50}`;
    const file = (price: number) =>
      ['slug,name,description,brand,price,stock', ...Array.from({ length: 20_000 }, (_, n) => line(n, price))].join(
        '\n',
      );
    for (const [price, expected] of [
      [1, { created: 20_000, brands_created: 200 }],
      [1, { unchanged: 20_000 }],
      [2, { updated: 20_000 }],
    ] as const) {
      const csv = file(price);
      const before = process.memoryUsage.rss();
      const statements = await statementsOf(async () => expect((await read(csv)).body).toMatchObject(expected));
      // Lines are written a hundred at a time; a new brand takes three statements.
      expect(statements.length).toBeLessThan(400 + ('brands_created' in expected ? 3 * expected.brands_created : 0));
      expect(process.memoryUsage.rss() - before).toBeLessThan(200 * 1024 * 1024);
    }
    const stale = await shop.rows(
      `select id from products where slug like 'many-%' and keywords <> (select name from brands where brands.id = brand_id)`,
    );
    expect(stale).toEqual([]);
  });
});

describe('the stock of an export', () => {
  const url = (uuid: string) => `/api/admin/products/${uuid}/stock`;
  const adjust = (uuid: string, by: number) =>
    shop.patch(url(uuid), { token: manager.token, body: { by, reason: 'delivery' } });

  async function made(slug: string, stock: number): Promise<string> {
    const body = { name: 'Thing', slug, price: '1.00', stock };
    return (await shop.post<{ uuid: string }>('/api/admin/products', { token: manager.token, body })).body.uuid;
  }

  /** Orders units of a product, and ships them. */
  async function sold(product: string, quantity: number): Promise<() => Promise<void>> {
    const { token } = await aCustomer(shop);
    await shop.post('/api/bucket', { token, body: { product, quantity } });
    const placed = await shop.post('/api/orders', {
      token,
      body: { payment: 'cash', shipping_address: shippingAddress },
    });
    const support = await aCustomer(shop, 'support');
    return async () => {
      const parcels = `/api/admin/orders/${String(placed.body['order_uuid'])}/shipments`;
      expect(await shop.post(parcels, { token: support.token, body: { carrier: 'DHL' } })).toMatchObject({
        status: 201,
      });
    };
  }

  /** The lines of some products in an export of now. */
  async function linesOf(...slugs: string[]): Promise<string> {
    const [header, ...lines] = (await written()).body.split('\n');
    return [header, ...lines.filter((line) => slugs.includes(line.split(',')[0] ?? ''))].join('\n');
  }

  const edited = (csv: string, from: number, to: number) => csv.replace(`,${from},20`, `,${to},20`);

  it('stays what is left when units were sold meanwhile, and says so when they were shipped', async () => {
    const product = await made('sold-since', 3);
    const file = await linesOf('sold-since');
    const ship = await sold(product, 2);
    expect(await read(file)).toMatchObject({ status: 200, body: { unchanged: 1, updated: 0 } });
    expect(await stockOf(shop, product)).toEqual({ stock: 1, on_hand: 3, allocated: 2 });
    await ship();
    const refused = await read(file);
    expect(refused).toMatchObject({ status: 400, body: { code: 1017, details: [{ line: 2, column: 'stock' }] } });
    expect(refused.body.details[0]?.reason).toMatch(/is 3, but 1 are on hand.*export again.*overwrite_stock=true/);
    expect(await stockOf(shop, product)).toEqual({ stock: 1, on_hand: 1, allocated: 0 });
  });

  it('is refused as a whole where one line is outdated, and nothing else is imported either', async () => {
    const [moved, still] = [await made('moved', 5), await made('still', 5)];
    const file = edited(edited(await linesOf('moved', 'still'), 5, 9), 5, 8);
    await adjust(moved, 1);
    expect(await read(`${file.trimEnd()}\nnew-beside,New,,,,1.00,,,4,,,true`)).toMatchObject({
      status: 400,
      body: { details: [{ line: 2, column: 'stock' }] },
    });
    expect(await stockOf(shop, still)).toMatchObject({ on_hand: 5 });
    expect(await shop.rows(`select id from products where slug = 'new-beside'`)).toEqual([]);
  });

  it('is a count where nothing moved, where the moment is left out, and where the request says so', async () => {
    const product = await made('counted-by-file', 5);
    await sold(product, 2);
    const file = await linesOf('counted-by-file');
    expect((await read(edited(file, 5, 7))).body).toMatchObject({ updated: 1 });
    expect(await stockOf(shop, product)).toEqual({ stock: 5, on_hand: 7, allocated: 2 });
    // The import itself moved the units on hand.
    expect((await read(edited(file, 5, 6))).body).toMatchObject({ code: 1017 });
    expect((await read(edited(file, 5, 7))).body).toMatchObject({ unchanged: 1 });
    expect((await read(edited(file, 5, 6), '?overwrite_stock=false')).body).toMatchObject({ code: 1017 });
    expect((await read(edited(file, 5, 6), '?overwrite_stock=true')).body).toMatchObject({ updated: 1 });
    expect(await stockOf(shop, product)).toEqual({ stock: 4, on_hand: 6, allocated: 2 });
    for (const csv of ['slug,stock\ncounted-by-file,1', 'slug,stock,stock_as_of\ncounted-by-file,3,'])
      expect((await read(csv)).body).toMatchObject({ updated: 1 });
    expect(await stockOf(shop, product)).toEqual({ stock: 1, on_hand: 3, allocated: 2 });
    expect((await read('slug,stock\ncounted-by-file,1')).body).toMatchObject({ updated: 1 });
    expect(await stockOf(shop, product)).toEqual({ stock: 0, on_hand: 1, allocated: 2 });
  });

  it('of a product that never moved is outdated once it does', async () => {
    const product = await made('never-moved', 0);
    const file = await linesOf('never-moved');
    expect((await read(file)).body).toMatchObject({ unchanged: 1 });
    await adjust(product, 4);
    expect((await read(file)).body).toMatchObject({ code: 1017, details: [{ line: 2, column: 'stock' }] });
    // Moved back, and so nothing is undone.
    await adjust(product, -4);
    expect((await read(file)).body).toMatchObject({ unchanged: 1 });
  });

  it('becomes what is on hand of a product that is new, whatever the file says about its moment', async () => {
    await made('gone', 6);
    const file = (await linesOf('gone')).replace('gone', 'copied');
    expect((await read(file)).body).toMatchObject({ created: 1 });
    const [copied] = await shop.rows<{ uuid: string }>(`select uuid from products where slug = 'copied'`);
    expect(await stockOf(shop, copied?.uuid ?? '')).toEqual({ stock: 6, on_hand: 6, allocated: 0 });
  });

  it.each([
    ['?overwrite_stock=maybe', '', 4000],
    ['?overwrite=true', '', 4000],
    ['', 'yesterday', 1017],
    ['', '2026-02-30T00:00:00Z', 1017],
  ])('refuses %j and the moment %j', async (query, moment, code) => {
    const { status, body } = await read(`slug,stock,stock_as_of\nwhatever,1,${moment}`, query);
    expect([status, body.code]).toEqual([400, code]);
  });

  it('is never written over units that arrive while the file is read', async () => {
    const product = await made('arriving', 10);
    const file = edited(await linesOf('arriving'), 10, 100);
    const answers = await Promise.all([
      ...Array.from({ length: 4 }, () => read(file)),
      ...Array.from({ length: 46 }, () => adjust(product, 1)),
    ]);
    expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
    const { on_hand } = await stockOf(shop, product);
    const imported = answers.slice(0, 4).some(({ status }) => status === 200);
    expect(on_hand).toBe((imported ? 100 : 10) + 46);
    const movements = await shop.rows(
      'select reason from stock_movements where product_uuid = ? and on_hand_by <> 0 order by id',
      [product],
    );
    // An import that counts after an arrival would undo it.
    expect(movements.slice(imported ? 2 : 1).filter(({ reason }) => reason === 'import')).toEqual([]);
  });
});

describe('a dry run of an import', () => {
  /** Each row with its version, so that a row that was written again differs. */
  const everything = async () => {
    const tables = ['products', 'product_categories', 'brands', 'stock_movements', 'audit_entries'];
    const texts = tables.map(
      (table) => `(select md5(string_agg(concat(r.xmin, r), ',' order by r::text)) from ${table} r) as ${table}`,
    );
    // Jobs of imports before this may still run.
    texts.push(
      `(select count(*) from pgboss.job where name in ('product.restocked', 'product.price_dropped')) as jobs`,
    );
    return (await shop.rows(`select ${texts.join(', ')}`))[0];
  };

  it('answers what the import does then, and changes nothing', async () => {
    const [cheaper, same] = [await aProduct(shop, { price: 900, stock: 0 }), await aProduct(shop, { price: 500 })];
    const csv = `slug,name,price,brand,stock
dry-new,New,1.00,Dry Brand,3
${cheaper.slug},,4.00,,5
${same.slug},,5.00,,`;
    const named = csv
      .replace(`${cheaper.slug},,`, `${cheaper.slug},${cheaper.name},`)
      .replace(`${same.slug},,`, `${same.slug},${same.name},`);
    const before = await everything();
    const answers = await Promise.all(Array.from({ length: 5 }, () => read(named, '?dry_run=true')));
    for (const { status, body } of answers)
      expect([status, body]).toMatchObject([
        200,
        { created: 1, updated: 1, unchanged: 1, brands_created: 1, errors: [] },
      ]);
    expect(await everything()).toEqual(before);
    expect((await read(named)).body).toMatchObject({ created: 1, updated: 1, unchanged: 1, brands_created: 1 });
    expect((await read(named, '?dry_run=true')).body).toMatchObject({ created: 0, updated: 0, unchanged: 3 });
  });

  it('names the bad lines that the import refuses, and counts the others', async () => {
    const known = await aProduct(shop, { price: 500 });
    const csv = [
      'slug,name,price,categories',
      'dry-good,Good,1.00,',
      'dry-bad,Bad,free,',
      'dry-lost,Lost,1.00,no-such-category',
      'dry-unnamed,Unnamed,,',
      'dry-good,Twice,1.00,',
      `${known.slug},${known.name},6.00,`,
    ].join('\n');
    const before = await everything();
    const { status, body } = await read(csv, '?dry_run=true');
    const refused = await read(csv);
    expect(await everything()).toEqual(before);
    expect([status, refused.status]).toEqual([200, 400]);
    expect(body).toMatchObject({ created: 1, updated: 1, unchanged: 0, errors: refused.body.details });
    expect(refused.body.details.map(({ line }) => line)).toEqual([3, 4, 5, 6]);
    const header = await read('slug,color\na,red', '?dry_run=true');
    expect(header.body).toMatchObject({ created: 0, errors: [{ line: 1, column: 'color' }] });
  });
});
