import { beforeAll, describe, expect, it } from 'vitest';
import type { Product } from '../src/catalog/product.entity.js';
import { Config } from '../src/config/config.js';
import { sellerFrom } from '../src/invoice/seller.js';
import { isSameTreatment } from '../src/pricing/tax-treatment.js';
import { aCustomer, aProduct } from './factories/index.js';
import { coreRules, factsOf, peppolRules, xrechnungRules } from './support/invoice-rules.js';
import { credit, file, issue } from './support/invoices.js';
import { type Shop, useShop } from './support/shop.js';

type Body = Record<string, unknown>;

const seller = { SELLER_COUNTRY: 'DE', SELLER_POST_CODE: '10115', SELLER_CITY: 'Berlin', SELLER_VAT_ID: 'DE136695976' };
const vienna = {
  first_name: 'Anna',
  last_name: 'Gruber',
  address: 'Ring 1',
  post_code: '1010',
  city: 'Wien',
  country: 'AT',
};
const zurich = { ...vienna, post_code: '8001', city: 'Zürich', country: 'CH' };
const berlin = { ...vienna, post_code: '10115', city: 'Berlin', country: 'DE' };

/** What a bucket with these products is quoted, and ordered for. */
async function ordered(shop: Shop, products: [Product, number][], body: Body, more: Body = {}) {
  const { token, email, username } = await aCustomer(shop);
  for (const [{ uuid }, quantity] of products)
    await shop.post('/api/bucket', { token, body: { product: uuid, quantity } });
  const quote = await shop.post('/api/bucket/quote', { token, body });
  const order = { ...body, ...more, payment: 'card', expected_total: quote.body['total'] };
  const placed = await shop.post('/api/orders', { token, body: order });
  const uuid = String(placed.body['order_uuid']);
  return { token, email, username, quote: quote.body, placed, uuid };
}

async function invoiced(shop: Shop, { uuid, token }: { uuid: string; token: string }) {
  await issue(shop, uuid);
  const { body } = await shop.get(`/api/orders/${uuid}/invoice`, { token });
  const xml = async (format: string) =>
    (await file(shop, `/api/orders/${uuid}/invoice.xml?format=${format}`, { token })).body;
  const facts = { ubl: factsOf(await xml('ubl')), cii: factsOf(await xml('cii')) };
  Object.values(facts).forEach(coreRules);
  expect(facts.cii.breakdown).toEqual(facts.ubl.breakdown);
  const pdf = await file(shop, `/api/orders/${uuid}/invoice.pdf`, { token });
  expect([pdf.statusCode, pdf.rawPayload.subarray(0, 5).toString()]).toEqual([200, '%PDF-']);
  return { invoice: body as Body & { buyer: Body; lines: Body[]; taxes: Body[] }, ...facts };
}

