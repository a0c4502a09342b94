import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { password, searchFor, signedIn } from './world.js';
import { secret } from './servers.js';

/** Who does what in the bench: buckets that are filled, that are read, and that are ordered. */
const [adders, readers] = [500, 1_000];
const dice = (at) => createHash('md5').update(`day ${at}`).digest().readUInt16LE();
const json = { 'content-type': 'application/json' };
const get = (path, headers = {}) => ({ method: 'GET', path, headers, body: undefined });
const post = (path, body, headers = {}) => ({
  method: 'POST',
  path,
  headers: { ...json, ...headers },
  body: JSON.stringify(body),
});

/** The workloads over the rows of one database. */
export async function workloadsOn(client) {
  const { rows } = await client.query('select uuid from products order by id limit 1000');
  const products = rows.map(({ uuid }) => uuid);
  const people = await signedIn(client, secret);
  const of = (list, at) => list[at % list.length];

  const requests = {
    list: (at) => get(`/api/products?page_size=20&page=${1 + (at % 20)}`),
    detail: (at) => get(`/api/products/${of(products, at * 7)}`),
    search: (at) => get(`/api/products?page_size=20&search=${encodeURIComponent(searchFor(at))}`),
    login: (at) => post('/api/login', { username: of(people, at).username, password }),
    bucket_add: (at) => {
      const line = { product: of(products, Math.floor(at / adders)), quantity: 1 };
      return post('/api/bucket', line, people[at % adders].headers);
    },
    bucket_read: (at) => get('/api/bucket', people[adders + (at % (readers - adders))].headers),
    order: (at) => post('/api/orders', { payment: 'cash' }, people[readers + at].headers),
    profile: (at) => get('/api/profile', of(people, at).headers),
  };
  requests.order_hot = requests.order;
  requests.day = mixed(requests);

  const workload = (name, connections, change = '') => {
    let at = 0;
    return {
      name,
      connections,
      /** Whether buckets are other ones afterwards. */
      changes: /bucket_add|order|day/.test(name),
      /** Before each turn: buckets as they were. */
      prepare: async () => {
        at = 0;
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
      },
      next: () => requests[name](at++),
      request: requests[name],
    };
  };
  const everyone = `
    update bucket_lines set product_id = 1 from (
      select distinct on (bucket_id) id from bucket_lines where product_id <> 1 order by bucket_id, id
    ) first where first.id = bucket_lines.id
      and not exists (select from bucket_lines other where other.bucket_id = bucket_lines.bucket_id and other.product_id = 1)`;
  return [
    workload('list', 16),
    workload('detail', 16),
    workload('search', 8),
    workload('login', 8),
    workload('bucket_add', 8),
    workload('bucket_read', 8),
    workload('order', 8),
    workload('order_hot', 8, everyone),
    workload('day', 16),
  ];
}

/** 70 % browse, 20 % bucket, 8 % order, 2 % account; a login now and then, because people stay signed in. */
function mixed({ list, detail, search, bucket_add, bucket_read, order, profile, login }) {
  let [added, ordered] = [0, 0];
  return (at) => {
    if (at === 0) [added, ordered] = [0, 0];
    const face = dice(at) % 1000;
    if (face < 250) return list(at);
    if (face < 550) return detail(at);
    if (face < 700) return search(at);
    if (face < 800) return bucket_add(added++);
    if (face < 900) return bucket_read(at);
    if (face < 980) return order(ordered++);
    return face < 998 ? profile(at) : login(at);
  };
}

/** What differs from call to call, however alike two servers are. */
const passing = [
  [/"(access|refresh|number|date_created)":"[^"]+"/g, '"$1":"…"'],
  [/"(order_uuid|bucket_uuid)":"[^"]+"/g, '"$1":"…"'],
];

/** Both servers answer the same bytes, save what is new in each answer. @throws Error */
export async function ensureAlike(servers, workload) {
  const { changes } = workload;
  if (!changes) await workload.prepare();
  for (let call = 0; call < (changes ? 3 : 100); call++) {
    const answers = [];
    for (const server of servers) {
      if (changes) await workload.prepare();
      answers.push(await answerOf(server, workload.request(call)));
    }
    const [ours, theirs] = answers;
    const at = [...ours].findIndex((letter, place) => letter !== theirs[place]);
    const from = Math.max(0, at - 60);
    if (ours !== theirs)
      throw new Error(
        `${workload.name} is answered otherwise:\n${ours.slice(from, at + 60)}\n${theirs.slice(from, at + 60)}`,
      );
  }
}

function answerOf({ base }, { method, path, headers, body }) {
  return new Promise((resolve, reject) => {
    const { port } = new URL(base);
    const asked = request(
      { port, host: '127.0.0.1', method, path, headers: { ...headers, host: 'shop.test' } },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (part) => (text += part));
        answer.on('end', () =>
          resolve(`${answer.statusCode} ${passing.reduce((all, [of, by]) => all.replaceAll(of, by), text)}`),
        );
      },
    );
    asked.on('error', reject).end(body);
  });
}
