import { beforeAll, describe, expect, it } from 'vitest';
import { aCustomer, type SignedIn } from './factories/index.js';
import { many } from './support/many.js';
import { useShop } from './support/shop.js';
import { codeOf, setUpSecondFactor, wrongCodeOf } from './support/totp.js';

const shop = useShop();

const url = '/api/admin/api-keys';

interface Key {
  uuid: string;
  key: string;
  code: number;
}

const create = ({ token }: { token: string }, body: object = {}) =>
  shop.post<Key>(url, { token, body: { name: 'Warehouse', permissions: ['read:orders'], ...body } });
const orders = (token: string) => shop.get('/api/admin/orders', { token });
const list = async ({ token }: { token: string }) =>
  (await shop.get<{ count: number; results: Record<string, unknown>[] }>(url, { token })).body;

let admin: SignedIn;
beforeAll(async () => {
  admin = await aCustomer(shop, 'admin');
});

describe('API keys: creation', () => {
  it('shows the key once, and stores its hash', async () => {
    const { status, body } = await create(admin, { name: '  Warehouse ', expires: '2030-01-01T00:00:00+01:00' });
    expect(status).toBe(201);
    expect(body).toEqual({
      uuid: expect.any(String),
      name: 'Warehouse',
      permissions: ['read:orders'],
      maker: admin.username,
      created: expect.any(String),
      last_used: null,
      expires: '2029-12-31T23:00:00.000Z',
      revoked: null,
      key: expect.stringMatching(/^mgz_[\w-]{43}$/),
    });
    const { results } = await list(admin);
    const { key, ...shown } = body;
    expect(results[0]).toEqual(shown);
    const stored = JSON.stringify([
      await shop.rows('select * from api_keys'),
      await shop.rows('select * from audit_entries'),
    ]);
    expect(stored).not.toContain(key);
    expect(stored).not.toContain(key.slice(4));
    const entries = `select actor from audit_entries where action = 'api_key.create' and subject = ?`;
    expect(await shop.rows(entries, [`api_key/${body.uuid}`])).toEqual([{ actor: admin.uuid }]);
  });

  it('makes fifty different ones at once', async () => {
    const keys = await many(50, () => create(admin));
    expect(new Set(keys.map(({ body }) => body.key)).size).toBe(50);
    expect((await list(admin)).count).toBeGreaterThanOrEqual(50);
  });

  it.each<[string, object]>([
    ['a past end', { expires: '2020-01-01T00:00:00Z' }],
    ['an end without a time zone', { expires: '2030-01-01T00:00:00' }],
    ['an end that is no moment', { expires: '2030-02-30T00:00:00Z' }],
    ['no name', { name: '  ' }],
    ['a long name', { name: 'x'.repeat(101) }],
    ['no permissions', { permissions: [] }],
    ['permissions that are none', { permissions: ['*'] }],
    ['a permission twice', { permissions: ['read:orders', 'read:orders'] }],
    ['a permission that there is none', { permissions: ['read:minds'] }],
    ['permissions that are no list', { permissions: 'read:orders' }],
  ])('rejects %s', async (_, body) => {
    const before = (await list(admin)).count;
    const answer = await create(admin, body);
    expect([answer.status, answer.body.code]).toEqual([400, 4000]);
    expect((await list(admin)).count).toBe(before);
  });

  it('takes the password 15 minutes after the sign-in, and the code of a second factor', async () => {
    const [maker, { password }] = [await aCustomer(shop, 'admin'), admin];
    const later = () =>
      shop.rows(
        `update sessions set created_at = now() - interval '16 minutes' where customer_id = (select id from customers where uuid = ?)`,
        [maker.uuid],
      );
    const codes = async (...bodies: object[]) => {
      const said = [];
      for (const body of bodies) {
        const answer = await create(maker, body);
        said.push(answer.body.code ?? answer.status);
      }
      return said;
    };
    await later();
    expect(await codes({}, { password: 'a wrong guess' }, { password })).toEqual([3022, 3001, 201]);
    const { secret } = await setUpSecondFactor(shop, maker);
    const [wrong, right] = [wrongCodeOf(secret), codeOf(secret)];
    expect(await codes({}, { password }, { password, code: wrong }, { password, code: right })).toEqual([
      3022, 3012, 3013, 201,
    ]);
    expect(await codes({ password, code: right })).toEqual([3013]);
  });

  it('is for admins', async () => {
    expect((await create(await aCustomer(shop, 'support'))).body.code).toBe(3003);
  });
});

