import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { BudgetService } from '../src/budgets/budget.service.js';
import { Config } from '../src/config/config.js';
import { mailBudgets } from '../src/mail/mail-budget.js';
import { networkOf } from '../src/operations/network.js';
import { aCustomer, aProduct, confirmEmail, type SignedIn } from './factories/index.js';
import { eventually } from './support/eventually.js';
import { many } from './support/many.js';
import { useShop } from './support/shop.js';
import { find, type Part, Smtp } from './support/smtp.js';
import { setUpSecondFactor } from './support/totp.js';

const smtp = await new Smtp().start();
afterAll(() => smtp.stop());
const shop = useShop({
  SMTP_URL: smtp.url,
  TRUST_PROXY: '127.0.0.1',
  MAILS_PER_SECOND: '1000',
  PUBLIC_URL: 'https://shop.example',
  MAIL_LIMIT_PER_RECIPIENT: '5',
  MAIL_LIMIT_PER_ADDRESS: '100',
});

interface Tokens {
  access: string;
  refresh: string;
  code: number;
}

const from = (address: string) => ({ 'x-forwarded-for': address });
const login = (username: string, password: string, address = '203.0.113.1') =>
  shop.post<Tokens>('/api/login', { body: { username, password }, headers: from(address) });
const isAlive = async (token: string) => (await shop.get('/api/profile', { token })).status === 200;
const put = ({ uuid, token }: SignedIn, body: object) =>
  shop.put<{ code: number; email: string }>(`/api/profile/${uuid}`, { token, body });
const undo = (token: string) => shop.post<{ code: number }>('/api/email/undo', { body: { token } });
const reset = (token: string, address = '203.0.113.1') =>
  shop.post('/api/password/reset', { body: { token, password: 'anewdarkside' }, headers: from(address) });
const countOf = (answers: { status: number }[], status: number) =>
  answers.filter((answer) => answer.status === status).length;
/** As if the customer had signed in so long ago. */
const signedInAgo = ({ uuid }: SignedIn, minutes: number) =>
  shop.rows(
    `update sessions set created_at = now() - make_interval(mins => ?) where customer_id = (select id from customers where uuid = ?)`,
    [minutes, uuid],
  );
const textsTo = (email: string, subject: string) =>
  smtp.received
    .filter(({ to, message }) => to.toLowerCase() === email.toLowerCase() && message.headers['subject'] === subject)
    .map(({ message }) => find(message as Part, 'text/plain')?.content.toString() ?? '');
/** The token of the latest of so many mails. */
async function tokenMailed(email: string, subject: string, mails = 1): Promise<string> {
  const texts = await eventually(
    () => textsTo(email, subject),
    ({ length }) => length >= mails,
  );
  return /(?:^|\/)([\w-]{32})$/m.exec(texts.at(-1) ?? '')?.[1] ?? '';
}
const undoSubject = 'Your email was changed';
const resetSubject = 'Choose a new password';
const undoTokenOf = (email: string, mails = 1) => tokenMailed(email, undoSubject, mails);
async function resetTokenOf(email: string, mails = 1): Promise<string> {
  await shop.post('/api/password/forgot', { body: { email } });
  return tokenMailed(email, resetSubject, mails);
}

beforeEach(() => shop.rows('delete from failed_logins'));

