import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Browser, Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser, Visitor } from './support/browser.js';
import { killServers, Server } from './support/server.js';
import { freshDatabase, secret } from './support/shop.js';

interface Document {
  paths: Record<string, Record<string, { tags: string[] }>>;
}
const documentOf = (name: string) => JSON.parse(readFileSync(`openapi/${name}.json`, 'utf8')) as Document;
const pathsOf = (name: string) => Object.keys(documentOf(name).paths);
const operationOf = (name: string, method: string, path: string) =>
  documentOf(name).paths[path]?.[method.toLowerCase()] ?? { tags: [] };

const opened = new Set<string>();

let browser: Browser;
let base: string;
beforeAll(async () => {
  const server = new Server({ DATABASE_URL: await freshDatabase(), JWT_SECRET: secret, DEMO: '1' });
  [browser, base] = await Promise.all([openBrowser(), server.ready()]);
});
afterAll(async () => {
  await browser.close();
  await killServers();
});

const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

/** Swagger's page of one document on a phone, as its visitor uses it: a large screen has room for all that fits there. */
class Page {
  private constructor(
    readonly visitor: Visitor,
    private readonly name: string,
  ) {}

  static async open(name: string): Promise<Page> {
    const visitor = await Visitor.open(browser, base, phone);
    await visitor.page.goto(`/docs?urls.primaryName=${name}`);
    visitor.page.setDefaultTimeout(90_000);
    await visitor.page.locator('.opblock-tag').first().waitFor();
    const page = new Page(visitor, name);
    opened.add(name);
    await page.assertFits();
    return page;
  }

  /** Nothing is wider than the screen: not the longest address, and all that is told of it. */
  private async assertFits(): Promise<void> {
    const { page } = this.visitor;
    expect(await page.locator('meta[name=viewport]').getAttribute('content')).toContain('width=device-width');
    const [path = ''] = pathsOf(this.name).toSorted((a, b) => b.length - a.length);
    const [method = ''] = Object.keys(documentOf(this.name).paths[path] ?? {});
    const block = await this.expand(method, path);
    await block.locator('.try-out__btn').click();
    expect(await page.evaluate('[document.documentElement.scrollWidth, innerWidth]')).toEqual([390, 390]);
    if (process.env['SCREENSHOTS'])
      await page.screenshot({ path: `${process.env['SCREENSHOTS']}/${this.name}-390.png`, fullPage: true });
    await block.locator('.opblock-summary-control').click();
    await this.section(method, path).click();
  }

  /** Presses «Try it out» and «Execute»: what is sent is what the page has filled in, but for these fields. */
  async execute(
    method: string,
    path: string,
    fields: Record<string, string> = {},
  ): Promise<{ status: number; body: string }> {
    const block = await this.expand(method, path);
    await block.locator('.try-out__btn').click();
    for (const [name, value] of Object.entries(fields))
      await block.locator(`tr[data-param-name="${name}"] input`).fill(value);
    const answered = this.visitor.page.waitForResponse((response) => response.request().method() === method);
    await block.locator('.execute').click();
    const answer = await answered;
    await block.locator('.live-responses-table .response-col_status').first().waitFor();
    // Closed again, because every open section slows the next steps.
    await this.section(method, path).click();
    return { status: answer.status(), body: await answer.text() };
  }

  async expand(method: string, path: string): Promise<Locator> {
    await this.section(method, path).click();
    const block = this.visitor.page.locator(`.opblock-${method.toLowerCase()}`, {
      has: this.visitor.page.locator(`[data-path="${path}"]`),
    });
    await block.locator('.opblock-summary-control').click();
    await block.locator('.opblock-body').waitFor();
    return block;
  }

  private section(method: string, path: string): Locator {
    const { tags } = operationOf(this.name, method, path);
    return this.visitor.page.locator(`#operations-tag-${tags[0]?.replaceAll(' ', '_')}`);
  }

  /** Gives a token to «Authorize». */
  async authorize(token: string): Promise<void> {
    const { page } = this.visitor;
    await page.locator('.btn.authorize').first().click();
    const dialog = page.locator('.modal-ux');
    await dialog.locator('input').last().fill(token);
    await dialog.locator('.btn.authorize').last().click();
    await dialog.locator('.btn-done').first().click();
  }

  async close(): Promise<void> {
    const { complaints } = this.visitor;
    await this.visitor.close();
    expect(complaints).toEqual([]);
  }
}

const signIn = async (page: Page, path: string, key = 'access') => {
  const { status, body } = await page.execute('POST', path);
  expect([200, 202]).toContain(status);
  return (JSON.parse(body) as Record<string, string>)[key] ?? '';
};

describe('Swagger’s page on a phone: fits, and requests as it fills them in', () => {
  it('sign in, find products, fill a bucket, order, pay and review', async () => {
    const page = await Page.open('shop');
    await page.authorize(await signIn(page, '/api/login'));
    const products = await page.execute('GET', '/api/products');
    expect(JSON.parse(products.body)).toMatchObject({ count: 228 });
    expect((await page.execute('POST', '/api/bucket')).status).toBe(200);
    expect((await page.execute('POST', '/api/bucket/coupon')).status).toBe(200);
    const order = await page.execute('POST', '/api/orders');
    expect(order.status).toBe(201);
    const { order_uuid } = JSON.parse(order.body) as { order_uuid: string };
    expect((await page.execute('POST', '/api/orders/{order_uuid}/payments', { order_uuid })).status).toBe(201);
    expect((await page.execute('POST', '/api/profile/addresses')).status).toBe(201);
    expect((await page.execute('POST', '/api/products/{uuid}/reviews')).status).toBe(201);
    expect((await page.execute('POST', '/api/register')).status).toBe(201);
    await page.close();
  });

  it('sign staff in without leaving their document', async () => {
    const page = await Page.open('admin');
    await page.authorize(await signIn(page, '/api/login'));
    const customers = await page.execute('GET', '/api/admin/customers');
    expect(JSON.parse(customers.body)).toMatchObject({ results: expect.arrayContaining([expect.anything()]) });
    expect((await page.execute('GET', '/api/admin/products')).body).toContain('"slug":"banana"');
    expect((await page.execute('PUT', '/api/admin/products/{uuid}')).status).toBe(200);
    await page.close();
  });

  it.each([
    [
      'customer-v1',
      '/api/v1/customer/login/',
      'token',
      ['GET', '/api/v1/customer/profile/'],
      (token: string) => `Token ${token}`,
    ],
    ['simple-cart', '/login', 'access_token', ['POST', '/cart'], (token: string) => token],
    ['web-store', '/api/jwt/auth/', 'access', ['GET', '/api/customer/getuser/'], (token: string) => token],
  ] as const)('work for %s', async (name, path, key, [method, own], header) => {
    const page = await Page.open(name);
    await page.authorize(header(await signIn(page, path, key)));
    expect((await page.execute(method, own)).status).toBeLessThan(300);
    await page.close();
  });

  it('are those of every document', () => {
    expect([...opened].toSorted()).toEqual(
      globSync('openapi/*.json')
        .map((file) => basename(file, '.json'))
        .toSorted(),
    );
  });
});
