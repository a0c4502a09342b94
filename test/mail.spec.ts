import type { EntityManager } from '@mikro-orm/postgresql';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../src/database/database.js';
import { WorkerPool } from '../src/jobs/worker-pool.js';
import { MailDelivery } from '../src/mail/mail-delivery.js';
import { MailQueue, type NewMail } from '../src/mail/mail-queue.js';
import type { MailKind } from '../src/mail-templates/templates.js';
import { aCustomer } from './factories/index.js';
import { anOrder, issue } from './support/invoices.js';
import { find, partOf, Smtp } from './support/smtp.js';
import { Shop, useShop } from './support/shop.js';

const smtp = await new Smtp().start();
afterAll(() => smtp.stop());
const shop = useShop({ SMTP_URL: smtp.url, MAIL_FROM: 'Brot & Salz <shop@brot.example>' });

const order = {
  number: 'M100001',
  date: '2026-11-21T08:00:00.000Z',
  lines: [{ name: 'Banana', quantity: 2, sum: '6000.00' }],
  subtotal: '6000.00',
  shipping: '4.90',
  discount: '0.00',
  tax: '958.77',
  total: '6004.90',
  currency: 'EUR',
  payment: 'cash',
  shipping_address: null,
  track_url: null,
};

const confirmation = (to: string): NewMail<'order_confirmation'> => ({ kind: 'order_confirmation', to, data: order });

async function write<Kind extends MailKind>(
  mail: NewMail<Kind>,
  { alongside = async () => {}, at = shop }: { alongside?: (em: EntityManager) => Promise<unknown>; at?: Shop } = {},
): Promise<void> {
  await at.app.get(Database).transaction(async (em) => {
    await at.app.get(MailQueue).enqueue(em, mail);
    await alongside(em);
  });
}

interface Row {
  uuid: string;
  status: string;
  attempts: number;
  last_error: string | null;
  message_id: string;
  html: string | null;
  data: object | null;
}

const rowOf = async (to: string, at = shop) =>
  (await at.rows<Row>('select * from mails where recipient = ? order by id desc', [to]))[0];

/** Whatever the time of the check: the next attempt is so long after a moment between its creation and now. */
async function expectDelay(to: string, seconds: number): Promise<void> {
  const rows = await shop.rows(
    `select extract(epoch from next_attempt_at - created_at) >= ? as "not less",
       extract(epoch from next_attempt_at - now()) <= ? as "not more"
     from mails where recipient = ?`,
    [seconds, seconds, to],
  );
  expect(rows).toEqual([{ 'not less': true, 'not more': true }]);
}

const becomes = (to: string, values: Partial<Row>) => expect.poll(() => rowOf(to)).toMatchObject(values);

/** Ends the delay before the next attempt. */
async function makeDue(to: string): Promise<void> {
  await shop.rows(`update mails set next_attempt_at = now() where recipient = ?`, [to]);
}

describe('mail', () => {
  it('is not sent when its transaction is rolled back', async () => {
    const rolledBack = write(confirmation('nobody@magazin.test'), {
      alongside: () => Promise.reject(new Error('on second thoughts')),
    });
    await expect(rolledBack).rejects.toThrow('on second thoughts');
    expect(await rowOf('nobody@magazin.test')).toBeUndefined();
  });

  it('is sent with its attachments', async () => {
    const content = Buffer.from(Array.from({ length: 300 }, (_, byte) => byte % 256));
    shop.app.get(MailQueue).provideAttachments('note', async (ref) => ({
      filename: `${ref}.bin`,
      contentType: 'application/octet-stream',
      content,
    }));
    await write({ ...confirmation('max@magazin.test'), attachments: [{ kind: 'note', ref: 'R1' }] });
    await becomes('max@magazin.test', { status: 'sent', attempts: 1, last_error: null });
    const row = await rowOf('max@magazin.test');
    expect(row?.message_id).toBe(`<${row?.uuid}@brot.example>`);
    const [received, ...more] = smtp.to('max@magazin.test');
    expect(more).toEqual([]);
    const { message } = received ?? { message: partOf(Buffer.alloc(0)) };
    expect(message.headers).toMatchObject({
      from: '"Brot & Salz" <shop@brot.example>',
      to: 'max@magazin.test',
      subject: 'Your order M100001',
      'message-id': row?.message_id,
      date: expect.stringContaining(String(new Date().getFullYear())),
      'auto-submitted': 'auto-generated',
    });
    expect(find(message, 'text/plain')?.content.toString()).toContain('Total: €6,004.90');
    expect(find(message, 'text/html')?.content.toString().trim()).toBe(row?.html?.replaceAll('\n', '\r\n').trim());
    const attached = find(message, 'application/octet-stream');
    expect(attached?.headers['content-disposition']).toContain('R1.bin');
    expect(attached?.content.equals(content)).toBe(true);
  });

  it('is sent once by two processes, of fifty at once', async () => {
    const twin = new Shop();
    await twin.start({ DATABASE_URL: shop.databaseUrl, SMTP_URL: smtp.url });
    const recipients = Array.from({ length: 50 }, (_, turn) => `buyer${turn}@magazin.test`);
    await Promise.all(recipients.map((to, turn) => write(confirmation(to), { at: turn % 2 ? twin : shop })));
    const sent = () => shop.rows(`select id from mails where status = 'sent' and recipient like 'buyer%'`);
    await expect.poll(async () => (await sent()).length).toBe(50);
    await twin.app.close();
    expect(recipients.map((to) => smtp.to(to).length)).toEqual(recipients.map(() => 1));
  });

  it('claimed by a crashed worker is sent once its lease has expired', async () => {
    await write(confirmation('crash@magazin.test'), {
      alongside: async (em) => {
        await em.flush();
        await em.execute(
          `update mails set attempts = 1, next_attempt_at = now() + interval '5 minutes' where recipient = ?`,
          ['crash@magazin.test'],
        );
      },
    });
    await write(confirmation('passerby@magazin.test'));
    await becomes('passerby@magazin.test', { status: 'sent' });
    expect(smtp.to('crash@magazin.test')).toEqual([]);
    await makeDue('crash@magazin.test');
    await becomes('crash@magazin.test', { status: 'sent', attempts: 2 });
    expect(smtp.to('crash@magazin.test')).toHaveLength(1);
  });
});

