import { beforeAll, describe, expect, it } from 'vitest';
import { aCustomer, aProduct, type SignedIn } from './factories/index.js';
import { many } from './support/many.js';
import { useShop } from './support/shop.js';
import { answer, type Detail, openTicket, type Who } from './support/tickets.js';

const shop = useShop();
let staff: SignedIn;
beforeAll(async () => {
  staff = await aCustomer(shop, 'support');
});

const aGuest = async (): Promise<Who> => {
  const { body } = await shop.post<{ guest_token: string }>('/api/guest', { body: {} });
  return { headers: { 'x-guest-token': body.guest_token } };
};
const read = async (who: Who, uuid: string) => (await shop.get<Detail>(`/api/support/tickets/${uuid}`, who)).body;

describe('support ticket', () => {
  it('is opened, answered by staff and answered back', async () => {
    const { token } = await aCustomer(shop);
    const opened = await openTicket(shop, { token });
    expect(opened).toMatchObject({ number: expect.stringMatching(/^T-1\d{5}$/), status: 'open', order: null });
    await shop.rows("update customers set first_name = 'Sam', last_name = 'Voss' where uuid = ?", [staff.uuid]);
    await answer(shop, staff, opened.ticket_uuid, 'We send a new one.');
    const answered = await read({ token }, opened.ticket_uuid);
    expect(answered).toMatchObject({
      status: 'waiting_customer',
      messages: [
        { author: 'customer', name: null, text: 'The lid is broken.' },
        { author: 'staff', name: 'Sam', text: 'We send a new one.' },
      ],
    });
    expect(JSON.stringify(answered)).not.toMatch(new RegExp(`Voss|${staff.username}|${staff.uuid}`));
  });
});