describe('another email or username', () => {
  it('takes the password later than 15 minutes after the sign-in, which no refresh renews', async () => {
    const customer = await aCustomer(shop);
    const { username, email, password } = customer;
    await signedInAgo(customer, 16);
    const { body } = await shop.post<Tokens>('/api/refresh', { body: { refresh: customer.refresh } });
    const later = { ...customer, token: body.access };
    for (const change of [{ email: `new-${email}` }, { username: `${username}-new` }]) {
      const refused = await put(later, { username, email, ...change });
      expect([refused.status, refused.body.code]).toEqual([403, 3022]);
      expect((await put(later, { username, email, ...change, password: 'not the one' })).body.code).toBe(3001);
    }
    expect((await put(later, { username: username.toUpperCase(), email, city: 'Bonn' })).status).toBe(200);
    expect((await put(later, { username: `${username}-new`, email, password })).status).toBe(200);
    expect((await put(later, { username, email: `new-${email}`, password })).body.email).toBe(`new-${email}`);
  });

  it('is free within 15 minutes, and told to the earlier address without a word of whoever did it', async () => {
    const customer = await aCustomer(shop);
    const { username, email } = customer;
    await signedInAgo(customer, 14);
    const words = { first_name: 'You won evil things', username: `${username}-evil` };
    expect((await put(customer, { ...words, email: `new-${email}` })).status).toBe(200);
    await undoTokenOf(email);
    for (const text of [textsTo(email, undoSubject)[0], await welcomeTo(email)]) {
      expect(text).not.toContain('evil');
      expect(text).not.toContain(username);
    }
  });

  it('ends the other sessions and what was mailed to the earlier address', async () => {
    const customer = await aCustomer(shop);
    const { username, email, password } = customer;
    const other = (await login(username, password)).body;
    const token = await resetTokenOf(email);
    const confirmation = await tokenMailed(email, 'Welcome');
    expect((await put(customer, { username, email: `new-${email}`, password })).status).toBe(200);
    expect([await isAlive(customer.token), await isAlive(other.access)]).toEqual([true, false]);
    expect((await shop.post('/api/refresh', { body: { refresh: other.refresh } })).status).toBe(403);
    expect((await reset(token)).body['code']).toBe(3008);
    expect((await shop.post('/api/email/confirm', { body: { token: confirmation } })).body['code']).toBe(3023);
  });

  it('is undone once, of fifty at once: all sessions end, and a way to a new password is mailed, which alone confirms', async () => {
    const customer = await aCustomer(shop);
    const isConfirmed = async () =>
      (await shop.rows('select from customers where uuid = ? and email_confirmed_at is not null', [customer.uuid]))
        .length > 0;
    const { username, email, password } = customer;
    await put(customer, { username, email: `thief-${email}`, password });
    const stolen = await resetTokenOf(`thief-${email}`);
    const token = await undoTokenOf(email);
    const answers = await many(50, () => undo(token));
    expect([countOf(answers, 200), countOf(answers, 403)]).toEqual([1, 49]);
    expect([await isAlive(customer.token), await isConfirmed()]).toEqual([false, false]);
    expect((await reset(stolen)).body['code']).toBe(3008);
    expect((await reset(await tokenMailed(email, resetSubject))).status).toBe(200);
    expect(await isConfirmed()).toBe(true);
    expect((await login(email, 'anewdarkside')).status).toBe(200);
    expect((await login(`thief-${email}`, 'anewdarkside')).status).toBe(404);
  });

  it('leaves nothing to whoever made it: neither password, key nor second factor', async () => {
    const owner = await aCustomer(shop, 'support');
    const { username, email, password, uuid } = owner;
    await put(owner, { username, email: `thief-${email}`, password });
    await reset(await resetTokenOf(`thief-${email}`));
    const thief = { ...owner, token: (await login(username, 'anewdarkside')).body.access };
    await setUpSecondFactor(shop, { ...thief, password: 'anewdarkside' });
    await many(7, () => shop.post('/api/password/forgot', { body: { email } }));
    await shop.rows(`update budgets set count = 1000000 where key like '%reset:%'`);
    expect((await undo(await undoTokenOf(email))).status).toBe(200);
    expect((await login(username, 'anewdarkside')).status).toBe(404);
    expect(
      await shop.rows(`select from second_factors where customer_id = (select id from customers where uuid = ?)`, [
        uuid,
      ]),
    ).toEqual([]);
    expect((await login(username, password)).status).toBe(200);
    expect((await reset(await tokenMailed(email, resetSubject))).status).toBe(200);
    await shop.rows('delete from budgets');
  });

  it('is told to whoever asks there for a new password while it can be undone, until they have chosen one', async () => {
    const customer = await aCustomer(shop);
    const { username, email, password } = customer;
    const strangers = `stranger-of-${email}`;
    await put(customer, { username, email: strangers, password });
    const warning = /can be taken back for another 48 hours\. If you did not enter it yourself, wait until then/;
    expect((await reset(await resetTokenOf(strangers))).status).toBe(200);
    await resetTokenOf(strangers, 2);
    const texts = textsTo(strangers, resetSubject);
    expect(texts.map((text) => warning.test(text.replaceAll(/\s+/g, ' ')))).toEqual([true, false]);
  });

  it('keeps a second factor that was there before', async () => {
    const owner = await aCustomer(shop, 'support');
    const { username, email, password } = owner;
    await setUpSecondFactor(shop, owner);
    await put(owner, { username, email: `thief-${email}`, password });
    expect((await undo(await undoTokenOf(email))).status).toBe(200);
    expect((await login(username, password)).body.code).toBe(3012);
  });

  it('is counted although it was undone', async () => {
    const customer = await aCustomer(shop);
    const { username, email, password } = customer;
    for (let time = 1; time <= 5; time++) {
      await put(customer, { username, email: `new-${email}`, password });
      expect((await undo(await undoTokenOf(email, time))).status).toBe(200);
      customer.token = (await login(username, password)).body.access;
    }
    expect((await put(customer, { username, email: `new-${email}`, password })).body.code).toBe(2013);
  });

  it('is another mailbox where only letters of other spellings are the same', async () => {
    const customer = await aCustomer(shop);
    const { username, uuid } = customer;
    const email = 'straße-ﬁne@magazin.test';
    expect((await put(customer, { username, email })).status).toBe(200);
    await shop.rows('update customers set email_confirmed_at = now() where uuid = ?', [uuid]);
    await signedInAgo(customer, 16);
    expect((await put(customer, { username, email: 'STRAßE-ﬁne@magazin.TEST' })).status).toBe(200);
    expect((await put(customer, { username, email: 'strasse-fine@magazin.test' })).body.code).toBe(3022);
    const { password } = customer;
    expect((await put(customer, { username, email: 'strasse-fine@magazin.test', password })).status).toBe(200);
    await undoTokenOf(email);
    expect(await shop.rows('select email_confirmed_at from customers where uuid = ?', [uuid])).toEqual([
      { email_confirmed_at: null },
    ]);
  });

  it('is refused where it is the username, too, and too long for one; an undoing keeps the username then', async () => {
    const [support, customer] = [await aCustomer(shop, 'admin'), await aCustomer(shop)];
    const { uuid, username, password } = customer;
    const [short, long] = ['short@magazin.test', `${'a'.repeat(60)}@${'b'.repeat(60)}.${'c'.repeat(60)}.test`];
    const set = (email: string) =>
      shop.put<{ details: object }>(`/api/admin/customers/${uuid}/email`, { token: support.token, body: { email } });
    expect((await put(customer, { username, email: long, password })).status).toBe(200);
    expect((await put(customer, { username: short, email: short, password })).status).toBe(200);
    const refused = await set(long);
    expect([refused.status, refused.body.details]).toMatchObject([400, [{ field: 'email' }]]);
    expect((await undo(await undoTokenOf(long))).status).toBe(200);
    expect(await shop.rows('select username, email from customers where uuid = ?', [uuid])).toEqual([
      { username: short, email: long },
    ]);
  });

  it('is undone by the first owner after two changes, whatever the second address did', async () => {
    const customer = await aCustomer(shop);
    const { username, email, password } = customer;
    await put(customer, { username, email: `second-${email}`, password });
    await put(customer, { username, email: `third-${email}`, password });
    expect((await undo(await undoTokenOf(`second-${email}`))).status).toBe(200);
    const [first, before] = [await undoTokenOf(email), `select email from customers where uuid = ?`];
    expect(await shop.rows(before, [customer.uuid])).toEqual([{ email: `second-${email}` }]);
    expect((await undo(first)).status).toBe(200);
    expect(await shop.rows(before, [customer.uuid])).toEqual([{ email }]);
  });

  it('is undone by the button of the page that the mail links to, not by opening the page', async () => {
    const customer = await aCustomer(shop);
    const { username, email, password } = customer;
    await put(customer, { username, email: `new-${email}`, password });
    const url = `/api/email/undo/${await undoTokenOf(email)}`;
    expect(textsTo(email, undoSubject)[0]).toContain(`https://shop.example${url}`);
    for (let time = 0; time < 2; time++) expect((await shop.get(url)).body).toContain('<form method="post">');
    const press = () =>
      shop.post(url, { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'undo=1' });
    expect((await press()).status).toBe(200);
    expect((await press()).body['code']).toBe(3023);
    expect((await login(email, password)).status).toBe(200);
    const confirm = `/api/email/confirm/${await tokenMailed(`new-${email}`, 'Confirm your email')}`;
    expect([(await shop.get(confirm)).status, (await shop.post(confirm)).body['code']]).toEqual([200, 3023]);
  });

  it('gets the mail that confirms it once more, five times a day, until it is confirmed', async () => {
    const customer = await aCustomer(shop);
    await shop.rows('update customers set email_confirmed_at = null where uuid = ?', [customer.uuid]);
    const again = () => shop.post('/api/profile/email_confirmation', customer);
    const asked = await many(50, again);
    expect([countOf(asked, 200), countOf(asked, 429)]).toEqual([5, 45]);
    expect(asked.find(({ status }) => status === 429)?.body['code']).toBe(2015);
    const token = await tokenMailed(customer.email, 'Confirm your email');
    expect((await shop.post('/api/email/confirm', { body: { token: ` ${token}\n` } })).status).toBe(200);
    const other = await aCustomer(shop);
    await shop.rows('update customers set email_confirmed_at = now() where uuid = ?', [other.uuid]);
    expect(await shop.post('/api/profile/email_confirmation', other)).toMatchObject({
      status: 409,
      body: { code: 2014 },
    });
    expect((await shop.post('/api/profile/email_confirmation')).status).toBe(403);
  });

  it('is confirmed by the button of the page that the mail links to', async () => {
    const customer = await aCustomer(shop);
    const { username, email, password } = customer;
    await put(customer, { username, email: `new-${email}`, password });
    const url = `/api/email/confirm/${await tokenMailed(`new-${email}`, 'Confirm your email')}`;
    for (let time = 0; time < 2; time++) expect((await shop.get(url)).body).toContain('<form method="post">');
    expect((await shop.post(url)).status).toBe(200);
    expect((await shop.post(url)).body['code']).toBe(3023);
  });

  it('is not undone after 48 hours, nor where the earlier address was taken, which keeps the token', async () => {
    const customer = await aCustomer(shop);
    const { username, email, password } = customer;
    await put(customer, { username, email: `new-${email}`, password });
    const token = await undoTokenOf(email);
    await shop.post('/api/register', { body: { username: `taken-${username}`, email, password } });
    await shop.rows('update customers set email_confirmed_at = now() where username = ?', [`taken-${username}`]);
    const refused = await undo(token);
    expect([refused.status, refused.body.code]).toEqual([409, 2012]);
    await shop.rows('delete from customers where username = ?', [`taken-${username}`]);
    await shop.rows(`update email_tokens set expires_at = now() where purpose = 'undo'`);
    expect((await undo(token)).body.code).toBe(3023);
  });

  it('is undone although others register the earlier address again and again, whose accounts are found by it no more', async () => {
    const customer = await aCustomer(shop);
    const { email, password } = customer;
    expect((await put(customer, { username: customer.username, email: `thief-${email}`, password })).status).toBe(200);
    const token = await undoTokenOf(email);
    await shop.post('/api/register', {
      body: { username: email, email: email.toUpperCase(), password: 'onlylightside' },
    });
    const answers = await many(50, (turn) =>
      turn % 5
        ? shop.post('/api/register', { body: { username: `again${turn}-${email.split('@')[0]}`, email, password } })
        : undo(token),
    );
    expect([countOf(answers, 200), answers.filter(({ status }) => status >= 500).length]).toEqual([1, 0]);
    expect((await login(email, 'onlylightside')).body.code).toBe(3001);
    expect((await login(email, password)).status).toBe(200);
    const found = await shop.rows('select uuid from customers where email_key = ? or username_key = ?', [email, email]);
    expect(found).toEqual([{ uuid: customer.uuid }]);
  });

  it('keeps an invitation to the earlier address that was never proven', async () => {
    const [admin, proven, stranger] = [await aCustomer(shop, 'admin'), await aCustomer(shop), await aCustomer(shop)];
    await confirmEmail(shop, proven);
    for (const { email } of [proven, stranger])
      await shop.rows(
        `insert into staff_invitations (uuid, email, role, token_hash, inviter_id, expires_at)
         select gen_random_uuid(), ?, 'support', md5(?), id, now() + interval '1 day' from customers where uuid = ?`,
        [email, email, admin.uuid],
      );
    for (const customer of [proven, stranger])
      expect((await put(customer, { username: customer.username, email: `new-${customer.email}` })).status).toBe(200);
    expect(await shop.rows('select email from staff_invitations')).toEqual([{ email: stranger.email }]);
  });

  it('is set by staff without the password of the customer, but neither silently nor for good', async () => {
    const [support, customer] = [await aCustomer(shop, 'admin'), await aCustomer(shop)];
    const { email, uuid } = customer;
    const set = (whose: string, to: string) =>
      shop.put(`/api/admin/customers/${whose}/email`, { token: support.token, body: { email: to } });
    expect((await set(support.uuid, 'mine@magazin.test')).body['code']).toBe(2006);
    expect((await set(uuid, support.email)).body['code']).toBe(2001);
    expect((await set(uuid, `staff-${email}`)).body['email']).toBe(`staff-${email}`);
    expect(await isAlive(customer.token)).toBe(false);
    expect((await undo(await undoTokenOf(email))).status).toBe(200);
    expect(await shop.rows('select email from customers where uuid = ?', [uuid])).toEqual([{ email }]);
  });

  it('follows a username that is the email, and comes at most five times a day', async () => {
    const email = 'simple@magazin.test';
    await shop.post('/register', { body: { email, password: 'onlydarkside' } });
    const { user, access } = (await login(email, 'onlydarkside')).body as unknown as { user: string; access: string };
    const simple = { uuid: user, token: access } as SignedIn;
    const to = (name: string) => put(simple, { username: `${name}@magazin.test`, email: `${name}@magazin.test` });
    const kept = await put(simple, { username: email.toUpperCase(), email: 'b@magazin.test' });
    expect([kept.status, kept.body]).toMatchObject([200, { username: 'b@magazin.test', email: 'b@magazin.test' }]);
    const another = await put(simple, { username: email, email: 'c@magazin.test' });
    expect([another.status, another.body]).toMatchObject([400, { details: [{ field: 'username' }] }]);
    for (const name of ['c', 'd', 'e', 'f']) expect((await to(name)).status).toBe(200);
    const sixth = await to('g');
    expect([sixth.status, sixth.body.code, Number(sixth.headers['retry-after']) > 0]).toEqual([429, 2013, true]);
    expect((await undo(await undoTokenOf(email))).status).toBe(200);
    expect(await shop.rows('select username, email from customers where uuid = ?', [user])).toEqual([
      { username: email, email },
    ]);
  });
});

