import { describe, expect, it } from 'vitest';
import { aCustomer, confirmEmail } from './factories/index.js';
import { useShop } from './support/shop.js';

const shop = useShop();

const musterstadt = {
  first_name: 'Max',
  last_name: 'Mustermann',
  address: 'Musterstr. 13',
  post_code: '10000',
  city: 'Musterstadt',
  country: 'DE',
};

interface AddressRow {
  uuid: string;
  city: string;
  is_default: boolean;
}

const addressesOf = async (token: string) =>
  (await shop.get<{ results: AddressRow[] }>('/api/profile/addresses', { token })).body.results;
const addAddress = (token: string, body: object = musterstadt) =>
  shop.post<AddressRow & { code: number }>('/api/profile/addresses', { token, body });

describe('the profile', () => {
  it('is a list of exactly one', async () => {
    const { token, uuid, username, email } = await aCustomer(shop);
    expect((await shop.get('/api/profile', { token })).body).toEqual({
      count: 1,
      next: null,
      previous: null,
      results: [{ uuid, username, first_name: '', last_name: '', email, phone: '', city: '' }],
    });
  });

  it('changes, and one’s own email is no conflict', async () => {
    const { token, uuid, username, email } = await aCustomer(shop);
    const change = { username, email: email.toUpperCase(), first_name: 'lord_anakin', phone: '+40 145' };
    const { status, body } = await shop.put(`/api/profile/${uuid}`, { token, body: change });
    expect(status).toBe(200);
    expect(body).toEqual({ ...change, last_name: '', city: '' });
    const kept = await shop.put(`/api/profile/${uuid}`, { token, body: { username, email } });
    expect(kept.body).toMatchObject({ first_name: 'lord_anakin', phone: '+40 145' });
  });

  it('refuses what is taken, what is missing and what is somebody else’s', async () => {
    const [mine, theirs] = [await aCustomer(shop), await aCustomer(shop)];
    const change = (uuid: string, body: object) => shop.put(`/api/profile/${uuid}`, { token: mine.token, body });
    const own = { username: mine.username, email: mine.email };
    expect((await change(mine.uuid, { ...own, email: theirs.email })).body['code']).toBe(2001);
    expect((await change(mine.uuid, { ...own, username: theirs.username })).body['code']).toBe(2002);
    expect((await change(mine.uuid, { username: mine.username })).body).toMatchObject({
      code: 4000,
      details: [{ field: 'email' }],
    });
    expect((await change(mine.uuid, { ...own, role: 'admin' })).body).toMatchObject({
      code: 4000,
      details: [{ field: 'role' }],
    });
    expect((await change(theirs.uuid, own)).body['code']).toBe(2003);
    expect((await change('no-uuid', own)).body['code']).toBe(2003);
  });

  it('lets one of twenty take a free name', async () => {
    const customers = await Promise.all(Array.from({ length: 20 }, () => aCustomer(shop)));
    const answers = await Promise.all(
      customers.map(({ token, uuid, email }) =>
        shop.put(`/api/profile/${uuid}`, { token, body: { email, username: 'palpatine' } }),
      ),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ body }) => body['code'] === 2002)).toHaveLength(19);
  });
});

