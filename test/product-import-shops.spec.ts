import { readFileSync } from 'node:fs';
import { strToU8, zipSync } from 'fflate';
import { beforeAll, expect, it } from 'vitest';
import { aCustomer, type SignedIn } from './factories/index.js';
import { useShop } from './support/shop.js';

const shop = useShop();
let manager: SignedIn;
beforeAll(async () => {
  manager = await aCustomer(shop, 'catalog_manager');
});

interface Result {
  created: number;
  updated: number;
  unchanged: number;
  file: { preset: string; ignored: string[] };
  notes: { code: string; lines: number[]; count: number }[];
  errors: { line: number; column: string | null; reason: string }[];
}

const read = (file: string | Buffer, query = '') =>
  shop.post<Result>(`/api/admin/products/import?create_categories=true${query}`, {
    token: manager.token,
    body: Buffer.from(file),
    headers: { 'content-type': 'text/csv; charset=utf-8' },
  });
const fixture = (name: string) => readFileSync(new URL(`fixtures/imports/${name}`, import.meta.url));
const american = (day: string) => day.replace(/^20(\d\d)-0?(\d+)-0?(\d+)$/, '$2/$3/$1');
const notesOf = ({ notes }: Result) => Object.fromEntries(notes.map(({ code, lines }) => [code, lines]));
const products = () =>
  shop.rows<Record<string, unknown>>(
    `select products.name, products.slug, price::int, old_price::int, stock, published, tax_rate, description, brands.name as brand, (
       select string_agg(categories.slug, ' ' order by categories.slug) from product_categories
       join categories on categories.id = category_id where product_id = products.id) as categories
     from products left join brands on brands.id = brand_id order by products.id desc`,
  );

it.each([
  [
    'vendure.csv',
    'vendure',
    [
      { name: 'Curvy Monitor', price: 14374, stock: 5, brand: 'ACME' },
      { name: 'Laptop – 15 inch|16GB', slug: 'laptop-15-inch-16gb', price: 229900, brand: 'Apple' },
      { name: 'Laptop – 13 inch|8GB', price: 129900 },
    ],
  ],
  [
    'spree.csv',
    'spree',
    [
      { name: 'Denim Shirt – White / S', price: 8999, stock: 10, brand: 'Levi', categories: 'shirts' },
      { name: 'Denim Shirt – White / XS', price: 9999, old_price: 12000, stock: 20, description: 'Nice' },
    ],
  ],
  [
    'lightspeed.csv',
    'lightspeed',
    [
      { name: 'T-shirt (Demo) – Red', slug: 'tshirt-red', stock: 0 },
      { name: 'T-shirt (Demo) – White', stock: 5, price: 2450 },
      { name: 'Coffee (Demo)', slug: 'coffeehot', stock: 12, brand: 'Generic', categories: 'hot' },
    ],
  ],
  [
    'wix.csv',
    'wix',
    [
      { name: 'Poster', price: 2000, stock: 17, published: false },
      { name: 'Mug – Blue', price: 1450, stock: 4 },
      { name: 'Mug – Red', price: 1250, stock: 3, brand: 'ACME', categories: 'gifts kitchen' },
    ],
  ],
  [
    'squarespace.csv',
    'squarespace',
    [
      { name: 'Blue Vase – Large', price: 6500, old_price: null, stock: 0 },
      { name: 'Blue Vase – Small', price: 4000, old_price: 4500, stock: 5, categories: 'vases' },
    ],
  ],
  [
    'shopware.csv',
    'shopware',
    [{ name: 'Hauptartikel', price: 1999, tax_rate: 1900, stock: 20, brand: 'Shopware', published: true }],
  ],
  [
    'square.csv',
    'square',
    [
      { name: 'Latte 2 – Large', price: 350, stock: 7 },
      { name: 'Latte 2 – Small' },
      { name: 'Latte 1 – Large', categories: 'drinks' },
      { name: 'Latte 1 – Small', slug: 'latte-1-small' },
    ],
  ],
  [
    'bigcommerce.csv',
    'bigcommerce',
    [
      { name: 'Plant 10', price: 3900, old_price: 4900, published: false },
      { name: 'Plant 1', price: 4900, old_price: 5900, stock: 20, categories: 'plants shop-all' },
    ],
  ],
  [
    'amazon.txt',
    'amazon',
    [
      { name: 'Espresso Beans 2', price: 1299 },
      { name: 'Espresso Beans 1', brand: 'Café Noir', description: 'Strong' },
    ],
  ],
  [
    'etsy.csv',
    'etsy',
    [{ name: /Handmade Mug 2/ }, { name: "Handmade Mug 1, ceramic & glazed 'blue'", price: 2500, stock: 4 }],
  ],
  ['odoo.csv', 'odoo', [{ name: 'Desk 2' }, { name: 'Desk 1', price: 125000, stock: 10, categories: 'office' }]],
  ['saleor.csv', 'saleor', [{ name: 'Apple Juice', price: 300, categories: 'juices' }]],
  [
    'woocommerce-german.csv',
    'woocommerce',
    [{ name: 'Becher', price: 1250, stock: 3, published: true, categories: 'kuche' }],
  ],
])('an export of another shop: %s goes in as of %s, and once more as unchanged', async (name, preset, expected) => {
  const { body } = await read(fixture(name));
  expect(body).toMatchObject({ created: expected.length, file: { preset } });
  const rows = (await products()).slice(0, expected.length);
  for (const [at, { name: said, ...fields }] of (expected as Record<string, unknown>[]).entries()) {
    if (said instanceof RegExp) expect(rows[at]?.['name']).toMatch(said);
    expect(rows[at]).toMatchObject(said instanceof RegExp || said === undefined ? fields : { name: said, ...fields });
  }
  expect((await read(fixture(name))).body).toMatchObject({ created: 0, updated: 0, unchanged: expected.length });
});

it('an export of another shop: takes what shops get wrong, and says so', async () => {
  const shopify = [
    'Handle,Title,Vendor,Variant Price,Variant Compare At Price,Variant Inventory Qty',
    'Big_Mug,Salt &amp; Pepper,Smith &amp; Sons,10.00,9.00,-3',
    'plate,Plate,,12.00,12.50,unlimited',
  ].join('\n');
  const { body } = await read(shopify);
  expect(body).toMatchObject({ created: 2 });
  expect(notesOf(body)).toMatchObject({ old_price: [2], negative_stock: [2], no_stock: [3], no_tax: [] });
  expect((await products()).slice(0, 2)).toMatchObject([
    { slug: 'plate', old_price: 1250, stock: 0 },
    { slug: 'big-mug', name: 'Salt & Pepper', brand: 'Smith & Sons', old_price: null, stock: 0 },
  ]);

  const woocommerce = [
    'ID,Type,SKU,Name,Published,In stock?,Stock,Regular price,Parent,Attribute 1 value(s)',
    '1,variable,,Sneaker,1,1,,,,"41, 42"',
    '2,variation,,Sneaker,1,1,5,80,id:1,41',
    '3,variation,,Sneaker,1,1,5,80,id:1,42',
    '4,simple,,Elsewhere,1,1,,,,',
  ].join('\n');
  const variants = await read(woocommerce);
  expect(notesOf(variants.body)).toMatchObject({ parent: [2], no_price: [5] });
  expect((await products()).slice(0, 2)).toMatchObject([{ name: 'Sneaker – 42' }, { name: 'Sneaker – 41' }]);

  const etsy = 'TITLE,DESCRIPTION,PRICE,CURRENCY_CODE,QUANTITY\nDollar mug,,10.00,USD,1\n';
  expect((await read(etsy, '&dry_run=true')).body.errors).toEqual([
    { line: 2, column: 'PRICE', reason: 'is in USD, and the shop sells in EUR' },
  ]);
  const medusa = 'Product Handle;Product Title;Variant Price EUR;Product Category 1\nids;Ids;3;pcat_01\n';
  expect(notesOf((await read(medusa)).body)).toMatchObject({ category_ids: [2] });
});

it('an export of another shop: counts the units of all outlets', async () => {
  const file = 'handle,name,retail_price,brand_name,inventory_North,inventory_South\nboth,Both,1.00,,3,4\n';
  expect((await read(file)).body).toMatchObject({ created: 1 });
  expect((await products())[0]).toMatchObject({ slug: 'both', stock: 7 });
});

