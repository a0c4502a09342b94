import { readdir, readFile } from 'node:fs/promises';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { personalKinds } from '../src/audit/audit-actions.js';
import { personalData } from '../src/privacy/personal-data.js';
import { aCustomer, aProduct, confirmEmail } from './factories/index.js';
import { eventually } from './support/eventually.js';
import { Shop } from './support/shop.js';

/** In no other text of the shop. */
const canary = 'Kanarienvogel';
const logged: string[] = [];
const log = pino(
  { level: 'trace' },
  new Writable({ write: (line, _encoding, done) => (logged.push(String(line)), done()) }),
);
const shop = new Shop();
let outbox: string;
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'magazin-privacy-'));
  outbox = join(folder, 'outbox');
  await shop.start({ DATA_DIR: folder, MAILS_PER_SECOND: '14', SUPPORT_EMAIL: 'staff@magazin.test' }, [], log);
});
afterAll(() => shop.stop());

/** Numbers, moments and flags name nobody. */
const nameless = [
  'int4',
  'int8',
  'int2',
  'bool',
  'timestamptz',
  'numeric',
  'float4',
  'float8',
  'tsvector',
  '_text',
  '_int4',
  '_float4',
];

interface Column {
  table: string;
  column: string;
  type: string;
}
const columnsOfShop = () =>
  shop.rows<Column>(
    `select table_name as table, column_name as column, udt_name as type
     from information_schema.columns join information_schema.tables using (table_schema, table_name)
     where table_schema = 'public' and table_type = 'BASE TABLE' and table_name not like 'mikro_orm%' order by 1, 2`,
  );

it('personal data: every column that can hold it has a rule, and no other column', async () => {
  const columns = await columnsOfShop();
  const ruled = Object.entries(personalData).flatMap(([table, rules]) =>
    Object.keys(rules.columns).map((column) => `${table}.${column}`),
  );
  const names = new Set(columns.map(({ table, column }) => `${table}.${column}`));
  const wanted = columns
    .filter(({ type }) => !nameless.includes(type))
    .map(({ table, column }) => `${table}.${column}`);
  expect(wanted.filter((name) => !ruled.includes(name))).toEqual([]);
  expect(ruled.filter((name) => !names.has(name))).toEqual([]);
});

it('personal data: what the audit trail sets aside for each kind of record is erased', async () => {
  const [erasure] = await shop.rows<{ text: string }>(
    `select prosrc as text from pg_proc where proname = 'erase_audit_details'`,
  );
  const texts = [personalData['audit_details']?.owner, erasure?.text];
  for (const text of texts) expect(personalKinds.filter((kind) => !text?.includes(`'${kind}/' ||`))).toEqual([]);
});