describe('a business buyer', () => {
  const shop = useShop(seller);
  const gmbh = { company: 'Gruber GmbH', vat_id: 'atu 135.856-27', line2: 'Stiege 2', region: 'Wien' };

  it('has company, VAT number, second line and region in an address, in canonical form; nobody must', async () => {
    const { token } = await aCustomer(shop);
    const added = await shop.post('/api/profile/addresses', { token, body: { ...vienna, ...gmbh } });
    const canonical = { ...vienna, ...gmbh, vat_id: 'ATU13585627' };
    expect(added.body).toMatchObject(canonical);
    const { body } = await shop.get<{ results: Body[] }>('/api/profile/addresses', { token });
    expect(body.results[0]).toEqual(added.body);
    const url = `/api/profile/addresses/${String(added.body['uuid'])}`;
    const without = await shop.put(url, { token, body: { ...vienna, company: ' ', vat_id: '' } });
    expect(Object.keys(without.body)).not.toEqual(expect.arrayContaining(['company']));
    expect(without.body).not.toHaveProperty('vat_id');
  });

  it.each([
    [{ vat_id: 'ATU13585628' }, 'vat_id', 'of AT, like ATU13585627'],
    [{ vat_id: 'DE136695976' }, 'vat_id', 'of AT, like ATU13585627'],
    [{ vat_id: 'nonsense' }, 'vat_id', 'of AT'],
    [{ vat_id: 7 }, 'vat_id', 'VAT number'],
    [{ vat_id: ['ATU13585627'] }, 'vat_id', 'VAT number'],
    [{ company: 'a\nb' }, 'company', 'one line'],
    [{ company: 'a\u0007b' }, 'company', 'one line'],
    [{ company: 'x'.repeat(151) }, 'company', '150'],
    [{ region: 7 }, 'region', 'one line'],
  ])('is refused with %j', async (wrong, field, words) => {
    const { token } = await aCustomer(shop);
    const refused = await shop.post('/api/profile/addresses', { token, body: { ...vienna, ...wrong } });
    expect(refused.body).toMatchObject({ code: 4000, details: [{ field }] });
    expect(JSON.stringify(refused.body)).toContain(words);
    for (const at of ['shipping_address', 'billing_address'])
      expect(
        (await shop.post('/api/bucket/quote', { token, body: { [at]: { ...vienna, ...wrong } } })).body,
      ).toMatchObject({
        code: 4000,
        details: [{ field: `${at}.${field}` }],
      });
  });

  it('is who is billed: the billing address, its company and VAT number, the reference', async () => {
    const lamp = await aProduct(shop, { price: 12_300, tax_rate: 2300 });
    const billing = {
      shipping_address: vienna,
      billing_address: { ...berlin, company: 'Muster GmbH', vat_id: 'DE136695976', line2: 'Einkauf' },
      reference: ' PO-4711 ',
    };
    const order = await ordered(shop, [[lamp, 1]], billing);
    const { invoice, ubl, cii } = await invoiced(shop, order);
    expect(invoice).toMatchObject({
      reference: 'PO-4711',
      gross: '123.00',
      buyer: {
        name: 'Muster GmbH',
        contact: 'Anna Gruber',
        line2: 'Einkauf',
        city: 'Berlin',
        country: 'DE',
        vat_id: 'DE136695976',
      },
      delivery: { name: 'Anna Gruber', city: 'Wien', country: 'AT' },
      supply: { date: '2026-11-21', basis: 'prepayment' },
    });
    for (const { terms, buyer } of [ubl, cii]) {
      expect(terms).toMatchObject({
        'BT-10 buyer reference': 'PO-4711',
        'BT-13 purchase order': 'PO-4711',
        'BT-44 buyer name': 'Muster GmbH',
        'BT-80 delivery country': 'AT',
      });
      expect(buyer.vat).toBe('DE136695976');
    }
    const { token } = await aCustomer(shop, 'support');
    const { body } = await shop.get(`/api/admin/orders/${order.uuid}`, { token });
    expect(body['billing']).toEqual({ address: billing.billing_address, reference: 'PO-4711' });
  });

  it('may give company and VAT number with the order alone, in the country of the address', async () => {
    const { token } = await aCustomer(shop);
    await shop.post('/api/profile/addresses', { token, body: vienna });
    await shop.post('/api/bucket', { token, body: { product: (await aProduct(shop)).uuid, quantity: 1 } });
    for (const path of ['/api/bucket/quote', '/api/orders'])
      expect(
        (
          await shop.post(path, {
            token,
            body: { ...(path === '/api/orders' && { payment: 'card' }), vat_id: 'DE136695976' },
          })
        ).body,
      ).toMatchObject({ code: 4000, details: [{ field: 'vat_id' }] });
    const body = { payment: 'card', vat_id: 'ATU13585627', company: 'Gruber GmbH' };
    const placed = await shop.post('/api/orders', { token, body });
    const { invoice } = await invoiced(shop, { token, uuid: String(placed.body['order_uuid']) });
    expect(invoice.buyer).toMatchObject({ name: 'Gruber GmbH', contact: 'Anna Gruber', vat_id: 'ATU13585627' });
  });

  it('pays tax unless the shop is configured otherwise', async () => {
    const lamp = await aProduct(shop, { price: 12_300, tax_rate: 2300 });
    const { quote } = await ordered(shop, [[lamp, 1]], { shipping_address: { ...vienna, ...gmbh } });
    expect(quote).toMatchObject({ total: '123.00', tax: '23.00' });
    expect(quote['taxes']).toEqual([{ rate: 2300, net: '100.00', tax: '23.00', gross: '123.00' }]);
  });
});