it('mail: is sent before the shop ends while its attachment is rendered', async () => {
  const closing = new Shop();
  await closing.start({ SMTP_URL: smtp.url });
  const { uuid } = await issue(closing, (await anOrder(closing)).order);
  await closing.app.get(WorkerPool).run(new URL('./support/thread-task.js', import.meta.url), { amount: 1 });
  const to = 'invoiced@magazin.test';
  await write({ ...confirmation(to), attachments: [{ kind: 'invoice', ref: uuid }] }, { at: closing });
  // The XML goes into the PDF, so it is rendered just before.
  const files = () => closing.rows('select format from invoice_files');
  await expect.poll(files, { interval: 10 }).toContainEqual({ format: 'cii' });
  await closing.app.close();
  const [received, ...more] = smtp.to(to);
  expect(more).toEqual([]);
  expect(received && find(received.message, 'application/pdf')).toBeDefined();
});

describe('SMTP server', () => {
  it('that is down blocks no transaction, and gets the mail when it is back', async () => {
    await smtp.stop();
    await write(confirmation('patient@magazin.test'));
    await becomes('patient@magazin.test', { attempts: 1, last_error: expect.stringContaining('ECONNREFUSED') });
    const row = await rowOf('patient@magazin.test');
    await expectDelay('patient@magazin.test', 30);
    await smtp.start();
    await makeDue('patient@magazin.test');
    await becomes('patient@magazin.test', { status: 'sent', attempts: 2, last_error: null });
    expect(smtp.to('patient@magazin.test').map(({ message }) => message.headers['message-id'])).toEqual([
      row?.message_id,
    ]);
  });

  it('that refuses the login is tried again, and staff see the error without the password', async () => {
    const wrong = new Shop();
    await wrong.start({ SMTP_URL: smtp.url.replace('s%40cret', 'wrong') });
    await write(confirmation('locked@magazin.test'), { at: wrong });
    await expect
      .poll(() => rowOf('locked@magazin.test', wrong))
      .toMatchObject({ status: 'queued', attempts: 1, last_error: 'the SMTP server refused our login (535)' });
    await wrong.app.close();
  });

  describe('that fails', () => {
    const reset = { username: 'forgetful', token: 'tell-nobody', url: null, minutes: 30 };
    const failing = {
      'slow@magazin.test': ['hangs', 'Timeout'],
      'dying@magazin.test': ['dies', /closed|ECONNRESET/],
      'busy@magazin.test': ['is busy', '451 come back later'],
      'forgetful@magazin.test': ['is busy', '451 come back later'],
    } as const;
    const all = Object.entries(failing);
    const [gone, never, easy] = ['gone@magazin.test', 'never@magazin.test', 'easy@magazin.test'];
    const outdated = 'outdated@magazin.test';
    let token: string;

    beforeAll(async () => {
      ({ token } = await aCustomer(shop, 'support'));
      for (const [to, [behavior]] of all) smtp.behaviors.set(to, behavior);
      smtp.behaviors.set(gone, 'rejects the recipient').set(never, 'is busy').set(outdated, 'is busy');
      await shop.app.get(Database).transaction(async (em) => {
        const mails = shop.app.get(MailQueue);
        for (const to of [...Object.keys(failing).slice(0, 3), gone, never, easy])
          await mails.enqueue(em, confirmation(to));
        await mails.enqueue(em, { kind: 'password_reset', to: 'forgetful@magazin.test', data: reset });
        await em.flush();
        await mails.enqueue(em, { kind: 'password_reset', to: outdated, data: reset });
        await em.execute(`update mails set attempts = 13 where recipient = ?`, [never]);
        await em.execute(`update mails set attempts = 4 where recipient = ?`, [outdated]);
      });
    });

    it.each(all)('is tried again for %s: it %j', async (to, [, error]) => {
      const last_error: unknown = expect.stringMatching(error);
      await becomes(to, { status: 'queued', attempts: 1, last_error: last_error as string });
      await expectDelay(to, 30);
      expect(smtp.to(to)).toEqual([]);
    });

    it('does not delay other mails', async () => {
      await becomes(easy, { status: 'sent', attempts: 1 });
    });

    it('is tried again at growing intervals', async () => {
      await becomes(never, { status: 'queued', attempts: 14, last_error: expect.stringContaining('451') });
      await expectDelay(never, 14_400);
    });

    it('leaves the link of a password reset hidden from staff', async () => {
      expect(await rowOf('forgetful@magazin.test')).toMatchObject({ data: reset });
      const { body } = await shop.get(`/api/admin/mails/${(await rowOf('forgetful@magazin.test'))?.uuid}`, { token });
      expect(body).toMatchObject({ kind: 'password_reset', html: null, text: null });
      expect(JSON.stringify(body)).not.toContain('tell-nobody');
    });

    it('keeps no token that is over when it could be sent', async () => {
      await becomes(outdated, { status: 'failed', attempts: 5, html: null, data: null });
    });

    it('gets each mail once when it recovers', async () => {
      for (const [to] of all) smtp.behaviors.delete(to);
      for (const to of [never, ...Object.keys(failing)]) await makeDue(to);
      for (const [to] of all) {
        await becomes(to, { status: 'sent', attempts: 2, last_error: null });
        expect(smtp.to(to)).toHaveLength(1);
      }
      const [received] = smtp.to('forgetful@magazin.test');
      expect(received && find(received.message, 'text/plain')?.content.toString()).toContain('tell-nobody');
      expect(await rowOf('forgetful@magazin.test')).toMatchObject({ html: null, text: null, data: null });
    });

    it('is not tried again after the last attempt', async () => {
      await becomes(never, { status: 'failed', attempts: 15 });
    });

    it('that rejects a recipient is not tried again until staff retry the mail', async () => {
      await becomes(gone, {
        status: 'failed',
        attempts: 1,
        last_error: expect.stringContaining('550 no such mailbox'),
      });
      const uuid = (await rowOf(gone))?.uuid;
      const failed = await shop.get('/api/admin/mails?status=failed&recipient=gone', { token });
      expect(failed.body).toMatchObject({ count: 1, results: [{ uuid, recipient: gone }] });
      smtp.behaviors.delete(gone);
      const retry = () => shop.post(`/api/admin/mails/${uuid}/retry`, { token });
      const retried = await retry();
      expect([retried.status, retried.body]).toMatchObject([200, { uuid, recipient: gone }]);
      await becomes(gone, { status: 'sent', attempts: 1 });
      expect((await retry()).body).toMatchObject({ code: 2102, details: { status: 'sent' } });
      const entries = await shop.rows(`select action from audit_entries where subject = ?`, [`mail/${uuid}`]);
      expect(entries).toEqual([{ action: 'mail.retry' }]);
    });
  });
});

