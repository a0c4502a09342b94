import { availableParallelism } from 'node:os';
import { Client } from 'pg';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { PasswordHasher } from '../src/auth/password-hasher.js';
import { Unavailable } from '../src/common/http/request.errors.js';
import { aCustomer, aProduct } from './factories/index.js';
import { waitingFor } from './support/locks.js';
import { many } from './support/many.js';
import { eventually } from './support/eventually.js';
import { useShop } from './support/shop.js';

const shop = useShop();

interface Tokens {
  access: string;
  refresh: string;
  expires_in: number;
}

const register = (body: object) => shop.post('/api/register', { body });
const login = (body: object) => shop.post<Tokens & { code: number }>('/api/login', { body });
const refresh = (token: string) => shop.post<Tokens & { code: number }>('/api/refresh', { body: { refresh: token } });
const isAlive = async (token: string) => (await shop.get('/api/profile', { token })).status === 200;
const person = (name: string) => ({ username: name, email: `${name}@deathstar.im`, password: 'onlydarkside' });

describe('auth: registration', () => {
  it('returns the profile without the password', async () => {
    const { status, body } = await register({ ...person('anakin'), first_name: 'lord_anakin', city: 'Mustafar' });
    expect(status).toBe(201);
    expect(body).toEqual({
      uuid: expect.any(String),
      username: 'anakin',
      first_name: 'lord_anakin',
      last_name: '',
      email: 'anakin@deathstar.im',
      phone: '',
      city: 'Mustafar',
    });
  });

  it('rejects an email or a username in use, in any case', async () => {
    await register(person('leia'));
    expect((await register({ ...person('leia2'), email: 'LEIA@deathstar.im' })).body).toMatchObject({ code: 2001 });
    expect((await register({ ...person('leia3'), username: 'Leia' })).body).toMatchObject({ code: 2002 });
  });

  it('gives a username to one of fifty at once', async () => {
    const answers = await many(50, () => register(person('boba')));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ body }) => [2001, 2002].includes(body['code'] as number))).toHaveLength(49);
  });

  it.each([
    ['short', 'sevench'],
    ['long', 'x'.repeat(129)],
    ['common', 'password123'],
    ['common', 'Superman'],
    ['repeated', 'aaaaaaaa'],
    ['repeated, a few characters at a time', 'w8k!w8k!w8k!'],
    ['a sequence', 'ijklmnopq'],
    ['two sequences', '4321stuv'],
    ['the username with a number', '2026-Weak!'],
    ['missing', undefined],
    ['no text', 12345678],
  ])('rejects a password that is %s', async (_, password) => {
    const { status, body } = await register({ ...person('weak'), password });
    expect(status).toBe(400);
    expect(body).toMatchObject({ code: 4000, details: [{ field: 'password' }] });
  });

  it('takes over the bucket of a guest and spends the guest token once, of fifty at once', async () => {
    const guest = { 'x-guest-token': String((await shop.post('/api/guest')).body['guest_token']) };
    const { uuid } = await aProduct(shop);
    await shop.post('/api/bucket', { headers: guest, body: { product: uuid, quantity: 2 } });
    const registerGuest = (name: string, headers = guest) =>
      shop.post('/api/register', { headers, body: person(name) });
    const answers = await many(50, (turn) => registerGuest(`guest${turn}`));
    const winner = String(answers.find(({ status }) => status === 201)?.body['username']);
    expect(answers.filter(({ status, body }) => status === 404 && body['code'] === 2007)).toHaveLength(49);
    const { username, password } = person(winner);
    const { access } = (await login({ username, password })).body;
    expect((await shop.get('/api/bucket', { token: access })).body).toMatchObject({
      results: [{ product: uuid, quantity: 2 }],
    });
    expect((await registerGuest('latecomer')).body['code']).toBe(2007);
    expect((await registerGuest('nonsense', { 'x-guest-token': 'nonsense' })).body['code']).toBe(2007);
  });

  it('enqueues a welcome mail, but none when it is rejected', async () => {
    const { email } = person('ahsoka');
    await register(person('ahsoka'));
    await register({ ...person('ahsoka2'), email });
    expect(await shop.rows(`select kind, recipient from mails where recipient like 'ahsoka%'`)).toEqual([
      { kind: 'welcome', recipient: email },
    ]);
  });

  it('accepts a password of 128 characters and truncates none', async () => {
    const password = 'ä'.repeat(128);
    expect((await register({ ...person('long'), password })).status).toBe(201);
    expect((await login({ username: 'long', password })).status).toBe(200);
    expect((await login({ username: 'long', password: password.slice(1) })).status).toBe(404);
  });

  it('accepts a password that only begins like a sequence', async () => {
    expect((await register({ ...person('begins'), password: 'Abcd1234!' })).status).toBe(201);
  });

  it('rejects a username that is an email other than one’s own', async () => {
    expect((await register({ ...person('thief'), username: 'anakin@deathstar.im' })).body).toMatchObject({
      code: 4000,
    });
    const own = { username: 'me@deathstar.im', email: 'me@deathstar.im', password: 'onlydarkside' };
    expect((await register(own)).status).toBe(201);
  });
});

