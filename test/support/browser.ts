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

  /** Serious and critical faults that axe finds, with the element of each; what depends on colors, in dark ones too. */
  async faults(): Promise<string[]> {
    await this.page.evaluate(axe.source);
    const light = await this.runAxe('{}');
    await this.page.emulateMedia({ colorScheme: 'dark' });
    const dark = await this.runAxe(`{ runOnly: ['color-contrast'] }`);
    await this.page.emulateMedia({ colorScheme: 'light' });
    return [...light, ...dark];
  }

  private async runAxe(options: string): Promise<string[]> {
    const { violations } = (await this.page.evaluate(`axe.run(${options})`)) as axe.AxeResults;
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
