import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aCustomer, aProduct } from './factories/index.js';
import { many } from './support/many.js';
import { shippingAddress } from './support/purchase.js';
import { type Ask, useShop } from './support/shop.js';

const shop = useShop();
let manager: Ask;

beforeAll(async () => {
  manager = { token: (await aCustomer(shop, 'catalog_manager')).token };
});
beforeEach(() => shop.rows('delete from shipping_methods'));

const url = '/api/admin/shipping-methods';
const method = async (fields: object): Promise<string> =>
  String((await shop.post(url, { ...manager, body: { name: 'Method', price: '0', ...fields } })).body['uuid']);
const pickup = (fields = {}) => method({ name: 'Pick-up', kind: 'pickup', ...fields });
const parcel = (fields = {}) => method({ name: 'Parcel', price: '4.90', ...fields });
const defaults = () => shop.rows<{ uuid: string }>('select uuid from shipping_methods where is_default');

async function fill(who: Ask): Promise<Ask> {
  await shop.post('/api/bucket', { ...who, body: { product: (await aProduct(shop)).uuid, quantity: 2 } });
  return who;
}
const buyer = async () => fill({ token: (await aCustomer(shop)).token });
async function guest(): Promise<Ask> {
  const { body } = await shop.post<{ guest_token: string }>('/api/guest');
  return fill({ headers: { 'x-guest-token': body.guest_token } });
}
const order = (who: Ask, body = {}) => shop.post('/api/orders', { ...who, body: { payment: 'cash', ...body } });
const quote = (who: Ask, body = {}) => shop.post('/api/bucket/quote', { ...who, body });
const detail = async (who: Ask, uuid: unknown) => (await shop.get(`/api/orders/${String(uuid)}`, who)).body;

/** Quote and order say the same. */
async function expectRefused(who: Ask, body: object, code: number): Promise<void> {
  expect((await quote(who, body)).body).toMatchObject({ code });
  expect((await order(who, body)).body).toMatchObject({ code });
}

describe('an order without a shipping method', () => {
  it('is picked up for free where the shop has no method at all', async () => {
    await parcel({ active: false });
    const who = await buyer();
    expect((await quote(who)).body).toMatchObject({ shipping: '0.00', total: '6.00' });
    const { body } = await order(who);
    expect(await detail(who, body['order_uuid'])).toMatchObject({ shipping_method: null, shipping_kind: null });
  });

  it('is refused where methods exist and none is the default', async () => {
    await parcel();
    await pickup();
    for (const who of [await buyer(), await guest()])
      await expectRefused(who, { email: 'a@magazin.test', shipping_address: shippingAddress }, 1054);
  });

  it('takes the default, its price and its countries', async () => {
    await pickup();
    await parcel({ is_default: true, countries: ['DE', 'AT'] });
    const who = await buyer();
    await expectRefused(who, {}, 1055);
    await expectRefused(who, { shipping_address: { ...shippingAddress, country: 'AU' } }, 1085);
    expect((await quote(who, { shipping_address: shippingAddress })).body).toMatchObject({ total: '10.90' });
    const { body } = await order(who, { shipping_address: shippingAddress, expected_total: '10.90' });
    expect(await detail(who, body['order_uuid'])).toMatchObject({
      shipping: '4.90',
      shipping_method: 'Parcel',
      shipping_kind: 'delivery',
      shipping_address: shippingAddress,
    });
  });

  it('delivers to the default address of the customer', async () => {
    await parcel({ is_default: true });
    const who = await buyer();
    await shop.post('/api/profile/addresses', { ...who, body: shippingAddress });
    expect((await quote(who)).body).toMatchObject({ total: '10.90' });
    const { body } = await order(who);
    expect(await detail(who, body['order_uuid'])).toMatchObject({ shipping_address: { city: 'Musterstadt' } });
  });
});

describe('a pick-up', () => {
  it('needs no address, and stores only one that is given', async () => {
    const shipping_method = await pickup();
    await parcel({ is_default: true });
    const who = await buyer();
    await shop.post('/api/profile/addresses', { ...who, body: shippingAddress });
    const { body } = await order(who, { shipping_method });
    expect(await detail(who, body['order_uuid'])).toMatchObject({ shipping_address: null, shipping_kind: 'pickup' });
    await fill(who);
    const given = await order(who, { shipping_method, shipping_address: { ...shippingAddress, country: 'AU' } });
    expect(await detail(who, given.body['order_uuid'])).toMatchObject({ shipping_address: { country: 'AU' } });
  });

  it('asks guests for an email only, a delivery for an address, too', async () => {
    await pickup({ is_default: true });
    const shipping_method = await parcel();
    const who = await guest();
    expect((await order(who)).body).toMatchObject({ code: 4000, details: [{ field: 'email' }] });
    expect((await order(who, { email: 'g@magazin.test', shipping_method })).body).toMatchObject({ code: 1055 });
    expect((await order(who, { email: 'g@magazin.test' })).status).toBe(201);
  });
});

