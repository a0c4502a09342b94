import { Controller, Get } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { AppModule } from '../src/app.module.js';
import { roles } from '../src/common/http/access.js';
import { ApiContracts } from '../src/common/http/api-contracts.js';
import { Config } from '../src/config/config.js';
import { aCustomer, aProduct, type SignedIn } from './factories/index.js';
import { routesOf } from './support/routes.js';
import { type Ask, freshDatabase, secret, useShop } from './support/shop.js';

const shop = useShop();

type Who = 'nobody' | 'forged' | 'guest' | (typeof roles)[number];

const levels = {
  everybody: ['nobody', 'forged', 'guest', ...roles],
  'guests too': ['guest', ...roles],
  'the signed in': roles,
  support: ['support', 'admin'],
  'catalog managers': ['catalog_manager', 'admin'],
  admins: ['admin'],
} satisfies Record<string, readonly Who[]>;

/** Who may: decided here for every route. Adding a route without deciding fails the first test. */
const decided: Record<keyof typeof levels, string[]> = {
  everybody: [
    'POST /api/register',
    'POST /api/login',
    'POST /api/refresh',
    'POST /api/guest',
    'POST /api/password/forgot',
    'POST /api/password/reset',
    'GET /api/products',
    'GET /api/products/:uuid',
    'GET /api/shipping-methods',
    'POST /api/payments/webhooks/:provider',
    'GET /api/payments/mock/confirm/:key',
    'GET /api/track/:token',
    'GET /api/categories',
    'GET /api/brands',
    'GET /media/:name',
    'GET /docs',
    'GET /health/live',
    'GET /health/ready',
    'GET /metrics',
    'OPTIONS /*',
  ],
  'guests too': [
    'GET POST /api/bucket',
    'GET /api/bucket/summary',
    'PUT POST DELETE /api/bucket/:bucket_uuid',
    'POST /api/bucket/quote',
    'POST DELETE /api/bucket/coupon',
    'GET POST /api/orders',
    'GET /api/orders/:order_uuid',
    'PUT POST /api/orders/:order_uuid/set_canceled',
    'GET /api/orders/:order_uuid/invoice',
    'GET /api/orders/:order_uuid/invoice.pdf',
    'GET /api/orders/:order_uuid/invoice.xml',
    'GET /api/orders/:order_uuid/credit-notes/:number.pdf',
    'GET /api/orders/:order_uuid/credit-notes/:number.xml',
    'GET POST /api/orders/:order_uuid/payments',
    'GET /api/orders/:order_uuid/tracking',
    'GET POST /api/orders/:order_uuid/returns',
  ],
  'the signed in': [
    'GET POST /api/logout',
    'GET /api/profile',
    'PUT /api/profile/:customer_uuid',
    'PUT /api/profile/:customer_uuid/setpassword',
    'GET POST /api/profile/addresses',
    'PUT DELETE /api/profile/addresses/:uuid',
    'GET /api/profile/sessions',
    'DELETE /api/profile/sessions/:uuid',
  ],
  support: [
    'GET /api/admin/orders',
    'GET /api/admin/orders/:order_uuid',
    'PUT /api/admin/orders/:order_uuid/status',
    'POST /api/admin/orders/:order_uuid/refunds',
    'GET POST /api/admin/orders/:order_uuid/shipments',
    'PUT /api/admin/orders/:order_uuid/shipments/:shipment_uuid/delivered',
    'GET /api/admin/returns',
    'PUT /api/admin/returns/:uuid/accepted',
    'PUT /api/admin/returns/:uuid/refused',
    'PUT /api/admin/returns/:uuid/received',
    'PUT /api/admin/returns/:uuid/refunded',
    'GET /api/admin/customers',
    'GET /api/admin/invoices',
    'GET /api/admin/invoices/:uuid.pdf',
    'GET /api/admin/mails',
    'GET /api/admin/mails/:uuid',
    'POST /api/admin/mails/:uuid/retry',
  ],
  'catalog managers': [
    'GET POST /api/admin/products',
    'GET PUT DELETE /api/admin/products/:uuid',
    'GET /api/admin/products/export',
    'POST /api/admin/products/import',
    'POST PUT /api/admin/products/:uuid/images',
    'DELETE /api/admin/products/:uuid/images/:image_uuid',
    'GET PUT PATCH /api/admin/products/:uuid/stock',
    'GET POST /api/admin/categories',
    'GET PUT DELETE /api/admin/categories/:uuid',
    'GET POST /api/admin/brands',
    'GET PUT DELETE /api/admin/brands/:uuid',
    'GET POST /api/admin/shipping-methods',
    'PUT DELETE /api/admin/shipping-methods/:uuid',
    'GET POST /api/admin/coupons',
    'PUT DELETE /api/admin/coupons/:uuid',
  ],
  admins: ['PUT /api/admin/customers/:uuid/role', 'PUT /api/admin/customers/:uuid/disabled'],
};

