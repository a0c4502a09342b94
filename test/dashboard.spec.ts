import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { aCustomer, aProduct, aRole, type SignedIn } from './factories/index.js';
import { listen, openBrowser, plainHttpHost, Visitor } from './support/browser.js';
import { paidOrder, ship } from './support/deliveries.js';
import { eventually } from './support/eventually.js';
import { anUnpaidOrder } from './support/payments.js';
import { Shop, useShop } from './support/shop.js';
import { find, Smtp } from './support/smtp.js';
import { aGuest, openTicket } from './support/tickets.js';
import { codeOf } from './support/totp.js';

const smtp = await new Smtp().start();
afterAll(() => smtp.stop());
const shop = useShop({ SMTP_URL: smtp.url, PUBLIC_URL: 'http://magazin.test' });

let browser: Browser;
let base: string;
let admin: SignedIn;
const visitors: Visitor[] = [];
/** Signed in as an admin, for all that needs no more than that. */
let desk: Visitor | undefined;
const atDesk = async (path: string): Promise<Visitor> => {
  if (!desk) {
    desk = await Visitor.open(browser, base);
    await desk.signIn(admin);
  }
  await desk.open(path);
  return desk;
};

beforeAll(async () => {
  [browser, base] = await Promise.all([openBrowser(), listen(shop)]);
  admin = await aCustomer(shop, 'admin');
});
/** Stopped once no browser holds a connection to it any more. */
let strict: Shop | undefined;
afterAll(async () => {
  await browser.close();
  await strict?.stop();
});

const visit = async (options: object = {}) => {
  const visitor = await Visitor.open(browser, base, options);
  visitors.push(visitor);
  return visitor;
};

afterEach(async () => {
  const complaints = [...visitors, ...(desk ? [desk] : [])].flatMap((visitor) => visitor.complaints.splice(0));
  await Promise.all(visitors.splice(0).map((visitor) => visitor.close()));
  expect(complaints).toEqual([]);
});

/** Returns the secret. */
async function setUpFactor({ page }: Visitor, password: string): Promise<string> {
  const begin = page.getByRole('button', { name: 'Set it up' });
  await begin.or(page.getByLabel('Your password')).first().waitFor();
  if (!(await page.getByLabel('Your password').isVisible())) await begin.click();
  await page.getByLabel('Your password').fill(password);
  await begin.click();
  await page.getByRole('img', { name: 'QR code for the authenticator app' }).waitFor();
  const secret = await page.getByRole('group', { name: 'Key' }).innerText();
  await page.getByLabel('Code of the app').fill(codeOf(secret));
  await page.getByRole('button', { name: 'Confirm' }).click();
  const codes = await page.getByRole('group', { name: 'Your recovery codes' }).innerText();
  expect(codes.split('\n')).toHaveLength(10);
  await page.getByRole('button', { name: 'I have kept them' }).click();
  return secret;
}

interface SettingsShown {
  version: number;
  groups: { settings: { name: string; value: unknown; source: string }[] }[];
}
type Manifest = Partial<Record<string, { file: string; isEntry?: boolean; imports?: string[] }>>;