it.each([
  ['inventory_North,inventory_South', '3,-1', 2],
  ['inventory_North,inventory_South', '"1,000",1.000', /can mean/],
  ['inventory_North,inventory_South', '3,1.5', /cannot be divided/],
])('an export of another shop: counts %s %s as %s', async (names, cells, stock) => {
  const file = `handle,name,retail_price,brand_name,${names}\noutlets,Outlets,1.00,,${cells}\n`;
  const { body } = await read(file, stock instanceof RegExp ? '&dry_run=true' : '');
  if (stock instanceof RegExp)
    expect(body.errors).toEqual([
      expect.objectContaining({ line: 2, column: 'inventory_North', reason: expect.stringMatching(stock) }),
    ]);
  else expect((await products())[0]).toMatchObject({ slug: 'outlets', stock });
});

it('an export of another shop: adds up no columns that say one thing in several ways', async () => {
  await read('Handle,Title,Option1 Value,Variant Price\nshelf,Shelf,Oak,10.00\n');
  const inventory = 'Handle,Title,Option1 Value,On hand (current),On hand (new)\nshelf,Shelf,Oak,20,25\n';
  expect((await read(inventory)).body).toMatchObject({ updated: 1, file: { preset: 'shopify' } });
  expect((await products())[0]).toMatchObject({ slug: 'shelf', stock: 25 });
  const google =
    'id\ttitle\tavailability\tprice\tquantity\tsell_on_google_quantity\n1\tFeed\tin_stock\t1.00 EUR\t10\t10\n';
  expect((await read(google)).body).toMatchObject({ created: 1, file: { preset: 'google' } });
  expect((await products())[0]).toMatchObject({ name: 'Feed', stock: 10 });
});

it('an export of another shop: hides the variants of a hidden product, and sells no product of variants itself', async () => {
  const wix = [
    'handleId,fieldType,name,price,surcharge,visible,inventory,productOptionDescription1',
    'w1,Product,Secret,5.00,,FALSE,InStock,Red;Blue',
    'w1,Variant,,,0.0,TRUE,3,Red',
    'w1,Variant,,,0.0,TRUE,4,Blue',
  ].join('\n');
  const read1 = await read(wix);
  expect(read1.body).toMatchObject({ created: 2 });
  expect(notesOf(read1.body)).toMatchObject({ parent: [2] });
  expect((await products()).slice(0, 2)).toMatchObject([
    { name: 'Secret – Blue', published: false },
    { name: 'Secret – Red', published: false },
  ]);

  const shopware = [
    'id;parent_id;product_number;active;stock;name;price_gross;tax_rate;manufacturer_name',
    'a1;;P1;0;50;Chair;19.99;7;Wood',
    'a2;a1;P1.1;1;20;;;;',
    'a3;a1;P1.2;1;30;;29.99;;',
    'b1;;P2;1;5;Stool;9.99;19;Wood',
  ].join('\n');
  const { body } = await read(shopware);
  expect(body).toMatchObject({ created: 3, file: { preset: 'shopware' } });
  expect(notesOf(body)).toMatchObject({ parent: [2], variants: [3, 4] });
  expect((await products()).slice(0, 3)).toMatchObject([
    { name: 'Stool', stock: 5, published: true },
    { name: 'Chair – P1.2', price: 2999, stock: 30, tax_rate: 700, published: false },
    { name: 'Chair – P1.1', price: 1999, stock: 20, tax_rate: 700, published: false, brand: 'Wood' },
  ]);
});

it.each([
  ['19,90', '5,00', 2490],
  ['1.234,50', '-10.5', 122_400],
  ['10', '+2', 1200],
  ['5', '-6', /^price: is negative/],
  ['5', '1.234', /^surcharge: can mean 1234 or/],
  ['1.234', '5', /^price: can mean 1234 or/],
])('an export of another shop: a price of %s and a surcharge of %s are %s', async (price, surcharge, sum) => {
  const file = [
    'handleId;fieldType;name;price;surcharge;visible;inventory;productOptionDescription1',
    `s1;Product;Dear;${price};;TRUE;InStock;Gold`,
    `s1;Variant;;;${surcharge};TRUE;3;Gold`,
  ].join('\n');
  const { body } = await read(file, sum instanceof RegExp ? '&dry_run=true' : '');
  if (sum instanceof RegExp)
    expect(body.errors.map(({ column, reason }) => `${column}: ${reason}`)).toEqual([expect.stringMatching(sum)]);
  else expect((await products()).find(({ name }) => name === 'Dear')).toMatchObject({ price: sum });
});

it('an export of another shop: reads tax rates that are fractions', async () => {
  const file = (value: string) =>
    `handle,name,retail_price,brand_name,tax_value,inventory_North\ntaxed,Taxed,1.00,,${value},1\n`;
  const { body } = await read(file('0.077'));
  expect(notesOf(body)).not.toHaveProperty('no_tax');
  expect((await products())[0]).toMatchObject({ slug: 'taxed', tax_rate: 770 });
  await read(file('"0,07"'));
  expect((await products())[0]).toMatchObject({ slug: 'taxed', tax_rate: 700 });
  expect((await read(file('1.9'), '&dry_run=true')).body.errors).toMatchObject([
    { line: 2, reason: expect.stringMatching(/100 %/) },
  ]);
});

it('an export of another shop: a sale counts on its days alone', async () => {
  const file = [
    'item_sku\titem_name\tstandard_price\tsale_price\tsale_from_date\tsale_end_date\tquantity',
    '1\tSale over\t10.00\t8.00\t2020-01-01\t2020-01-31\t1',
    '2\tSale to come\t10.00\t8.00\t2999-01-01\t2999-01-31\t1',
    '3\tSale now\t10.00\t8.00\t2020-01-01\t2999-01-31T00:00:00\t1',
    '4\tSale for ever\t10.00\t8.00\t\t\t1',
    '5\tSale of days unread\t10.00\t8.00\t01/02/2020\t\t1',
  ].join('\n');
  expect((await read(file)).body).toMatchObject({ created: 5, file: { preset: 'amazon' } });
  expect((await products()).slice(0, 5).map(({ price, old_price }) => [price, old_price])).toEqual([
    [1000, null],
    [800, 1000],
    [800, 1000],
    [1000, null],
    [1000, null],
  ]);
});

it.each([
  [
    'woocommerce',
    (from: string, until: string) =>
      `ID,SKU,Name,Regular price,Sale price,Date sale price starts,Date sale price ends\n1,S,Sale,10.00,8.00,${from},${until}`,
  ],
  [
    'magento',
    (from: string, until: string) =>
      `sku,url_key,name,price,special_price,special_price_from_date,special_price_to_date,qty\nS,sale,Sale,10.00,8.00,${american(from)},${american(until)},1`,
  ],
  [
    'google',
    (from: string, until: string) =>
      `id\ttitle\tavailability\tprice\tsale_price\tsale_price_effective_date\n1\tSale\tin_stock\t10.00 EUR\t8.00 EUR\t${from}T00:00+0100 / ${until}T23:59+0100`,
  ],
])('an export of %s: a sale counts on its days alone', async (preset, file) => {
  for (const [from, until, price] of [
    ['2020-01-01', '2020-01-31', 1000],
    ['2099-01-01', '2099-01-31', 1000],
    ['2020-01-01', '2099-01-31', 800],
  ] as const) {
    expect((await read(file(from, until))).body).toMatchObject({ file: { preset } });
    expect((await products()).find(({ slug }) => slug === 'sale')).toMatchObject({ price });
  }
});

it('an export of WooCommerce: variations of a product that is not published are not either, wherever it stands', async () => {
  const file = [
    'ID,Type,SKU,Name,Published,Visibility in catalog,In stock?,Stock,Regular price,Parent,Attribute 1 value(s),Brands',
    '10,variable,draft,Draft shoe,\'-1,visible,1,,,,"41, 42",ACME',
    '11,variation,,Draft shoe,1,visible,1,5,80,draft,41,',
    '12,variation,,Late shoe,1,visible,1,5,80,id:13,41,',
    '13,variable,late,Late shoe,0,visible,1,,,,41,',
    '14,variation,,Late shoe,1,visible,1,5,80,id:13,42,',
    '15,simple,,Hidden shoe,1,hidden,1,5,80,,,',
    '16,simple,,Seen shoe,1,search,1,\'-7,80,,,"Acme\\, Inc, Bolt"',
    '17,variable,hid,Hid shoe,1,hidden,1,,,,41,',
    '18,variation,,Hid shoe,1,visible,1,5,80,hid,41,',
  ].join('\n');
  const { body } = await read(file);
  expect(body).toMatchObject({ created: 6, file: { preset: 'woocommerce' } });
  expect(notesOf(body)).toMatchObject({ not_listed: [7, 9, 4], negative_stock: [8], brands: [8] });
  expect((await products()).slice(0, 6)).toMatchObject([
    { name: 'Hid shoe – 41', published: false },
    { name: 'Seen shoe', published: true, stock: 0, brand: 'Acme, Inc' },
    { name: 'Hidden shoe', published: false },
    { name: 'Late shoe – 42', published: false },
    { name: 'Late shoe – 41', published: false },
    { name: 'Draft shoe – 41', published: false, brand: 'ACME' },
  ]);
});

