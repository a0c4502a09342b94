import { Controller, Get } from '@nestjs/common';
import { beforeAll, describe, expect, it } from 'vitest';
import { ApiContracts } from '../src/common/http/api-contracts.js';
import type { Permission } from '../src/permissions/permissions.js';
import { aCustomer, aProduct, type SignedIn } from './factories/index.js';
import { eventually } from './support/eventually.js';
import { routesIn, routesOf } from './support/routes.js';
import { type Ask, Shop, useShop } from './support/shop.js';
import { staffRoutes } from './support/staff-routes.js';

const shop = useShop();

const roles = ['customer', 'support', 'catalog_manager', 'admin'] as const;

type Caller = 'anonymous' | 'forged' | 'guest' | (typeof roles)[number];

const levels = {
  everyone: ['anonymous', 'forged', 'guest', ...roles],
  'everyone without a forged token': ['anonymous', 'guest', ...roles],
  'guests and customers': ['guest', ...roles],
  'signed-in users': roles,
  staff: ['support', 'catalog_manager', 'admin'],
  support: ['support', 'admin'],
  'catalog managers': ['catalog_manager', 'admin'],
  admins: ['admin'],
} satisfies Record<string, readonly Caller[]>;

/** What the roles that come with the shop may do. Nobody but an admin may do the rest. */
const permissionsOfRole: Partial<Record<keyof typeof levels, Permission[]>> = {
  support: [
    ...both('orders', 'shipments', 'returns', 'exchange_rates', 'tickets', 'reviews', 'ratings', 'mails'),
    'refund:orders',
    'read:payments',
    'read:invoices',
    'read:customers',
  ],
  'catalog managers': both('products', 'stock', 'categories', 'brands', 'coupons', 'shipping'),
};

type Writable = Permission extends infer Name ? (Name extends `write:${infer Resource}` ? Resource : never) : never;
function both<Resource extends Writable>(...resources: Resource[]): Permission[] {
  return resources.flatMap((resource) => [`read:${resource}`, `write:${resource}`] as Permission[]);
}

function levelOf(permission: Permission | 'any'): keyof typeof levels {
  if (permission === 'any' || permission === 'read:analytics') return 'staff';
  const open = Object.entries(permissionsOfRole).filter(([, allowed]) => allowed.includes(permission));
  return (open[0]?.[0] ?? 'admins') as keyof typeof levels;
}

