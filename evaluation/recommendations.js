// npm run eval:recommendations -- <transactions.csv[.gz]>: how often the recommendations name what customers buy next.
import pg from 'pg';
import { pino } from 'pino';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startEmbeddedPostgres, startRecommendations } from './dist.js';
import { baselines } from './baselines.js';
import { chart } from './chart.js';
import { judge, split } from './protocol.js';
import { loadTransactions, readTransactions } from './transactions.js';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { 'cut-off': { type: 'string', default: '2011-10-01' }, chart: { type: 'string' } },
});
const [file] = positionals;
const cutOff = Date.parse(`${options['cut-off']}T00:00:00Z`);
if (!file || Number.isNaN(cutOff)) {
  console.error(
    'npm run eval:recommendations -- <transactions.csv or .csv.gz> [--cut-off 2011-10-01] [--chart docs/recommendations.svg]',
  );
  process.exit(1);
}

const startedAt = performance.now();
const seconds = () => Number(((performance.now() - startedAt) / 1000).toFixed(1));
const memoryMib = () => Math.round(process.resourceUsage().maxRSS / 1024);
const step = (text) => console.log(`${seconds().toFixed(1).padStart(6)} s  ${memoryMib()} MiB  ${text}`);
const folder = await mkdtemp(join(tmpdir(), 'magazin-evaluation-'));
const postgres = await startEmbeddedPostgres(join(folder, 'data'));
try {
  await run();
} finally {
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}

async function run() {
  const lines = await readTransactions(file);
  const { past, bought, baskets } = split(lines, cutOff);
  step(
    `${lines.length} lines read, ${past.length} of them before ${options['cut-off']}; ${baskets.size} baskets to predict`,
  );
  const shop = await startRecommendations(postgres.url, folder, pino(pino.destination(join(folder, 'shop.log'))));
  const client = new pg.Client(postgres.url);
  await client.connect();
  try {
    const { customers, products } = await loadTransactions(client, past);
    step(`${customers.size} customers and ${products.size} products loaded`);
    const now = new Date(cutOff).toISOString();
    await shop.service.train(now);
    await shop.service.updateTrends(now);
    step('trained');
    const names = new Map([...products].map(([name, id]) => [id, name]));
    const predict = async (customer) =>
      (await shop.queries.candidates(customers.get(customer)))
        .find(({ reason }) => reason === 'because_you_bought')
        .ids.map((id) => names.get(id));
    const results = { shop: await judge(baskets, predict) };
    step('predicted');
    for (const [name, predictByBaseline] of Object.entries(baselines(past, bought, cutOff)))
      results[name] = await judge(baskets, predictByBaseline);
    print(results);
    if (options.chart) await writeFile(options.chart, chart(results, baskets.size));
    console.log(`\n${JSON.stringify({ ...results.shop, seconds: seconds(), memory_mib: memoryMib() })}`);
  } finally {
    await client.end();
    await shop.close();
  }
}

function print(results) {
  console.log('\nhit rate@10  recall@20     MRR  products shown');
  for (const [name, { hit_rate_10, recall_20, mrr, products_shown }] of Object.entries(results)) {
    const cells = [hit_rate_10.toFixed(3).padStart(11), recall_20.toFixed(3).padStart(9), mrr.toFixed(3).padStart(6)];
    console.log(`${[...cells, String(products_shown).padStart(14)].join('  ')}  ${name}`);
  }
}