describe('dashboard: files', () => {
  it('load at most 250 KiB of compressed script before the start page shows', () => {
    const manifest = JSON.parse(readFileSync('dist/dashboard/.vite/manifest.json', 'utf8')) as Manifest;
    const loaded = new Set<string>();
    const follow = (source: string) => {
      const chunk = manifest[source];
      if (!chunk || loaded.has(chunk.file)) return;
      loaded.add(chunk.file);
      chunk.imports?.forEach(follow);
    };
    for (const [source, chunk] of Object.entries(manifest)) if (chunk?.isEntry) follow(source);
    follow('src/i18n/en.ts');
    follow('src/pages/sign-in.tsx');
    follow('src/pages/start.tsx');
    const bytes = [...loaded].map((file) => readFileSync(`dist/dashboard/${file}.gz`).length);
    expect(bytes.length).toBeGreaterThan(5);
    expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(250 * 1024);
  });

  it('are kept forever where their name has their hash, and checked each time where not', async () => {
    const { headers, body } = await shop.get<string>('/admin/orders?status=paid');
    expect(headers).toMatchObject({ 'cache-control': 'no-cache', 'content-type': 'text/html; charset=utf-8' });
    const [, script = ''] = /src="(\/admin\/assets\/[^"]+\.js)"/.exec(body) ?? [];
    const file = await shop.get(script, { headers: { 'accept-encoding': 'br' } });
    expect(file.headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-encoding': 'br',
      'content-type': 'application/javascript; charset=utf-8',
    });
    expect(await shop.get('/admin/assets/none.js')).toMatchObject({ status: 404, body: { code: 4004 } });
    expect(await shop.get('/api/admin/none')).toMatchObject({ status: 404, body: { code: 4004 } });
  });

  it.each(['en', 'de', 'pl'])('say in %s what each error of a route of staff means', (language) => {
    const routes = JSON.parse(readFileSync('openapi/admin.json', 'utf8')) as object;
    const codes = new Set(JSON.stringify(routes).match(/(?<="code":)\d{4}/g));
    expect(codes.size).toBeGreaterThan(90);
    const [, table = ''] = readFileSync(`admin/src/i18n/${language}.ts`, 'utf8').split('export const errors');
    const said = new Set([...table.matchAll(/^ {2}(\d+): ['"].+['"],$/gm)].map(([, code]) => code));
    // Of the page where invited staff join, and of a shop that starts or stops.
    expect([...codes, '2001', '2002', '2033', '5003'].filter((code) => !said.has(code))).toEqual([]);
  });

  it('run under a policy that allows no inline script, and only styles of this one answer', async () => {
    const [first, second] = await Promise.all([shop.get<string>('/admin'), shop.get<string>('/admin')]);
    const policy = String(first.headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'; script-src 'self';");
    expect(policy).not.toContain('unsafe');
    const [, nonce = ''] = /'nonce-([^']+)'/.exec(policy) ?? [];
    expect(first.body).toContain(`nonce="${nonce}"`);
    expect(second.body).not.toContain(nonce);
    expect(first.body).not.toContain('CSP_NONCE');
  });
});

describe('start page', () => {
  it('says what runs and leads to everything, without a script', async () => {
    const { status, headers, body } = await shop.get<string>('/');
    expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(headers['content-security-policy']).toMatch(
      /^default-src 'none'; img-src 'self'; style-src 'sha256-[^']+';/,
    );
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(body).toContain(`Magazin <small>${version}</small>`);
    expect(body).not.toContain('<script');
    // The tests have no demo shop.
    expect(body).not.toContain('Demo accounts');
    const links = [...body.matchAll(/href="([^"]+)"/g)].map(([, link = '']) => link);
    expect(links).toContain('/docs?urls.primaryName=web-store');
    for (const link of links) expect([link, (await shop.get(link)).status]).toEqual([link, 200]);
  });

  it('shows accounts of the demo shop where there is one', async () => {
    const demo = new Shop();
    await demo.start({ DEMO: '1', DATABASE_URL: shop.databaseUrl });
    const { uuid } = await aCustomer(shop, 'catalog_manager');
    await shop.rows(`update customers set username = 'manager' where uuid = ?`, [uuid]);
    expect((await demo.get<string>('/')).body).toContain('<td><code>manager</code></td>');
    await demo.stop();
  });
});