it('an export of Magento: variants are seen through a product that is, and not by themselves', async () => {
  const file = [
    'sku,product_type,name,url_key,product_online,visibility,price,qty,categories,configurable_variations,associated_skus,bundle_values',
    'on-s,simple,On S,on-s,1,Not Visible Individually,5,1,Default Category/Food &amp; Drink,,,',
    'off-s,simple,Off S,off-s,1,Not Visible Individually,5,1,,,,',
    'alone,simple,Alone,alone,1,Not Visible Individually,5,1,,,,',
    'set-s,simple,Set S,set-s,1,Not Visible Individually,5,1,,,,',
    'sold,simple,Sold,sold,1,"Catalog, Search",5,1,,,,',
    'on,configurable,On,on,1,"Catalog, Search",,0,,"sku=on-s,size=S|sku=later-s,size=S",,',
    'off,configurable,Off,off,2,"Catalog, Search",,0,,"sku=off-s,size=S|sku=sold,size=S",,',
    'set,grouped,Set,set,1,"Catalog, Search",,0,,,"set-s=1.0000,sold=1.0000",',
    'later-s,simple,Later S,later-s,1,Not Visible Individually,5,1,,,,',
    'part-s,simple,Part S,part-s,1,Not Visible Individually,5,1,,,,',
    'kit,bundle,Kit,kit,1,"Catalog, Search",,0,,,,"name=Part,type=radio,required=1,sku=part-s,price=0.0000"',
  ].join('\n');
  const { body } = await read(file);
  expect(body).toMatchObject({ created: 7, file: { preset: 'magento' } });
  expect(notesOf(body)).toMatchObject({ not_listed: [3, 4] });
  const rows = (await products()).slice(0, 7);
  expect(Object.fromEntries(rows.map(({ slug, published }) => [slug, published]))).toEqual({
    'on-s': true,
    'off-s': false,
    alone: false,
    'set-s': true,
    sold: true,
    'later-s': true,
    'part-s': true,
  });
  expect(rows.find(({ slug }) => slug === 'on-s')).toMatchObject({ categories: 'food-drink' });
});

it.each([
  [
    'German',
    'Name,Regulärer Preis,Angebotspreis,"Datum, an dem Angebotspreis beginnt","Datum, an dem Angebotspreis endet",Bestand,Marke',
    'Name,Regulärer Preis,Angebotspreis,Bestand,Marke',
  ],
  [
    'French',
    'Nom,Tarif régulier,Tarif promo,Date de début de promo,Date de fin de promo,Stock,Marques',
    'Nom,Tarif régulier,Tarif promo,Stock,Marques',
  ],
  [
    'Spanish',
    'Nombre,Precio normal,Precio rebajado,Día en que empieza el precio rebajado,Día en que termina el precio rebajado,Inventario,Marcas',
    'Nombre,Precio normal,Precio rebajado,Inventario,Marcas',
  ],
  [
    'Polish',
    'Nazwa,Cena,Cena promocyjna,Data rozpoczęcia promocji,Data zakończenia promocji,Stan magazynowy,Marki,Widoczność w katalogu',
    'Nazwa,Cena,Cena promocyjna,Stan magazynowy,Marki,Widoczność w katalogu',
  ],
  [
    'Dutch',
    'Naam,Reguliere prijs,Actieprijs,Startdatum actieprijs,Einddatum actieprijs,Voorraad,Merken',
    'Naam,Reguliere prijs,Actieprijs,Voorraad,Merken',
  ],
  [
    'Italian',
    "Nome,Prezzo di listino,Prezzo in offerta,Data di partenza del prezzo in saldo,Data in cui termina l'offerta,Magazzino,Marchi",
    'Nome,Prezzo di listino,Prezzo in offerta,Magazzino,Marchi',
  ],
  [
    'Portuguese',
    'Nome,Preço,Preço promocional,Data de preço promocional começa em,Data de preço promocional termina em,Estoque,Marcas,Visibilidade no catálogo',
    'Nome,Preço,Preço promocional,Estoque,Marcas,Visibilidade no catálogo',
  ],
  [
    'Swedish',
    'Namn,Ordinarie pris,Reapris,Datum när reapriset börjar,Datum när reapriset upphör,Lager,Varumärken',
    'Namn,Ordinarie pris,Reapris,Lager,Varumärken',
  ],
  [
    'Russian',
    'Имя,Базовая цена,Акционная цена,Дата начала действия продажной цены,Дата окончания действия продажной цены,Запасы,Бренды',
    'Имя,Базовая цена,Акционная цена,Запасы,Бренды',
  ],
])(
  'an export of WooCommerce in %s: a sale counts on its days, and without them always',
  async (language, names, without) => {
    const line = (name: string, days: string) => `${language} ${name},10.00,8.00${days},4,ACME,`;
    const file = [`${names}`, line('now', ',2020-01-01,2099-01-01'), line('later', ',2099-01-01,'), line('ever', ',,')];
    const { body } = await read(file.map((each, at) => (at === 0 ? `ID,${each}` : `${at},${each}`)).join('\n'));
    expect(body).toMatchObject({ created: 3, file: { preset: 'woocommerce', ignored: [] } });
    expect(notesOf(body)).toMatchObject({ no_sale: [3] });
    const sold = { old_price: 1000, price: 800, stock: 4, brand: 'ACME' };
    expect((await products()).slice(0, 3)).toMatchObject([sold, { price: 1000, old_price: null }, sold]);
    const { body: bare } = await read(`ID,${without}\n1,${line('bare', '')}`);
    expect(notesOf(bare)).not.toHaveProperty('no_sale');
    expect((await products())[0]).toMatchObject({ name: `${language} bare`, ...sold });
    // Days in words that are not known.
    const { body: strange } = await read(`ID,Verkaufsdatum,Meta: _date,${without}\n1,,,${line('strange', '')}`);
    expect(notesOf(strange)).toMatchObject({ no_sale: [2] });
    expect((await products())[0]).toMatchObject({ name: `${language} strange`, price: 1000, old_price: null });
  },
);

it('an export of PrestaShop: the list of its back office', async () => {
  const file = [
    'Product ID;Image;Name;Reference;Category;Price (tax excl.);Price (tax incl.);Quantity;Status;Position',
    '1;http://shop.example/1.jpg;Hummingbird printed t-shirt;demo_1;Men, women;23,90;28,68;1200;1;1',
    '2;;Brown bear cushion;demo_2;Home;18.90;22.68;0;0;2',
  ].join('\n');
  const { body } = await read(file);
  expect(body).toMatchObject({ created: 2, file: { preset: 'prestashop' } });
  expect((await products()).slice(0, 2)).toMatchObject([
    { name: 'Brown bear cushion', price: 2268, stock: 0, published: false, categories: 'home' },
    { name: 'Hummingbird printed t-shirt', price: 2868, stock: 1200, published: true },
  ]);
});

it.each([
  ['Produkt-ID;Bild;Name;Artikel-Nr.;Kategorie;Preis (zzgl. MwSt.);Preis (inkl. MwSt.);Menge;Status;Position'],
  ['ID;Image;Nom;Référence;Catégorie;Prix (HT);Prix (TTC);Quantité;État;Position'],
])('an export of PrestaShop: the list of its back office, %s', async (names) => {
  const { body } = await read(`${names}\n1;;Poster;demo_9;Art;23,90;28,68;12;0;1`);
  expect(body.file.preset).toBe('prestashop');
  const [poster] = (await products()).filter(({ slug }) => slug === 'poster-1' || slug === 'poster');
  expect(poster).toMatchObject({ price: 2868, stock: 12, published: false, categories: 'art' });
});

