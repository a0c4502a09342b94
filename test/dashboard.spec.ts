import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { aCustomer, aProduct, type SignedIn } from './factories/index.js';
import { listen, openBrowser, Visitor } from './support/browser.js';
import { paidOrder } from './support/deliveries.js';
import { eventually } from './support/eventually.js';
import { Shop, useShop } from './support/shop.js';

const shop = useShop();

let browser: Browser;
let base: string;
let admin: SignedIn;
const visitors: Visitor[] = [];

beforeAll(async () => {
  [browser, base] = await Promise.all([openBrowser(), listen(shop)]);
  admin = await aCustomer(shop, 'admin');
});
afterAll(() => browser.close());

const visit = async (options: object = {}) => {
  const visitor = await Visitor.open(browser, base, options);
  visitors.push(visitor);
  return visitor;
};

afterEach(async () => {
  const complaints = visitors.flatMap((visitor) => visitor.complaints);
  await Promise.all(visitors.splice(0).map((visitor) => visitor.close()));
  expect(complaints).toEqual([]);
});

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
  it('changes the price of a product, which the shop then asks for', async () => {
    const product = await aProduct(shop, { name: 'Walnut Chair', price: 12_000 });
    const visitor = await visit();
    await visitor.signIn(admin, '/admin/products?search=Walnut');
    const price = visitor.page.getByRole('textbox', { name: 'Price of Walnut Chair' });
    await price.fill('99,50');
    await price.press('Enter');
    await visitor.page.getByText('Saved', { exact: true }).waitFor();
    expect((await shop.get(`/api/products/${product.uuid}`)).body).toMatchObject({ price: '99.50' });
  });

  it('ships an order in parts and refunds a line', async () => {
    const [lamp, desk] = [await aProduct(shop, { name: 'Lamp' }), await aProduct(shop, { name: 'Desk' })];
    const customer = await aCustomer(shop);
    const order = await paidOrder(shop, { token: customer.token }, [lamp, desk]);
    const visitor = await visit();
    const { page } = visitor;
    await visitor.signIn(admin, `/admin/orders/${order}`);
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
    await eventually(
      async () => (await shop.get<{ results: object[] }>(`/api/admin/orders/${order}/refunds`, asAdmin)).body.results,
      (refunds) => JSON.stringify(refunds).includes('"amount":"3.00"'),
    );
    expect(await shop.rows('select count(*)::int from refunds')).toEqual([{ count: 1 }]);
    // Of the lost answer.
    expect(visitor.complaints.splice(0)).toEqual([expect.stringContaining('net::ERR_FAILED')]);
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
      `products/${product.uuid}`,
      'products/new',
    ];
    for (const path of [...paths, ...details.map((detail) => `/admin/${detail}`)]) {
      await page.goto(path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.getByRole('status', { name: 'Loading' }).first().waitFor({ state: 'detached' });
      faults[path] = await visitor.faults();
    }
    expect(Object.keys(faults).length).toBeGreaterThan(15);
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