describe('addresses', () => {
  it('are kept, changed and forgotten; one is the default', async () => {
    const { token } = await aCustomer(shop);
    const first = await addAddress(token);
    expect(first.status).toBe(201);
    expect(first.body).toEqual({ ...musterstadt, phone: '', uuid: expect.any(String), is_default: true });
    const second = await addAddress(token, { ...musterstadt, city: 'Bonn' });
    expect(second.body.is_default).toBe(false);
    const url = `/api/profile/addresses/${second.body.uuid}`;
    const changed = await shop.put(url, { token, body: { ...musterstadt, city: 'Köln', is_default: true } });
    expect(changed.body).toMatchObject({ city: 'Köln', is_default: true });
    expect((await addressesOf(token)).map(({ city, is_default }) => [city, is_default])).toEqual([
      ['Musterstadt', false],
      ['Köln', true],
    ]);
    expect((await shop.delete(url, { token })).body).toMatchObject({ city: 'Köln' });
    expect((await addressesOf(token)).map(({ is_default }) => is_default)).toEqual([true]);
  });

  it('belong to their customer', async () => {
    const [mine, theirs] = [await aCustomer(shop), await aCustomer(shop)];
    const { uuid } = (await addAddress(mine.token)).body;
    for (const id of [uuid, 'no-uuid']) {
      const url = `/api/profile/addresses/${id}`;
      const change = await shop.put(url, { token: theirs.token, body: musterstadt });
      expect([change.status, change.body['code']]).toEqual([404, 2004]);
      expect((await shop.delete(url, { token: theirs.token })).body['code']).toBe(2004);
    }
    expect(await addressesOf(theirs.token)).toEqual([]);
  });

  it('have one default whatever fifty at once wish, and end at fifty', async () => {
    const { token } = await aCustomer(shop);
    const answers = await Promise.all(
      Array.from({ length: 55 }, () => addAddress(token, { ...musterstadt, is_default: true })),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(50);
    expect(answers.filter(({ body }) => body.code === 2005)).toHaveLength(5);
    const { body } = await shop.get<{ results: AddressRow[] }>('/api/profile/addresses?page_size=100', { token });
    expect(body.results.filter(({ is_default }) => is_default)).toHaveLength(1);
  });

  it('name a real country', async () => {
    const { token } = await aCustomer(shop);
    expect((await addAddress(token, { ...musterstadt, country: 'XX' })).body).toMatchObject({
      code: 4000,
      details: [{ field: 'country' }],
    });
  });
});

describe('staff', () => {
  it('finds customers; an admin gives roles and closes accounts, never their own', async () => {
    const [admin, support, customer] = [
      await aCustomer(shop, 'admin'),
      await aCustomer(shop, 'support'),
      await aCustomer(shop),
    ];
    const found = await shop.get<{ count: number; results: object[] }>(
      `/api/admin/customers?search=${customer.email.toUpperCase()}`,
      { token: support.token },
    );
    expect(found.body).toMatchObject({
      count: 1,
      results: [{ uuid: customer.uuid, role: 'customer', disabled: false }],
    });
    expect(JSON.stringify(found.body)).not.toContain('argon2');
    expect((await shop.get('/api/admin/customers?search=%25', { token: support.token })).body['count']).toBe(0);
    const change = (token: string, uuid: string, what: string, body: object) =>
      shop.put(`/api/admin/customers/${uuid}/${what}`, { token, body });
    expect((await change(support.token, customer.uuid, 'role', { role: 'admin' })).body['code']).toBe(3003);
    expect((await change(admin.token, admin.uuid, 'role', { role: 'customer' })).body['code']).toBe(2006);
    expect((await change(admin.token, 'no-uuid', 'role', { role: 'customer' })).body['code']).toBe(2003);
    await confirmEmail(shop, customer);
    expect((await change(admin.token, customer.uuid, 'role', { role: 'support' })).body).toMatchObject({
      role: 'support',
    });
    // Another role ends the sessions, so that nothing is done with old tokens.
    expect((await shop.get('/api/profile', { token: customer.token })).body['code']).toBe(3004);
    const { username, password } = customer;
    const signedIn = async () =>
      String((await shop.post('/api/login', { body: { username, password } })).body['access']);
    const token = await signedIn();
    expect((await shop.get('/api/admin/orders', { token })).status).toBe(200);
    expect((await change(admin.token, customer.uuid, 'disabled', { disabled: true })).body).toMatchObject({
      disabled: true,
    });
    expect((await shop.get('/api/profile', { token })).body['code']).toBe(3004);
    await change(admin.token, customer.uuid, 'disabled', { disabled: false });
    expect((await shop.get('/api/profile', { token })).body['code']).toBe(3004);
    expect((await shop.get('/api/profile', { token: await signedIn() })).status).toBe(200);
    const entries = await shop.rows<{ action: string; actor: string }>(
      'select action, actor from audit_entries where subject = ? order by id',
      [`customer/${customer.uuid}`],
    );
    expect(entries.map(({ action }) => action)).toEqual(['customer.role', 'customer.disable', 'customer.enable']);
    expect(new Set(entries.map(({ actor }) => actor))).toEqual(new Set([admin.uuid]));
  });
});