it.each([
  [
    'shopify',
    'Handle,Title,Variant Price,Variant Inventory Tracker,Variant Inventory Qty',
    'uncounted,Uncounted,5,,0',
    'no_stock',
    0,
  ],
  ['shopify', 'Handle,Title,Variant Price,Variant Inventory Tracker,Variant Inventory Qty', 'said,Said,5,,7', null, 7],
  [
    'shopify',
    'Handle,Title,Variant Price,Variant Inventory Tracker,Variant Inventory Qty',
    'counted,Counted,5,shopify,7',
    null,
    7,
  ],
  ['magento', 'sku,url_key,name,price,qty,manage_stock,is_in_stock', 'm1,m1,M1,5,0,0,1', 'no_stock', 0],
  ['magento', 'sku,url_key,name,price,qty,manage_stock,is_in_stock', 'm2,m2,M2,5,5,1,0', 'unavailable', 0],
  [
    'bigcommerce',
    'Item Type,Product Name,Product Code/SKU,Price,Track Inventory,Current Stock Level',
    'Product,B1,b1,5,none,0',
    'no_stock',
    0,
  ],
  ['woocommerce', 'ID,SKU,Name,Regular price,In stock?,Stock', '1,w,W1,5,0,3', 'unavailable', 0],
  ['woocommerce', 'ID,SKU,Name,Regular price,In stock?,Stock', '1,w,W2,5,1,3', null, 3],
] as const)('an export of %s: stock of %s, %s', async (preset, names, line, note, stock) => {
  const { body } = await read(`${names}\n${line}`);
  expect(body).toMatchObject({ created: 1, file: { preset } });
  expect(Object.keys(notesOf(body)).filter((code) => code === 'no_stock' || code === 'unavailable')).toEqual(
    note ? [note] : [],
  );
  expect((await products())[0]).toMatchObject({ stock });
});

it.each([
  [
    'wix',
    'handleId,fieldType,name,price,visible,discountMode,discountValue\nd1,Product,Less,5,TRUE,PERCENT,20',
    'discount',
  ],
  [
    'prestashop',
    'Product ID;Active (0/1);Name *;Price tax included;Discount amount;Discount percent\n1;1;Less 2;5;0.00;20',
    'discount',
  ],
  ['etsy', 'TITLE,DESCRIPTION,PRICE,CURRENCY_CODE,QUANTITY,VARIATION 1 VALUES\nRing,,5,EUR,1,"S,M"', 'choices'],
  [
    'shopify',
    'Handle,Title,Variant Price,Gift Card,Option1 Value\ngift,Gift,5,true,5\ngift,,10,,10\nno-gift,No gift,5,false,',
    'gift_card',
  ],
  [
    'squarespace',
    'Product ID [Non Editable],Product Type [Non Editable],Title,Price,Option Value 1\n1,GIFT_CARD,Gift,5,5\n2,PHYSICAL,No gift 2,5,',
    'gift_card',
  ],
  ['magento', 'sku,url_key,name,price,product_type\ng,g,Gift,5,giftcard\nh,h,No gift 3,5,simple', 'gift_card'],
  ['medusa', 'Product Handle;Product Title;Variant Id;Price EUR\ncents;Cents;v;1999', 'minor_units'],
])('an export of %s: says what is dropped: %s', async (preset, file, note) => {
  const { body } = await read(file);
  expect(body).toMatchObject({ created: 1, file: { preset } });
  expect(notesOf(body)).toHaveProperty(note);
  expect((await products())[0]!['name']).not.toMatch(/^Gift/);
});

it.each([
  ['Variant Price EUR', 'Price USD', 500],
  ['Variant Price Europe [EUR]', 'Variant Price USA [USD]', 500],
  [
    'Variant Price USA [USD]',
    'Price GBP',
    /^is no price of this shop \(Variant Price USA \[USD\], Price GBP\), which sells in EUR/,
  ],
  [
    'Variant Price France [EUR]',
    'Variant Price Germany [EUR]',
    /^is one of several prices .*: rename the one that counts to Price EUR/,
  ],
])('an export of Medusa: prices of %s and %s', async (one, other, price) => {
  const file = `Product Handle;Product Title;Variant Id;${one};${other}\nregion;Region;v;5.00;6.00`;
  const { body } = await read(file, price instanceof RegExp ? '&dry_run=true' : '');
  if (price instanceof RegExp)
    expect(body.errors).toEqual([{ line: 1, column: one, reason: expect.stringMatching(price) }]);
  else expect((await products()).find(({ slug }) => slug === 'region')).toMatchObject({ price });
});

it('an export of Shopify: the units of all locations are one stock', async () => {
  await read(
    'Handle,Title,Option1 Value,Variant Price\nbench,Bench,Oak,10.00\nbench,,Ash,10.00\nstool,Stool,Default Title,4.00\n',
  );
  const inventory = [
    'Handle,Title,Option1 Value,SKU,Location,On hand (current)',
    'bench,Bench,Oak,B1,North,3',
    'bench,Bench,Ash,B2,North,not stocked',
    'bench,Bench,Oak,B1,South,4',
    'bench,Bench,Ash,B2,South,6',
    'stool,Stool,Default Title,S,North,1',
    'stool,Stool,Default Title,S,South,1',
  ].join('\n');
  expect((await read(inventory)).body).toMatchObject({ created: 0, updated: 3 });
  const stocks = (await products()).filter(({ name }) => /^(Bench|Stool)/.test(String(name)));
  expect(Object.fromEntries(stocks.map(({ slug, stock }) => [slug, stock]))).toEqual({
    'bench-oak': 7,
    'bench-ash': 6,
    stool: 2,
  });
});

it.each([
  [
    'ID;Aktywny (0 lub 1);Nazwa*;Kategorie (x,y,z...);Cena bez podatku. (netto);Cena zawiera podatek. (brutto);Procent rabatu;Indeks #;Marka;Ilość;Widoczność;Podsumowanie;Opis;Przepisany URL',
    '1;0;Lampa 1;Lampy;100;123,00;10;L1;ACME;7;both;Krótko;Długo;lampa-1',
  ],
  [
    'ID;Actif (0/1);Nom*;Catégories (x,y,z...);Prix HT;Prix TTC;Pourcentage de réduction;Référence;Marque;Quantité;Visibilité;Résumé;Description;État;URL réécrite',
    '1;0;Lampa 1;Lampy;100;123,00;10;L1;ACME;7;both;Krótko;Długo;new;lampa-1',
  ],
  [
    'ID;Activo (0/1);Nombre*;Categorías (x,y,z...);Precio sin IVA;Precio con IVA;Porcentaje del descuento;Referencia nº;Marca;Cantidad;Visibilidad;Resumen;Descripción;URL reescrita',
    '1;0;Lampa 1;Lampy;100;123,00;10;L1;ACME;7;both;Krótko;Długo;lampa-1',
  ],
])('an export of PrestaShop: the columns of its import, %s', async (names, line) => {
  const { body } = await read(`${names}\n${line}`);
  expect(body.file.preset).toBe('prestashop');
  expect(notesOf(body)).toMatchObject({ discount: [2] });
  expect((await products()).find(({ slug }) => slug === 'lampa-1')).toMatchObject({
    name: 'Lampa 1',
    price: 12_300,
    stock: 7,
    published: false,
    brand: 'ACME',
    categories: 'lampy',
    description: 'Długo',
  });
});

it('an export of the first Magento: a product goes on below its line', async () => {
  const file = [
    'sku,_store,_attribute_set,_type,_category,_product_websites,name,description,price,special_price,special_from_date,special_to_date,status,visibility,url_key,qty,is_in_stock,_super_products_sku',
    'tee-w,,Clothing,simple,"Men/Tees, Knits",base,Tee white,Soft,75.0000,60.0000,2013-01-01 00:00:00,,1,1,tee-w,20.0000,1,',
    ',,,,Sale,,,,,,,,,,,,,',
    ',german,,,,,Hemd,Weich,80.0000,,,,,,,,,',
    'tee-b,,Clothing,simple,Men,base,Tee black,Soft,75.0000,,,,1,1,tee-b,5.0000,1,',
    'lonely,,Clothing,simple,,base,Lonely,,5.0000,,,,1,1,lonely,5.0000,1,',
    'off,,Clothing,simple,,base,Off,,5.0000,,,,2,4,off,5.0000,1,',
    'tee,,Clothing,configurable,Men,base,Tee,,75.0000,,,,1,4,tee,0.0000,1,tee-w',
    ',,,,,,,,,,,,,,,,,tee-b',
  ].join('\n');
  const { body } = await read(file);
  expect(body).toMatchObject({ created: 4, file: { preset: 'magento1' } });
  expect(notesOf(body)).toMatchObject({ store_view: [4], parent: [8], not_listed: [6] });
  const bySlug = Object.fromEntries((await products()).map((product) => [product['slug'], product]));
  expect(bySlug['tee-w']).toMatchObject({ price: 6000, old_price: 7500, stock: 20, published: true });
  expect(bySlug['tee-w']).toMatchObject({ name: 'Tee white', categories: 'sale tees-knits' });
  expect(bySlug['tee-b']).toMatchObject({ published: true });
  expect([bySlug['lonely'], bySlug['off']]).toMatchObject([{ published: false }, { published: false }]);
});

