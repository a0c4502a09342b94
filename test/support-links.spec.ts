import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { networkOf } from '../src/operations/network.js';
import { aCustomer, type SignedIn } from './factories/index.js';
import { many } from './support/many.js';
import { useShop } from './support/shop.js';
import { aGuest, answer, type Detail, mailedLink, mailsAbout, openTicket, ticketInput } from './support/tickets.js';

const shop = useShop({ PUBLIC_URL: 'https://shop.example', SUPPORT_EMAIL: 'support@magazin.test' });
let staff: SignedIn;
beforeAll(async () => {
  staff = await aCustomer(shop, 'support');
});
// All visitors share one network address.
beforeEach(() => shop.rows('delete from budgets'));

let counter = 0;
const aVisitor = () => ({ email: `visitor${++counter}@magazin.test`, name: 'Vera Besuch' });
const open = (input: object, headers: Record<string, string> = {}) =>
  shop.post<Detail>('/api/support/tickets', { headers, body: { ...ticketInput, ...input } });
const reply = (link: string, text = 'Still broken') => shop.post<Detail>(`${link}/messages`, { body: { text } });
const countOf = (statuses: number[], status: number) => statuses.filter((each) => each === status).length;

describe('support ticket of a visitor', () => {
  it('is read, answered and closed by the link that was mailed', async () => {
    const visitor = aVisitor();
    const { ticket_uuid: uuid, number } = await openTicket(shop, {}, visitor);
    const link = await mailedLink(shop, number);
    const [confirmation] = await mailsAbout(shop, number);
    expect(confirmation?.text).toContain(`Read and answer: https://shop.example${link}\n`);
    await answer(shop, staff, uuid, 'Which lid?');
    expect(await reply(link, 'The blue one')).toMatchObject({ status: 201, body: { status: 'waiting_staff' } });
    expect((await shop.get<Detail>(link)).body).toMatchObject({
      number,
      messages: [{ text: 'The lid is broken.' }, { text: 'Which lid?' }, { text: 'The blue one' }],
    });
    expect((await shop.put(`${link}/close`)).body).toMatchObject({ status: 'closed' });
    expect(await shop.put(`${link}/close`)).toMatchObject({ status: 409, body: { code: 1301 } });
  });

  it('needs an address and a name, and a token that is sent must be valid', async () => {
    expect(await open({})).toMatchObject({ status: 400, body: { details: [{ field: 'email' }, { field: 'name' }] } });
    expect(await open({ email: 'nobody', name: 'A' })).toMatchObject({ status: 400, body: { code: 4000 } });
    const forged = { authorization: 'Bearer a.b.c' };
    expect(await open(aVisitor(), forged)).toMatchObject({ status: 403, body: { code: 3004 } });
    expect(await open(aVisitor(), { 'x-guest-token': 'banana' })).toMatchObject({ status: 403, body: { code: 3004 } });
  });

  it('is not reached by a link that was forged, is for another address, or rested for half a year', async () => {
    const { number } = await openTicket(shop, {}, aVisitor());
    const { number: other } = await openTicket(shop, {}, aVisitor());
    const [link, otherLink] = [await mailedLink(shop, number), await mailedLink(shop, other)];
    const token = link.split('/').at(-1) ?? '';
    const flipped = [0, 20, 30, 63].map(
      (at) => token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1),
    );
    const mixed = token.slice(0, 22) + (otherLink.split('/').at(-1) ?? '').slice(22);
    for (const forged of [...flipped, mixed, token.slice(1), `${token}A`, '%00', 'a'.repeat(64)]) {
      const url = `/api/support/t/${forged}`;
      expect(await shop.get(url), forged).toMatchObject({ status: 404, body: { code: 1300 } });
      expect(await reply(url), forged).toMatchObject({ status: 404, body: { code: 1300 } });
    }
    expect((await shop.get(link)).status).toBe(200);
    await shop.rows("update tickets set updated_at = now() - interval '180 days' where number = ?", [number]);
    expect((await shop.get(link)).status).toBe(404);
    await shop.rows('update tickets set updated_at = now(), email = ? where number = ?', ['new@magazin.test', number]);
    expect((await shop.get(link)).status).toBe(404);
  });

  it('takes thirty messages an hour, of fifty at once too', async () => {
    const { number } = await openTicket(shop, {}, aVisitor());
    const link = await mailedLink(shop, number);
    const statuses = await many(50, async () => (await reply(link)).status);
    expect([countOf(statuses, 201), countOf(statuses, 429)]).toEqual([30, 20]);
  });
});

