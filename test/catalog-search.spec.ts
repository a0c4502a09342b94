import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aShelf, type CatalogRef, type Page, type Shelf } from './catalog-shelf.js';
import { aBrand, aCategory, aCustomer, aProduct } from './factories/index.js';
import { aShopOfLocale } from './support/local-shop.js';
import { type Shop, useShop } from './support/shop.js';
import { VocabularyService } from '../src/search/vocabulary.service.js';

const shop = useShop();
let shelf: Shelf;

beforeAll(async () => {
  shelf = await aShelf(shop);
});

interface Facets {
  brands: (CatalogRef & { count: number })[];
  categories: (CatalogRef & { count: number })[];
  price: { min: string; max: string } | null;
}

const list = async (query = '') => (await shop.get<Page & { facets?: Facets }>(`/api/products${query}`)).body;
const names = async (query: string) => (await list(query)).results.map(({ name }) => name);

describe('GET /api/products finds', () => {
  it.each([
    ['?search=banana', ['Banana', 'Banana bread']],
    ['?search=bananas', ['Banana', 'Banana bread']],
    ['?search=bananna', ['Banana', 'Banana bread']],
    ['?search=chikita%20bananna', ['Banana']],
    ['?search=chiquita', ['Mango', 'Banana']],
    ['?search=chiqita', ['Mango', 'Banana']],
    ['?search=bakery', ['Banana bread']],
    ['?search=banana%20-bread', ['Banana']],
    ['?search=ban', ['Banana', 'Banana bread']],
    ['?search=tropic', ['Mango', 'Banana']],
    [`?search=${'-'.repeat(50)}`, []],
    [`?search=${'-'.repeat(50)}banana`, ['Banana', 'Banana bread']],
    ['?search=%22banana%20bread', ['Banana bread']],
    ['?search=banana%20%26%20!bread%20%7C%20(', ['Banana bread']],
    ['?search=%F0%9F%8D%8C%F0%9F%8D%8C', []],
    ['?search=%5C%5C%25%25__', []],
    ['?search=banana%20xyzzy', ['Banana', 'Banana bread']],
    ['?search=xyzzy', []],
    ['?search=banana&category=fruit', ['Banana']],
    ['?search=secret', []],
    ['?search=%20', ['Apple', 'Banana', 'Banana bread', 'Mango']],
    ["?search='", []],
    ["?search='';drop table products", []],
    ['?search=%25', []],
    ['?search=_', []],
    ['?search=%26%7C!:*()<->', []],
    ['?search=the', []],
    ['?search=\\', []],
    ['?search=%F0%9F%8D%8C', []],
    ['?category=fruit', ['Apple', 'Banana', 'Mango']],
    ['?category=tropical', ['Banana', 'Mango']],
    ['?category=nowhere', []],
    ['?category=', ['Apple', 'Banana', 'Banana bread', 'Mango']],
    ['?category=0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b44', []],
    ['?brand=chiquita', ['Banana', 'Mango']],
    ['?brand=nobodys', []],
    ['?brand=chiquita&brand=aunt-emma', ['Banana', 'Mango']],
    ['?brand=nobodys,chiquita', ['Banana', 'Mango']],
    ['?category=bakery,tropical', ['Banana', 'Banana bread', 'Mango']],
    ['?category=bakery&category=tropical&brand=chiquita', ['Banana', 'Mango']],
    ['?slug=mango', ['Mango']],
    ['?slug=MANGO', ['Mango']],
    ['?brand=nobodys,%20chiquita', ['Banana', 'Mango']],
    ['?category=%20Tropical%20', ['Banana', 'Mango']],
    ['?brand=Chiquita&category=&slug=&min_price=&max_price=%20&in_stock=&ordering=&facets=', ['Banana', 'Mango']],
    ['?slug=nothing', []],
    ['?min_price=1.8&max_price=3', ['Banana', 'Mango']],
    ['?min_price=3.01', ['Banana bread']],
    ['?min_price=5&max_price=1', []],
    ['?max_price=99999999.99', ['Apple', 'Banana', 'Banana bread', 'Mango']],
    ['?min_price=99999999.99', []],
    ['?in_stock=true', ['Apple', 'Banana', 'Mango']],
    ['?in_stock=false', ['Banana bread']],
    ['?brand=chiquita&category=fruit&in_stock=true&max_price=2', ['Mango']],
    ['?ordering=-name', ['Mango', 'Banana bread', 'Banana', 'Apple']],
    ['?ordering=price', ['Apple', 'Mango', 'Banana', 'Banana bread']],
    ['?ordering=-price', ['Banana bread', 'Banana', 'Mango', 'Apple']],
    ['?ordering=created', ['Banana', 'Banana bread', 'Apple', 'Mango']],
    ['?search=banana&ordering=-relevance', ['Banana bread', 'Banana']],
    ['?search=banana&ordering=-price', ['Banana bread', 'Banana']],
    ['?page=3&page_size=2', []],
  ])('%s', async (query, expected) => {
    expect(await names(query)).toEqual(expected);
  });

  it('takes uuids for slugs', async () => {
    expect(await names(`?category=${shelf.fruit.uuid}`)).toEqual(['Apple', 'Banana', 'Mango']);
    expect(await names(`?brand=${shelf.chiquita.uuid.toUpperCase()}`)).toEqual(['Banana', 'Mango']);
  });

  it.each([
    'ordering=relevance',
    'ordering=stock',
    'min_price=-1',
    'min_price=1e3',
    'max_price=abc',
    'in_stock=maybe',
    'facets=1',
    'page=0',
    'page_size=101',
    'page=x',
    'colour=red',
    'search=%00',
    `search=${'a'.repeat(201)}`,
    'search[a]=b',
    `brand=${'a,'.repeat(60)}b`,
    'brand[x]=a',
    'ordering=constructor',
  ])('refuses ?%s', async (query) => {
    expect(await shop.get(`/api/products?${query}`)).toMatchObject({ status: 400, body: { code: 4000 } });
  });
});

