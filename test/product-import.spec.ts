import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { aBrand, aCategory, aCustomer, type SignedIn } from './factories/index.js';
import { useShop } from './support/shop.js';

const shop = useShop();
let manager: SignedIn;

beforeAll(async () => {
  manager = await aCustomer(shop, 'catalog_manager');
  await aCategory(shop, 'Fruit');
  await aCategory(shop, 'Tropical');
});

interface Imported {
  created: number;
  updated: number;
  unchanged: number;
  brands_created: number;
}
interface Read extends Imported {
  categories_created: number;
  file: {
    encoding: string;
    separator: string;
    preset: string;
    columns: { column: string; read_as: string }[];
    ignored: string[];
  };
  notes: { note: string; lines: number[]; count: number }[];
  errors: Refused['details'];
  rows: { line: number; slug: string; outcome: string; changes: { field: string; before: string; after: string }[] }[];
}
interface Refused {
  code: number;
  details: { line: number; column: string | null; reason: string }[];
}

const read = <Body = Imported>(csv: string | Buffer, { token = manager.token, query = '' } = {}) =>
  shop.post<Body>(`/api/admin/products/import${query}`, {
    token,
    body: Buffer.from(csv),
    headers: { 'content-type': 'text/csv; charset=utf-8' },
  });

async function readForm(csv: string, field = 'file') {
  const form = new FormData();
  form.append(field, new Blob([csv]), 'products.csv');
  const encoded = new Response(form);
  return shop.post('/api/admin/products/import', {
    token: manager.token,
    body: Buffer.from(await encoded.arrayBuffer()),
    headers: { 'content-type': encoded.headers.get('content-type') ?? '' },
  });
}

const product = async (slug: string) =>
  (
    await shop.rows<Record<string, unknown>>(
      `select products.*, brands.slug as brand, (
       select coalesce(json_agg(categories.slug order by 1), '[]') from product_categories
       join categories on categories.id = category_id where product_id = products.id) as categories, (
       select coalesce(sum(on_hand_by), 0)::int from stock_movements where product_id = products.id) as moved
     from products left join brands on brands.id = brand_id where products.slug = ?`,
      [slug],
    )
  )[0];

const count = async () => (await shop.rows<{ count: number }>('select count(*)::int as count from products'))[0]?.count;

