import { createHash } from 'node:crypto';
import { purchase } from './purchase.js';
import { get, post } from './requests.js';
import { secret } from './servers.js';
import { password, searchFor, signedIn } from './world.js';

/** Whose buckets are filled, and whose are read; the buckets of the others are ordered. */
const [adders, readers] = [500, 1_000];
const pseudoRandom = (at) => createHash('md5').update(`day ${at}`).digest().readUInt16LE();

/**
 * The workloads over the rows of one database. Each has `steps`, which every connection repeats in this order: `request`
 * makes a request from a context that starts with `at`, the number of the repetition; `learn` adds what an answer says.
 */
export async function workloadsOn(client) {
  const { rows } = await client.query('select uuid from products order by id limit 1000');
  const products = rows.map(({ uuid }) => uuid);
  const requests = requestsFor(products, await signedIn(client, secret));
  const single = (name, connections, options = {}) => ({
    ...counter(),
    name,
    connections,
    steps: [{ name, request: ({ at }) => requests[name.replace('_uncached', '')](at) }],
    roundSeconds: (seconds) => seconds,
    ...options,
  });
  const withBuckets = (name, connections, { changes = true, change } = {}) => {
    const workload = single(name, connections, { changes });
    const prepare = async () => {
      workload.reset();
      await fillBuckets(client, change);
    };
    return Object.assign(workload, { prepare });
  };
  return [
    single('list', 16),
    single('detail', 16),
    single('search', 8),
    single('login', 8),
    withBuckets('bucket_add', 8),
    withBuckets('bucket_read', 8, { changes: false }),
    withBuckets('order', 8),
    withBuckets('order_hot', 8, { change: oneProductInAll }),
    withBuckets('day', 16),
    single('list_uncached', 16),
    single('detail_uncached', 16),
    { ...counter(), name: 'checkout', connections: 8, ...(await purchase(client, products)) },
  ];
}

/** Variables that the shop must be started with for a workload. @param smtpUrl without one, mails are kept as files */
export function environmentOf(name, smtpUrl) {
  if (name.endsWith('_uncached')) return { RESPONSE_CACHE_MIB: '0' };
  if (name !== 'checkout') return {};
  const unlimited = { MAIL_LIMIT_PER_RECIPIENT: '0', MAIL_LIMIT_PER_ADDRESS: '0' };
  return { ...unlimited, MOCK_PAYMENTS: '1', PUBLIC_URL: 'https://shop.test', ...(smtpUrl && { SMTP_URL: smtpUrl }) };
}

function counter() {
  let at = 0;
  const reset = () => (at = 0);
  return { next: () => at++, reset, prepare: async () => reset() };
}

function requestsFor(products, people) {
  const pick = (list, at) => list[at % list.length];
  const requests = {
    list: (at) => get(`/api/products?page_size=20&page=${1 + (at % 20)}`),
    detail: (at) => get(`/api/products/${pick(products, at * 7)}`),
    search: (at) => get(`/api/products?page_size=20&search=${encodeURIComponent(searchFor(at))}`),
    login: (at) => post('/api/login', { username: pick(people, at).username, password }),
    bucket_add: (at) => {
      const line = { product: pick(products, Math.floor(at / adders)), quantity: 1 };
      return post('/api/bucket', line, people[at % adders].headers);
    },
    bucket_read: (at) => get('/api/bucket', people[adders + (at % (readers - adders))].headers),
    order: (at) => post('/api/orders', { payment: 'cash' }, people[readers + at].headers),
    profile: (at) => get('/api/profile', pick(people, at).headers),
  };
  return { ...requests, order_hot: requests.order, day: mixed(requests) };
}

/** 70 % browse, 20 % bucket, 8 % order, 2 % account; few logins, because people stay signed in. */
function mixed({ list, detail, search, bucket_add, bucket_read, order, profile, login }) {
  let [added, ordered] = [0, 0];
  return (at) => {
    if (at === 0) [added, ordered] = [0, 0];
    const permille = pseudoRandom(at) % 1000;
    if (permille < 250) return list(at);
    if (permille < 550) return detail(at);
    if (permille < 700) return search(at);
    if (permille < 800) return bucket_add(added++);
    if (permille < 900) return bucket_read(at);
    if (permille < 980) return order(ordered++);
    return permille < 998 ? profile(at) : login(at);
  };
}

/** Buckets as they are at the start of a round. @param change SQL that follows */
async function fillBuckets(client, change = '') {
  await client.query(`
    truncate bucket_lines;
    insert into bucket_lines (uuid, bucket_id, product_id, quantity, price_seen, created_at, updated_at)
    select gen_random_uuid(), buckets.id, products.id, 1 + line % 2, price, now(), now()
    from (select id, row_number() over (order by customer_id) as at from buckets) buckets
      cross join generate_series(1, 5) line
      join products on products.id = 1 + (buckets.at * 7 + line * 131) % 1000
    where buckets.at > ${adders} and (buckets.at <= ${readers} or line <= 2);
    ${change}
  `);
}

const oneProductInAll = `
  update bucket_lines set product_id = 1 from (
    select distinct on (bucket_id) id from bucket_lines where product_id <> 1 order by bucket_id, id
  ) first where first.id = bucket_lines.id
    and not exists (select from bucket_lines other where other.bucket_id = bucket_lines.bucket_id and other.product_id = 1)`;