describe('a slug', () => {
  it.each(['products/mango', 'brands/chiquita', 'categories/tropical'])('finds the one of /api/%s', async (path) => {
    const [list = '', slug = ''] = path.split('/');
    const bySlug = await shop.get<CatalogRef>(`/api/${path}`);
    expect(bySlug).toMatchObject({ status: 200, body: { slug } });
    expect((await shop.get(`/api/${list}/${bySlug.body.uuid}`)).body).toEqual(bySlug.body);
    const { body } = await shop.get<Page>(`/api/${list}?slug=${slug}`);
    expect(body).toMatchObject({ count: 1, results: [{ slug }] });
  });

  it('that was changed still leads to its row, until another has it', async () => {
    const [product, brand, category] = await Promise.all([
      aProduct(shop, { name: 'Wanderer' }),
      aBrand(shop, 'Wanderbrand'),
      aCategory(shop, 'Wandercategory'),
    ]);
    for (const [table, row] of Object.entries({ products: product, brands: brand, categories: category })) {
      for (const slug of ['first', 'second', 'kept', 'third'])
        await shop.rows(`update ${table} set slug = ? where id = ?`, [`${slug}-${table}`, row.id]);
      for (const slug of [row.slug, `first-${table}`, `third-${table}`])
        expect(await shop.get(`/api/${table}/${slug}`)).toMatchObject({
          status: 200,
          body: { uuid: row.uuid, slug: `third-${table}` },
        });
    }
    await shop.rows('update products set brand_id = ? where id = ?', [brand.id, product.id]);
    await shop.rows('insert into product_categories values (?, ?)', [product.id, category.id]);
    for (const query of ['slug=second-products', 'brand=KEPT-brands', 'category=nothing,first-categories'])
      expect([query, await names(`?${query}`)]).toEqual([query, ['Wanderer']]);
    for (const table of ['brands', 'categories'])
      expect((await shop.get<Page>(`/api/${table}?slug=second-${table}`)).body.results).toMatchObject([
        { slug: `third-${table}` },
      ]);
    const heir = await aProduct(shop, { name: 'Heir', slug: 'second-products' });
    expect(await names('?slug=Second-products')).toEqual(['Heir']);
    expect((await shop.get('/api/products/second-products')).body).toMatchObject({ uuid: heir.uuid });
    await shop.rows('update products set published = false where id = ?', [product.id]);
    expect((await shop.get('/api/products/kept-products')).status).toBe(404);
    await shop.rows('delete from products where id in (?, ?)', [product.id, heir.id]);
  });

  it.each([
    ['products/nothing', 1011],
    ['products/bananas-secret', 1011],
    [`products/${'x'.repeat(300)}`, 1011],
    ['products/%00', 1011],
    ['products/%F0%9F%8D%8C', 1011],
    ['brands/nothing', 1013],
    ['categories/nothing', 1012],
  ])('of nobody is not found: /api/%s', async (path, code) => {
    expect(await shop.get(`/api/${path}`)).toMatchObject({ status: 404, body: { code } });
  });

  it('leads to what is below its product, if only a former one', async () => {
    const product = await aProduct(shop, { name: 'Sold out', slug: 'before', stock: 0 });
    await shop.rows(`update products set slug = 'sold-out' where id = ?`, [product.id]);
    const { token } = await aCustomer(shop);
    for (const key of [product.uuid, product.uuid.toUpperCase(), 'sold-out', 'SOLD-OUT', 'before']) {
      const answers = [
        await shop.get(`/api/products/${key}/related`),
        await shop.get(`/api/products/${key}/reviews`),
        await shop.post(`/api/products/${key}/notify`, { token, body: {} }),
        await shop.delete(`/api/products/${key}/notify`, { token }),
      ];
      expect([key, ...answers.map(({ status }) => status)]).toEqual([key, 200, 200, 202, 204]);
    }
    const review = { token, body: { rating: 5 } };
    expect((await shop.post('/api/products/before/reviews', review)).status).toBe(201);
    expect((await shop.post(`/api/products/${product.uuid}/reviews`, review)).status).toBe(409);
    for (const key of ['nothing', '%00', 'x'.repeat(300), 'bananas-secret'])
      for (const path of ['related', 'reviews'])
        expect(await shop.get(`/api/products/${key}/${path}`)).toMatchObject({ status: 404, body: { code: 1011 } });
    await shop.rows('delete from reviews');
    await shop.rows('delete from products where id = ?', [product.id]);
  });

  it('finds no category below an inactive one, and says what is above it', async () => {
    expect((await shop.get('/api/categories/tropical')).body).toMatchObject({ parent: shelf.fruit.uuid, children: [] });
    await shop.rows('update categories set active = false where id = ?', [shelf.fruit.id]);
    expect((await shop.get('/api/categories/tropical?fresh')).status).toBe(404);
    await shop.rows('update categories set active = true where id = ?', [shelf.fruit.id]);
  });
});