it('an export of WooCommerce by a plugin: has the names of its database', async () => {
  const file = [
    'post_title,post_name,post_status,post_content,sku,regular_price,sale_price,sale_price_dates_from,sale_price_dates_to,stock,stock_status,manage_stock,tax:product_cat,tax:product_type',
    'Plugin mug,plugin-mug,publish,<p>Big</p>,PM,12,10,,,3,instock,yes,Mugs > Big,simple',
    'Plugin cup,plugin-cup,draft,,PC,12,,,,,outofstock,no,Mugs,simple',
  ].join('\n');
  const { body } = await read(file);
  expect(body).toMatchObject({ created: 2, file: { preset: 'woocommerce', ignored: [] } });
  expect((await products()).slice(0, 2)).toMatchObject([
    { slug: 'plugin-cup', price: 1200, stock: 0, published: false },
    {
      slug: 'plugin-mug',
      name: 'Plugin mug',
      price: 1000,
      old_price: 1200,
      stock: 3,
      published: true,
      description: 'Big',
    },
  ]);
});

it.each([
  ['Producto;Precio;IVA;Existencias;Categoría;Marca'],
  ['Prodotto;Prezzo;IVA;Giacenza;Categoria;Marca'],
  ['Productnaam;Prijs;BTW;Voorraad;Categorie;Merk'],
  ['Désignation;Prix TTC;TVA;Quantité;Catégorie;Marque'],
])('a file made by hand: %s', async (names) => {
  const { body } = await read(`${names}\nTaza;4,50;21%;3;Cocina;ACME`);
  expect(body.file).toMatchObject({ preset: 'magazin', ignored: [] });
  expect((await products()).find(({ slug }) => slug === 'taza')).toMatchObject({
    price: 450,
    tax_rate: 2100,
    stock: 3,
    categories: 'cocina',
    brand: 'ACME',
  });
  const { body: zloty } = await read(`${names}\nTaza;4,50 zł;21%;3;Cocina;ACME`, '&dry_run=true');
  expect(zloty.errors).toMatchObject([{ line: 2, reason: 'is in zł, and the shop sells in EUR' }]);
});

it('an export of another shop: takes no price from another variant, and reads tags that are stored as entities', async () => {
  const square =
    'Item Name,Variation Name,Price,Current Quantity Main\nBeans,250 g,9.00,12\nBeans,1 kg,variable,2\nBeans,2 kg,,2\n';
  const { body } = await read(square);
  expect(body).toMatchObject({ created: 1, file: { preset: 'square' } });
  expect(notesOf(body)).toMatchObject({ no_price: [3, 4] });
  const opencart = [
    'product_id,name(en-gb),model,tax_class_id,quantity,manufacturer,price,status,description(en-gb)',
    '40,iPhone,product 11,9,970,Apple,101.0000,true,&lt;p&gt;A phone &amp;amp; more&lt;/p&gt;',
  ].join('\n');
  expect((await read(opencart)).body).toMatchObject({ created: 1, file: { preset: 'opencart' } });
  expect((await products())[0]).toMatchObject({ name: 'iPhone', stock: 970, description: 'A phone & more' });
});

it('an export of another shop: names variants by all their options, and by no letter of a word', async () => {
  const woocommerce = [
    'ID,Type,SKU,Name,Regular price,Parent,Attribute 1 value(s),Attribute 2 value(s)',
    "1,variation,,Men's shirt - Blue,80,,S,Blue",
    "2,variation,,Men's shirt - Blue,80,,H,Blue",
    '3,external,,Sold elsewhere,80,,,',
  ].join('\n');
  const { body } = await read(woocommerce);
  expect(notesOf(body)).toMatchObject({ external: [4] });
  expect((await products()).slice(0, 2)).toMatchObject([
    { name: "Men's shirt - Blue – H" },
    { name: "Men's shirt - Blue – S" },
  ]);
  const google = [
    'g:id\tg:title\tg:availability\tg:price\tg:item_group_id\tg:color\tg:size\tg:material',
    '1\tJacket, Black, Size M\tin stock\t5.00 EUR\tj\tBlack\tM\tpolyester',
    '2\tGloves\tin stock\t5.00 EUR\tg\tBlack\tL\tleather',
  ].join('\n');
  expect((await read(google)).body).toMatchObject({ created: 2, file: { preset: 'google' } });
  expect((await products()).slice(0, 2)).toMatchObject([
    { name: 'Gloves – Black / L / leather' },
    { name: 'Jacket, Black, Size M' },
  ]);
  const wix = [
    'handleId,fieldType,name,price,visible,inventory,productOptionDescription1',
    'c,Product,Collar,5,TRUE,InStock,"#b81616:Red;rgb(193,180,123):Cream"',
    'd,Product,Cap,5,TRUE,InStock,#b81616:Red;#00f:Blue',
    'd,Variant,,,TRUE,3,#b81616:Red',
    'd,Variant,,,TRUE,4,#00f:Blue',
  ].join('\n');
  expect(notesOf((await read(wix)).body)).toMatchObject({ choices: [2] });
  expect((await products()).slice(0, 3)).toMatchObject([
    { name: 'Cap – Blue' },
    { name: 'Cap – Red' },
    { name: 'Collar' },
  ]);
});

it.each([
  [
    'TITRE,DESCRIPTION,PRIX,CODE_DEVISE,QUANTITÉ,VALEURS VARIATION 1,RÉFÉRENCE',
    'Panier,Osier,20,EUR,35,"25 cm,40 cm",',
  ],
  ['TITOLO,DESCRIZIONE,PREZZO,CURRENCY_CODE,QUANTITÀ,VALORI VARIANTE 1,SKU', 'Panier,Osier,20,EUR,35,"25 cm,40 cm",'],
])('an export of Etsy: %s', async (names, line) => {
  const { body } = await read(`${names}\n${line}`);
  expect(body).toMatchObject({ file: { preset: 'etsy' } });
  expect(notesOf(body)).toMatchObject({ choices: [2] });
  expect((await products()).find(({ slug }) => slug === 'panier')).toMatchObject({ price: 2000, stock: 35 });
});

it.each([
  [
    'orders',
    'Name,Email,Financial Status,Lineitem quantity,Lineitem name,Lineitem price,Vendor',
    '#1,a@b.example,paid,1,Mug,5,x',
  ],
  ['orders', 'Order number,Order date,Product name,Quantity', '7,2026-01-01,Coffee,1'],
  ['orders', 'Sale Date,Item Name,Buyer,Quantity,Price,Order ID', '1,Mug,me,1,5,7'],
  ['customers', 'Customer ID,First Name,Last Name,Email,Tags', '1,A,B,a@b.example,'],
  [
    'combinations',
    'Product ID*;Attribute (Name:Type:Position)*;Value (Value:Position)*;Quantity',
    '1;Size:select:0;S:0;10',
  ],
  ['categories', 'Category ID;Active (0/1);Name *;Parent category;Description', '3;1;Lamps;Home;'],
])('a file of %s is refused by what it is: %s', async (what, names, line) => {
  const { body } = await read(`${names}\n${line}`, '&dry_run=true&ignore_columns=true');
  expect(body.errors).toEqual([
    {
      line: 1,
      column: null,
      reason: expect.stringMatching(`^is a list of ${what}, not of products.*export the products`),
    },
  ]);
});

it('an export of WooCommerce in an unknown language is refused by what it is', async () => {
  const file = 'ID,Tyyppi,SKU,Nimi,Julkaistu,Kuvaus,Normaalihinta,Osastot\n1,"simple, virtual",A,Kuppi,1,x,12,y\n';
  const { body } = await read(file, '&dry_run=true');
  expect(body.errors).toEqual([
    { line: 1, column: null, reason: expect.stringMatching(/^is an export of WooCommerce .* language .* to English/) },
  ]);
});

