import { connect } from 'node:net';
import pLimit from 'p-limit';
import sharp from 'sharp';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aCustomer, type SignedIn } from './factories/index.js';
import { auditTrail } from './support/audit.js';
import { eventually } from './support/eventually.js';
import { many } from './support/many.js';
import { type Answer, useShop } from './support/shop.js';
import { statementsOf } from './support/statements.js';
import {
  adminPath,
  answer,
  type AdminDetail,
  type Attachment,
  type Detail,
  mailedLink,
  openTicket,
} from './support/tickets.js';

const shop = useShop();
let [customer, staff] = [] as unknown as [SignedIn, SignedIn];
beforeAll(async () => {
  [customer, staff] = [await aCustomer(shop), await aCustomer(shop, 'support')];
});
beforeEach(async () => {
  await shop.rows('delete from budgets');
  await shop.rows('delete from tickets');
});

const drawn = (width = 40, height = 20) => sharp({ create: { width, height, channels: 3, background: 'red' } });
const pdf = Buffer.from('%PDF-1.7\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n');

/** Uploads of one network. */
const turns = pLimit(6);

interface Target {
  /** Of the ticket: the customer's, the link's or staff's. */
  at: string;
  message: string;
  token?: string;
}
const upload = async (
  { at, message, token }: Target,
  content: Buffer | string,
  name = 'lid.png',
  type = 'image/png',
) => {
  const form = new FormData();
  form.append('file', new Blob([content as string], { type }), name);
  const encoded = new Response(form);
  const body = Buffer.from(await encoded.arrayBuffer());
  const headers = { 'content-type': encoded.headers.get('content-type') ?? '' };
  return turns(() =>
    shop.post<Attachment & { code: number }>(`${at}/messages/${message}/attachments`, {
      ...(token && { token }),
      body,
      headers,
    }),
  );
};
const download = ({ at, token }: Omit<Target, 'message'>, uuid: string) =>
  shop.app.inject({
    url: `${at}/attachments/${uuid}`,
    headers: token ? { authorization: `Bearer ${token}` } : {},
  });

async function aTicket(): Promise<Target & { uuid: string; number: string }> {
  const { ticket_uuid: uuid, number, messages } = await openTicket(shop, customer);
  const at = `/api/support/tickets/${uuid}`;
  return { at, uuid, number, message: messages[0]?.message_uuid ?? '', token: customer.token };
}

