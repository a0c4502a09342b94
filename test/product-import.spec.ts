import { readFileSync } from 'node:fs';
import { gzipSync, strToU8, zipSync } from 'fflate';
import { Client } from 'pg';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { aBrand, aCategory, aCustomer, type SignedIn } from './factories/index.js';
import { eventually } from './support/eventually.js';
import { waiting } from './support/locks.js';
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

  it('knows a brand in any letters, as the form of brands does', async () => {
    await aBrand(shop, 'Émigré');
    const cells = ['EMIGRE', 'Émigré', 'Žofie', 'ZOFIE', 'zofie'];
    const csv = ['slug,name,price,brand', ...cells.map((brand, n) => `letters-${n},a,1,${brand}`)].join('\n');
    expect((await read(csv)).body).toMatchObject({ created: 5, brands_created: 1 });
    const slugs = await Promise.all(cells.map(async (_, n) => (await product(`letters-${n}`))?.['brand']));
    expect(slugs.slice(0, 2)).toEqual([slugs[0], slugs[0]]);
    expect(new Set(slugs).size).toBe(2);
  });

  it('knows a brand in its own script alone, with any spaces', async () => {
    const cells = ['Vega', 'Вега', 'ВЕГА', 'Two Words', 'two  words', 'TWO\u00a0WORDS'];
    const csv = ['slug,name,price,brand', ...cells.map((brand, n) => `script-${n},a,1,${brand}`)].join('\n');
    expect((await read(csv)).body).toMatchObject({ created: 6, brands_created: 3 });
    const slugs = await Promise.all(cells.map(async (_, n) => (await product(`script-${n}`))?.['brand']));
    expect(slugs).toEqual(['vega', 'вега', 'вега', 'two-words', 'two-words', 'two-words']);
  });

  it('says which product had a slug, and takes slugs as addresses do', async () => {
    await read('slug,name,price\nwandering,Wanderer,1');
    await shop.rows("update products set slug = 'été' where slug = 'wandering'");
    const { body } = await read<Refused>('slug,name,price\nwandering,Wanderer,1');
    expect(body.details).toEqual([
      { line: 2, column: 'slug', reason: 'was that of the product Wanderer, whose slug is été now: write that' },
    ]);
    const csv = `slug,name,price\n${'Été'.normalize('NFD')},Wanderer,1`;
    expect((await read(csv)).body).toMatchObject({ created: 0, unchanged: 1 });
  });

  it('leaves out characters that nobody sees, and says so', async () => {
    const csv = [
      'slug,name,description,price,stock',
      'seen-0,Soft\u00adware,"Line\u2028break\u000bhere\u200e",\u200e1,\ufeff2',
      'seen-1,Plain 👨‍👩‍👧,Плой,1,2',
      'seen-2,Blank, ,1,2',
      'seen-3,Blank too,"\u200b\n",1,2',
    ].join('\n');
    const { body } = await read<Read>(csv);
    expect(body).toMatchObject({ created: 4, notes: [{ code: 'hidden', lines: [2, 5], count: 2 }] });
    expect(await product('seen-0')).toMatchObject({ name: 'Software', description: 'Line\nbreak\nhere', on_hand: 2 });
    expect(await product('seen-1')).toMatchObject({ name: 'Plain 👨‍👩‍👧' });
    for (const slug of ['seen-2', 'seen-3']) expect(await product(slug)).toMatchObject({ description: '' });
    const lost = await read<Refused>('slug,name,price\nlost,a\0b,1');
    expect(lost.body.details).toMatchObject([{ line: 2, column: 'name', reason: expect.stringMatching(/no text/) }]);
  });

  it('waits for a brand of the name that is being made, and takes it', async () => {
    const other = new Client({ connectionString: shop.databaseUrl });
    await other.connect();
    await other.query("begin; select pg_advisory_xact_lock(hashtextextended('brand ' || shop.name_key('ÉLAN'), 0))");
    await other.query("insert into brands (uuid, slug, name) values (gen_random_uuid(), 'elan-1', 'ÉLAN')");
    const imported = read('slug,name,price,brand\nelan,a,1,Elan');
    await eventually(
      () => shop.rows(`${waiting} and wait_event = 'advisory'`),
      ({ length }) => length > 0,
    );
    await other.query('commit');
    await other.end();
    expect((await imported).body).toMatchObject({ created: 1, brands_created: 0 });
    expect(await product('elan')).toMatchObject({ brand: 'elan-1' });
  });

  it('and the form of brands make one brand of each name between them', async () => {
    const names = Array.from({ length: 50 }, (_, n) => `Once ${n}`);
    const csv = ['slug,name,price,brand', ...names.map((brand, n) => `once-${n},a,1,${brand}`)].join('\n');
    const [imported, ...made] = await Promise.all([
      read(csv),
      ...names.map((name) =>
        shop.post('/api/admin/brands', { token: manager.token, body: { name: name.toUpperCase() } }),
      ),
    ]);
    expect(imported.status).toBe(200);
    expect(made.filter(({ status }) => ![201, 409].includes(status))).toEqual([]);
    const brands = await shop.rows("select from brands where name ilike 'once %'");
    expect(brands).toHaveLength(50);
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
    ['price,stock\n1,1', 1, 'slug'],
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

describe('a file', () => {
  const reasonOf = async (file: string | Buffer, query = '') =>
    (await read<Read>(file, { query: `?dry_run=true${query}` })).body.errors.map(
      ({ line, column, reason }) => `${line} ${column}: ${reason}`,
    );
  const text = 'slug,name,price\nenc-1,Größe Łódź 手,1.50\n';
  const utf16be = (csv: string) => Buffer.from(csv, 'utf16le').swap16();

  it.each([
    ['utf-8', Buffer.from(text)],
    ['utf-8', Buffer.from(`\ufeff${text}`)],
    ['utf-16le', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['utf-16le', Buffer.from(text, 'utf16le')],
    ['utf-16be', utf16be(`\ufeff${text}`)],
    ['utf-16be', utf16be(text)],
  ])('in %s is read as such', async (encoding, file) => {
    const { body } = await read<Read>(file, { query: '?dry_run=true' });
    expect(body).toMatchObject({ errors: [], file: { encoding, separator: 'comma' } });
    await read(file);
    expect(await product('enc-1')).toMatchObject({ name: 'Größe Łódź 手', price: 150 });
  });

  it.each([
    ['an Excel workbook of the old kind', Buffer.from('d0cf11e0a1b11ae100', 'hex')],
    [
      'an OpenDocument spreadsheet',
      zipSync({ mimetype: strToU8('application/vnd.oasis.opendocument.spreadsheet') }, { level: 0 }),
    ],
    ['a Numbers spreadsheet', zipSync({ 'Index/Document.iwa': strToU8('x') })],
    ['a zip archive', zipSync({ 'products.csv': strToU8(text) })],
    ['a gzip archive', gzipSync(strToU8(text))],
    ['a PDF document', Buffer.from('%PDF-1.7\n')],
    ['a web page', Buffer.from('\n<html><table><tr><td>slug</td></tr></table></html>')],
    ['XML', Buffer.from('<?xml version="1.0"?><rss/>')],
    ['JSON', Buffer.from('[{"slug": "a"}]')],
    ['an Excel workbook that cannot be read', zipSync({ 'xl/workbook.xml': strToU8('<x') })],
    ['cells far out', workbook([['Slug']], 'XFD', 1_048_575)],
    ['cells far out', workbook([['Slug']], 'ZZZZZZ')],
    [
      'an Excel workbook that',
      understated(
        workbook([
          ['Slug', 'Name', 'Price'],
          ['u-1', 'Below', 1],
        ]),
      ),
    ],
    ['more than 100 MiB when unpacked', zipSync({ 'xl/workbook.xml': new Uint8Array(101 * 1024 * 1024) })],
  ])('that is %s is refused by what it is', async (kind, file) => {
    const reasons = await reasonOf(Buffer.from(file));
    expect(reasons).toEqual([expect.stringContaining(kind)]);
  });

  it('cannot be kept where the folder for it is missing, and that is not called brief', async () => {
    vi.stubEnv('TMPDIR', '/missing/folder');
    expect(await read('slug,name,price\nx,x,1')).toMatchObject({
      status: 500,
      body: { code: 1502, details: { cause: 'ENOENT' } },
    });
    vi.unstubAllEnvs();
  });

  it('can be an Excel workbook', async () => {
    const { body } = await read<Read>(
      workbook([
        ['Slug', 'Name', 'Price', 'Stock', 'Active'],
        ['xl-1', 'Größe', 12.9, 3, true],
      ]),
    );
    expect(body).toMatchObject({ created: 1, file: { format: 'xlsx', encoding: null, separator: null } });
    expect(await product('xl-1')).toMatchObject({ name: 'Größe', price: 1290, stock: 3, published: true });
  });

  it('says the separator itself, and may end in empty columns and lines', async () => {
    const file = 'sep=;\r\nslug;name;price;;\r\nsep-1;a,b;1,5;;\r\n;;;;\r\n,,\r\n';
    expect(await reasonOf(file.replace(',,\r\n', ''))).toEqual([]);
    expect(await reasonOf('slug,name,price,,\nsep-2,a,1,,\n,,,,\n,,,,\n')).toEqual([]);
    expect(await reasonOf('slug,name,price\nsep-3,a,b,1\n')).toEqual([
      expect.stringMatching(/^2 null: has 4 cells.*quotes/),
    ]);
  });

  it.each([
    ['price', ['12,90', '€ 12.90', '12.90 EUR', '12.9000', ' 12.90\u00a0€', 'EUR12,9'], 1290],
    ['price', ['1.234,50', '1,234.50', '1 234,50', '1\u202f234.5', "1'234.50", '1234.500'], 123_450],
    ['price', ['1.234.567', '1,234,567', '1234567', '1234567,-', '1 234 567'], 123_456_700],
    ['tax_rate', ['19%', '19 %', '19,0%', '1900', '1900.0'], 1900],
    ['tax_rate', ['0', '0%'], 0],
    ['stock', ['10', '10.0', '10,00'], 10],
    [
      'published',
      ['1', 'yes', 'Y', 'TRUE', 'ja', 'tak', 'wahr', 'published', 'active', 'visible', 'Aktiv', 'aktywny', 'actif'],
      true,
    ],
    [
      'published',
      [
        '0',
        'no',
        'n',
        'FALSE',
        'nein',
        'nie',
        'falsch',
        'draft',
        'archived',
        'Inaktiv',
        'Entwurf',
        'nieaktywny',
        'inactif',
        'brouillon',
      ],
      false,
    ],
  ] as const)('means by %s %j the same', async (column, spellings, value) => {
    const other = column === 'price' ? '' : ',1.00';
    const header = column === 'price' ? 'slug\tname\tprice' : `slug\tname\tprice\t${column}`;
    const lines = spellings.map((cell, n) => `same-${n}\tx${other.replace(',', '\t')}\t${cell}`);
    expect((await read<Read>([header, ...lines].join('\n'))).status).toBe(200);
    const rows = await shop.rows<Record<string, unknown>>(
      `select ${column === 'stock' ? 'on_hand' : column} as value from products where slug = any(?)`,
      [`{${spellings.map((_, n) => `same-${n}`).join(',')}}`],
    );
    expect(rows.map((row) => (typeof value === 'boolean' ? row['value'] : Number(row['value'])))).toEqual(
      spellings.map(() => value),
    );
  });

  it.each([
    ['price', '1.234', /can mean 1234 or 1.234/],
    ['price', '12.900', /can mean 12900 or 12.90/],
    ['price', '12.905', /can mean/],
    ['price', '1234.567', /more decimals than the 2 of EUR/],
    ['price', '-3', /negative/],
    ['price', '$ 12.90', /is in \$, and the shop sells in EUR/],
    ['price', '12.90 PLN', /is in PLN/],
    ['price', '1,23,456', /must be an amount/],
    ['price', '1.2E+05', /shortened by a spreadsheet/],
    ['price', 'free', /must be an amount/],
    ['tax_rate', '19', /would be 0.19 %.*for 19 % write 1900 or 19%/],
    ['tax_rate', '0.19', /for 19 % write 1900 or 19%/],
    ['tax_rate', '101%', /100 %/],
    ['old_price', '5.00', /not above the price 5.00/],
    ['old_price', '4.00', /not above the price 5.00/],
    ['stock', '-3', /less than nothing/],
    ['stock', '1.5', /divided/],
    ['stock', '1.000', /can mean 1000 or 1/],
    ['published', 'maybe', /must be true or false/],
  ])('is told what %s %s would mean', async (column, cell, reason) => {
    const file =
      column === 'price' ? `slug\tname\tprice\nmean\tx\t${cell}` : `slug\tname\tprice\t${column}\nmean\tx\t5\t${cell}`;
    const reasons = await reasonOf(file);
    expect(reasons).toEqual([expect.stringMatching(new RegExp(`^2 ${column}: .*${reason.source}`))]);
  });

  it('is told which column is meant by another name', async () => {
    const { body } = await read<Read>('Handle,Titel,Preis,OLD PRICE\nhandled,x,"5,00",6', { query: '?dry_run=true' });
    expect(body).toMatchObject({ created: 1, errors: [] });
    expect(body.file.columns.slice(0, 2)).toEqual([
      { column: 'Handle', read_as: 'slug' },
      { column: 'Titel', read_as: 'name' },
    ]);
    expect(await reasonOf('slug,prise,colour\nx,1,red')).toEqual([
      expect.stringMatching(/^1 prise: .*did you mean price\?/),
      expect.stringMatching(/^1 colour: there is no such column; there are/),
    ]);
    expect(await reasonOf('slug,name,price,colour\nignored,x,1,red', '&ignore_columns=true')).toEqual([]);
    expect(await reasonOf('Product ID;Active (0/1);Name *;Price tax excluded\n1;1;x;5')).toEqual([
      expect.stringMatching(/^1 Price tax excluded: is without tax/),
    ]);
  });

  it('names both lines of one slug, and never changes a product by a slug that its name only shares', async () => {
    expect(await reasonOf('slug,name,price\ntwice,a,1\ntwice,b,2')).toEqual(['3 slug: is on line 2 already']);
    const header = 'id\ttitle\tavailability\tprice\n';
    expect(await reasonOf(`${header}1\tFrozen\tin_stock\t1.00 EUR\n2\tFrozen+\tin_stock\t1.00 EUR`)).toEqual([
      expect.stringMatching(/^3 slug: is on line 2 already: both names make the slug frozen/),
    ]);
    await read(`${header}1\tFrozen\tin_stock\t1.00 EUR`);
    expect(await reasonOf(`${header}2\tFrozen+\tin_stock\t1.00 EUR`)).toEqual([
      expect.stringMatching(/^2 slug: would be frozen, which is that of the product Frozen/),
    ]);
  });

  it('creates categories where the request says so, each in its place', async () => {
    const file = 'slug;name;price;categories\ncat-1;x;1;Łazienka > Lampy|Kuchnia > Lampy\ncat-2;x;1;Łazienka > Lampy';
    expect(await reasonOf(file)).toHaveLength(3);
    const { body } = await read<Read>(file, { query: '?create_categories=true' });
    expect(body).toMatchObject({ created: 2, categories_created: 4 });
    expect(await product('cat-1')).toMatchObject({ categories: ['lampy', 'lampy-2'] });
    expect(await product('cat-2')).toMatchObject({ categories: ['lampy'] });
    expect(await reasonOf('slug,categories\ncat-2,Lampy')).toEqual([expect.stringMatching(/several categories Lampy/)]);
    expect(await reasonOf('slug,categories\ncat-2,"Fruit, Tropical"')).toEqual([]);
    expect(await shop.rows("select slug from categories where name = 'Łazienka'")).toEqual([{ slug: 'lazienka' }]);
  });

  it('counts in a dry run the brands and categories of good lines alone, and shows categories by their paths', async () => {
    await read('slug,name,price,categories\nmoved,x,1,Barn > Lamps', { query: '?create_categories=true' });
    const file =
      'slug,name,price,brand,categories\nmoved,x,1,Good Brand,Attic > Lamps\nlost,x,,Bad Brand,Attic > Bad > Worse\n';
    const { body } = await read<Read>(file, { query: '?dry_run=true&create_categories=true' });
    expect(body).toMatchObject({ updated: 1, brands_created: 1, categories_created: 2 });
    expect(body.errors).toHaveLength(1);
    expect(body.rows[0]?.changes).toContainEqual({
      field: 'categories',
      before: 'Barn > Lamps',
      after: 'Attic > Lamps',
    });
  });

  it('shows in a dry run what each line would change', async () => {
    await read('slug,name,price,brand\nrow-1,a,1,Ask\nrow-2,a,1,');
    const { body } = await read<Read>('slug,price,brand\nrow-1,2.00,Ask+\nrow-2,1.00,\n', { query: '?dry_run=true' });
    expect(body.rows).toEqual([
      {
        line: 2,
        slug: 'row-1',
        outcome: 'changed',
        changes: [
          { field: 'price', before: '1.00', after: '2.00' },
          { field: 'brand', before: 'Ask', after: 'Ask+' },
        ],
      },
      { line: 3, slug: 'row-2', outcome: 'unchanged', changes: [] },
    ]);
  });
});

/** An archive whose directory says of its last file that it unpacks to a hundred bytes. */
function understated(archive: Uint8Array): Buffer {
  const bytes = Buffer.from(archive);
  bytes.writeUInt32LE(100, bytes.lastIndexOf('PK\x01\x02', undefined, 'latin1') + 24);
  return bytes;
}

/** The least that a spreadsheet program writes. */
function workbook(rows: (string | number | boolean)[][], firstColumn = 'A', above = 0): Buffer {
  const cell = (value: string | number | boolean, at: string) => {
    if (typeof value === 'number') return `<c r="${at}"><v>${value}</v></c>`;
    if (typeof value === 'boolean') return `<c r="${at}" t="b"><v>${Number(value)}</v></c>`;
    return `<c r="${at}" t="inlineStr"><is><t>${value}</t></is></c>`;
  };
  const lines = rows.map(
    (cells, row) =>
      `<row r="${row + 1 + above}">${cells.map((value, n) => cell(value, `${n ? 'ABCDEF'[n] : firstColumn}${row + 1 + above}`)).join('')}</row>`,
  );
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const rels = 'http://schemas.openxmlformats.org/package/2006/relationships';
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  return Buffer.from(
    zipSync({
      '[Content_Types].xml': strToU8(
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
      ),
      '_rels/.rels': strToU8(
        `<Relationships xmlns="${rels}"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
      ),
      'xl/workbook.xml': strToU8(
        `<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>`,
      ),
      'xl/_rels/workbook.xml.rels': strToU8(
        `<Relationships xmlns="${rels}"><Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
      ),
      'xl/worksheets/sheet1.xml': strToU8(
        `<worksheet xmlns="${main}"><sheetData>${lines.join('')}</sheetData></worksheet>`,
      ),
    }),
  );
}

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
      categories: expect.arrayContaining(['bags', 'gear']),
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
