import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createApp } from '../src/bootstrap/app.js';
import { Config } from '../src/config/config.js';
import { pino } from 'pino';
import { SalesRollupService } from '../src/analytics/sales-rollup.service.js';
import type { SalesReport } from '../src/analytics/sales.dto.js';
import type { SettingDto, SettingsDto } from '../src/settings/settings.dto.js';
import { Settings } from '../src/settings/settings.js';
import { TicketClosingService } from '../src/support/ticket-closing.service.js';
import { aCustomer, aProduct } from './factories/index.js';
import { auditTrail } from './support/audit.js';
import { deliveredOrder, paidOrder } from './support/deliveries.js';
import { anOrder, issueAt } from './support/invoices.js';
import { concurrently, eventually } from './support/payments.js';
import { shippingAddress } from './support/purchase.js';
import { type Ask, secret, Shop, useShop } from './support/shop.js';
import { mailsAbout, openTicket } from './support/tickets.js';

const environment = { RETURN_DAYS: '20', SELLER_PHONE: '+48 22 555 01 30' };
const shop = useShop(environment);
/** Another process on the same database. */
const other = new Shop();
let [admin, who, support] = [] as unknown as [Ask, Ask, Ask];

beforeAll(async () => {
  await other.start({ DATABASE_URL: shop.databaseUrl, ...environment });
  admin = { token: (await aCustomer(shop, 'admin')).token };
  support = { token: (await aCustomer(shop, 'support')).token };
  who = { token: (await aCustomer(shop)).token };
  return () => other.stop();
});

const url = '/api/admin/settings';
const read = async (at = shop) => (await at.get<SettingsDto>(url, admin)).body;
const send = (version: number, change: object, at = shop) =>
  at.patch<SettingsDto & { code: number; details: unknown }>(url, { ...admin, body: { version, ...change } });

async function change(values: object): Promise<SettingsDto> {
  const answer = await send((await read()).version, values);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body;
}

/** Until the end of the test. */
async function during(values: object): Promise<void> {
  await change(values);
  onTestFinished(async () => {
    await change(Object.fromEntries(Object.keys(values).map((name) => [name, null])));
  });
}

const all = ({ groups }: SettingsDto) => groups.flatMap((group) => group.settings);
const one = (settings: SettingsDto, name: string): SettingDto | undefined =>
  all(settings).find((setting) => setting.name === name);

const invoiceOf = async (order: string) => {
  const [row] = await shop.rows<{ document: Record<string, never> }>(
    `select document from invoices join orders on orders.id = order_id where orders.uuid = ?`,
    [order],
  );
  return row?.document as unknown as {
    seller: Record<string, unknown>;
    issued: string;
    profile?: string;
    tax: { tax: number; exemption?: object }[];
  };
};
const paid = async (by = shop) => paidOrder(by, who, [await aProduct(shop)]);

describe('settings: what staff see', () => {
  it('says of each value where it comes from, and what it is taken back to', async () => {
    const settings = await read();
    expect(settings.groups.map(({ name }) => name)).toEqual(
      'seller shop returns reviews support invoices tax'.split(' '),
    );
    expect(one(settings, 'return_days')).toMatchObject({
      value: 20,
      source: 'environment',
      default: 20,
      kind: 'number',
      min: 0,
      max: 3_650,
      description: expect.stringContaining('days after delivery'),
    });
    expect(one(settings, 'review_moderation')).toMatchObject({
      value: 'none',
      source: 'default',
      default: 'none',
      kind: 'choice',
      options: ['none', 'before'],
    });
    expect(one(settings, 'tax_zero_rate_exports')).toMatchObject({ value: false, kind: 'flag', optional: false });
    expect(one(settings, 'seller_phone')).toMatchObject({ kind: 'text', optional: true, max_length: 300 });
    expect(settings.missing).toEqual([]);
    const set = await change({ return_days: 30, seller_phone: '' });
    expect(one(set, 'return_days')).toMatchObject({ value: 30, source: 'database', default: 20 });
    expect(one(set, 'seller_phone')).toMatchObject({ value: '', source: 'database', default: '+48 22 555 01 30' });
    const back = await change({ return_days: null, seller_phone: null });
    expect(all(back)).toEqual(all(settings));
    expect(back.version).toBe(settings.version + 2);
  });

  it('ignores stored values that this version of the shop does not know', async () => {
    const { version } = await read();
    await shop.rows(`update settings set version = version + 1, values = '{"RETURN_DAYS":"soon","OLD":1}'`);
    expect(one(await read(), 'return_days')).toMatchObject({ value: 20, source: 'environment' });
    await eventually(
      () => shop.app.get(Settings).get('RETURN_DAYS'),
      (days) => days === 20,
    );
    await send(version + 1, { return_days: null });
    expect(one(await read(), 'return_days')).toMatchObject({ value: 20, source: 'environment' });
  });
});

