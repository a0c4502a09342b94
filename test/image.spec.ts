import { chownSync, mkdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Config, variables } from '../src/config/config.js';
import { eventually, unhurried } from './support/eventually.js';
import { Container, readCompose, readDockerfile, readEnv, whyNoContainer, writeImage } from './support/image.js';
import { shippingAddress } from './support/purchase.js';
import { freshDatabase } from './support/shop.js';
import { find, Smtp } from './support/smtp.js';

const secrets = { POSTGRES_PASSWORD: 'a1b2c3', JWT_SECRET: '4a5f0c9be1d27386a5c4f0e9b8d7c6a5' };

describe('compose.yaml', () => {
  const { shop } = readCompose(secrets);

  it('passes every variable of the shop, and nothing else', () => {
    expect(Object.keys(shop?.environment ?? {}).toSorted()).toEqual(Object.keys(variables(true)).toSorted());
  });

  it('passes what is set, and has values the shop takes where nothing is', () => {
    const fixed = ['PORT', 'HOST', 'DATA_DIR'];
    for (const name of Object.keys(shop?.environment ?? {}).filter((each) => !fixed.includes(each)))
      expect(readCompose({ ...secrets, [name]: 'given' })['shop']?.environment[name]).toBe('given');
    const entries = Object.entries(shop?.environment ?? {}).map(([name, value]) => [name, String(value)] as const);
    const config = Config.read(Object.fromEntries(entries));
    expect(config.production).toBe(true);
    expect(config.get('DATABASE_URL')).toBe('postgres://magazin_app:a1b2c3@database:5432/magazin');
    expect(config.get('DATABASE_OWNER_URL')).toBe('postgres://magazin:a1b2c3@database:5432/magazin');
    const other = { ...secrets, DATABASE_URL: 'postgres://me@db/shop' };
    expect(readCompose(other)['shop']?.environment).toMatchObject({ DATABASE_OWNER_URL: 'postgres://me@db/shop' });
    expect(() => readCompose({ ...secrets, JWT_SECRET: '' })).toThrow('JWT_SECRET: set it');
  });

  it.each(['shop', 'mail'])('gives %s no more than it needs', (name) => {
    const service = readCompose(secrets)[name];
    expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] });
  });

  it('lets the shop finish: it takes up to ten seconds', () => {
    expect(Number.parseInt(shop?.stop_grace_period ?? '')).toBeGreaterThan(10);
  });
});

const reason = whyNoContainer();

