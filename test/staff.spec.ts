import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allPermissions, type Permission } from '../src/permissions/permissions.js';
import { createStaff } from '../src/staff/create-staff.js';
import { StaffAccountService } from '../src/staff/staff-account.service.js';
import { StaffInvitationService } from '../src/staff/staff-invitation.service.js';
import { aCustomer, aRole, confirmEmail, type SignedIn } from './factories/index.js';
import { eventually } from './support/eventually.js';
import { many } from './support/many.js';
import { auditTrail } from './support/audit.js';
import { type Ask, useShop } from './support/shop.js';
import { find, type Part, Smtp } from './support/smtp.js';

const smtp = await new Smtp().start();
afterAll(() => smtp.stop());
const shop = useShop({ SMTP_URL: smtp.url });
const run = promisify(execFile);

interface Page<Row> {
  count: number;
  results: Row[];
}
interface Staff {
  uuid: string;
  username: string;
  role: string;
  last_used: string | null;
}
interface Invitation {
  uuid: string;
  email: string;
  expires: string;
  expired: boolean;
}

let admin: SignedIn;
beforeAll(async () => {
  admin = await aCustomer(shop, 'admin');
});

const asStaff = async (...permissions: Permission[]) => aCustomer(shop, await aRole(shop, permissions));
const mine = () => ({ token: admin.token });
const codeOf = async (answer: Promise<{ status: number; body: Record<string, unknown> }>) => {
  const { status, body } = await answer;
  return body['code'] ?? status;
};
let counter = 0;
const newEmail = () => `invited${++counter}@magazin.test`;
const invite = (email: string, role = 'support', { token }: Ask = admin) =>
  shop.post<Invitation & { code?: number }>('/api/admin/staff/invitations', { token, body: { email, role } });
const accept = (token: string, username: string, password = 'onlydarkside') =>
  shop.post('/api/staff-invitations/accept', { body: { token, username, password } });

/** The token in the latest of so many mails to an address. */
async function mailedToken(email: string, mails = 1): Promise<string> {
  const received = await eventually(
    () => smtp.received.filter(({ to }) => to === email),
    ({ length }) => length === mails,
  );
  const text = find(received.at(-1)?.message as Part, 'text/plain')?.content.toString() ?? '';
  return /^[\w-]{32}$/m.exec(text)?.[0] ?? text;
}

async function invited(role = 'support', who: Ask = admin) {
  const email = newEmail();
  const { body } = await invite(email, role, who);
  return { email, uuid: body.uuid, token: await mailedToken(email) };
}

/** Those that refuse one's own account. */
const routesOfOthers = (): string[] => {
  const { paths } = JSON.parse(readFileSync('openapi/admin.json', 'utf8')) as {
    paths: Record<string, Record<string, { responses?: object }>>;
  };
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(([, { responses }]) => JSON.stringify(responses ?? {}).includes('"code":2006'))
      .map(([method]) => `${method.toUpperCase()} ${path}`),
  );
};

describe('staff: who am I', () => {
  it('shows an account of staff with its permissions, and no customer', async () => {
    await shop.rows(`update customers set first_name = 'Mia', last_name = 'Kern' where uuid = ?`, [admin.uuid]);
    const { uuid, username, email, token } = admin;
    expect((await shop.get('/api/admin/me', { token })).body).toEqual({
      uuid,
      username,
      email,
      name: 'Mia Kern',
      role: 'admin',
      permissions: allPermissions,
    });
    const customer = await aCustomer(shop);
    expect(await codeOf(shop.get('/api/admin/me', { token: customer.token }))).toBe(3003);
  });
});

