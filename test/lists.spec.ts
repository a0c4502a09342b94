import { beforeAll, describe, expect, it } from 'vitest';
import { aCustomer } from './factories/index.js';
import { many } from './support/many.js';
import { useShop } from './support/shop.js';
import { planOf, statementsOf } from './support/statements.js';
import { staffRoutes } from './support/staff-routes.js';

const shop = useShop();
let token: string;

interface Page {
  count: number;
  count_is_estimate: boolean;
  next: string | null;
  previous: string | null;
  results: { order_uuid: string; number: string; uuid: string }[];
  code: number;
}

beforeAll(async () => {
  ({ token } = await aCustomer(shop, 'admin'));
});

const read = async (url: string) => {
  const { pathname, search } = new URL(url, 'http://shop.test');
  const { status, body } = await shop.get<Page>(`${pathname}${search}`, { token });
  return { status, ...body };
};

/** By its links, to its end. */
async function walk(
  url: string,
  way: 'next' | 'previous' = 'next',
  between = async () => {},
): Promise<Page['results']> {
  const rows = [];
  for (let link: string | null = url; link;) {
    const page: Page = await read(link);
    rows.push(...page.results);
    link = page[way];
    await between();
  }
  return rows;
}

const addMails = (number: number) =>
  shop.rows(
    `insert into mails (uuid, kind, recipient, message_id, subject, attachments, status, created_at)
     select gen_random_uuid(), 'welcome', 'leia' || n || '@shop.test', '', 'Hello', '[]', case when n % 100 = 0 then 'failed' else 'sent' end, now()
     from generate_series(1, ${number}) n`,
  );

describe('lists of staff: by cursor', () => {
  beforeAll(() => addMails(120));

  it('lose and repeat no row while fifty are added', async () => {
    const before = await walk('/api/admin/mails?page_size=100');
    const seen = await walk('/api/admin/mails?page_size=10', 'next', async () => {
      await many(5, () => addMails(1));
    });
    expect(seen.map(({ uuid }) => uuid)).toEqual(before.map(({ uuid }) => uuid));
  });

  it('lead back to the beginning', async () => {
    const all = (await walk('/api/admin/mails?page_size=100')).map(({ uuid }) => uuid);
    let link = '/api/admin/mails?page_size=7';
    for (let page = await read(link); page.next; page = await read(link)) link = page.next;
    const back = [];
    for (let page = await read(link); ; page = await read(page.previous)) {
      back.unshift(...page.results.map(({ uuid }) => uuid));
      if (!page.previous) break;
    }
    expect(back).toEqual(all);
  });

  it('keep the filters and the address of the request', async () => {
    const { next } = await read('/api/admin/mails?status=sent&page_size=2');
    expect(next).toMatch(/^http:\/\/[^/]+\/api\/admin\/mails\?status=sent&page_size=2&after=[\w-]+$/);
  });

  it.each([
    'after=x',
    'after=W10',
    `before=${cursor('x')}`,
    `after=${cursor('1', '2')}`,
    `after=${cursor('9'.repeat(30))}`,
    `after=${cursor('\0')}`,
    'after=',
  ])('refuse ?%s', async (query) => {
    expect(await read(`/api/admin/mails?${query}`)).toMatchObject({ status: 400, code: 4002 });
  });

  it.each([`page=1&after=${cursor('1')}`, `after=${cursor('1')}&before=${cursor('1')}`])(
    'refuse ?%s',
    async (query) => {
      expect(await read(`/api/admin/mails?${query}`)).toMatchObject({ status: 400, code: 4000 });
    },
  );
});

function cursor(...keys: string[]): string {
  return Buffer.from(JSON.stringify(keys)).toString('base64url');
}

it.each(['orders', 'invoices', 'analytics/sales'])(
  '%s of days that no calendar of the shop has are refused',
  async (list) => {
    for (const query of ['from=0000-01-01', 'to=9999-12-31', 'from=2026-02-30', 'to=2026-1-1'])
      expect(await read(`/api/admin/${list}?${query}`), query).toMatchObject({ status: 400, code: 4000 });
  },
);

/** Of figures that change with each sale: a place among them is a number. */
const rankings = ['products', 'running-out', 'searches', 'abandoned-buckets'].map(
  (name) => `/api/admin/analytics/${name}`,
);