describe('auth: login', () => {
  it('accepts the username or the email', async () => {
    const { username, email, password, uuid } = await aCustomer(shop);
    const { status, body } = await login({ username, password });
    expect(status).toBe(200);
    expect(body).toEqual({
      status: 'OK',
      user: uuid,
      access: expect.any(String),
      refresh: expect.any(String),
      expires_in: 600,
    });
    expect((await login({ email, password })).status).toBe(200);
    expect((await login({ password })).body.code).toBe(4000);
  });

  it.each(['', ' '])('takes a field that a form left at %j for left out', async (left) => {
    const { username, email, password } = await aCustomer(shop);
    expect((await login({ username: left, email, password, code: left })).status).toBe(200);
    expect((await login({ username, email: left, password })).status).toBe(200);
    const { status, body } = await login({ username: left, email: left, password });
    expect([status, body]).toMatchObject([400, { code: 4000, details: [{ field: 'username' }] }]);
    expect((await login({ username, password: '' })).status).toBe(400);
  });

  it('answers a wrong password and an unknown user alike', async () => {
    const { username } = await aCustomer(shop);
    const [wrong, unknown] = [
      await login({ username, password: 'not the one' }),
      await login({ username: 'unknown-user', password: 'not the one' }),
    ];
    const same = { code: 3001, error: 'wrong_credentials', message: 'user or password not match.', details: null };
    expect(wrong.body).toMatchObject(same);
    expect(unknown.body).toMatchObject(same);
    expect([wrong.status, unknown.status]).toEqual([404, 404]);
  });

  it.each(['an account', 'an unknown user'])(
    'throttles %s after ten failures, also with the right password',
    async (kind) => {
      const { username, email, password } = await aCustomer(shop);
      const name = kind === 'an unknown user' ? `${username}-unknown` : username;
      const answers = await many(50, () => login({ username: name, password: 'a wrong guess' }));
      expect(answers.filter(({ body }) => body.code === 3001)).toHaveLength(10);
      expect(answers.filter(({ body }) => body.code === 3006)).toHaveLength(40);
      const throttled = await login(kind === 'an unknown user' ? { username: name, password } : { email, password });
      expect(throttled.body).toMatchObject({ code: 3006, error: 'too_many_attempts' });
      expect(Number(throttled.headers['retry-after'])).toBeGreaterThan(60);
      expect(Number(throttled.headers['retry-after'])).toBeLessThanOrEqual(900);
      await shop.rows('delete from failed_logins');
    },
  );

  it('throttles the right password that was being hashed while ten wrong ones failed', async () => {
    const { username, password } = await aCustomer(shop);
    const client = new Client({ connectionString: shop.databaseUrl });
    await client.connect();
    // This login has read the failures, and waits to insert its session.
    await client.query('begin; lock table sessions in share mode');
    const early = login({ username, password });
    await eventually(
      () => shop.rows(waitingFor('sessions')),
      (waiting) => waiting.length === 1,
    );
    for (let turn = 0; turn < 10; turn++)
      expect((await login({ username, password: 'a wrong guess' })).body).toMatchObject({ code: 3001 });
    await client.query('commit');
    await client.end();
    expect((await early).body).toMatchObject({ code: 3006, error: 'too_many_attempts' });
    await shop.rows('delete from failed_logins');
  });

  it('hashes few passwords at once, queues two hundred, and answers 503 to the rest', async () => {
    const hasher = shop.app.get(PasswordHasher);
    const hashes = (count: number) => Array.from({ length: count }, () => hasher.hash('onlydarkside'));
    const running = hashes(availableParallelism() + 2);
    // They leave the queue.
    await Promise.resolve();
    const outcomes = await Promise.allSettled(hashes(205));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(200);
    for (const { reason } of outcomes.slice(200) as PromiseRejectedResult[]) {
      expect(reason).toBeInstanceOf(Unavailable);
      expect(reason).toMatchObject({ retryAfter: 2 });
    }
    await Promise.all(running);
  });

  it('accepts fifty logins of one account at once', async () => {
    const { username, password } = await aCustomer(shop);
    const answers = await many(50, () => login({ username, password }));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  });
});

describe('auth: refresh token', () => {
  it('is exchanged once; its reuse revokes the session', async () => {
    const first = await aCustomer(shop);
    const second = await refresh(first.refresh);
    expect(second.body).toEqual({ access: expect.any(String), refresh: expect.any(String), expires_in: 600 });
    expect(await isAlive(second.body.access)).toBe(true);
    expect((await refresh(first.refresh)).body.code).toBe(3005);
    expect(await isAlive(second.body.access)).toBe(false);
    expect((await refresh(second.body.refresh)).body.code).toBe(3004);
  });

  it('is exchanged by one of twenty at once', async () => {
    const customer = await aCustomer(shop);
    const answers = await many(20, () => refresh(customer.refresh));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ body }) => body.code === 3005)).toHaveLength(19);
  });

  it('is stored as a hash only', async () => {
    const customer = await aCustomer(shop);
    const stored = JSON.stringify(await shop.rows('select * from sessions'));
    expect(stored).not.toContain(customer.refresh);
    expect(stored).not.toContain(customer.refresh.split('.')[2]);
  });
});