describe('settings: a change', () => {
  it.each([
    ['return_days', -1, 'return_days must be a whole number from 0 to 3650'],
    ['return_days', '14', 'return_days must be a whole number from 0 to 3650'],
    ['return_days', 1.5, 'return_days must be a whole number from 0 to 3650'],
    ['review_moderation', 'after', 'review_moderation must be one of none, before'],
    ['shop_time_zone', 'Warsaw', 'shop_time_zone must be a time zone of IANA like Europe/Warsaw'],
    ['shop_time_zone', '', 'shop_time_zone must be a text that is not empty'],
    ['seller_country', 'Poland', 'seller_country must be an ISO 3166-1 code like PL'],
    ['seller_country', 'UK', 'seller_country must be an ISO 3166-1 code like PL'],
    ['seller_iban', 'DE00 1203 0000 0000 2020 51', 'seller_iban must be an IBAN like DE02 1203 0000 0000 2020 51'],
    ['seller_name', 'Two\nlines', 'seller_name must be one line without control or invisible characters'],
    ['seller_name', 'x'.repeat(301), 'seller_name must have at most 300 characters'],
    ['seller_name', ['Magazin'], 'seller_name must be a text that is not empty'],
    ['support_email', 'nobody', 'support_email must be an address, like support@magazin.example'],
    ['tax_zero_rate_exports', 1, 'tax_zero_rate_exports must be true or false'],
    ['currency', 'PLN', 'property currency should not exist'],
    ['version', 'new', expect.stringContaining('version must be an integer')],
  ])('refuses %s %j', async (field, value, error) => {
    const before = await read();
    const refused = await send(before.version, { ticket_close_days: 3, [field]: value });
    expect(refused).toMatchObject({ status: 400, body: { code: 4000 } });
    expect(refused.body.details).toEqual([{ field, errors: expect.arrayContaining([error]) }]);
    expect(await read()).toEqual(before);
  });

  it.each([
    [{ seller_vat_id: '' }, ['seller_vat_id must be set, or else seller_tax_id and seller_exemption_reason']],
    [
      { seller_vat_id: '', seller_tax_id: '526' },
      ['seller_exemption_reason must be set for a seller who has a tax number and no VAT number'],
    ],
    [
      { seller_phone: '', e_invoice_profile: 'xrechnung' },
      ['seller_phone must be a phone number, because XRechnung demands one'],
    ],
    [
      { seller_name: '', seller_city: '' },
      ['name', 'city'].map((name) => `seller_${name} must be set, because no invoice can be issued without it`),
    ],
  ])('refuses %j, with which no invoice could be issued', async (values, errors) => {
    const before = await read();
    const refused = await send(before.version, values);
    expect(refused).toMatchObject({ status: 400, body: { code: 4000 } });
    expect((refused.body.details as { errors: string[] }[]).flatMap((detail) => detail.errors)).toEqual(errors);
    expect(await read()).toEqual(before);
  });

  it('completes a seller of whom the environment knows nothing, step by step', async () => {
    const bare = new Shop();
    onTestFinished(() => bare.stop());
    await bare.start({ DATABASE_URL: shop.databaseUrl, NODE_ENV: 'production', MOCK_PAYMENTS: '1' });
    const unknown = await read(bare);
    expect(unknown.missing).toEqual(
      'name address post_code city country vat_id email'.split(' ').map((name) => `seller_${name}`),
    );
    const body = { token: 'tok_success' };
    const { order, token } = await anOrder(shop);
    const pay = () => bare.post(`/api/orders/${order}/payments`, { token, body });
    expect(await pay()).toMatchObject({ status: 409, body: { code: 1071, details: { missing: expect.any(Array) } } });
    const named = { seller_name: 'Kram', seller_address: 'Rynek 1', seller_post_code: '00-001', seller_city: 'Wawa' };
    const some = await send(unknown.version, named, bare);
    expect(some.body.missing).toEqual(['seller_country', 'seller_vat_id', 'seller_email']);
    const rest = { seller_country: 'PL', seller_vat_id: 'PL5260001246', seller_email: 'kram@magazin.example' };
    const done = await send(some.body.version, rest, bare);
    expect(done.body.missing).toEqual([]);
    expect((await pay()).status).toBe(201);
    expect((await send(done.body.version, { seller_email: null }, bare)).status).toBe(400);
    const back = Object.fromEntries(Object.keys({ ...named, ...rest }).map((name) => [name, null]));
    expect((await send(done.body.version, back)).status).toBe(200);
  });

  it('leaves one entry in the audit trail, none where nothing differs or something is wrong', async () => {
    const known = (await auditTrail(shop, 'settings')).length;
    await change({ return_days: 40, seller_city: 'Kraków' });
    await change({ return_days: 40 });
    await send((await read()).version, { return_days: -1 });
    await change({ return_days: null, seller_city: null });
    expect((await auditTrail(shop, 'settings')).slice(known)).toMatchObject([
      {
        action: 'settings.change',
        changes: { from: { return_days: 20, seller_city: 'Warszawa' }, to: { return_days: 40, seller_city: 'Kraków' } },
      },
      { changes: { to: { return_days: 20, seller_city: 'Warszawa' }, reset: ['seller_city', 'return_days'] } },
    ]);
  });

  it('is made by one of fifty at once, and no other is lost unnoticed', async () => {
    const { version } = await read();
    const known = (await auditTrail(shop, 'settings')).length;
    const answers = await concurrently(50, (turn) =>
      send(version, { ticket_close_days: 100 + turn }, turn % 2 ? shop : other),
    );
    const [winner, ...more] = answers.filter(({ status }) => status === 200);
    expect(more).toEqual([]);
    expect(answers.filter(({ status, body }) => status === 409 && body.code === 2070)).toHaveLength(49);
    const after = await read();
    expect(after).toEqual(winner?.body);
    expect(after.version).toBe(version + 1);
    expect(await auditTrail(shop, 'settings')).toHaveLength(known + 1);
    await change({ ticket_close_days: null });
  });

  it('is in effect here when it is answered, and in another process within two seconds', async () => {
    const nameThere = () => other.app.get(Settings).get('SELLER_NAME');
    await eventually(nameThere, (name) => name === 'Magazin Sp. z o.o.');
    const order = await paid(other);
    await change({ seller_name: 'Magazin Nowy' });
    expect(shop.app.get(Settings).get('SELLER_NAME')).toBe('Magazin Nowy');
    const answered = performance.now();
    await eventually(nameThere, (name) => name === 'Magazin Nowy');
    // On a busy machine a timer is late.
    expect(performance.now() - answered).toBeLessThan(10_000);
    expect((await invoiceOf(await paid(other))).seller).toMatchObject({ name: 'Magazin Nowy' });
    expect((await invoiceOf(order)).seller).toMatchObject({ name: 'Magazin Sp. z o.o.' });
    await change({ seller_name: null });
  });

  it('reaches all that reads it: nothing reads a setting while it is built, to keep it', async () => {
    const spies = [vi.spyOn(Settings.prototype, 'get'), vi.spyOn(Settings.prototype, 'current', 'get')];
    onTestFinished(() => void vi.restoreAllMocks());
    const config = Config.read({ NODE_ENV: 'test', DATABASE_URL: shop.databaseUrl, JWT_SECRET: secret });
    const app = await createApp(config, pino({ level: 'silent' }));
    const own = app.get(Settings);
    expect(spies.flatMap(({ mock }) => mock.contexts.filter((settings) => settings === own))).toEqual([]);
    expect(own.get('RETURN_DAYS')).toBe(14);
    expect(spies[0]?.mock.contexts).toContain(own);
  });
});