const welcomeTo = async (email: string) =>
  (
    await eventually(
      () => textsTo(email, 'Welcome'),
      ({ length }) => length > 0,
    )
  )[0];

describe('failed logins', () => {
  it('of strangers keep no owner out who signed in from their address before', async () => {
    const { username, password } = await aCustomer(shop);
    expect((await login(username, password, '198.51.100.1')).status).toBe(200);
    for (let network = 0; network < 10; network++)
      await many(10, () => login(username, 'a wrong guess', `192.0.2.${network}`));
    expect((await login(username, password, '192.0.2.200')).body.code).toBe(3006);
    expect((await login(username, password, '198.51.100.1')).status).toBe(200);
  });

  it('of others at an address do not close it to those who are known there', async () => {
    const [known, unknown] = [await aCustomer(shop), await aCustomer(shop)];
    await login(known.username, known.password, '198.51.100.2');
    await many(110, (turn) => login(`nobody-${turn % 12}`, 'a wrong guess', '198.51.100.2'));
    expect((await login(unknown.username, unknown.password, '198.51.100.2')).body.code).toBe(3006);
    expect((await login(known.username, known.password, '198.51.100.2')).status).toBe(200);
  });

  it('are forgotten by a new password from a mail, and keep nobody who is signed in from a new one', async () => {
    const { username, email, password, token, uuid } = await aCustomer(shop);
    await many(20, () => login(username, 'a wrong guess'));
    expect((await login(email, password)).body.code).toBe(3006);
    const change = { username, old_password: password, password: 'anotherdarkside' };
    expect((await shop.put(`/api/profile/${uuid}/setpassword`, { token, body: change })).status).toBe(200);
    expect((await login(username, 'anotherdarkside')).body.code).toBe(3006);
    expect((await reset(await resetTokenOf(email))).status).toBe(200);
    expect((await login(username, 'anewdarkside')).status).toBe(200);
  });

  it('are forgotten where their owner signs in from', async () => {
    const { username, password } = await aCustomer(shop);
    for (let turn = 0; turn < 3; turn++) {
      await many(8, () => login(username, 'a wrong guess', '198.51.100.9'));
      expect((await login(username, password, '198.51.100.9')).status).toBe(200);
    }
  });

  it('of others at one address do not close an account to a device that has a token of it', async () => {
    const [mine, theirs] = [await aCustomer(shop), await aCustomer(shop)];
    const { username, password } = mine;
    await many(12, () => login(username, 'a wrong guess'));
    const withToken = (token: string, secret = password) =>
      shop.post<Tokens>('/api/login', { token, headers: from('203.0.113.1'), body: { username, password: secret } });
    for (const token of ['forged', theirs.token]) expect((await withToken(token)).body.code).toBe(3006);
    expect((await withToken(mine.token)).status).toBe(200);
    const guesses = await many(20, () => withToken(mine.token, 'a wrong guess'));
    expect(guesses.filter(({ body }) => body.code === 3001)).toHaveLength(10);
    expect((await withToken(mine.token)).body.code).toBe(3006);
  });

  it.each([
    ['/login', 'access_token', ''],
    ['/api/v1/customer/login/', 'authentication', 'Token '],
    ['/api/v1/customer/login/', 'authorization', 'Token '],
    ['/api/jwt/auth/', 'authorization', 'JWT '],
  ])('close no account at %s to a device that sends its token in %s', async (url, header, scheme) => {
    const { username, email, password, token } = await aCustomer(shop);
    await many(12, () => login(username, 'a wrong guess'));
    const answer = async (sent: string) => {
      const headers = { ...from('203.0.113.1'), [header]: `${scheme}${sent}` };
      return (await shop.post(url, { headers, body: { username, email, password } })).status;
    };
    expect([await answer('forged'), await answer(token)]).toEqual([429, url.includes('v1') ? 202 : 200]);
  });

  it('of one account and a /64 count together, under its username and its email', async () => {
    const { username, email, password } = await aCustomer(shop);
    const answers = await many(50, (turn) =>
      login(turn % 2 ? username : email.toUpperCase(), 'a wrong guess', `2001:db8:1:2::${turn.toString(16)}`),
    );
    expect(answers.filter(({ body }) => body.code === 3001)).toHaveLength(10);
    expect((await login(username, password, '2001:db8:1:2:ffff::1')).body.code).toBe(3006);
    expect((await login(username, password, '2001:db8:1:3::1')).status).toBe(200);
  });

  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['::FFFF:c000:207', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:0DB8:0001:0002::', '2001:db8:1:2'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
  ])('count %s as %s', (address, network) => expect(networkOf(address)).toBe(network));
});