/** Every route that is not for staff by who has access; those of staff are in `support/staff-routes.ts`. A route that is missing fails the first test. */
const accessLevels: Partial<Record<keyof typeof levels, string[]>> = {
  everyone: [
    'POST /api/register',
    'POST /api/login',
    'POST /api/staff-invitations/accept',
    'POST /api/refresh',
    'POST PUT DELETE /api/admin/session',
    'POST /api/guest',
    'POST /api/password/forgot',
    'POST /api/password/reset',
    'GET POST /api/order-confirmation/:token',
    'POST /api/email/confirm',
    'GET POST /api/email/confirm/:token',
    'POST /api/email/undo',
    'GET POST /api/email/undo/:token',
    'GET /api/products',
    'GET /api/products/:uuid',
    'GET /api/products/:uuid/related',
    'GET /api/shipping-methods',
    'POST /api/payments/webhooks/:provider',
    'GET /api/payments/mock/confirm/:key',
    'POST /api/payments/mock/refund/:payment_uuid',
    'POST /api/payments/mock/refund/:payment_uuid/done',
    'POST /api/payments/mock/refund/:payment_uuid/failed',
    'POST /api/payments/mock/dispute/:payment_uuid',
    'POST /api/payments/mock/dispute/:payment_uuid/won',
    'POST /api/payments/mock/dispute/:payment_uuid/lost',
    'GET /api/track/:token',
    'GET /api/shared-wishlists/:token',
    'GET /api/products/:uuid/reviews',
    'GET /api/store/ratings',
    'GET POST /api/notifications/confirm/:token',
    'GET POST /api/unsubscribe/:token',
    'GET /api/categories',
    'GET /api/categories/:uuidOrSlug',
    'GET /api/brands',
    'GET /api/store',
    'GET /api/search/suggestions',
    'GET /api/brands/:uuidOrSlug',
    'GET /api/support/t/:token',
    'POST /api/support/t/:token/messages',
    'POST /api/support/t/:token/messages/:message_uuid/attachments',
    'GET /api/support/t/:token/attachments/:attachment_uuid',
    'PUT /api/support/t/:token/close',
    'GET /media/:name',
    'GET /',
    'GET /docs',
    'GET /admin',
    'GET /admin/*',
    'GET /admin/icon.svg',
    'GET /health/live',
    'GET /health/ready',
    'GET /metrics',
    'OPTIONS /*',
  ],
  'everyone without a forged token': ['GET /api/home', 'POST /api/support/tickets', 'POST /api/products/:uuid/notify'],
  'guests and customers': [
    'GET POST /api/bucket',
    'GET /api/bucket/suggestions',
    'GET /api/bucket/summary',
    'PUT POST DELETE /api/bucket/:bucket_uuid',
    'POST /api/bucket/quote',
    'POST DELETE /api/bucket/coupon',
    'GET POST /api/orders',
    'GET /api/orders/:order_uuid',
    'PUT POST /api/orders/:order_uuid/set_canceled',
    'PUT /api/orders/:order_uuid/shipping_address',
    'PUT /api/orders/:order_uuid/payment',
    'GET /api/orders/:order_uuid/invoice',
    'GET /api/orders/:order_uuid/invoice.pdf',
    'GET /api/orders/:order_uuid/invoice.xml',
    'GET /api/orders/:order_uuid/invoices',
    'GET /api/orders/:order_uuid/invoices/:number',
    'GET /api/orders/:order_uuid/invoices/:number.pdf',
    'GET /api/orders/:order_uuid/invoices/:number.xml',
    'GET /api/orders/:order_uuid/credit-notes/:number',
    'GET /api/orders/:order_uuid/credit-notes/:number.pdf',
    'GET /api/orders/:order_uuid/credit-notes/:number.xml',
    'GET POST /api/orders/:order_uuid/payments',
    'GET /api/orders/:order_uuid/tracking',
    'POST /api/orders/:order_uuid/cancellations',
    'GET POST /api/orders/:order_uuid/returns',
    'PUT /api/orders/:order_uuid/returns/:return_uuid/canceled',
    'GET POST /api/wishlist',
    'GET PUT DELETE /api/wishlist/share',
    'DELETE /api/wishlist/:product_uuid',
    'POST /api/wishlist/:product_uuid/move',
    'GET /api/support/tickets',
    'GET /api/support/tickets/:ticket_uuid',
    'POST /api/support/tickets/:ticket_uuid/messages',
    'POST /api/support/tickets/:ticket_uuid/messages/:message_uuid/attachments',
    'GET /api/support/tickets/:ticket_uuid/attachments/:attachment_uuid',
    'PUT /api/support/tickets/:ticket_uuid/close',
    'POST /api/store/ratings',
    'GET DELETE /api/history/views',
    'DELETE /api/history/views/:product_uuid',
    'GET PUT /api/history/settings',
    'GET /api/history/purchases',
    'POST /api/history/purchases/:order_uuid/buy-again',
  ],
  'signed-in users': [
    'POST /api/orders/claims',
    'POST /api/orders/claims/:token',
    'GET POST /api/logout',
    'POST /api/logout/everywhere',
    'GET DELETE /api/profile',
    'GET /api/profile/export',
    'GET PUT /api/profile/preferences',
    'DELETE /api/products/:uuid/notify',
    'POST /api/profile/email_confirmation',
    'PUT /api/profile/:customer_uuid',
    'PUT /api/profile/:customer_uuid/setpassword',
    'GET POST /api/profile/addresses',
    'PUT DELETE /api/profile/addresses/:uuid',
    'GET /api/profile/sessions',
    'DELETE /api/profile/sessions/:uuid',
    'POST /api/products/:uuid/reviews',
    'GET /api/profile/reviews',
    'PUT DELETE /api/reviews/:review_uuid',
    'PUT DELETE /api/reviews/:review_uuid/helpful',
  ],
};

const routes = [
  ...Object.entries(accessLevels).flatMap(([level, lines]) =>
    routesIn(lines).map((route) => [route, level as keyof typeof levels] as const),
  ),
  ...staffRoutes.map(({ route, permission }) => [route, levelOf(permission)] as const),
];

const unknownUuid = '0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b11';
const accessErrors = [3002, 3003, 3004];

const ask = (route: string, request: Ask) => {
  const [method, url] = route.split(' ') as ['GET', string];
  return shop.ask(method, url.replace(/:\w+/g, unknownUuid), method === 'GET' ? request : { body: {}, ...request });
};

