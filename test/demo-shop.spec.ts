import { readdirSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { StartError } from '../src/config/start-error.js';
import { demoData } from '../src/seeders/demo-data.js';
import { DemoShopSeeder, seedDemoShop } from '../src/seeders/demo-shop.seeder.js';
import { largeShopSizes } from '../src/seeders/large-shop-sizes.js';
import { seedLargeShop } from '../src/seeders/large-shop.seeder.js';
import { aBrand } from './factories/index.js';
import { freshDatabase, Shop, useShop } from './support/shop.js';
import { statementsOf } from './support/statements.js';

interface ListedProduct {
  name: string;
  description: string;
  brand: { name: string } | null;
  categories: { slug: string }[];
  price: string;
  old_price: string | null;
  image: string | null;
  stock: number;
}

interface Listed<Row> {
  count: number;
  results: Row[];
}

const tables = [
  'products',
  'categories',
  'brands',
  'pictures',
  'customers',
  'addresses',
  'orders',
  'stock_movements',
  'tickets',
  'reviews',
  'store_ratings',
  'wishlist_items',
  'product_views',
];

const countsOf = async (shop: Shop) => {
  const counts = tables.map((table) => `(select count(*)::int from ${table}) as ${table}`);
  return (await shop.rows<Record<string, number>>(`select ${counts.join(', ')}`))[0] ?? {};
};

async function withShop(environment: NodeJS.ProcessEnv, work: (shop: Shop) => Promise<void>): Promise<void> {
  const shop = new Shop();
  await shop.start(environment);
  try {
    await work(shop);
  } finally {
    await shop.app.close();
  }
}

const shop = useShop();

const login = async (username: string) =>
  (await shop.post('/api/login', { body: { username, password: 'magazin-demo' } })).body['access'] as string;

describe('the demo shop', () => {
  beforeAll(async () => {
    expect(await seedDemoShop(shop.app)).toBe(true);
  });

  it('is as large as a real one', async () => {
    const counts = await countsOf(shop);
    expect(counts['products']).toBeGreaterThanOrEqual(200);
    expect(counts['brands']).toBeGreaterThanOrEqual(20);
    const leaves = await shop.rows('select distinct category_id from product_categories');
    expect(leaves.length).toBeGreaterThanOrEqual(12);
    const [shelf] = await shop.rows(`
      select count(*) filter (where not published)::int as hidden, count(*) filter (where stock = 0)::int as sold_out,
        count(*) filter (where stock between 1 and 3)::int as few, count(*) filter (where old_price > price)::int as reduced,
        count(*) filter (where old_price <= price or length(description) < 30)::int as odd,
        count(*) filter (where keywords = '')::int as wordless
      from products where slug not in ('banana', 'apple', 'kiwi')
    `);
    expect(shelf).toEqual({
      hidden: 2,
      sold_out: expect.toSatisfy((count: number) => count >= 5),
      few: expect.toSatisfy((count: number) => count >= 5),
      reduced: expect.toSatisfy((count: number) => count >= 20),
      odd: 0,
      wordless: 0,
    });
  });

  it('sells the three documented fruits', async () => {
    const { results } = (await shop.get<Listed<ListedProduct>>('/api/products?category=fruit&page_size=100')).body;
    const fruit = (name: string) => results.find((product) => product.name === name);
    expect(fruit('Banana')).toMatchObject({
      price: '3.00',
      old_price: null,
      brand: { name: 'Chiquita' },
      description: 'this is a banana',
      stock: 120,
    });
    expect(fruit('Apple')).toMatchObject({
      price: '2.00',
      brand: { name: 'Pink Lady' },
      description: 'this is an apple',
      stock: 180,
    });
    expect(fruit('Kiwi')).toMatchObject({
      price: '4.00',
      brand: { name: 'Zespri' },
      description: 'this a kiwi',
      stock: 90,
    });
  });

  it('finds products by brand and category, nested ones too', async () => {
    const count = async (query: string) => (await shop.get<Listed<unknown>>(`/api/products?${query}`)).body.count;
    const [kitchen, cookware] = [await count('category=kitchen'), await count('category=cookware')];
    expect(cookware).toBeGreaterThan(3);
    expect(kitchen).toBeGreaterThan(cookware);
    expect(await count('search=kranich')).toBeGreaterThan(3);
    expect(await count('search=cookware')).toBeGreaterThanOrEqual(cookware);
  });

  it('has a picture of every product, in three widths', async () => {
    const { results } = (await shop.get<Listed<ListedProduct>>('/api/products?page_size=100')).body;
    expect(results).toHaveLength(100);
    const [missing] = await shop.rows(`
      select count(*)::int from products where not exists (
        select from product_images join pictures using (hash)
        where product_id = products.id having count(*) = 3 and min(length(content)) > 1000
      )
    `);
    expect(missing).toEqual({ count: 0 });
    for (const url of new Set(results.map(({ image }) => image))) {
      const picture = await shop.get(new URL(url ?? '').pathname);
      expect(picture.status, `${url}`).toBe(200);
      expect(picture.headers['content-type']).toBe('image/webp');
    }
  });

  it('has no picture file that no product shows', () => {
    const shown = new Set(demoData.products().map(({ picture }) => picture));
    const files = [...shown].flatMap((name) => [320, 640, 1280].map((width) => `${name}-${width}.webp`));
    expect(readdirSync('demo/pictures').toSorted()).toEqual(files.toSorted());
  });

  it('keeps a ledger that adds up', async () => {
    const wrong = await shop.rows(`
      select slug from products left join stock_movements on product_id = products.id
      group by products.id
      having (coalesce(sum(on_hand_by), 0), coalesce(sum(allocated_by), 0)) <> (on_hand, allocated)
        or coalesce((array_agg(on_hand_after order by stock_movements.id desc))[1], 0) <> on_hand
        or coalesce((array_agg(allocated_after order by stock_movements.id desc))[1], 0) <> allocated
        or bool_or(on_hand_after < allocated_after)
    `);
    expect(wrong).toEqual([]);
    const open = await shop.rows(`
      select slug from products where allocated <> (
        select coalesce(sum(quantity), 0) from order_lines join orders on orders.id = order_id
        where product_id = products.id and status in ('new', 'paid', 'processing'))
    `);
    expect(open).toEqual([]);
    const [allocated] = await shop.rows('select sum(allocated)::int > 0 as some from products');
    expect(allocated).toEqual({ some: true });
    const [backwards] = await shop.rows(`
      select count(*)::int from stock_movements later join stock_movements earlier
        on earlier.product_id = later.product_id and earlier.id < later.id and earlier.created_at >= later.created_at
    `);
    expect(backwards).toEqual({ count: 0 });
  });

  it.each([
    ['admin', 'admin', 200, 200],
    ['manager', 'catalog_manager', 200, 403],
    ['support', 'support', 403, 200],
    ['maxm', 'customer', 403, 403],
  ])('lets %s in as %s', async (username, role, products, orders) => {
    const token = await login(username);
    expect(await shop.rows('select role from customers where username = ?', [username])).toEqual([{ role }]);
    expect((await shop.get('/api/admin/products', { token })).status).toBe(products);
    expect((await shop.get('/api/admin/orders', { token })).status).toBe(orders);
  });

  it('knows Max, where he lives and what he ordered', async () => {
    const token = await login('maxm');
    const [max] = await shop.rows("select *, birthday::text from customers where username = 'maxm'");
    expect(max).toMatchObject({
      email: 'max.mustermann@email.com',
      first_name: 'Max',
      last_name: 'Mustermann',
      title: 'Mr.',
      phone: '+4014516266',
      address: 'Musterstr. 13, 10000 Musterstadt',
      birthday: '1990-01-01',
    });
    const [home] = await shop.rows('select * from addresses where is_default');
    expect(home).toMatchObject({ address: 'Musterstr. 13', post_code: '10000', city: 'Musterstadt', country: 'DE' });
    const { results } = (
      await shop.get<Listed<{ status: string; sum: string; date_created: string }>>('/api/orders', { token })
    ).body;
    expect(results.map(({ status }) => status)).toEqual(['new', 'shipped', 'canceled', 'delivered']);
    expect(results.map(({ date_created }) => date_created)).toEqual(
      results
        .map(({ date_created }) => date_created)
        .toSorted()
        .toReversed(),
    );
  });

  it('has orders that add up', async () => {
    const wrong = await shop.rows(`
      select orders.number from orders join order_lines on order_id = orders.id
      group by orders.id
      having sum(order_lines.total) <> orders.subtotal or orders.tax <> (
        select sum((rate->>'tax')::int) from jsonb_array_elements(orders.taxes) rate)
        or bool_or(order_lines.total <> order_lines.price * order_lines.quantity)
        or (status in ('shipped', 'delivered')) <> (paid_at is not null) or updated_at > now()
    `);
    expect(wrong).toEqual([]);
    const [dates] = await shop.rows(
      "select count(*)::int from orders where created_at > paid_at or created_at > updated_at or updated_at > now() - interval '1 hour'",
    );
    expect(dates).toEqual({ count: 0 });
  });

  it('has tickets in several states, all of them in the past', async () => {
    const queue = await shop.get<Listed<object>>('/api/admin/support/tickets', { token: await login('support') });
    expect(queue.body.results).toMatchObject([
      { name: 'Max Mustermann', status: 'waiting_staff', assignee: null, first_answer_seconds: 7_200 },
      { name: 'Lena Vogel', email: 'lena.vogel@email.example', customer: null, status: 'open' },
      { subject: 'Grinding the beans', status: 'waiting_customer', assignee: { username: 'support' } },
      { subject: 'One of the two mugs is chipped', status: 'closed', order: expect.any(String) },
    ]);
    const own = await shop.get<Listed<object>>('/api/support/tickets', { token: await login('maxm') });
    expect(own.body.count).toBe(3);
    const [odd] = await shop.rows(`
      select count(*)::int from tickets join (
        select ticket_id, created_at, lag(created_at) over (partition by ticket_id order by id) as before from ticket_messages
      ) message on ticket_id = tickets.id
      where message.created_at not between coalesce(before, tickets.created_at) and updated_at
        or updated_at > now() - interval '1 minute'
    `);
    expect(odd).toEqual({ count: 0 });
    expect(
      (await shop.get<Listed<object>>('/api/admin/support/canned-answers', { token: await login('support') })).body
        .count,
    ).toBe(3);
  });

  it('is reviewed and rated as a real shop is, and every number follows from the rows', async () => {
    const wrong = await shop.rows(`
      select slug from products left join reviews on product_id = products.id and status = 'published'
      group by products.id
      having rating_count <> count(reviews.id) or rating_sum <> coalesce(sum(rating), 0)
        or min(reviews.created_at) < products.created_at or max(reviews.created_at) > now()
    `);
    expect(wrong).toEqual([]);
    const [odd] = await shop.rows(`
      select count(*)::int from reviews join customers on customers.id = customer_id
      where helpful_count <> (select count(*) from review_votes where review_id = reviews.id) or reviews.created_at < customers.created_at
        or exists (select from review_votes where review_id = reviews.id and review_votes.customer_id = reviews.customer_id)
    `);
    expect(odd).toEqual({ count: 0 });
    const [early] = await shop.rows(`
      select count(*)::int from reviews join (
        select customer_id, product_id, min(delivered_at) as at from shipments
          join orders on orders.id = order_id join order_lines on order_lines.order_id = orders.id group by 1, 2
      ) delivered using (customer_id, product_id) where reviews.created_at < delivered.at
    `);
    expect(early).toEqual({ count: 0 });
    const { results } = (await shop.get<Listed<{ rating_count: number }>>('/api/products?ordering=-rating')).body;
    expect(results[0]?.rating_count).toBeGreaterThanOrEqual(3);
    const [best] = (await shop.get<Listed<{ uuid: string }>>('/api/products?search=espresso')).body.results;
    const reviews = (
      await shop.get<Listed<{ verified_purchase: boolean; author: string }>>(`/api/products/${best?.uuid}/reviews`)
    ).body;
    expect(new Set(reviews.results.map(({ verified_purchase }) => verified_purchase))).toEqual(new Set([true, false]));
    expect((await shop.get<Listed<unknown>>('/api/store/ratings')).body.count).toBeGreaterThanOrEqual(10);
  });

  it('has a home page with reasons for a customer, and one for visitors', async () => {
    const reasonsFor = async (token?: string) => {
      const { body } = await shop.get<{ rows: { reason: string; products: object[] }[] }>(
        '/api/home',
        token ? { token } : {},
      );
      return body.rows.map(({ reason }) => reason);
    };
    expect(await reasonsFor(await login('maxm'))).toEqual(
      expect.arrayContaining(['because_you_bought', 'viewed_recently', 'from_your_wishlist', 'new']),
    );
    expect(await reasonsFor()).toContain('new');
  });

  it('is set up once', async () => {
    const before = await countsOf(shop);
    const statements = await statementsOf(async () => expect(await seedDemoShop(shop.app)).toBe(false));
    expect(statements.length).toBeLessThan(10);
    expect(await countsOf(shop)).toEqual(before);
  });
});

describe('setting up the demo shop', () => {
  it('happens once when two processes start at once', async () => {
    const DATABASE_URL = await freshDatabase();
    await withShop({ DATABASE_URL }, (one) =>
      withShop({ DATABASE_URL }, async (other) => {
        const seeded = await Promise.all([seedDemoShop(one.app), seedDemoShop(other.app)]);
        expect(seeded.filter(Boolean)).toEqual([true]);
        expect(await countsOf(one)).toEqual(await countsOf(shop));
      }),
    );
  });

  it('leaves a shop alone that has something of its own', async () => {
    await withShop({}, async (own) => {
      await aBrand(own);
      expect(await seedDemoShop(own.app)).toBe(false);
      expect(await countsOf(own)).toMatchObject({ products: 0, customers: 0 });
    });
  });

  it('is refused without the application, which places the orders', async () => {
    await expect(shop.orm.seeder.seed(DemoShopSeeder)).rejects.toThrow('npm run db:seed');
  });

  it('is refused in production', async () => {
    await withShop({ NODE_ENV: 'production' }, async (production) => {
      await expect(seedDemoShop(production.app)).rejects.toThrow(StartError);
      expect(await countsOf(production)).toMatchObject({ products: 0, customers: 0 });
    });
  });
});

describe('a large shop', () => {
  const sizes = { products: 120, customers: 60, orders: 900 };
  const lines: string[] = [];
  let admin: { token: string };

  beforeAll(async () => {
    expect(await seedLargeShop(shop.app, sizes, (line) => lines.push(line))).toMatch(/filled in \d+:\d\d minutes/);
    admin = { token: await login('admin') };
  });

  /** The one row of a query. */
  const one = async (query: string) => (await shop.rows<Record<string, string | number>>(query))[0] ?? {};

  it('has as much as it was asked for, and says how far it is', async () => {
    const { products, orders, customers } = await countsOf(shop);
    expect({ products, orders, customers }).toEqual({ products: 230 + 120, orders: 17 + 900, customers: 14 + 60 });
    expect(lines).toContainEqual(expect.stringMatching(/^orders and parcels +900 of 900 +100 % +\d+:\d\d$/));
    const years = await one(`select max(created_at) - min(created_at) > interval '1000 days' as span,
      max(created_at) > now() - interval '1 day' as is_recent, count(distinct status)::int as statuses from orders where id > 17`);
    expect(years).toEqual({ span: true, is_recent: true, statuses: expect.any(Number) });
    expect(years['statuses']).toBeGreaterThanOrEqual(5);
  });

  it('has orders, money, documents and stock that agree', async () => {
    const lineSums = `(select order_id, sum(total) as total, sum(tax) as tax, sum(credited) as credited from order_lines group by 1) lines`;
    const moved = `(select coalesce(sum(amount), 0) from payment_ledger where order_id = orders.id)`;
    const checks = {
      lines: `select from orders join ${lineSums} on order_id = orders.id
        where lines.total <> subtotal or lines.credited + shipping_credited <> orders.credited or abs(orders.tax - lines.tax) > 1 and shipping = 0`,
      taxes: `select from orders where (total, tax) <> (select sum((row ->> 'gross')::int), sum((row ->> 'tax')::int) from jsonb_array_elements(taxes) row)`,
      credits: `select from orders where credited <> (select coalesce(sum(amount), 0) from order_credits where order_id = orders.id)`,
      ledger: `select from orders where ${moved} <> case when paid_at is null then 0 else total end
        - (select coalesce(sum(refunds.amount), 0) from refunds join payments on payments.id = payment_id where order_id = orders.id and refunds.status = 'done')`,
      documents: `select from orders where case when paid_at is null and (payment <> 'cash' or shipped_at is null) then 0 else total end
        <> (select coalesce(sum(gross), 0) from invoices where order_id = orders.id and kind = 'invoice')`,
      totals: `select from invoices where gross <> (document -> 'totals' ->> 'gross')::int
        or gross <> (select sum((row ->> 'gross')::int) from json_array_elements(document -> 'tax') row)`,
      numbers: `select from invoice_numbers where last <> (select count(*) from invoices where number like series || '-' || year || '-%')`,
      stock: `select from products where (on_hand, allocated) <> (
        (select coalesce(sum(on_hand_by), 0) from stock_movements where product_id = products.id),
        (select coalesce(sum(quantity - canceled - shipped), 0) from order_lines where product_id = products.id))`,
      shelf: 'select from stock_movements where least(on_hand_after, allocated_after) < 0',
      moments: `select from order_lines join orders on orders.id = order_id join products on products.id = product_id
        join customers on customers.id = customer_id where orders.id > 17 and greatest(products.created_at, customers.created_at) > orders.created_at`,
      ratings: `select from products where rating_count <> (select count(*) from reviews where product_id = products.id and status = 'published')`,
    };
    const found = await Promise.all(
      Object.entries(checks).map(async ([name, query]) => [name, (await shop.rows(query)).length]),
    );
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(Object.keys(checks).map((name) => [name, 0])));
    expect(await one('select count(*)::int as notes from invoices where credit_id is not null')).toEqual({
      notes: expect.toSatisfy((notes: number) => notes > 10),
    });
  });

  it('has figures that equal the sums of its rows', async () => {
    const get = async <Body>(path: string) => (await shop.get<Body>(`/api/admin/analytics/${path}`, admin)).body;
    const sold = `orders where payment = 'cash' or paid_at is not null`;
    const { totals } = await get<{ totals: object }>('sales?from=2020-01-01&to=2029-12-31&by=month');
    expect(totals).toMatchObject(
      await one(`select count(*)::int as orders, (sum(total) / 100.0)::numeric(12, 2)::text as gross, (sum(tax) / 100.0)::numeric(12, 2)::text as tax,
        (select sum(quantity) from order_lines where order_id in (select id from ${sold}))::int as units from ${sold}`),
    );
    const { customers, segments } = await get<{ customers: number; segments: { orders: number }[] }>('customers');
    expect({ customers, orders: segments.reduce((sum, { orders }) => sum + orders, 0) }).toEqual(
      await one(`select count(distinct customer_id)::int as customers, count(*)::int as orders from ${sold}`),
    );
    const { rows } = await get<{ rows: { invoices: number; tax: string }[] }>('vat?from=2020-01-01&to=2029-12-31');
    const tax = rows.reduce((sum, row) => sum + Math.round(100 * Number(row.tax)), 0);
    expect({ tax }).toEqual(
      await one(
        `select sum((document -> 'totals' ->> 'tax')::int * case kind when 'invoice' then 1 else -1 end)::int as tax from invoices`,
      ),
    );
  });

  it.each(['orders', 'customers', 'products', 'mails', 'refunds', 'returns', 'support/tickets', 'reviews', 'audit'])(
    'answers staff who list its %s',
    async (list) => {
      const { status, body } = await shop.get<{ results: object[] }>(`/api/admin/${list}?page_size=5`, admin);
      expect([status, body.results?.length]).toEqual([200, 5]);
    },
  );

  it('grows from nothing else than an empty or a demo shop', async () => {
    await expect(seedLargeShop(shop.app, sizes, () => undefined)).rejects.toThrow(
      /this one has 350 products and 917 orders/,
    );
    expect(() => largeShopSizes(['--orders', 'many'])).toThrow('npm run db:seed:large');
    expect(largeShopSizes(['--orders', '500'])).toEqual({ products: 100_000, customers: 100_000, orders: 500 });
  });
});
