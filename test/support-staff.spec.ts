import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aCustomer, type SignedIn } from './factories/index.js';
import { many } from './support/many.js';
import { orderAtShop } from './support/purchase.js';
import { aProduct } from './factories/index.js';
import { useShop } from './support/shop.js';
import { type AdminDetail, adminPath, aGuest, answer, mailsAbout, openTicket } from './support/tickets.js';

const shop = useShop();
let staff: SignedIn;
beforeAll(async () => {
  staff = await aCustomer(shop, 'support');
});
beforeEach(() => shop.rows('delete from budgets'));

const asStaff = (body?: object) => ({ token: staff.token, ...(body && { body }) });
const read = async (uuid: string) => (await shop.get<AdminDetail>(adminPath(uuid), asStaff())).body;
const assign = (uuid: string, body: object, { token } = staff) =>
  shop.put<AdminDetail>(`${adminPath(uuid)}/assignee`, { token, body });
const numbersOf = async (query: string) => {
  const { status, body } = await shop.get<{ results: AdminDetail[] }>(`/api/admin/support/tickets?${query}`, asStaff());
  expect(status).toBe(200);
  return body.results.map(({ number }) => number);
};

describe('support staff', () => {
  it('answers fifty times at once: each answer is kept and mailed once', async () => {
    const { token } = await aCustomer(shop);
    const { ticket_uuid: uuid, number } = await openTicket(shop, { token });
    await shop.rows("update tickets set created_at = now() - interval '90 minutes' where uuid = ?", [uuid]);
    const answers = await many(50, (turn) => answer(shop, staff, uuid, `Answer ${turn}`));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(50);
    const { messages, status, waiting, first_answer_seconds } = await read(uuid);
    expect([status, waiting, messages.length]).toEqual(['waiting_customer', null, 51]);
    expect(new Set(messages.map(({ text }) => text)).size).toBe(51);
    expect((await mailsAbout(shop, number)).filter(({ kind }) => kind === 'ticket_answered')).toHaveLength(50);
    expect(first_answer_seconds).toBeGreaterThanOrEqual(5400);
    const [audited] = await shop.rows(
      `select count(*)::int from audit_entries where action = 'ticket.answer' and subject = ? and actor = ?`,
      [`ticket/${uuid}`, staff.uuid],
    );
    expect(audited).toEqual({ count: 50 });
  });

  it('answers and notes once, by fifty requests with one key', async () => {
    const { ticket_uuid: uuid, number } = await openTicket(shop, { token: (await aCustomer(shop)).token });
    for (const route of ['answer', 'notes']) {
      const headers = { 'idempotency-key': route };
      const send = () => shop.post(`${adminPath(uuid)}/${route}`, { ...asStaff({ text: 'On its way' }), headers });
      const statuses = new Set((await many(50, send)).map(({ status }) => status));
      expect([...statuses].filter((status) => status !== 409)).toEqual([200]);
      expect(await send()).toMatchObject({ status: 200, headers: { 'idempotent-replayed': 'true' } });
    }
    expect((await read(uuid)).messages).toMatchObject([{ kind: 'customer' }, { kind: 'staff' }, { kind: 'note' }]);
    expect((await mailsAbout(shop, number)).filter(({ kind }) => kind === 'ticket_answered')).toHaveLength(1);
  });

  it('notes what no customer sees, and that is no answer', async () => {
    const { token } = await aCustomer(shop);
    const { ticket_uuid: uuid, number } = await openTicket(shop, { token });
    const noted = await shop.post<AdminDetail>(`${adminPath(uuid)}/notes`, asStaff({ text: 'Third time this year' }));
    expect(noted.body).toMatchObject({
      status: 'open',
      first_answer_seconds: null,
      messages: [
        { kind: 'customer', staff: null },
        { kind: 'note', staff: { username: staff.username } },
      ],
    });
    expect(await mailsAbout(shop, number)).toHaveLength(1);
    const shown = await shop.get(`/api/support/tickets/${uuid}`, { token });
    expect(JSON.stringify(shown.body)).not.toContain('Third time');
  });

  it('assigns a ticket to one of fifty at once', async () => {
    const { ticket_uuid: uuid } = await openTicket(shop, await aCustomer(shop));
    await shop.rows(
      `insert into customers (uuid, username, username_key, email, email_key, password_hash, role, guest_token, created_at, updated_at)
       select gen_random_uuid(), 'agent' || n, 'agent' || n, 'agent' || n || '@magazin.test', 'agent' || n || '@magazin.test', 'none', 'support', gen_random_uuid(), now(), now()
       from generate_series(1, 50) n`,
    );
    const agents = await shop.rows<{ uuid: string }>(`select uuid from customers where username like 'agent%'`);
    const assignments = await many(50, (turn) => assign(uuid, { assignee: agents[turn]?.uuid }));
    const winners = assignments.filter(({ status }) => status === 200);
    expect(winners).toHaveLength(1);
    expect(assignments.filter(({ body }) => (body as { code?: number }).code === 1309)).toHaveLength(49);
    const winner = winners[0]?.body.assignee?.uuid;
    expect((await read(uuid)).assignee?.uuid).toBe(winner);
    expect((await assign(uuid, { assignee: winner })).status).toBe(200);
    expect((await assign(uuid, {})).status).toBe(409);
    expect((await assign(uuid, { force: true })).body.assignee).toEqual({ uuid: staff.uuid, username: staff.username });
    expect((await shop.delete(`${adminPath(uuid)}/assignee`, asStaff())).body).toMatchObject({ assignee: null });
  });

  it('assigns only to members of support', async () => {
    const customer = await aCustomer(shop);
    const manager = await aCustomer(shop, 'catalog_manager');
    const { ticket_uuid: uuid } = await openTicket(shop, customer);
    for (const assignee of [customer.uuid, manager.uuid, '0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b11'])
      expect(await assign(uuid, { assignee })).toMatchObject({ status: 404, body: { code: 1310 } });
  });

  it('finds tickets by status, assignee, order and text, those that wait longest first', async () => {
    const { token, email } = await aCustomer(shop);
    const { uuid: product } = await aProduct(shop);
    await shop.post('/api/bucket', { token, body: { product, quantity: 1 } });
    const order = (await orderAtShop(shop, token)).body['order_uuid'];
    const [first, second, third] = [
      await openTicket(shop, { token }, { subject: 'Zebra 100%', order }),
      await openTicket(shop, { token }, { subject: 'Zebra 1000' }),
      await openTicket(shop, { token }, { subject: 'Zebra answered' }),
    ];
    await answer(shop, staff, third.ticket_uuid, 'Done');
    await assign(second.ticket_uuid, {});
    const numbers = (...tickets: { number: string }[]) => tickets.map(({ number }) => number);
    expect(await numbersOf('search=zebra')).toEqual(numbers(first, second, third));
    await shop.post(`/api/support/tickets/${third.ticket_uuid}/messages`, { token, body: { text: 'And?' } });
    await shop.rows(`update tickets set waiting_at = now() - interval '1 day' where number = ?`, [second.number]);
    expect(await numbersOf('search=zebra')).toEqual(numbers(second, first, third));
    expect(await numbersOf('search=zebra&status=open')).toEqual(numbers(second, first));
    expect(await numbersOf('search=zebra%207%25')).toEqual([]);
    expect(await numbersOf(`search=${email}&assignee=me`)).toEqual(numbers(second));
    expect(await numbersOf(`search=${email}&assignee=none`)).toEqual(numbers(first, third));
    expect(await numbersOf(`order=${String(order)}`)).toEqual(numbers(first));
    expect(await numbersOf(`search=${third.number}`)).toEqual(numbers(third));
    expect(await numbersOf(`search=${email}&page=2&page_size=2`)).toEqual(numbers(third));
  });

  it('sees counts by status and the median time to the first answer', async () => {
    await shop.rows('delete from tickets');
    const { token } = await aCustomer(shop);
    const empty = await shop.get('/api/admin/support/tickets/summary', asStaff());
    expect(empty.body).toEqual({ statuses: [], unassigned: 0, median_first_answer_seconds: null });
    const tickets = [];
    for (let turn = 0; turn < 5; turn++) tickets.push(await openTicket(shop, { token }));
    for (const { ticket_uuid } of tickets.slice(0, 4)) await answer(shop, staff, ticket_uuid, 'Done');
    for (const [turn, { number }] of tickets.slice(0, 4).entries())
      await shop.rows(
        `update tickets set created_at = now() - interval '60 days',
          first_answered_at = now() - interval '60 days' + make_interval(secs => ?) where number = ?`,
        [turn < 3 ? 30 * 86_400 + 3600 + (turn + 1) * 100 : 1, number],
      );
    const { body } = await shop.get('/api/admin/support/tickets/summary', asStaff());
    expect(body).toEqual({
      statuses: [
        { status: 'open', count: 1 },
        { status: 'waiting_customer', count: 4 },
      ],
      unassigned: 1,
      median_first_answer_seconds: 30 * 86_400 + 3600 + 200,
    });
  });
});

