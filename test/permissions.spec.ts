import { beforeAll, describe, expect, it } from 'vitest';
import { allPermissions, type Permission } from '../src/permissions/permissions.js';
import { aCustomer, aRole } from './factories/index.js';
import { routesOf } from './support/routes.js';
import { useShop } from './support/shop.js';
import { staffRoutes } from './support/staff-routes.js';

const shop = useShop();

const unknownUuid = '0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b11';

let role: string;
let token: string;
beforeAll(async () => {
  role = await aRole(shop, []);
  token = (await aCustomer(shop, role)).token;
});

/** What the route answers to staff whose role has exactly these permissions. */
async function answerTo(route: string, permissions: readonly Permission[]) {
  await shop.rows(`update roles set permissions = string_to_array(?, ',') where name = ?`, [permissions.join(), role]);
  const [method, url] = route.split(' ') as ['GET', string];
  const body = method === 'GET' ? {} : { body: {} };
  const answer = await shop.ask(method, url.replace(/:\w+/g, unknownUuid), { token, ...body });
  return { status: answer.status, code: answer.body['code'] };
}

describe('permissions: every route of staff', () => {
  it('has a permission', () => {
    const all = routesOf(shop.app.getHttpAdapter().getInstance());
    // Whoever signs in has no role yet.
    const ofStaff = all.filter((route) => / \/api\/admin\/(?!session$)/.test(route));
    expect(ofStaff.toSorted()).toEqual(staffRoutes.map(({ route }) => route).toSorted());
  });

  it('needs a permission to read where it reads, and another one where it writes', () => {
    const reads = /^(read:|export:)/;
    // It reads, but the orders that it names may be too many for an address.
    const longRead = 'POST /api/admin/orders/bulk/print';
    const ofPermissions = staffRoutes.filter(({ route, permission }) => permission !== 'any' && route !== longRead);
    const strays = ofPermissions.filter(({ route, permission }) => reads.test(permission) !== route.startsWith('GET '));
    expect(strays).toEqual([]);
  });

  it.each(staffRoutes)(
    '$route is open to a role that has $permission only, and closed to one that lacks it',
    async ({ route, permission }) => {
      if (permission === 'any') {
        const { status, code } = await answerTo(route, []);
        expect([status < 500, code]).not.toEqual([true, 3003]);
        return;
      }
      const alone = await answerTo(route, [permission]);
      expect(alone.code).not.toBe(3003);
      expect(alone.status).toBeLessThan(500);
      const others = allPermissions.filter((other) => other !== permission);
      expect(await answerTo(route, others)).toEqual({ status: 403, code: 3003 });
    },
  );
});
