import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TicketClosingService } from '../src/support/ticket-closing.service.js';
import { aCustomer, aProduct, type SignedIn } from './factories/index.js';
import { many } from './support/many.js';
import { orderAtShop, shippingAddress } from './support/purchase.js';
import { type Answer, useShop } from './support/shop.js';
import {
  adminPath,
  aGuest,
  answer,
  type Detail,
  mailsAbout,
  openTicket,
  ticketInput,
  type Who,
} from './support/tickets.js';

const shop = useShop();
let staff: SignedIn;
beforeAll(async () => {
  staff = await aCustomer(shop, 'support');
  await shop.rows("update customers set first_name = 'Sam', last_name = 'Voss' where uuid = ?", [staff.uuid]);
});
// Guests of all tests share one network address.
beforeEach(() => shop.rows('delete from budgets'));

const read = async (who: Who, uuid: string) => (await shop.get<Detail>(`/api/support/tickets/${uuid}`, who)).body;
const open = (who: Who, input: object) =>
  shop.post<Detail>('/api/support/tickets', { ...who, body: { ...ticketInput, ...input } });
const reply = (who: Who, uuid: string, text = 'Still broken') =>
  shop.post<Detail>(`/api/support/tickets/${uuid}/messages`, { ...who, body: { text } });
const close = (who: Who, uuid: string) => shop.put(`/api/support/tickets/${uuid}/close`, who);
const setStatus = (uuid: string, status: string) =>
  shop.put(`${adminPath(uuid)}/status`, { token: staff.token, body: { status } });
const countOf = (statuses: number[], status: number) => statuses.filter((each) => each === status).length;

describe('support ticket', () => {
  it('shows the customer the answers, of staff their first name alone, and no note', async () => {
    const { token } = await aCustomer(shop);
    const opened = await openTicket(shop, { token });
    expect(opened).toMatchObject({ number: expect.stringMatching(/^T-1\d{5}$/), status: 'open', order: null });
    await answer(shop, staff, opened.ticket_uuid, 'We send a new one.');
    const note = { token: staff.token, body: { text: 'A difficult customer' } };
    expect((await shop.post(`${adminPath(opened.ticket_uuid)}/notes`, note)).status).toBe(200);
    const answered = await read({ token }, opened.ticket_uuid);
    expect(answered).toMatchObject({
      status: 'waiting_customer',
      messages: [
        { author: 'customer', name: null, text: 'The lid is broken.' },
        { author: 'staff', name: 'Sam', text: 'We send a new one.' },
      ],
    });
    expect(answered.messages).toHaveLength(2);
    const list = await shop.get('/api/support/tickets', { token });
    expect(list.body).toMatchObject({ count: 1, results: [{ number: opened.number, status: 'waiting_customer' }] });
    for (const shown of [answered, list.body, await mailsAbout(shop, opened.number)])
      expect(JSON.stringify(shown)).not.toMatch(new RegExp(`difficult|Voss|${staff.username}|${staff.uuid}`));
  });

  it('is opened and answered once by fifty requests with one key, of a guest too', async () => {
    for (const who of [await aCustomer(shop), await aGuest(shop)] as Who[]) {
      const keyed = (key: string) => ({ ...who, headers: { ...who.headers, 'idempotency-key': key } });
      const retried = async <Body>(send: () => Promise<Answer<Body>>) => {
        const answers = await many(50, send);
        for (const { status, body } of answers)
          expect([status, body]).toEqual(status === 409 ? [409, expect.objectContaining({ code: 4023 })] : [201, body]);
        const again = await send();
        expect(again).toMatchObject({ status: 201, headers: { 'idempotent-replayed': 'true' } });
        return again.body;
      };
      const { ticket_uuid } = await retried(() => open(keyed('opened'), {}));
      expect((await shop.get('/api/support/tickets', who)).body).toMatchObject({ count: 1 });
      await retried(() => reply(keyed('answered'), ticket_uuid));
      expect((await read(who, ticket_uuid)).messages).toHaveLength(2);
      expect(await reply(keyed('answered'), ticket_uuid, 'Another')).toMatchObject({
        status: 422,
        body: { code: 4022 },
      });
    }
    const visitor = { headers: { 'idempotency-key': 'mine' } };
    const input = { email: 'visitor@magazin.test', name: 'Vera' };
    const opened = await many(2, () => open(visitor, input));
    expect(new Set(opened.map(({ status, body }) => status === 201 && body.ticket_uuid)).size).toBe(2);
  });

  it('is about an own order or a product that is on sale', async () => {
    const [{ token }, other] = [await aCustomer(shop), await aCustomer(shop)];
    const [product, hidden] = [await aProduct(shop), await aProduct(shop, { published: false })];
    await shop.post('/api/bucket', { token, body: { product: product.uuid, quantity: 1 } });
    const order = (await orderAtShop(shop, token)).body['order_uuid'] as string;
    expect(await openTicket(shop, { token }, { order, product: product.uuid })).toMatchObject({
      order,
      product: product.uuid,
    });
    expect(await open(other, { order })).toMatchObject({ status: 404, body: { code: 1001 } });
    expect(await open({ token }, { product: hidden.uuid })).toMatchObject({ status: 404, body: { code: 1011 } });
    expect(await open({}, { order, email: 'a@magazin.test', name: 'A' })).toMatchObject({ body: { code: 1001 } });
  });

  it.each([
    ['without a subject', { subject: undefined }, 'subject'],
    ['with a subject of two lines', { subject: 'a\nb' }, 'subject'],
    ['with a long subject', { subject: 'x'.repeat(151) }, 'subject'],
    ['without text', { text: ' \n ' }, 'text'],
    ['with a long text', { text: 'x'.repeat(10_001) }, 'text'],
    ['about something that is no uuid', { order: 'M100001' }, 'order'],
    ['with another address', { email: 'stranger@magazin.test' }, 'email'],
  ])('is not opened %s', async (_, input, field) => {
    const { token } = await aCustomer(shop);
    expect(await open({ token }, input)).toMatchObject({ status: 400, body: { code: 4000, details: [{ field }] } });
    expect((await shop.get('/api/support/tickets', { token })).body).toMatchObject({ count: 0 });
  });

  it('is not open to others', async () => {
    const [{ token }, other, guest] = [await aCustomer(shop), await aCustomer(shop), await aGuest(shop)];
    const { ticket_uuid: uuid } = await openTicket(shop, { token });
    for (const stranger of [other, guest]) {
      expect(await shop.get(`/api/support/tickets/${uuid}`, stranger)).toMatchObject({ body: { code: 1300 } });
      expect(await reply(stranger, uuid)).toMatchObject({ status: 404, body: { code: 1300 } });
      expect(await close(stranger, uuid)).toMatchObject({ status: 404, body: { code: 1300 } });
    }
    expect(await read({ token }, uuid)).toMatchObject({ status: 'open', messages: [{}] });
  });
});

