import { availableParallelism } from 'node:os';
import { Client } from 'pg';
import { describe, expect, it } from 'vitest';
import { PasswordHasher } from '../src/auth/password-hasher.js';
import { Unavailable } from '../src/common/http/request.errors.js';
import { aCustomer, aProduct } from './factories/index.js';
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
const many = <Result>(times: number, work: (turn: number) => Promise<Result>) =>
  Promise.all(Array.from({ length: times }, (_, turn) => work(turn)));
const person = (name: string) => ({ username: name, email: `${name}@deathstar.im`, password: 'onlydarkside' });

describe('registering', () => {
  it('answers the profile and nothing of the password', async () => {
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

  it('refuses an email or a username in use, whatever its case', async () => {
    await register(person('leia'));
    expect((await register({ ...person('leia2'), email: 'LEIA@deathstar.im' })).body).toMatchObject({ code: 2001 });
    expect((await register({ ...person('leia3'), username: 'Leia' })).body).toMatchObject({ code: 2002 });
  });

  it('lets one of fifty have the name', async () => {
    const answers = await many(50, () => register(person('boba')));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(49);
  });

  it.each([
    ['short', 'sevench'],
    ['long', 'x'.repeat(129)],
    ['common', 'password123'],
    ['common', 'Superman'],
    ['missing', undefined],
    ['no text', 12345678],
  ])('refuses a password that is %s', async (_, password) => {
    const { status, body } = await register({ ...person('weak'), password });
    expect(status).toBe(400);
    expect(body).toMatchObject({ code: 4000, details: [{ field: 'password' }] });
  });

  it('as a guest keeps the bucket and spends the token, which one of fifty can', async () => {
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

  it('is welcomed by mail, unless nobody was registered', async () => {
    const { email } = person('ahsoka');
    await register(person('ahsoka'));
    await register({ ...person('ahsoka2'), email });
    expect(await shop.rows(`select kind, recipient from mails where recipient like 'ahsoka%'`)).toEqual([
      { kind: 'welcome', recipient: email },
    ]);
  });

  it('takes 128 characters and cuts none of them off', async () => {
    const password = 'ä'.repeat(128);
    expect((await register({ ...person('long'), password })).status).toBe(201);
    expect((await login({ username: 'long', password })).status).toBe(200);
    expect((await login({ username: 'long', password: password.slice(1) })).status).toBe(404);
  });

  it('refuses a username that is somebody else’s email', async () => {
    expect((await register({ ...person('thief'), username: 'anakin@deathstar.im' })).body).toMatchObject({
      code: 4000,
    });
    const own = { username: 'me@deathstar.im', email: 'me@deathstar.im', password: 'onlydarkside' };
    expect((await register(own)).status).toBe(201);
  });
});

describe('signing in', () => {
  it('takes the username or the email', async () => {
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

  it('says the same of a wrong password and of nobody', async () => {
    const { username } = await aCustomer(shop);
    const [wrong, nobody] = [
      await login({ username, password: 'not the one' }),
      await login({ username: 'nobody-at-all', password: 'not the one' }),
    ];
    const same = { code: 3001, error: 'wrong_credentials', message: 'user or password not match.', details: null };
    expect(wrong.body).toMatchObject(same);
    expect(nobody.body).toMatchObject(same);
    expect([wrong.status, nobody.status]).toEqual([404, 404]);
  });

  it.each(['an account', 'nobody'])('closes %s after ten failures, the right password included', async (kind) => {
    const { username, email, password } = await aCustomer(shop);
    const name = kind === 'nobody' ? `${username}-unknown` : username;
    const answers = await many(50, () => login({ username: name, password: 'a wrong guess' }));
    expect(answers.filter(({ status }) => status === 404)).toHaveLength(10);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(40);
    const closed = await login(kind === 'nobody' ? { username: name, password } : { email, password });
    expect(closed.body).toMatchObject({ code: 3006, error: 'too_many_attempts' });
    expect(Number(closed.headers['retry-after'])).toBeGreaterThan(60);
    expect(Number(closed.headers['retry-after'])).toBeLessThanOrEqual(900);
    await shop.rows('delete from failed_logins');
  });

  it('refuses a right password that was being hashed while ten wrong ones failed', async () => {
    const { username, password } = await aCustomer(shop);
    const client = new Client({ connectionString: shop.databaseUrl });
    await client.connect();
    // It has found the account open, and waits to write its session.
    await client.query('begin; lock table sessions in share mode');
    const early = login({ username, password });
    await eventually(
      () => shop.rows(`select from pg_locks where not granted and relation = 'sessions'::regclass`),
      (waiting) => waiting.length === 1,
    );
    for (let turn = 0; turn < 10; turn++)
      expect((await login({ username, password: 'a wrong guess' })).body).toMatchObject({ code: 3001 });
    await client.query('commit');
    await client.end();
    expect((await early).body).toMatchObject({ code: 3006, error: 'too_many_attempts' });
    await shop.rows('delete from failed_logins');
  });

  it('hashes few passwords at once, lets two hundred wait, and answers 503 to the rest', async () => {
    const hasher = shop.app.get(PasswordHasher);
    const taken = availableParallelism() + 2 + 200;
    const hashes = Array.from({ length: taken + 5 }, () => hasher.hash('onlydarkside'));
    const outcomes = await Promise.allSettled(hashes);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(taken);
    for (const { reason } of outcomes.slice(taken) as PromiseRejectedResult[]) {
      expect(reason).toBeInstanceOf(Unavailable);
      expect(reason).toMatchObject({ retryAfter: 2 });
    }
  });

  it('lets an account sign in fifty times at once', async () => {
    const { username, password } = await aCustomer(shop);
    const answers = await many(50, () => login({ username, password }));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  });
});

describe('a refresh token', () => {
  it('is exchanged once, and its reuse ends the session', async () => {
    const first = await aCustomer(shop);
    const second = await refresh(first.refresh);
    expect(second.body).toEqual({ access: expect.any(String), refresh: expect.any(String), expires_in: 600 });
    expect(await isAlive(second.body.access)).toBe(true);
    expect((await refresh(first.refresh)).body.code).toBe(3005);
    expect(await isAlive(second.body.access)).toBe(false);
    expect((await refresh(second.body.refresh)).body.code).toBe(3004);
  });

  it('has one winner of twenty', async () => {
    const customer = await aCustomer(shop);
    const answers = await many(20, () => refresh(customer.refresh));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ body }) => body.code === 3005)).toHaveLength(19);
  });

  it('is kept as a hash only', async () => {
    const customer = await aCustomer(shop);
    const kept = JSON.stringify(await shop.rows('select * from sessions'));
    expect(kept).not.toContain(customer.refresh);
    expect(kept).not.toContain(customer.refresh.split('.')[2]);
  });
});

describe('a session', () => {
  it.each(['GET', 'POST'] as const)('ends at once by %s /api/logout', async (method) => {
    const customer = await aCustomer(shop);
    expect((await shop.ask(method, '/api/logout', { token: customer.token })).body).toEqual({
      status: 'OK',
      message: 'user logout',
    });
    expect(await isAlive(customer.token)).toBe(false);
    expect((await refresh(customer.refresh)).body.code).toBe(3004);
  });

  it('is listed and ended one by one', async () => {
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

  it('feels a new role and a closed account on the next request', async () => {
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

describe('changing the password', () => {
  const change = (uuid: string, token: string, body: object) =>
    shop.put(`/api/profile/${uuid}/setpassword`, { token, body });

  it('answers asterisks and ends every other session', async () => {
    const { uuid, token, username, password } = await aCustomer(shop);
    const other = await login({ username, password });
    const { status, body } = await change(uuid, token, { username, old_password: password, password: 'obiwansux' });
    expect(status).toBe(200);
    expect(body).toEqual({ password: '**********', username });
    expect(await isAlive(token)).toBe(true);
    expect(await isAlive(other.body.access)).toBe(false);
    expect((await login({ username, password })).status).toBe(404);
    expect((await login({ username, password: 'obiwansux' })).status).toBe(200);
  });

  it('refuses a wrong password, a foreign or unknown uuid, and somebody else’s name alike', async () => {
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

  it('lets one of ten changes win', async () => {
    const { uuid, token, username, password } = await aCustomer(shop);
    const answers = await many(10, (turn) =>
      change(uuid, token, { username, old_password: password, password: `darkside number ${turn}` }),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status, body }) => status === 404 && body['code'] === 3001)).toHaveLength(9);
  });
});
