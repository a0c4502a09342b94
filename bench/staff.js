// npm run bench:staff: every list and report of staff, by one client, on the shop in DATABASE_URL or DATA_DIR. Fill one by npm run db:seed:large.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import './dist.js';
import { median } from './measure.js';
import { Server } from './servers.js';

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    rounds: { type: 'string', default: '20' },
    username: { type: 'string', default: 'admin' },
    password: { type: 'string', default: 'magazin-demo' },
  },
});
const rounds = Number(values.rounds);
/** Beside the defaults of a call: what its defaults do not show. */
const variants = [
  ...['orders', 'customers', 'products', 'reviews', 'invoices', 'mails'].map((list) => `/api/admin/${list}?page=400`),
  ...['status=canceled', 'payment=cash&paid=true', 'to_ship=true', `from=${daysAgo(60)}&to=${daysAgo(30)}`].map(
    (filter) => `/api/admin/orders?${filter}`,
  ),
  ...['Jan Lind', 'Berg', 'ma', 'M100500'].map((search) => `/api/admin/orders?search=${encodeURIComponent(search)}`),
  ...['Jan Lind', 'Berg', 'ma', 'm'].map((search) => `/api/admin/customers?search=${encodeURIComponent(search)}`),
  '/api/admin/products?search=lamp',
  '/api/admin/reviews?rating=2',
  '/api/admin/mails?status=failed',
  `/api/admin/invoices?from=${daysAgo(60)}&to=${daysAgo(30)}`,
  '/api/admin/analytics/stock?level=low',
  '/api/admin/analytics/customers/segment?recency=5&frequency=5&money=5',
  ...['sales', 'products', 'repeat-customers', 'vat'].map(
    (report) => `/api/admin/analytics/${report}?from=${daysAgo(364)}`,
  ),
  `/api/admin/analytics/products?ordering=units`,
  `/api/admin/analytics/sales?by=month&from=${daysAgo(1090)}`,
  `/api/admin/analytics/repeat-customers?from=${daysAgo(1090)}`,
];

const { paths } = JSON.parse(await readFile(new URL('../openapi/admin.json', import.meta.url), 'utf8'));
const lists = Object.entries(paths)
  .filter(
    ([path, { get }]) =>
      get && path.startsWith('/api/admin/') && !path.includes('{') && !/\.(csv|zip)$|export/.test(path),
  )
  .map(([path]) => path);
const urls = [...lists, ...variants].filter((url) => url.includes(values.only));

const { DATABASE_URL, DATA_DIR } = process.env;
const folder = await mkdtemp(join(tmpdir(), 'magazin-staff-'));
const server = new Server('shop', 'exec node scripts/start.js main', folder, {
  ...(DATABASE_URL && { DATABASE_URL }),
  ...(DATA_DIR && { DATA_DIR }),
  RATE_LIMIT: '0',
});
try {
  await server.start();
  const headers = { authorization: `Bearer ${await token()}` };
  console.log(`${'call'.padEnd(75)}${'p50'.padStart(8)}${'p95'.padStart(8)}  ms, ${rounds} rounds, one client`);
  for (const url of urls) {
    const times = [];
    let status = 0;
    // The first call warms up.
    for (let round = 0; round <= rounds; round++) {
      const startedAt = performance.now();
      const answer = await fetch(server.base + url, { headers });
      await answer.arrayBuffer();
      if (round > 0) times.push(performance.now() - startedAt);
      status = answer.status;
    }
    const p95 = times.toSorted((a, b) => a - b)[Math.ceil(0.95 * times.length) - 1];
    const shown = [median(times), p95].map((time) => time.toFixed(1).padStart(8)).join('');
    console.log(`${url.padEnd(75)}${shown}${status === 200 ? '' : `  answers ${status}`}`);
  }
} finally {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}

async function token() {
  const body = JSON.stringify({ username: values.username, password: values.password });
  const answer = await fetch(`${server.base}/api/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  return (await answer.json()).access;
}

function daysAgo(days) {
  return new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
}