describe('staff: accounts', () => {
  it('are listed with their role, last use and state, found by name and role', async () => {
    const role = await aRole(shop, ['read:orders']);
    const [one, two] = [await aCustomer(shop, role), await aCustomer(shop, role)];
    await shop.rows('delete from sessions where customer_id = (select id from customers where uuid = ?)', [two.uuid]);
    const list = async (query: string) =>
      (await shop.get<Page<Staff>>(`/api/admin/staff?${query}`, { token: admin.token })).body;
    const found = await list(`role=${role}`);
    expect(found.count).toBe(2);
    expect(found.results[0]).toEqual({
      uuid: one.uuid,
      username: one.username,
      email: one.email,
      name: '',
      role,
      disabled: false,
      created: expect.stringMatching(/Z$/) as string,
      last_used: expect.stringMatching(/Z$/) as string,
      second_factor: null,
    });
    expect(found.results[1]).toMatchObject({ uuid: two.uuid, last_used: null });
    const customer = await aCustomer(shop);
    expect((await list(`search=${one.email.toUpperCase()}`)).count).toBe(1);
    expect((await list(`search=${customer.email}`)).count).toBe(0);
    expect(await list('page_size=1&page=2')).toMatchObject({ results: [{}] });
  });

  it('get another role, are disabled, enabled and signed out; each is recorded', async () => {
    const colleague = await aCustomer(shop, 'support');
    const url = `/api/admin/staff/${colleague.uuid}`;
    const mine = { token: admin.token };
    let { token } = colleague;
    const orders = () => codeOf(shop.get('/api/admin/orders', { token }));
    const { username, password } = colleague;
    const signInAgain = async () => {
      token = String((await shop.post('/api/login', { body: { username, password } })).body['access']);
    };
    expect(await orders()).toBe(200);
    expect((await shop.put(`${url}/role`, { ...mine, body: { role: 'catalog_manager' } })).body['role']).toBe(
      'catalog_manager',
    );
    expect(await orders()).toBe(3004);
    await signInAgain();
    expect(await orders()).toBe(3003);
    expect((await shop.put(`${url}/disabled`, mine)).body['disabled']).toBe(true);
    expect(await orders()).toBe(3004);
    expect((await shop.put(`${url}/enabled`, mine)).body['disabled']).toBe(false);
    expect(await orders()).toBe(3004);
    await signInAgain();
    expect(await orders()).toBe(3003);
    expect((await shop.delete(`${url}/sessions`, mine)).body).toEqual({ status: 'OK', message: 'sessions revoked' });
    expect(await orders()).toBe(3004);
    expect((await shop.put(`${url}/role`, { ...mine, body: { role: 'customer' } })).body['role']).toBe('customer');
    const entries = await shop.rows<{ action: string }>(
      'select action from audit_entries where subject = ? and actor = ? order by id',
      [`customer/${colleague.uuid}`, admin.uuid],
    );
    expect(entries.map(({ action }) => action)).toEqual([
      'customer.role',
      'customer.disable',
      'customer.enable',
      'customer.sign_out',
      'customer.role',
    ]);
  });

  const actions = ['PUT role', 'PUT disabled', 'PUT enabled', 'DELETE sessions'];

  it.each(actions)('of customers are not found: %s', async (action) => {
    const [method, what] = action.split(' ') as ['PUT', string];
    const customer = await aCustomer(shop);
    const body = what === 'role' ? { body: { role: 'support' } } : {};
    for (const uuid of [customer.uuid, 'no-uuid'])
      expect(await codeOf(shop.ask(method, `/api/admin/staff/${uuid}/${what}`, { token: admin.token, ...body }))).toBe(
        2030,
      );
    expect(await codeOf(shop.get('/api/profile', { token: customer.token }))).toBe(200);
  });

  it.each(actions)('that may do more are out of reach: %s', async (action) => {
    const [method, what] = action.split(' ') as ['PUT', string];
    const [{ token }, colleague] = [await asStaff('write:staff', 'read:orders'), await aCustomer(shop, 'support')];
    const body = what === 'role' ? { body: { role: 'customer' } } : {};
    expect(await codeOf(shop.ask(method, `/api/admin/staff/${colleague.uuid}/${what}`, { token, ...body }))).toBe(2020);
    expect(await codeOf(shop.get('/api/admin/orders', { token: colleague.token }))).toBe(200);
  });

  it('of one’s own keep their role and stay enabled, but can end all of their sessions', async () => {
    const me = await aCustomer(shop, 'admin');
    const url = `/api/admin/staff/${me.uuid}`;
    const mine = { token: me.token };
    expect(await codeOf(shop.put(`${url}/role`, { ...mine, body: { role: 'support' } }))).toBe(2006);
    expect(await codeOf(shop.put(`${url}/disabled`, mine))).toBe(2006);
    expect(await codeOf(shop.delete(`${url}/sessions`, mine))).toBe(200);
    expect(await codeOf(shop.get('/api/admin/me', mine))).toBe(3004);
  });

  it.each(routesOfOthers())('of one’s own are no other’s in capital letters: %s', async (route) => {
    const me = await aCustomer(shop, 'admin');
    const [method, url] = route.split(' ') as ['PUT', string];
    const bodies = {
      role: { role: 'customer' },
      disabled: { disabled: true },
      email: { email: 'capitals@magazin.test' },
    };
    const what = url.split('/').at(-1) as keyof typeof bodies;
    const own = url.replace('{uuid}', me.uuid.toUpperCase());
    const body = url.includes('/staff/') && what === 'disabled' ? undefined : bodies[what];
    expect(await codeOf(shop.ask(method, own, { token: me.token, ...(body && { body }) }))).toBe(2006);
    expect(await auditTrail(shop, `customer/${me.uuid}`)).toEqual([]);
  });

  it('are assigned a ticket only where their role may answer it', async () => {
    const customer = await aCustomer(shop);
    const ticket = await shop.post<{ ticket_uuid: string }>('/api/support/tickets', {
      token: customer.token,
      body: { subject: 'Where is it?', text: 'I wait.' },
    });
    const assign = (assignee: string) =>
      codeOf(
        shop.put(`/api/admin/support/tickets/${ticket.body.ticket_uuid}/assignee`, {
          token: admin.token,
          body: { assignee, force: true },
        }),
      );
    const [may, mayNot] = [await asStaff('write:tickets'), await asStaff('read:tickets')];
    expect(await assign(mayNot.uuid)).toBe(1310);
    expect(await assign(may.uuid)).toBe(200);
    expect(await assign(admin.uuid)).toBe(200);
  });
});