describe('support ticket: limits', () => {
  it('lets a customer have twenty open, of fifty opened at once too', async () => {
    const { token } = await aCustomer(shop);
    const statuses = await many(50, async () => (await open({ token }, {})).status);
    expect([countOf(statuses, 201), countOf(statuses, 409)]).toEqual([20, 30]);
    const { body } = await shop.get<{ results: Detail[] }>('/api/support/tickets', { token });
    const [closed, another] = body.results.map(({ ticket_uuid }) => ticket_uuid) as [string, string];
    expect((await close({ token }, closed)).status).toBe(200);
    expect(countOf(await many(2, async () => (await open({ token }, {})).status), 201)).toBe(1);
    expect(await reply({ token }, closed)).toMatchObject({ status: 409, body: { code: 1302 } });
    expect((await reply({ token }, another)).status).toBe(201);
  });

  it('lets a customer write thirty messages an hour, of fifty at once too', async () => {
    const { token } = await aCustomer(shop);
    const { ticket_uuid: uuid } = await openTicket(shop, { token });
    const statuses = await many(50, async () => (await reply({ token }, uuid)).status);
    expect([countOf(statuses, 201), countOf(statuses, 429)]).toEqual([29, 21]);
    const refused = await reply({ token }, uuid);
    expect(refused).toMatchObject({ status: 429, body: { code: 1303 } });
    expect(Number(refused.headers['retry-after'])).toSatisfy((wait: number) => wait > 0 && wait <= 3600);
    expect((await read({ token }, uuid)).messages).toHaveLength(30);
    await shop.rows('update budgets set ends_at = now()');
    expect((await reply({ token }, uuid)).status).toBe(201);
  });

  it('holds 300 messages', async () => {
    const { token } = await aCustomer(shop);
    const { ticket_uuid: uuid, number } = await openTicket(shop, { token });
    await shop.rows(
      `insert into ticket_messages (uuid, ticket_id, kind, text)
       select gen_random_uuid(), id, 'customer', 'More' from tickets, generate_series(1, 299) where number = ?`,
      [number],
    );
    expect(await reply({ token }, uuid)).toMatchObject({ status: 409, body: { code: 1304 } });
    expect((await answer(shop, staff, uuid, 'Enough')).body).toMatchObject({ code: 1304 });
    expect((await setStatus(uuid, 'closed')).status).toBe(200);
  });
});

