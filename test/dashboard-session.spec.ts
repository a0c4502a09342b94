import { describe, expect, it } from 'vitest';
import { aCustomer, type SignedIn } from './factories/index.js';
import { many } from './support/many.js';
import { type Answer, type Ask, Shop, useShop } from './support/shop.js';

const shop = useShop();

const url = '/api/admin/session';
const own = { 'x-magazin-dashboard': '1' };

interface Body {
  access: string;
  expires_in: number;
  code: number;
}

const signIn = ({ username, password }: Pick<SignedIn, 'username' | 'password'>, headers = {}, at = shop) =>
  at.post<Body>(url, { body: { username, password }, headers: { ...own, ...headers } });
const cookieOf = ({ headers }: Answer<unknown>) => String(headers['set-cookie'] ?? '').split(';', 1)[0] ?? '';
const renew = (cookie: string, headers = {}) => shop.put<Body>(url, { headers: { ...own, cookie, ...headers } });
const end = (cookie: string, headers = {}) => shop.delete<Body>(url, { headers: { ...own, cookie, ...headers } });
const isAlive = async (token: string) => (await shop.get('/api/profile', { token })).status === 200;

describe('dashboard session: sign-in', () => {
  it('gives an access token, and the refresh token only in a cookie that no script reads', async () => {
    const staff = await aCustomer(shop, 'support');
    const answer = await signIn(staff);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ access: expect.any(String), expires_in: 600 });
    expect(answer.headers['set-cookie']).toMatch(
      /^magazin_refresh=[\w.-]+; Max-Age=43200; Path=\/api\/admin\/session; HttpOnly; SameSite=Strict$/,
    );
    expect(answer.headers['cache-control']).toBe('no-store');
    expect((await shop.get('/api/admin/orders', { token: answer.body.access })).status).toBe(200);
    const byEmail = { body: { email: staff.email, password: staff.password }, headers: own };
    expect((await shop.post(url, byEmail)).status).toBe(200);
    expect((await shop.post(url, { body: { password: staff.password }, headers: own })).body['code']).toBe(4000);
  });

  it('sends the cookie over https only, where the shop is reached so', async () => {
    const secure = new Shop();
    await secure.start({ DATABASE_URL: shop.databaseUrl, PUBLIC_URL: 'https://shop.example' });
    const staff = await aCustomer(shop, 'admin');
    const answer = await signIn(staff, { origin: 'https://shop.example' }, secure);
    await secure.stop();
    expect(answer.headers['set-cookie']).toMatch(/; HttpOnly; Secure; SameSite=Strict$/);
  });

  it('answers a customer, a wrong password and an unknown account alike', async () => {
    const [customer, staff] = [await aCustomer(shop), await aCustomer(shop, 'support')];
    const disabled = await aCustomer(shop, 'support');
    await shop.rows('update customers set disabled_at = now() where uuid = ?', [disabled.uuid]);
    for (const refused of [
      customer,
      { ...staff, password: 'not the one' },
      { ...staff, username: 'nobody at all' },
      disabled,
    ]) {
      const { status, body, headers } = await signIn(refused);
      expect([status, body.code, headers['set-cookie']]).toEqual([404, 3001, undefined]);
    }
    const sessions = 'select from sessions where customer_id = (select id from customers where uuid = ?)';
    // The one that its registration opened by the ordinary login.
    expect(await shop.rows(sessions, [customer.uuid])).toHaveLength(1);
  });

  it.each(['customer', 'support'] as const)('throttles the guesses at an account of a %s', async (role) => {
    const account = await aCustomer(shop, role);
    const answers = await many(50, () => signIn({ ...account, password: 'a wrong guess' }));
    expect(answers.filter(({ body }) => body.code === 3001)).toHaveLength(10);
    expect(answers.filter(({ body }) => body.code === 3006)).toHaveLength(40);
    expect((await signIn(account)).body.code).toBe(3006);
    await shop.rows('delete from failed_logins');
  });
});

describe('dashboard session: requests of other sites', () => {
  const refusals: [string, Record<string, string>, number][] = [
    ['without the header', { 'x-magazin-dashboard': '' }, 3010],
    ['with another value of it', { 'x-magazin-dashboard': 'true' }, 3010],
    ['from another site', { origin: 'https://evil.example' }, 3011],
    ['from a subdomain', { origin: 'http://blog.localhost' }, 3011],
    ['from another port', { origin: 'http://localhost:8080' }, 3011],
    ['from another scheme', { origin: 'https://localhost' }, 3011],
    ['from an origin that the browser hides', { origin: 'null' }, 3011],
    ['from an origin that begins like the own one', { origin: 'http://localhost.evil.example' }, 3011],
  ];

  it.each(refusals)('are refused %s, and change nothing', async (_, headers, code) => {
    const staff = await aCustomer(shop, 'admin');
    const cookie = cookieOf(await signIn(staff));
    const before = await shop.rows('select * from sessions order by id');
    for (const answer of [await signIn(staff, headers), await renew(cookie, headers), await end(cookie, headers)])
      expect([answer.status, answer.body.code, answer.headers['set-cookie']]).toEqual([403, code, undefined]);
    expect(await shop.rows('select * from sessions order by id')).toEqual(before);
  });

  it('are refused from the origins of front ends, which CORS lets in elsewhere', async () => {
    const open = new Shop();
    await open.start({ DATABASE_URL: shop.databaseUrl, CORS_ORIGINS: '*' });
    const answer = await signIn(await aCustomer(shop, 'admin'), { origin: 'https://front.example' }, open);
    await open.stop();
    expect(answer.body.code).toBe(3011);
  });

  it('are told from those of the own origin', async () => {
    const answer = await signIn(await aCustomer(shop, 'admin'), { host: 'shop.test', origin: 'http://shop.test' });
    expect(answer.status).toBe(200);
  });
});