it.each(
  staffRoutes
    .map(({ route }) => route)
    .filter((route) => /^GET [^:.]*$/.test(route))
    .map((route) => route.replace('GET ', ''))
    .filter((path) => !rankings.includes(path)),
)('%s, if it is a list, says the same of its pages', async (path) => {
  const page = await read(`${path}?page_size=1`);
  if (!('results' in page)) return;
  expect(page).toMatchObject({ status: 200, count: expect.any(Number), count_is_estimate: false, previous: null });
  const [second, third] = [page.next && (await read(page.next)), (await read(`${path}?page=2&page_size=1`)).results];
  if (!second) return expect(page.count).toBeLessThanOrEqual(1);
  expect(second.results).toEqual(third);
  expect((await read(second.previous ?? '')).results).toEqual(page.results);
});

describe('lists of staff: beyond 10,000 rows', () => {
  beforeAll(async () => {
    await addMails(12_000);
    await shop.rows('analyze mails');
  });

  it('are counted by the planner', async () => {
    const { count, count_is_estimate } = await read('/api/admin/mails');
    expect(count_is_estimate).toBe(true);
    expect(count).toBeGreaterThan(11_000);
    expect(count).toBeLessThan(14_000);
    expect(await read('/api/admin/mails?status=failed')).toMatchObject({ count: 121, count_is_estimate: false });
  });

  it('go on by cursor where page numbers end', async () => {
    const last = await read('/api/admin/mails?page=400');
    expect(last.previous).toContain('page=399');
    expect(last.next).toMatch(/\?after=/);
    const beyond = await read(last.next ?? '');
    const [after] = await shop.rows<{ uuid: string }>('select uuid from mails order by id desc offset 10000 limit 1');
    expect(beyond.results[0]?.uuid).toBe(after?.uuid);
    expect((await read(beyond.previous ?? '')).results).toEqual(last.results);
    expect(await read('/api/admin/mails?page=399')).toMatchObject({ next: expect.stringContaining('page=400') });
    expect(await read('/api/admin/mails?page=401')).toMatchObject({ status: 400, code: 4003 });
    expect(await read('/api/admin/mails?page=101&page_size=100')).toMatchObject({ status: 400, code: 4003 });
  });
});