describe('sessions end', () => {
  it('everywhere, where their customer says so', async () => {
    const { token, refresh, username, password } = await aCustomer(shop);
    const other = (await login(username, password)).body;
    expect((await shop.post('/api/logout/everywhere', { token })).status).toBe(200);
    expect([await isAlive(token), await isAlive(other.access)]).toEqual([false, false]);
    for (const each of [refresh, other.refresh])
      expect((await shop.post('/api/refresh', { body: { refresh: each } })).status).toBe(403);
  });

  it('30 days after the sign-in, and 12 hours after it for staff, however often they are renewed', async () => {
    const seconds = async ({ uuid, refresh }: SignedIn) => {
      await shop.post('/api/refresh', { body: { refresh } });
      const [row] = await shop.rows<{ seconds: number }>(
        `select round(extract(epoch from expires_at - s.created_at))::int as seconds
         from sessions s join customers c on c.id = customer_id where c.uuid = ?`,
        [uuid],
      );
      return row?.seconds;
    };
    expect(await seconds(await aCustomer(shop))).toBe(30 * 86_400);
    expect(await seconds(await aCustomer(shop, 'support'))).toBe(12 * 3_600);
  });

  it('with their account, whose enabling revives neither them nor its keys, reset tokens and cart', async () => {
    const admin = await aCustomer(shop, 'admin');
    const staff = await aCustomer(shop, 'admin');
    const cart = await cartTokenOf(staff);
    const { body: key } = await shop.post<{ key: string }>('/api/admin/api-keys', {
      token: staff.token,
      body: { name: 'Export', permissions: ['read:orders'] },
    });
    const token = await resetTokenOf(staff.email);
    for (const disabled of [true, false])
      await shop.put(`/api/admin/customers/${staff.uuid}/disabled`, { token: admin.token, body: { disabled } });
    expect(await isAlive(staff.token)).toBe(false);
    expect((await shop.get('/api/admin/orders', { token: key.key })).status).toBe(403);
    expect((await reset(token)).body['code']).toBe(3008);
    expect(await cartAnswer(cart)).toBe(400);
    expect((await login(staff.username, staff.password)).status).toBe(200);
  });

  it('of web-store with their refresh token, which one use at /api/refresh leaves lasting', async () => {
    const { username, password } = await aCustomer(shop);
    const { body } = await shop.post<Tokens>('/api/jwt/auth/', { body: { username, password } });
    const again = () => shop.post<Tokens>('/api/jwt/refresh/', { body: { refresh: body.refresh } });
    const { body: pair } = await shop.post<Tokens>('/api/refresh', { body: { refresh: body.refresh } });
    expect(pair.refresh).toBe(body.refresh);
    for (let time = 0; time < 2; time++) expect(await isAlive((await again()).body.access)).toBe(true);
    await shop.post('/api/logout', { token: pair.access });
    expect((await again()).status).toBe(401);
  });
});