it('a slug is found in capitals, and in letters that are composed or not', async () => {
  const product = await aProduct(shop, { name: 'Crêperie', slug: 'crêperie-été' });
  for (const slug of ['crêperie-été', 'Crêperie-Été', 'crêperie-été'.normalize('NFD')]) {
    expect((await shop.get(`/api/products/${encodeURIComponent(slug)}`)).body).toMatchObject({ uuid: product.uuid });
    expect(await names(`?slug=${encodeURIComponent(slug)}`)).toEqual(['Crêperie']);
  }
  await shop.rows('delete from products where id = ?', [product.id]);
});

describe('facets', () => {
  it('count what filtering by them finds', async () => {
    const { facets, ...page } = await list('?facets=true&page_size=1');
    expect(page).toMatchObject({ count: 4, results: [{ name: 'Apple' }] });
    expect(facets).toEqual({
      brands: [{ uuid: shelf.chiquita.uuid, slug: 'chiquita', name: 'Chiquita', count: 2 }],
      categories: [
        { uuid: shelf.fruit.uuid, slug: 'fruit', name: 'Fruit', count: 3 },
        { uuid: shelf.tropical.uuid, slug: 'tropical', name: 'Tropical', count: 2 },
        { uuid: shelf.bakery.uuid, slug: 'bakery', name: 'Bakery', count: 1 },
      ],
      price: { min: '1.20', max: '4.50' },
    });
    for (const { slug, count } of facets?.categories ?? []) expect((await list(`?category=${slug}`)).count).toBe(count);
  });

  it('count beside a choice what else could be chosen', async () => {
    const { facets, count } = await list('?facets=true&brand=aunt-emma&category=bakery&max_price=4.50');
    expect(count).toBe(0);
    expect(facets?.brands).toEqual([]);
    const chosen = (await list('?facets=true&category=bakery&min_price=4')).facets;
    expect(chosen?.categories.map(({ slug, count: hits }) => [slug, hits])).toEqual([['bakery', 1]]);
    const both = (await list('?facets=true&brand=chiquita&category=fruit&max_price=2')).facets;
    expect(both?.brands.map(({ slug, count: hits }) => [slug, hits])).toEqual([['chiquita', 1]]);
    expect(both?.categories.map(({ slug, count: hits }) => [slug, hits])).toEqual([
      ['fruit', 1],
      ['tropical', 1],
    ]);
    expect(both?.price).toEqual({ min: '1.80', max: '3.00' });
  });

  it('count under the filters of the query', async () => {
    const { facets } = await list('?facets=true&search=bananna&category=fruit');
    expect(facets).toMatchObject({ brands: [{ count: 1 }], price: { min: '3.00', max: '3.00' } });
    expect(facets?.categories.map(({ slug, count }) => [slug, count])).toEqual([
      ['bakery', 1],
      ['fruit', 1],
      ['tropical', 1],
    ]);
  });

  it('are empty where nothing is found, and not there where nobody asks', async () => {
    expect((await list('?facets=true&search=xyzzy')).facets).toEqual({ brands: [], categories: [], price: null });
    expect(await list('?facets=false')).not.toHaveProperty('facets');
  });
});