describe('dashboard: signing in', () => {
  it('says what is wrong, then shows the page that was asked for, and forgets everything at the end', async () => {
    const { page, complaints } = await visit();
    await page.goto('/admin/orders?status=paid');
    await page.getByLabel('Username or email').fill(admin.username);
    await page.getByLabel('Password').fill('not the password');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').getByText('Username or password is wrong.').waitFor();
    // The browser itself reports the refusal.
    complaints.splice(0);
    await page.getByLabel('Password').fill(admin.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('button', { name: 'Remove filter Status: Paid' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Orders' }).waitFor();
    await page.getByRole('button', { name: /^Account/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByLabel('Username or email').waitFor();
    await page.goto('/admin/orders');
    await page.getByLabel('Username or email').waitFor();
  });

  it.each([
    ['admin', ['Start', 'Orders', 'Tickets', 'Products'], undefined],
    ['support', ['Start', 'Orders', 'Tickets'], '/admin/products'],
    ['catalog_manager', ['Start', 'Products'], '/admin/orders?status=paid'],
  ] as const)('shows %s its own menu', async (role, menu, forbidden) => {
    const visitor = await visit();
    const { page } = visitor;
    await visitor.signIn(await aCustomer(shop, role));
    const names = await page.getByRole('navigation', { name: 'Menu' }).getByRole('link').allInnerTexts();
    expect(names).toEqual(expect.arrayContaining([...menu]));
    if (!forbidden) return;
    await page.goto(forbidden);
    await page.getByRole('heading', { name: 'You may not see this page' }).waitFor();
  });

  it('lets those who may only look change nothing', async () => {
    const visitor = await visit();
    const { page } = visitor;
    await visitor.signIn(await aCustomer(shop, await aRole(shop, ['read:settings', 'read:jobs'])));
    const names = await page.getByRole('navigation', { name: 'Menu' }).getByRole('link').allInnerTexts();
    expect(names).toEqual(['Start', 'Background jobs', 'Settings']);
    await page.getByRole('link', { name: /Failed jobs$/ }).click();
    await page.getByRole('button', { name: 'Remove filter Status: Failed' }).waitFor();
    await visitor.go('/admin/settings');
    expect(await page.getByLabel('Days to return').isDisabled()).toBe(true);
    expect(await page.getByRole('button', { name: 'Save' }).count()).toBe(0);
    await visitor.go('/admin/customers/00000000-0000-4000-8000-000000000000');
    await page.getByRole('heading', { name: 'You may not see this page' }).waitFor();
  });

  it('works over plain HTTP in a local network, in two tabs', async () => {
    const { port } = new URL(base);
    const visitor = await visit({ baseURL: `http://${plainHttpHost}:${port}` });
    const { page } = visitor;
    await visitor.signIn(admin);
    expect(await page.evaluate('[isSecureContext, navigator.locks, navigator.clipboard]')).toEqual([
      false,
      undefined,
      undefined,
    ]);
    // Both exchange the cookie, which is good for one exchange.
    const tab = await page.context().newPage();
    await Promise.all([page.reload(), tab.goto('/admin/api-keys')]);
    await page.getByRole('heading', { name: /^Hello/ }).waitFor();
    await tab.getByRole('heading', { name: 'API keys' }).waitFor();
    await page.close();
    await tab.getByRole('button', { name: 'New API key' }).click();
    await tab.getByLabel('Name').fill('Nightly export');
    await tab.getByLabel('read:orders').check();
    await tab.getByRole('dialog').getByRole('button', { name: 'New API key' }).click();
    const key = await tab.getByRole('group', { name: 'Your new key' }).innerText();
    await tab.getByRole('button', { name: 'Copy' }).click();
    await tab.getByText('Copied', { exact: true }).waitFor();
    expect((await shop.get('/api/admin/orders', { token: key })).status).toBe(200);
    expect((await shop.get('/api/admin/products', { token: key })).body['code']).toBe(3003);
    await tab.getByRole('button', { name: 'Done' }).click();
    await tab.getByRole('button', { name: 'Revoke Nightly export' }).click();
    await tab.getByRole('button', { name: 'Revoke', exact: true }).click();
    await tab.getByText('Revoked', { exact: true }).waitFor();
    expect((await shop.get('/api/admin/orders', { token: key })).status).toBe(403);
    // A header that browsers heed over HTTPS only.
    for (const complaint of visitor.complaints.splice(0)) expect(complaint).toContain('Cross-Origin-Opener-Policy');
  });

  it('follows an invitation from the mail to a sign-in with a code', async () => {
    const host = await visit();
    await host.signIn(admin, '/admin/staff');
    await host.page.getByRole('button', { name: 'Invite' }).click();
    await host.page.getByRole('textbox', { name: 'Email' }).fill('mia@magazin.test');
    await host.page.getByRole('dialog').getByLabel('Role').selectOption('support');
    await host.page.getByRole('dialog').getByRole('button', { name: 'Invite' }).click();
    const [mail] = await eventually(
      () => smtp.to('mia@magazin.test'),
      ({ length }) => length > 0,
    );
    const text = (mail && find(mail.message, 'text/plain')?.content.toString()) ?? '';
    const [, path = ''] = /http:\/\/magazin\.test(\/admin\/join\S+)/.exec(text) ?? [];
    const visitor = await visit();
    const { page } = visitor;
    const password = 'onlydarkside';
    await page.goto(path);
    await page.getByLabel('Username').fill('mia');
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Create my account' }).click();
    await page.getByRole('link', { name: 'Sign in' }).click();
    await visitor.signIn({ username: 'mia', password });
    await page.getByRole('button', { name: /^Account/ }).click();
    await page.getByRole('menuitem', { name: 'My account' }).click();
    const secret = await setUpFactor(visitor, password);
    await page.getByText('Recovery codes left').waitFor();
    await page.getByRole('button', { name: /^Account/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByLabel('Username or email').fill('mia');
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByLabel('Code').fill(codeOf(secret, 1));
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('navigation', { name: 'Menu' }).waitFor();
    // Reported by the browser itself: the answer that asks for the code.
    expect(visitor.complaints.splice(0)).toEqual([expect.stringContaining('403')]);
  });

  it('leads to the set-up of a second factor where the shop demands one, and lets nobody pass before', async () => {
    strict = new Shop();
    await strict.start({ REQUIRE_SECOND_FACTOR: '1', DATABASE_URL: shop.databaseUrl });
    const visitor = await visit({ baseURL: await listen(strict) });
    const { page } = visitor;
    const { username, password } = await aCustomer(shop, 'admin');
    await page.goto('/admin/coupons');
    await page.getByLabel('Username or email').fill(username);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Set up the second factor' }).waitFor();
    await page.goto('/admin/orders');
    await page.getByRole('heading', { name: 'Set up the second factor' }).waitFor();
    expect(await visitor.faults()).toEqual([]);
    await setUpFactor(visitor, password);
    await page.getByRole('heading', { name: 'Orders' }).waitFor();
    // Reported by the browser itself: the refusals before the set-up.
    for (const complaint of visitor.complaints.splice(0)) expect(complaint).toContain('403');
  });

  it('is refused to customers', async () => {
    const { page, complaints } = await visit();
    const customer = await aCustomer(shop);
    await page.goto('/admin');
    await page.getByLabel('Username or email').fill(customer.username);
    await page.getByLabel('Password').fill(customer.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').waitFor();
    complaints.splice(0);
  });
});

describe('dashboard: work', () => {
  it('changes the price of a product, which the shop then asks for, and takes it back', async () => {
    const product = await aProduct(shop, { name: 'Walnut Chair', price: 12_000 });
    const visitor = await atDesk('/admin/products?search=Walnut');
    const price = visitor.page.getByRole('textbox', { name: 'Price of Walnut Chair' });
    await price.fill('99,50');
    await price.press('Enter');
    await visitor.page.getByText('Saved', { exact: true }).waitFor();
    const inShop = async () => (await shop.get(`/api/products/${product.uuid}`)).body['price'];
    expect(await inShop()).toBe('99.50');
    await visitor.page.getByRole('button', { name: 'Undo' }).click();
    await visitor.page.getByText('It is as it was before.', { exact: true }).waitFor();
    expect(await inShop()).toBe('120.00');
  });

  it('saves what was changed in a form, and takes back nothing that somebody else changed meanwhile', async () => {
    const { token } = admin;
    const { uuid } = await aProduct(shop, { name: 'Cedar Stool', price: 5_000 });
    const product = `/api/admin/products/${uuid}`;
    const visitor = await atDesk(`/admin/products/${uuid}`);
    const { page } = visitor;
    const details = page.locator('form', { has: page.getByLabel('Description') });
    await details.getByLabel('Description').fill('Solid');
    await shop.put(product, { token, body: { price: '60.00' } });
    await details.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved', { exact: true }).waitFor();
    expect((await shop.get(product, { token })).body).toMatchObject({ description: 'Solid', price: '60.00' });

    const role = await aRole(shop, ['read:orders', 'write:orders']);
    await visitor.go('/admin/roles');
    const card = page.locator('section', { has: page.getByRole('heading', { name: role }) });
    await card.getByRole('button', { name: 'Edit' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.locator('input[value="read:products"]').check();
    await shop.put(`/api/admin/roles/${role}`, { token, body: { permissions: ['read:orders'] } });
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    const { body } = await shop.get<{ permissions: string[] }>(`/api/admin/roles/${role}`, { token });
    expect(body.permissions.toSorted()).toEqual(['read:orders', 'read:products']);
  });

  it('takes cells of a spreadsheet, and saves them once they are confirmed', async () => {
    const products = [
      await aProduct(shop, { name: 'Pasted A', price: 100, stock: 1 }),
      await aProduct(shop, { name: 'Pasted B' }),
    ];
    const visitor = await atDesk('/admin/products?search=Pasted&ordering=name');
    const { page } = visitor;
    await page.getByRole('textbox', { name: 'Price of Pasted A' }).focus();
    const cells = JSON.stringify('1.234,50 €\t7\r\n3,00\tseven\r\n5,00\t5\r\n');
    await page.evaluate(`{
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', ${cells});
      document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    }`);
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('row', { name: /Pasted A.*1234\.50/ }).waitFor();
    await dialog.getByRole('row', { name: /Pasted B.*seven \(not a whole number\)/ }).waitFor();
    await dialog.getByText('Left out, since this page has no more products: 1 rows').waitFor();
    expect(await visitor.faults('[role=dialog]')).toEqual([]);
    await dialog.getByRole('button', { name: 'Save 2 changes' }).click();
    await dialog.getByRole('img', { name: 'Saved' }).nth(1).waitFor();
    const [first] = products;
    const { body } = await shop.get(`/api/admin/products/${first?.uuid}`, { token: admin.token });
    expect(body).toMatchObject({ price: '1234.50', on_hand: 7 });
  });

  it('lowers the prices of chosen products, but of none that was changed meanwhile', async () => {
    const names = ['Bulk A', 'Bulk B'];
    const [first, second] = [
      await aProduct(shop, { name: 'Bulk A', price: 999 }),
      await aProduct(shop, { name: 'Bulk B' }),
    ];
    const visitor = await atDesk('/admin/products?search=Bulk&ordering=name');
    const { page } = visitor;
    for (const name of names) await page.getByRole('checkbox', { name: `Choose ${name}` }).check();
    await page.getByRole('button', { name: 'Price', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Percent, such as').fill('-10 %');
    await dialog.getByText('€8.99').waitFor();
    expect(await visitor.faults('[role=dialog]')).toEqual([]);
    const path = (uuid: string) => `/api/admin/products/${uuid}`;
    await shop.put(path(second.uuid), { token: admin.token, body: { price: '7.00' } });
    await dialog.getByRole('button', { name: 'Save' }).click();
    const outcome = page.getByRole('alert').filter({ hasText: 'Price: 1 failed, 1 done' });
    await outcome.getByRole('row', { name: 'Bulk B The product was changed meanwhile: load it again.' }).waitFor();
    expect(await visitor.faults('#content')).toEqual([]);
    const prices = () =>
      Promise.all(
        [first, second].map(async ({ uuid }) => (await shop.get(path(uuid), { token: admin.token })).body['price']),
      );
    expect(await prices()).toEqual(['8.99', '7.00']);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('It is as it was before.', { exact: true }).waitFor();
    expect(await prices()).toEqual(['9.99', '7.00']);
  });

  it('keeps categories as a tree, with products in several of them', async () => {
    await aProduct(shop, { name: 'Garden Table' });
    const visitor = await atDesk('/admin/categories');
    const { page } = visitor;
    const save = async (name: string, opened: string) => {
      await page.getByRole('button', { name: opened }).click();
      await page.getByRole('dialog').getByLabel('Name').fill(name);
      await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    };
    await save('Garden', 'New category');
    await save('Outdoor tables', 'Add below Garden');
    await visitor.go('/admin/products?search=Garden');
    await page.getByRole('link', { name: 'Open Garden Table' }).click();
    await page.getByLabel('Outdoor tables').check();
    await page.getByLabel('Garden', { exact: true }).check();
    const written = page.waitForResponse((response) => response.request().method() === 'PUT');
    await page.getByRole('button', { name: 'Save' }).click();
    expect((await written).status()).toBe(200);
    const found = await shop.get<{ results: object[] }>('/api/products?category=outdoor-tables');
    expect(found.body.results).toMatchObject([
      { name: 'Garden Table', categories: [{ slug: 'garden' }, { slug: 'outdoor-tables' }] },
    ]);
  });

  it('hides a review and shows it again', async () => {
    const { uuid } = await aProduct(shop);
    const customer = await aCustomer(shop);
    await shop.post(`/api/products/${uuid}/reviews`, { token: customer.token, body: { rating: 2, text: 'So so' } });
    const shown = async () => (await shop.get<{ count: number }>(`/api/products/${uuid}/reviews`)).body.count;
    const visitor = await atDesk('/admin/reviews');
    const { page } = visitor;
    await page.getByRole('row', { name: 'So so' }).getByRole('button', { name: 'Hide' }).click();
    await page.getByText('It is hidden.', { exact: true }).waitFor();
    expect(await shown()).toBe(0);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('It is as it was before.', { exact: true }).waitFor();
    expect(await shown()).toBe(1);
  });

  it('tries a failed refund again, and shows an invoice in the page', async () => {
    const { who, order } = await anUnpaidOrder(shop);
    await shop.post(`/api/orders/${order}/payments`, { ...who, body: { token: 'tok_refund_fails' } });
    await shop.post(`/api/admin/orders/${order}/refunds`, { token: admin.token, body: { amount: '2.00' } });
    const refunds = () =>
      shop.rows<{ status: string; attempt: number }>(
        'select status, attempt from refunds where source = ? and status = ?',
        ['shop', 'failed'],
      );
    await eventually(refunds, ({ length }) => length > 0);
    const visitor = await atDesk('/admin/payments/refunds?status=failed');
    const { page } = visitor;
    await page.getByRole('button', { name: /^Try again/ }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Try again' }).click();
    await page.getByText('The refund is on its way again.', { exact: true }).waitFor();
    await eventually(refunds, ([refund]) => refund?.attempt === 2);
    await visitor.go('/admin/invoices');
    await page.getByRole('row').nth(1).getByRole('button').click();
    const frame = page.getByRole('dialog').locator('iframe');
    await frame.waitFor();
    const link = page.getByRole('dialog').getByRole('link', { name: 'Download' });
    expect(await link.getAttribute('href')).toBe(await frame.getAttribute('src'));
    const [file] = await Promise.all([page.waitForEvent('download'), link.click()]);
    expect(
      readFileSync(await file.path())
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-');
  });

  it('reports a period that its address names, as CSV too', async () => {
    const visitor = await atDesk('/admin/analytics?by=hour&from=2026-11-27&to=2026-11-27');
    const { page } = visitor;
    await page.getByRole('row').nth(24).waitFor();
    await page.getByLabel('Period').selectOption('Last 7 days');
    await page.getByLabel('Length of a row').selectOption('By day');
    await eventually(
      () => page.getByRole('row').count(),
      (rows) => rows === 8,
    );
    const { searchParams } = new URL(page.url());
    const days = Date.parse(searchParams.get('to') ?? '') - Date.parse(searchParams.get('from') ?? '');
    expect(days / 86_400_000).toBe(6);
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'CSV' }).click(),
    ]);
    const text = readFileSync(await file.path(), 'utf8');
    expect(text.trim().split('\n')).toHaveLength(8);
    expect(text).toContain(searchParams.get('from'));
  });

  it('checks a CSV file, and imports it once its bad row is right', async () => {
    const good = 'slug,name,price,stock\noak-shelf,Oak Shelf,80.00,5\npine-shelf,Pine Shelf,';
    const visitor = await atDesk('/admin/products/import');
    const { page } = visitor;
    const check = async (text: string) => {
      await page
        .getByRole('button', { name: 'CSV or Excel file' })
        .setInputFiles({ name: 'shelves.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
      await page.getByRole('button', { name: 'Check only' }).click();
    };
    const send = page.getByRole('button', { name: 'Import', exact: true });
    const stored = () => shop.rows(`select from products where slug like '%-shelf'`);
    await check(`${good}cheap,3\n`);
    await page.getByRole('row', { name: /^3 price/ }).waitFor();
    expect(await visitor.faults('#content')).toEqual([]);
    expect(await send.count()).toBe(0);
    await check(`${good}45.00,3\n`);
    await page.getByRole('region', { name: 'This would happen' }).getByText('New2').waitFor();
    expect(await stored()).toEqual([]);
    await send.click();
    await page.getByRole('heading', { name: 'Imported' }).waitFor();
    expect(await stored()).toHaveLength(2);
    const found = await shop.get<{ results: object[] }>('/api/products?search=shelf&ordering=name');
    expect(found.body.results).toMatchObject([
      { name: 'Oak Shelf', price: '80.00' },
      { name: 'Pine Shelf', price: '45.00' },
    ]);
  });

  it('says which rows of a file are outdated, and writes them where that is meant', async () => {
    const { slug } = await aProduct(shop, { price: 500 });
    const { page } = await atDesk('/admin/products/import');
    const buffer = Buffer.from(`slug,price,edited_as_of\n${slug},4.00,2026-01-01T00:00:00.000000Z\n`);
    const file = page.getByRole('button', { name: 'CSV or Excel file' });
    await file.setInputFiles({ name: 'prices.csv', mimeType: 'text/csv', buffer });
    await page.getByRole('button', { name: 'Check only' }).click();
    await page.getByRole('row', { name: /^2 edited_as_of is outdated.*would change price/ }).waitFor();
    await page.getByLabel('Take texts and prices from the file').check();
    await page.getByRole('button', { name: 'Check only' }).click();
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByRole('heading', { name: 'Imported' }).waitFor();
    expect(await shop.rows('select price::int from products where slug = ?', [slug])).toEqual([{ price: 400 }]);
  });

  it('ships an order in parts and refunds a line', async () => {
    const [lamp, desk] = [await aProduct(shop, { name: 'Lamp' }), await aProduct(shop, { name: 'Desk' })];
    const customer = await aCustomer(shop);
    const order = await paidOrder(shop, { token: customer.token }, [lamp, desk]);
    const visitor = await atDesk(`/admin/orders/${order}`);
    const { page } = visitor;
    await page.getByRole('button', { name: 'Ship', exact: true }).click();
    await page.getByRole('spinbutton', { name: 'Units of Desk' }).fill('0');
    await page.getByLabel('Tracking number').fill('JD0146');
    await page.getByRole('dialog').getByRole('button', { name: 'Ship', exact: true }).click();
    await page.getByText('1 in transit').waitFor();
    await page.getByText('1 to ship').waitFor();
    await page.getByRole('button', { name: 'Refund', exact: true }).click();
    await page.getByRole('spinbutton', { name: 'Units of Lamp' }).fill('1');
    // The answer is lost, and asked for again.
    let lost = 0;
    await page.route('**/refunds', async (route) => {
      if (route.request().method() !== 'POST' || lost++ > 0) return route.fallback();
      await route.fetch();
      return route.abort();
    });
    await page.getByRole('button', { name: 'Refund now' }).click();
    await page.getByRole('dialog').getByRole('alert').waitFor();
    await page.getByRole('button', { name: 'Refund now' }).click();
    await page.getByText('The refund is on its way.', { exact: true }).waitFor();
    const asAdmin = { token: admin.token };
    const shipments = await shop.get<{ results: object[] }>(`/api/admin/orders/${order}/shipments`, asAdmin);
    expect(shipments.body.results).toMatchObject([
      { tracking_number: 'JD0146', lines: [{ name: 'Lamp', quantity: 1 }] },
    ]);
    const refunds = await eventually(
      async () => (await shop.get<{ results: object[] }>(`/api/admin/orders/${order}/refunds`, asAdmin)).body.results,
      (refunds) => JSON.stringify(refunds).includes('"amount":"3.00"'),
    );
    expect(refunds).toHaveLength(1);
    // Of the lost answer.
    expect(visitor.complaints.splice(0)).toEqual([expect.stringContaining('net::ERR_FAILED')]);
  });

  it('tags two orders at once, says which of them could not be shipped, and shows a note in the timeline', async () => {
    const product = await aProduct(shop, { stock: 9 });
    const { token, username } = await aCustomer(shop);
    const asAdmin = { token: admin.token };
    const orders = [await paidOrder(shop, { token }, [product]), await paidOrder(shop, { token }, [product])];
    const visitor = await atDesk('/admin/orders?search=buyer@magazin.test');
    const { page } = visitor;
    const row = (order: number) => page.getByRole('row').nth(order);
    await row(1).getByRole('checkbox').press('Space');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Space');
    const bar = page.getByRole('region', { name: 'Actions for what is chosen' });
    await bar.getByText('2 chosen').waitFor();
    await bar.getByRole('button', { name: 'Tag', exact: true }).click();
    await page.getByRole('dialog').getByLabel('Tag').fill('Gift');
    await page.keyboard.press('Enter');
    await page.getByText('Tag “gift”: 2 done', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Close' }).click();
    const tagged = async () =>
      (await shop.get<{ results: { order_uuid: string }[] }>('/api/admin/orders?tag=gift', asAdmin)).body.results;
    expect((await tagged()).map(({ order_uuid }) => order_uuid).toSorted()).toEqual(orders.toSorted());
    await ship(shop, asAdmin, orders[0] ?? '');
    await page.getByLabel('Tag', { exact: true }).selectOption('gift');
    await page.getByRole('button', { name: 'Remove filter Tag: gift' }).waitFor();
    await page.getByRole('checkbox', { name: 'Choose all of this page' }).check();
    await bar.getByRole('button', { name: 'Ship' }).click();
    await page.getByRole('dialog').getByLabel('Tracking number of').first().fill('JD0147');
    await page.getByRole('dialog').getByRole('button', { name: 'Ship' }).click();
    const outcome = page.getByRole('region', { name: 'Ship: 1 failed, 1 done', exact: true }).first();
    await outcome.getByRole('cell', { name: 'This order cannot be shipped.' }).waitFor();
    await bar.getByText('1 chosen').waitFor();
    expect(await visitor.faults('#content')).toEqual([]);
    await outcome.getByRole('link').click();
    await page.getByLabel('New note').fill(`Called ${username}:\nleave it at the door.`);
    await page.keyboard.press('Control+Enter');
    await page.getByRole('region', { name: 'Timeline' }).getByText('leave it at the door.').waitFor();
    await page.getByRole('button', { name: 'Remove tag gift' }).click();
    await page.getByText('Tag removed: gift', { exact: true }).waitFor();
    expect(await tagged()).toHaveLength(1);
    expect(await visitor.faults('#content')).toEqual([]);
  });

  it('answers a ticket', async () => {
    const customer = await aCustomer(shop);
    const asked = { token: customer.token, body: { subject: 'Where is my chair?', text: 'It should be here.' } };
    const { body } = await shop.post<{ ticket_uuid: string }>('/api/support/tickets', asked);
    const visitor = await visit();
    await visitor.signIn(await aCustomer(shop, 'support'), '/admin/tickets');
    await visitor.page.getByRole('link', { name: 'Where is my chair?' }).click();
    await visitor.page.getByRole('textbox', { name: 'Answer' }).fill('It arrives on Monday.');
    await visitor.page.getByRole('button', { name: 'Send answer' }).click();
    await visitor.page.getByRole('article').getByText('It arrives on Monday.').waitFor();
    const read = await shop.get(`/api/support/tickets/${body.ticket_uuid}`, { token: customer.token });
    expect(JSON.stringify(read.body)).toContain('It arrives on Monday.');
  });

  it('changes a setting, shows what somebody else changed meanwhile, and takes it back', async () => {
    const settings = () => shop.get<SettingsShown>('/api/admin/settings', { token: admin.token });
    const returnDays = async () =>
      (await settings()).body.groups.flatMap((group) => group.settings).find(({ name }) => name === 'return_days');
    const visitor = await atDesk('/admin/settings');
    const { page } = visitor;
    const days = page.getByLabel('Days to return');
    const save = page.getByRole('button', { name: 'Save' });
    expect((await page.getByRole('main').innerText()).match(/settings\.\w+|seller_\w+/g)).toBeNull();
    await days.fill('4000');
    await save.click();
    await page.getByText('A whole number from 0 to 3650.').waitFor();
    await days.fill('30');
    const { version } = (await settings()).body;
    await shop.patch('/api/admin/settings', { token: admin.token, body: { version, ticket_close_days: 9 } });
    await save.click();
    await page.getByRole('alert').getByText('Somebody else has changed the settings').waitFor();
    expect(await page.getByLabel('Days until a solved ticket is closed').inputValue()).toBe('9');
    expect(await returnDays()).toMatchObject({ value: 14 });
    visitor.complaints.splice(0);
    await save.click();
    await page.getByText('Saved', { exact: true }).waitFor();
    expect(await returnDays()).toMatchObject({ value: 30, source: 'database' });
    await page.getByRole('button', { name: 'Days to return: Back to default: 14' }).click();
    await save.click();
    await eventually(returnDays, (setting) => setting?.source === 'default' && setting.value === 14);
    await page.getByText('Back to its default once it is saved').waitFor({ state: 'detached' });
    await page.getByLabel('Currency of the VAT').fill('ABC');
    await save.click();
    await page.getByRole('alert').getByText('must be an ISO 4217 code').waitFor();
    expect(await page.evaluate('document.activeElement.name')).toBe('seller_vat_currency');
    visitor.complaints.splice(0);
  });

  it('leads from a ticket to the page of its guest', async () => {
    const asked = { subject: 'Asked by a guest', name: 'Gina', email: 'gina@magazin.test' };
    await openTicket(shop, await aGuest(shop), asked);
    const visitor = await atDesk('/admin/tickets?search=guest');
    const { page } = visitor;
    await page.getByRole('link', { name: 'Asked by a guest' }).click();
    await page.getByRole('link', { name: 'Gina' }).click();
    await page.getByRole('heading', { name: 'Guest', exact: true }).waitFor();
    await page.getByRole('link', { name: 'Asked by a guest' }).waitFor();
    // Reported by the browser itself: a guest has no account.
    for (const complaint of visitor.complaints.splice(0)) expect(complaint).toContain('404');
  });

  it('sets the email of a customer who lost theirs, and says why another is refused', async () => {
    const [customer, other] = [await aCustomer(shop), await aCustomer(shop)];
    const { page, complaints } = await atDesk(`/admin/customers/${customer.uuid}`);
    await page.getByRole('button', { name: 'Change email' }).click();
    const dialog = page.getByRole('dialog');
    for (const [email, said] of [
      ['nobody', 'An address like max@example.com'],
      [other.email, 'This email already has an account.'],
    ] as const) {
      await dialog.getByLabel('Email').fill(email);
      await dialog.getByRole('button', { name: 'Save' }).click();
      await dialog.getByText(said).waitFor();
    }
    await dialog.getByLabel('Email').fill('found.again@magazin.test');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByText('The email is changed.').first().waitFor();
    await page.getByRole('link', { name: 'found.again@magazin.test' }).waitFor();
    expect(await shop.rows('select email from customers where uuid = ?', [customer.uuid])).toEqual([
      { email: 'found.again@magazin.test' },
    ]);
    expect((await shop.get('/api/profile', { token: customer.token })).status).toBe(403);
    expect(complaints.splice(0)).toEqual([expect.stringContaining('409')]);
  });

  it('tries a failed job again', async () => {
    await shop.rows(
      `insert into pgboss.job (name, state, data, output, retry_count, retry_limit)
       values ('password.forgotten', 'failed', '{"email":"nobody@magazin.test"}', '{"message":"no mail server"}', 10, 10)`,
    );
    const jobs = () =>
      shop.get<{ count: number }>('/api/admin/jobs?name=password.forgotten&state=completed', { token: admin.token });
    const visitor = await atDesk('/admin/jobs?name=password.forgotten');
    const { page } = visitor;
    await page.getByRole('row', { name: 'no mail server' }).getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Try again' }).click();
    await page.getByText('It is tried again.', { exact: true }).waitFor();
    await eventually(jobs, ({ body }) => body.count === 1);
  });

  it('finds an order by its number with the keyboard alone', async () => {
    const customer = await aCustomer(shop);
    const order = await paidOrder(shop, { token: customer.token }, [await aProduct(shop)]);
    const { body } = await shop.get<{ number: string }>(`/api/admin/orders/${order}`, { token: admin.token });
    const visitor = await visit();
    await visitor.signIn(admin);
    await visitor.page.keyboard.press('Control+k');
    await visitor.page.getByRole('combobox').waitFor();
    await visitor.page.keyboard.type(body.number);
    await visitor.page.getByRole('option', { name: body.number }).waitFor();
    await visitor.page.keyboard.press('Enter');
    await visitor.page.getByRole('heading', { name: `Order ${body.number}` }).waitFor();
  });
});

describe('dashboard: every page', () => {
  it('has no serious fault of accessibility, in light and in dark colors', async () => {
    const customer = await aCustomer(shop);
    const product = await aProduct(shop);
    const order = await paidOrder(shop, { token: customer.token }, [product]);
    const ticket = await shop.post<{ ticket_uuid: string }>('/api/support/tickets', {
      token: customer.token,
      body: { subject: 'A question', text: 'Where is it?' },
    });
    const visitor = await visit();
    const { page } = visitor;
    const faults: Record<string, string[]> = {};
    await page.goto('/');
    faults['/'] = await visitor.faults();
    await page.goto('/admin/sign-in');
    await page.getByLabel('Username or email').waitFor();
    faults['sign-in'] = await visitor.faults();
    await visitor.signIn(admin);
    const menu = page.getByRole('navigation', { name: 'Menu' }).getByRole('link');
    const paths = await menu.evaluateAll((links) =>
      links.map((link) => (link as unknown as { pathname: string }).pathname),
    );
    const details = [
      `orders/${order}`,
      `tickets/${ticket.body.ticket_uuid}`,
      `customers/${customer.uuid}`,
      `products/${product.uuid}`,
      'products/new',
      'account',
      ...['funnel', 'products', 'stock', 'searches', 'buckets', 'customers', 'customers/segment', 'cohorts', 'vat'].map(
        (report) => `analytics/${report}`,
      ),
      'payments/refunds',
      'payments/disputes',
    ];
    for (const path of [...paths, ...details.map((detail) => `/admin/${detail}`)]) {
      await visitor.go(path);
      faults[path] = await visitor.faults(path === paths[0] ? 'html' : '#content');
    }
    expect(Object.keys(faults).length).toBeGreaterThan(35);
    expect(Object.fromEntries(Object.entries(faults).filter(([, found]) => found.length > 0))).toEqual({});
  });

  it('fits a phone, with the menu in a drawer', async () => {
    const visitor = await visit({ viewport: { width: 390, height: 844 } });
    const { page } = visitor;
    await page.goto('/admin');
    await page.getByLabel('Username or email').fill(admin.username);
    await page.getByLabel('Password').fill(admin.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.getByRole('dialog').getByRole('link', { name: 'Products' }).click();
    await page.getByRole('heading', { name: 'Products' }).waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
  });
});