describe('API keys: use', () => {
  it('opens routes of staff, in the name of the maker', async () => {
    const { body } = await create(admin, { permissions: ['read:orders', 'write:tickets'] });
    expect((await orders(body.key)).status).toBe(200);
    const canned = { title: `By a machine ${body.uuid}`, text: 'Hello' };
    expect((await shop.post('/api/admin/support/canned-answers', { token: body.key, body: canned })).status).toBe(201);
    expect(await shop.rows('select actor from audit_entries where changes::text like ?', [`%${body.uuid}%`])).toEqual([
      { actor: admin.uuid },
    ]);
  });

  it('notes the use, with at most one write a minute, also of fifty at once', async () => {
    const { body } = await create(admin);
    const usedAt = async () =>
      (
        await shop.rows<{ last: Date | null; version: string }>(
          'select last_used_at as last, xmin::text as version from api_keys where uuid = ?',
          [body.uuid],
        )
      )[0];
    const answers = await many(50, () => orders(body.key));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const first = await usedAt();
    expect(first?.last).not.toBeNull();
    await many(50, () => orders(body.key));
    expect(await usedAt()).toEqual(first);
    await shop.rows(`update api_keys set last_used_at = now() - interval '61 s' where uuid = ?`, [body.uuid]);
    await orders(body.key);
    expect((await usedAt())?.version).not.toBe(first?.version);
  });

  it.each([
    'GET /api/profile',
    'GET /api/bucket',
    'POST /api/bucket',
    'GET /api/orders',
    'GET /api/home',
    'POST /api/logout',
    'GET /api/profile/sessions',
    'DELETE /api/profile',
    'GET /api/v1/customer/profile',
    'GET /cart',
    'GET /api/customer/myorders/',
  ])('opens no route of customers: %s', async (route) => {
    const { body } = await create(admin);
    const [method, path] = route.split(' ') as ['GET', string];
    const answer = await shop.ask(method, path, { token: body.key, ...(method === 'GET' ? {} : { body: {} }) });
    const { token } = await aCustomer(shop, 'admin');
    const forged = await shop.ask(method, path, { token: `${token}x`, ...(method === 'GET' ? {} : { body: {} }) });
    expect([401, 403]).toContain(answer.status);
    expect({ ...answer.body, request_id: '' }).toEqual({ ...forged.body, request_id: '' });
  });

  it('opens what its permissions do, and its maker still may', async () => {
    const role = { name: 'desk', permissions: ['read:orders', 'write:api_keys'] };
    expect((await shop.post('/api/admin/roles', { token: admin.token, body: role })).status).toBe(201);
    const maker = await aCustomer(shop, 'desk');
    expect((await create(maker, { permissions: ['read:mails'] })).body.code).toBe(2020);
    const { body } = await create(maker, { permissions: ['read:orders'] });
    expect((await orders(body.key)).status).toBe(200);
    expect((await shop.get('/api/admin/mails', { token: body.key })).body['code']).toBe(3003);
    const less = { token: admin.token, body: { permissions: ['write:api_keys'] } };
    expect((await shop.put('/api/admin/roles/desk', less)).status).toBe(200);
    expect((await orders(body.key)).status).toBe(403);
  });

  it('opens neither keys nor second factors', async () => {
    const { body } = await create(admin, { permissions: ['read:api_keys', 'write:api_keys', 'write:staff'] });
    const { key: token, uuid } = body;
    const answers = [
      await shop.get(url, { token }),
      await create({ token }),
      await shop.delete(`${url}/${uuid}`, { token }),
      await shop.get('/api/admin/me/second-factor', { token }),
      await shop.post('/api/admin/me/second-factor', { token, body: { password: admin.password } }),
      await shop.delete(`/api/admin/staff/${admin.uuid}/second-factor`, { token }),
    ];
    for (const { status, body: said } of answers) expect([status, (said as Key).code]).toEqual([403, 3021]);
  });

  it.each<[string, (key: string) => string]>([
    ['is unknown', (key) => `${key.slice(0, -4)}AAAA`],
    ['is cut off', (key) => key.slice(0, -1)],
    ['is longer', (key) => `${key}A`],
    ['has another case', (key) => key.toUpperCase()],
    ['has no prefix', (key) => key.slice(4)],
    ['is the prefix alone', () => 'mgz_'],
    ['is 100 KB long', (key) => `${key}${'A'.repeat(100_000)}`],
    ['is SQL', () => `mgz_' or true --`],
    ['is sent twice', (key) => `${key}, Bearer ${key}`],
  ])('is refused where it %s', async (_, forge) => {
    const { body } = await create(admin);
    const answer = await orders(forge(body.key));
    expect([answer.status, answer.body['code']]).toEqual([403, 3004]);
    expect((await orders(body.key)).status).toBe(200);
  });

  it('is no password, refresh token or guest token', async () => {
    const { key } = (await create(admin)).body;
    expect((await shop.post('/api/refresh', { body: { refresh: key } })).body['code']).toBe(3004);
    expect((await shop.get('/api/bucket', { headers: { 'x-guest-token': key } })).body['code']).toBe(3004);
  });
});