describe('settings: their effects', () => {
  const pickUp = async (method: object) => {
    const { uuid } = await aProduct(shop);
    await shop.post('/api/bucket', { ...who, body: { product: uuid, quantity: 2 } });
    return shop.post<{ order_uuid: string; sum: string; number: string }>('/api/orders', {
      ...who,
      body: { payment: 'card', email: 'buyer@magazin.test', ...method },
    });
  };

  it('seller: the next invoice shows it, with the exemption of one who charges no tax', async () => {
    await during({
      seller_name: 'Kram',
      seller_vat_id: '',
      seller_tax_id: '526-000-12-46',
      seller_exemption_reason: 'Small business',
    });
    const { seller, tax } = await invoiceOf(await paid());
    expect(seller).toMatchObject({ name: 'Kram', tax_id: '526-000-12-46' });
    expect(seller).not.toHaveProperty('vat_id');
    expect(tax).toEqual([expect.objectContaining({ tax: 0, exemption: { category: 'E', text: 'Small business' } })]);
  });

  it('seller: one with an exemption has no made-up VAT number', async () => {
    const { version } = await read();
    const refused = await send(version, { seller_exemption_reason: 'Small business' });
    expect(refused.body.details).toMatchObject([{ field: 'seller_vat_id' }]);
    await during({ seller_exemption_reason: 'Small business', seller_tax_id: '526' });
    expect(one(await read(), 'seller_vat_id')).toMatchObject({ value: '', source: 'default' });
  });

  it('invoices: language, profile and the currency of their tax', async () => {
    await during({ invoice_language: 'de', e_invoice_profile: 'xrechnung' });
    const document = await invoiceOf(await paid());
    expect(document).toMatchObject({ language: 'de', profile: 'xrechnung' });
    await during({ seller_vat_currency: 'PLN' });
    const { body } = await pickUp({ shipping_address: shippingAddress });
    const payment = await shop.post(`/api/orders/${body.order_uuid}/payments`, {
      ...who,
      body: { token: 'tok_success' },
    });
    expect(payment).toMatchObject({ status: 409, body: { error: 'exchange_rate_missing' } });
  });

  it('tax: exports cost the price less its tax', async () => {
    const abroad = { shipping_address: { ...shippingAddress, country: 'US' } };
    const usual = await pickUp(abroad);
    await during({ tax_zero_rate_exports: true });
    const exported = await pickUp(abroad);
    expect(Number(exported.body.sum)).toBeLessThan(Number(usual.body.sum));
  });

  it('tax: the default rate is that of new products and shipping methods, also of imported ones', async () => {
    await during({ default_tax_rate: 2300 });
    const { body: made } = await shop.post<{ uuid: string }>('/api/admin/products', {
      ...admin,
      body: { name: 'Taxed', price: '1.00' },
    });
    const method = { name: 'Taxed', price: '1.00', countries: ['DE'] };
    const { body: shipping } = await shop.post('/api/admin/shipping-methods', { ...admin, body: method });
    expect(shipping).toMatchObject({ tax_rate: 2300 });
    const { body } = await shop.post<{ notes: object[] }>('/api/admin/products/import', {
      ...admin,
      body: Buffer.from('Handle,Title,Variant Price\ntaxed-too,Taxed too,1.00\n'),
      headers: { 'content-type': 'text/csv' },
    });
    expect(body.notes).toContainEqual(expect.objectContaining({ note: expect.stringMatching(/a new one gets 23 %/) }));
    expect(await shop.rows(`select tax_rate from products where slug in ('taxed', 'taxed-too')`)).toEqual([
      { tax_rate: 2300 },
      { tax_rate: 2300 },
    ]);
    expect((await shop.get(`/api/admin/products/${made.uuid}`, admin)).body).toMatchObject({ tax_rate: 2300 });
    await change({ default_tax_rate: 0 });
    expect((await shop.get(`/api/admin/products/${made.uuid}`, admin)).body).toMatchObject({ tax_rate: 2300 });
    await shop.rows('delete from shipping_methods where uuid = ?', [shipping['uuid'] as string]);
  });

  it('returns: their period, for orders of before too', async () => {
    const order = await deliveredOrder(shop, support, who, [await aProduct(shop)]);
    await shop.rows(`update shipments set delivered_at = now() - interval '5 days'`);
    const { body } = await shop.get<{ products: { order_product_uuid: string }[] }>(`/api/orders/${order}`, who);
    const lines = body.products.map(({ order_product_uuid }) => ({ order_product_uuid, quantity: 1 }));
    const request = () => shop.post(`/api/orders/${order}/returns`, { ...who, body: { reason: 'too big', lines } });
    await during({ return_days: 3 });
    expect(await request()).toMatchObject({ status: 409, body: { code: 1107, details: { days: 3 } } });
    await change({ return_days: 6 });
    expect((await request()).status).toBe(201);
  });

  it('reviews: their moderation', async () => {
    const review = async () => {
      const { uuid } = await aProduct(shop);
      const { body } = await shop.post(`/api/products/${uuid}/reviews`, { ...who, body: { rating: 4, text: 'Good' } });
      return body['status'];
    };
    expect(await review()).toBe('published');
    await during({ review_moderation: 'before' });
    expect(await review()).toBe('pending');
  });

  it('payment window: of new orders, and their job is due with it', async () => {
    const windowOf = async ({ order_uuid }: { order_uuid: string }) => {
      const [row] = await shop.rows(
        `select extract(epoch from payment_due_at - created_at)::float8 / 60 as due,
           (select round(extract(epoch from start_after - created_on) / 60)::int from pgboss.job
            where name = 'order.payment_due' and data ->> 'order' = orders.uuid::text) as job
         from orders where uuid = ?`,
        [order_uuid],
      );
      return row;
    };
    const before = await pickUp({});
    await during({ payment_window_minutes: 90 });
    expect(await windowOf((await pickUp({})).body)).toEqual({ due: 90, job: 90 });
    expect(await windowOf(before.body)).toEqual({ due: 30, job: 30 });
  });

  it('support: who is mailed, and when solved tickets are closed', async () => {
    await during({ support_email: 'desk@magazin.test', ticket_close_days: 2 });
    const { ticket_uuid, number } = await openTicket(shop, who);
    expect((await mailsAbout(shop, number)).map(({ recipient }) => recipient)).toContain('desk@magazin.test');
    const path = `/api/admin/support/tickets/${ticket_uuid}/status`;
    expect((await shop.put(path, { ...admin, body: { status: 'solved' } })).status).toBe(200);
    await shop.rows(`update tickets set solved_at = now() - interval '3 days' where number = ?`, [number]);
    await shop.app.get(TicketClosingService).closeSolved();
    expect((await shop.get(`/api/support/tickets/${ticket_uuid}`, who)).body).toMatchObject({ status: 'closed' });
  });

  it('shop name: in mails, and in the apps for second factors', async () => {
    await during({ shop_name: 'Kram & Söhne' });
    const { number } = await openTicket(shop, who);
    expect((await mailsAbout(shop, number))[0]?.text).toContain('Kram & Söhne');
    const factor = await shop.post<{ uri: string }>('/api/admin/me/second-factor', {
      ...admin,
      body: { password: 'onlydarkside' },
    });
    expect(decodeURIComponent(factor.body.uri)).toContain('Kram & Söhne');
  });

  it('retention: what is said to who is erased', async () => {
    await during({ invoice_retention_years: 8 });
    const { uuid } = await aCustomer(shop);
    expect(await shop.delete(`/api/admin/customers/${uuid}`, admin)).toMatchObject({
      body: { message: expect.stringContaining('for 8 years') },
    });
  });

  it('time zone: days from then on; what is issued or summed up stays', async () => {
    const fold = () => shop.app.get(SalesRollupService).fold();
    const soldOn = async ({ uuid }: { uuid: string }) => {
      await fold();
      const rows = await shop.rows(`select day::text from product_sales where product_uuid = ?`, [uuid]);
      return rows.map(({ day }) => day);
    };
    const sell = async () => {
      const product = await aProduct(shop);
      const order = await paidOrder(shop, who, [product]);
      await shop.rows(`update sales_entries set happened_at = '2026-03-10T23:30:00Z'`);
      return { product, order };
    };
    const hourOf = async () => {
      const query = 'from=2026-03-10&to=2026-03-11&by=day';
      const { body } = await shop.get<SalesReport>(`/api/admin/analytics/sales?${query}`, admin);
      return { zone: body.time_zone, orders: body.rows.map(({ orders }) => orders) };
    };
    await fold();
    const early = await sell();
    expect(await soldOn(early.product)).toEqual(['2026-03-10']);
    expect(await hourOf()).toEqual({ zone: 'UTC', orders: [1, 0] });
    const issued = await invoiceOf(early.order);

    await during({ shop_time_zone: 'Europe/Warsaw' });
    // Sales are kept by moments: reports of them are of the new days at once.
    expect(await hourOf()).toEqual({ zone: 'Europe/Warsaw', orders: [0, 1] });
    expect(await soldOn(early.product)).toEqual(['2026-03-10']);
    expect(await invoiceOf(early.order)).toEqual(issued);
    expect(await soldOn((await sell()).product)).toEqual(['2026-03-11']);

    const { order } = await anOrder(shop);
    const { number } = await issueAt(shop, order, '2030-12-31T23:30:00Z');
    expect(number).toBe('INV-2031-000001');
  });
});