describe('lists of staff: of many rows', () => {
  const many = 8_000;

  beforeAll(async () => {
    await shop.rows(`
      insert into customers (uuid, username, username_key, email, email_key, password_hash, first_name, last_name, phone, guest_token, disabled_at, created_at, updated_at)
      select gen_random_uuid(), 'user' || n, 'user' || n, 'user' || n || '@shop.test', 'user' || n || '@shop.test', 'x', 'Łucja' || n, 'Skywalker' || n % 700, '+49 30 ' || 1000000 + n,
        gen_random_uuid(), case when n % 500 = 0 then now() end, now(), now() from generate_series(1, ${many}) n`);
    await shop.rows(`
      insert into products (uuid, slug, name, price, on_hand, published, created_at, updated_at)
      select gen_random_uuid(), 'thing-' || n, 'thing ' || left(md5(n::text), 8), 100, n % 20, n % 40 <> 0, now(), now() from generate_series(1, ${many}) n`);
    await shop.rows(`
      insert into orders (uuid, customer_id, status, payment, currency, subtotal, tax, taxes, total, email, shipping_address, created_at, paid_at, updated_at)
      select gen_random_uuid(), id, case when id % 90 = 0 then 'canceled' else 'delivered' end, case when id % 100 = 0 then 'payu' else 'card' end, 'EUR', 100, 0, '[]', 100,
        email, json_build_object('first_name', 'Padmé', 'last_name', 'Ämidala' || id % 800), now() - id * interval '1 hour', case when id % 90 > 0 then now() end, now()
      from customers where username like 'user%'`);
    await shop.rows(`
      insert into order_lines (uuid, order_id, product_id, product_uuid, name, quantity, price, tax_rate, total, tax)
      select gen_random_uuid(), orders.id, products.id, products.uuid, products.name, 1, 100, 0, 100, 0
      from orders join products on products.slug = 'thing-' || orders.id % ${many}`);
    await shop.rows(`
      insert into shipments (uuid, order_id, carrier, tracking_number, shipped_at)
      select gen_random_uuid(), id, 'DHL', 'JD' || id, now() from orders`);
    await shop.rows(`
      insert into invoices (uuid, number, kind, order_id, document, issued_at, gross)
      select gen_random_uuid(), 'X-' || id, 'invoice', id, json_build_object('issued', to_char(created_at, 'YYYY-MM-DD')), created_at, 100 from orders`);
    await shop.rows(`
      insert into tickets (customer_id, uuid, subject, status, waiting_at, solved_at)
      select id, gen_random_uuid(), 'Broken ' || md5(id::text), case when id % 100 = 0 then 'open' else 'solved' end,
        case when id % 100 = 0 then now() end, case when id % 100 > 0 then now() end from customers where username like 'user%'`);
    await shop.rows(
      `insert into stock_movements (product_id, product_uuid, on_hand_after, allocated_after, reason) select id, uuid, 0, 0, 'count' from products`,
    );
    await shop.rows(`
      insert into reviews (uuid, product_id, customer_id, status, rating, title, text)
      select gen_random_uuid(), products.id, customers.id, case when customers.id % 100 = 0 then 'pending' else 'published' end, 1 + customers.id % 5, '', ''
      from customers join products on products.slug = 'thing-' || customers.id % ${many}`);
    await shop.rows(
      `insert into payments (uuid, order_id, provider, status, amount, currency) select gen_random_uuid(), id, 'mock', case when id % 100 = 0 then 'declined' else 'captured' end, 100, 'EUR' from orders`,
    );
    for (const table of ['customers', 'tickets', 'products']) await shop.rows(`vacuum ${table}`);
    await shop.rows('analyze');
  });

  const found = async (search: string) => (await read(`/api/admin/orders?search=${encodeURIComponent(search)}`)).count;

  it('find orders by number, mail, name, product, and parcel', async () => {
    const [order] = await shop.rows<Record<string, string>>(`
      select orders.number, orders.email, first_name, last_name, shipping_address ->> 'last_name' as recipient, slug, tracking_number
      from orders join customers on customers.id = customer_id join order_lines on order_lines.order_id = orders.id
        join products on products.id = product_id join shipments on shipments.order_id = orders.id
      where orders.customer_id % 800 > 99 order by orders.id desc limit 1`);
    const {
      number = '',
      email = '',
      first_name = '',
      last_name = '',
      recipient = '',
      slug = '',
      tracking_number = '',
    } = order ?? {};
    for (const search of [
      number.toLowerCase(),
      `#${number}`,
      email.toUpperCase(),
      slug,
      tracking_number.toLowerCase(),
      `lucja${first_name.slice(5)} ${last_name}`,
    ])
      expect(await found(search), search).toBe(1);
    expect(await found(`LUCJA ${last_name.toLowerCase()}`)).toBeGreaterThan(9);
    expect(await found(`padme ${recipient.replace('Ä', 'a')}`)).toBe(10);
    expect(await found('%')).toBe(0);
    expect(await found('kywalker')).toBe(0);
    expect(await found('Skywalker')).toBe(1_000);
    expect(await found(' ')).toBe(many);
  });

  it.each([
    ['orders', ''],
    ['orders', 'status=canceled'],
    ['orders', 'payment=payu'],
    ['orders', 'paid=false'],
    ['orders', 'to_ship=true'],
    ['orders', 'from=2026-01-01&to=2026-01-03'],
    ['orders', 'status=canceled&from=2026-01-01&to=2026-02-03'],
    ['orders', 'search=M100001'],
    ['orders', 'search=lucja1%20skywalker1'],
    ['orders', 'search=thing-77'],
    ['customers', 'search=lucja77'],
    ['customers', 'search=1000123'],
    ['customers', 'disabled=true'],
    ['customers', 'role=support'],
    ['products', ''],
    ['products', 'published=false'],
    ['products', 'ordering=-created'],
    ['products', 'search=c4ca4238'],
    ['mails', 'status=failed'],
    ['mails', 'kind=shipped'],
    ['mails', 'recipient=leia77@'],
    ['support/tickets', ''],
    ['support/tickets', 'status=open'],
    ['support/tickets', 'assignee=me'],
    ['support/tickets', 'search=c4ca4238'],
    ['support/tickets', 'search=lucja77'],
    ['invoices', 'kind=credit_note'],
    ['invoices', 'from=2026-01-01&to=2026-01-03'],
    ['reviews', 'status=pending'],
    ['payments', 'status=declined'],
  ])('GET /api/admin/%s?%s uses an index, for the page and for its count', async (path, query) => {
    const table = path.split('/').at(-1) ?? '';
    const isSeqScan = new RegExp(`Seq Scan on ${table}\\b`);
    const asked = await statementsOf(() => read(`/api/admin/${path}?${query}`));
    const [page] = asked.filter(({ text }) => text.includes('sort_keys'));
    const [count] = asked.filter(({ text }) => /^\s*select count/.test(text));
    expect(page && (await planOf(shop, page))).not.toMatch(isSeqScan);
    // Without a filter, any rows are counted.
    if (query.replace(/ordering=.*/, '')) expect(count && (await planOf(shop, count))).not.toMatch(isSeqScan);
  });
});
