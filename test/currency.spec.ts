import * as fc from 'fast-check';
import { sql } from 'kysely';
import { extractText, getDocumentProxy } from 'unpdf';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decimal, decimalPattern, minor } from '../src/common/money/money.js';
import { digitsOf } from '../src/config/currency.js';
import { Config } from '../src/config/config.js';
import { Database } from '../src/database/database.js';
import { decimal as decimalInSql } from '../src/database/sql.js';
import { toStripeAmount } from '../src/payment-provider/stripe-amount.js';
import { aCustomer, aProduct } from './factories/index.js';
import { eventually } from './support/eventually.js';
import { shippingAddress } from './support/purchase.js';
import { type Ask, Shop, useShop } from './support/shop.js';
import { secretKey, StripeServer } from './support/stripe.js';

it.each([
  ['HUF', 2],
  ['COP', 2],
  ['PKR', 2],
  ['IDR', 2],
  ['ISK', 0],
  ['JPY', 0],
  ['CLP', 0],
  ['KWD', 3],
  ['IQD', 3],
])('currency: %s has %i digits', (code, digits) => {
  expect([Config.read({ CURRENCY: code }).get('CURRENCY'), digitsOf(code)]).toEqual([code, digits]);
});

it.each(['UYW', 'CLF', 'CHE', 'XAU', 'XDR', 'XXX', 'XTS', 'DEM', 'eur'])('currency: %s is refused', (code) => {
  expect(() => Config.read({ CURRENCY: code })).toThrow('CURRENCY must be an ISO 4217 code like EUR');
  expect(() => Config.read({ SELLER_VAT_CURRENCY: code })).toThrow('SELLER_VAT_CURRENCY must be an ISO 4217 code');
});

it('currency: amounts survive their text with any digits', () => {
  const amount = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
  fc.assert(
    fc.property(amount, fc.constantFrom('JPY', 'EUR', 'KWD'), (units, currency) => {
      const text = decimal(units, currency);
      expect(text.split('.')[1]?.length ?? 0).toBe(digitsOf(currency));
      expect(text).toMatch(decimalPattern(currency));
      expect(minor(text, currency)).toBe(units);
    }),
  );
});

it.each([
  ['EUR', 350, 350],
  ['HUF', 12_345, 12_345],
  ['JPY', 500, 500],
  ['ISK', 5, 500],
  ['UGX', 5, 500],
  ['MGA', 500, 5],
  ['KWD', 2_500, 2_500],
])('currency: Stripe takes %s %i as %i', (currency, units, amount) => {
  expect(toStripeAmount(units, currency)).toBe(amount);
});

it.each([
  ['KWD', 2_505],
  ['MGA', 501],
])('currency: Stripe does not take %s %i', (currency, units) => {
  expect(() => toStripeAmount(units, currency)).toThrow('does not move this amount');
});

const textOf = async (pdf: Uint8Array) => {
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(pdf)), { mergePages: true });
  return text.replace(/\s+/g, ' ');
};