describe('mails for staff', () => {
  it('are found by recipient, kind and status, and show their text', async () => {
    const { token } = await aCustomer(shop, 'support');
    const list = async (query: string) =>
      (await shop.get<{ count: number; results: Record<string, unknown>[] }>(`/api/admin/mails${query}`, { token }))
        .body;
    await write({
      kind: 'refunded',
      to: 'reader@magazin.test',
      data: { number: 'M1', amount: '1.00', currency: 'EUR', credit_note: null },
    });
    await becomes('reader@magazin.test', { status: 'sent' });
    const { count, results } = await list('?recipient=READER@&kind=refunded&status=sent');
    expect([count, results]).toEqual([
      1,
      [
        {
          uuid: expect.any(String),
          kind: 'refunded',
          recipient: 'reader@magazin.test',
          subject: expect.stringContaining('M1'),
          status: 'sent',
          attempts: 1,
          last_error: null,
          created: expect.any(String),
          sent: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
          due: null,
        },
      ],
    ]);
    expect(await list('?recipient=reader%25')).toMatchObject({ count: 0 });
    expect(await list('?kind=love_letter')).toMatchObject({ code: 4000 });
    const { body } = await shop.get(`/api/admin/mails/${String(results[0]?.['uuid'])}`, { token });
    expect(body).toMatchObject({
      message_id: expect.stringContaining('@brot.example>'),
      attachments: [],
      html: expect.stringContaining('M1'),
      text: expect.stringContaining('M1'),
    });
    for (const uuid of ['nonsense', '0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b11'])
      expect((await shop.get(`/api/admin/mails/${uuid}`, { token })).body['code']).toBe(2101);
  });

  it('have no text 90 days after they were sent; failed ones keep it', async () => {
    await shop.rows(
      `update mails set created_at = now() - interval '91 days' where recipient like any('{max@%,never@%}')`,
    );
    await shop.app.get(MailDelivery).eraseExpired();
    expect(await rowOf('max@magazin.test')).toMatchObject({
      status: 'sent',
      html: null,
      text: null,
      data: { number: 'M100001' },
    });
    expect(await rowOf('never@magazin.test')).toMatchObject({ status: 'failed', html: expect.any(String) });
    expect(await rowOf('patient@magazin.test')).toMatchObject({ html: expect.any(String) });
  });
});