const routes = Object.entries(decided).flatMap(([level, lines]) =>
  lines.flatMap((line) => {
    const [path, ...methods] = line.split(' ').toReversed();
    return methods.map((method) => [`${method} ${path}`, level as keyof typeof levels] as const);
  }),
);

const nobody = '0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b11';
const refusals = [3002, 3003, 3004];

const ask = (route: string, request: Ask) => {
  const [method, url] = route.split(' ') as ['GET', string];
  return shop.ask(method, url.replace(/:\w+/g, nobody), method === 'GET' ? request : { body: {}, ...request });
};

describe('every route', () => {
  const as = {} as Record<Who, Ask>;
  beforeAll(async () => {
    const { body } = await shop.post<{ guest_token: string }>('/api/guest');
    as.nobody = {};
    as.forged = { token: 'not.a.token' };
    as.guest = { headers: { 'x-guest-token': body.guest_token } };
    for (const role of roles) as[role] = { token: (await aCustomer(shop, role)).token };
  });

  it('is decided about', () => {
    // Each other contract decides about its own, in its own spec.
    const [contracts, fastify] = [shop.app.get(ApiContracts), shop.app.getHttpAdapter().getInstance()];
    const known = routesOf(fastify).filter((route) => contracts.forUrl(route.split(' ')[1] ?? '').name === 'shop');
    expect(known.toSorted()).toEqual(routes.map(([route]) => route).toSorted());
  });

  it.each(routes)('%s is for %s', async (route, level) => {
    const answers: Partial<Record<Who, unknown>> = {};
    for (const [who, request] of Object.entries(as) as [Who, Ask][]) {
      const { status, body } = await ask(route, request);
      const refused = status === 403 && refusals.includes(body['code'] as number);
      answers[who] = refused ? body['code'] : status < 500 ? 'may' : status;
      // A logout that worked must not decide about the next route.
      await shop.rows('update sessions set revoked_at = null');
    }
    const may = (who: Who) => (levels[level] as readonly Who[]).includes(who);
    expect(answers).toEqual({
      nobody: may('nobody') ? 'may' : 3002,
      forged: may('forged') ? 'may' : 3004,
      guest: may('guest') ? 'may' : 3002,
      ...Object.fromEntries(roles.map((role) => [role, may(role) ? 'may' : 3003])),
    });
  });

  it('is closed to strangers when nobody says anything about it', async () => {
    @Controller('forgotten')
    class Forgotten {
      @Get()
      read() {
        return {};
      }
    }
    const config = Config.read({ NODE_ENV: 'test', DATABASE_URL: await freshDatabase(), JWT_SECRET: secret });
    const module = Test.createTestingModule({ imports: [AppModule.with(config)], controllers: [Forgotten] });
    const app = (await module.compile()).createNestApplication(new FastifyAdapter());
    await app.init();
    const { statusCode, body } = await app.getHttpAdapter().getInstance().inject('/forgotten');
    expect([statusCode, JSON.parse(body).code]).toEqual([403, 3002]);
    await app.close();
  });
});