describe('zero rates', () => {
  const shop = useShop({ ...seller, TAX_ZERO_RATE_EXPORTS: '1', TAX_ZERO_RATE_EU_BUSINESS: '1' });
  const company = { company: 'Gruber GmbH', vat_id: 'ATU13585627' };
  const goods = () =>
    Promise.all([aProduct(shop, { price: 12_300, tax_rate: 2300 }), aProduct(shop, { price: 1_050, tax_rate: 500 })]);

  let pickup: string;
  beforeAll(async () => {
    const manager = { token: (await aCustomer(shop, 'catalog_manager')).token };
    const free = { name: 'Free', price: '0', kind: 'delivery', is_default: true };
    await shop.post('/api/admin/shipping-methods', { ...manager, body: free });
    const counter = { name: 'Counter', price: '0', kind: 'pickup' };
    pickup = String((await shop.post('/api/admin/shipping-methods', { ...manager, body: counter })).body['uuid']);
  });

  it.each([
    ['intra-community supply', { shipping_address: { ...vienna, ...company } }, 'K', 'VATEX-EU-IC', 'Intra-Community'],
    ['export', { shipping_address: zurich }, 'G', 'VATEX-EU-G', 'Export'],
    [
      'export to the Canary Islands',
      { shipping_address: { ...berlin, post_code: '35001', country: 'ES' } },
      'G',
      'VATEX-EU-G',
      'Export',
    ],
  ])(
    '%s: quote, order, payment and invoice agree on the price less its tax',
    async (_name, body, category, code, words) => {
      const manager = { token: (await aCustomer(shop, 'catalog_manager')).token };
      const parcel = { name: 'Parcel', price: '5.95', tax_rate: 1900 };
      const method = await shop.post('/api/admin/shipping-methods', { ...manager, body: parcel });
      const [lamp, book] = await goods();
      const order = await ordered(
        shop,
        [
          [lamp, 2],
          [book, 3],
        ],
        { ...body, shipping_method: method.body['uuid'] },
      );
      expect(order.quote).toMatchObject({ subtotal: '230.00', shipping: '5.00', tax: '0.00', total: '235.00' });
      expect(order.placed.body).toMatchObject({ sum: '235.00' });
      const paid = await shop.post(`/api/orders/${order.uuid}/payments`, {
        token: order.token,
        body: { token: 'tok_success' },
      });
      expect(paid.body).toMatchObject({ amount: '235.00' });
      const { invoice, ubl } = await invoiced(shop, order);
      const exemption = { category, code, text: expect.stringContaining(words) };
      expect(invoice.taxes).toEqual([{ rate: 0, net: '235.00', tax: '0.00', gross: '235.00', exemption }]);
      expect(invoice.lines).toMatchObject([
        { unit_price: '100.00', total: '200.00', tax_rate: 0, exemption },
        { unit_price: '10.00', total: '30.00', tax_rate: 0, exemption },
      ]);
      expect(ubl.breakdown).toEqual([{ category, rate: '0', code, reason: expect.stringContaining(words) }]);
      const note = await credit(shop, order.uuid, { amount: 10_000, reason: 'Broken' });
      expect(note.document).toMatchObject({ tax: [{ rate: 0, net: 10_000, tax: 0, exemption: { category } }] });
    },
  );

  it.each([
    ['a private buyer of another member state', { shipping_address: vienna }],
    ['a business at home', { shipping_address: { ...berlin, company: 'Muster GmbH', vat_id: 'DE136695976' } }],
    [
      'a business of another member state that takes the goods at home',
      { shipping_address: berlin, billing_address: { ...vienna, ...company } },
    ],
    [
      'a business of a third country that has goods sent inside',
      { shipping_address: vienna, billing_address: { ...zurich, vat_id: 'CHE107787577IVA' } },
    ],
    ['nobody knows whom', {}],
  ])('are not for %s', async (_name, body) => {
    const [lamp] = await goods();
    const collected = 'shipping_address' in body ? {} : { shipping_method: pickup };
    const { quote, placed } = await ordered(shop, [[lamp, 1]], { ...body, ...collected });
    expect(quote).toMatchObject({ total: '123.00', tax: '23.00' });
    expect(placed.body).toMatchObject({ sum: '123.00' });
  });

  it.each([
    ['an export to home', zurich, berlin],
    [
      'an export to the mainland by the post code',
      { ...berlin, post_code: '35001', country: 'ES' },
      { ...berlin, post_code: '28001', country: 'ES' },
    ],
    ['a supply to a business elsewhere to home', { ...vienna, ...company }, berlin],
    ['its VAT number away from it', { ...vienna, ...company }, vienna],
    ['goods with tax to a third country', berlin, zurich],
  ])('no later address brings %s, by the customer or staff', async (_name, from, to) => {
    const support = await aCustomer(shop, 'support');
    const [lamp] = await goods();
    const { uuid, token } = await ordered(shop, [[lamp, 1]], { shipping_address: from });
    const put = async (address: object, area = '', who = token) =>
      (await shop.put(`/api${area}/orders/${uuid}/shipping_address`, { token: who, body: address })).body;
    for (const answer of [await put(to), await put(to, '/admin', support.token)])
      expect(answer).toMatchObject({ code: 1050 });
    expect(await put({ ...from, address: 'Other 2' })).toMatchObject({ shipping_address: { address: 'Other 2' } });
  });

  it('stay what decides the address of an order without tax after the rules have changed', () => {
    const rules = { seller: berlin, exempt: '', exports: false, euBusiness: false };
    const taxed = (category?: 'G' | 'K' | 'E') => [
      { rate: category ? 0 : 1900, ...(category && { exemption: { category, text: '' } }) },
    ];
    const [home, abroad] = [{ to: berlin }, { to: zurich }];
    expect(isSameTreatment(taxed('G'), [abroad, home], rules)).toBe(false);
    expect(isSameTreatment(taxed('G'), [abroad, { to: { country: 'NO' } }], rules)).toBe(true);
    const buyer_vat_id = company.vat_id;
    expect(isSameTreatment(taxed('K'), [{ to: vienna, buyer_vat_id }, { to: vienna }], rules)).toBe(false);
    for (const taxes of [taxed(), taxed('E')]) expect(isSameTreatment(taxes, [home, abroad], rules)).toBe(true);
  });

  it('reverse charge is for services to a business of another member state, wherever they are delivered', async () => {
    const service = await aProduct(shop, { price: 11_900, tax_rate: 1900, is_service: true });
    const body = { shipping_address: berlin, billing_address: { ...vienna, ...company } };
    const order = await ordered(shop, [[service, 1]], body);
    expect(order.quote).toMatchObject({ total: '100.00', tax: '0.00' });
    const { ubl } = await invoiced(shop, order);
    expect(ubl.breakdown).toEqual([{ category: 'AE', rate: '0', code: 'VATEX-EU-AE', reason: 'Reverse charge' }]);
  });

  it('exempt products say why, beside taxed and zero-rated ones', async () => {
    const manager = { token: (await aCustomer(shop, 'catalog_manager')).token };
    const lesson = { name: 'Lesson', price: '40.00', stock: 9 };
    const tax_exemption = { code: 'VATEX-EU-132-1I', text: 'Education, Article 132 (1) (i)' };
    const made = await shop.post('/api/admin/products', { ...manager, body: { ...lesson, tax_exemption } });
    expect(made.body).toMatchObject({ tax_rate: 0, tax_exemption });
    const [lamp] = await goods();
    const seed = await aProduct(shop, { price: 200, tax_rate: 0 });
    const order = await ordered(
      shop,
      [
        [lamp, 1],
        [made.body as unknown as Product, 1],
        [seed, 1],
      ],
      { shipping_address: berlin },
    );
    const { invoice } = await invoiced(shop, order);
    expect(invoice.taxes).toEqual([
      { rate: 0, net: '40.00', tax: '0.00', gross: '40.00', exemption: { category: 'E', ...tax_exemption } },
      { rate: 0, net: '2.00', tax: '0.00', gross: '2.00' },
      { rate: 2300, net: '100.00', tax: '23.00', gross: '123.00' },
    ]);
    const url = `/api/admin/products/${String(made.body['uuid'])}`;
    for (const wrong of [
      { tax_rate: 700 },
      { tax_exemption: { code: 'VATEX-EU-IC', text: 'x' } },
      { tax_exemption: { text: ' ' } },
    ])
      expect((await shop.put(url, { ...manager, body: wrong })).body).toMatchObject({ code: 4000 });
    const ended = await shop.put(url, { ...manager, body: { tax_rate: 700, tax_exemption: null } });
    expect(ended.body).toMatchObject({ tax_rate: 700 });
    expect(ended.body).not.toHaveProperty('tax_exemption');
  });
});