describe('staff: invitations', () => {
  it('become an account by the mailed token, once', async () => {
    const { email, token, uuid } = await invited('catalog_manager');
    const username = `mia${++counter}`;
    const joined = await accept(` ${token}\n`, username);
    expect(joined).toMatchObject({ status: 201, body: { username, email, role: 'catalog_manager', disabled: false } });
    expect(await codeOf(accept(token, 'other'))).toBe(2033);
    const { body } = await shop.post<{ access: string }>('/api/login', {
      body: { username, password: 'onlydarkside' },
    });
    expect((await shop.get('/api/admin/me', { token: body.access })).body).toMatchObject({ role: 'catalog_manager' });
    expect(await codeOf(shop.get('/api/admin/coupons', { token: body.access }))).toBe(200);
    const entries = [
      ...(await auditTrail(shop, `staff-invitation/${uuid}`)),
      ...(await auditTrail(shop, `customer/${String(joined.body['uuid'])}`)),
    ];
    expect(entries).toEqual([
      { action: 'staff.invite', actor: admin.uuid, changes: { role: 'catalog_manager' } },
      { action: 'staff.join', actor: joined.body['uuid'], changes: { role: 'catalog_manager' } },
    ]);
  });

  it('are stored without their token, and no staff can read it in the mail', async () => {
    const { email, token } = await invited();
    const stored = await shop.rows('select * from staff_invitations where email = ?', [email]);
    expect(stored).toHaveLength(1);
    expect(JSON.stringify(stored)).not.toContain(token);
    const [{ uuid } = { uuid: '' }] = await shop.rows<{ uuid: string }>('select uuid from mails where recipient = ?', [
      email,
    ]);
    const mail = await shop.get(`/api/admin/mails/${uuid}`, { token: admin.token });
    expect(mail.body).toMatchObject({ kind: 'staff_invitation', html: null, text: null });
  });

  it('of fifty uses at once, one makes an account', async () => {
    const { email, token } = await invited();
    const answers = await many(50, (turn) => accept(token, `joiner${turn}`));
    const codes = Map.groupBy(answers, ({ status, body }) => body['code'] ?? status);
    expect([codes.get(201)?.length, codes.get(2033)?.length]).toEqual([1, 49]);
    expect(await shop.rows('select role from customers where email = ?', [email])).toEqual([{ role: 'support' }]);
  });

  it('of fifty invitations at once to one email, one is mailed', async () => {
    const email = newEmail();
    const answers = await many(50, (turn) => invite(turn % 2 ? email : email.toUpperCase()));
    const codes = Map.groupBy(answers, ({ status, body }) => body.code ?? status);
    expect([codes.get(201)?.length, codes.get(2031)?.length]).toEqual([1, 49]);
    const mails = await shop.rows(`select from mails where lower(recipient) = ?`, [email]);
    expect(mails).toHaveLength(1);
  });

  it('expire after 72 hours, are sent again with another token, and revoked', async () => {
    const { email, uuid, token } = await invited();
    const url = `/api/admin/staff/invitations/${uuid}`;
    const mine = { token: admin.token };
    const [row] = await shop.rows<{ hours: number }>(
      'select round(extract(epoch from expires_at - now()) / 3600)::int as hours from staff_invitations where uuid = ?',
      [uuid],
    );
    expect(row?.hours).toBe(72);
    await shop.rows(`update staff_invitations set expires_at = now() - interval '1 second' where uuid = ?`, [uuid]);
    expect(await codeOf(accept(token, `late${++counter}`))).toBe(2033);
    const listed = await shop.get<Page<Invitation>>('/api/admin/staff/invitations', mine);
    expect(listed.body.results.find((invitation) => invitation.uuid === uuid)).toMatchObject({
      email,
      role: 'support',
      inviter: admin.username,
      expired: true,
    });
    expect(await invite(email)).toMatchObject({ status: 409, body: { code: 2031 } });
    expect(await shop.post(`${url}/resend`, mine)).toMatchObject({ status: 200, body: { uuid, expired: false } });
    const second = await mailedToken(email, 2);
    expect(await codeOf(accept(token, `late${++counter}`))).toBe(2033);
    expect((await shop.delete(url, mine)).body).toEqual({ status: 'OK', message: 'invitation revoked' });
    expect(await codeOf(accept(second, `late${++counter}`))).toBe(2033);
    expect(await codeOf(shop.delete(url, mine))).toBe(2032);
    expect(await codeOf(shop.post(`${url}/resend`, mine))).toBe(2032);
  });

  it('stay usable after a username that is taken, or a password that is too short', async () => {
    const { token } = await invited();
    expect(await codeOf(accept(token, admin.username))).toBe(2002);
    expect(await codeOf(accept(token, `joiner${++counter}`, 'short'))).toBe(4000);
    expect(await codeOf(accept(token, admin.email))).toBe(4000);
    expect(await codeOf(accept(token, `joiner${++counter}`))).toBe(201);
  });

  it('go to no confirmed email that has an account, nor to one of staff, and end where it gets one', async () => {
    const [customer, colleague] = [await aCustomer(shop), await aCustomer(shop, 'support')];
    await confirmEmail(shop, customer);
    for (const { email } of [customer, colleague]) expect((await invite(email.toUpperCase())).body.code).toBe(2001);
    const { email, token } = await invited();
    await shop.post('/api/register', { body: { username: `quick${++counter}`, email, password: 'onlydarkside' } });
    await shop.rows('update customers set email_confirmed_at = now() where email = ?', [email]);
    expect(await codeOf(accept(token, `slow${++counter}`))).toBe(2001);
    expect(await shop.rows('select role from customers where email = ?', [email])).toEqual([{ role: 'customer' }]);
  });

  it('take the address from an account that never proved it, which gets neither role nor a sign-in by it', async () => {
    const login = (username: string, password: string) =>
      shop.post<{ access: string }>('/api/login', { body: { username, password } });
    const email = newEmail();
    await shop.post('/api/register', {
      body: { username: email, email: email.toUpperCase(), password: 'onlylightside' },
    });
    const { access: strangers } = (await login(email, 'onlylightside')).body;
    expect((await invite(email)).status).toBe(201);
    const token = await mailedToken(email);
    const answers = await many(50, (turn) => accept(token, turn % 2 ? email : `boss${++counter}`));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(await codeOf(login(email, 'onlylightside'))).toBe(3001);
    const { access } = (await login(email, 'onlydarkside')).body;
    expect(await codeOf(shop.get('/api/admin/me', { token: access }))).toBe(200);
    expect(await codeOf(shop.get('/api/admin/me', { token: strangers }))).toBe(3003);
    const confirmation = await shop.post('/api/profile/email_confirmation', { token: strangers });
    expect(confirmation.body['code']).toBe(2001);
    const [stranger] = (await shop.get<Page<Staff>>('/api/profile', { token: strangers })).body.results;
    const moved = { username: `moved${++counter}`, email: newEmail() };
    expect((await shop.put(`/api/profile/${stranger?.uuid}`, { token: strangers, body: moved })).status).toBe(200);
    expect(await codeOf(login(moved.email, 'onlylightside'))).toBe(200);
  });

  it('or by its uuid, a role goes only to who proved the mailbox, and cannot change back to an earlier one', async () => {
    const customer = await aCustomer(shop);
    const { uuid, username, token } = customer;
    const give = () => codeOf(shop.put(`/api/admin/customers/${uuid}/role`, { ...mine(), body: { role: 'support' } }));
    const row = async () => (await shop.get(`/api/admin/customers/${uuid}`, mine())).body['email_confirmed'];
    expect([await row(), await give()]).toEqual([false, 2034]);
    const accounts = shop.app.get(StaffAccountService);
    await expect(createStaff(accounts, ['--email', customer.email, '--role', 'admin'])).rejects.toThrow(
      'asking for a new password',
    );
    await shop.put(`/api/profile/${uuid}`, { token, body: { username, email: newEmail() } });
    await confirmEmail(shop, customer);
    expect([await row(), await give()]).toEqual([true, 2034]);
    await shop.rows(`update email_tokens set expires_at = now() where purpose = 'undo'`);
    expect(await give()).toBe(200);
  });

  it('give no permission that their sender lacks, neither when sent nor when accepted', async () => {
    const sender = await asStaff('write:staff', 'read:orders');
    const more = await aRole(shop, ['read:orders', 'write:coupons']);
    expect(await invite(newEmail(), more, sender)).toMatchObject({
      status: 403,
      body: { code: 2020, details: { permissions: ['write:coupons'] } },
    });
    expect((await invite(newEmail(), 'admin', sender)).body.code).toBe(2020);
    expect((await invite(newEmail(), 'customer', admin)).body.code).toBe(2021);
    const role = await aRole(shop, ['read:orders']);
    const { token, uuid } = await invited(role, sender);
    await shop.rows(`update roles set permissions = '{read:orders,write:orders}' where name = ?`, [role]);
    expect(await codeOf(accept(token, `joiner${++counter}`))).toBe(2033);
    expect(await codeOf(shop.post(`/api/admin/staff/invitations/${uuid}/resend`, { token: sender.token }))).toBe(2020);
    expect(await codeOf(shop.post(`/api/admin/staff/invitations/${uuid}/resend`, { token: admin.token }))).toBe(200);
  });

  it.each([
    ['disabled', 'update customers set disabled_at = now() where uuid = ?'],
    ['no longer staff', `update customers set role = 'customer' where uuid = ?`],
  ])('are dead once their sender is %s', async (_, change) => {
    const sender = await aCustomer(shop, 'admin');
    const { token } = await invited('support', sender);
    await shop.rows(change, [sender.uuid]);
    expect(await codeOf(accept(token, `joiner${++counter}`))).toBe(2033);
  });

  it('are revoked with their role', async () => {
    const role = await aRole(shop, ['read:orders']);
    const { token } = await invited(role);
    expect(await codeOf(shop.delete(`/api/admin/roles/${role}`, { token: admin.token }))).toBe(200);
    expect(await codeOf(accept(token, `joiner${++counter}`))).toBe(2033);
  });

  it('are forgotten a month after they expired', async () => {
    const [old, late] = [await invited(), await invited()];
    await shop.rows(`update staff_invitations set expires_at = now() - interval '31 days' where uuid = ?`, [old.uuid]);
    await shop.rows(`update staff_invitations set expires_at = now() - interval '29 days' where uuid = ?`, [late.uuid]);
    await shop.app.get(StaffInvitationService).forget();
    const left = await shop.rows('select uuid from staff_invitations where uuid in (?, ?)', [old.uuid, late.uuid]);
    expect(left).toEqual([{ uuid: late.uuid }]);
  });

  it('are refused for a guessed token', async () => {
    expect(await codeOf(accept('guessed', 'guesser'))).toBe(2033);
  });
});