describe('the default method', () => {
  it('is one: a new one takes the mark off the old one', async () => {
    const [first, second] = [await pickup({ is_default: true }), await parcel()];
    expect(await defaults()).toEqual([{ uuid: first }]);
    const body = { name: 'Parcel', price: '4.90', is_default: true };
    expect((await shop.put(`${url}/${second}`, { ...manager, body })).body).toMatchObject({ is_default: true });
    expect(await defaults()).toEqual([{ uuid: second }]);
    const changes = () => shop.rows(`select from audit_entries where action = 'shipping_method.change'`);
    const { length } = await changes();
    expect((await shop.put(`${url}/${second}`, { ...manager, body })).body).toMatchObject({ is_default: true });
    expect(await defaults()).toEqual([{ uuid: second }]);
    expect(await changes()).toHaveLength(length);
    await shop.put(`${url}/${second}`, { ...manager, body: { price: '5.90' } });
    expect(await defaults()).toEqual([{ uuid: second }]);
    // An inactive method cannot be the default.
    await shop.put(`${url}/${second}`, { ...manager, body: { active: false } });
    expect(await defaults()).toEqual([]);
    const refused = await shop.put(`${url}/${second}`, { ...manager, body: { is_default: true } });
    expect(refused.body).toMatchObject({ code: 4000, details: [{ field: 'is_default' }] });
  });

  it('stays one when fifty are set at once', async () => {
    const uuids = await many(25, () => parcel());
    const body = { name: 'Parcel', price: '1', is_default: true };
    const answers = await Promise.all([
      ...uuids.map((uuid) => shop.put(`${url}/${uuid}`, { ...manager, body })),
      ...uuids.map(() => shop.post(url, { ...manager, body })),
    ]);
    expect(answers.map(({ status }) => status).filter((status) => status >= 300)).toEqual([]);
    expect(await defaults()).toHaveLength(1);
  });

  it('is active', async () => {
    const body = { name: 'Parcel', price: '1', is_default: true, active: false };
    expect((await shop.post(url, { ...manager, body })).body).toMatchObject({
      code: 4000,
      details: [{ field: 'is_default' }],
    });
  });

  it('is a delivery unless it says otherwise, and its countries are written in capitals', async () => {
    const body = { name: ' Parcel ', price: '1', countries: ['de', ' at'] };
    expect((await shop.post(url, { ...manager, body })).body).toMatchObject({
      name: 'Parcel',
      kind: 'delivery',
      is_default: false,
      countries: ['DE', 'AT'],
    });
    for (const wrong of [{ kind: 'drone' }, { is_default: 'yes' }, { countries: ['XX'] }, { name: '  ' }])
      expect((await shop.post(url, { ...manager, body: { ...body, ...wrong } })).status).toBe(400);
  });
});

describe('an address', () => {
  const send = async (address: object) => {
    const who = await buyer();
    const { status, body } = await order(who, { shipping_address: { ...shippingAddress, ...address } });
    if (status !== 201) return body;
    return (await detail(who, body['order_uuid']))['shipping_address'];
  };

  it('has one form: composed, trimmed, its country in capitals', async () => {
    const sent = { country: ' de', city: 'Ber\u00adlin\u200b ', last_name: 'Mu\u0308ller', phone: ' +49 30 ' };
    const stored = { ...shippingAddress, country: 'DE', city: 'Berlin', last_name: 'M\u00fcller', phone: '+49 30' };
    expect(await send(sent)).toEqual(stored);
    const who = { token: (await aCustomer(shop)).token };
    const saved = await shop.post('/api/profile/addresses', { ...who, body: { ...shippingAddress, ...sent } });
    expect(saved.body).toMatchObject(stored);
    const changed = await shop.put(`/api/profile/addresses/${String(saved.body['uuid'])}`, {
      ...who,
      body: { ...shippingAddress, ...sent, country: 'at' },
    });
    expect(changed.body).toMatchObject({ ...stored, country: 'AT' });
  });

  it.each([
    { country: 'XX' },
    { country: '' },
    { country: 'dE U' },
    { country: 49 },
    { city: '   ' },
    { city: '\u2800' },
    { first_name: '\u00a0\u3000' },
    { address: 'Street\n1' },
    { last_name: 'A\u0007B' },
    { city: '\u200b' },
    { phone: '1\n2' },
  ])('is refused with %j', async (address) => {
    const field = `shipping_address.${Object.keys(address)[0]}`;
    expect(await send(address)).toMatchObject({ code: 4000, details: [{ field }] });
  });
});

describe('GET /api/store', () => {
  const delivery = async () => {
    // Another address each time: an answer is kept for a second.
    const { body } = await shop.get(`/api/store?fresh=${Math.random()}`);
    return body['delivery'];
  };

  it('says what a front end needs at its start, and nothing that is secret', async () => {
    const { status, body, headers } = await shop.get('/api/store');
    expect([status, headers['cache-control'], typeof headers['etag']]).toEqual([200, 'public, no-cache', 'string']);
    expect(body).toEqual({
      name: 'Magazin',
      url: null,
      currency: { code: 'EUR', digits: 2 },
      time_zone: 'UTC',
      invoice_language: 'en',
      delivery: { everywhere: false, countries: [] },
      shipping_methods: expect.stringMatching(/^http.+\/api\/shipping-methods$/),
      payment_methods: [
        { method: 'cash', provider: null },
        { method: 'card', provider: 'mock' },
        { method: 'payu', provider: 'mock' },
      ],
      payment_window_minutes: 30,
      return_days: 14,
      support_email: null,
      password: { min_length: 8, max_length: 128 },
    });
    expect((await shop.get(new URL(String(body['shipping_methods'])).pathname)).status).toBe(200);
  });

  it('names the countries that some active method delivers to', async () => {
    await parcel({ countries: ['PL', 'DE'] });
    await parcel({ countries: ['DE', 'AT'] });
    await parcel({ countries: ['FR'], active: false });
    await pickup({ countries: ['IT'] });
    expect(await delivery()).toEqual({ everywhere: false, countries: ['AT', 'DE', 'PL'] });
    await parcel({ countries: [] });
    expect(await delivery()).toEqual({ everywhere: true, countries: [] });
  });
});
