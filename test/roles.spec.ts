import { beforeAll, describe, expect, it } from 'vitest';
import { allPermissions, type Permission } from '../src/permissions/permissions.js';
import { aCustomer, aRole, confirmEmail, type SignedIn } from './factories/index.js';
import { many } from './support/many.js';
import { useShop } from './support/shop.js';

const shop = useShop();

interface Page<Row> {
  count: number;
  results: Row[];
}
interface Role {
  name: string;
  permissions: Permission[];
  system: boolean;
  accounts: number;
}

let admin: SignedIn;
beforeAll(async () => {
  admin = await aCustomer(shop, 'admin');
});

const asStaff = async (...permissions: Permission[]) => aCustomer(shop, await aRole(shop, permissions));
const roleOf = async (name: string) => (await shop.get<Role>(`/api/admin/roles/${name}`, { token: admin.token })).body;

describe('roles', () => {
  it('come with the shop: admin has every permission, support and catalog_manager have their own', async () => {
    const { body } = await shop.get<Page<Role>>('/api/admin/roles?page_size=3', { token: admin.token });
    expect(body.results[0]).toMatchObject({ name: 'admin', permissions: allPermissions, system: true });
    const support = await roleOf('support');
    expect(support).toMatchObject({ system: false, accounts: 0 });
    expect(support.permissions).toContain('refund:orders');
    expect(support.permissions).not.toContain('write:products');
    expect((await roleOf('catalog_manager')).permissions).toContain('write:coupons');
  });

  it('are listed beside all permissions, each with a sentence', async () => {
    const { body } = await shop.get<Page<{ name: string; meaning: string }>>('/api/admin/permissions?page_size=100', {
      token: admin.token,
    });
    expect(body.results.map(({ name }) => name)).toEqual(allPermissions);
    expect(body.results.filter(({ meaning }) => !/^[A-Z].+\.$/.test(meaning))).toEqual([]);
  });

  it('are created, changed and removed, and each time it is recorded', async () => {
    const created = await shop.post<Role>('/api/admin/roles', {
      token: admin.token,
      body: { name: 'accounting', permissions: ['read:orders', 'read:invoices'] },
    });
    expect(created).toMatchObject({
      status: 201,
      body: { name: 'accounting', permissions: ['read:orders', 'read:invoices'], system: false, accounts: 0 },
    });
    const changed = await shop.put<Role>('/api/admin/roles/accounting', {
      token: admin.token,
      body: { permissions: ['read:invoices', 'read:payments'] },
    });
    expect(changed.body.permissions.toSorted()).toEqual(['read:invoices', 'read:payments']);
    expect((await shop.delete('/api/admin/roles/accounting', { token: admin.token })).body['name']).toBe('accounting');
    expect((await shop.get('/api/admin/roles/accounting', { token: admin.token })).body['code']).toBe(2021);
    const entries = await shop.rows(
      `select action, actor, changes from audit_entries where subject = 'role/accounting' order by id`,
    );
    expect(entries).toEqual([
      { action: 'role.create', actor: admin.uuid, changes: { permissions: ['read:orders', 'read:invoices'] } },
      { action: 'role.change', actor: admin.uuid, changes: { given: ['read:payments'], taken: ['read:orders'] } },
      { action: 'role.remove', actor: admin.uuid, changes: { permissions: ['read:invoices', 'read:payments'] } },
    ]);
  });

  it.each([
    [{ name: 'customer', permissions: [] }, 2022],
    [{ name: 'admin', permissions: [] }, 2022],
    [{ name: 'support', permissions: [] }, 2022],
    [{ name: 'Sales', permissions: [] }, 4000],
    [{ name: 'sales', permissions: ['read:everything'] }, 4000],
    [{ name: 'sales', permissions: ['*'] }, 4000],
    [{ name: 'sales', permissions: ['read:orders', 'read:orders'] }, 4000],
    [{ name: 'sales' }, 4000],
  ])('refuses a new role %j', async (body, code) => {
    const before = await shop.rows('select * from roles order by name');
    expect((await shop.post('/api/admin/roles', { token: admin.token, body })).body['code']).toBe(code);
    expect(await shop.rows('select * from roles order by name')).toEqual(before);
  });

  it('admin cannot be changed or removed', async () => {
    const body = { permissions: ['read:orders'] };
    expect((await shop.put('/api/admin/roles/admin', { token: admin.token, body })).body['code']).toBe(2024);
    expect((await shop.delete('/api/admin/roles/admin', { token: admin.token })).body['code']).toBe(2024);
    await expect(shop.rows(`update roles set permissions = '{}' where name = 'admin'`)).rejects.toThrow('roles_system');
  });

  it('a role that somebody has cannot be removed, whoever gets it at the same moment', async () => {
    const [name, customer] = [await aRole(shop, ['read:orders']), await aCustomer(shop)];
    await confirmEmail(shop, customer);
    const answers = await many(50, (index) =>
      index % 2
        ? shop.delete(`/api/admin/roles/${name}`, { token: admin.token })
        : shop.put(`/api/admin/customers/${customer.uuid}/role`, { token: admin.token, body: { role: name } }),
    );
    const codes = new Set(answers.map(({ status, body }) => body['code'] ?? status));
    const [{ role } = { role: '' }] = await shop.rows<{ role: string }>('select role from customers where uuid = ?', [
      customer.uuid,
    ]);
    const isThere = (await shop.rows('select from roles where name = ?', [name])).length === 1;
    expect(isThere).toBe(role === name);
    expect([...codes].filter((code) => ![200, isThere ? 2023 : 2021].includes(code as number))).toEqual([]);
    if (!isThere) return;
    expect((await shop.delete(`/api/admin/roles/${name}`, { token: admin.token })).body['code']).toBe(2023);
  });

  it('bite on the very next request', async () => {
    const name = await aRole(shop, ['read:orders']);
    const { token } = await aCustomer(shop, name);
    expect((await shop.get('/api/admin/orders', { token })).status).toBe(200);
    const change = (permissions: Permission[]) =>
      shop.put(`/api/admin/roles/${name}`, { token: admin.token, body: { permissions } });
    await change(['read:coupons']);
    expect((await shop.get('/api/admin/orders', { token })).body['code']).toBe(3003);
    expect((await shop.get('/api/admin/coupons', { token })).status).toBe(200);
    await change([]);
    expect((await shop.get('/api/admin/coupons', { token })).body['code']).toBe(3003);
    expect((await shop.get('/api/admin/me', { token })).body).toMatchObject({ role: name, permissions: [] });
  });

  it('a permission that this version does not know allows nothing', async () => {
    const { token } = await aCustomer(shop, await aRole(shop, ['read:orders', 'read:future' as Permission]));
    expect((await shop.get('/api/admin/me', { token })).body['permissions']).toEqual(['read:orders']);
  });

  it('changes that expect what was read are made by one of fifty at once, and the others learn what it is now', async () => {
    const name = await aRole(shop, ['read:orders']);
    const answers = await many(50, (index) =>
      shop.put(`/api/admin/roles/${name}`, {
        token: admin.token,
        body: {
          permissions: ['read:orders', index % 2 ? 'read:coupons' : 'read:products'],
          expected_permissions: ['read:orders'],
        },
      }),
    );
    const { permissions } = await roleOf(name);
    const refused = answers.filter(({ status }) => status !== 200);
    expect(refused).toHaveLength(49);
    for (const { status, body } of refused)
      expect([status, body]).toMatchObject([409, { code: 2025, details: { permissions } }]);
  });

  it('fifty changes at once leave one of the wanted lists', async () => {
    const name = await aRole(shop, []);
    const lists: Permission[][] = [['read:orders', 'write:orders'], ['read:coupons']];
    const answers = await many(50, (index) =>
      shop.put(`/api/admin/roles/${name}`, { token: admin.token, body: { permissions: lists[index % 2] } }),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(lists).toContainEqual((await roleOf(name)).permissions);
  });
});

describe('roles: nobody gives or takes a permission that he lacks', () => {
  it('by creating, changing or removing a role', async () => {
    const { token } = await asStaff('read:roles', 'write:roles', 'read:orders');
    const created = await shop.post('/api/admin/roles', {
      token,
      body: { name: 'too_much', permissions: ['read:orders', 'read:payments', 'write:staff'] },
    });
    expect(created).toMatchObject({
      status: 403,
      body: { code: 2020, details: { permissions: ['read:payments', 'write:staff'] } },
    });
    const foreign = await aRole(shop, ['read:orders', 'write:coupons']);
    const change = (name: string, permissions: Permission[]) =>
      shop.put(`/api/admin/roles/${name}`, { token, body: { permissions } });
    expect((await change(foreign, ['write:coupons', 'read:brands'])).body).toMatchObject({
      code: 2020,
      details: { permissions: ['read:brands'] },
    });
    expect((await change(foreign, ['read:orders'])).body).toMatchObject({
      code: 2020,
      details: { permissions: ['write:coupons'] },
    });
    expect((await shop.delete(`/api/admin/roles/${foreign}`, { token })).body['code']).toBe(2020);
    expect((await roleOf(foreign)).permissions.toSorted()).toEqual(['read:orders', 'write:coupons']);
    expect((await change(foreign, ['write:coupons'])).status).toBe(200);
    expect((await change(foreign, ['write:coupons', 'write:roles'])).status).toBe(200);
  });

  it('not even to his own role', async () => {
    const name = await aRole(shop, ['write:roles']);
    const { token } = await aCustomer(shop, name);
    const body = { permissions: ['write:roles', 'write:staff'] };
    expect((await shop.put(`/api/admin/roles/${name}`, { token, body })).body['code']).toBe(2020);
  });

  it('by giving a role, taking one, or managing an account that has one', async () => {
    const { token } = await asStaff('write:staff', 'write:customers', 'erase:customers', 'read:orders');
    const [customer, support, orders] = [
      await aCustomer(shop),
      await aCustomer(shop, 'support'),
      await asStaff('read:orders'),
    ];
    const give = (uuid: string, role: string) =>
      shop.put(`/api/admin/customers/${uuid}/role`, { token, body: { role } });
    expect((await give(customer.uuid, 'admin')).body['code']).toBe(2020);
    expect((await give(customer.uuid, 'support')).body['code']).toBe(2020);
    expect((await give(support.uuid, 'customer')).body['code']).toBe(2020);
    expect((await give(customer.uuid, 'unknown')).body['code']).toBe(2021);
    const disable = (uuid: string) =>
      shop.put(`/api/admin/customers/${uuid}/disabled`, { token, body: { disabled: true } });
    expect((await disable(support.uuid)).body['code']).toBe(2020);
    expect((await shop.delete(`/api/admin/customers/${support.uuid}`, { token })).body['code']).toBe(2020);
    const roles = await shop.rows(`select role, disabled_at from customers where uuid in (?, ?) order by role`, [
      customer.uuid,
      support.uuid,
    ]);
    expect(roles).toEqual([
      { role: 'customer', disabled_at: null },
      { role: 'support', disabled_at: null },
    ]);
    expect((await give(orders.uuid, 'customer')).status).toBe(200);
    expect((await disable(customer.uuid)).status).toBe(200);
  });

  it('the permission to disable customers does not reach staff', async () => {
    const [{ token }, colleague] = [await asStaff('write:customers', 'erase:customers'), await asStaff()];
    const url = `/api/admin/customers/${colleague.uuid}`;
    const refused = { code: 2020, details: { permissions: ['write:staff'] } };
    expect((await shop.put(`${url}/disabled`, { token, body: { disabled: true } })).body).toMatchObject(refused);
    expect((await shop.delete(url, { token })).body).toMatchObject(refused);
  });
});

describe('roles: an enabled admin remains', () => {
  const enabledAdmins = () => shop.rows(`select uuid from customers where role = 'admin' and disabled_at is null`);
  const actions = {
    demoted: (token: string, uuid: string) =>
      shop.put(`/api/admin/customers/${uuid}/role`, { token, body: { role: 'customer' } }),
    disabled: (token: string, uuid: string) =>
      shop.put(`/api/admin/customers/${uuid}/disabled`, { token, body: { disabled: true } }),
    erased: (token: string, uuid: string) => shop.delete(`/api/admin/customers/${uuid}`, { token }),
  };

  it.each(Object.entries(actions))('when fifty times at once two admins want each other %s', async (_, act) => {
    await shop.rows(`update customers set role = 'customer' where role = 'admin'`);
    const admins = [await aCustomer(shop, 'admin'), await aCustomer(shop, 'admin')] as const;
    const answers = await many(50, (index) => {
      const [actor, other] = index % 2 ? admins : admins.toReversed();
      return act(actor?.token ?? '', other?.uuid ?? '');
    });
    expect(await enabledAdmins()).toHaveLength(1);
    const codes = new Set(answers.map(({ status, body }) => body['code'] ?? status));
    expect([...codes].filter((code) => ![200, 2011, 3003, 3004].includes(code as number))).toEqual([]);
    expect(codes).toContain(200);
  });

  it.each(Object.entries(actions))('and cannot be %s by a role that may do everything', async (_, act) => {
    await shop.rows(`update customers set role = 'customer' where role = 'admin'`);
    const [last, other] = [await aCustomer(shop, 'admin'), await asStaff(...allPermissions)];
    expect((await act(other.token, last.uuid)).body['code']).toBe(2011);
    expect(await enabledAdmins()).toEqual([{ uuid: last.uuid }]);
  });
});