it('mail: no more begin in a second than MAILS_PER_SECOND', async () => {
  const slow = new Shop();
  await slow.start({ SMTP_URL: smtp.url, MAILS_PER_SECOND: '2' });
  await slow.app.get(Database).transaction(async (em) => {
    for (let turn = 0; turn < 5; turn++)
      await slow.app.get(MailQueue).enqueue(em, confirmation(`slow${turn}@magazin.test`));
  });
  const took = () => slow.rows(`select max(sent_at) - min(created_at) >= '2 s' as long, count(sent_at) from mails`);
  await expect.poll(took).toEqual([{ long: true, count: 5 }]);
  await slow.app.close();
});

it('mail: all are left to other processes with MAILS_PER_SECOND=0', async () => {
  const [silent, sending] = [new Shop(), new Shop()];
  await silent.start({ SMTP_URL: smtp.url, MAILS_PER_SECOND: '0', MAIL_FROM: 'Silent <silent@magazin.test>' });
  const recipients = Array.from({ length: 5 }, (_, turn) => `left${turn}@magazin.test`);
  for (const to of recipients) await write(confirmation(to), { at: silent });
  await sending.start({ DATABASE_URL: silent.databaseUrl, SMTP_URL: smtp.url, MAIL_FROM: 'Sending <s@magazin.test>' });
  await expect.poll(() => recipients.flatMap((to) => smtp.to(to))).toHaveLength(5);
  for (const to of recipients) expect(smtp.to(to)[0]?.message.headers['from']).toContain('Sending');
  await Promise.all([silent.app.close(), sending.app.close()]);
});

describe('without an SMTP server', () => {
  const offline = new Shop();
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'magazin mail '));
    await offline.start({ DATA_DIR: folder, MAILS_PER_SECOND: '14' });
  });
  afterAll(async () => {
    await offline.app.close();
    await rm(folder, { recursive: true });
  });

  it('a mail is stored in the outbox for 90 days', async () => {
    const to = 'stored@magazin.test';
    await write(confirmation(to), { at: offline });
    await expect.poll(() => rowOf(to, offline)).toMatchObject({ status: 'stored', attempts: 1 });
    const row = await rowOf(to, offline);
    const [name = '', ...more] = await readdir(join(folder, 'outbox'));
    expect([name, more]).toEqual([
      expect.stringMatching(new RegExp(`^\\d{4}-\\d\\d-\\d\\dT[\\d.-]+Z-order_confirmation-${row?.uuid}\\.eml$`)),
      [],
    ]);
    const path = join(folder, 'outbox', name);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const message = partOf(await readFile(path));
    expect(message.headers).toMatchObject({ to, 'message-id': row?.message_id, subject: 'Your order M100001' });
    expect(find(message, 'text/plain')?.content.toString()).toContain('order M100001');
    await writeFile(join(folder, 'outbox', '2020-01-01T00-00-00.000Z-welcome.eml'), '');
    await offline.app.get(MailDelivery).eraseExpired();
    expect(await readdir(join(folder, 'outbox'))).toEqual([name]);
  });
});