const cartTokenOf = async ({ token }: SignedIn) =>
  String((await shop.get('/api/customer/getuser/', { token })).body['token']);

/** Status of using a customer token of web-store for a cart. */
async function cartAnswer(token: string): Promise<number> {
  const { id } = await aProduct(shop);
  return (await shop.post('/api/order/cart/update/', { body: { token, product_id: id, quantity: 1 } })).status;
}

describe('a guest token', () => {
  const person = (name: string) => ({ username: name, email: `${name}@magazin.test`, password: 'onlydarkside' });
  const aGuestToken = async () => String((await shop.post('/api/guest')).body['guest_token']);
  const isSpent = async (guest: string) => {
    const headers = { 'x-guest-token': guest };
    expect((await shop.get('/api/bucket', { headers })).body['code']).toBe(3004);
    expect((await shop.get(`/api/order/cart/list/${guest}/`)).body).toEqual([]);
    expect((await shop.put('/api/order/finalize/', { body: finalize(guest) })).status).toBe(400);
    return (await cartAnswer(guest)) === 400;
  };
  const finalize = (token: string) => ({
    token,
    first_name: 'Leia',
    last_name: 'Organa',
    email: 'leia@magazin.test',
    country: 'Germany',
    city: 'Berlin',
    post_code: '10115',
    address: 'Invalidenstr. 1',
  });

  it('that was planted before a registration is worth nothing after it', async () => {
    const guest = await aGuestToken();
    const registered = await shop.post('/api/register', {
      headers: { 'x-guest-token': guest },
      body: person('planted'),
    });
    expect(registered.status).toBe(201);
    expect(await isSpent(guest)).toBe(true);
  });

  it('of web-store serves the cart of its customer, until it is unused for 30 days or they sign out everywhere', async () => {
    const token = await aGuestToken();
    const body = { ...person('bound'), token };
    expect((await shop.post('/api/customer/registration/', { body })).status).toBe(201);
    expect((await shop.get('/api/bucket', { headers: { 'x-guest-token': token } })).body['code']).toBe(3004);
    expect(await cartAnswer(token)).toBe(200);
    await shop.rows(`update customers set guest_token_used_at = now() - interval '29 days' where username = 'bound'`);
    expect(await cartAnswer(token)).toBe(200);
    expect(
      await shop.rows(
        `select guest_token_used_at > now() - interval '1 minute' as noted from customers where username = 'bound'`,
      ),
    ).toEqual([{ noted: true }]);
    await shop.rows(`update customers set guest_token_used_at = now() - interval '31 days' where username = 'bound'`);
    expect(await isSpent(token)).toBe(true);
    const { access } = (await login('bound', 'onlydarkside')).body;
    const bound = { token: access } as SignedIn;
    const renewed = await cartTokenOf(bound);
    expect(renewed).not.toBe(token);
    expect([await cartTokenOf(bound), await cartAnswer(renewed)]).toEqual([renewed, 200]);
    await shop.post('/api/logout/everywhere', { token: access });
    expect(await isSpent(renewed)).toBe(true);
  });

  it.each(['nonsense', '\u00e9', 'x'.repeat(500)])('that is %j beside a valid token is ignored', async (guest) => {
    const { token } = await aCustomer(shop);
    for (const url of ['/api/bucket', '/api/wishlist', '/api/history/views', '/api/support/tickets', '/api/orders'])
      expect((await shop.get(url, { token, headers: { 'x-guest-token': guest } })).status).toBe(200);
  });
});

