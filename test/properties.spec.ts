import * as fc from 'fast-check';
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { decimal, decimalPattern, minor, taxWithin } from '../src/common/money/money.js';
import { Database } from '../src/database/database.js';
import { decimal as decimalInSql } from '../src/database/sql.js';
import { aCustomer, aProduct, type SignedIn } from './factories/index.js';
import { useShop } from './support/shop.js';

const shop = useShop();

describe('money', () => {
  const amount = fc.integer({ min: 0, max: 10 ** 10 - 1 });
  const gross = fc.integer({ min: 0, max: 10 ** 12 });
  const rate = fc.integer({ min: 0, max: 10_000 });

  it('parses what it formats', () => {
    fc.assert(
      fc.property(amount, (cents) => {
        const text = decimal(cents);
        expect(text).toMatch(/^\d+\.\d\d$/);
        expect(text).toMatch(decimalPattern());
        expect(minor(text)).toBe(cents);
        // `3` and `3.5` are amounts, too.
        expect(minor(String(cents / 100))).toBe(cents);
        expect(decimal(-cents)).toBe(cents === 0 ? '0.00' : `-${text}`);
      }),
    );
  });

  it('formats the same in SQL', async () => {
    const cents = fc.sample(fc.integer({ min: -(10 ** 10), max: 10 ** 12 }), 300);
    const { rows } = await sql<{ text: string }>`
      select ${decimalInSql('cents')} as text from unnest(${cents}::bigint[]) cents
    `.execute(shop.app.get(Database).sql());
    expect(rows.map(({ text }) => text)).toEqual(cents.map((each) => decimal(each)));
  });

  it('contains its tax, rounded half up', () => {
    fc.assert(
      fc.property(gross, rate, (price, share) => {
        const tax = taxWithin(price, share);
        expect(Number.isSafeInteger(tax)).toBe(true);
        expect(tax).toBeGreaterThanOrEqual(0);
        expect(tax).toBeLessThanOrEqual(price);
        const [exact, whole] = [BigInt(price) * BigInt(share), BigInt(10_000 + share)];
        const off = 2n * (BigInt(tax) * whole - exact);
        expect(off > -whole && off <= whole).toBe(true);
      }),
    );
  });

  it('contains no less tax when the amount or the rate is higher', () => {
    fc.assert(
      fc.property(gross, gross, rate, rate, (price, more, share, higher) => {
        expect(taxWithin(price + more, share)).toBeGreaterThanOrEqual(taxWithin(price, share));
        expect(taxWithin(price, Math.max(share, higher))).toBeGreaterThanOrEqual(taxWithin(price, share));
      }),
    );
  });

  it('has a tax by line that differs from the tax of the sum by half a cent per line at most', () => {
    fc.assert(
      fc.property(fc.array(gross, { minLength: 1, maxLength: 100 }), rate, (lines, share) => {
        const [sum, taxes] = [lines, lines.map((line) => taxWithin(line, share))].map((all) =>
          all.reduce((left, right) => left + right),
        ) as [number, number];
        expect(Math.abs(taxes - taxWithin(sum, share))).toBeLessThanOrEqual((lines.length + 1) / 2);
      }),
    );
  });
});

