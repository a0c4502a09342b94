import fc from 'fast-check';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Buyers } from './buyers.js';
import { fillCatalog, signInStaff } from './catalog.js';
import { Client } from './client.js';
import { coverage } from './coverage.js';
import { Journal } from './journal.js';
import { checkLedger, openLedger } from './ledger-check.js';
import { MailServer } from './mail-server.js';
import { play } from './purchase.js';
import { settle } from './settle.js';
import { Shop } from './shop.js';
import { aStory } from './story.js';

/** Stories that run at the same time: a crash meets some of them in the middle. */
const concurrency = 8;
/** From so many stories on, each thing a story can do has been done. */
const coversAllFrom = 200;

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '100' },
    seed: { type: 'string', default: String(Date.now() % 1e9) },
    /** One that a failed simulation has printed: it is played again and again. */
    story: { type: 'string' },
  },
});
const [runs, seed] = [Number(values.runs), Number(values.seed)];

const began = Date.now();
const seconds = () => `${Math.round((Date.now() - began) / 1000)} s after the start`;
const folder = await mkdtemp(join(tmpdir(), 'magazin-simulation-'));
const mailServer = new MailServer();
const shop = new Shop(folder, await mailServer.start());
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void close().then(() => process.exit(1)));
let failed = runs;
try {
  console.log(`${runs} stories, seed ${seed}`);
  await shop.start();
  failed = await simulate();
} catch (error) {
  console.error(error);
} finally {
  await close();
}
console.log(`${runs - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

async function close() {
  await shop.stop().catch(() => undefined);
  await mailServer.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 10 });
}

/** Answers how many stories failed; what no story is to blame for counts as one. */
async function simulate() {
  const journal = new Journal();
  const client = new Client(shop, journal);
  const staff = await signInStaff(shop, client);
  const catalog = await fillCatalog(client, staff, runs);
  const context = { shop, client, journal, staff, ...catalog, buyers: new Buyers(client) };
  const aGivenStory = values.story === undefined ? aStory : fc.constant(JSON.parse(values.story));
  const orders = await playAll(context, fc.sample(aGivenStory, { numRuns: runs, seed }));
  console.log(`all stories are over, ${seconds()}`);
  await settle(shop);
  console.log(`the shop is at rest, ${seconds()}`);
  const ledger = await openLedger(shop, journal, mailServer.received);
  const violations = [...journal.violations, ...(await checkLedger(ledger)), ...(await uncovered(ledger))];
  await ledger.end();
  return Math.min(runs, report(violations, orders));
}

/** Answers what no story has done, of many. */
async function uncovered(ledger) {
  const counts = await coverage(ledger);
  const all = { ...counts, crashes: shop.crashes, 'failed starts': shop.failedStarts };
  console.log(
    Object.entries(all)
      .map(([name, count]) => `${count} ${name}`)
      .join(', '),
  );
  return Object.keys(counts)
    .filter((name) => runs >= coversAllFrom && counts[name] === 0)
    .map((subject) => ({ rule: 'stories do everything', subject, expected: 'some', found: 'none' }));
}

/** Answers the orders, each with its story. */
async function playAll(context, stories) {
  const orders = [];
  let next = 0;
  const playOn = async () => {
    for (let at = next++; at < runs; at = next++) {
      const order = await play(context, stories[at]);
      if (order) orders.push({ ...order, story: stories[at] });
      if ((at + 1) % 50 === 0) console.log(`story ${at + 1} of ${runs} is over, ${seconds()}`);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, playOn));
  return orders;
}

/** Answers how many stories are to blame; what no story is to blame for counts as one. */
function report(violations, orders) {
  const culprits = new Set();
  for (const { rule, subject, expected, found } of violations) {
    console.log(`broken: ${rule}: ${subject}: expected ${expected}, found ${found}`);
    culprits.add(orders.find(({ number, order_uuid }) => subject.includes(number) || subject.includes(order_uuid)));
  }
  for (const culprit of culprits)
    if (culprit) console.log(`story of ${culprit.number}: ${JSON.stringify(culprit.story)}`);
  return culprits.size;
}