describe('mails that strangers cause', () => {
  const address = {
    first_name: 'You won',
    last_name: 'Evilson',
    address: 'Evil 1',
    post_code: '10115',
    city: 'Evil',
    country: 'DE',
  };
  const aGuestOrder = async (email: string, product: string) => {
    const headers = { 'x-guest-token': String((await shop.post('/api/guest')).body['guest_token']) };
    await shop.post('/api/bucket', { headers, body: { product, quantity: 1 } });
    const body = { payment: 'cash', email, shipping_address: address };
    return shop.post<{ order_uuid: string }>('/api/orders', { headers, body });
  };
  const statusesOf = async (recipient: string, kind: string) =>
    (
      await eventually(
        () =>
          shop.rows<{ status: string; text: string | null }>(
            'select status, text from mails where recipient like ? and kind = ? order by status, id',
            [recipient, kind],
          ),
        (mails) => mails.every(({ status }) => status !== 'queued'),
      )
    ).map(({ status }) => status);

  it('end at a limit a day, of many at once and in any spelling of the mailbox; the orders are placed all the same', async () => {
    const { uuid } = await aProduct(shop);
    const answers = await many(12, (turn) => aGuestOrder(`Victim+${turn}@magazin.test`, uuid));
    expect(countOf(answers, 201)).toBe(12);
    expect(await statusesOf('Victim+%', 'order_confirmation')).toEqual([
      ...Array<string>(7).fill('held'),
      ...Array<string>(5).fill('sent'),
    ]);
    const { token } = await aCustomer(shop, 'support');
    const [{ uuid: held } = { uuid: '' }] = await shop.rows<{ uuid: string }>(
      `select uuid from mails where status = 'held' and kind = 'order_confirmation' limit 1`,
    );
    expect((await shop.post(`/api/admin/mails/${held}/retry`, { token })).status).toBe(200);
    expect((await statusesOf('Victim+%', 'order_confirmation')).filter((status) => status === 'sent')).toHaveLength(6);
  });

  it('end at a limit for units that are canceled one by one', async () => {
    const { uuid: product } = await aProduct(shop);
    const headers = { 'x-guest-token': String((await shop.post('/api/guest')).body['guest_token']) };
    await shop.post('/api/bucket', { headers, body: { product, quantity: 12 } });
    const [email, body] = ['counted@magazin.test', { payment: 'cash', shipping_address: address }];
    const placed = await shop.post<{ order_uuid: string }>('/api/orders', { headers, body: { ...body, email } });
    const url = `/api/orders/${placed.body.order_uuid}`;
    const detail = await shop.get<{ products: { order_product_uuid: string }[] }>(url, { headers });
    const lines = detail.body.products.map(({ order_product_uuid }) => ({ order_product_uuid, quantity: 1 }));
    const answers = await many(11, () => shop.post(`${url}/cancellations`, { headers, body: { lines } }));
    expect(countOf(answers, 201)).toBe(11);
    expect(await statusesOf(email, 'units_canceled')).toEqual([
      ...Array<string>(6).fill('held'),
      ...Array<string>(5).fill('sent'),
    ]);
  });

  it('are counted of an earlier email, unless that was confirmed', async () => {
    const [customer, confirmed] = [await aCustomer(shop), await aCustomer(shop)];
    await shop.rows('update customers set email_confirmed_at = now() where uuid = ?', [confirmed.uuid]);
    for (const each of [customer, confirmed]) await put(each, { username: each.username, email: `new-${each.email}` });
    const counted = await shop.rows(
      `select budgeted from mails where kind = 'email_changed' and recipient in (?, ?) order by id`,
      [customer.email, confirmed.email],
    );
    expect(counted).toEqual([{ budgeted: true }, { budgeted: false }]);
  });

  it('end at a limit of the address they are caused from, of fifty at once', async () => {
    const [budgets, config] = [shop.app.get(BudgetService), shop.app.get(Config)];
    const spend = async (recipient: string, origin: string | null) =>
      (await budgets.spend(mailBudgets({ kind: 'welcome', recipient, origin }, config))) === undefined;
    const spent = await many(120, (turn) => spend(`stranger${turn}@magazin.test`, '192.0.2.99'));
    expect(spent.filter(Boolean)).toHaveLength(100);
    expect(await spend('one-more@magazin.test', '192.0.2.100')).toBe(true);
    const same = await many(50, () => spend('same@magazin.test', null));
    expect(same.filter(Boolean)).toHaveLength(5);
    await shop.rows(`update budgets set ends_at = now()`);
    expect(await spend('same@magazin.test', '192.0.2.99')).toBe(true);
  });

  it('carry no words of theirs; names come with the confirmation of the address', async () => {
    const [{ uuid }, words] = [await aProduct(shop), { username: 'evil-win', first_name: 'You won' }];
    const email = 'unasked@magazin.test';
    await shop.post('/api/register', {
      body: { ...words, last_name: 'Evilson', email, password: 'onlydarkside' },
    });
    await aGuestOrder(email, uuid);
    const { access: token } = (await login(words.username, 'onlydarkside')).body;
    const own = async () => {
      await shop.post('/api/bucket', { token, body: { product: uuid, quantity: 1 } });
      const { status } = await shop.post('/api/orders', {
        token,
        body: { payment: 'cash', shipping_address: address },
      });
      expect(status).toBe(201);
    };
    await own();
    await shop.post('/api/orders/claims', { token });
    await resetTokenOf(email);
    const mailsTo = () => smtp.received.filter(({ to }) => to === email);
    const texts = await eventually(mailsTo, ({ length }) => length === 5);
    for (const { message } of texts)
      expect(find(message as Part, 'text/plain')?.content.toString()).not.toMatch(/evil|you won/i);
    const confirm = { body: { token: await tokenMailed(email, 'Welcome') } };
    const confirmed = await many(50, () => shop.post('/api/email/confirm', confirm));
    expect([countOf(confirmed, 200), countOf(confirmed, 403)]).toEqual([1, 49]);
    await own();
    const all = await eventually(mailsTo, ({ length }) => length === 6);
    expect(find(all.at(-1)?.message as Part, 'text/plain')?.content.toString()).toContain('You won Evilson');
  });

  it('with a token are erased when they fail for good', async () => {
    const { email } = await aCustomer(shop);
    await resetTokenOf(email);
    await shop.rows(
      `insert into mails (uuid, kind, recipient, message_id, subject, html, text, data, attachments, attempts, status, created_at)
       values (gen_random_uuid(), 'password_reset', 'refuse@magazin.test', 'x', 'x', 'secret', 'secret', '{}', '[{"kind":"none","ref":"x"}]', 14, 'queued', now())`,
    );
    const row = () => shop.rows(`select status, text, html, data from mails where recipient = 'refuse@magazin.test'`);
    const [failed] = await eventually(row, ([mail]) => mail?.['status'] === 'failed');
    expect(failed).toEqual({ status: 'failed', text: null, html: null, data: null });
    const { token } = await aCustomer(shop, 'support');
    const [{ uuid } = { uuid: '' }] = await shop.rows<{ uuid: string }>(
      `select uuid from mails where recipient = 'refuse@magazin.test'`,
    );
    const retried = await shop.post(`/api/admin/mails/${uuid}/retry`, { token });
    expect([retried.status, retried.body['code']]).toEqual([409, 2110]);
  });
});