describe('auth: access token', () => {
  it.each([-20, 20])(
    'is valid for ten minutes by the clock of the database, whoever issued it %i minutes off',
    async (minutes) => {
      const { username, password, token, refresh: kept } = await aCustomer(shop);
      vi.setSystemTime(Date.now() + minutes * 60_000);
      onTestFinished(() => void vi.useRealTimers());
      const tokens = [token, (await login({ username, password })).body.access, (await refresh(kept)).body.access];
      for (const each of tokens) expect(await isAlive(each)).toBe(true);
      vi.useRealTimers();
      const now = Date.now() / 1000;
      for (const each of tokens) {
        const { exp } = JSON.parse(Buffer.from(each.split('.')[1] ?? '', 'base64url').toString()) as { exp: number };
        expect(exp - now).toBeGreaterThan(590);
        expect(exp - now).toBeLessThan(601);
        expect(await isAlive(each)).toBe(true);
      }
    },
  );
});

describe('auth: session', () => {
  it.each(['GET', 'POST'] as const)('is revoked at once by %s /api/logout', async (method) => {
    const customer = await aCustomer(shop);
    expect((await shop.ask(method, '/api/logout', { token: customer.token })).body).toEqual({
      status: 'OK',
      message: 'user logout',
    });
    expect(await isAlive(customer.token)).toBe(false);
    expect((await refresh(customer.refresh)).body.code).toBe(3004);
  });

  it('is listed and revoked one by one', async () => {
    const customer = await aCustomer(shop);
    const other = await login(customer.username ? { username: customer.username, password: customer.password } : {});
    const { body } = await shop.get<{ count: number; results: { uuid: string; current: boolean }[] }>(
      '/api/profile/sessions',
      { token: customer.token },
    );
    expect(body.count).toBe(2);
    const foreign = body.results.find(({ current }) => !current);
    const stranger = await aCustomer(shop);
    const gone = `/api/profile/sessions/${foreign?.uuid}`;
    expect((await shop.delete(gone, { token: stranger.token })).body['code']).toBe(3007);
    expect((await shop.delete(gone, { token: customer.token })).status).toBe(200);
    expect(await isAlive(other.body.access)).toBe(false);
    expect(await isAlive(customer.token)).toBe(true);
    expect((await shop.delete(gone, { token: customer.token })).body['code']).toBe(3007);
  });

  it('has a new role, or a disabled account, from the next request on', async () => {
    const customer = await aCustomer(shop);
    const asStaff = () => shop.get('/api/admin/orders', { token: customer.token });
    expect((await asStaff()).body['code']).toBe(3003);
    await shop.rows(`update customers set role = 'support' where uuid = ?`, [customer.uuid]);
    expect((await asStaff()).status).toBe(200);
    await shop.rows('update customers set disabled_at = now() where uuid = ?', [customer.uuid]);
    expect((await asStaff()).body['code']).toBe(3004);
    expect((await refresh(customer.refresh)).status).toBe(403);
    expect((await login({ username: customer.username, password: customer.password })).status).toBe(404);
  });
});

describe('auth: password change', () => {
  const change = (uuid: string, token: string, body: object) =>
    shop.put(`/api/profile/${uuid}/setpassword`, { token, body });

  it('returns asterisks and revokes every other session', async () => {
    const { uuid, token, username, password } = await aCustomer(shop);
    const other = await login({ username, password });
    const { status, body } = await change(uuid, token, {
      username: username.toUpperCase(),
      old_password: password,
      password: 'obiwansux',
    });
    expect(status).toBe(200);
    expect(body).toEqual({ password: '**********', username });
    expect(await isAlive(token)).toBe(true);
    expect(await isAlive(other.body.access)).toBe(false);
    expect((await login({ username, password })).status).toBe(404);
    expect((await login({ username, password: 'obiwansux' })).status).toBe(200);
  });

  it('answers a wrong password, a foreign or unknown uuid and a foreign username alike', async () => {
    const [mine, theirs] = [await aCustomer(shop), await aCustomer(shop)];
    const input = { username: mine.username, old_password: mine.password, password: 'obiwansux' };
    for (const [uuid, body] of [
      [mine.uuid, { ...input, old_password: 'not the one' }],
      [theirs.uuid, input],
      ['0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b11', input],
      ['no-uuid', input],
      [mine.uuid, { ...input, username: theirs.username, old_password: theirs.password }],
    ] as const) {
      const answer = await change(uuid, mine.token, body);
      expect([answer.status, answer.body['code']]).toEqual([404, 3001]);
    }
    expect((await login({ username: mine.username, password: mine.password })).status).toBe(200);
  });

  it('succeeds for one of ten at once', async () => {
    const { uuid, token, username, password } = await aCustomer(shop);
    const answers = await many(10, (turn) =>
      change(uuid, token, { username, old_password: password, password: `darkside number ${turn}` }),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status, body }) => status === 404 && body['code'] === 3001)).toHaveLength(9);
  });
});