describe('pages of a list', () => {
  interface Page {
    count: number;
    next: string | null;
    previous: string | null;
    results: { uuid: string }[];
  }
  let address: string;
  beforeAll(async () => {
    // Many products share a name and a price: a page must not lose or repeat equal rows.
    for (let number = 0; number < 40; number++)
      await aProduct(shop, { name: `Banana ${number % 3}`, price: 100 * (number % 4), stock: number % 2 });
    await shop.app.listen(0, '127.0.0.1');
    address = await shop.app.getUrl();
  });

  const page = async (url: string) => (await (await fetch(url)).json()) as Page;

  it('show each row once, forward and backward', async () => {
    const query = fc.record({
      page_size: fc.integer({ min: 3, max: 45 }),
      ordering: fc.constantFrom(
        'name',
        '-name',
        'price',
        '-price',
        'created',
        '-created',
        'rating',
        '-rating',
        'relevance',
        '-relevance',
      ),
      search: fc.constant('banana'),
      in_stock: fc.constantFrom('true', 'false'),
    });
    await fc.assert(
      fc.asyncProperty(fc.record({ query, all: fc.boolean() }), async ({ query: { in_stock, ...rest }, all }) => {
        const asked = { ...rest, page_size: String(rest.page_size), ...(all ? {} : { in_stock }) };
        const walk = async (from: string, way: 'next' | 'previous') => {
          const pages: Page[] = [];
          for (let url: string | null = from; url; url = pages.at(-1)?.[way] ?? null) pages.push(await page(url));
          return { pages, seen: pages.flatMap(({ results }) => results.map(({ uuid }) => uuid)) };
        };
        const forwards = await walk(`${address}/api/products?${new URLSearchParams(asked).toString()}`, 'next');
        expect(new Set(forwards.seen).size).toBe(forwards.seen.length);
        expect(forwards.seen.length).toBe(all ? 40 : 20);
        expect(forwards.pages.every(({ count }) => count === forwards.seen.length)).toBe(true);
        const last = forwards.pages.at(-2)?.next;
        if (!last) return;
        const backwards = await walk(last, 'previous');
        expect(backwards.pages.toReversed()).toEqual(forwards.pages);
      }),
      { numRuns: 15 },
    );
  });
});

describe('sessions of a customer', () => {
  interface Session {
    access: string;
    refresh: string;
    spent: string[];
    alive: boolean;
  }
  type Tokens = { access: string; refresh: string; code: number };
  const exchange = (refresh: string) => shop.post<Tokens>('/api/refresh', { body: { refresh } });
  const begun = ({ access, refresh }: Omit<Tokens, 'code'>): Session => ({ access, refresh, spent: [], alive: true });

  /** What a customer can do with a session, and the expected outcome. */
  function actsOf({ uuid, username, password, token, refresh }: SignedIn) {
    const sessions = [begun({ access: token, refresh })];
    let passwords = 0;
    const acts = {
      'log in': async () => {
        sessions.push(begun((await shop.post<Tokens>('/api/login', { body: { username, password } })).body));
      },
      refresh: async (session: Session) => {
        const { status, body } = await exchange(session.refresh);
        expect(session.alive ? status : body.code).toBe(session.alive ? 200 : 3004);
        if (!session.alive) return;
        session.spent.push(session.refresh);
        Object.assign(session, body);
      },
      'refresh again': async (session: Session) => {
        for (const old of session.spent.slice(0, 2)) {
          expect((await exchange(old)).body.code).toBe(3005);
          session.alive = false;
        }
      },
      'log out': async (session: Session) => {
        const { status } = await shop.post('/api/logout', { token: session.access });
        expect(status).toBe(session.alive ? 200 : 403);
        session.alive = false;
      },
      'change the password': async (session: Session) => {
        const change = { username, old_password: password, password: `darkside number ${++passwords}` };
        const { status } = await shop.put(`/api/profile/${uuid}/setpassword`, { token: session.access, body: change });
        expect(status).toBe(session.alive ? 200 : 403);
        if (!session.alive) return;
        password = change.password;
        for (const other of sessions) if (other !== session) other.alive = false;
      },
    };
    return { sessions, acts };
  }

  type Act = keyof ReturnType<typeof actsOf>['acts'];
  const act = fc.constantFrom<Act>('log in', 'refresh', 'refresh', 'refresh again', 'log out', 'change the password');
  const life = fc.array(fc.record({ act, which: fc.nat(9) }), { minLength: 1, maxLength: 10 });

  it('have one valid refresh token each, and end at reuse, sign-out and a new password only', async () => {
    await fc.assert(
      fc.asyncProperty(life, async (steps) => {
        const { sessions, acts } = actsOf(await aCustomer(shop));
        for (const { act, which } of steps) {
          await acts[act](sessions[which % sessions.length] as Session);
          const alive = sessions.map(({ access }) => shop.get('/api/profile', { token: access }));
          const statuses = (await Promise.all(alive)).map(({ status }) => status);
          expect(statuses).toEqual(sessions.map((session) => (session.alive ? 200 : 403)));
        }
      }),
      { numRuns: 20 },
    );
  });
});
