import SwaggerParser from '@apidevtools/swagger-parser';
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { plainLine, visible } from '../src/identity/characters.js';
import { canonicalEmail, emailKey, usernameKey } from '../src/identity/account-keys.js';
import { holdsLink } from '../src/identity/linked-text.js';
import { aCustomer, aProduct } from './factories/index.js';
import { eventually } from './support/eventually.js';
import { useShop } from './support/shop.js';

const shop = useShop();
const password = 'onlydarkside';
const login = (username: string, typed = password) =>
  shop.post<{ code?: number }>('/api/login', { body: { username, password: typed } });
const register = (body: object) => shop.post('/api/register', { body: { password, ...body } });

/** Of a part of a country: a black flag and letters that are not seen by themselves. */
const flagOf = (code: string): string =>
  `\u{1f3f4}${String.fromCodePoint(...[...code].map((letter) => 0xe0000 + letter.charCodeAt(0)), 0xe007f)}`;

describe('text', () => {
  it('may hold what scripts and emoji are written with, and nothing else that is not seen', () => {
    const fine = ['می‌خواهم', 'ශ්‍රී', '👩‍👩‍👧', '❤️', '1️⃣', '葛󠄀', 'Łódź', '🙂', '한국'];
    fine.push('LED\u200cهای', '2\u200cتایی', 'ᠭᠠᠷ\u180eᠠ', ...['gbeng', 'gbsct', 'gbwls'].map(flagOf));
    const hidden = ['\u200b', '\u200d', '\u200c', '\u2060', '\u00ad', '\u061c', '\u202e', '\u3164', '\uffa0', '\u115f'];
    hidden.push(
      '\u2800',
      '\ufeff',
      '\u034f',
      '\u180e',
      '\ufe0f',
      '\u{e0041}',
      flagOf('gbxyz'),
      flagOf('gbeng').slice(0, -2),
      '\0',
      '\n',
      '\u0085',
      '\u2028',
      '\ud800',
    );
    expect(fine.filter((text) => !plainLine.test(text))).toEqual([]);
    expect(hidden.filter((text) => plainLine.test(`admin${text}`))).toEqual([]);
    expect(hidden.filter((text) => !text.startsWith('\u{1f3f4}') && visible.test(text))).toEqual([]);
  });

  it('that is pasted leaves behind what its program hid in it', async () => {
    const { token } = await aCustomer(shop);
    const staff = { token: (await aCustomer(shop, 'admin')).token };
    const text =
      '\ufeffKaffee\u00adbohnen\r\nfür\u200b 5\u00a0€\u200e.\u2028Dank\u2060e\vBye می\u200cخواهم ❤\ufe0f\u200b';
    const stored = 'Kaffeebohnen\nfür 5\u00a0€.\nDanke\nBye می\u200cخواهم ❤\ufe0f';
    const ticket = await shop.post<{ messages: { text: string }[] }>('/api/support/tickets', {
      token,
      body: { subject: ' Re:\u200b Kaffee\u00adbohnen\ufeff ', text },
    });
    expect(ticket).toMatchObject({ status: 201, body: { subject: 'Re: Kaffeebohnen', messages: [{ text: stored }] } });
    const product = await shop.post('/api/admin/products', {
      ...staff,
      body: { name: 'Tee\u00adkanne\u200b', description: text, price: '1.00' },
    });
    expect(product.body).toMatchObject({ name: 'Teekanne', slug: 'teekanne', description: stored });
    const review = { token, body: { rating: 5, title: '\u200bGut\u00ad', text } };
    expect((await shop.post('/api/products/teekanne/reviews', review)).body).toMatchObject({
      title: 'Gut',
      text: stored,
    });
    const name = { name: 'Tee\u200bhaus' };
    expect((await shop.post('/api/admin/brands', { ...staff, body: name })).body).toMatchObject({ name: 'Teehaus' });
    expect((await shop.post('/api/admin/brands', { ...staff, body: { name: 'TEEHAUS' } })).status).toBe(409);
    for (const spoilt of ['\0', '\u001b', '\ud800', '\u200b'])
      expect([
        spoilt,
        (await shop.post('/api/support/tickets', { token, body: { subject: 'Re', text: spoilt } })).status,
      ]).toEqual([spoilt, 400]);
    for (const link of ['evil\u200b.com', 'e\u00advil.com'])
      expect((await register({ username: 'pasted', email: 'pasted@magazin.test', first_name: link })).status).toBe(400);
    expect((await shop.post('/api/bucket/coupon', { token, body: { code: 'WELCOME\u200b10' } })).body).toMatchObject({
      code: 4000,
    });
  });

  it('of any length and kind is read in a moment', { timeout: 120_000 }, async () => {
    const fill = (unit: string) => unit.repeat(Math.floor(99_000 / Buffer.byteLength(unit)));
    const stacked = fill('\u0301').slice(0, 24_000) + fill('\u0316').slice(0, 24_000);
    const { token } = await aCustomer(shop);
    const headers = { authorization: `Bearer ${token}` };
    const bodies: [path: string, field: string, values: unknown[]][] = [
      ['/api/register', 'first_name', [...['a', 'a.b ', '\u{1f3fb}', '❤\ufe0f\u200d'].map(fill), stacked]],
      ['/api/register', 'username', ['a.', '-'].map(fill)],
      ['/api/register', 'email', ['@', '\u{e0041}'].map(fill)],
      ['/api/v1/customer/registration', 'last_name', [fill('a')]],
      ['/api/support/tickets', 'text', [stacked]],
      ['/api/profile/addresses', 'address', ['a', ' a'].map(fill)],
      ['/api/profile/addresses', 'post_code', ['\ufdfa'].map(fill)],
      ['/api/profile/addresses', 'phone', ['1 ', '('].map(fill)],
      ['/api/orders', 'shipping_address', [Array(32_000).fill({}), Array(2_000).fill({}), Array(49_000).fill(1)]],
    ];
    for (const [url, field, values] of bodies)
      for (const [at, value] of values.entries()) {
        const began = performance.now();
        const { statusCode } = await shop.app.inject({ method: 'POST', url, headers, payload: { [field]: value } });
        expect({ field, at, statusCode, isSlow: performance.now() - began > 5_000 }).toEqual({
          field,
          at,
          statusCode: 400,
          isSlow: false,
        });
      }
  });

  it('of an address is read in a moment', { timeout: 120_000 }, async () => {
    const began = performance.now();
    for (let count = 0; count < 30; count++)
      expect((await shop.app.inject(`/api${'/'.repeat(15_000)}a`)).statusCode).toBe(404);
    expect(performance.now() - began).toBeLessThan(5_000);
  });

  it('is no link in the name of a person', () => {
    const links = [
      'see http://evil',
      'evil.com',
      'You won, evil.xyz/now',
      'www.evil',
      'a@evil.com',
      'evil。com',
      'ｅｖｉｌ．ｃｏｍ',
      '1.2.3.4',
      'x.com/win',
      'see x.com?a=1',
      'a@x.com',
      'evil.x.com',
      'med.com',
    ];
    const names = [
      'lord_anakin',
      'J.R.R. Tolkien',
      'Dr.Müller',
      "O'Neil",
      'Martin Luther King, Jr.',
      'St. John',
      'Nº 5',
      'P.O.Box 123',
      'Max Muster, M.Sc',
      'J.De Vries',
      'M.de Boer',
      'Dr.med. Eva Kern',
      'Prof. Dr.med',
      'Dipl.Ing Max',
    ];
    expect(links.filter((text) => !holdsLink(text))).toEqual([]);
    expect(names.filter((text) => holdsLink(text))).toEqual([]);
  });
});

