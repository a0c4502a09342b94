import { Client } from 'pg';
import { describe, expect, it } from 'vitest';
import { SecretCipher } from '../src/auth/secret-cipher.js';
import { base32, otpauthUri, stepOf } from '../src/auth/totp.js';
import { aCustomer, aRole, type SignedIn } from './factories/index.js';
import { eventually } from './support/eventually.js';
import { waitingFor } from './support/locks.js';
import { many } from './support/many.js';
import { Shop, useShop } from './support/shop.js';
import { codeOf, secondFactorUrl, setUpSecondFactor, wrongCodeOf } from './support/totp.js';

const shop = useShop();

interface Body {
  code: number;
  access: string;
  refresh: string;
}

const dashboard = { 'x-magazin-dashboard': '1' };
const signIn = ({ username, password }: Pick<SignedIn, 'username' | 'password'>, code?: string) =>
  shop.post<Body>('/api/admin/session', { headers: dashboard, body: { username, password, ...(code && { code }) } });
const login = ({ username, password }: SignedIn, code?: string) =>
  shop.post<Body>('/api/login', { body: { username, password, ...(code && { code }) } });
/** As an East Asian keyboard writes it. */
const wide = (code: string) =>
  code.replaceAll(/[!-~]/g, (sign) => String.fromCodePoint((sign.codePointAt(0) ?? 0) + 0xfee0));
const statusOf = async (token: string) => (await shop.get(secondFactorUrl, { token })).body;
const remove = ({ token, password }: SignedIn, code: string) =>
  shop.delete<Body>(secondFactorUrl, { token, body: { password, code } });
const auditOf = (uuid: string) =>
  shop.rows<{ action: string }>(
    `select action from audit_entries where subject = ? and action like 'second_factor.%' order by id`,
    [`customer/${uuid}`],
  );

async function aProtected(role: 'support' | 'admin' = 'support') {
  const staff = await aCustomer(shop, role);
  return { ...staff, ...(await setUpSecondFactor(shop, staff)) };
}

describe('second factor: TOTP', () => {
  const secret = Buffer.from('12345678901234567890');

  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
  ])('makes the code of RFC 6238 at %d s, and accepts it one step before and after', (seconds, code) => {
    const step = Math.floor(seconds / 30);
    for (const off of [-1, 0, 1]) expect(stepOf(code, secret, (seconds + off * 30) * 1000)).toBe(step);
    for (const off of [-2, 2]) expect(stepOf(code, secret, (seconds + off * 30) * 1000)).toBeUndefined();
  });

  it('describes itself to apps, whatever the shop and the account are called', () => {
    const uri = new URL(otpauthUri(secret, 'Ünder: Shop & Co', 'a:b@c/d?e'));
    expect([uri.protocol, uri.host]).toEqual(['otpauth:', 'totp']);
    expect(decodeURIComponent(uri.pathname)).toBe('/Ünder  Shop & Co:a b@c/d?e');
    expect(Object.fromEntries(uri.searchParams)).toMatchObject({
      issuer: 'Ünder  Shop & Co',
      secret: base32(secret),
      algorithm: 'SHA1',
      digits: '6',
      period: '30',
    });
  });
});

describe('second factor: the secret at rest', () => {
  const cipher = new SecretCipher('one secret', 'test');
  const plain = Buffer.from('12345678901234567890');

  it('is read back only with its key, for its row, and unchanged', () => {
    const stored = cipher.encrypt(plain, 'row/1');
    expect(cipher.decrypt(stored, 'row/1')).toEqual(plain);
    expect(cipher.decrypt(stored, 'row/2')).toBeUndefined();
    expect(new SecretCipher('another secret', 'test').decrypt(stored, 'row/1')).toBeUndefined();
    expect(new SecretCipher('one secret', 'else').decrypt(stored, 'row/1')).toBeUndefined();
    for (const at of stored.keys()) {
      const changed = Buffer.from(stored);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(cipher.decrypt(changed, 'row/1')).toBeUndefined();
    }
    for (const length of [0, 5, 12, 20, 27])
      expect(cipher.decrypt(stored.subarray(0, length), 'row/1')).toBeUndefined();
    expect(cipher.encrypt(plain, 'row/1')).not.toEqual(stored);
  });

  it('is not in the database, and no recovery code is', async () => {
    const { secret, codes } = await aProtected();
    const stored = JSON.stringify([
      await shop.rows(`select encode(secret, 'hex') as hex, encode(secret, 'escape') as text from second_factors`),
      await shop.rows('select * from recovery_codes'),
      await shop.rows('select * from audit_entries'),
    ]).toLowerCase();
    expect(stored).not.toContain(secret.toLowerCase());
    for (const code of codes) expect(stored).not.toContain(code.replaceAll('-', ''));
  });
});