describe('canned answers', () => {
  const path = '/api/admin/support/canned-answers';
  const create = (input: object) =>
    shop.post<{ uuid: string; text: string }>(path, asStaff({ title: 'Delay', text: 'Hello', ...input }));

  it('are filled with the name and the number', async () => {
    const { token, uuid: customer } = await aCustomer(shop);
    await shop.rows("update customers set first_name = 'Max' where uuid = ?", [customer]);
    const { ticket_uuid: uuid, number } = await openTicket(shop, { token });
    const text = 'Hello {{first_name}}, about {{number}}, {{number}}';
    const { uuid: canned } = (await create({ title: 'Filled', text })).body;
    const filled = `Hello Max, about ${number}, ${number}`;
    expect((await shop.get(`${adminPath(uuid)}/canned-answers/${canned}`, asStaff())).body).toEqual({ text: filled });
    const answered = await shop.post<AdminDetail>(`${adminPath(uuid)}/answer`, asStaff({ canned }));
    expect(answered.body.messages.at(-1)).toMatchObject({ kind: 'staff', text: filled });
    expect((await mailsAbout(shop, number)).at(-1)?.text).toContain(filled);
    for (const body of [{}, { canned, text: 'Both' }, { canned: 'banana' }])
      expect(await shop.post(`${adminPath(uuid)}/answer`, asStaff(body))).toMatchObject({ status: 400 });
    const unknown = { canned: '0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b11' };
    expect((await shop.post(`${adminPath(uuid)}/answer`, asStaff(unknown))).body).toMatchObject({ code: 1311 });
  });

  it.each([
    ['Vera Besuch', 'Vera'],
    ['{{number}}', 'there'],
    ['', 'there'],
  ])('call somebody who typed «%s» %s', async (name, called) => {
    const ticket = await openTicket(shop, await aGuest(shop), name ? { name } : {});
    const { uuid: canned } = (await create({ title: `Called ${name}`, text: 'Hello {{first_name}}!' })).body;
    const preview = await shop.get(`${adminPath(ticket.ticket_uuid)}/canned-answers/${canned}`, asStaff());
    expect(preview.body).toEqual({ text: `Hello ${called}!` });
  });

  it('are listed, changed and deleted; a title is used once', async () => {
    const titles = async () =>
      (await shop.get<{ results: { title: string }[] }>(`${path}?page_size=100`, asStaff())).body.results.map(
        ({ title }) => title,
      );
    const { uuid } = (await create({ title: 'Banana' })).body;
    const { uuid: other } = (await create({ title: 'apple' })).body;
    expect((await titles()).slice(0, 2)).toEqual(['apple', 'Banana']);
    expect(await create({ title: 'APPLE' })).toMatchObject({ status: 409, body: { code: 1312 } });
    const change = { title: 'Apple', text: 'Changed' };
    expect(await shop.put(`${path}/${uuid}`, asStaff(change))).toMatchObject({ status: 409, body: { code: 1312 } });
    const { text } = change;
    expect((await shop.put(`${path}/${other}`, asStaff({ text }))).body).toEqual({ uuid: other, title: 'apple', text });
    expect((await shop.put(`${path}/${other}`, asStaff(change))).body).toEqual({ uuid: other, ...change });
    expect((await shop.delete(`${path}/${other}`, asStaff())).body).toEqual({ uuid: other, ...change });
    expect((await shop.delete(`${path}/${other}`, asStaff())).body).toMatchObject({ code: 1311 });
    expect(await titles()).not.toContain('Apple');
  });

  it.each(['{{last_name}}', '{{ number }}', 'a {{', ''])('hold no placeholder that has no value: %s', async (text) => {
    expect(await create({ title: 'Odd', text })).toMatchObject({ status: 400, body: { details: [{ field: 'text' }] } });
  });
});