describe('accounts', () => {
  it.each([
    ['ŁUKASZ', 'łukasz'],
    ['straße', 'STRASSE'],
    ['STRAẞE', 'strasse'],
    ['ΟΔΥΣΣΕΥΣ', 'οδυσσευς'],
    ['\u212aelvin', 'kelvin'],
    ['José', 'Jose\u0301'],
    ['ａｎａｋｉｎ', 'anakin'],
    [' padme ', 'padme'],
  ])('have one key for %s and %s', (one, other) => {
    expect(usernameKey(one)).toBe(usernameKey(other));
    expect(emailKey(`${one.trim()}＠Exämple.de`)).toBe(emailKey(`${other.trim()}@xn--exmple-cua.DE`));
  });

  it('have keys that are small letters of ASCII, where they are of ASCII', () => {
    const ascii = Array.from({ length: 94 }, (_, at) => String.fromCharCode(33 + at)).join('');
    expect(usernameKey(ascii)).toBe(ascii.toLowerCase());
    expect(emailKey(ascii)).toBe(ascii.toLowerCase());
  });

  it('keep an email as typed, its domain in ASCII', () => {
    expect(canonicalEmail(' Max@Exämple.DE ')).toBe('Max@xn--exmple-cua.de');
    expect(canonicalEmail('İX@EXAMPLE.com')).toBe('i̇X@EXAMPLE.com');
  });

  it('are found by each spelling of the username, and registered once', async () => {
    const email = 'rene@exämple.test';
    expect(await register({ username: ' Rene\u0301 ', email })).toMatchObject({
      status: 201,
      body: { username: 'René', email: 'rene@xn--exmple-cua.test' },
    });
    for (const name of ['René', 'rene\u0301', ' RENÉ ', 'Rene\u0301@x'.slice(0, -2), email, 'RENE@xn--exmple-cua.test'])
      expect([name, (await login(name)).status]).toEqual([name, 200]);
    expect(await register({ username: 'RENÉ', email: 'other@magazin.test' })).toMatchObject({ body: { code: 2002 } });
    expect(await register({ username: 'other', email: 'rene@xn--exmple-cua.test' })).toMatchObject({
      body: { code: 2001 },
    });
  });

  it.each([
    'anakin\u200b',
    'ana\u00adkin',
    'anakin\u202e',
    'ana kin',
    'www.evil.com',
    'evil.com/win',
    'http:evil.com／win',
    'x＠magazin.test',
    '\u3164',
    'a\u2800',
  ])('refuse the username %j', async (username) => {
    expect(await register({ username, email: 'unseen@magazin.test' })).toMatchObject({
      status: 400,
      body: { details: [{ field: 'username' }] },
    });
  });

  it.each(['user.name', 'foo.bar', 'bob.me', 'J.De'])('may have the username %s', async (username) => {
    expect((await register({ username, email: `${username}@magazin.test` })).status).toBe(201);
    expect((await login(username)).status).toBe(200);
  });

  it('hide no email behind a username', async () => {
    const victim = 'victim@magazin.test';
    expect((await register({ username: 'victim', email: victim })).status).toBe(201);
    for (const username of ['vİctim@magazin.test', 'vıctim@magazin.test', 'VICTIM@magazin.test'])
      expect([username, (await register({ username, email: 'thief@magazin.test' })).status]).toEqual([username, 400]);
    expect((await login(victim)).status).toBe(200);
  });

  it.each(['"quoted"@magazin.test', '"v\\ictim"@magazin.test', '"a,b"@magazin.test', '"a b@evil.test"@magazin.test'])(
    'refuse the email %s, whose mailbox has countless spellings',
    async (email) => {
      expect((await register({ username: 'quoted', email })).status).toBe(400);
      const { username, uuid, token } = await aCustomer(shop);
      expect((await shop.put(`/api/profile/${uuid}`, { token, body: { username, email } })).status).toBe(400);
      const ticket = { name: 'Max', email, subject: 'Hello', text: 'Hello' };
      expect((await shop.post('/api/support/tickets', { body: ticket })).status).toBe(400);
      const webStore = { username: 'quoted', password: 'onlydarkside', email, token: randomUUID() };
      expect((await shop.post('/api/customer/registration/', { body: webStore })).body).toMatchObject({
        email: ['Enter a valid email address.'],
      });
    },
  );

  it('answer a login with any text like any wrong one', async () => {
    for (const name of ['İ'.repeat(200), 'ﷺ'.repeat(254), '\u{1f600}'.repeat(254), '\u200b', 'a'.repeat(254)])
      expect(await login(name)).toMatchObject({ status: 404, body: { code: 3001 } });
  });
});