describe('API keys: the end', () => {
  it('is at once by revocation, once of fifty', async () => {
    const { body } = await create(admin);
    const answers = await many(50, () => shop.delete<Key>(`${url}/${body.uuid}`, { token: admin.token }));
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
    expect(answers.filter((answer) => answer.body.code === 3020)).toHaveLength(49);
    expect((await orders(body.key)).body['code']).toBe(3004);
    expect((await list(admin)).results.find(({ uuid }) => uuid === body.uuid)).toMatchObject({
      revoked: expect.any(String),
    });
    const entries = `select from audit_entries where action = 'api_key.revoke' and subject = ?`;
    expect(await shop.rows(entries, [`api_key/${body.uuid}`])).toHaveLength(1);
  });

  it('is at its end', async () => {
    const { body } = await create(admin, { expires: '2030-01-01T00:00:00Z' });
    expect((await orders(body.key)).status).toBe(200);
    await shop.rows('update api_keys set expires_at = now() where uuid = ?', [body.uuid]);
    expect((await orders(body.key)).body['code']).toBe(3004);
  });

  it.each([`role = 'support'`, `role = 'customer'`, 'disabled_at = now()'])(
    'is at once where the maker gets %s',
    async (change) => {
      const maker = await aCustomer(shop, 'admin');
      const { body } = await create(maker);
      expect((await orders(body.key)).status).toBe(200);
      await shop.rows(`update customers set ${change} where uuid = ?`, [maker.uuid]);
      expect((await orders(body.key)).body['code']).toBe(3004);
      expect((await orders((await create(admin)).body.key)).status).toBe(200);
    },
  );

  it.each<[string, (maker: SignedIn) => Promise<{ status: number }>]>([
    ['signs out everywhere', ({ token }) => shop.post('/api/logout/everywhere', { token })],
    ['is signed out by staff', ({ uuid }) => shop.delete(`/api/admin/staff/${uuid}/sessions`, { token: admin.token })],
    [
      'sets a new password by mail',
      async ({ uuid }) => {
        const token = `mailed to ${uuid}`.slice(0, 40);
        await shop.rows(
          `insert into password_resets (token_hash, customer_id, created_at, expires_at)
           select encode(sha256(?::bytea), 'hex'), id, now(), now() + interval '1 minute' from customers where uuid = ?`,
          [token, uuid],
        );
        return shop.post('/api/password/reset', { body: { token, password: 'anewdarkside' } });
      },
    ],
  ])('is at once, also for keys made at the same moment, where the maker %s', async (_, end) => {
    const maker = await aCustomer(shop, 'admin');
    const { body } = await create(maker);
    const answers = await many(50, (turn) => (turn === 25 ? end(maker) : create(maker)));
    expect(answers[25]?.status).toBe(200);
    expect((await orders(body.key)).body['code']).toBe(3004);
    const alive = `select from api_keys join customers c on c.id = customer_id where c.uuid = ? and revoked_at is null`;
    expect(await shop.rows(alive, [maker.uuid])).toEqual([]);
  });
});