describe('npm run staff:create', () => {
  const create = (args: string[], more: Record<string, string> = {}) => {
    const { PATH = '', HOME = '' } = process.env;
    const env = {
      PATH,
      HOME,
      NODE_ENV: 'production',
      JWT_SECRET: 'x'.repeat(32),
      DATABASE_URL: shop.databaseUrl,
      ...more,
    };
    return run(process.execPath, ['scripts/start.js', 'cli', 'staff', ...args], { env });
  };
  /** What it does, without a process of its own. */
  const createHere = (args: string[]) => createStaff(shop.app.get(StaffAccountService), args);
  const login = (username: string, password: string) =>
    codeOf(shop.post('/api/login', { body: { username, password } }));

  it('creates the first account with a password that it prints once, and not into the log', async () => {
    const { stdout } = await create(['--email', 'first@magazin.test', '--role', 'admin', '--username', 'first']);
    const password = /^Password of first: (\S{20})$/m.exec(stdout)?.[1] ?? stdout;
    expect(stdout.split(password)).toHaveLength(2);
    expect(await login('first', password)).toBe(200);
    expect(await shop.rows(`select role from customers where username = 'first'`)).toEqual([{ role: 'admin' }]);
    await shop.rows(`update customers set disabled_at = now() where role = 'admin' and username <> 'first'`);
    const demotion = ['--email', 'FIRST@magazin.test', '--role', 'support'];
    await expect(createHere(demotion)).rejects.toThrow('last enabled admin');
    await createHere(['--email', 'other@magazin.test', '--role', 'admin']);
    expect(await createHere(demotion)).toContain('has the role support now');
    expect(await login('first', password)).toBe(200);
  });

  it('takes a password from the environment, and refuses what is no account', async () => {
    const given = { STAFF_PASSWORD: 'onlydarkside' };
    const { stdout } = await create(['--email', 'second@magazin.test', '--role', 'support'], given);
    expect(stdout).not.toContain('onlydarkside');
    expect(await login('second@magazin.test', 'onlydarkside')).toBe(200);
    const unknown = ['--email', 'third@magazin.test', '--role', 'boss'];
    await expect(create(unknown, given)).rejects.toMatchObject({ code: 1 });
    for (const args of [['--email', 'third', '--role', 'admin'], ['first']])
      await expect(createHere(args)).rejects.toThrow('npm run staff:create -- --email <email>');
    expect(await shop.rows(`select from customers where email like 'third%'`)).toEqual([]);
  });
});
