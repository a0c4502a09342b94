import { beforeAll, describe, expect, it } from 'vitest';
import { aCustomer } from './factories/index.js';
import { many } from './support/many.js';
import { useShop } from './support/shop.js';
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

it.each(
  staffRoutes
    .map(({ route }) => route)
    .filter((route) => /^GET [^:.]*$/.test(route))
    .map((route) => route.replace('GET ', '')),
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