/** By the words that are searched for: what is found of `inventory`, best first. */
/** One word, of more bytes than PostgreSQL looks up. */
const longHangul = '한'.repeat(80);
const inventory = [
  'Müller Mühle',
  'Crème brûlée',
  'Größe L',
  'Łódź Stadtplan',
  'Straßenkarte',
  'Œuvre complète',
  'Þór Ærø Đà ŋ Ħal',
  'Ёлка зелёная',
  'Οδυσσεύς',
  '手机壳 透明',
  '東京タワー',
  'ﾊﾟｿｺﾝ',
  'ＡＢＣ１２３',
  'เสื้อยืด ผ้าฝ้าย',
  'שָׁלוֹם כוס',
  'قَهْوَة عربية',
  'İstanbul Diyarbakır',
  'T-Shirt AB-123/4',
  'iPhone15 4K',
  'Öl',
  'Altes Holz',
  'Lampe',
  'Lampenschirm',
  'Lamp',
  '100% Wool_blend',
  'Հայաստան',
  'Mehl 1 kg',
  'Saft 500 ml',
  'Sirup 500ml',
  'Galaxy 24',
  'Galaxy 24 128-GB',
  'Tunika KT-INS114',
  'Tunika KT-INS115',
  'Reifen 185/60R14',
  'Reifen 185/65R14',
  'Router Wi\u2011Fi',
  'Kinderwagen O\u2019Neill',
  'Ebike rot',
  'Socken H & M',
  'Tür',
  'C++ Primer',
  'C# Kochbuch',
  'Kissen 60 × 40 cm',
  'Cola 0,33l',
  'Vlies 5 m²',
  'カメラ',
  'コカ・コーラ',
  'ज़मीन १२',
  'हिन्दी',
  longHangul,
];
const found: [string, string[]][] = [
  ['muller', ['Müller Mühle']],
  ['MÜLLER', ['Müller Mühle']],
  ['mueller', ['Müller Mühle']],
  ['creme brulee', ['Crème brûlée']],
  ['GRÖSSE', ['Größe L']],
  ['grosse', ['Größe L']],
  ['lodz', ['Łódź Stadtplan']],
  ['ŁÓDŹ', ['Łódź Stadtplan']],
  ['strasse', ['Straßenkarte']],
  ['oeuvre', ['Œuvre complète']],
  ['thor', ['Þór Ærø Đà ŋ Ħal']],
  ['aero da n hal', ['Þór Ærø Đà ŋ Ħal']],
  ['елка', ['Ёлка зелёная']],
  ['ЗЕЛЕНАЯ ЕЛКА', ['Ёлка зелёная']],
  ['елкк', ['Ёлка зелёная']],
  ['οδυσσευσ', ['Οδυσσεύς']],
  ['ΟΔΥΣΣΕΥΣ', ['Οδυσσεύς']],
  ['手机', ['手机壳 透明']],
  ['机壳', ['手机壳 透明']],
  ['手', ['手机壳 透明']],
  ['壳', ['手机壳 透明']],
  ['机手', []],
  ['京タ', ['東京タワー']],
  ['パソコン', ['ﾊﾟｿｺﾝ']],
  ['abc123', ['ＡＢＣ１２３']],
  ['ยืด', ['เสื้อยืด ผ้าฝ้าย']],
  ['שלום', ['שָׁלוֹם כוס']],
  ['قهوة', ['قَهْوَة عربية']],
  ['istanbul', ['İstanbul Diyarbakır']],
  ['DIYARBAKIR', ['İstanbul Diyarbakır']],
  ['AB-123/4', ['T-Shirt AB-123/4']],
  ['ab1234', ['T-Shirt AB-123/4']],
  ['tshirt', ['T-Shirt AB-123/4']],
  ['t shirt', ['T-Shirt AB-123/4']],
  ['iphone15', ['iPhone15 4K']],
  ['iphone 15', ['iPhone15 4K']],
  ['4k', ['iPhone15 4K']],
  ['öl', ['Öl']],
  ['lamp', ['Lamp', 'Lampe', 'Lampenschirm']],
  ['lampe', ['Lampe', 'Lampenschirm', 'Lamp']],
  ['100%', ['100% Wool_blend']],
  ['wool_blend', ['100% Wool_blend']],
  ['ՀԱՅԱՍՏԱՆ', ['Հայաստան']],
  ['1kg', ['Mehl 1 kg']],
  ['1 kg', ['Mehl 1 kg']],
  ['mehl 1kg', ['Mehl 1 kg']],
  ['500ML', ['Saft 500 ml', 'Sirup 500ml']],
  ['500 ml', ['Saft 500 ml', 'Sirup 500ml']],
  ['galaxy24', ['Galaxy 24', 'Galaxy 24 128-GB']],
  ['128gb', ['Galaxy 24 128-GB']],
  ['KT-INS115', ['Tunika KT-INS115']],
  ['ins11', ['Tunika KT-INS114', 'Tunika KT-INS115']],
  ['kt-ins116', ['Tunika KT-INS114', 'Tunika KT-INS115']],
  ['185/65 R14', ['Reifen 185/65R14']],
  ...['wifi', 'router wi-fi', 'WI\uff0dFI', 'wi\u2013fi router'].map((search): [string, string[]] => [
    search,
    ['Router Wi\u2011Fi'],
  ]),
  ['oneill', ['Kinderwagen O\u2019Neill']],
  ["kinderwagen o'neill", ['Kinderwagen O\u2019Neill']],
  ['e-bike rot', ['Ebike rot']],
  ['hm socken', ['Socken H & M']],
  ['tuer', ['Tür']],
  ['c++', ['C++ Primer']],
  ['C#', ['C# Kochbuch']],
  ['60x40 cm', ['Kissen 60 × 40 cm']],
  ['kissen 60 x 40', ['Kissen 60 × 40 cm']],
  ['cola 0.33 l', ['Cola 0,33l']],
  ['33 l', ['Cola 0,33l']],
  ['033', []],
  ['5m2', ['Vlies 5 m²']],
  ['かめら', ['カメラ']],
  ['ｶﾒﾗ', ['カメラ']],
  ['こかこーら', ['コカ・コーラ']],
  ['जमीन 12', ['ज़मीन १२']],
  ['हिंदी', ['हिन्दी']],
  ['z', ['Ёлка зелёная']],
  [longHangul, [longHangul]],
];

