import * as fc from 'fast-check';
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { decimal, decimalPattern, minor, taxWithin } from '../src/common/money/money.js';
import { Database } from '../src/database/database.js';
import { decimal as decimalInSql } from '../src/database/sql.js';
import { canTransition, type OrderStatus, orderStatuses, manualStatuses } from '../src/order/order-status.js';
import { aCustomer, aProduct, type SignedIn } from './factories/index.js';
import { useShop } from './support/shop.js';

const shop = useShop();

describe('money', () => {
  const amount = fc.integer({ min: 0, max: 10 ** 10 - 1 });
  const gross = fc.integer({ min: 0, max: 10 ** 12 });
  const rate = fc.integer({ min: 0, max: 10_000 });

  it('comes back from its text', () => {
    fc.assert(
      fc.property(amount, (cents) => {
        const text = decimal(cents);
        expect(text).toMatch(/^\d+\.\d\d$/);
        expect(text).toMatch(decimalPattern);
        expect(minor(text)).toBe(cents);
        // «3» and «3.5» are amounts, too.
        expect(minor(String(cents / 100))).toBe(cents);
        expect(decimal(-cents)).toBe(cents === 0 ? '0.00' : `-${text}`);
      }),
    );
  });

  it('reads the same in SQL', async () => {
    const cents = fc.sample(fc.integer({ min: -(10 ** 10), max: 10 ** 12 }), 300);
    const { rows } = await sql<{ text: string }>`
      select ${decimalInSql('cents')} as text from unnest(${cents}::bigint[]) cents
    `.execute(shop.app.get(Database).sql());
    expect(rows.map(({ text }) => text)).toEqual(cents.map(decimal));
  });

  it('holds its tax, rounded half up', () => {
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

  it('never holds less tax for more of it, nor for a higher rate', () => {
    fc.assert(
      fc.property(gross, gross, rate, rate, (price, more, share, higher) => {
        expect(taxWithin(price + more, share)).toBeGreaterThanOrEqual(taxWithin(price, share));
        expect(taxWithin(price, Math.max(share, higher))).toBeGreaterThanOrEqual(taxWithin(price, share));
      }),
    );
  });

  it('holds, line by line, the tax of the sum but for half a cent a line', () => {
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

describe('the pages of a list', () => {
  interface Page {
    count: number;
    next: string | null;
    previous: string | null;
    results: { uuid: string }[];
  }
  let address: string;
  beforeAll(async () => {
    // Few prices and names for many products: a page must not lose or repeat what is equal.
    for (let number = 0; number < 40; number++)
      await aProduct(shop, { name: `Banana ${number % 3}`, price: 100 * (number % 4), stock: number % 2 });
    await shop.app.listen(0, '127.0.0.1');
    address = await shop.app.getUrl();
  });

  const page = async (url: string) => (await (await fetch(url)).json()) as Page;

  it('show each row once, forwards and backwards', async () => {
    const query = fc.record({
      page_size: fc.integer({ min: 3, max: 45 }),
      ordering: fc.constantFrom('name', '-name', 'price', '-price', 'created', '-created', 'relevance', '-relevance'),
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

describe('an order', () => {
  const moves = fc.array(fc.constantFrom(...orderStatuses, 'canceled by its customer' as const), { maxLength: 9 });
  const stock = 1_000_000;
  let product: { id: number; uuid: string };
  let customer: SignedIn;
  let admin: SignedIn;
  beforeAll(async () => {
    product = await aProduct(shop, { stock });
    customer = await aCustomer(shop);
    admin = await aCustomer(shop, 'admin');
  });

  async function anOrder(payment: string, quantity: number): Promise<string> {
    const mine = { token: customer.token };
    await shop.rows('update products set stock = ? where id = ?', [stock, product.id]);
    await shop.rows('delete from stock_movements');
    await shop.post('/api/bucket', { ...mine, body: { product: product.uuid, quantity } });
    const { body } = await shop.post<{ order_uuid: string }>('/api/orders', { ...mine, body: { payment } });
    return body.order_uuid;
  }

  const move = (uuid: string, to: OrderStatus) =>
    shop.put(`/api/admin/orders/${uuid}/status`, { token: admin.token, body: { status: to } });
  const cancel = (uuid: string) => shop.put(`/api/orders/${uuid}/set_canceled`, { token: customer.token });
  const payment = fc.constantFrom('cash', 'card');
  const quantity = fc.integer({ min: 1, max: 999 });

  /** How many units came back, and that the ledger and the stock agree about it. */
  async function returned(): Promise<number[]> {
    const [now] = await shop.rows<{ stock: number }>('select stock from products where id = ?', [product.id]);
    const ledger = await shop.rows<{ by: number }>('select by from stock_movements order by id');
    expect(now?.stock).toBe(ledger.reduce((sum, { by }) => sum + by, stock));
    return ledger.map(({ by }) => by).filter((by) => by > 0);
  }

  it('goes where the table of states lets it, and gives its stock back once', async () => {
    await fc.assert(
      fc.asyncProperty(payment, quantity, moves, async (how, many, path) => {
        const uuid = await anOrder(how, many);
        let status: OrderStatus = 'new';
        const been = new Set<OrderStatus>();
        for (const step of path) {
          const to: OrderStatus = step === 'canceled by its customer' ? 'canceled' : step;
          const answer = step === to ? await move(uuid, to) : await cancel(uuid);
          // What only money and parcels can say, staff cannot; and a card order is paid before anything else.
          const byHand = manualStatuses.some((each) => each === to);
          const unpaid = to === 'processing' && how !== 'cash';
          if (!byHand) expect([answer.status, answer.body['code']]).toEqual([400, 4000]);
          else if (canTransition(status, to) && !unpaid) {
            expect([answer.status, answer.body['status']]).toEqual([200, to]);
            status = to;
            been.add(to);
          } else expect([answer.status, answer.body['code']]).toEqual([409, to === 'canceled' ? 1003 : 1004]);
        }
        const { body } = await shop.get(`/api/orders/${uuid}`, { token: customer.token });
        expect([body['status'], body['date_paid'] !== null]).toEqual([status, been.has('paid')]);
        if (status !== 'returned') expect(await returned()).toEqual(status === 'canceled' ? [many] : []);
      }),
      { numRuns: 25 },
    );
  });

  it('takes one step at a time, however many are asked for at once', async () => {
    await fc.assert(
      fc.asyncProperty(payment, quantity, moves, async (how, many, path) => {
        const uuid = await anOrder(how, many);
        await Promise.all(path.map((to) => (to === 'canceled by its customer' ? cancel(uuid) : move(uuid, to))));
        const trail = await shop.rows<{ changes: { from: OrderStatus; to: OrderStatus } }>(
          `select changes from audit_entries where subject = ? order by id`,
          [`order/${uuid}`],
        );
        const steps = trail.map(({ changes }) => changes);
        expect(steps.filter(({ from, to }) => !canTransition(from, to))).toEqual([]);
        expect(steps.map(({ from }) => from)).toEqual(['new', ...steps.map(({ to }) => to)].slice(0, steps.length));
        const { body } = await shop.get(`/api/orders/${uuid}`, { token: customer.token });
        if (body['status'] !== 'returned')
          expect(await returned()).toEqual(body['status'] === 'canceled' ? [many] : []);
      }),
      { numRuns: 25 },
    );
  });
});

describe('the sessions of a customer', () => {
  interface Session {
    access: string;
    refresh: string;
    spent: string[];
    alive: boolean;
  }
  type Tokens = { access: string; refresh: string; code: number };
  const exchange = (refresh: string) => shop.post<Tokens>('/api/refresh', { body: { refresh } });
  const begun = ({ access, refresh }: Omit<Tokens, 'code'>): Session => ({ access, refresh, spent: [], alive: true });

  /** What a customer can do to one of the sessions, and what must come of it. */
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

  it('have one good refresh token each, and end when they should, and only then', async () => {
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