describe('passwords', () => {
  it('are one, however they are composed; and older hashes of the typed form go on', async () => {
    const { username, token, uuid } = await aCustomer(shop);
    const change = { username, old_password: password, password: 'Zü\u0308rich-ﬁne' };
    expect((await shop.put(`/api/profile/${uuid}/setpassword`, { token, body: change })).status).toBe(200);
    for (const typed of ['Zü\u0308rich-ﬁne', 'Z\u00fc\u0308rich-fine'])
      expect((await login(username, typed)).status).toBe(200);
    const { hash } = await import('@node-rs/argon2');
    await shop.rows('update customers set password_hash = ? where uuid = ?', [await hash('e\u0301clair-old'), uuid]);
    expect((await login(username, 'e\u0301clair-old')).status).toBe(200);
  });

  it('are neither names of the owner or the shop, nor blank', async () => {
    const email = 'sabine.weber@magazin.test';
    const weak = ['sabinewe', 'Sabine.We', email, 'sabine.weber', 'SABINEWEBER', ' '.repeat(8), '\u200b'.repeat(8)];
    for (const typed of [...weak, 'Magazin Sp. z o.o.'])
      expect([typed, await register({ username: 'sabinewe', email, password: typed })]).toMatchObject([
        typed,
        { status: 400, body: { code: 4000, details: [{ field: 'password' }] } },
      ]);
    const { uuid, token, username } = await aCustomer(shop);
    const change = { username, old_password: password, password: `${username}@magazin.test` };
    expect((await shop.put(`/api/profile/${uuid}/setpassword`, { token, body: change })).body).toMatchObject({
      code: 4000,
    });
    const first = { username: 'sabinewe', email, password: 'sabinewe' };
    expect((await shop.post('/register', { body: { email, password: email } })).status).toBe(500);
    const v1 = { ...first, last_name: 'Weber', address: 'Musterstr. 13', phone: '+4014516266' };
    expect(await shop.post('/api/v1/customer/registration/', { body: v1 })).toMatchObject({
      status: 400,
      body: { error: 'bad_input' },
    });
    const { body: guest } = await shop.post<{ customer_token: string }>('/api/customer/create/');
    expect(
      await shop.post('/api/customer/registration/', { body: { ...first, token: guest.customer_token } }),
    ).toMatchObject({
      status: 400,
      body: { password: [expect.any(String)] },
    });
  });
});

