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
interface Refused {
  code: number;
  details: { line: number; column: string | null; reason: string }[];
}

const read = <Body = Imported>(csv: string | Buffer, token = manager.token) =>
  shop.post<Body>('/api/admin/products/import', {
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

    expect((await read(csv)).body).toEqual({ created: 0, updated: 0, unchanged: 2, brands_created: 0 });

    const change = 'slug,stock,price,brand,categories\nbanana,4,2.00,,tropical\nmango,,1.25,CHIQUITA,tropical';
    expect((await read(change)).body).toEqual({ created: 0, updated: 2, unchanged: 0, brands_created: 0 });
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
    expect(trail[0]).toEqual({ changes: { created: 2, updated: 0, unchanged: 0, brands_created: 1 } });
  });

  it('knows a brand by its slug, its name and the slug of its name', async () => {
    await aBrand(shop, 'Del Monte');
    const csv =
      'slug,name,price,brand\nbr-1,a,1,del-monte\nbr-2,a,1,DEL MONTE\nbr-3,a,1,Del  Monte!\nbr-4,a,1,Neu & Co\nbr-5,a,1,neu co';
    expect((await read(csv)).body).toMatchObject({ created: 5, brands_created: 1 });
    for (const slug of ['br-1', 'br-2', 'br-3']) expect((await product(slug))?.['brand']).toBe('del-monte');
    for (const slug of ['br-4', 'br-5']) expect((await product(slug))?.['brand']).toBe('neu-co');
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
    expect(body.details[7]?.reason).toBe('there is no category nowhere');
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
    ['slug,name,price\nx,a,1\ny,"b"c,1\nz,d,1', 3, null],
    ['slug,name,price\nx,a,1\ny,"b,1\nz,d,1', 3, null],
    [`slug,name,price\nx,"${'a\n'.repeat(60_000)}",1`, 2, null],
    ['slug,name,price\nx,a\0b,1', 2, 'name'],
    [Buffer.from('slug,name,price\nx,K\u00e4se,1', 'latin1'), 2, 'name'],
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
      expect(await read('slug', token)).toMatchObject({ status: 403, body: { code: 3003 } });
    expect(await shop.post('/api/admin/products/import', { token: manager.token, body: {} })).toMatchObject({
      status: 415,
      body: { code: 4015 },
    });
  });
});
