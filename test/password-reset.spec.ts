import { afterAll, describe, expect, it } from 'vitest';
import { aCustomer } from './factories/index.js';
import { eventually } from './support/eventually.js';
import { useShop } from './support/shop.js';
import { find, type Part, Smtp } from './support/smtp.js';

const smtp = await new Smtp().start();
afterAll(() => smtp.stop());
const shop = useShop({ SMTP_URL: smtp.url });

const forgot = (email: string) => shop.post('/api/password/forgot', { body: { email } });
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

describe('password reset', () => {
  it('accepts the token from the mail once, and revokes every session', async () => {
    const { email, username, password, token: session } = await aCustomer(shop);
    const token = await tokenFor(email.toUpperCase());
    expect((await reset(token, 'short')).body['code']).toBe(4000);
    const { status, body } = await reset(token);
    expect([status, body]).toEqual([200, { status: 'OK', message: 'password changed' }]);
    expect((await shop.get('/api/profile', { token: session })).body['code']).toBe(3004);
    expect([await login(username, password), await login(username, 'anewdarkside')]).toEqual([404, 200]);
    expect((await reset(token)).body['code']).toBe(3008);
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

  it('sends at most five mails an hour', async () => {
    const { email } = await aCustomer(shop);
    for (let time = 0; time < 8; time++) await forgot(email);
    await eventually(
      () => shop.rows(`select 1 from pgboss.job where name = 'password.forgotten' and state < 'completed'`),
      (jobs) => jobs.length === 0,
    );
    const mails = await shop.rows(`select 1 from mails where kind = 'password_reset' and recipient = ?`, [email]);
    expect(mails).toHaveLength(5);
  });
});