describe('a postal address', () => {
  const whole = {
    first_name: 'Max',
    last_name: 'Mustermann',
    address: 'Musterstr. 13',
    post_code: '10000',
    city: 'Ort',
  };
  let token: string;
  beforeAll(async () => {
    ({ token } = await aCustomer(shop));
  });
  const add = (address: object) => shop.post('/api/profile/addresses', { token, body: { ...whole, ...address } });

  it.each([
    [{ country: 'HK', post_code: undefined }, { post_code: '' }],
    [{ country: 'AE', post_code: ' ' }, { post_code: '' }],
    [
      { country: 'xk', phone: '044 123 456' },
      { country: 'XK', phone: '+38344123456' },
    ],
    [{ country: 'MU', post_code: undefined }, { post_code: '' }],
    [{ country: 'NA', post_code: '' }, { post_code: '' }],
    [
      { country: 'DE', last_name: undefined, first_name: 'Madonna' },
      { first_name: 'Madonna', last_name: '' },
    ],
    [{ country: 'JP', post_code: '1000001' }, { post_code: '100-0001' }],
    [{ country: 'JP', post_code: '１５０−０００１' }, { post_code: '150-0001' }],
    [{ country: 'JP', post_code: '１５０-０００１' }, { post_code: '150-0001' }],
    [{ country: 'GB', post_code: 'sw1a1aa' }, { post_code: 'SW1A 1AA' }],
    [{ country: 'NL', post_code: '1012ab' }, { post_code: '1012 AB' }],
    [{ country: 'IE', post_code: 'd6wry72' }, { post_code: 'D6W RY72' }],
    [{ country: 'IE', post_code: '' }, { post_code: '' }],
    [{ country: 'US', post_code: '02108' }, { post_code: '02108' }],
    [{ country: 'PL', post_code: '00\u2013950' }, { post_code: '00-950' }],
    [{ country: 'DE', post_code: 'd-10115' }, { post_code: '10115' }],
    [{ country: 'AT', post_code: '10000' }, { post_code: '10000' }],
    [{ country: 'DE', phone: '030 / 90 18 20' }, { phone: '+4930901820' }],
    [{ country: 'PL', phone: '+1 (212) 555-0100' }, { phone: '+12125550100' }],
    [{ country: 'DE', phone: '+4014516266' }, { phone: '+4014516266' }],
    [{ country: 'DE', phone: ' ' }, { phone: '' }],
    // As lists of contacts put it on the clipboard.
    [{ country: 'DE', phone: '\u202a+49 30 901820\u202c' }, { phone: '+4930901820' }],
    [
      { country: 'DE', company: 'Booking.com', line2: '2. OG', region: 'Bayern' },
      { company: 'Booking.com', line2: '2. OG' },
    ],
  ])('with %j is stored as %j', async (given, stored) => {
    expect(await add(given)).toMatchObject({ status: 201, body: stored });
  });

  it.each([
    ['post_code', { country: 'DE', post_code: '' }],
    ['post_code', { country: 'US', post_code: undefined }],
    ['country', { country: 'ıe', post_code: '' }],
    ['country', { country: 'u\u017f' }],
    ['country', { country: '\ufb06' }],
    ['phone', { country: 'DE', phone: 'call me' }],
    ['phone', { country: 'DE', phone: '12' }],
    ['first_name', { country: 'DE', first_name: 'see http://evil' }],
    ['address', { country: 'DE', address: 'You won: evil.com' }],
    ['line2', { country: 'DE', line2: 'www.evil.de' }],
  ])('is refused by %s', async (field, given) => {
    expect(await add(given)).toMatchObject({ status: 400, body: { details: [{ field }] } });
  });

  it('without a post code and a last name is ordered and invoiced', async () => {
    const product = await aProduct(shop);
    await shop.post('/api/bucket', { token, body: { product: product.uuid, quantity: 1 } });
    const at = {
      first_name: 'Suharto',
      address: '1 Queen\u2019s Road',
      line2: '2/F',
      city: 'Hong Kong',
      region: 'HK',
      country: 'HK',
    };
    const { status, body } = await shop.post('/api/orders', { token, body: { payment: 'cash', shipping_address: at } });
    expect(status).toBe(201);
    const read = await shop.get(`/api/orders/${String(body['order_uuid'])}`, { token });
    expect(read.body).toMatchObject({ shipping_address: { ...at, last_name: '', post_code: '' } });
    const staff = { token: (await aCustomer(shop, 'support')).token };
    const parcel = await shop.post(`/api/admin/orders/${String(body['order_uuid'])}/shipments`, {
      ...staff,
      body: { carrier: 'DHL' },
    });
    expect(parcel.status).toBe(201);
    const invoices = await eventually(
      () =>
        shop.get<{ results: { number: string }[] }>(`/api/orders/${String(body['order_uuid'])}/invoices`, { token }),
      (found) => found.body.results.length === 1,
    );
    const url = `/api/orders/${String(body['order_uuid'])}/invoices/${invoices.body.results[0]?.number ?? ''}`;
    expect((await shop.get(url, { token })).body).toMatchObject({
      buyer: { name: 'Suharto', line2: '2/F', post_code: null },
    });
    const xml = (await shop.get<string>(`${url}.xml`, { token })).body;
    expect(xml).toContain('Hong Kong');
    expect(xml).not.toContain('PostalZone/>');
  });
});