describe('dashboard session: renewal', () => {
  it('exchanges the cookie; a spent one ends the session', async () => {
    const first = cookieOf(await signIn(await aCustomer(shop, 'support')));
    const renewed = await renew(first);
    expect(renewed.status).toBe(200);
    expect(renewed.body).toEqual({ access: expect.any(String), expires_in: 600 });
    const second = cookieOf(renewed);
    expect(second).not.toBe(first);
    expect(await isAlive(renewed.body.access)).toBe(true);
    expect((await renew(first)).body.code).toBe(3005);
    expect(await isAlive(renewed.body.access)).toBe(false);
    expect((await renew(second)).body.code).toBe(3004);
  });

  it('has one winner of fifty at once, and the session ends', async () => {
    const cookie = cookieOf(await signIn(await aCustomer(shop, 'support')));
    const answers = await many(50, () => renew(cookie));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ body }) => body.code === 3005)).toHaveLength(49);
  });

  it('goes on for tabs that take turns', async () => {
    let cookie = cookieOf(await signIn(await aCustomer(shop, 'support')));
    for (let turn = 0; turn < 20; turn++) {
      const renewed = await renew(cookie);
      expect(renewed.status).toBe(200);
      cookie = cookieOf(renewed);
    }
  });

  it.each<[string, (staff: SignedIn, cookie: string) => Ask['headers'], number]>([
    ['is missing', () => ({}), 3002],
    ['is empty', () => ({ cookie: 'magazin_refresh=' }), 3002],
    ['is no token', () => ({ cookie: 'magazin_refresh=%E0%A4%A; a=b;;=' }), 3004],
    ['holds an access token', ({ token }) => ({ cookie: `magazin_refresh=${token}` }), 3004],
    ['is cut off', (_, cookie) => ({ cookie: cookie.slice(0, -3) }), 3004],
    ['has another name', (_, cookie) => ({ cookie: cookie.replace('magazin', 'bazaar') }), 3002],
  ])('is refused where the cookie %s', async (_, headers, code) => {
    const staff = await aCustomer(shop, 'admin');
    const cookie = cookieOf(await signIn(staff));
    const answer = await shop.put<Body>(url, { headers: { ...own, ...headers(staff, cookie) } });
    expect([answer.status, answer.body.code]).toEqual([403, code]);
    expect((await renew(cookie)).status).toBe(200);
  });

  it('does not read the refresh token of a header', async () => {
    const { refresh } = await aCustomer(shop, 'admin');
    expect((await shop.put<Body>(url, { token: refresh, headers: own })).body.code).toBe(3002);
  });

  it('is refused to those who are no longer staff, or disabled', async () => {
    for (const change of [`role = 'customer'`, 'disabled_at = now()']) {
      const staff = await aCustomer(shop, 'admin');
      const cookie = cookieOf(await signIn(staff));
      await shop.rows(`update customers set ${change} where uuid = ?`, [staff.uuid]);
      expect((await renew(cookie)).body.code).toBe(3004);
    }
    const customer = await aCustomer(shop);
    expect((await renew(`magazin_refresh=${customer.refresh}`)).body.code).toBe(3004);
    expect((await shop.post('/api/refresh', { body: { refresh: customer.refresh } })).status).toBe(200);
  });
});

describe('dashboard session: sign-out', () => {
  it('ends the session and clears the cookie', async () => {
    const opened = await signIn(await aCustomer(shop, 'support'));
    const answer = await end(cookieOf(opened));
    expect([answer.status, answer.body]).toEqual([204, '']);
    expect(answer.headers['set-cookie']).toBe(
      'magazin_refresh=; Max-Age=0; Path=/api/admin/session; HttpOnly; SameSite=Strict',
    );
    expect(await isAlive(opened.body.access)).toBe(false);
    expect((await renew(cookieOf(opened))).body.code).toBe(3004);
  });

  it('ends it also by a cookie that a renewal has just replaced', async () => {
    const cookie = cookieOf(await signIn(await aCustomer(shop, 'support')));
    const renewed = await renew(cookie);
    expect((await end(cookie)).status).toBe(204);
    expect(await isAlive(renewed.body.access)).toBe(false);
  });

  it('answers alike without a cookie and twice, and clears one that is not valid', async () => {
    const cookie = cookieOf(await signIn(await aCustomer(shop, 'support')));
    expect((await end('')).status).toBe(204);
    expect((await many(50, () => end(cookie))).map(({ status }) => status)).toEqual(Array(50).fill(204));
    const invalid = await end('magazin_refresh=nonsense');
    expect(invalid.body.code).toBe(3004);
    expect(invalid.headers['set-cookie']).toContain('Max-Age=0');
  });

  it('ends no other session', async () => {
    const staff = await aCustomer(shop, 'support');
    const [first, second] = [await signIn(staff), await signIn(staff)];
    await end(cookieOf(first));
    expect(await isAlive(second.body.access)).toBe(true);
    expect(await isAlive(staff.token)).toBe(true);
  });
});