describe('support attachment', () => {
  it.each(['png', 'jpeg', 'webp'] as const)('is taken as %s by its content, and only saved', async (format) => {
    const ticket = await aTicket();
    const added = await upload(ticket, await drawn().toFormat(format).toBuffer(), '../lid «1».exe', 'text/html');
    const name = `lid _1_.${format === 'jpeg' ? 'jpg' : format}`;
    expect(added).toMatchObject({ status: 201, body: { name, content_type: `image/${format}` } });
    const shown = await shop.get<Detail>(ticket.at, { token: customer.token });
    expect(shown.body.messages[0]?.attachments).toEqual([added.body]);
    const file = await download(ticket, added.body.attachment_uuid);
    expect(file.statusCode).toBe(200);
    expect(file.headers).toMatchObject({
      'content-type': `image/${format}`,
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
      'content-length': String(added.body.size),
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
    expect(file.headers).not.toHaveProperty('etag');
    expect(await sharp(file.rawPayload).metadata()).toMatchObject({ format, width: 40, height: 20 });
  });

  it('is taken as PDF, unchanged', async () => {
    const ticket = await aTicket();
    const { body } = await upload(ticket, pdf, 'Rechnung Größe.pdf', 'application/pdf');
    expect(body).toMatchObject({ name: 'Rechnung Größe.pdf', content_type: 'application/pdf', size: pdf.length });
    const file = await download(ticket, body.attachment_uuid);
    expect(file.rawPayload).toEqual(pdf);
    expect(file.headers['content-type']).toBe('application/pdf');
  });

  it('is a picture without its metadata and without what was hidden behind it', async () => {
    const ticket = await aTicket();
    const photo = await drawn(40, 20)
      .jpeg()
      .withExif({ IFD0: { Copyright: 'a secret place' } })
      .withMetadata({ orientation: 6 })
      .toBuffer();
    const polyglot = Buffer.concat([photo, Buffer.from('<script>alert(1)</script>PK\x03\x04')]);
    const { status, body } = await upload(ticket, polyglot);
    expect(status).toBe(201);
    const { rawPayload } = await download(ticket, body.attachment_uuid);
    expect(rawPayload.toString('latin1')).not.toMatch(/<script|PK|secret/);
    const { width, height, exif, orientation } = await sharp(rawPayload).metadata();
    expect([width, height, exif, orientation]).toEqual([20, 40, undefined, undefined]);
  });

  it.each([
    ['nothing', ''],
    ['text', 'this is no picture'],
    ['svg', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'],
    ['html that names a PDF', `<html>${pdf.toString()}`],
    ['a PDF behind something else', Buffer.concat([Buffer.from('GIF89a'), pdf])],
    ['half a PDF', pdf.subarray(0, 30)],
    ['a PDF with something behind it', Buffer.concat([pdf, Buffer.from('<script>alert(1)</script>')])],
    ['half a png', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
    ['a jpeg by its first bytes alone', Buffer.from('ffd8ffe0<script>', 'latin1')],
    ['a program', Buffer.from('MZ\x90\x00')],
  ])('is not %s', async (_, content) => {
    const refused = await upload(await aTicket(), content, 'invoice.pdf', 'application/pdf');
    expect(refused).toMatchObject({ status: 400, body: { code: 1305 } });
    expect(await shop.rows('select from ticket_attachments')).toEqual([]);
  });

  it.each(['gif', 'tiff', 'avif'] as const)('is no %s', async (format) => {
    const content = await drawn().toFormat(format).toBuffer();
    expect(await upload(await aTicket(), content)).toMatchObject({ status: 400, body: { code: 1305 } });
  });

  it('is a file of at most 5 MiB, in the field `file`', async () => {
    const ticket = await aTicket();
    const large = (bytes: number) =>
      Buffer.concat([pdf.subarray(0, 9), Buffer.alloc(bytes - 9 - 6, ' '), Buffer.from('%%EOF\n')]);
    let kept: Answer<unknown> | undefined;
    const statements = await statementsOf(async () => (kept = await upload(ticket, large(5 * 1024 * 1024))));
    expect(kept?.status).toBe(201);
    // As text of a statement, it would take the database seconds.
    expect(Math.max(...statements.map(({ text }) => text.length))).toBeLessThan(10_000);
    expect(await upload(ticket, large(5 * 1024 * 1024 + 1))).toMatchObject({ status: 413, body: { code: 4013 } });
    const url = `${ticket.at}/messages/${ticket.message}/attachments`;
    expect(await shop.post(url, { token: customer.token, body: {} })).toMatchObject({
      status: 400,
      body: { code: 4000, details: [{ field: 'file' }] },
    });
  });

  it('is one of five on a message and of twenty on a ticket, of many at once too', async () => {
    const ticket = await aTicket();
    const reply = async () => {
      const { body } = await shop.post<Detail>(`${ticket.at}/messages`, {
        token: customer.token,
        body: { text: 'More' },
      });
      return body.messages.at(-1)?.message_uuid ?? '';
    };
    const messages = [ticket.message, await reply(), await reply(), await reply(), await reply()];
    const uploads = await many(50, (turn) => upload({ ...ticket, message: messages[turn % 3] ?? '' }, pdf));
    expect(uploads.filter(({ status }) => status === 201)).toHaveLength(15);
    expect(uploads.filter(({ body }) => body.code === 1307)).toHaveLength(35);
    const further = await many(8, (turn) => upload({ ...ticket, message: messages[3 + (turn % 2)] ?? '' }, pdf));
    expect(further.filter(({ status }) => status === 201)).toHaveLength(5);
    const [most] = await shop.rows(
      'select max(count)::int from (select count(*) from ticket_attachments group by message_id) x',
    );
    expect(most).toEqual({ max: 5 });
  });

  it('is attached by the customer to own messages only, and not seen by others', async () => {
    const [ticket, stranger] = [await aTicket(), await aCustomer(shop)];
    const answered = await answer(shop, staff, ticket.uuid, 'Please send a picture.');
    const ofStaff = answered.body.messages.at(-1)?.message_uuid ?? '';
    expect(await upload({ ...ticket, message: ofStaff }, pdf)).toMatchObject({ status: 404, body: { code: 1308 } });
    expect(await upload({ ...ticket, token: stranger.token }, pdf)).toMatchObject({
      status: 404,
      body: { code: 1300 },
    });
    const { body } = await upload(ticket, pdf);
    expect((await download({ ...ticket, token: stranger.token }, body.attachment_uuid)).json()).toMatchObject({
      code: 1300,
    });
    expect((await download(ticket, ticket.message)).json()).toMatchObject({ code: 1306 });
  });

  it('of an answer is seen by the customer, of a note by staff alone', async () => {
    const ticket = await aTicket();
    const asStaff = { at: adminPath(ticket.uuid), token: staff.token };
    await answer(shop, staff, ticket.uuid, 'The label is attached.');
    const noted = await shop.post<AdminDetail>(`${asStaff.at}/notes`, {
      token: staff.token,
      body: { text: 'Internal' },
    });
    const [, answered, note] = noted.body.messages.map(({ message_uuid }) => message_uuid) as [string, string, string];
    const label = await upload({ ...asStaff, message: answered }, pdf, 'label.pdf');
    const hidden = await upload({ ...asStaff, message: note }, pdf, 'hidden.pdf');
    expect(await upload({ ...asStaff, message: ticket.message }, pdf)).toMatchObject({
      status: 404,
      body: { code: 1308 },
    });
    const attached = (await auditTrail(shop)).filter(({ action }) => action === 'ticket.attach');
    expect(attached.map(({ actor, changes }) => [actor, changes['name']])).toEqual([
      [staff.uuid, 'label.pdf'],
      [staff.uuid, 'hidden.pdf'],
    ]);
    expect((await download(ticket, label.body.attachment_uuid)).rawPayload).toEqual(pdf);
    expect((await download(ticket, hidden.body.attachment_uuid)).json()).toMatchObject({ code: 1306 });
    const link = { at: await mailedLink(shop, ticket.number) };
    expect((await download(link, label.body.attachment_uuid)).rawPayload).toEqual(pdf);
    expect((await download(link, hidden.body.attachment_uuid)).json()).toMatchObject({ code: 1306 });
    expect((await download(asStaff, hidden.body.attachment_uuid)).rawPayload).toEqual(pdf);
    expect(JSON.stringify((await shop.get(ticket.at, { token: customer.token })).body)).not.toContain('hidden.pdf');
  });

  it('is decoded 60 times an hour at most, and never where there is no room for it', async () => {
    const ticket = await aTicket();
    const broken = Buffer.concat([await drawn().png().toBuffer()]).fill(0, 40);
    for (let count = 0; count < 5; count++) expect((await upload(ticket, pdf)).status).toBe(201);
    expect((await upload(ticket, broken)).body.code).toBe(1307);
    const reply = await shop.post<Detail>(`${ticket.at}/messages`, { token: customer.token, body: { text: 'More' } });
    const further = { ...ticket, message: reply.body.messages.at(-1)?.message_uuid ?? '' };
    const codes = (await many(60, () => upload(further, broken))).map(({ body }) => body.code);
    expect(codes.filter((code) => code === 1305)).toHaveLength(55);
    expect(codes.filter((code) => code === 4029)).toHaveLength(5);
    expect((await upload(further, pdf)).headers['retry-after']).toMatch(/^\d{4}$/);
  });

  it('is a picture of at most 25 megapixels', async () => {
    const ticket = await aTicket();
    const { status, body } = await upload(ticket, await drawn(5_001, 5_000).png().toBuffer());
    expect({ status, code: body.code }).toEqual({ status: 400, code: 1305 });
  });

  it('leaves the shop to others, and the other uploads to other networks, while it does not come', async () => {
    const ticket = await aTicket();
    await shop.app.listen(0, '127.0.0.1');
    const port = Number(new URL(await shop.app.getUrl()).port);
    const head = `POST ${ticket.at}/messages/${ticket.message}/attachments HTTP/1.1\r\nHost: shop\r\nAuthorization: Bearer ${ticket.token}\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 1000\r\n\r\n`;
    let refused = '';
    const idle = Array.from({ length: 10 }, () => {
      const socket = connect(port, '127.0.0.1', () => socket.write(head));
      return socket.on('data', (text) => (refused += text)).on('error', () => undefined);
    });
    await eventually(
      () => refused.match(/HTTP\/1\.1 \d+/g) ?? [],
      (answers) => answers.join() === Array(4).fill('HTTP/1.1 429').join(),
    );
    expect((await shop.get(ticket.at, { token: customer.token })).status).toBe(200);
    idle.forEach((socket) => socket.destroy());
    await eventually(
      () => upload(ticket, pdf),
      ({ status }) => status === 201,
    );
  });

  it('is attached by a mailed link', async () => {
    const ticket = await aTicket();
    const link = { at: await mailedLink(shop, ticket.number) };
    const { status, body } = await upload({ ...link, message: ticket.message }, pdf);
    expect(status).toBe(201);
    expect((await download(link, body.attachment_uuid)).rawPayload).toEqual(pdf);
    const forged = `/api/support/t/${'a'.repeat(64)}`;
    expect(await upload({ at: forged, message: ticket.message }, pdf)).toMatchObject({
      status: 404,
      body: { code: 1300 },
    });
  });
});