interface Schema {
  type?: string;
  format?: string;
  enum?: unknown[];
  pattern?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  allOf?: Schema[];
  example?: unknown;
}

interface Operation {
  parameters?: { name: string; in: string; schema: Schema }[];
  requestBody?: { content?: Record<string, { schema: Schema }> };
}

/** Like the examples of the document. */
function exampleOf({ allOf, ...schema }: Schema): unknown {
  const { type, properties, items, example, enum: options } = allOf?.[0] ?? schema;
  if (properties)
    return Object.fromEntries(Object.entries(properties).map(([name, inner]) => [name, exampleOf(inner)]));
  if (example !== undefined) return example;
  if (items) return [exampleOf(items)];
  return type === 'boolean' ? true : (options?.[0] ?? 'text');
}

/** Paths of all that is text in an example. */
function textsIn(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (typeof value === 'string') return [path];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => textsIn(inner, [...path, key]));
}

function replaced(value: unknown, [key, ...rest]: (string | number)[], by: (text: string) => string): unknown {
  if (key === undefined) return by(value as string);
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string, unknown>;
  copy[key] = replaced(copy[key], rest, by);
  return copy;
}

/** What a request needs, with the text at a path of its example replaced. */
const bodyWith = (least: object, example: unknown, at: (string | number)[], by: (text: string) => string) => {
  const field = String(at[0]);
  return { ...least, [field]: (replaced(example, at, by) as Record<string, unknown>)[field] };
};