describe.each([
  ['C', 'locale_provider libc'],
  ['C.UTF-8', `locale_provider builtin builtin_locale 'C.UTF-8'`],
  ['Turkish of ICU', `locale_provider icu icu_locale 'tr'`],
])('a database of the locale %s', (_, locale) => {
  let local: Shop;
  beforeAll(async () => {
    local = await aShopOfLocale(shop, locale);
    for (const name of inventory) await aProduct(local, { name });
  });
  afterAll(() => local.stop());

  it('finds the same', async () => {
    const answers = [];
    for (const [search] of found) {
      const { body } = await local.get<Page>(`/api/products?search=${encodeURIComponent(search)}`);
      answers.push([search, body.results.map(({ name }) => name)]);
    }
    expect(answers).toEqual(found);
  });

  it('sorts names alike', async () => {
    for (const name of ['Zander', 'apple', 'Ärmel', 'öl', 'Oase']) {
      await aBrand(local, name);
      await aCategory(local, name);
    }
    const sorted = ['apple', 'Ärmel', 'Oase', 'öl', 'Zander'];
    for (const list of ['brands', 'categories'])
      expect((await local.get<Page>(`/api/${list}`)).body.results.map(({ name }) => name)).toEqual(sorted);
    const { results } = (await local.get<Page>('/api/products?page_size=3&ordering=name')).body;
    const named = (query: string) => local.get<{ count: number }>(`/api/product/all/?${query}`);
    const [shelfItem] = await local.rows<{ id: number }>("select id from products where name = 'Altes Holz'");
    await local.rows("update products set brand_id = (select id from brands where name = 'Ärmel') where id = ?", [
      shelfItem?.id,
    ]);
    for (const query of ['brand=ÄRMEL', 'brand=a%CC%88rmel', 'title=ALTES'])
      expect([query, (await named(encodeURI(query).replaceAll('%25', '%'))).body.count]).toEqual([query, 1]);
    expect(results.map(({ name }) => name)).toEqual(['100% Wool_blend', 'ＡＢＣ１２３', 'Altes Holz']);
  });
});