describe('a seller without a VAT number', () => {
  const shop = useShop({
    ...seller,
    SELLER_VAT_ID: '',
    SELLER_TAX_ID: '12/345/67890',
    SELLER_EXEMPTION_REASON: 'Small business, § 19 UStG',
  });

  it('has prices without tax, and says why', async () => {
    const manager = { token: (await aCustomer(shop, 'catalog_manager')).token };
    const parcel = { name: 'Parcel', price: '5.95' };
    const method = await shop.post('/api/admin/shipping-methods', { ...manager, body: parcel });
    const lamp = await aProduct(shop, { price: 12_300, tax_rate: 2300 });
    const order = await ordered(shop, [[lamp, 1]], { shipping_address: berlin, shipping_method: method.body['uuid'] });
    expect(order.quote).toMatchObject({ subtotal: '123.00', shipping: '5.95', tax: '0.00', total: '128.95' });
    const { invoice, ubl, cii } = await invoiced(shop, order);
    const exemption = { category: 'E', text: 'Small business, § 19 UStG' };
    expect(invoice.taxes).toEqual([{ rate: 0, net: '128.95', tax: '0.00', gross: '128.95', exemption }]);
    expect(invoice['seller']).toMatchObject({ tax_id: '12/345/67890' });
    expect(invoice['seller']).not.toHaveProperty('vat_id');
    for (const { seller, terms } of [ubl, cii]) {
      expect(seller).toEqual({ vat: '', tax: '12/345/67890' });
      expect(terms['BT-29 seller id']).toBe('12/345/67890');
    }
  });
});