describe.each([
  {
    currency: 'JPY',
    price: '1250',
    wrong: '2.50',
    form: 'a whole amount like 250',
    sum: '2500',
    part: '1000',
    value: 1250,
  },
  {
    currency: 'KWD',
    price: '2.500',
    wrong: '2.5000',
    form: 'an amount like 3 or 2.500',
    sum: '5.000',
    part: '1.005',
    value: 2.5,
  },
  {
    currency: 'HUF',
    price: '1250.50',
    wrong: '2.505',
    form: 'an amount like 3 or 2.50',
    sum: '2501.00',
    part: '0.50',
    value: 1250.5,
  },
])('a shop in $currency', ({ currency, price, wrong, form, sum, part, value }) => {
  const shop = useShop({ CURRENCY: currency });
  let manager: Ask, support: Ask, who: Ask;
  let product: string;

  beforeAll(async () => {
    manager = { token: (await aCustomer(shop, 'catalog_manager')).token };
    support = { token: (await aCustomer(shop, 'support')).token };
    who = { token: (await aCustomer(shop)).token };
  });

  const create = (given: string) =>
    shop.post('/api/admin/products', { ...manager, body: { name: `Mug ${given}`, price: given, stock: 50 } });

  it('takes prices with its digits only', async () => {
    const refused = await create(wrong);
    expect(refused.status).toBe(400);
    expect(JSON.stringify(refused.body)).toContain(`price must be ${form}, at most`);
    const { status, body } = await create(price);
    expect([status, body]).toMatchObject([201, { price, currency }]);
    product = String(body['uuid']);
    for (const [field, text] of Object.entries({ min_price: wrong, max_price: wrong }))
      expect((await shop.get(`/api/products?${field}=${text}`)).status).toBe(400);
    const found = await shop.get(`/api/products?min_price=${price}&max_price=${price}&ordering=price&facets=true`);
    expect(found.body).toMatchObject({ count: 1, results: [{ price }] });
    expect(found.body).toMatchObject({ facets: { price: { min: price, max: price } } });
  });

  it('sells, refunds and invoices', async () => {
    const added = await shop.post('/api/bucket', { ...who, body: { product, quantity: 2 } });
    expect(added.body).toMatchObject({ value });
    expect((await shop.get('/api/bucket/summary', who)).body).toMatchObject({ total: sum, lines: [{ value: price }] });
    const order = (expected_total: string) =>
      shop.post('/api/orders', {
        ...who,
        body: { payment: 'card', expected_total, shipping_address: shippingAddress, email: 'buyer@magazin.test' },
      });
    expect((await order(wrong)).status).toBe(400);
    const { status, body } = await order(sum);
    expect([status, body]).toMatchObject([201, { sum }]);
    const url = `/api/orders/${String(body['order_uuid'])}`;
    expect((await shop.get(url, who)).body).toMatchObject({ sum, products: [{ value: price }] });
    const paid = await shop.post(`${url}/payments`, { ...who, body: { token: 'tok_success' } });
    expect(paid.body).toMatchObject({ status: 'captured', amount: sum, currency });

    const refundUrl = `/api/admin/orders/${String(body['order_uuid'])}/refunds`;
    const refused = await shop.post(refundUrl, { ...support, body: { amount: wrong } });
    expect(refused.status).toBe(400);
    expect((await shop.post(refundUrl, { ...support, body: { amount: part } })).body).toMatchObject({ amount: part });
    const invoice = await eventually(
      async () => (await shop.get(`${url}/invoice`, who)).body,
      ({ credit_notes }) => Array.isArray(credit_notes) && credit_notes.length > 0,
    );
    expect(invoice).toMatchObject({ currency, gross: sum, lines: [{ unit_price: price, total: sum }] });
    expect(invoice['credit_notes']).toMatchObject([{ gross: part }]);

    const pdf = (
      await shop.app.inject({ url: `${url}/invoice.pdf`, headers: { authorization: `Bearer ${who.token}` } })
    ).rawPayload;
    const [units = '', fraction] = sum.split('.');
    const shown = `${Number(units).toLocaleString('en')}${fraction ? `.${fraction}` : ''}`;
    expect(await textOf(pdf)).toMatch(new RegExp(`${shown.replace('.', '\\.')}(?![\\d.])`));
    for (const format of ['ubl', 'cii']) {
      const xml = await shop.get<unknown>(`${url}/invoice.xml?format=${format}`, who);
      if (currency === 'KWD') expect([xml.status, xml.body]).toMatchObject([409, { error: 'no_e_invoice' }]);
      else
        expect(xml.body).toContain(
          `${format === 'ubl' ? `TaxInclusiveAmount currencyID="${currency}"` : 'GrandTotalAmount'}>${sum}<`,
        );
    }
    const mails = await eventually(
      () =>
        shop.rows<{ text: string }>(`select data::text as text from mails where data::text like ?`, [`%${currency}%`]),
      (found) => found.length >= 2,
    );
    expect(mails.map(({ text }) => text).join()).toContain(`"${sum}"`);
  });

  it('formats the same in SQL, for itself and for each row', async () => {
    const units = fc.sample(fc.integer({ min: -(10 ** 10), max: Number.MAX_SAFE_INTEGER }), 100);
    const { rows } = await sql<{ own: string; yen: string; dinar: string; euro: string }>`
      select ${decimalInSql('units')} as own, ${decimalInSql('units', 'yen')} as yen,
        ${decimalInSql('units', 'dinar')} as dinar, ${decimalInSql('units', 'euro')} as euro
      from unnest(${units}::bigint[]) units, (select 'JPY' as yen, 'BHD' as dinar, 'EUR' as euro) currencies
    `.execute(shop.app.get(Database).sql());
    expect(rows).toEqual(
      units.map((each) => ({
        own: decimal(each, currency),
        yen: decimal(each, 'JPY'),
        dinar: decimal(each, 'BHD'),
        euro: decimal(each, 'EUR'),
      })),
    );
  });

  it('shows an order of before in its own currency', async () => {
    await shop.rows(`update orders set currency = 'EUR'`);
    await shop.rows(`update payments set currency = 'EUR'`);
    const { body } = await shop.get<{ results: { order_uuid: string; sum: string }[] }>('/api/orders', who);
    const [order] = body.results;
    expect(order?.sum).toBe(decimal(minor(sum, currency), 'EUR'));
    const { body: refund } = await shop.post(`/api/admin/orders/${order?.order_uuid}/refunds`, {
      ...support,
      body: { amount: '0.05' },
    });
    expect(refund).toMatchObject({ amount: '0.05' });
  });

  it('names its digits in the API document', async () => {
    const { body } = await shop.get<object>('/docs/admin/openapi.json');
    const patterns = { JPY: '^\\d{1,13}$', KWD: '^\\d{1,10}(\\.\\d{1,3})?$', HUF: '^\\d{1,11}(\\.\\d{1,2})?$' };
    expect(body).toHaveProperty(
      'components.schemas.ProductInput.properties.price.pattern',
      patterns[currency as 'JPY'],
    );
  });
});