it.each([
  '😀'.repeat(100),
  '한'.repeat(200),
  Array.from({ length: 200 }, (_, at) => String.fromCodePoint(0xac00 + ((at * 7919) % 11_172))).join(''),
  [1, 2, 3].map(() => '한'.repeat(66)).join('-'),
  [1, 2, 3].map(() => '글'.repeat(66)).join(' '),
  `a -${'한'.repeat(100)}`,
  ...['ა', 'अ', 'ก', '漢', 'あ', '𐌰', '𒀀', 'ሀ', 'א', 'ع', 'я', 'ω', 'ß', 'x', '9'].map((letter) =>
    letter.repeat(200 / letter.length),
  ),
])('searches take a word of any length: %s', async (word) => {
  const q = encodeURIComponent(word);
  const typed = encodeURIComponent([...word].slice(0, 100).join(''));
  const staff = { token: (await aCustomer(shop, 'admin')).token };
  const answers = [
    await shop.get(`/api/products?search=${q}`),
    await shop.get(`/api/products?search=${q}&facets=true`),
    await shop.get(`/api/search/suggestions?q=${typed}`),
    await shop.get(`/api/product/all/?search=${q}`),
    await shop.get(`/api/admin/products?search=${q}`, staff),
    await shop.get(`/api/brands?search=${typed}`),
    await shop.post('/api/admin/products', { ...staff, body: { name: word, price: '1.00' } }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200, 201]);
  await shop.rows('delete from products where name = ?', [word.trim()]);
});

describe('GET /api/search/suggestions', () => {
  interface Suggestions {
    products: CatalogRef[];
    categories: CatalogRef[];
    brands: CatalogRef[];
    searches: string[];
  }
  const suggest = async (typed: string) =>
    (await shop.get<Suggestions>(`/api/search/suggestions?q=${encodeURIComponent(typed)}`)).body;
  const namesOf = async (typed: string) => {
    const { products, categories, brands } = await suggest(typed);
    return [products, categories, brands].map((rows) => rows.map(({ name }) => name));
  };

  it.each([
    ['b', [['Banana bread', 'Banana'], ['Bakery'], []]],
    ['BÁNA', [['Banana', 'Banana bread'], [], []]],
    ['bread', [['Banana bread'], [], []]],
    ['banana br', [['Banana bread'], [], []]],
    ['banann', [['Banana', 'Banana bread'], [], []]],
    ['chiqita', [['Mango', 'Banana'], [], ['Chiquita']]],
    ['emma', [[], [], ['Aunt Emma']]],
    ['trop', [['Mango', 'Banana'], ['Tropical'], []]],
    ['%', [[], [], []]],
    ['secret', [[], [], []]],
  ])('suggests for %j', async (typed, expected) => {
    expect(await namesOf(typed)).toEqual(expected);
  });

  it('says of a product what a list of suggestions shows, and may be cached', async () => {
    const { body, headers } = await shop.get<Suggestions>('/api/search/suggestions?q=mango');
    expect(body.products[0]).toEqual({
      uuid: expect.any(String),
      slug: 'mango',
      name: 'Mango',
      price: expect.stringMatching(/^\d+\.\d\d$/),
      currency: 'EUR',
      image: null,
    });
    expect(headers['cache-control']).toBe('public, no-cache');
    const etag = headers['etag'] as string;
    expect((await shop.get('/api/search/suggestions?q=mango', { headers: { 'if-none-match': etag } })).status).toBe(
      304,
    );
  });

  it('needs something typed', async () => {
    for (const query of ['', '?q=', '?q=%20', '?q=%E2%80%8B', `?q=${'x'.repeat(101)}`, '?q=a&q=b', '?q=a&limit=99'])
      expect((await shop.get(`/api/search/suggestions${query}`)).body['code'], query).toBe(4000);
  });

  it('are ten at most, and none of an inactive category', async () => {
    await Promise.all(Array.from({ length: 12 }, (_, at) => aProduct(shop, { name: `Quince ${at}` })));
    for (const name of ['Quince jam', 'Quince tea', 'Quinces']) await aBrand(shop, name);
    const hidden = await aCategory(shop, 'Quince shelf');
    await aCategory(shop, 'Quince below', hidden);
    await aCategory(shop, 'Quince open');
    await shop.rows('update categories set active = false where id = ?', [hidden.id]);
    const { products, categories, brands } = await suggest('quince');
    expect(categories.map(({ name }) => name)).toEqual(['Quince open']);
    expect([products.length, brands.length]).toEqual([7, 2]);
  });
});