describe("the currency of the seller's tax authority", () => {
  const shop = useShop({ SELLER_VAT_CURRENCY: 'PLN' });

  it('is told with rate, day and source; without a rate no money is taken', async () => {
    const staff = { token: (await aCustomer(shop, 'support')).token };
    const lamp = await aProduct(shop, { price: 12_300, tax_rate: 2300 });
    const order = await ordered(shop, [[lamp, 1]], { shipping_address: berlin });
    const pay = () =>
      shop.post(`/api/orders/${order.uuid}/payments`, { token: order.token, body: { token: 'tok_success' } });
    expect((await pay()).body).toMatchObject({ code: 1073 });
    await expect(issue(shop, order.uuid)).rejects.toMatchObject({ details: { currency: 'PLN' } });
    const set = (body: Body, currency = 'PLN') => shop.put(`/api/admin/exchange-rates/${currency}`, { ...staff, body });
    const rate = { rate: '4.2345', date: '2026-11-20', source: 'NBP 226/A/NBP/2026' };
    for (const [body, currency] of [
      [{ ...rate, rate: '0.00' }],
      [{ ...rate, rate: '-1' }],
      [{ ...rate, date: '2026-02-30' }],
      [{ ...rate, source: ' ' }],
      [rate, 'EUR'],
      [rate, 'XYZW'],
      [rate, 'DEM'],
    ] as const)
      expect((await set(body, currency)).body).toMatchObject({ code: 4000 });
    expect((await set(rate)).body).toEqual({ currency: 'PLN', ...rate });
    await set({ ...rate, rate: '4.99', date: '2026-11-22' });
    const { invoice, ubl, cii } = await invoiced(shop, order);
    expect(invoice['tax_currency']).toEqual({ currency: 'PLN', ...rate, tax: '97.39' });
    for (const { terms, taxTotals } of [ubl, cii]) {
      expect(taxTotals).toEqual({ EUR: '23.00', PLN: '97.39' });
      expect(terms['BT-22 note']).toBe('VAT 97.39 PLN: 4.2345 PLN for 1 EUR from 2026-11-20 (NBP 226/A/NBP/2026)');
    }
    const note = await credit(shop, order.uuid, { amount: 6_150, reason: '' });
    expect(note.document.tax_currency).toMatchObject({ rate: '4.2345', tax: 4_870 });
    const listed = await shop.get<{ results: Body[] }>('/api/admin/exchange-rates', staff);
    expect(listed.body.results.map(({ date }) => date)).toEqual(['2026-11-22', '2026-11-20']);
    await shop.rows(`delete from exchange_rates where day = '2026-11-22'`);
    await shop.rows(`update exchange_rates set day = current_date - 8 where day = '2026-11-20'`);
    expect((await pay()).body).toMatchObject({ code: 1073 });
    await set({ ...rate, date: new Date().toISOString().slice(0, 10) });
    expect((await pay()).status).toBe(201);
  });
});