describe('personal data: after the erasure of a customer who has used everything', () => {
  const address = {
    first_name: canary,
    last_name: canary,
    address: canary,
    post_code: '10000',
    city: canary,
    country: 'DE',
    phone: '+49 30 901820',
  };
  const email = `${canary.toLowerCase()}@magazin.test`;
  const password = 'onlydarkside';
  const user = { username: canary, email, password, first_name: canary, last_name: canary, city: canary };
  const headers = { 'user-agent': canary };
  let token: string;
  let uuid: string;
  const ok = async <Body>(answer: Promise<{ status: number; body: Body }>) => {
    const { status, body } = await answer;
    expect(status, JSON.stringify(body)).toBeLessThan(300);
    return body;
  };
  const post = <Body = Record<string, string>>(url: string, body: object = {}) =>
    ok(shop.post<Body>(url, { token, body, headers }));

  /** By the API, so that every place that a text goes to is found: mails, jobs, logs. */
  async function live(): Promise<void> {
    await ok(shop.post('/api/register', { body: { ...user, phone: canary }, headers }));
    await shop.post('/api/login', { body: { username: canary, password: 'wrong' }, headers });
    const login = await ok(
      shop.post<{ access: string; user: string }>('/api/login', { body: { username: canary, password }, headers }),
    );
    token = login.access;
    uuid = login.user;
    await post('/api/password/forgot', { email });
    await post('/api/orders/claims');
    await post('/api/profile/addresses', address);
    const [product, soldOut, wished] = [await aProduct(shop), await aProduct(shop, { stock: 0 }), await aProduct(shop)];
    await post('/api/bucket', { product: product.uuid, quantity: 2 });
    const order = await ok(
      shop.post<{ order_uuid: string }>('/api/orders', {
        token,
        body: { payment: 'card', shipping_address: address },
        headers: { ...headers, 'idempotency-key': canary },
      }),
    );
    await post(`/api/orders/${order.order_uuid}/payments`, { token: 'tok_success' });
    await shop.rows(`update unverified_orders set network = '192.0.2.7' where order_uuid = ?`, [order.order_uuid]);
    await post('/api/bucket', { product: wished.uuid, quantity: 1 });
    await ok(shop.put('/api/wishlist/share', { token }));
    await post('/api/wishlist', { product: wished.uuid });
    await post(`/api/products/${soldOut.uuid}/notify`);
    await ok(shop.put('/api/profile/preferences', { token, body: { marketing: true } }));
    await post(`/api/products/${product.uuid}/reviews`, { rating: 5, title: canary, text: canary });
    const other = await aCustomer(shop);
    const theirs = await ok(
      shop.post<{ review_uuid: string }>(`/api/products/${wished.uuid}/reviews`, {
        token: other.token,
        body: { rating: 4 },
      }),
    );
    await ok(shop.put(`/api/reviews/${theirs.review_uuid}/helpful`, { token }));
    const ticket = await post<{ ticket_uuid: string }>('/api/support/tickets', { subject: canary, text: canary });
    await post(`/api/support/tickets/${ticket.ticket_uuid}/messages`, { text: canary });
    await shop.rows(
      `insert into ticket_attachments (uuid, message_id, name, content_type, size, content)
       select gen_random_uuid(), max(id), ?, 'application/pdf', 1, ?::text::bytea from ticket_messages`,
      [canary, canary],
    );
    await shop.rows(
      `insert into visits (customer_id, day, views) select id, now(), 1 from customers where uuid = ?
      on conflict do nothing`,
      [uuid],
    );
    await shop.rows(
      `insert into product_views (customer_id, product_id, viewed_at, views) select id, ?, now(), 1 from customers where uuid = ?`,
      [wished.id, uuid],
    );
    await ok(shop.put('/api/history/settings', { token, body: { record_views: true } }));
    await end(order.order_uuid);
    // Another role ended the session.
    const again = { body: { username: canary, password }, headers };
    token = (await ok(shop.post<{ access: string }>('/api/login', again))).access;
    await post('/api/store/ratings', { order: order.order_uuid, rating: 3, comment: canary });
    await shop.rows('update customers set email_confirmed_at = now() where uuid = ?', [uuid]);
    // As if the customer had worked for the shop once, and had registered in spite of an invitation.
    await shop.rows(
      `insert into staff_invitations (uuid, email, role, token_hash, inviter_id, expires_at)
       select gen_random_uuid(), email, 'support', ?, id, now() from customers where uuid = ?`,
      [canary, uuid],
    );
    await shop.rows(
      `with factor as (
         insert into second_factors (customer_id, secret) select id, 'x' from customers where uuid = ? returning customer_id
       ), code as (
         insert into recovery_codes (customer_id, code_hash) select customer_id, 'x' from factor
       ) insert into api_keys (uuid, customer_id, name, key_hash, role, permissions)
         select gen_random_uuid(), customer_id, 'x', 'x', 'support', '{}' from factor`,
      [uuid],
    );
    await shop.rows(
      `insert into stock_movements (product_id, on_hand_after, allocated_after, reason, actor) values (?, 0, 0, 'count', ?)`,
      [product.id, canary],
    );
    await shop.rows(
      `with entry as (
         insert into audit_entries (actor, action, subject_kind, subject, changes)
         values (?, 'brand.create', 'brand', 'brand/1', '{}') returning id
       ) insert into audit_actors (entry_id, username, address) select id, ?, ? from entry`,
      [uuid, canary, canary],
    );
    for (const table of ['reviews', 'store_ratings'])
      await shop.rows(`update ${table} set answer = ?, answered_at = now()`, ['Dear customer']);
  }

  /** What staff do, and what takes days. */
  async function end(order: string): Promise<void> {
    const [admin, support] = [await aCustomer(shop, 'admin'), await aCustomer(shop, 'support')];
    await confirmEmail(shop, { uuid });
    for (const role of ['support', 'customer'])
      await ok(shop.put(`/api/admin/customers/${uuid}/role`, { token: admin.token, body: { role } }));
    const moved = { ...address, line2: canary };
    await ok(shop.put(`/api/admin/orders/${order}/shipping_address`, { token: support.token, body: moved }));
    await ok(shop.put(`/api/admin/orders/${order}/status`, { token: support.token, body: { status: 'processing' } }));
    const note = { token: support.token, body: { text: canary } };
    await ok(shop.post(`/api/admin/orders/${order}/notes`, note));
    await ok(shop.put(`/api/admin/orders/${order}/tags/${canary}`, { token: support.token }));
    const [{ id } = { id: 0 }] = await shop.rows<{ id: number }>('select id from orders where uuid = ?', [order]);
    await shop.rows(
      `insert into shipments (uuid, order_id, carrier, tracking_number, tracking_url, shipped_at, delivered_at)
       values (gen_random_uuid(), ?, 'Parcel', ?, ?, now(), now())`,
      [id, canary, `https://parcel.test/${canary}`],
    );
    await shop.rows(
      `insert into returns (uuid, order_id, status, reason, refusal, created_at) values (gen_random_uuid(), ?, 'refused', ?, ?, now())`,
      [id, canary, canary],
    );
    await shop.rows(
      `insert into refunds (uuid, payment_id, amount, reason, status, created_at, tried_at)
       select gen_random_uuid(), id, 1, ?, 'done', now(), now() from payments where order_id = ?`,
      [canary, id],
    );
    await shop.rows(
      `insert into disputes (uuid, payment_id, reference, amount, reason, status, opened_at)
       select gen_random_uuid(), id, 'dp_1', 1, 'fraudulent', 'won', now() from payments where order_id = ? limit 1`,
      [id],
    );
    await shop.rows(
      `with credit as (
         insert into order_credits (uuid, order_id, kind, reason, amount) values (gen_random_uuid(), ?, 'refund', ?, 1) returning id
       ) insert into order_credit_lines (credit_id, order_line_id, quantity, amount)
         select credit.id, order_lines.id, 0, 1 from credit, order_lines where order_id = ? limit 1`,
      [id, canary, id],
    );
    await shop.rows(`update orders set status = 'delivered', shipped_at = now() where id = ?`, [id]);
  }

  const idOf = async () =>
    (await shop.rows<{ id: number }>('select id from customers where uuid = ?', [uuid]))[0]?.id ?? 0;
  const filled: Record<string, string> = {
    varchar: `'${canary}'`,
    text: `'${canary}'`,
    bytea: `'${canary}'::text::bytea`,
    json: `'"${canary}"'::json`,
    jsonb: `'"${canary}"'::jsonb`,
  };
  const sqlOf = (owner: string, id: number) => owner.replaceAll('$1', String(id));

  it('is found nowhere but in invoices: not in the database, the jobs, the outbox or the logs', async () => {
    await live();
    const resets = () => shop.rows('select from password_resets');
    await eventually(resets, ({ length }) => length === 1);
    const mails = () => shop.rows(`select from mails where status = 'queued'`);
    await eventually(mails, ({ length }) => length === 0);
    const id = await idOf();
    // A canary in every column of every row that the person owns; what a constraint refuses is a choice of few words.
    const refused: string[] = [];
    for (const { table, column, type } of await columnsOfShop()) {
      const { owner, columns } = personalData[table] ?? { columns: {} };
      const rule = columns[column];
      const value = filled[type];
      const stays = rule === 'none' || (typeof rule === 'object' && 'keep' in rule);
      if (!owner || !value || !rule || stays || table === 'customers') continue;
      const update = `update ${table} set ${column} = ${value} where ${sqlOf(owner, id)}`;
      const isKey = owner.includes(column) || ['key', 'email', 'recipient', 'data'].includes(column);
      if (isKey) continue;
      await shop.rows(update).catch(() => refused.push(`${table}.${column}`));
    }
    expect(refused.toSorted()).toEqual(expectedRefusals);
    expect((await filesWith(canary)).length + (await filesWith(email)).length).toBeGreaterThan(2);
    expect(await tablesWith(canary)).toEqual(expect.arrayContaining(['public.audit_actors', 'public.audit_details']));
    expect((await tablesWith(canary)).length).toBeGreaterThan(15);
    for (const [table, { owner }] of Object.entries(personalData))
      if (owner) expect(await shop.rows(`select from ${table} where ${sqlOf(owner, id)}`), table).not.toEqual([]);
    const invoices = await shop.rows(
      'select * from invoices join invoice_files on invoice_id = invoices.id order by 1',
    );

    const erased = await shop.delete<{ message: string }>('/api/profile', { token, body: { password } });
    expect(erased).toMatchObject({ status: 200, body: { message: expect.stringContaining('10 years') } });

    expect(await shop.rows('select * from invoices join invoice_files on invoice_id = invoices.id order by 1')).toEqual(
      invoices,
    );
    await eventually(
      () => filesWith(canary),
      ({ length }) => length === 0,
    );
    expect(await filesWith(email)).toEqual([]);
    expect(await tablesWith(canary)).toEqual(['public.invoices']);
    // Bytes are shown in hexadecimal digits.
    expect(await tablesWith(Buffer.from(canary).toString('hex'))).toEqual(['public.invoice_files']);
    expect(logged.filter((line) => line.toLowerCase().includes(canary.toLowerCase()))).toEqual([]);
    const wrong = await shop.rows(`
      select slug from products left join reviews on product_id = products.id and status = 'published'
      group by products.id having rating_count <> count(reviews.id) or rating_sum <> coalesce(sum(rating), 0)`);
    expect(wrong).toEqual([]);
    expect(await shop.rows('select helpful_count from reviews')).toEqual([{ helpful_count: 0 }]);
  });

  async function tablesWith(text: string): Promise<string[]> {
    const tables = await shop.rows<{ name: string }>(
      `select table_schema || '.' || table_name as name from information_schema.tables
       where table_schema in ('public', 'pgboss') and table_type = 'BASE TABLE' order by 1`,
    );
    const found: string[] = [];
    for (const { name } of tables)
      if ((await shop.rows(`select 1 from ${name} t where t::text ilike ? limit 1`, [`%${text}%`])).length > 0)
        found.push(name);
    return found;
  }

  async function filesWith(text: string): Promise<string[]> {
    const names = await readdir(outbox).catch(() => []);
    const found: string[] = [];
    for (const name of names) {
      const content = await readFile(join(outbox, name), 'utf8').catch(() => '');
      if (content.toLowerCase().includes(text.toLowerCase())) found.push(name);
    }
    return found;
  }
});

/** Columns with a constraint that lets only some words through, and the audit trail, which is not changed; it has canaries by what staff did. */
const expectedRefusals = [
  'addresses.country',
  'audit_actors.address',
  'audit_actors.username',
  'audit_details.changes',
  'audit_details.label',
  'email_tokens.purpose',
  'mails.status',
  'reviews.status',
  'staff_invitations.role',
  'ticket_messages.kind',
  'tickets.number',
  'tickets.status',
];