describe('what belongs to somebody else', () => {
  const address = {
    first_name: 'Max',
    last_name: 'Mustermann',
    address: 'Musterstr. 13',
    post_code: '10000',
    city: 'Musterstadt',
    country: 'DE',
  };
  const profile = { username: 'stolen', email: 'stolen@magazin.test' };
  const wanted = { reason: 'stolen', lines: [{ order_product_uuid: nobody, quantity: 1 }] };
  const notFound: Record<string, { code: number; body?: object }> = {
    'PUT /api/bucket/:bucket_uuid': { code: 1044, body: { quantity: 3 } },
    'POST /api/bucket/:bucket_uuid': { code: 1044, body: { quantity: 3 } },
    'DELETE /api/bucket/:bucket_uuid': { code: 1044 },
    'PUT /api/profile/:customer_uuid': { code: 2003, body: profile },
    'PUT /api/profile/:customer_uuid/setpassword': { code: 3001 },
    'PUT /api/profile/addresses/:uuid': { code: 2004, body: address },
    'DELETE /api/profile/addresses/:uuid': { code: 2004 },
    'DELETE /api/profile/sessions/:uuid': { code: 3007 },
    'GET /api/orders/:order_uuid': { code: 1001 },
    'PUT /api/orders/:order_uuid/set_canceled': { code: 1001 },
    'POST /api/orders/:order_uuid/set_canceled': { code: 1001 },
    'GET /api/orders/:order_uuid/invoice': { code: 1072 },
    'GET /api/orders/:order_uuid/invoice.pdf': { code: 1072 },
    'GET /api/orders/:order_uuid/invoice.xml': { code: 1072 },
    'GET /api/orders/:order_uuid/credit-notes/:number.pdf': { code: 1072 },
    'GET /api/orders/:order_uuid/credit-notes/:number.xml': { code: 1072 },
    'GET /api/orders/:order_uuid/payments': { code: 1001 },
    'POST /api/orders/:order_uuid/payments': { code: 1001, body: { token: 'tok_success' } },
    'GET /api/orders/:order_uuid/tracking': { code: 1001 },
    'GET /api/orders/:order_uuid/returns': { code: 1001 },
    'POST /api/orders/:order_uuid/returns': { code: 1001, body: wanted },
  };
  let owner: SignedIn;
  let strangers: Ask[];
  /** What the owner has, by the address it is found under. */
  const owned: Record<string, string> = {};

  beforeAll(async () => {
    owner = await aCustomer(shop);
    const mine = { token: owner.token };
    const fill = async () =>
      shop.post('/api/bucket', { ...mine, body: { product: (await aProduct(shop)).uuid, quantity: 1 } });
    const first = async (list: string, key: string) =>
      (await shop.get<{ results: Record<string, string>[] }>(list, mine)).body.results[0]?.[key] ?? 'missing';
    await shop.post('/api/profile/addresses', { ...mine, body: address });
    await fill();
    await shop.post('/api/orders', { ...mine, body: { payment: 'cash' } });
    await fill();
    owned['profile'] = owner.uuid;
    owned['profile/addresses'] = await first('/api/profile/addresses', 'uuid');
    owned['profile/sessions'] = await first('/api/profile/sessions', 'uuid');
    owned['bucket'] = await first('/api/bucket', 'bucket_uuid');
    owned['orders'] = await first('/api/orders', 'order_uuid');
    // Its confirmation is written afterwards: from then on nothing changes by itself.
    const unconfirmed = () => shop.rows('select number from orders where confirmed_at is null');
    await vi.waitFor(async () => expect(await unconfirmed()).toEqual([]), { timeout: 10_000, interval: 100 });
    const guest = await shop.post<{ guest_token: string }>('/api/guest');
    strangers = [
      { token: (await aCustomer(shop)).token },
      { token: (await aCustomer(shop, 'admin')).token },
      { headers: { 'x-guest-token': guest.body.guest_token } },
    ];
  });

  const everything = () =>
    Promise.all(
      ['customers', 'sessions', 'addresses', 'buckets', 'bucket_lines', 'orders', 'order_lines', 'products'].map(
        (table) => shop.rows(`select * from ${table} order by id`),
      ),
    );

  it('is asked for by each route that names something', () => {
    const naming = routes.filter(([route, level]) => route.includes(':') && /guest|signed/.test(level));
    expect(Object.keys(notFound).toSorted()).toEqual(naming.map(([route]) => route).toSorted());
  });

  it.each(Object.entries(notFound))('is not there for strangers and staff: %s', async (route, { code, body }) => {
    const theirs = route.replace(/(?<=\/api\/)([a-z/]+)\/:\w+/, (_, list: string) => `${list}/${owned[list]}`);
    const password = { username: owner.username, old_password: owner.password, password: 'onlydarkside2' };
    const before = await everything();
    for (const stranger of strangers) {
      const answer = await ask(theirs, { ...stranger, body: route.includes('setpassword') ? password : (body ?? {}) });
      const guestAtTheDoor = stranger.headers !== undefined && !/\/(bucket|orders)\//.test(route);
      expect([answer.status, answer.body['code']]).toEqual(guestAtTheDoor ? [403, 3002] : [404, code]);
    }
    expect(await everything()).toEqual(before);
  });
});