it('a file from a spreadsheet: errors of formulas are no values, and text in a formula is its text', async () => {
  const file = 'slug,name,price,description,stock\ne1,#NAME?,1,,\ne2,Two,#NV,,\ne3,Three,3,#REF!,4\n';
  expect((await read(file, '&dry_run=true')).body.errors).toEqual([
    { line: 2, column: 'name', reason: expect.stringMatching(/^is #NAME\?, the error of a formula/) },
    { line: 3, column: 'price', reason: expect.stringMatching(/^is #NV, the error of a formula/) },
    { line: 4, column: 'description', reason: expect.stringMatching(/^is #REF!, the error of a formula/) },
  ]);
  const shopify = 'Handle,Title,Variant Price,Variant Inventory Qty\ne4,Four,#N/A,1\ne5,Five,5,#N/A\n';
  expect((await read(shopify, '&dry_run=true')).body.errors).toMatchObject([{ line: 2 }, { line: 3 }]);
  const text = 'SKU;Slug;Name;Price;Stock\n="0007";="bond";"=""Bond, James""";="7,00";="3"\n';
  expect((await read(text)).body).toMatchObject({ created: 1 });
  expect((await products())[0]).toMatchObject({ slug: 'bond', name: 'Bond, James', price: 700, stock: 3 });
});

it('an untouched export: a text that lost a letter before is no error, and a new one is', async () => {
  await read('slug,name,price\nlost-letter,Café,1');
  await shop.rows(`update products set name = 'Caf\uFFFD' where slug = 'lost-letter' returning id`);
  const file = 'slug,name,price\nlost-letter,Caf\uFFFD,1';
  expect((await read(file)).body).toMatchObject({ unchanged: 1 });
  expect((await read(file.replace('Caf', 'Kaf'), '&dry_run=true')).body.errors).toEqual([
    { line: 2, column: 'name', reason: expect.stringMatching(/letter that was lost/) },
  ]);
});

it('an export of PrestaShop: net prices are refused, and a column named price does', async () => {
  const names = 'Product ID;Active (0/1);Name *;Price tax excluded';
  const bare = await read(`${names}\n1;1;Net;10.00`, '&dry_run=true');
  const advice = /^is without tax, and prices here are with it: add a column of prices with tax, named price$/;
  expect(bare.body.errors).toEqual([{ line: 1, column: 'Price tax excluded', reason: expect.stringMatching(advice) }]);
  const mended = `${names};price\n1;1;Gross;10.00;12.00\n2;1;Only net;10.00;`;
  expect((await read(mended, '&dry_run=true')).body).toMatchObject({
    created: 1,
    errors: [{ line: 3, column: 'Price tax excluded', reason: expect.stringMatching(advice) }],
  });
});

it.each([
  ['shopify', 'Handle,Title,Variant Price,Product Category\ncoffee-0,Coffee,5.00,"PATH"', ' > '],
  ['google', 'id,title,availability,price,product_type\n1,Coffee 1,in_stock,5.00 EUR,"PATH"', ' > '],
  ['wix', 'handleId,fieldType,name,price,visible,inventory,collection\nc2,Product,Coffee 2,5.00,TRUE,1,"PATH"', ' > '],
  [
    'bigcommerce',
    'Item Type,Product Name,Product Code/SKU,Price,Current Stock Level,Category\nProduct,Coffee 3,C3,5.00,1,"PATH"',
    '/',
  ],
  ['odoo', 'External ID,Name,Sales Price,Product Category\nc4,Coffee 4,5.00,"All / PATH"', ' / '],
  [
    'medusa',
    'Product Handle,Product Title,Variant Id,Variant Price EUR,Product Category 1\nc5,Coffee 5,v,5.00,"PATH"',
    ' > ',
  ],
])('an export of %s: a category may have a comma in its name', async (preset, file, below) => {
  const path = ['Food, Beverages & Tobacco', 'Beverages; hot', 'Coffee'].join(below);
  // Of Wix and BigCommerce, a semicolon stands between categories.
  const { body } = await read(file.replace('PATH', /wix|big/.test(preset) ? path.replace('; hot', '') : path));
  expect(body).toMatchObject({ created: 1, file: { preset } });
  const leaf = /wix|big/.test(preset) ? 'Beverages' : 'Beverages; hot';
  expect(
    await shop.rows(
      `select leaf.name, parent.name as parent, root.name as root from products
       join product_categories on product_id = products.id join categories leaf on leaf.id = category_id
       left join categories parent on parent.id = leaf.parent_id left join categories root on root.id = parent.parent_id
       where products.name like 'Coffee%' order by products.id desc limit 1`,
    ),
  ).toEqual([{ name: 'Coffee', parent: leaf, root: 'Food, Beverages & Tobacco' }]);
});

/** Bytes of Windows code pages of one script. */
const inCodePage = (text: string, first: string, at: number) =>
  Buffer.from(
    [...text].map((letter) =>
      letter.charCodeAt(0) < 128 ? letter.charCodeAt(0) : letter.charCodeAt(0) - first.charCodeAt(0) + at,
    ),
  );

it('a file of Russian letters is read, and one of a script that cannot be told is refused', async () => {
  const russian = 'slug,name,price,description\nru,Красная чашка для чая,5.00,Большая кружка из белой глины с ручкой';
  const { body } = await read(inCodePage(russian, 'А', 0xc0));
  expect(body).toMatchObject({ created: 1, file: { encoding: 'windows-1251' } });
  expect((await products())[0]).toMatchObject({ slug: 'ru', name: 'Красная чашка для чая' });
  const greek = 'slug,name,price\ngr,Κοκκινο φλιτζανι για τσαι,5.00';
  expect((await read(inCodePage(greek, 'Α', 0xc1), '&dry_run=true')).body.errors).toMatchObject([
    { reason: expect.stringMatching(/encoding that cannot be told.*encoding=windows-1251/) },
  ]);
  const french = Buffer.from('slug,name,price\nfr,Été à la française – âgé ÉÈÀÇ,5.00'.replace('–', '-'), 'latin1');
  expect((await read(french, '&dry_run=true')).body).toMatchObject({ created: 1, file: { encoding: 'windows-1252' } });
});

/** As a program writes it that has this code page alone. */
const encoded = (text: string, encoding: string) => {
  const decoder = new TextDecoder(encoding);
  const bytes = new Map(
    Array.from({ length: 256 }, (_, byte) => [decoder.decode(Buffer.from([byte]), { stream: true }), byte]),
  );
  return Buffer.from([...text].map((letter) => bytes.get(letter) ?? 0x3f));
};

it.each([
  ['windows-1252', 'Crème brûlée – « l’été », 5 €'],
  ['windows-1252', 'Müller, Søren und Señor Ångström'],
  ['windows-1252', 'Smørrebrød'],
  ['windows-1250', 'Dřevěný hrnek, žlutá šířka'],
  ['windows-1250', 'Ľahké topánky, čierne'],
  ['windows-1250', 'Kövér fiú, szép tűz, kék őr'],
  ['windows-1250', 'Muške čarape, žute'],
  ['windows-1250', 'Łopata ogrodowa, żółta ściana'],
  ['windows-1254', 'Kırmızı şişe, büyük çanta'],
  ['windows-1257', 'Kalėdų dovana, žvakė'],
  ['macintosh', 'Käse für Straße, Öl und Übung'],
  ['macintosh', 'Crème brûlée, l’été à la fraîche'],
  ['ibm866', 'Красная чашка для чая, большая кружка из белой глины'],
])('a file in %s is read: %s', async (encoding, name) => {
  const { body } = await read(encoded(`slug;name;price\nenc;${name};5.00`, encoding));
  expect(body).toMatchObject({ file: { encoding } });
  expect((await products()).find(({ slug }) => slug === 'enc')).toMatchObject({ name });
});

it.each([
  ['a code page of MS-DOS', Buffer.from('K\x84se f\x81r die Stra\xe1e und M\x94bel', 'latin1')],
  ['a single letter that may be two', encoded('Dřevo', 'windows-1250')],
])('a file of %s is refused, and not garbled', async (_, name) => {
  const file = Buffer.concat([Buffer.from('slug;name;price\ndos;'), name, Buffer.from(';5.00')]);
  expect((await read(file, '&dry_run=true')).body.errors).toMatchObject([
    { reason: expect.stringMatching(/encoding that cannot be told: save it again, as CSV UTF-8/) },
  ]);
});

it('a file made by hand: is no export of another shop for a name or two', async () => {
  const file = 'Name,Sales price,Stock,Brand,Description,VAT\nHand made,9.90,4,Hands,Nice,7%\n';
  const { body } = await read(file);
  expect(body).toMatchObject({ created: 1, file: { preset: 'magazin', ignored: [] } });
  expect((await products())[0]).toMatchObject({
    name: 'Hand made',
    price: 990,
    stock: 4,
    brand: 'Hands',
    tax_rate: 700,
  });
  const numbered = 'Internal reference,Name,Price\nX1,Numbered,2.00\n';
  expect((await read(numbered, '&dry_run=true&ignore_columns=true')).body.file.preset).toBe('magazin');
});

it('a file made by hand: says which two columns mean the same, and knows more words for no', async () => {
  const twice = await read('Name,Price,Published,Status\nTwice,1,1,active\n', '&dry_run=true');
  expect(twice.body.errors).toEqual([
    { line: 1, column: 'Status', reason: 'means the same as Published: leave one of them out' },
  ]);
  for (const [at, word] of ['unavailable', 'Incomplete'].entries()) {
    await read(`Name,Price,Status\nNo ${at},1,${word}\n`);
    expect((await products())[0]).toMatchObject({ name: `No ${at}`, published: false });
  }
});

it('a file made by hand: needs no slugs, and may have article numbers and a title above', async () => {
  const file =
    'Preisliste 2026;;;;\n;;;;\nArtikelnummer;Bezeichnung;VK brutto;EAN;Warengruppe\n0007;Türgriff groß;19,90;4006381333931;Beschläge\n';
  const { body } = await read(file);
  expect(body).toMatchObject({ created: 1, file: { preset: 'magazin', ignored: ['Artikelnummer', 'EAN'] } });
  expect(notesOf(body)).toMatchObject({ above: [1], made_slugs: [] });
  expect((await products())[0]).toMatchObject({ slug: 'turgriff-gross', price: 1990, categories: 'beschlage' });
  expect((await read(file)).body).toMatchObject({ created: 0, unchanged: 1 });
});

it.each([
  ['a,b,c\n1,2,3\n', [/^names no column: begin with a line of names/]],
  ['banana,Banana,3.00\nmango,Mango,4.00\n', [/^names no column/]],
  ['price,stock\n1,2\n', [/^is missing, and so is name/]],
  [
    'name,price,col1,col2,col3,col4,col5,col6\nx,1,,,,,,\n',
    [/^has 6 columns that this shop does not know \(col1, .*\): rename those that you need/],
  ],
])('a file that cannot be meant is refused in one sentence: %j', async (file, reasons) => {
  const { body } = await read(file, '&dry_run=true');
  expect(body.errors.map(({ reason }) => reason)).toEqual(reasons.map((each) => expect.stringMatching(each)));
});

const sheet = (rows: string[][]) =>
  `<sheetData>${rows.map((cells, y) => `<row r="${y + 1}">${cells.map((cell, x) => sheetCell(cell, `${'ABCDE'[x]}${y + 1}`)).join('')}</row>`).join('')}</sheetData>`;
/** Of text, or of what follows its place. */
const sheetCell = (cell: string, at: string) =>
  cell.startsWith('<') ? `<c r="${at}"${cell.slice(1)}</c>` : `<c r="${at}" t="inlineStr"><is><t>${cell}</t></is></c>`;

it('a workbook: cells mean what they show', async () => {
  const file = workbook([
    sheet([
      ['slug', 'name', 'price', 'VAT', 'old_price'],
      ['shown-1', 'Shown', '< s="2"><f>10*1.19</f><v>11.9</v>', '< s="1"><v>0.19</v>', ''],
      ['shown-2', 'Shown 2', '<><v>7</v>', '< s="3" t="n"><v>5.5E-2</v>', ''],
    ]),
  ]);
  expect((await read(file)).body).toMatchObject({ created: 2 });
  expect((await products()).slice(0, 2)).toMatchObject([
    { slug: 'shown-2', price: 700, tax_rate: 550 },
    { slug: 'shown-1', price: 1190, tax_rate: 1900 },
  ]);
  const wrong = workbook([
    sheet([
      ['slug', 'name', 'price', 'old_price'],
      ['shown-3', 'Shown 3', '<><f>10*1.19</f><v/>', ''],
      ['shown-4', 'Shown 4', '<><v>7</v>', '< t="e"><f>1/0</f><v>#DIV/0!</v>'],
    ]),
  ]);
  expect((await read(wrong, '&dry_run=true')).body.errors).toEqual([
    { line: 2, column: 'price', reason: expect.stringMatching(/^is #CALC!, the error of a formula/) },
    { line: 3, column: 'old_price', reason: expect.stringMatching(/^is #DIV\/0!, the error of a formula/) },
  ]);
});

it('a workbook: reads the first sheet that names columns, and says that there are others', async () => {
  const file = workbook([
    sheet([]),
    sheet([['How to fill this'], ['Read me']]),
    sheet([
      ['slug', 'name', 'price'],
      ['second-sheet', 'Second', '2,50'],
    ]),
    sheet([['notes']]),
  ]);
  const { body } = await read(file);
  expect(body).toMatchObject({ created: 1 });
  expect(notesOf(body)).toEqual({ sheets: [] });
});

function workbook(sheets: string[]): Buffer {
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const rels = 'http://schemas.openxmlformats.org/package/2006/relationships';
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const each = (text: (n: number) => string) => sheets.map((_, at) => text(at + 1)).join('');
  return Buffer.from(
    zipSync({
      '[Content_Types].xml': strToU8(
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
      ),
      '_rels/.rels': strToU8(
        `<Relationships xmlns="${rels}"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
      ),
      'xl/workbook.xml': strToU8(
        `<workbook xmlns="${main}" xmlns:r="${office}"><sheets>${each((n) => `<sheet name="S${n}" sheetId="${n}" r:id="rId${n}"/>`)}</sheets></workbook>`,
      ),
      'xl/_rels/workbook.xml.rels': strToU8(
        `<Relationships xmlns="${rels}">${each((n) => `<Relationship Id="rId${n}" Type="${office}/worksheet" Target="worksheets/sheet${n}.xml"/>`)}<Relationship Id="rId99" Type="${office}/styles" Target="styles.xml"/></Relationships>`,
      ),
      'xl/styles.xml': strToU8(
        `<styleSheet xmlns="${main}"><numFmts count="2"><numFmt numFmtId="164" formatCode="0.0%"/><numFmt numFmtId="165" formatCode="0.00\\ &quot;€&quot;"/></numFmts><cellStyleXfs count="1"><xf numFmtId="9"/></cellStyleXfs><cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="9"><alignment/></xf><xf numFmtId="165"/><xf numFmtId="164"/></cellXfs></styleSheet>`,
      ),
      ...Object.fromEntries(
        sheets.map((data, at) => [
          `xl/worksheets/sheet${at + 1}.xml`,
          strToU8(`<worksheet xmlns="${main}">${data}</worksheet>`),
        ]),
      ),
    }),
  );
}

it('keeps a comma in the name of a category of Magento', async () => {
  const { body } = await read(
    `sku,product_type,categories,name,product_online,price,url_key
c1,simple,"Default Category/Cm Home,Default Category/Cm Home/Lamps, rugs and more",Cm Lamp,1,10,cm-lamp`,
  );
  expect(body).toMatchObject({ created: 1, file: { preset: 'magento' } });
  expect(await shop.rows(`select name from categories where name like '%rugs%' or slug like 'rugs%'`)).toEqual([
    { name: 'Lamps, rugs and more' },
  ]);
});

it('keeps commas in names of categories that are in quotes or have a backslash before them', async () => {
  const { body } = await read(String.raw`ID,Type,SKU,Name,Published,Visibility in catalog,Regular price,Categories
1,simple,q1,Qm Medal,1,visible,10,"""Qm medals, rosettes"", ""Qm medals, rosettes"" > ""Tiffany, box"", Qm Plain"
2,simple,q2,Qm Soap,1,visible,10,"Qm Care > Perfume\, soap, 24"" screens"`);
  expect(body).toMatchObject({ created: 2, categories_created: 6, file: { preset: 'woocommerce' } });
  const categories = await shop.rows<{ name: string }>(
    `select categories.name from product_categories join categories on categories.id = category_id
     join products on products.id = product_id where products.name like 'Qm %'`,
  );
  expect(categories.map(({ name }) => name).toSorted()).toEqual([
    '24" screens',
    'Perfume, soap',
    'Qm Plain',
    'Qm medals, rosettes',
    'Tiffany, box',
  ]);

  const opened = await shop.post<{ uuid: string }>('/api/admin/categories', {
    token: manager.token,
    body: { name: '"Qm opened' },
  });
  const closed = await shop.post<{ uuid: string }>('/api/admin/categories', {
    token: manager.token,
    body: { name: 'Qm closed"' },
  });
  const { uuid } = (await shop.get<{ results: { uuid: string }[] }>('/api/products?search=qm+soap')).body.results[0]!;
  await shop.put(`/api/admin/products/${uuid}`, {
    token: manager.token,
    body: { categories: [opened.body.uuid, closed.body.uuid] },
  });
  const file = await shop.get<string>('/api/admin/products/export', { token: manager.token });
  expect((await read(String(file.body))).body).toMatchObject({ updated: 0, categories_created: 0 });
});

it('hides what is not sold in Odoo, or not on its website, and what WooCommerce hides by another name of the column', async () => {
  const { body: odoo } = await read(
    `"id","name","sale_ok","is_published","list_price","default_code"
"t1","Od shown","True","True","5.0","A"
"t2","Od internal","False","True","6.0","B"
"t3","Od draft","True","False","6.0","C"`,
  );
  expect(odoo).toMatchObject({ created: 3, file: { preset: 'odoo' } });
  const { body: woo } = await read(
    `Type,SKU,Name,Published,Catalog visibility,In stock?,Regular price
simple,w1,Od wine,1,hidden,1,17`,
  );
  expect(notesOf(woo)).toMatchObject({ not_listed: [2] });
  const found = (await products()).filter(({ name }) => String(name).startsWith('Od '));
  expect(found.map(({ name, published }) => [name, published])).toEqual([
    ['Od wine', false],
    ['Od draft', false],
    ['Od internal', false],
    ['Od shown', true],
  ]);
});

it('names a variant Regular beside others, and no variant by nothing', async () => {
  const { body } = await read(
    `Token,Item Name,Variation Name,SKU,Price
1,Rg Burger,Regular,,12
2,Rg Burger,Large,,14
3,Rg Cake,Regular,,3`,
  );
  expect(body).toMatchObject({ created: 3, file: { preset: 'square' } });
  const found = (await products()).filter(({ name }) => String(name).startsWith('Rg '));
  expect(found.map(({ name }) => name)).toEqual(['Rg Cake', 'Rg Burger – Large', 'Rg Burger – Regular']);
});

it('lists the variants of the first Magento that its tools name in one column', async () => {
  const { body } = await read(
    `store,attribute_set,type,sku,associated_skus,name,url_key,price,status,visibility,qty
admin,Phone,configurable,As-9,"As-1,As-2",As Phone,as-phone,100,Enabled,"Catalog, Search",0
admin,Phone,simple,As-1,,As Phone blue,as-phone-blue,210,Enabled,Not Visible Individually,10`,
  );
  expect(notesOf(body)).not.toHaveProperty('not_listed');
  expect((await products())[0]).toMatchObject({ name: 'As Phone blue', published: true });
});

it('keeps the cells of a table in a description apart', async () => {
  await read(
    `Handle,Title,Body (HTML),Variant Price
tb-tee,Tb tee,"<p>Sizes</p><table><tbody><tr><th>Size</th><th>Length</th></tr><tr><td>S</td><td>71.1</td></tr></tbody></table><p>End</p>",5`,
  );
  const description = String((await products())[0]?.['description']);
  expect(description.split(/\n+/)).toEqual(['Sizes', 'Size Length', 'S 71.1', 'End']);
});

it('reads cells that are padded to columns, or quoted after a space', async () => {
  const { body } = await read(
    `name      , slug     , description               , optionGroups , optionValues , price , stockOnHand
Pd Laptop , pd-laptop, "Fast, with a 13"" screen" , size         , "13 inch"    , 12.50 , 4
Pd Mouse  , pd-mouse , "Small"                   ,              ,              , 5     , 3           `,
  );
  expect(body).toMatchObject({ created: 2, file: { preset: 'vendure', separator: 'comma' } });
  expect((await products()).slice(0, 2)).toMatchObject([
    { name: 'Pd Mouse', slug: 'pd-mouse', price: 500, stock: 3 },
    { name: 'Pd Laptop', description: 'Fast, with a 13" screen', price: 1250, stock: 4 },
  ]);
});

it('finds the separator below a line of remarks that holds another one', async () => {
  const { body } = await read(
    `# Required | A unique id | at most 100,# Required | A title,# Required | In stock | or not,# Required | The price,# Optional | Where it is | a link
id,title,availability,price,link
m1,Rm Shirt,in stock,"10.00 EUR",https://example.test/1`,
  );
  expect(body).toMatchObject({ created: 1, file: { preset: 'google', separator: 'comma' } });
  expect(notesOf(body)).toMatchObject({ above: [1] });
});

it.each([
  ['google', 'id,title,availability,price,currency\n1,Cu Cam,in stock,60000,ARS', 'is in ARS'],
  ['google', 'id,title,availability,price,currency\n1,Cu Cam,in stock,60000,$', 'is in $'],
  ['amazon', 'item_sku,item_name,standard_price,currency\n1,Cu Cam,60000,USD', 'is in USD'],
  ['odoo', 'Name,Can be Sold,Sales Price,Currency\nCu Cam,True,60000,USD', 'is in USD'],
  ['woocommerce', 'ID,Type,SKU,Name,Published,Regular price,Currency\n1,simple,a,Cu Cam,1,60000,USD', 'is in USD'],
  ['magazin', 'name,price,currency\nCu Cam,60000,usd', 'is in USD'],
])('takes no price in another currency of a column beside it, as of %s', async (preset, file, reason) => {
  const { body } = await read(file, '&dry_run=true');
  expect(body.file.preset).toBe(preset);
  expect(body.errors).toMatchObject([{ line: 2, reason: expect.stringContaining(reason) }]);
  const own = file.replace(/,[^,]*$/, ',EUR').replaceAll('Cu Cam', `Cu ${preset}`);
  expect((await read(own)).body).toMatchObject({ file: { preset } });
  expect((await products())[0]).toMatchObject({ name: `Cu ${preset}`, price: 6_000_000 });
});

it('says that each line is in quotes as a whole', async () => {
  const { body } = await read('"name,price,stock"\n"Qu Cam,5,1"', '&dry_run=true');
  expect(body.errors).toMatchObject([{ line: 1, column: null, reason: expect.stringContaining('as a whole') }]);
});

it('reads the price lists of JTL', async () => {
  const { body } = await read(
    'Interner Schlüssel;Artikelnummer;Artikelname;HAN;EAN;Std. VK Brutto;Lagerbestand Gesamt\n1;A-1;Jt Lampe;H1;4;19,90;5,00',
  );
  expect(body).toMatchObject({ created: 1, file: { preset: 'magazin' } });
  expect((await products())[0]).toMatchObject({ name: 'Jt Lampe', price: 1990, stock: 5 });
});

it('reads the one channel and all warehouses of Saleor, whatever they are called', async () => {
  const file = `id,name,description as str,category,product type,variant sku,variant weight,eu-shop (channel published),eu-shop (channel product currency code),eu-shop (channel price amount),eu-shop (channel variant currency code),berlin (warehouse quantity),ulm (warehouse quantity)
1,Sa juice,,Sa Juices,Juice,s1,,True,EUR,3.00,EUR,4,5
2,Sa draft,,Sa Juices,Juice,s2,,False,EUR,4.00,EUR,,2`;
  expect((await read(file)).body).toMatchObject({ created: 2, file: { preset: 'saleor' } });
  expect((await products()).slice(0, 2)).toMatchObject([
    { name: 'Sa draft', price: 400, stock: 2, published: false },
    { name: 'Sa juice', price: 300, stock: 9, published: true },
  ]);
  const { body } = await read(file.replace('EUR,4,5', 'USD,4,5'), '&dry_run=true');
  expect(body.errors[0]).toMatchObject({ reason: expect.stringContaining('is in USD') });
});
