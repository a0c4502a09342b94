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
import { checkLedger } from './ledger-check.js';
import { MailServer } from './mail-server.js';
import { play } from './purchase.js';
import { settle } from './settle.js';
import { Shop } from './shop.js';
import { aStory } from './story.js';

/** Stories that run at the same time: a crash meets some of them in the middle. */
const concurrency = 8;
/** From so many stories on, each thing a story can do has been done. */
const coversAllFrom = 100;

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '100' }, seed: { type: 'string', default: String(Date.now() % 1e9) } },
});
const [runs, seed] = [Number(values.runs), Number(values.seed)];

const folder = await mkdtemp(join(tmpdir(), 'magazin-simulation-'));
const mailServer = new MailServer();
const shop = new Shop(folder, await mailServer.start());
let failed = runs;
try {
  console.log(`${runs} stories, seed ${seed}`);
  await shop.start();
  failed = await simulate();
} catch (error) {
  console.error(error);
} finally {
  await shop.stop().catch(() => undefined);
  await mailServer.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 10 });
}
console.log(`${runs - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/** Answers how many stories failed; what no story is to blame for counts as one. */
async function simulate() {
  const journal = new Journal();
  const client = new Client(shop, journal);
  const staff = await signInStaff(shop, client);
  const catalog = await fillCatalog(client, staff, runs);
  const context = { shop, client, journal, staff, ...catalog, buyers: new Buyers(client) };
  const storyOf = await playAll(context, fc.sample(aStory, { numRuns: runs, seed }));
  await settle(shop, client);
  const violations = await checkLedger(shop, journal, mailServer.received);
  const done = await coverage(shop);
  console.log(
    Object.entries({ ...done, crashes: shop.crashes })
      .map(([name, count]) => `${count} ${name}`)
      .join(', '),
  );
  const never = runs < coversAllFrom ? [] : Object.keys(done).filter((name) => done[name] === 0);
  for (const name of never)
    violations.push({ rule: 'stories do everything', subject: name, expected: 'some', found: 'none' });
  report(violations, storyOf);
  const culprits = new Set(violations.map(({ subject }) => (storyOf.has(subject) ? subject : 'no story')));
  return Math.min(runs, culprits.size);
}

/** Answers the story of each order number. */
async function playAll(context, stories) {
  const storyOf = new Map();
  let next = 0;
  const playOn = async () => {
    for (let at = next++; at < runs; at = next++) {
      storyOf.set(await play(context, stories[at]), stories[at]);
      if ((at + 1) % 50 === 0) console.log(`story ${at + 1} of ${runs} is over`);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, playOn));
  return storyOf;
}

function report(violations, storyOf) {
  for (const { rule, subject, expected, found } of violations)
    console.log(`broken: ${rule}: ${subject}: expected ${expected}, found ${found}`);
  const subjects = new Set(violations.map(({ subject }) => subject));
  for (const subject of subjects)
    if (storyOf.has(subject)) console.log(`story of ${subject}: ${JSON.stringify(storyOf.get(subject))}`);
}