it('the product of that very name comes first, however often others hold the word', async () => {
  await aProduct(shop, { name: 'Fizzbin holder deluxe', description: 'fizzbin, fizzbin and fizzbin' });
  await aProduct(shop, { name: 'FÍZZBIN' });
  expect(await names('?search=fizzbin')).toEqual(['FÍZZBIN', 'Fizzbin holder deluxe']);
});

it('near spellings of products that are gone are forgotten at night, once each of the others is kept', async () => {
  const known = async () =>
    (await shop.rows<{ word: string }>("select word from shop.vocabulary where word like 'quadro%' order by word")).map(
      ({ word }) => word,
    );
  const gone = await aProduct(shop, { name: 'Quadrobird' });
  await aProduct(shop, { name: 'Quadrophone' });
  await shop.rows("insert into shop.vocabulary values ('quadrophone')");
  expect(await known()).toEqual(['quadrobird', 'quadrophone', 'quadrophone']);
  await shop.rows('delete from products where id = ?', [gone.id]);
  await shop.app.get(VocabularyService).forget();
  expect(await known()).toEqual(['quadrophone']);
  await shop.app.get(VocabularyService).forget();
  expect(await names('?search=quadrofone')).toEqual(['Quadrophone']);
});

describe('brands and categories', () => {
  it('are found by the words of their names, wherever they are', async () => {
    const found = async (url: string) => (await shop.get<Page>(url)).body.results.map(({ name }) => name);
    expect(await found('/api/brands?search=CHÏQ')).toEqual(['Chiquita']);
    expect(await found('/api/brands?search=emma%20aunt')).toEqual(['Aunt Emma']);
    expect(await found('/api/brands?search=%25')).toEqual([]);
    const { name } = await aBrand(shop, 'Marks & Spencer – Home');
    for (const search of [name, 'Spencer & Marks', 'marks + spencer', '- home'])
      expect(await found(`/api/brands?search=${encodeURIComponent(search)}`)).toEqual([name]);
    await shop.rows(`delete from brands where name = ?`, [name]);
    const joined = [await aBrand(shop, 'L’Oréal'), await aBrand(shop, 'H&M')].map(({ name }) => name);
    expect([await found('/api/brands?search=loreal'), await found('/api/brands?search=hm')].flat()).toEqual(joined);
    expect((await shop.get<Record<string, CatalogRef[]>>('/api/search/suggestions?q=hm')).body['brands']).toMatchObject(
      [{ name: 'H&M' }],
    );
    expect(await found('/api/categories?search=tropi')).toEqual(['Tropical']);
    await shop.rows(`update categories set name = 'Tropical fruit' where slug = 'tropical'`);
    const { body } = await shop.get<Page<CatalogRef & { children: CatalogRef[] }>>('/api/categories?search=fruit');
    expect(body).toMatchObject({ count: 2, next: null });
    expect(body.results.map(({ name, children }) => [name, ...children.map((child) => child.name)])).toEqual([
      ['Fruit', 'Tropical fruit'],
      ['Tropical fruit'],
    ]);
    await shop.rows(`update categories set name = 'Tropical' where slug = 'tropical'`);
  });
});