describe('an import', () => {
  it('adds and changes products, with all they belong to', async () => {
    const csv = [
      'slug,name,description,brand,categories,price,old_price,tax_rate,stock,published',
      'banana,Banana,"curved, ""yellow""",Chiquita,fruit|tropical,3,3.50,700,10,true',
      'mango,Mango,,,tropical,1.25,,,,false',
      '',
    ].join('\n');
    expect(await read(csv)).toMatchObject({
      status: 200,
      body: { created: 2, updated: 0, unchanged: 0, brands_created: 1 },
    });
    expect(await product('banana')).toMatchObject({
      name: 'Banana',
      description: 'curved, "yellow"',
      brand: 'chiquita',
      categories: ['fruit', 'tropical'],
      price: 300,
      old_price: 350,
      tax_rate: 700,
      stock: 10,
      moved: 10,
      published: true,
      keywords: 'Chiquita Fruit Tropical',
    });
    expect(await product('mango')).toMatchObject({
      brand: null,
      tax_rate: 1900,
      stock: 0,
      published: false,
      old_price: null,
    });

    expect((await read(csv)).body).toMatchObject({ created: 0, updated: 0, unchanged: 2, brands_created: 0 });

    const change = 'slug,stock,price,brand,categories\nbanana,4,2.00,,tropical\nmango,,1.25,CHIQUITA,tropical';
    expect((await read(change)).body).toMatchObject({ created: 0, updated: 2, unchanged: 0, brands_created: 0 });
    expect(await product('banana')).toMatchObject({
      name: 'Banana',
      description: 'curved, "yellow"',
      brand: null,
      categories: ['tropical'],
      price: 200,
      old_price: 350,
      stock: 4,
      moved: 4,
      keywords: 'Tropical',
    });
    expect(await product('mango')).toMatchObject({ brand: 'chiquita', keywords: 'Chiquita Tropical', stock: 0 });
    const ledger = await shop.rows(
      'select on_hand_by as by, reason, actor from stock_movements join products on products.id = product_id where slug = ? order by stock_movements.id',
      ['banana'],
    );
    expect(ledger).toEqual([
      { by: 10, reason: 'import', actor: manager.username },
      { by: -6, reason: 'import', actor: manager.username },
    ]);
    const trail = await shop.rows("select changes from audit_entries where action = 'product.import' order by id");
    expect(trail[0]).toEqual({
      changes: { created: 2, updated: 0, unchanged: 0, brands_created: 1, categories_created: 0 },
    });
  });

  it('knows a brand by its name, else by its slug, and never by what names share', async () => {
    await aBrand(shop, 'Del Monte');
    const brands = [
      'del-monte',
      'DEL MONTE',
      'Disney',
      'Disney+',
      'DISNEY',
      'Neu & Co',
      'neu co',
      'Émile',
      'E\u0301mile',
    ];
    const csv = ['slug,name,price,brand', ...brands.map((brand, n) => `br-${n},a,1,${brand}`)].join('\n');
    expect((await read(csv)).body).toMatchObject({ created: 9, brands_created: 5 });
    const slugs = await Promise.all(brands.map(async (_, n) => (await product(`br-${n}`))?.['brand']));
    expect(slugs).toEqual([
      'del-monte',
      'del-monte',
      'disney',
      'disney-2',
      'disney',
      'neu-co',
      'neu-co-2',
      'emile',
      'emile',
    ]);
    expect((await read(csv)).body).toMatchObject({ unchanged: 9, brands_created: 0 });
  });

  it('reports every bad line and imports nothing', async () => {
    const before = await count();
    const csv = [
      'slug,name,price,old_price,tax_rate,stock,published,categories',
      'good,Good,1,,,,,',
      'No Slug,Name,1,,,,,',
      'b,,x,1.234,10001,-1,maybe,',
      '"c","two',
      'lines",1,,,,,nowhere|fruit',
      'd,Name,1',
      '',
      'good,Again,1,,,,,',
      'new-without,Name,,,,,,',
    ].join('\r\n');
    const { status, body } = await read<Refused>(csv);
    expect([status, body.code]).toEqual([400, 1017]);
    expect(body.details.map(({ line, column }) => [line, column])).toEqual([
      [3, 'slug'],
      [4, 'name'],
      [4, 'price'],
      [4, 'old_price'],
      [4, 'tax_rate'],
      [4, 'stock'],
      [4, 'published'],
      [5, 'categories'],
      [7, null],
      [9, 'slug'],
      [10, 'price'],
    ]);
    expect(body.details[7]?.reason).toMatch(/^there is no category nowhere: .*create_categories=true/);
    expect(body.details[9]?.reason).toBe('is on line 2 already');
    expect(await count()).toBe(before);
  });

  it('says what a new product lacks', async () => {
    const { body } = await read<Refused>('slug,stock\nnobody-knows-it,3');
    expect(body.details.map(({ line, column }) => [line, column])).toEqual([
      [2, 'name'],
      [2, 'price'],
    ]);
  });

  it('stops reporting at a hundred', async () => {
    const { body } = await read<Refused>(['slug,name,price', ...Array.from({ length: 500 }, () => 'a,,')].join('\n'));
    expect(body.details).toHaveLength(100);
  });

  it.each([
    ['', 1, null],
    ['name,price\nx,1', 1, 'slug'],
    ['slug,name,price,colour\nx,x,1,red', 1, 'colour'],
    ['slug,name,slug\nx,x,x', 1, 'slug'],
    ['slug,name,price\nx,a,1\ny,"b"c,1\nz,d,1', 3, 'name'],
    ['slug,name,price\nx,a,1\ny,"b,1\nz,d,1', 3, 'name'],
    [`slug,name,price\nx,"${'a\n'.repeat(60_000)}",1`, 2, 'name'],
    ['slug,name,price\nx,a\0b,1', 2, 'name'],
    [Buffer.concat([Buffer.from('slug,name,price\nx,Käse,1\ny,K'), Buffer.from([0xe4]), Buffer.from('se,1')]), 3, null],
  ])('refuses %j', async (csv, line, column) => {
    const { status, body } = await read<Refused>(csv);
    expect([status, body.code]).toEqual([400, 1017]);
    expect(body.details).toMatchObject([{ line, column }]);
  });

  it('reads a form, a byte order mark, columns in any order and Windows line ends', async () => {
    const answer = await readForm(
      '\ufeffPRICE, slug ,name,description\r\n1.00,win-1,Käse,"a\r\nb"\r\n2.00,win-2,"Wurst",\r\n',
    );
    expect(answer).toMatchObject({ status: 200, body: { created: 2 } });
    expect(await product('win-1')).toMatchObject({ name: 'Käse', description: 'a\nb', price: 100 });
    expect(await readForm('slug', 'other')).toMatchObject({ status: 400, body: { code: 4001 } });
  });

  it('belongs to staff of the catalogue, and is a file', async () => {
    for (const { token } of [await aCustomer(shop), await aCustomer(shop, 'support')])
      expect(await read('slug', { token })).toMatchObject({ status: 403, body: { code: 3003 } });
    expect(await shop.post('/api/admin/products/import', { token: manager.token, body: {} })).toMatchObject({
      status: 415,
      body: { code: 4015 },
    });
  });
});