describe('second factor: setting up', () => {
  it('needs the password, then a code, and then every sign-in needs one', async () => {
    const staff = await aCustomer(shop, 'support');
    const begin = (password: string) =>
      shop.post<{ secret: string; uri: string; code: number }>(secondFactorUrl, {
        token: staff.token,
        body: { password },
      });
    const other = await login(staff);
    expect((await begin('not the one')).body.code).toBe(3001);
    const { body } = await begin(staff.password);
    expect(body.secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(body.uri).toContain(`otpauth://totp/Magazin:${staff.username}?`);
    expect(body.uri).toContain(`secret=${body.secret}`);
    expect(await statusOf(staff.token)).toEqual({ enabled: false, required: false, recovery_codes: 0 });
    expect((await signIn(staff)).status).toBe(200);
    const confirm = (code: string) =>
      shop.put<{ recovery_codes: string[]; code: number }>(secondFactorUrl, { token: staff.token, body: { code } });
    expect((await confirm(wrongCodeOf(body.secret))).body.code).toBe(3013);
    const confirmed = await confirm(codeOf(body.secret));
    expect(confirmed.status).toBe(200);
    expect(new Set(confirmed.body.recovery_codes).size).toBe(10);
    for (const code of confirmed.body.recovery_codes) expect(code).toMatch(/^[a-z2-7]{4}(-[a-z2-7]{4}){3}$/);
    expect(await statusOf(staff.token)).toEqual({ enabled: true, required: false, recovery_codes: 10 });
    expect(await auditOf(staff.uuid)).toEqual([{ action: 'second_factor.enable' }]);
    // The other session was opened without a code.
    expect((await shop.get('/api/profile', { token: other.body.access })).body['code']).toBe(3004);
    expect((await signIn(staff)).body.code).toBe(3012);
    expect((await begin(staff.password)).body.code).toBe(3016);
    expect((await confirm(codeOf(body.secret, 1))).body.code).toBe(3014);
    expect((await signIn(staff, codeOf(body.secret, 1))).status).toBe(200);
  });

  it('accepts codes of the last secret only, where it was begun twice', async () => {
    const staff = await aCustomer(shop, 'support');
    const begin = () =>
      shop.post<{ secret: string }>(secondFactorUrl, { token: staff.token, body: { password: staff.password } });
    const [first, second] = [(await begin()).body.secret, (await begin()).body.secret];
    const confirm = (secret: string) =>
      shop.put<Body>(secondFactorUrl, { token: staff.token, body: { code: codeOf(secret) } });
    expect((await confirm(first)).body.code).toBe(3013);
    expect((await confirm(second)).status).toBe(200);
  });

  it('is confirmed by one of fifty at once, whose recovery codes are the ones that count', async () => {
    const staff = await aCustomer(shop, 'support');
    const { body } = await shop.post<{ secret: string }>(secondFactorUrl, {
      token: staff.token,
      body: { password: staff.password },
    });
    const code = codeOf(body.secret);
    const answers = await many(50, () =>
      shop.put<{ recovery_codes: string[]; code: number }>(secondFactorUrl, { token: staff.token, body: { code } }),
    );
    const winners = answers.filter(({ status }) => status === 200);
    expect(winners).toHaveLength(1);
    expect(answers.filter((answer) => answer.body.code === 3014)).toHaveLength(49);
    expect((await signIn(staff, winners[0]?.body.recovery_codes[0])).status).toBe(200);
  });

  it('is for staff', async () => {
    const { token, password } = await aCustomer(shop);
    expect((await shop.post(secondFactorUrl, { token, body: { password } })).body['code']).toBe(3003);
  });
});

describe('second factor: signing in', () => {
  it('opens no session without a code, where the factor was set up while the password was being checked', async () => {
    const staff = await aCustomer(shop, 'support');
    const client = new Client({ connectionString: shop.databaseUrl });
    await client.connect();
    // This login has found the account without a second factor, and waits to insert its session.
    await client.query('begin; lock table sessions in share mode');
    const early = login(staff);
    await eventually(
      () => shop.rows(waitingFor('sessions')),
      (waiting) => waiting.length === 1,
    );
    await shop.rows(
      `insert into second_factors (customer_id, secret, confirmed_at) select id, 'x', now() from customers where uuid = ?`,
      [staff.uuid],
    );
    await client.query('commit');
    await client.end();
    expect((await early).body.code).toBe(3004);
  });

  it('accepts a code once, at the dashboard or at the login', async () => {
    const staff = await aProtected();
    const code = codeOf(staff.secret);
    expect((await signIn(staff, code)).status).toBe(200);
    expect((await signIn(staff, code)).body.code).toBe(3013);
    expect((await login(staff, code)).body.code).toBe(3013);
    expect((await login(staff, codeOf(staff.secret, 1))).status).toBe(200);
    // Older than the one that was accepted.
    expect((await login(staff, code)).body.code).toBe(3013);
  });

  it.each([
    ['a code', ({ secret }: { secret: string }) => codeOf(secret)],
    ['a recovery code', ({ codes }: { codes: string[] }) => codes[0] ?? ''],
  ])('accepts %s of one of fifty at once', async (_, codeFor) => {
    const staff = await aProtected();
    const code = codeFor(staff);
    const answers = await many(50, () => login(staff, code));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    // Ten failures close the account for the rest of them.
    expect(answers.filter(({ body }) => ![3013, 3006, undefined].includes(body.code))).toEqual([]);
    await shop.rows('delete from failed_logins');
  });

  it('accepts a code of full-width digits', async () => {
    const staff = await aProtected();
    expect((await signIn(staff, wide(codeOf(staff.secret)))).status).toBe(200);
  });

  it('accepts each recovery code once, however it is typed', async () => {
    const staff = await aProtected();
    const [first = '', second = '', third = '', fourth = ''] = staff.codes;
    expect((await signIn(staff, first)).status).toBe(200);
    expect((await signIn(staff, first)).body.code).toBe(3013);
    expect((await signIn(staff, ` ${second.toUpperCase()} `)).status).toBe(200);
    expect((await signIn(staff, third.replaceAll('-', ' '))).status).toBe(200);
    expect((await signIn(staff, `\u200b${wide(fourth)}`)).status).toBe(200);
    expect(await statusOf(staff.token)).toMatchObject({ recovery_codes: 6 });
  });

  it('accepts no code of another account', async () => {
    const [mine, theirs] = [await aProtected(), await aProtected()];
    expect((await signIn(mine, codeOf(theirs.secret))).body.code).toBe(3013);
    expect((await signIn(mine, theirs.codes[0])).body.code).toBe(3013);
    expect((await signIn(theirs, theirs.codes[0])).status).toBe(200);
  });

  it('tells nothing about the code to who does not know the password', async () => {
    const staff = await aProtected();
    const [right = ''] = staff.codes;
    for (const code of [right, codeOf(staff.secret), undefined])
      expect((await signIn({ ...staff, password: 'not the one' }, code)).body.code).toBe(3001);
    expect((await signIn(staff, right)).status).toBe(200);
    await shop.rows('delete from failed_logins');
  });

  it.each([0, 1])('compares ten guesses and no more, of fifty at once, nor a right code after them', async (off) => {
    const staff = await aProtected();
    const answers = await many(50, () => signIn(staff, wrongCodeOf(staff.secret)));
    expect(answers.filter(({ body }) => body.code === 3013)).toHaveLength(10);
    expect(answers.filter(({ body }) => body.code === 3006)).toHaveLength(40);
    expect((await signIn(staff, codeOf(staff.secret, off))).body.code).toBe(3006);
    expect((await remove(staff, codeOf(staff.secret, off))).body.code).toBe(3006);
    await shop.rows('delete from failed_logins');
    expect((await signIn(staff, codeOf(staff.secret, off))).status).toBe(200);
  });

  it.each(['', ' ', '12345', '1234567', '１２３４５６', '-', 'null', '\u0000', 'x'.repeat(40)])(
    'rejects %j as a code',
    async (code) => {
      const staff = await aProtected();
      const answer = await shop.post<Body>('/api/login', {
        body: { username: staff.username, password: staff.password, code },
      });
      expect([3012, 3013, 4000]).toContain(answer.body.code);
      expect(answer.status).toBeLessThan(500);
    },
  );

  it('needs it in every contract, and says so', async () => {
    const { username, email, password } = await aProtected();
    const v1 = await shop.post('/api/v1/customer/login', { body: { username, password } });
    expect([v1.status, v1.body['error']]).toEqual([403, 'second_factor_required']);
    const cart = await shop.post('/login', { body: { email, password } });
    expect([cart.status, String(cart.body['msg'])]).toEqual([403, expect.stringContaining('second factor')]);
    const store = await shop.post('/api/jwt/auth/', { body: { username, password } });
    expect([store.status, String(store.body['detail'])]).toEqual([403, expect.stringContaining('second factor')]);
    const sessions = await shop.rows(
      'select from sessions s join customers c on c.id = s.customer_id where username = ?',
      [username],
    );
    expect(sessions).toHaveLength(1);
  });
});

describe('second factor: removal', () => {
  it('needs password and code, and ends it', async () => {
    const staff = await aProtected();
    expect((await remove({ ...staff, password: 'not the one' }, codeOf(staff.secret))).body.code).toBe(3001);
    expect((await remove(staff, wrongCodeOf(staff.secret))).body.code).toBe(3013);
    expect((await remove(staff, codeOf(staff.secret))).status).toBe(204);
    expect((await remove(staff, codeOf(staff.secret, 1))).body.code).toBe(3014);
    expect((await signIn(staff)).status).toBe(200);
    expect(await auditOf(staff.uuid)).toEqual([{ action: 'second_factor.enable' }, { action: 'second_factor.remove' }]);
  });

  it('is a reset for another, by an admin', async () => {
    const [staff, admin] = [await aProtected(), await aProtected('admin')];
    const reset = (uuid: string, { token }: { token: string }) =>
      shop.delete<Body>(`/api/admin/staff/${uuid}/second-factor`, { token });
    expect((await reset(admin.uuid, staff)).body.code).toBe(3003);
    expect((await reset(admin.uuid, admin)).body.code).toBe(2006);
    // Whether somebody has one is not said to whoever may not reset it.
    const role = await aRole(shop, ['read:staff', 'write:staff']);
    const [lead, bare] = [await aCustomer(shop, role), await aCustomer(shop, 'admin')];
    expect((await reset(bare.uuid, lead)).body.code).toBe(2020);
    expect((await reset(admin.uuid, lead)).body.code).toBe(2020);
    const answers = await many(50, () => reset(staff.uuid, admin));
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
    expect(answers.filter(({ body }) => body.code === 3014)).toHaveLength(49);
    expect((await signIn(staff)).status).toBe(200);
    const entries = await shop.rows(
      `select actor from audit_entries where action = 'second_factor.reset' and subject = ?`,
      [`customer/${staff.uuid}`],
    );
    expect(entries).toEqual([{ actor: admin.uuid }]);
  });
});

describe('second factor: where staff must have one', () => {
  const strict = useShop({ REQUIRE_SECOND_FACTOR: '1' });

  it('leaves staff without one only its set-up and the end of the session', async () => {
    const staff = await aCustomer(strict, 'admin');
    const { token } = staff;
    for (const url of ['/api/admin/orders', '/api/profile', '/api/bucket', '/api/admin/customers'])
      expect((await strict.get(url, { token })).body['code']).toBe(3015);
    const created = await strict.post('/api/admin/api-keys', {
      token,
      body: { name: 'x', permissions: ['read:orders'] },
    });
    expect(created.body['code']).toBe(3015);
    expect((await strict.get(secondFactorUrl, { token })).body).toMatchObject({ enabled: false, required: true });
    expect((await setUpSecondFactor(strict, staff)).status).toBe(200);
    expect((await strict.get('/api/admin/orders', { token })).status).toBe(200);
    const other = await aCustomer(strict, 'support');
    expect((await strict.post('/api/logout', { token: other.token })).status).toBe(200);
  });

  it('asks nothing of customers', async () => {
    const { token } = await aCustomer(strict);
    expect((await strict.get('/api/profile', { token })).status).toBe(200);
    expect((await strict.get('/api/admin/orders', { token })).body['code']).toBe(3003);
  });
});

// Last: the strategy of tokens is one per process, and has the other secret from here on.
it('second factor: still accepts recovery codes where JWT_SECRET was replaced', async () => {
  const staff = await aProtected();
  const replaced = new Shop();
  await replaced.start({ DATABASE_URL: shop.databaseUrl, JWT_SECRET: 'another secret of at least 32 characters' });
  const at = (code = '') =>
    replaced.post<Body>('/api/login', { body: { username: staff.username, password: staff.password, code } });
  const [byApp, byRecoveryCode] = [await at(codeOf(staff.secret)), await at(staff.codes[0])];
  await replaced.stop();
  expect(byApp.body.code).toBe(3013);
  expect(byRecoveryCode.status).toBe(200);
});
