import { beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../src/database/database.js';
import { Jobs } from '../src/jobs/jobs.js';
import { Mail } from '../src/mail/mail.entity.js';
import { aCustomer, aProduct } from './factories/index.js';
import { useShop } from './support/shop.js';

const shop = useShop();
let customer: number;
let product: number;

beforeAll(async () => {
  const { uuid } = await aCustomer(shop);
  const [row] = await shop.rows<{ id: number }>('select id from customers where uuid = ?', [uuid]);
  customer = row?.id ?? 0;
  product = (await aProduct(shop)).id;
});

/** What the process does when the job is due. */
async function run(name: string): Promise<void> {
  const registered = shop.app.get(Jobs)['handlers'].get(name);
  if (!registered) throw new Error(`there is no job ${name}`);
  await (registered.handler as () => Promise<void>)();
}

interface Forgotten {
  job: string;
  table: string;
  /** What tells the rows apart. */
  label: string;
  /** A row with a label, whose moment is `now() + moment`. */
  insert: string;
  stays: string[];
  goes: string[];
}

/** Values of `insert`: label, moment as an interval. `:customer` and `:product` are ids. */
const forgotten: Forgotten[] = [
  {
    job: 'sessions.forget',
    table: 'sessions',
    label: 'refresh_hash',
    insert: `insert into sessions (uuid, customer_id, refresh_hash, created_at, last_used_at, expires_at)
      values (gen_random_uuid(), :customer, ?, now(), now(), now() + ?::interval)`,
    stays: ['1 day', '-29 days'],
    goes: ['-31 days'],
  },
  {
    job: 'failed_logins.forget',
    table: 'failed_logins',
    label: 'key',
    insert: 'insert into failed_logins (key, count, first_failed_at) values (?, 1, now() + ?::interval)',
    stays: ['-1 minute', '-23 hours'],
    goes: ['-25 hours'],
  },
  {
    job: 'rate_limits.forget',
    table: 'rate_limits',
    label: 'key',
    insert:
      'insert into rate_limits (key, points, expire) values (?, 1, extract(epoch from now() + ?::interval) * 1000)',
    stays: ['30 seconds'],
    goes: ['-1 minute'],
  },
  {
    job: 'email_tokens.forget',
    table: 'email_tokens',
    label: 'token_hash',
    insert: `insert into email_tokens (token_hash, customer_id, purpose, email, expires_at)
      values (?, :customer, 'undo', 'earlier@magazin.test', now() + ?::interval)`,
    stays: ['1 day', '-23 hours'],
    goes: ['-25 hours'],
  },
  {
    job: 'budgets.forget',
    table: 'budgets',
    label: 'key',
    insert: 'insert into budgets (key, count, ends_at) values (?, 1, now() + ?::interval)',
    stays: ['1 minute'],
    goes: ['-1 minute'],
  },
  {
    job: 'unverified_orders.forget',
    table: 'unverified_orders',
    label: 'network',
    insert: `insert into unverified_orders (order_uuid, network, created_at)
      values (gen_random_uuid(), ?, now() + ?::interval)`,
    stays: ['-23 hours'],
    goes: ['-25 hours'],
  },
  {
    job: 'password_resets.forget',
    table: 'password_resets',
    label: 'token_hash',
    insert: `insert into password_resets (token_hash, customer_id, created_at, expires_at)
      select label, :customer, now() + moment::interval, now() from (values (?, ?)) given (label, moment)`,
    stays: ['-23 hours'],
    goes: ['-25 hours'],
  },
  {
    job: 'order_claims.forget',
    table: 'order_claims',
    label: 'token_hash',
    insert: `insert into order_claims (token_hash, customer_id, email, expires_at)
      values (?, :customer, 'a@magazin.test', now() + ?::interval)`,
    stays: ['15 minutes', '-23 hours'],
    goes: ['-25 hours'],
  },
  {
    job: 'provider_events.forget',
    table: 'provider_events',
    label: 'event',
    insert: `insert into provider_events (provider, event, created_at) values ('mock', ?, now() + ?::interval)`,
    stays: ['-29 days'],
    goes: ['-31 days'],
  },
  {
    job: 'staff_invitations.forget',
    table: 'staff_invitations',
    label: 'email',
    insert: `insert into staff_invitations (uuid, email, role, token_hash, inviter_id, expires_at)
      select gen_random_uuid(), label, 'admin', label, :customer, now() + moment::interval from (values (?, ?)) given (label, moment)`,
    stays: ['1 day', '-29 days'],
    goes: ['-31 days'],
  },
  {
    job: 'idempotency.forget',
    table: 'idempotency_keys',
    label: 'key',
    insert: `insert into idempotency_keys (customer_id, key, request_hash, answer, created_at)
      values (:customer, ?, '', '{}', now() + ?::interval)`,
    stays: ['-23 hours'],
    goes: ['-25 hours'],
  },
  {
    job: 'guests.forget',
    table: 'customers',
    label: 'phone',
    insert: `insert into customers (uuid, guest_token, phone, created_at, updated_at)
      values (gen_random_uuid(), gen_random_uuid(), ?, now() + ?::interval, now())`,
    stays: ['-89 days'],
    goes: ['-91 days'],
  },
  {
    job: 'mails.forget',
    table: 'mails',
    label: 'html',
    insert: `insert into mails (uuid, kind, recipient, message_id, subject, html, text, attachments, status, created_at)
      values (gen_random_uuid(), 'welcome', 'a@magazin.test', '', '', ?, '', '[]', 'sent', now() + ?::interval)`,
    stays: ['-89 days'],
    goes: ['-91 days'],
  },
  {
    job: 'product_views.forget',
    table: 'product_views',
    label: 'customer_id::text',
    insert: `insert into product_views (customer_id, product_id, viewed_at, views)
      select :customer, :product, now() + moment::interval, 1 from (values (?, ?)) given (label, moment)`,
    stays: [],
    goes: ['-400 days'],
  },
];

/** What else is scheduled, each with the spec that runs it. */
const elsewhere: Record<string, string> = {
  'buckets.remind': 'notification.spec.ts',
  'orders.cancel_unconfirmed': 'open-orders.spec.ts',
  'payments.sync': 'payment-aftermath.spec.ts',
  'payments.void': 'payment.spec.ts',
  'recommendations.train': 'recommendation.spec.ts',
  'recommendations.trends': 'recommendation.spec.ts',
  'refunds.sweep': 'payment.spec.ts',
  'restock_subscriptions.forget': 'notification.spec.ts',
  'sales.coarsen': 'analytics-sales.spec.ts',
  'sales.fold': 'analytics-sales.spec.ts',
  'searches.forget': 'analytics-visitors.spec.ts',
  'searches.rank': 'analytics-visitors.spec.ts',
  'tickets.close': 'support-tickets.spec.ts',
  'vocabulary.forget': 'catalog-search.spec.ts',
  'visits.forget': 'analytics-visitors.spec.ts',
  'visits.mark': 'analytics-visitors.spec.ts',
};

describe('scheduled jobs', () => {
  it('are all known here', async () => {
    const schedules = await shop.rows<{ name: string }>('select name from pgboss.schedule');
    const known = [...forgotten.map(({ job }) => job), ...Object.keys(elsewhere)];
    expect(schedules.map(({ name }) => name).toSorted()).toEqual(known.toSorted());
  });

  it.each(forgotten)('$job: what is old goes, and nothing else', async ({ job, table, label, insert, stays, goes }) => {
    const moments = [...stays, ...goes];
    const statement = insert.replaceAll(':customer', String(customer)).replaceAll(':product', String(product));
    for (const [at, moment] of moments.entries()) await shop.rows(statement, [`row ${at}`, moment]);
    const count = () => shop.rows(`select 1 from ${table} where ${label} like 'row %' or ${label} = '${customer}'`);
    expect(await count()).toHaveLength(moments.length);
    await run(job);
    await run(job);
    const kept = await shop.rows<{ label: string }>(
      `select ${label} as label from ${table} where ${label} like 'row %'`,
    );
    expect(kept.map((row) => row.label).toSorted()).toEqual(stays.map((_, at) => `row ${at}`));
    expect(await count()).toHaveLength(stays.length);
  });

  it('are not needed for a mail whose process was killed: it is due again within a minute', async () => {
    const em = shop.orm.em.fork();
    await shop.rows(`insert into mails (uuid, kind, recipient, message_id, subject, html, text, attachments, created_at, next_attempt_at)
      values (gen_random_uuid(), 'welcome', 'b@magazin.test', '', '', '', '', '[]', now(), now() - interval '1 year')`);
    await Mail.claimNext(em);
    const [mail] = await shop.rows<{ seconds: number }>(
      `select extract(epoch from next_attempt_at - now())::int as seconds from mails where recipient = 'b@magazin.test'`,
    );
    expect(mail?.seconds).toBeGreaterThan(40);
    expect(mail?.seconds).toBeLessThan(60);
  });

  it('are started again soon where their process was killed, however long they may take', async () => {
    const jobs = shop.app.get(Jobs);
    await shop.app.get(Database).transaction((em) => jobs.enqueue(em, 'guests.forget', {}, 3600));
    const [job] = await shop.rows<{ id: string }>(`
      update pgboss.job set state = 'active', started_on = now() - interval '61 s', heartbeat_on = now() - interval '61 s'
      where name = 'guests.forget' and start_after > now() returning id`);
    await jobs['boss'].supervise('guests.forget');
    const states = await shop.rows('select state from pgboss.job where id = ?', [job?.id]);
    expect(states).toEqual([{ state: 'retry' }]);
  });

  it('follow the program: the limits of a queue change with a start, and what it does not know is scheduled no more', async () => {
    await shop.rows(`update pgboss.queue set expire_seconds = 7, retry_limit = 0 where name = 'guests.forget'`);
    await shop.rows(`update pgboss.schedule set cron = '1 1 1 1 *' where name = 'guests.forget'`);
    const jobs = shop.app.get(Jobs);
    await jobs['boss'].createQueue('renamed.forget');
    await jobs['boss'].schedule('renamed.forget', '17 3 * * *');
    await jobs['prepareQueue']('guests.forget', 900);
    await jobs['replaceSchedules']();
    const schedules = await shop.rows(
      `select name, cron from pgboss.schedule where name in ('guests.forget', 'renamed.forget')`,
    );
    expect(schedules).toEqual([{ name: 'guests.forget', cron: '17 3 * * *' }]);
    const limits = await shop.rows(`select expire_seconds, retry_limit from pgboss.queue where name = 'guests.forget'`);
    expect(limits).toEqual([{ expire_seconds: 900, retry_limit: 10 }]);
  });
});
