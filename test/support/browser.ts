import chromium from '@sparticuz/chromium';
import axe from 'axe-core';
import { type Browser, type BrowserContext, chromium as playwright, type Page } from 'playwright-core';
import type { Shop } from './shop.js';

/** Leads to this machine, but is none of the names that a browser trusts without HTTPS. */
export const plainHttpHost = 'shop.test';

/** The Chromium that comes with an npm package, so that no browser has to be installed. */
export async function openBrowser(): Promise<Browser> {
  const resolve = `--host-resolver-rules=MAP ${plainHttpHost} 127.0.0.1`;
  const args = ['--no-sandbox', '--headless=shell', '--disable-gpu', resolve];
  return playwright.launch({ executablePath: await chromium.executablePath(), args });
}

/** A visitor of the dashboard, and what its console complained of. */
export class Visitor {
  private constructor(
    readonly page: Page,
    private readonly context: BrowserContext,
    readonly complaints: string[],
  ) {}

  static async open(browser: Browser, baseURL: string, options: object = {}): Promise<Visitor> {
    const context = await browser.newContext({
      baseURL,
      locale: 'en-GB',
      viewport: { width: 1280, height: 900 },
      reducedMotion: 'reduce',
      ...options,
    });
    context.setDefaultTimeout(20_000);
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(`${message.text()} ${message.location().url}`);
    });
    page.on('pageerror', ({ message }) => complaints.push(message));
    return new Visitor(page, context, complaints);
  }

  async signIn({ username, password }: { username: string; password: string }, path = '/admin'): Promise<void> {
    await this.page.goto(path);
    await this.page.getByLabel('Username or email').fill(username);
    await this.page.getByLabel('Password').fill(password);
    await this.page.getByRole('button', { name: 'Sign in' }).click();
    await this.page.getByRole('navigation', { name: 'Menu' }).waitFor();
  }

  /** Loads a page of the dashboard; returns when it shows what it asked for. */
  async open(path: string): Promise<void> {
    await this.page.goto(path);
    await this.settle();
  }

  /** Another page without loading the dashboard anew. */
  async go(path: string): Promise<void> {
    const title = await this.page.getByRole('heading', { level: 1 }).elementHandle();
    const { pathname } = new URL(this.page.url());
    await this.page.evaluate(`history.pushState({}, '', ${JSON.stringify(path)})`);
    // The old page stays while the new one loads its script.
    if (new URL(path, this.page.url()).pathname !== pathname) await title?.waitForElementState('hidden');
    await this.settle();
  }

  private async settle(): Promise<void> {
    await this.page.getByRole('heading', { level: 1 }).waitFor();
    await this.page.getByRole('status', { name: 'Loading' }).first().waitFor({ state: 'detached' });
  }

  /**
   * Serious and critical faults that axe finds, with the element of each; what depends on colors, in dark ones too.
   *
   * @param within a part of the page, where the rest was looked at before
   */
  async faults(within = 'html'): Promise<string[]> {
    if (!(await this.page.evaluate('"axe" in window'))) await this.page.evaluate(axe.source);
    const light = await this.runAxe(within, {});
    await this.colors('dark');
    const dark = await this.runAxe(within, { runOnly: ['color-contrast'] });
    await this.colors('light');
    return [...light, ...dark];
  }

  /** Returns when they are painted. */
  private async colors(colorScheme: 'light' | 'dark'): Promise<void> {
    await this.page.emulateMedia({ colorScheme });
    await this.page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
  }

  private async runAxe(within: string, options: axe.RunOptions): Promise<string[]> {
    const arguments_ = [within, { resultTypes: ['violations'], ...options }].map((each) => JSON.stringify(each));
    const { violations } = (await this.page.evaluate(`axe.run(${arguments_.join()})`)) as axe.AxeResults;
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`));
  }

  close(): Promise<void> {
    return this.context.close();
  }
}

/** The shop behind a socket, for a browser. */
export async function listen(shop: Shop): Promise<string> {
  await shop.app.listen(0, '127.0.0.1');
  return shop.app.getUrl();
}