describe('support ticket: states', () => {
  const statuses = ['open', 'waiting_customer', 'waiting_staff', 'solved', 'closed'];
  const verbs = {
    reply: (uuid: string, who: Who) => reply(who, uuid),
    answer: (uuid: string) => answer(shop, staff, uuid, 'Done'),
    solve: (uuid: string) => setStatus(uuid, 'solved'),
    'close by staff': (uuid: string) => setStatus(uuid, 'closed'),
    close: (uuid: string, who: Who) => close(who, uuid),
    reopen: (uuid: string) => setStatus(uuid, 'waiting_staff'),
  };
  /** By verb, what becomes of each of the statuses; null: refused. */
  const expected: Record<keyof typeof verbs, (string | null)[]> = {
    reply: ['open', 'waiting_staff', 'waiting_staff', 'waiting_staff', 'waiting_staff'],
    answer: statuses.map(() => 'waiting_customer'),
    solve: ['solved', 'solved', 'solved', null, null],
    'close by staff': ['closed', 'closed', 'closed', 'closed', null],
    close: ['closed', 'closed', 'closed', 'closed', null],
    reopen: [null, 'waiting_staff', null, 'waiting_staff', 'waiting_staff'],
  };

  it.each(Object.keys(verbs) as (keyof typeof verbs)[])('%s does to each status what the table says', async (verb) => {
    const { token } = await aCustomer(shop);
    for (const [index, from] of statuses.entries()) {
      const { ticket_uuid: uuid } = await openTicket(shop, { token });
      await shop.rows(
        `update tickets set status = ?, waiting_at = case when ? in ('open', 'waiting_staff') then waiting_at end,
         solved_at = case when ? = 'solved' then now() end where uuid = ?`,
        [from, from, from, uuid],
      );
      const to = expected[verb][index];
      const answered = await verbs[verb](uuid, { token });
      if (to) expect(answered.status, `${from}: ${verb}`).toBeLessThan(300);
      else expect(answered, `${from}: ${verb}`).toMatchObject({ status: 409, body: { code: 1301 } });
      const [row] = await shop.rows(
        'select status, waiting_at is not null as waiting, solved_at is not null as solved from tickets where uuid = ?',
        [uuid],
      );
      const status = to ?? from;
      const waiting = ['open', 'waiting_staff'].includes(status);
      expect(row, `${from}: ${verb}`).toEqual({ status, waiting, solved: status === 'solved' });
    }
  });

  it('closes what was solved a week ago, unless it was answered since', async () => {
    const { token } = await aCustomer(shop);
    const tickets = [
      await openTicket(shop, { token }),
      await openTicket(shop, { token }),
      await openTicket(shop, { token }),
    ];
    const [old, answered, recent] = tickets.map(({ ticket_uuid }) => ticket_uuid) as [string, string, string];
    for (const uuid of [old, answered, recent]) await setStatus(uuid, 'solved');
    await shop.rows(`update tickets set solved_at = now() - interval '7 days' where uuid in (?, ?)`, [old, answered]);
    await reply({ token }, answered);
    expect(await shop.rows(`select cron from pgboss.schedule where name = 'tickets.close'`)).toHaveLength(1);
    await shop.app.get(TicketClosingService).closeSolved();
    const statusesNow = await Promise.all(
      tickets.map(async ({ ticket_uuid }) => (await read({ token }, ticket_uuid)).status),
    );
    expect(statusesNow).toEqual(['closed', 'waiting_staff', 'solved']);
    expect(await reply({ token }, old)).toMatchObject({ status: 201, body: { status: 'waiting_staff' } });
  });
});

describe('support ticket: guests', () => {
  it('is a guest’s, with the address of the order, and stays with the guest who registers', async () => {
    const guest = await aGuest(shop);
    const { uuid: product } = await aProduct(shop);
    await shop.post('/api/bucket', { ...guest, body: { product, quantity: 1 } });
    const placed = await shop.post('/api/orders', {
      ...guest,
      body: { payment: 'cash', email: 'ordered@magazin.test', shipping_address: shippingAddress },
    });
    const { ticket_uuid: uuid, number } = await openTicket(shop, guest, { order: placed.body['order_uuid'] });
    expect(await mailsAbout(shop, number)).toMatchObject([
      { kind: 'ticket_received', recipient: 'ordered@magazin.test' },
    ]);
    expect(await reply(guest, uuid)).toMatchObject({ status: 201 });
    const account = { username: 'was-guest', email: 'was-guest@magazin.test', password: 'onlydarkside' };
    await shop.post('/api/register', { ...guest, body: account });
    const { body } = await shop.post<{ access: string }>('/api/login', { body: account });
    expect(await read({ token: body.access }, uuid)).toMatchObject({ number, messages: [{}, {}] });
    expect(await shop.get(`/api/support/tickets/${uuid}`, guest)).toMatchObject({ status: 403 });
    await answer(shop, staff, uuid, 'Here');
    expect((await mailsAbout(shop, number)).at(-1)).toMatchObject({ recipient: account.email });
  });

  it('becomes that of the signed-in customer who still carries the guest token, once', async () => {
    const [guest, { token }, thief] = [await aGuest(shop), await aCustomer(shop), await aCustomer(shop)];
    const { ticket_uuid: uuid } = await openTicket(shop, guest);
    const lists = await many(50, () => shop.get('/api/support/tickets', { token, headers: guest.headers }));
    expect(new Set(lists.map(({ body }) => body['count']))).toEqual(new Set([1]));
    expect(await read({ token }, uuid)).toMatchObject({ ticket_uuid: uuid });
    expect((await shop.get('/api/support/tickets', guest)).body).toMatchObject({ count: 0 });
    const stolen = await shop.get('/api/support/tickets', { token: thief.token, headers: guest.headers });
    expect(stolen.body).toMatchObject({ count: 0 });
  });
});