describe('large prices', () => {
  const shop = useShop({ CURRENCY: 'IDR' });
  const largest = '99999999999.99';

  it('go through product, bucket, order, payment and invoice, and are sorted and filtered', async () => {
    const manager = { token: (await aCustomer(shop, 'catalog_manager')).token };
    const who = { token: (await aCustomer(shop)).token };
    const create = (name: string, price: string) =>
      shop.post('/api/admin/products', {
        ...manager,
        body: { name, price, old_price: price === largest ? null : largest, stock: 999 },
      });
    expect((await create('Too much', '100000000000.00')).status).toBe(400);
    expect((await create('Pen', '30000000.00')).status).toBe(201);
    const { body: ship } = await create('Ship', largest);
    expect(ship).toMatchObject({ price: largest });
    const list = await shop.get('/api/products?min_price=30000000.01&ordering=-price');
    expect(list.body).toMatchObject({ count: 1, results: [{ price: largest }] });
    const sorted = await shop.get('/api/products?ordering=-price&facets=true');
    expect(sorted.body).toMatchObject({ results: [{ name: 'Ship' }, { name: 'Pen' }] });
    expect(sorted.body).toMatchObject({ facets: { price: { min: '30000000.00', max: largest } } });

    const line = { product: ship['uuid'], quantity: 999 };
    const { body: added } = await shop.post('/api/bucket', { ...who, body: line });
    expect(added).toMatchObject({ value: 99999999999.99 });
    for (const answer of [
      await shop.get('/api/bucket/summary', who),
      await shop.post('/api/bucket/quote', { ...who, body: {} }),
      await shop.post('/api/orders', { ...who, body: { payment: 'card', shipping_address: shippingAddress } }),
    ])
      expect([answer.status, answer.body]).toMatchObject([409, { error: 'total_too_large' }]);
    const { body: bucket } = await shop.get<{ results: { bucket_uuid: string }[] }>('/api/bucket', who);
    await shop.put(`/api/bucket/${bucket.results[0]?.bucket_uuid}`, { ...who, body: { quantity: 900 } });
    const body = { payment: 'card', shipping_address: shippingAddress };
    const { status, body: order } = await shop.post('/api/orders', { ...who, body });
    expect([status, order]).toMatchObject([201, { sum: '89999999999991.00' }]);
    const url = `/api/orders/${String(order['order_uuid'])}`;
    const paid = await shop.post(`${url}/payments`, { ...who, body: { token: 'tok_success' } });
    expect(paid.body).toMatchObject({ status: 'captured', amount: '89999999999991.00' });
    const { body: invoice } = await shop.get(`${url}/invoice`, who);
    expect(invoice).toMatchObject({ gross: '89999999999991.00' });
    const pdf = await shop.app.inject({ url: `${url}/invoice.pdf`, headers: { authorization: `Bearer ${who.token}` } });
    expect(await textOf(pdf.rawPayload)).toContain('99,999,999,999.99');
    expect(await textOf(pdf.rawPayload)).toContain('89,999,999,999,991.00');
  });
});

describe('Stripe', () => {
  const stripe = new StripeServer();
  const shop = new Shop();
  beforeAll(async () => {
    await stripe.start();
    await shop.start({ CURRENCY: 'KWD', STRIPE_SECRET_KEY: secretKey, STRIPE_API_URL: stripe.url });
  });
  afterAll(async () => {
    await shop.stop();
    await stripe.stop();
  });

  it('charges and refunds three decimals that end in 0, and is not asked for others', async () => {
    const support = { token: (await aCustomer(shop, 'support')).token };
    const who = { token: (await aCustomer(shop)).token };
    const pay = async (price: number) => {
      const { uuid } = await aProduct(shop, { price });
      await shop.post('/api/bucket', { ...who, body: { product: uuid, quantity: 1 } });
      const { body } = await shop.post('/api/orders', {
        ...who,
        body: { payment: 'card', shipping_address: shippingAddress },
      });
      const order = String(body['order_uuid']);
      return {
        order,
        paid: await shop.post(`/api/orders/${order}/payments`, { ...who, body: { token: 'pm_card_visa' } }),
      };
    };
    const refused = await pay(2_505);
    expect([refused.paid.status, refused.paid.body]).toMatchObject([409, { error: 'amount_not_movable' }]);
    const { order, paid } = await pay(2_500);
    expect(paid.body).toMatchObject({ status: 'captured', amount: '2.500' });
    const charges = stripe.requests.filter(({ route }) => route === 'POST /v1/payment_intents');
    expect(charges.map(({ params }) => [params['amount'], params['currency']])).toEqual([['2500', 'kwd']]);
    const refund = (amount: string) =>
      shop.post(`/api/admin/orders/${order}/refunds`, { ...support, body: { amount } });
    expect((await refund('1.005')).body).toMatchObject({ error: 'amount_not_movable' });
    expect((await refund('1.010')).body).toMatchObject({ amount: '1.010' });
    const refunds = await eventually(
      async () => stripe.requests.filter(({ route }) => route === 'POST /v1/refunds'),
      (found) => found.length > 0,
    );
    expect(refunds[0]?.params['amount']).toBe('1010');
  });
});
