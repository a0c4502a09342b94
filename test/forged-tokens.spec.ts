import { createHmac, generateKeyPairSync, sign as rsa } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { aCustomer, type SignedIn } from './factories/index.js';
import { secret, useShop } from './support/shop.js';

const shop = useShop();

type Json = Record<string, unknown>;

const encode = (part: Json) => Buffer.from(JSON.stringify(part)).toString('base64url');
const signed = (header: Json, claims: Json, signature: (input: string) => string) => {
  const input = `${encode(header)}.${encode(claims)}`;
  return `${input}.${signature(input)}`;
};
const hmac = (hash: string, key: string) => (input: string) => createHmac(hash, key).update(input).digest('base64url');
/** Signed with the shop's own key. */
const signedByShop = (claims: Json) => signed({ alg: 'HS256', typ: 'JWT' }, claims, hmac('sha256', secret));
const seconds = (fromNow: number) => Math.floor(Date.now() / 1000) + fromNow;

/** Routes for signed-in users, for guests too, and for a role. */
const protectedRoutes = [
  ['GET', '/api/profile'],
  ['POST', '/api/bucket'],
  ['PUT', '/api/orders/0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b11/set_canceled'],
  ['GET', '/api/admin/orders'],
] as const;

let customer: SignedIn;
let claims: Json;
beforeAll(async () => {
  customer = await aCustomer(shop, 'admin');
  claims = JSON.parse(Buffer.from(customer.token.split('.')[1] ?? '', 'base64url').toString());
});

async function codesFor(authorization: string) {
  const codes = protectedRoutes.map(async ([method, url]) => {
    const { status, body } = await shop.ask(method, url, { headers: { authorization } });
    return status === 403 ? body['code'] : status;
  });
  return [...new Set(await Promise.all(codes))];
}

describe('access token: one that is forged or of another kind', () => {
  const rsaKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const forgeries: Record<string, () => string> = {
    'declares that it needs no signature': () => signed({ alg: 'none', typ: 'JWT' }, claims, () => ''),
    'declares so in capitals': () => signed({ alg: 'NONE', typ: 'JWT' }, claims, () => ''),
    'lost its signature': () => customer.token.replace(/[^.]+$/, ''),
    'is signed with another key': () => signed({ alg: 'HS256' }, claims, hmac('sha256', `${secret}!`)),
    'is signed with an empty key': () => signed({ alg: 'HS256' }, claims, hmac('sha256', '')),
    'is signed by HS384': () => signed({ alg: 'HS384' }, claims, hmac('sha384', secret)),
    'is signed by HS512': () => signed({ alg: 'HS512' }, claims, hmac('sha512', secret)),
    'is signed by RS256': () =>
      signed({ alg: 'RS256' }, claims, (input) => rsa('sha256', Buffer.from(input), rsaKey).toString('base64url')),
    'brings its own key': () =>
      signed({ alg: 'HS256', jwk: { kty: 'oct', k: 'aWNo' }, kid: '/dev/null' }, claims, hmac('sha256', 'ich')),
    'claims another role': () => {
      const [header, , signature] = customer.token.split('.');
      return `${header}.${encode({ ...claims, role: 'admin' })}.${signature}`;
    },
    'is a refresh token': () => customer.refresh,
    'has no type': () => signedByShop({ ...claims, typ: undefined }),
    'has expired': () => signedByShop({ ...claims, exp: seconds(-1) }),
    'is not valid yet': () => signedByShop({ ...claims, nbf: seconds(60) }),
    'is from another issuer': () => signedByShop({ ...claims, iss: 'bazaar' }),
    'has no issuer': () => signedByShop({ ...claims, iss: undefined }),
    'is for another audience': () => signedByShop({ ...claims, aud: 'bazaar' }),
    'has no audience': () => signedByShop({ ...claims, aud: undefined }),
    'names an unknown session': () => signedByShop({ ...claims, sid: '0199f0c1-5a3e-4c42-9d7a-2f4f0c6a1b11' }),
    'names a session that is no uuid': () => signedByShop({ ...claims, sid: "' or true --" }),
    'names a session that is no text': () => signedByShop({ ...claims, sid: { $ne: null } }),
    'names no session': () => signedByShop({ ...claims, sid: undefined }),
    'is cut off': () => customer.token.slice(0, -5),
    'has another part': () => `${customer.token}.${encode({})}`,
    'is 100 KB long': () => `${customer.token}${'A'.repeat(100_000)}`,
    'is full of dots': () => '.'.repeat(100_000),
    'is no base64': () => '\u00fc.\u00e9.\u00f1',
    'is sent twice': () => `Bearer ${customer.token}`,
    'is sent beside another': () => `${customer.token}, Bearer ${customer.token}`,
    'is JSON': () => JSON.stringify(claims).replaceAll(' ', ''),
  };

  it.each(Object.entries(forgeries))('is rejected when it %s', async (_, forge) => {
    expect(await codesFor(`Bearer ${forge()}`)).toEqual([3004]);
  });

  it.each([
    ['not at all', () => 'Bearer'],
    ['as a password', () => `Basic ${Buffer.from(`${customer.username}:${customer.password}`).toString('base64')}`],
    ['without its scheme', () => customer.token],
  ])('counts as missing when it is sent %s', async (_, header) => {
    expect(await codesFor(header())).toEqual([3002]);
  });

  it('is rejected as a refresh token, too', async () => {
    for (const [why, forge] of Object.entries(forgeries).filter(([why]) => why !== 'is a refresh token')) {
      const { status, body } = await shop.post('/api/refresh', { body: { refresh: forge() } });
      const tooLong = ['is 100 KB long', 'is full of dots'].includes(why);
      expect([status, body['code']], why).toEqual(tooLong ? [400, 4000] : [403, 3004]);
    }
    expect((await shop.post('/api/refresh', { body: { refresh: customer.token } })).body['code']).toBe(3004);
    expect((await shop.post('/api/refresh', { body: { refresh: customer.refresh } })).status).toBe(200);
  });
});

it('access token: a genuine one is accepted, with Bearer in any case', async () => {
  for (const scheme of ['Bearer', 'bearer', 'BEARER'])
    expect((await shop.get('/api/profile', { headers: { authorization: `${scheme} ${customer.token}` } })).status).toBe(
      200,
    );
  expect((await shop.get('/api/profile', { token: signedByShop(claims) })).status).toBe(200);
});