describe('an export of another shop', () => {
  const fixture = (name: string) => readFileSync(new URL(`fixtures/imports/${name}`, import.meta.url));
  const create = { query: '?create_categories=true' };

  it.each([
    ['shopify.csv', 'utf-8', 'comma', 'shopify', 6],
    ['woocommerce.csv', 'utf-8', 'comma', 'woocommerce', 4],
    ['magento.csv', 'utf-8', 'comma', 'magento', 3],
    ['prestashop.csv', 'windows-1252', 'semicolon', 'prestashop', 3],
    ['medusa.csv', 'utf-8', 'semicolon', 'medusa', 3],
    ['google-merchant.tsv', 'utf-8', 'tab', 'google', 3],
    ['excel-unicode-text.txt', 'utf-16le', 'tab', 'magazin', 2],
    ['excel-polish.csv', 'windows-1250', 'semicolon', 'magazin', 2],
    ['pipes.csv', 'utf-8', 'pipe', 'magazin', 2],
  ])('%s is read as %s, %s and %s, and once more as unchanged', async (name, encoding, separator, preset, created) => {
    const checked = await read<Read>(fixture(name), { query: '?create_categories=true&dry_run=true' });
    expect(checked.body).toMatchObject({ created, errors: [], file: { encoding, separator, preset } });
    expect(checked.body.rows.map(({ outcome }) => outcome)).toEqual(Array(created).fill('created'));
    expect((await read<Read>(fixture(name), create)).body).toMatchObject({ created, updated: 0, unchanged: 0 });
    expect((await read<Read>(fixture(name), create)).body).toMatchObject({
      created: 0,
      updated: 0,
      unchanged: created,
    });
  });

  it('keeps variants apart, and says which lines it leaves out', async () => {
    const { body } = await read<Read>(fixture('shopify.csv'), { query: '?dry_run=true&create_categories=true' });
    expect(body.file.columns).toContainEqual({ column: 'Handle', read_as: 'slug' });
    expect(body.file.ignored).toEqual(expect.arrayContaining(['Image Src', 'Tags', 'Variant Barcode']));
    expect(body.notes).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ note: expect.stringMatching(/only further pictures/), lines: [3, 4] }),
        expect.objectContaining({ note: expect.stringMatching(/variants of one product/), lines: [5, 6, 7] }),
        expect.objectContaining({ note: expect.stringMatching(/HTML/), count: 4 }),
      ]),
    );
    expect(await product('tee-m-blue')).toMatchObject({
      name: 'Tee – M / Blue',
      price: 2100,
      old_price: null,
      stock: 12,
      brand: 'disney',
    });
    expect(await product('desk-lamp')).toMatchObject({
      description: 'Warm light & a heavy foot.\n\n * Brass\n * E27',
      old_price: null,
      published: true,
    });
    expect(await product('mug')).toMatchObject({ published: false, brand: 'disney-2' });
    expect(await product('old-mug')).toMatchObject({ published: false });
  });

  it('means what it meant there', async () => {
    expect(await product('cap')).toMatchObject({
      price: 1600,
      old_price: 1800,
      categories: ['accessories', 'sale'],
      stock: 14,
    });
    expect(await product('hoodie-green')).toMatchObject({
      price: 3950,
      old_price: 4500,
      description: 'Soft.\n\nWarm.',
      brand: 'acme',
      categories: ['hoodies'],
      stock: 0,
    });
    expect(await product('album-the-first')).toMatchObject({ published: false, price: 1500 });
    expect(await product('joust-duffle-bag')).toMatchObject({
      name: 'Joust Duffle Bag',
      price: 3400,
      stock: 100,
      categories: ['bags', 'gear'],
    });
    expect(await product('compete-track-tote')).toMatchObject({ price: 2450, old_price: 3200, published: false });
    expect(await product('machine-expresso')).toMatchObject({ name: 'Machine à expresso', price: 123_450 });
    expect(await product('tasse-ete')).toMatchObject({ name: 'Tasse « Été »', published: false });
    expect(await product('medusa-sweatshirt-m')).toMatchObject({
      name: 'Medusa Sweatshirt – M',
      price: 2950,
      stock: 90,
    });
    expect(await product('medusa-mug')).toMatchObject({ published: false });
    expect(await product('trail-shoe-red-42')).toMatchObject({ price: 6990, old_price: 8990, categories: ['trail'] });
    expect(await product('kaese-gouda')).toMatchObject({
      name: 'Käse Gouda',
      price: 123_450,
      old_price: 130_000,
      tax_rate: 700,
      stock: 10,
      published: true,
    });
    expect(await product('lopata')).toMatchObject({ name: 'Łopata ogrodowa', brand: 'zrodlo', price: 4999 });
    expect(await product('pipe-a')).toMatchObject({ name: 'Pipe, a "long" one', published: true });
  });
});