describe('access: every route', () => {
  const as = {} as Record<Caller, Ask>;
  beforeAll(async () => {
    const { body } = await shop.post<{ guest_token: string }>('/api/guest');
    as.anonymous = {};
    as.forged = { token: 'not.a.token' };
    as.guest = { headers: { 'x-guest-token': body.guest_token } };
    for (const role of roles) as[role] = { token: (await aCustomer(shop, role)).token };
  });

  it('has an access level', () => {
    // The specs of the other contracts list theirs.
    const [contracts, fastify] = [shop.app.get(ApiContracts), shop.app.getHttpAdapter().getInstance()];
    const known = routesOf(fastify).filter((route) => contracts.forUrl(route.split(' ')[1] ?? '').name === 'shop');
    expect(known.toSorted()).toEqual(routes.map(([route]) => route).toSorted());
  });

  it.each(routes)('%s is open to %s only', async (route, level) => {
    const answers: Partial<Record<Caller, unknown>> = {};
    for (const [who, request] of Object.entries(as) as [Caller, Ask][]) {
      const { status, body } = await ask(route, request);
      const refused = status === 403 && accessErrors.includes(body['code'] as number);
      answers[who] = refused ? body['code'] : status < 500 ? 'may' : status;
      // A logout among the routes must not affect the next ones.
      await shop.rows('update sessions set revoked_at = null');
    }
    const may = (who: Caller) => (levels[level] as readonly Caller[]).includes(who);
    expect(answers).toEqual({
      anonymous: may('anonymous') ? 'may' : 3002,
      forged: may('forged') ? 'may' : 3004,
      guest: may('guest') ? 'may' : 3002,
      ...Object.fromEntries(roles.map((role) => [role, may(role) ? 'may' : 3003])),
    });
  });

  it.each(['GET /api/bucket', 'POST /api/orders', 'GET /api/wishlist', 'GET /api/history/views'])(
    '%s ignores a guest token that is none where the caller is signed in',
    async (route) => {
      const { token } = await aCustomer(shop);
      const answer = await ask(route, { token, headers: { 'x-guest-token': 'banana' } });
      expect(answer.status).toBe((await ask(route, { token })).status);
    },
  );

  it('is closed to anonymous callers when it declares no access', async () => {
    @Controller('forgotten')
    class Forgotten {
      @Get()
      read() {
        return {};
      }
    }
    const extended = new Shop();
    await extended.start({}, [Forgotten]);
    const { status, body } = await extended.get('/forgotten');
    await extended.stop();
    expect([status, body['code']]).toEqual([403, 3002]);
  });
});