describe.skipIf(reason)(`the image${reason ? ` (skipped: ${reason})` : ''}`, () => {
  const smtp = new Smtp();
  const account = { username: 'ada', email: 'ada@example.com', password: 'analytical engine' };
  let folder: string;
  let container: Container;
  let base = '';
  let running: ReturnType<Container['start']>;
  let admin: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'magazin-image-'));
    await smtp.start();
    const stage = readDockerfile();
    writeImage(stage, join(folder, 'image'));
    const database = new URL(await freshDatabase());
    const shop = readCompose({ ...readEnv('try.env'), ...secrets, POSTGRES_PASSWORD: database.password })['shop'];
    // Docker makes a volume of what the image has there, with its owner.
    const volumes = Object.fromEntries(
      (shop?.volumes ?? []).map((volume) => [volume.split(':')[1] ?? '', join(folder, volume.split(':')[0] ?? '')]),
    );
    for (const [path, source] of Object.entries(volumes)) {
      mkdirSync(source);
      if (stage.owned.includes(path)) chownSync(source, 1000, 1000);
    }
    const text = JSON.stringify({ ...shop?.environment, PORT: '0' })
      .replaceAll('@database:5432/magazin', `@${database.host}${database.pathname}`)
      .replace('smtp://mail:1025', smtp.url);
    const environment = { ...(JSON.parse(text) as Record<string, string>), ...unhurried };
    const tmpfs = (shop?.tmpfs ?? []).map((path) => path.split(':')[0] ?? '');
    container = new Container(join(folder, 'image'), stage, environment, volumes, tmpfs);
    // A database that is slow to answer ends the start, and Docker starts it again.
    for (let attempt = 0; attempt < 3 && !base; attempt++) {
      running = container.start(stage.command);
      base = await eventually(
        () => /http:\/\/localhost:\d+(?=\/api)/.exec(running.output)?.[0] ?? '',
        (found) => found !== '' || running.child.exitCode !== null,
      );
    }
    if (!base) throw new Error(`the image did not start:\n${running.output}`);
  });

  afterAll(async () => {
    await container.remove();
    await smtp.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function ask<Body = Record<string, string>>(path: string, token: string, body?: unknown): Promise<Body> {
    const isText = typeof body === 'string';
    const headers = { ...(token && { authorization: `Bearer ${token}` }) };
    const type = { 'content-type': isText ? 'text/csv' : 'application/json' };
    const sent = body instanceof FormData ? body : isText ? body : JSON.stringify(body);
    const response = await fetch(base + path, {
      method: body === undefined ? 'GET' : 'POST',
      headers: body instanceof FormData ? headers : { ...headers, ...type },
      body: sent,
    });
    const answer = await response.text();
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${answer}`);
    return JSON.parse(answer) as Body;
  }

  it('can write nothing but its volume and its tmpfs', async () => {
    const { output } = await container.run([
      'sh',
      '-c',
      'id -u; touch /shop/x /shop/dist/x /etc/x; touch /data/x /tmp/x; ls /data',
    ]);
    expect(output.match(/cannot touch '(\/shop\/x|\/shop\/dist\/x|\/etc\/x)': (Read-only|Permission)/g)).toHaveLength(
      3,
    );
    expect(output).toMatch(/^1000\n/);
    expect(output).not.toMatch(/cannot touch '\/(data|tmp)/);
  });

  it('is healthy by its own check', async () => {
    const environment = { PORT: new URL(base).port };
    expect(await container.run(readDockerfile().healthcheck, environment)).toEqual({ code: 0, output: '' });
    expect((await container.run(readDockerfile().healthcheck, { PORT: '1' })).code).toBe(1);
  });

  it('creates staff by npm', async () => {
    const { code, output } = await container.run([
      'npm',
      'run',
      'staff:create',
      '--',
      '--email',
      'staff@example.com',
      '--role',
      'admin',
    ]);
    expect(code, output).toBe(0);
    const [, password = ''] = /^Password of staff@example.com: (\S+)$/m.exec(output) ?? [];
    admin = (await ask('/api/login', '', { username: 'staff@example.com', password }))['access'] ?? '';
    expect(admin).not.toBe('');
  });

  it('imports, takes pictures, sells, is paid and mails', async () => {
    const csv = 'slug,name,price,stock,published\nlamp,Lamp,12.50,9,true\n';
    expect(await ask('/api/admin/products/import', admin, csv)).toMatchObject({ created: 1 });
    const { results } = await ask<{ results: { uuid: string }[] }>('/api/products?search=lamp', '');
    const product = results[0]?.uuid ?? '';
    const form = new FormData();
    const picture = await sharp({ create: { width: 900, height: 900, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    form.append('file', new Blob([new Uint8Array(picture)], { type: 'image/png' }), 'lamp.png');
    const image = await ask<{ widths: { url: string }[] }>(`/api/admin/products/${product}/images`, admin, form);
    const shown = await fetch(base + new URL(image.widths[0]?.url ?? '').pathname);
    expect([shown.status, shown.headers.get('content-type')]).toEqual([200, 'image/webp']);
    await ask('/api/register', '', account);
    const { access: token = '' } = await ask('/api/login', '', account);
    await ask('/api/bucket', token, { product, quantity: 2 });
    const order = await ask('/api/orders', token, { payment: 'card', shipping_address: shippingAddress });
    const payment = await ask(`/api/orders/${order['order_uuid']}/payments`, token, { token: 'tok_success' });
    expect(payment).toMatchObject({ status: 'captured', amount: '25.00' });
    const mail = await eventually(
      () => smtp.to(account.email).find(({ message }) => find(message, 'application/pdf')),
      (found) => found !== undefined,
    );
    expect(mail?.message.headers['subject']).toContain(order['number']);
    const invoice = await fetch(`${base}/api/orders/${order['order_uuid']}/invoice.pdf`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(await invoice.text()).toMatch(/^%PDF-/);
    expect((await fetch(`${base}/admin`)).status).toBe(200);
  });

  it('migrates by npm, has the demo shop for where it is not in production, and removes nothing there', async () => {
    const script = `console.log((await import('/shop/dist/seeders/demo-data.js')).demoData.accounts().accounts.length)`;
    const [migrated, demo, reset] = await Promise.all([
      container.run(['npm', 'run', 'db:migrate']),
      container.run(['node', '--input-type=module', '-e', script], { NODE_ENV: 'development' }),
      container.run(['npm', 'run', 'db:reset']),
    ]);
    expect([migrated.code, migrated.output]).toEqual([0, expect.stringContaining('the migrations are done')]);
    expect(Number(demo.output), demo.output).toBeGreaterThan(3);
    expect([reset.code, reset.output]).toEqual([1, expect.stringContaining('reset is not allowed in production')]);
  });

  it('stops at SIGTERM with everything done', async () => {
    const ended = new Promise((resolve) => running.child.once('close', resolve));
    running.child.kill('SIGTERM');
    expect(await ended).toBe(0);
  });
});
