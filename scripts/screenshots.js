// Writes the pictures of the dashboard that the README shows into docs/. Needs a running demo shop:
// `npm start` in one terminal, `npm run screenshots` in another.
import chromium from '@sparticuz/chromium';
import { chromium as playwright } from 'playwright-core';
import sharp from 'sharp';
import demo from '../demo/accounts.json' with { type: 'json' };

const base = process.argv[2] ?? 'http://localhost:3000';
const browser = await playwright.launch({
  executablePath: await chromium.executablePath(),
  args: ['--no-sandbox', '--headless=shell', '--disable-gpu'],
});

for (const [width, height] of [
  [1280, 860],
  [390, 844],
]) {
  const context = await browser.newContext({ baseURL: base, viewport: { width, height }, locale: 'en-GB' });
  const page = await context.newPage();
  const save = async (name) => {
    await page.getByRole('status', { name: 'Loading' }).first().waitFor({ state: 'detached' });
    await page.evaluate('Promise.all(Array.from(document.images, (image) => image.decode().catch(() => undefined)))');
    const picture = sharp(await page.screenshot()).png({ palette: true, quality: 90, effort: 10 });
    await picture.toFile(`docs/dashboard-${name}-${width}.png`);
  };
  await page.goto('/admin');
  await page.getByLabel('Username or email').fill('admin');
  await page.getByLabel('Password').fill(demo.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { level: 1, name: 'Hello' }).waitFor();
  await page.getByRole('img', { name: 'Sales as a chart' }).locator('canvas').waitFor();
  await save('start');
  await page.goto('/admin/orders?status=shipped');
  await page.getByRole('row').nth(1).getByRole('link').click();
  await page.getByRole('heading', { level: 1, name: /^Order M/ }).waitFor();
  await save('order');
  await page.goto('/admin/products?category=fruit');
  await page.getByRole('row').nth(1).waitFor();
  await save('products');
  await context.close();
}
await browser.close();