const isFree = ({ name, schema }: { name: string; schema: Schema }): boolean =>
  schema.type === 'string' && !schema.enum && !schema.format && !schema.pattern && !['after', 'before'].includes(name);

describe('every text of every document', () => {
  const spoilt: ((text: string) => string)[] = [
    (text) => `${text}\u200b`,
    () => '\u3164',
    () => ' \u2003 ',
    (text) => ` Cafe\u0301 ${text} `,
    () => '\u{1f600}'.repeat(300),
    () => 'a\ufe0f'.repeat(150),
  ];
  const dangerous = /logout|erase|erasure|\/roles?\b|disabled|sessions|second-factor|settings|media/;

  it('is refused or stored in its one form, and never a failure of the shop', async () => {
    const admin = await aCustomer(shop, 'admin');
    const product = await aProduct(shop);
    const fill = () => shop.post('/api/bucket', { token: admin.token, body: { product: product.uuid, quantity: 1 } });
    await fill();
    const order = String(
      (await shop.post('/api/orders', { token: admin.token, body: { payment: 'cash' } })).body['order_uuid'],
    );
    await fill();
    const ids: Record<string, string> = { customer_uuid: admin.uuid, order_uuid: order };
    const failures: string[] = [];
    const stored = new Set<string>();
    for (const name of ['shop', 'admin', 'customer-v1', 'simple-cart', 'web-store']) {
      const { paths } = await SwaggerParser.dereference(`openapi/${name}.json`);
      for (const [path, methods] of Object.entries(paths as Record<string, Record<string, Operation>>))
        for (const [method, { requestBody, parameters = [] }] of Object.entries(methods)) {
          const url = path.replace(/\{(\w+)\}/g, (_, id: string) => ids[id] ?? product.uuid);
          const schema = requestBody?.content?.['application/json']?.schema;
          if (dangerous.test(path) || method === 'delete') continue;
          const example = schema && (exampleOf(schema) as Record<string, unknown>);
          const least = Object.fromEntries(
            [...(schema?.required ?? []), 'post_code']
              .filter((field) => example && field in example)
              .map((field) => [field, example?.[field]]),
          );
          const queries = parameters.filter((each) => each.in === 'query' && isFree(each));
          for (const by of spoilt) {
            const requests = [
              ...textsIn(example).map((at) => ({ at: at.join('.'), url, body: bodyWith(least, example, at, by) })),
              ...queries.map(({ name: at }) => ({
                at,
                url: `${url}?${new URLSearchParams({ [at]: by('text') }).toString()}`,
                body: example,
              })),
            ];
            for (const { at, url: target, body } of requests) {
              const payload = body === undefined ? {} : { payload: body as object };
              const headers = { authorization: `Bearer ${admin.token}` };
              const answer = await shop.app.inject({ method: method as 'POST', url: target, headers, ...payload });
              const isDocumented = name === 'simple-cart' && answer.json<{ msg?: string }>().msg !== undefined;
              if (answer.statusCode >= 500 && !isDocumented) failures.push(`${method} ${path} ${at} ${answer.body}`);
              if (answer.statusCode < 300 && method !== 'get') stored.add(`${method} ${path}`);
              if (answer.statusCode < 300 && /[\u200b\u202e\u3164]|e\u0301/.test(answer.body))
                failures.push(`${method} ${path} ${at} shows ${answer.body}`);
            }
          }
        }
    }
    expect(failures).toEqual([]);
    expect(stored.size).toBeGreaterThan(20);
    const columns = await shop.rows<{ table_name: string; column_name: string }>(
      `select table_name, column_name from information_schema.columns
       where table_schema = 'public' and is_generated = 'NEVER' and data_type in ('text', 'character varying', 'jsonb', 'json')`,
    );
    const odd = [];
    for (const { table_name: table, column_name: column } of columns) {
      const [row] = await shop.rows<{ count: number }>(
        `select count(*)::int as count from "${table}" where not ("${column}"::text is nfc normalized) or "${column}"::text ~ ?`,
        ['[\u200b\u202e\u3164]|^\u2003'],
      );
      if (row?.count) odd.push(`${table}.${column}`);
    }
    expect(odd).toEqual([]);
  });
});
