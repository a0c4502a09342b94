import { createServer, connect, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HealthController } from '../src/operations/health.controller.js';
import { aProduct } from './factories/index.js';
import { freshDatabase, Shop, useShop } from './support/shop.js';

describe('a running shop', () => {
  const shop = useShop();

  it('is live and ready', async () => {
    for (const url of ['/health/live', '/health/ready'])
      expect(await shop.get(url)).toMatchObject({ status: 200, body: { status: 'ok' } });
  });

  it('gives every request an id, or keeps a harmless one it came with', async () => {
    const idOf = async (given?: string) => {
      const { headers, body } = await shop.get('/nowhere', { headers: given ? { 'x-request-id': given } : {} });
      expect(body['request_id']).toBe(headers['x-request-id']);
      return headers['x-request-id'];
    };
    expect(await idOf('front-end.42')).toBe('front-end.42');
    const own = await Promise.all([idOf(), idOf(), idOf('a b'), idOf('x'.repeat(65))]);
    for (const id of own) expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect(new Set(own).size).toBe(4);
  });

  it('tells Prometheus how long its answers take, by route and not by address', async () => {
    const product = await aProduct(shop);
    await shop.get(`/api/products/${product.uuid}`);
    const { body, headers } = await shop.get<string>('/metrics');
    expect(headers['content-type']).toMatch('text/plain; version=0.0.4');
    expect(body).toMatch(/^http_request_duration_seconds_count\{.*route="\/api\/products\/:uuid".*\} 1$/m);
    expect(body).not.toContain(product.uuid);
    expect(body).toMatch(/^database_connections\{state="busy"\} \d+$/m);
    expect(body).toMatch(/^process_resident_memory_bytes /m);
  });

  it('lets in as many at once as it can answer soon, and always whoever watches it', async () => {
    const url = shop.orm.config.get('clientUrl');
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query('begin; lock table products');
    const answers = Array.from({ length: 300 }, () => shop.get('/api/products'));
    const refused = await Promise.all(answers.slice(250));
    const watched = await shop.get('/health/live');
    await client.query('commit');
    await client.end();
    for (const { status, headers, body } of refused)
      expect([status, headers['retry-after'], body['code']]).toEqual([503, '1', 5003]);
    expect(watched.status).toBe(200);
    await Promise.all(answers);
    expect((await shop.get('/api/products')).status).toBe(200);
  });

  it('is not ready any more once it stops', async () => {
    shop.app.get(HealthController).onModuleDestroy();
    expect(await shop.get('/health/ready')).toMatchObject({ status: 503, body: { code: 5003 } });
    expect((await shop.get('/health/live')).status).toBe(200);
  });
});

describe('the rate limit', () => {
  const [one, other] = [new Shop(), new Shop()];

  beforeAll(async () => {
    const environment = { DATABASE_URL: await freshDatabase(), RATE_LIMIT: '6', TRUST_PROXY: 'loopback' };
    for (const shop of [one, other]) await shop.start(environment);
  });
  afterAll(() => Promise.all([one.app.close(), other.app.close()]));

  const from = (shop: Shop, address: string, url = '/api/products') =>
    shop.get(url, { headers: { 'x-forwarded-for': address } });

  it('is one for all processes, and each address has its own', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => from(n % 2 ? one : other, '192.0.2.1')));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(6);
    for (const { headers, body } of answers.filter(({ status }) => status !== 200)) {
      expect(body).toMatchObject({ code: 4029, error: 'too_many_requests' });
      expect(Number(headers['retry-after'])).toBeGreaterThan(0);
      expect(Number(headers['retry-after'])).toBeLessThanOrEqual(60);
    }
    expect((await from(one, '192.0.2.2')).status).toBe(200);
  });

  it('is the same number however it is counted', async () => {
    const shop = new Shop();
    await shop.start({ RATE_LIMIT: '51', TRUST_PROXY: 'loopback' });
    const answers = await Promise.all(Array.from({ length: 70 }, () => from(shop, '192.0.2.3')));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(51);
    expect((await from(shop, '192.0.2.3')).status).toBe(429);
    await shop.app.close();
  });

  it('is asked before who is asking, and leaves alone whoever watches the shop', async () => {
    expect((await from(one, '192.0.2.1', '/api/orders')).status).toBe(429);
    for (const url of ['/health/live', '/health/ready', '/metrics'])
      expect((await from(one, '192.0.2.1', url)).status).toBe(200);
  });
});

describe('a database that goes away', () => {
  const shop = new Shop();
  let door: Door;

  beforeAll(async () => {
    const url = new URL(await freshDatabase());
    door = new Door(Number(url.port));
    await door.open();
    url.port = String(door.port);
    await shop.start({ DATABASE_URL: url.href, DATABASE_POOL: '4', RATE_LIMIT: '1000' });
  });
  afterAll(async () => {
    await shop.app.close();
    door.shut();
  });

  it.each(['shut', 'stuck'] as const)('and is %s: 503 within two seconds, and 200 when it is back', async (how) => {
    expect((await shop.get('/health/ready')).status).toBe(200);
    // Some are lost in the middle of a transaction: their connections must not be lost to the pool.
    const broken = Array.from({ length: 8 }, () =>
      shop.orm.em.fork().transactional((em) => em.execute('select pg_sleep(1)')),
    );
    const failed = Promise.allSettled(broken);
    await expect.poll(() => door.connections).toBeGreaterThan(3);
    await door[how]();
    for (const url of ['/health/ready', '/api/products']) {
      const began = performance.now();
      const { status, headers, body } = await shop.get(url);
      expect([status, headers['retry-after'], body['code']]).toEqual([503, '1', 5003]);
      expect(performance.now() - began).toBeLessThan(2000);
    }
    await failed;
    await door.open();
    await expect.poll(() => shop.get('/health/ready')).toMatchObject({ status: 200 });
    const answers = await Promise.all(Array.from({ length: 20 }, () => shop.get('/api/products')));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  });
});

/** The way to the database, which can be shut. */
class Door {
  port = 0;
  connections = 0;
  private server?: Server;
  private readonly sockets = new Set<Socket>();

  constructor(private readonly target: number) {}

  async open(): Promise<void> {
    this.shut();
    this.connections = 0;
    await this.listen((socket) => {
      this.connections++;
      const through = connect(this.target, '127.0.0.1');
      socket.pipe(through).pipe(socket);
      this.keep(through);
    });
  }

  /** As when the server is killed: whatever is open breaks, nothing new is taken. */
  shut(): void {
    this.server?.close();
    for (const socket of this.sockets) socket.destroy();
  }

  /** As when it hangs: what is new is taken, but never answered. */
  async stuck(): Promise<void> {
    this.shut();
    await this.listen(() => undefined);
  }

  private async listen(answer: (socket: Socket) => void): Promise<void> {
    this.server = createServer((socket) => {
      this.keep(socket);
      answer(socket);
    }).listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as { port: number }).port;
  }

  private keep(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => this.sockets.delete(socket));
  }
}
