import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { beforeAll, describe, expect, it } from 'vitest';
import { aCustomer, aProduct } from './factories/index.js';
import { auditTrail } from './support/audit.js';
import { eventually } from './support/eventually.js';
import { useShop } from './support/shop.js';

const shop = useShop({ CORS_ORIGINS: 'https://shop.example' });

let token: string;
let admin: string;
beforeAll(async () => {
  token = (await aCustomer(shop)).token;
  admin = (await aCustomer(shop, 'admin')).token;
  for (const name of ['A', 'B', 'C']) await aProduct(shop, { name });
});

type Headers = Record<string, string | undefined>;

/** Sends the payload as it is. */
async function send(method: string, url: string, payload?: string, headers: Headers = {}) {
  const given = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined));
  const answer = await shop.app.inject({ method: method as 'GET', url, headers: given, ...(payload && { payload }) });
  return { status: answer.statusCode, headers: answer.headers, text: answer.body };
}

const json = (payload: string, url = '/api/login', method = 'POST') =>
  send(method, url, payload, { 'content-type': 'application/json', authorization: `Bearer ${token}` });

/** Status and code of an error, after a check of its body. */
function codeOf({ text, headers, status }: Awaited<ReturnType<typeof send>>) {
  const body = JSON.parse(text) as { code: number; request_id: string };
  expect(Object.keys(body)).toEqual(['code', 'error', 'message', 'details', 'request_id']);
  expect(body.request_id).toBe(headers['x-request-id']);
  expect(headers['cache-control']).toBe('no-store');
  return [status, body.code];
}

const credentials = '{"username":"nobody","password":"onlydarkside"}';
const wrong = [404, 3001];
const invalid = [400, 4000];
const malformed = [400, 4001];