it.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:db8::5:6', '2001:db8:0:0'],
  ['2001:db8:1:2::', '2001:db8:1:2'],
  ['::1', '0:0:0:0'],
])('support budget: counts %s as %s', (address, network) => expect(networkOf(address)).toBe(network));

describe('support mails', () => {
  it('carry none of a visitor’s words to the address that was typed', async () => {
    const words = {
      subject: 'BUYNOW subject',
      text: 'BUYNOW https://evil.example',
      name: 'BUYNOW now',
    };
    const visitor = { ...aVisitor(), ...words };
    const named = { ...visitor, name: 'See https://evil.example' };
    expect((await open(named)).body).toMatchObject({ code: 4000, details: [{ field: 'name' }] });
    const { ticket_uuid: uuid, number } = await openTicket(shop, {}, visitor);
    await reply(await mailedLink(shop, number), 'BUYNOW again');
    await answer(shop, staff, uuid, 'No, thank you.');
    const mails = await shop.rows('select * from mails where recipient = ?', [visitor.email]);
    expect(mails.map(({ kind }) => String(kind)).toSorted()).toEqual(['ticket_answered', 'ticket_received']);
    expect(JSON.stringify(mails)).not.toMatch(/BUYNOW|evil/);
  });

  it('go three an hour to an address that was typed, of fifty tickets at once too, by guests as well', async () => {
    const { email, name } = aVisitor();
    const guest = await aGuest(shop);
    const statuses = await many(50, async (turn) => {
      const headers = turn % 2 ? guest.headers : {};
      return (await open({ email: turn % 3 ? email : email.toUpperCase(), name }, headers)).status;
    });
    expect([countOf(statuses, 201), countOf(statuses, 429)]).toEqual([3, 47]);
    expect(await shop.rows('select from mails where lower(recipient) = ?', [email])).toHaveLength(3);
  });

  it('go to few addresses for visitors of one network address, whatever it is called', async () => {
    const statuses = await many(50, async () => (await open(aVisitor())).status);
    expect([countOf(statuses, 201), countOf(statuses, 429)]).toEqual([20, 30]);
    const guest = await aGuest(shop);
    expect(await open({}, guest.headers)).toMatchObject({ status: 429, body: { code: 1303 } });
    const { token } = await aCustomer(shop);
    expect(await open({}, { authorization: `Bearer ${token}` })).toMatchObject({ status: 201 });
  });

  it('tell the customer of each answer once, and support of each message', async () => {
    const { token, email } = await aCustomer(shop);
    const { ticket_uuid: uuid, number } = await openTicket(shop, { token });
    await answer(shop, staff, uuid, 'First <b>line</b>\n\nSecond line');
    await shop.post(`/api/support/tickets/${uuid}/messages`, { token, body: { text: 'Thanks' } });
    await shop.put(`/api/support/tickets/${uuid}/close`, { token });
    const mails = await mailsAbout(shop, number);
    expect(mails).toMatchObject([
      { kind: 'ticket_received', recipient: email, subject: `We received your message ${number}` },
      {
        kind: 'ticket_message',
        recipient: 'support@magazin.test',
        text: expect.stringContaining('The lid is broken.'),
      },
      { kind: 'ticket_answered', recipient: email, subject: `Our answer to your message ${number}` },
      { kind: 'ticket_message', recipient: 'support@magazin.test', text: expect.stringContaining('Thanks') },
    ]);
    expect(mails).toHaveLength(4);
    expect(mails[2]?.text).toContain(
      'First <b>line</b>\n\nSecond line\n\nRead and answer: https://shop.example/api/support/t/',
    );
    expect(mails[2]?.html).toContain('First &#60;b&#62;line');
  });

  it('hold a link that ends with the address of the account, and with the account', async () => {
    const { token, uuid: customer, username } = await aCustomer(shop);
    const { number } = await openTicket(shop, { token });
    const link = await mailedLink(shop, number);
    expect((await shop.get(link)).body).toMatchObject({ number });
    await shop.rows('update customers set disabled_at = now() where uuid = ?', [customer]);
    expect((await shop.get(link)).status).toBe(404);
    await shop.rows('update customers set disabled_at = null where uuid = ?', [customer]);
    await shop.put(`/api/profile/${customer}`, { token, body: { username, email: 'moved@magazin.test' } });
    expect(await shop.get(link)).toMatchObject({ status: 404, body: { code: 1300 } });
  });
});