describe('XRechnung', () => {
  const shop = useShop({ ...seller, E_INVOICE_PROFILE: 'xrechnung', SELLER_PHONE: '+49 30 1234567' });

  it('is what businesses get, and private buyers whose address is known', async () => {
    const lamp = await aProduct(shop, { price: 12_300, tax_rate: 2300 });
    const authority = { ...berlin, company: 'Bundesamt' };
    const ordering = {
      shipping_address: authority,
      reference: '991-1234512345-06',
      electronic_address: '0204:991-1234512345-06',
    };
    for (const body of [ordering, { shipping_address: berlin }]) {
      const order = await ordered(shop, [[lamp, 1]], {}, body);
      const { ubl, cii } = await invoiced(shop, order);
      [ubl, cii].forEach(xrechnungRules);
      expect(ubl.terms['BT-10 buyer reference']).toMatch('reference' in body ? '991-1234512345-06' : /^M\d+$/);
      expect(ubl.schemes).toEqual({ seller: 'EM', buyer: 'reference' in body ? '0204' : 'EM' });
    }
    const anonymous = await ordered(shop, [[lamp, 1]], {});
    const { ubl } = await invoiced(shop, anonymous);
    expect(ubl.terms['BT-24 specification']).toBe('urn:cen.eu:en16931:2017');
  });

  it('says at the order what a business must give', async () => {
    const order = await ordered(shop, [[await aProduct(shop), 1]], {}, { company: 'Muster GmbH' });
    expect(order.placed.body).toMatchObject({ code: 4000, details: [{ field: 'billing_address' }] });
  });
});

describe('Peppol BIS Billing', () => {
  const shop = useShop({ ...seller, E_INVOICE_PROFILE: 'peppol' });

  it('is what businesses get who can be reached', async () => {
    const lamp = await aProduct(shop, { price: 12_300, tax_rate: 2300 });
    const company = { ...vienna, company: 'Gruber GmbH', vat_id: 'ATU13585627' };
    const { ubl, cii } = await invoiced(shop, await ordered(shop, [[lamp, 1]], { shipping_address: company }));
    [ubl, cii].forEach(peppolRules);
    expect(ubl.schemes).toEqual({ seller: '9930', buyer: '9914' });
    const { vat_id: _, ...club } = company;
    const refused = await ordered(shop, [[lamp, 1]], {}, { shipping_address: club });
    expect(refused.placed.body).toMatchObject({ code: 4000, details: [{ field: 'electronic_address' }] });
    const by = await ordered(shop, [[lamp, 1]], { shipping_address: club, electronic_address: '0088:4035811991014' });
    expect((await invoiced(shop, by)).ubl.schemes.buyer).toBe('0088');
  });
});

it.each([
  [{ E_INVOICE_PROFILE: 'xrechnung' }, 'SELLER_PHONE'],
  [{ E_INVOICE_PROFILE: 'peppol', SELLER_TAX_ID: '1', SELLER_EXEMPTION_REASON: 'Small' }, 'SELLER_ELECTRONIC_ADDRESS'],
  [{ SELLER_EXEMPTION_REASON: 'Small' }, 'SELLER_VAT_ID'],
])('a seller with %j is told what is missing', (environment, missing) => {
  const config = Config.read({ NODE_ENV: 'test', ...environment });
  expect(() => sellerFrom(config.settings())).toThrow(expect.objectContaining({ details: { missing: [missing] } }));
});