describe('access: the data of another customer', () => {
  const address = {
    first_name: 'Max',
    last_name: 'Mustermann',
    address: 'Musterstr. 13',
    post_code: '10000',
    city: 'Musterstadt',
    country: 'DE',
  };
  const profile = { username: 'stolen', email: 'stolen@magazin.test' };
  const wanted = { reason: 'stolen', lines: [{ order_product_uuid: unknownUuid, quantity: 1 }] };
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
    'PUT /api/orders/:order_uuid/shipping_address': { code: 1001, body: address },
    'PUT /api/orders/:order_uuid/payment': { code: 1001, body: { payment: 'cash' } },
    'POST /api/orders/claims/:token': { code: 1052 },
    'GET /api/orders/:order_uuid/invoice': { code: 1072 },
    'GET /api/orders/:order_uuid/invoice.pdf': { code: 1072 },
    'GET /api/orders/:order_uuid/invoice.xml': { code: 1072 },
    'GET /api/orders/:order_uuid/invoices': { code: 1001 },
    'GET /api/orders/:order_uuid/invoices/:number': { code: 1072 },
    'GET /api/orders/:order_uuid/invoices/:number.pdf': { code: 1072 },
    'GET /api/orders/:order_uuid/invoices/:number.xml': { code: 1072 },
    'GET /api/orders/:order_uuid/credit-notes/:number': { code: 1072 },
    'GET /api/orders/:order_uuid/credit-notes/:number.pdf': { code: 1072 },
    'GET /api/orders/:order_uuid/credit-notes/:number.xml': { code: 1072 },
    'GET /api/orders/:order_uuid/payments': { code: 1001 },
    'POST /api/orders/:order_uuid/payments': { code: 1001, body: { token: 'tok_success' } },
    'GET /api/orders/:order_uuid/tracking': { code: 1001 },
    'GET /api/orders/:order_uuid/returns': { code: 1001 },
    'POST /api/orders/:order_uuid/returns': { code: 1001, body: wanted },
    'PUT /api/orders/:order_uuid/returns/:return_uuid/canceled': { code: 1001 },
    'POST /api/orders/:order_uuid/cancellations': { code: 1001, body: wanted },
    'DELETE /api/wishlist/:product_uuid': { code: 1220 },
    'POST /api/wishlist/:product_uuid/move': { code: 1220 },
    'GET /api/support/tickets/:ticket_uuid': { code: 1300 },
    'POST /api/support/tickets/:ticket_uuid/messages': { code: 1300, body: { text: 'stolen' } },
    'POST /api/support/tickets/:ticket_uuid/messages/:message_uuid/attachments': { code: 1300 },
    'GET /api/support/tickets/:ticket_uuid/attachments/:attachment_uuid': { code: 1300 },
    'PUT /api/support/tickets/:ticket_uuid/close': { code: 1300 },
    'PUT /api/reviews/:review_uuid': { code: 1200, body: { rating: 1 } },
    'DELETE /api/reviews/:review_uuid': { code: 1200 },
    'DELETE /api/history/views/:product_uuid': { code: 1230 },
    'POST /api/history/purchases/:order_uuid/buy-again': { code: 1001 },
  };
  /** Their uuid names what is public. */
  const ofEverybody = new Set([
    'POST /api/products/:uuid/reviews',
    'PUT /api/reviews/:review_uuid/helpful',
    'DELETE /api/reviews/:review_uuid/helpful',
    'DELETE /api/products/:uuid/notify',
  ]);
  const forGuests = new Set<string>(
    routes.filter(([, level]) => level === 'guests and customers').map(([route]) => route),
  );
  let owner: SignedIn;
  let strangers: Ask[];
  /** The owner's uuids, by the path they appear under. */
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
    await shop.post('/api/support/tickets', { ...mine, body: { subject: 'Mine', text: 'Only for me' } });
    await shop.post(`/api/products/${(await aProduct(shop)).uuid}/reviews`, { ...mine, body: { rating: 5 } });
    owned['reviews'] = await first('/api/profile/reviews', 'review_uuid');
    owned['profile'] = owner.uuid;
    owned['profile/addresses'] = await first('/api/profile/addresses', 'uuid');
    owned['profile/sessions'] = await first('/api/profile/sessions', 'uuid');
    owned['bucket'] = await first('/api/bucket', 'bucket_uuid');
    owned['support/tickets'] = await first('/api/support/tickets', 'ticket_uuid');

    owned['orders'] = owned['history/purchases'] = await first('/api/orders', 'order_uuid');
    // The confirmation is written by a job; after it no row changes by itself.
    const unconfirmed = () => shop.rows('select number from orders where confirmed_at is null');
    await eventually(unconfirmed, ({ length }) => length === 0);
    const guest = await shop.post<{ guest_token: string }>('/api/guest');
    strangers = [
      { token: (await aCustomer(shop)).token },
      { token: (await aCustomer(shop, 'admin')).token },
      { headers: { 'x-guest-token': guest.body.guest_token } },
    ];
  });

  const everything = () =>
    Promise.all(
      [
        'customers',
        'sessions',
        'addresses',
        'buckets',
        'bucket_lines',
        'orders',
        'order_lines',
        'products',
        'tickets',
        'ticket_messages',
        'reviews',
      ].map((table) => shop.rows(`select * from ${table} order by id`)),
    );

  it('is covered for every route with a uuid', () => {
    const naming = routes.filter(([route, level]) => route.includes(':') && /guest|signed/.test(level));
    const expected = naming.map(([route]) => route).filter((route) => !ofEverybody.has(route));
    expect(Object.keys(notFound).toSorted()).toEqual(expected.toSorted());
  });

  it.each(Object.entries(notFound))(
    'is answered 404 to other customers, guests and staff: %s',
    async (route, { code, body }) => {
      const theirs = route.replace(/(?<=\/api\/)([a-z/]+)\/:\w+/, (_, list: string) => `${list}/${owned[list]}`);
      const password = { username: owner.username, old_password: owner.password, password: 'onlydarkside2' };
      const before = await everything();
      for (const stranger of strangers) {
        const answer = await ask(theirs, {
          ...stranger,
          body: route.includes('setpassword') ? password : (body ?? {}),
        });
        const isGuestWithoutAccess = stranger.headers !== undefined && !forGuests.has(route);
        expect([answer.status, answer.body['code']]).toEqual(isGuestWithoutAccess ? [403, 3002] : [404, code]);
      }
      expect(await everything()).toEqual(before);
    },
  );
});
