import { afterAll, describe, expect, it } from 'vitest';
import { aCustomer } from './factories/index.js';
import { eventually } from './support/eventually.js';
import { many } from './support/many.js';
import { useShop } from './support/shop.js';
import { find, type Part, Smtp } from './support/smtp.js';

const smtp = await new Smtp().start();
afterAll(() => smtp.stop());
const shop = useShop({ SMTP_URL: smtp.url, TRUST_PROXY: '127.0.0.1' });

const forgot = (email: string, address = '203.0.113.1') =>
  shop.post('/api/password/forgot', { body: { email }, headers: { 'x-forwarded-for': address } });
const reset = (token: string, password = 'anewdarkside') =>
  shop.post('/api/password/reset', { body: { token, password } });
const login = async (username: string, password: string) =>
  (await shop.post('/api/login', { body: { username, password } })).status;

const subject = 'Choose a new password';

/** Requests a reset and returns the token from the mail. */
async function tokenFor(email: string): Promise<string> {
  const mailbox = async () =>
    smtp.received.filter(
      ({ to, message }) => to.toLowerCase() === email.toLowerCase() && message.headers['subject'] === subject,
    );
  const known = (await mailbox()).length;
  await forgot(email);
  const mails = await eventually(mailbox, ({ length }) => length > known);
  const text = find(mails.at(-1)?.message as Part, 'text/plain')?.content.toString() ?? '';
  return /^[\w-]{32}$/m.exec(text)?.[0] ?? text;
}

const told = async (email: string) =>
  (await shop.rows(`select from mails where kind = 'password_changed' and recipient = ?`, [email])).length;

describe('password reset', () => {
  it('accepts the token from the mail once, and revokes every session', async () => {
    const { email, username, password, token: session } = await aCustomer(shop);
    const token = await tokenFor(email.toUpperCase());
    expect((await reset(token, 'short')).body['code']).toBe(4000);
    // As people copy it.
    const { status, body } = await reset(`\u200b ${token}\r\n`);
    expect([status, body]).toEqual([200, { status: 'OK', message: 'password changed' }]);
    expect((await shop.get('/api/profile', { token: session })).body['code']).toBe(3004);
    expect([await login(username, password), await login(username, 'anewdarkside')]).toEqual([404, 200]);
    expect((await reset(token)).body['code']).toBe(3008);
    expect(await told(email)).toBe(1);
  });

  it('succeeds for one of fifty at once', async () => {
    const { email } = await aCustomer(shop);
    const token = await tokenFor(email);
    const answers = await Promise.all(Array.from({ length: 50 }, () => reset(token)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ body }) => body['code'] === 3008)).toHaveLength(49);
  });

  it('rejects a guessed token and one older than 15 minutes', async () => {
    const { email } = await aCustomer(shop);
    const token = await tokenFor(email);
    expect((await reset('guessed')).body['code']).toBe(3008);
    expect(Buffer.from(token, 'base64url').length).toBeGreaterThanOrEqual(16);
    const [row] = await shop.rows<{ seconds: number }>(
      'select extract(epoch from expires_at - created_at)::int as seconds from password_resets order by created_at desc limit 1',
    );
    expect(row?.seconds).toBe(900);
    await shop.rows(`update password_resets set expires_at = now() - interval '1 second'`);
    expect((await reset(token)).body['code']).toBe(3008);
  });

  it('answers known and unknown emails alike', async () => {
    const { email } = await aCustomer(shop);
    const [known, unknown] = [await forgot(email), await forgot('nobody@magazin.test')];
    expect([unknown.status, unknown.body]).toEqual([known.status, known.body]);
  });

  const mailsTo = async (email: string): Promise<number> => {
    await eventually(
      () => shop.rows(`select 1 from pgboss.job where name = 'password.forgotten' and state < 'completed'`),
      (jobs) => jobs.length === 0,
    );
    return (await shop.rows(`select 1 from mails where kind = 'password_reset' and recipient = ?`, [email])).length;
  };

  it('sends at most five mails an hour to whoever asks from one network', async () => {
    const { email } = await aCustomer(shop);
    await many(50, (turn) => forgot(email, `2001:db8::${turn}`));
    expect(await mailsTo(email)).toBe(5);
    await forgot(email, '198.51.100.7');
    expect(await mailsTo(email)).toBe(6);
  });

  it('begins a hundred jobs an hour for one network, and answers alike behind them', async () => {
    const network = '198.51.100.99';
    const answered = await forgot('nobody@magazin.test', network);
    await shop.rows(`update budgets set count = 90 where key = ?`, [`reset:from:${network}`]);
    const answers = await many(50, (turn) => forgot(`nobody${turn}@magazin.test`, network));
    for (const { status, body } of answers) expect({ status, body }).toEqual({ status: 200, body: answered.body });
    const jobs = await shop.rows(`select from pgboss.job where name = 'password.forgotten' and data->>'origin' = ?`, [
      network,
    ]);
    expect(jobs).toHaveLength(11);
  });

  it('sends at most twenty mails an hour to strangers, who keep no owner from theirs', async () => {
    const { email, username, password } = await aCustomer(shop);
    const own = { 'x-forwarded-for': '198.51.100.8' };
    await shop.post('/api/login', { body: { username, password }, headers: own });
    for (let network = 0; network < 6; network++) await many(6, () => forgot(email, `192.0.2.${network}`));
    expect(await mailsTo(email)).toBe(20);
    await many(6, () => forgot(email, '198.51.100.8'));
    expect(await mailsTo(email)).toBe(25);
  });

  it('is mailed to a confirmed address, however many mails strangers have caused there', async () => {
    const { email } = await aCustomer(shop);
    await shop.rows('update customers set email_confirmed_at = now() where email = ?', [email]);
    await forgot(email);
    await shop.rows(`update budgets set count = 1000000 where key like 'mail:%'`);
    await forgot(email);
    expect(await mailsTo(email)).toBe(2);
    const held = await shop.rows(`select from mails where recipient = ? and budgeted and kind = 'password_reset'`, [
      email,
    ]);
    expect(held).toEqual([]);
  });
});

describe('a changed password', () => {
  it('is told to its owner, who may not be who changed it', async () => {
    const { uuid, username, email, password: old_password, token } = await aCustomer(shop);
    const change = (password: string) =>
      shop.put(`/api/profile/${uuid}/setpassword`, { token, body: { username, old_password, password } });
    expect([(await change('short')).status, await told(email)]).toEqual([400, 0]);
    expect([(await change('obiwansux')).status, await told(email)]).toEqual([200, 1]);
    expect([(await change('obiwansux2')).status, await told(email)]).toEqual([404, 1]);
  });
});