describe('request: a body', () => {
  it.each([
    ['cut off', '{"username":', malformed],
    ['no JSON', 'username=nobody', malformed],
    ['with a comma too many', `${credentials.slice(0, -1)},}`, malformed],
    ['two values', `${credentials}${credentials}`, malformed],
    ['empty', '', invalid],
    ['an array', `[${credentials}]`, invalid],
    ['a string', '"nobody"', invalid],
    ['null', 'null', invalid],
    ['a number', '3', invalid],
    ['of numbers where text belongs', '{"username":1,"password":2}', invalid],
    ['of objects where text belongs', '{"username":{"a":1},"password":["b"]}', invalid],
    ['with null where text may be left out', '{"username":null,"email":"a@b.example","password":"b"}', invalid],
    ['with an unknown field', '{"username":"a","password":"b","role":"admin"}', invalid],
    ['with a NUL', '{"username":"a\\u0000","password":"b"}', invalid],
    ['with a NUL in a name', '{"\\u0000":1,"username":"a","password":"b"}', invalid],
    ['with half a character', '{"username":"\\ud800","password":"b"}', invalid],
    ['with a poisoned prototype', '{"__proto__":{"polluted":1},"username":"a","password":"b"}', malformed],
    ['with a poisoned constructor', '{"constructor":{"prototype":{"polluted":1}},"username":"a"}', malformed],
    ['10,000 objects deep', '{"a":'.repeat(10_000) + '1' + '}'.repeat(10_000), invalid],
    ['50,000 arrays deep', `{"username":${'['.repeat(50_000)}${']'.repeat(50_000)}}`, invalid],
    ['with 100,000 characters of text', `{"username":"${'x'.repeat(100_000)}","password":"b"}`, invalid],
    ['over 100 KiB', `{"username":"${'x'.repeat(102_400)}","password":"b"}`, [413, 4013]],
    ['as it should be', credentials, wrong],
  ])('that is %s gets its status and code', async (_, payload, expected) => {
    expect(codeOf(await json(payload))).toEqual(expected);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it.each([
    ['application/json; charset=utf-8', wrong],
    ['Application/JSON', wrong],
    ['application/xml', [415, 4015]],
    ['multipart/form-data; boundary=x', [415, 4015]],
    ['application/jsonx', [415, 4015]],
    ['nonsense', [415, 4015]],
    [undefined, [415, 4015]],
    ['text/plain', [415, 4015]],
    ['application/x-www-form-urlencoded', [415, 4015]],
  ])('sent as %s gets its status and code', async (type, expected) => {
    expect(codeOf(await send('POST', '/api/login', credentials, { 'content-type': type }))).toEqual(expected);
  });

  it('is rejected with every wrong field, nested ones included', async () => {
    const order = { payment: 'gold', shipping_address: { city: 7 }, expected_total: '1,00', role: 'admin' };
    const { body } = await shop.post<{ details: { field: string; errors: string[] }[] }>('/api/orders', {
      token,
      body: order,
    });
    const fields = body.details.map(({ field }) => field);
    expect(fields.toSorted()).toEqual([
      'expected_total',
      'payment',
      'role',
      ...['address', 'city', 'country', 'first_name'].map((name) => `shipping_address.${name}`),
    ]);
    expect(body.details.every(({ errors }) => errors.length > 0 && errors.every((text) => text !== ''))).toBe(true);
  });

  it.each([
    '0',
    '-1',
    '-0',
    '1.5',
    '1000',
    '"2"',
    'true',
    'null',
    '[1]',
    '1e309',
    `1${'0'.repeat(400)}`,
    '9007199254740993',
  ])('rejects the quantity %s, which is not from 1 to 999', async (quantity) => {
    const product = '0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b11';
    expect(codeOf(await json(`{"quantity":${quantity},"product":"${product}"}`, '/api/bucket'))).toEqual(invalid);
  });
});

describe('request: a URL', () => {
  it.each([
    ['POST', '/', [405, 4005]],
    ['POST', '/api', [404, 4004]],
    ['GET', '/api/login/nothing', [404, 4004]],
    ['GET', '/API/products', [404, 4004]],
    ['GET', '/docs/nothing', [404, 4004]],
    ['GET', '/docs/%00', [404, 4004]],
    ['GET', '/docs/%2e%2e/%2e%2e/package.json', [404, 4004]],
    ['GET', '/api/products/no-uuid', [404, 1011]],
    ['GET', '/api/products/%00', [404, 1011]],
    ['GET', `/api/products/${'x'.repeat(5_000)}`, [404, 1011]],
    ['GET', '/api/products/%', malformed],
    ['GET', '/api/products/%E0%A4%A', malformed],
    ['GET', '/api/products?search=%00', invalid],
    ['GET', '/api/products?search[]=x', invalid],
    ['GET', '/api/products?search=x&search=y', invalid],
    ['GET', '/api/products?nothing=1', invalid],
    ['GET', `/api/products?search=${'x'.repeat(201)}`, invalid],
  ])('%s %s gets its status and code', async (method, url, expected) => {
    expect(codeOf(await send(method, url))).toEqual(expected);
  });

  it.each(['%', '%E0%A4%A', '%ff'])('with a stray %s in its query is read literally', async (search) => {
    expect((await send('GET', `/api/products?search=${search}`)).status).toBe(200);
  });

  it.each([
    ['PATCH', '/api/products', 'GET, HEAD'],
    ['GET', '/api/login', 'POST'],
    ['PUT', '/api/login/', 'POST'],
    ['PATCH', '/api/orders?page=1', 'GET, HEAD, POST'],
    ['GET', '/api/orders/no-uuid/set_canceled', 'POST, PUT'],
  ])('lists the allowed methods instead of %s: %s', async (method, url, allow) => {
    const answer = await send(method, url);
    expect(codeOf(answer)).toEqual([405, 4005]);
    expect(answer.headers['allow']).toBe(allow);
  });

  it('means the same with a trailing slash', async () => {
    const same = async (url: string) => {
      const { status, text } = await send('GET', url, undefined, { authorization: `Bearer ${admin}` });
      await shop.rows('update sessions set revoked_at = null');
      // Links to other pages keep the slash.
      return [status, text.replace(/"request_id":"[^"]+"/, '').replaceAll('/?', '?')];
    };
    // These answer something else each time: a download of the audit trail is recorded in it.
    const changing = ['/metrics', '/api/admin/audit.csv'];
    for (const path of pathsThatGet().filter((path) => !changing.includes(path)))
      expect(await same(`${path}/`), path).toEqual(await same(path));
  });
});

describe('request: pagination', () => {
  it.each([
    'page=0',
    'page=-1',
    'page=1.5',
    'page=',
    'page=abc',
    'page=1e309',
    'page=1&page=2',
    'page[]=1',
    'page=1000001',
  ])('rejects %s', async (query) => expect(codeOf(await send('GET', `/api/products?${query}`))).toEqual(invalid));

  it.each(['page_size=0', 'page_size=-1', 'page_size=1.5', 'page_size=', 'page_size=abc', 'page_size=101'])(
    'rejects %s',
    async (query) => expect(codeOf(await send('GET', `/api/products?${query}`))).toEqual(invalid),
  );

  const page = async (query: string, headers?: Record<string, string>) =>
    (
      await shop.get<{ count: number; next: string; previous: string; results: { name: string }[] }>(
        `/api/products?${query}`,
        { headers },
      )
    ).body;

  it('links the next and previous page, with the other parameters', async () => {
    const { results, ...rest } = await page('ordering=-name&page_size=1&page=2');
    expect(results.map(({ name }) => name)).toEqual(['B']);
    expect(rest).toEqual({
      count: 3,
      next: 'http://localhost/api/products?ordering=-name&page_size=1&page=3',
      previous: 'http://localhost/api/products?ordering=-name&page_size=1&page=1',
    });
    expect(await page('page_size=3')).toMatchObject({ next: null, previous: null });
  });

  it('returns an empty page past the end', async () => {
    expect(await page('page=7&page_size=2')).toMatchObject({ count: 3, next: null, results: [] });
    expect(await page('page=1000000&page_size=100')).toMatchObject({ count: 3, next: null, results: [] });
  });

  it('links to the path even for an invalid Host header', async () => {
    expect((await page('page_size=2', { host: 'no host' })).next).toMatch(/\/api\/products\?page_size=2&page=2$/);
  });
});

describe('request: every response', () => {
  it('has the request id: the caller’s own where it is harmless', async () => {
    const idOf = async (given?: string) =>
      (await send('GET', '/nothing', undefined, { 'x-request-id': given })).headers['x-request-id'];
    expect(await idOf('build-42.a_B')).toBe('build-42.a_B');
    for (const given of [undefined, '', 'x'.repeat(65), 'a b', '"}', 'ü', 'a\tb'])
      expect(await idOf(given)).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-/);
  });

  it('has security headers', async () => {
    for (const { headers } of [await send('GET', '/api/products'), await send('GET', '/nothing')])
      expect(headers).toMatchObject({
        'content-security-policy': expect.stringMatching(/default-src 'self'.*frame-ancestors 'self'/),
        'strict-transport-security': expect.stringContaining('max-age='),
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'SAMEORIGIN',
        'referrer-policy': 'no-referrer',
      });
  });

  it('must not be stored when it is personal', async () => {
    for (const path of pathsThatGet('personal')) {
      const { headers } = await send('GET', path, undefined, { authorization: `Bearer ${admin}` });
      expect(headers['cache-control'], path).toBe('no-store');
      await shop.rows('update sessions set revoked_at = null');
    }
  });

  it('allows CORS for the configured origins only', async () => {
    const allowed = async (origin: string) =>
      (await send('GET', '/api/products', undefined, { origin })).headers['access-control-allow-origin'];
    expect(await allowed('https://shop.example')).toBe('https://shop.example');
    for (const foreign of ['https://evil.example', 'https://shop.example.evil.example', 'http://shop.example', 'null'])
      expect(await allowed(foreign)).toBeUndefined();
    // A front end in development.
    for (const local of ['http://localhost:5173', 'https://127.0.0.1', 'http://[::1]:8080'])
      expect(await allowed(local)).toBe(local);
    for (const foreign of ['http://localhost.evil.example', 'http://localhost:5173.evil.example', 'http://192.168.0.7'])
      expect(await allowed(foreign)).toBeUndefined();
  });

  it.each([
    ['/api/profile', 'Bearer', 'Bearer error="invalid_token"'],
    ['/api/v1/customer/profile/', 'Token', 'Token'],
    ['/cart', 'Bearer', 'Bearer'],
    ['/api/customer/getuser/', 'Bearer realm="api"', 'Bearer realm="api"'],
  ])('says at %s how to authenticate', async (path, missing, wrong) => {
    const challenge = async (headers: Record<string, string>) =>
      (await send('GET', path, undefined, headers)).headers['www-authenticate'];
    expect(await challenge({})).toBe(missing);
    expect(await challenge({ authorization: 'Bearer none' })).toBe(wrong);
  });

  it('allows every method in a preflight from the same origins', async () => {
    const preflight = (origin: string) =>
      send('OPTIONS', '/api/orders', undefined, {
        origin,
        'access-control-request-method': 'PUT',
        'access-control-request-headers': 'authorization, idempotency-key, x-guest-token',
      });
    const own = await preflight('https://shop.example');
    expect(own.status).toBe(204);
    expect(own.headers).toMatchObject({
      'access-control-allow-origin': 'https://shop.example',
      'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
      'access-control-allow-headers': 'authorization, idempotency-key, x-guest-token',
    });
    expect(own.headers['access-control-allow-credentials']).toBeUndefined();
    expect((await preflight('https://evil.example')).headers['access-control-allow-origin']).toBeUndefined();
  });
});

describe('request: behind a proxy', () => {
  const behind = useShop({ TRUST_PROXY: '127.0.0.1' });
  const headers = {
    'x-forwarded-proto': 'https',
    'x-forwarded-host': 'shop.example',
    'x-forwarded-for': '203.0.113.7',
  };
  const seen = async (asked: typeof shop) => {
    for (const name of ['A', 'B']) await aProduct(asked, { name });
    const { body } = await asked.get('/api/products?page_size=1', { headers });
    const { username, password } = await aCustomer(asked);
    await asked.post('/api/login', { headers, body: { username, password } });
    const [session] = await asked.rows('select address from sessions order by id desc limit 1');
    return [new URL(body['next'] as string).origin, session?.['address']];
  };

  it('trusts the headers of the configured proxy only', async () => {
    expect(await seen(behind)).toEqual(['https://shop.example', '203.0.113.7']);
    expect(await seen(shop)).toEqual(['http://localhost', '127.0.0.1']);
  });

  it.each([
    ['203.0.113.7:51234', '203.0.113.7'],
    ['[2001:db8::7]:443', '2001:db8::7'],
    ['[2001:db8::7]', '2001:db8::7'],
    [`fe80::7%${'e'.repeat(200)}`, 'fe80::7'],
    ['203.0.113.8, 203.0.113.7:51234, 127.0.0.1:80', '203.0.113.7'],
    ['203.0.113.8, unknown', '127.0.0.1'],
    ['x'.repeat(200), '127.0.0.1'],
    ['', '127.0.0.1'],
  ])('takes %s for %s', async (forwarded, address) => {
    const { username, password } = await aCustomer(behind);
    const sent = { ...headers, 'x-forwarded-for': forwarded };
    const { status, body } = await behind.post('/api/login', { headers: sent, body: { username, password } });
    expect(status).toBe(200);
    const [session] = await behind.rows('select address from sessions order by id desc limit 1');
    expect(session?.['address']).toBe(address);
    const { access: token } = body as { access: string };
    expect(
      (await behind.post('/api/support/tickets', { token, headers: sent, body: { subject: 'A', text: 'B' } })).status,
    ).toBe(201);
  });
});

/** Every documented path with GET, with an unknown uuid. */
function pathsThatGet(which: 'all' | 'personal' = 'all'): string[] {
  const documents = ['shop', 'admin'].map((name) => JSON.parse(readFileSync(`openapi/${name}.json`, 'utf8')));
  return documents
    .flatMap(({ paths }) => Object.entries<{ get?: { security: object[] } }>(paths))
    .filter(([, { get }]) => get && (which === 'all' || get.security.length > 0))
    .map(([path]) => path.replace(/\{\w+\}/g, '0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b11'));
}

describe('request: of a client that resets its connection as soon as it has asked', () => {
  const asked = useShop({ GUEST_LIMIT_PER_ADDRESS: '5' });

  it('counts for its network, or is not begun', async () => {
    await asked.app.listen(0, '127.0.0.1');
    const port = Number(new URL(await asked.app.getUrl()).port);
    const askAndGo = (_: unknown, index: number) =>
      new Promise((closed) => {
        const request = 'POST /api/guest HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 0\r\n\r\n';
        const socket = connect(port, '127.0.0.1').on('error', () => undefined);
        socket.on('close', closed).write(request, () => setTimeout(() => socket.resetAndDestroy(), index % 4));
      });
    await Promise.all(Array.from({ length: 50 }, askAndGo));
    // Until all that were begun are done.
    await eventually(
      () => asked.post('/api/guest'),
      ({ status }) => status === 429,
    );
    expect(await asked.rows('select from customers')).toHaveLength(5);
  });
});

describe('request: a uuid in capital letters', () => {
  const address = {
    first_name: 'Max',
    last_name: 'Mustermann',
    address: 'Musterweg 1',
    post_code: '10115',
    city: 'Berlin',
    country: 'DE',
  };

  it('is the same one in a path', async () => {
    const [customer, product] = [await aCustomer(shop), await aProduct(shop)];
    const { username, email, password } = customer;
    const { body: kept } = await shop.post('/api/profile/addresses', { token: customer.token, body: address });
    const { headers } = await shop.post('/api/bucket', {
      token: customer.token,
      body: { product: product.uuid, quantity: 1 },
    });
    const answers = [
      await shop.put(capital(`/api/profile/addresses/${String(kept['uuid'])}`), {
        token: customer.token,
        body: address,
      }),
      await shop.put(capital(String(headers['location'])), { token: customer.token, body: { quantity: 2 } }),
      await shop.get(capital(`/api/products/${product.uuid}`)),
      await shop.put(capital(`/api/profile/${customer.uuid}`), { token: customer.token, body: { username, email } }),
      await shop.put(`${capital(`/api/profile/${customer.uuid}`)}/setpassword`, {
        token: customer.token,
        body: { username, old_password: password, password: 'anotherdarkside' },
      }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(await shop.rows(`select from failed_logins where key like ?`, [`%${customer.uuid}%`])).toEqual([]);
    await shop.put(capital(`/api/admin/customers/${customer.uuid}/disabled`), {
      token: admin,
      body: { disabled: true },
    });
    expect(await auditTrail(shop, `customer/${customer.uuid}`)).toMatchObject([{ action: 'customer.disable' }]);
  });

  it('is the same one in a body and in a query', async () => {
    const [customer, product] = [await aCustomer(shop), await aProduct(shop)];
    const own = { token: customer.token };
    const body = { product: product.uuid.toUpperCase(), quantity: 1 };
    expect((await shop.post('/api/bucket', { ...own, body })).body['product']).toBe(product.uuid);
    const { body: order } = await shop.post('/api/orders', { ...own, body: { payment: 'cash' } });
    const { order_uuid } = order as { order_uuid: string };
    const { body: detail } = await shop.get(`/api/orders/${order_uuid}`, own);
    const [line] = detail['products'] as { order_product_uuid: string }[];
    const canceled = await shop.post(`/api/admin/orders/${order_uuid}/cancellations`, {
      token: admin,
      body: { lines: [{ order_product_uuid: line?.order_product_uuid.toUpperCase(), quantity: 1 }] },
    });
    expect(canceled.status).toBe(201);
    const twice = [order_uuid, order_uuid.toUpperCase()];
    const print = await shop.post('/api/admin/orders/bulk/print', { token: admin, body: { orders: twice } });
    expect(print.status).toBe(400);
    const bulk = await shop.post('/api/admin/orders/bulk/tag', {
      token: admin,
      body: { tag: 'fragile', rows: twice.map((uuid) => ({ uuid })) },
    });
    expect(JSON.stringify(bulk.body)).not.toContain(order_uuid.toUpperCase());
    const ofCustomer = `/api/admin/orders?customer=${customer.uuid.toUpperCase()}`;
    expect((await shop.get(ofCustomer, { token: admin })).body['count']).toBe(1);
  });
});

/** With the uuid at its end in capital letters. */
const capital = (path: string) => path.replace(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/, (uuid) => uuid.toUpperCase());
