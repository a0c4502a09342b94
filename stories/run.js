import fc from 'fast-check';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { brokenPromises, settled } from './books.js';
import { Server } from './server.js';
import { aStory, play } from './story.js';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '100' }, seed: { type: 'string', default: String(Date.now() % 1e9) } },
});
const [runs, seed] = [Number(values.runs), Number(values.seed)];
/** Stories that are told at the same time: a power cut meets some of them in the middle. */
const atOnce = 6;

const folder = await mkdtemp(join(tmpdir(), 'magazin-stories-'));
const server = new Server(folder);
let failed = runs;
try {
  console.log(`${runs} stories, seed ${seed}`);
  await server.start();
  const cast = await theCast();
  const stories = fc.sample(aStory, { numRuns: runs, seed });
  const orders = new Map();
  let told = 0;
  const tellers = Array.from({ length: atOnce }, async () => {
    for (let at = told++; at < runs; at = told++) {
      orders.set(await play(server, stories[at], cast), stories[at]);
      if (orders.size % 50 === 0) console.log(`${orders.size} told`);
    }
  });
  await Promise.all(tellers);
  await settled(server);
  const broken = await brokenPromises(server);
  for (const { promise, order } of broken) console.log(`broken: ${promise}`, JSON.stringify(orders.get(order) ?? ''));
  const ofStories = new Set(broken.flatMap(({ order }) => (order ? [order] : [])));
  failed = broken.length > 0 ? Math.max(1, ofStories.size) : 0;
} catch (error) {
  console.error(error);
} finally {
  await server.stop().catch(() => undefined);
  await rm(folder, { recursive: true, force: true });
}
console.log(`${runs - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/** Somebody of the staff, who signs in again before the token is too old, and something to buy. */
async function theCast() {
  const person = { username: 'staff', email: 'staff@magazin.test', password: 'onlydarkside' };
  await server.ask('POST', '/api/register', { body: person });
  await server.query(`update customers set role = 'admin' where username = 'staff'`);
  let signedIn = { at: 0, headers: {} };
  const staff = async () => {
    if (Date.now() - signedIn.at > 300_000) {
      const { username, password } = person;
      const { body } = await server.ask('POST', '/api/login', { body: { username, password } });
      signedIn = { at: Date.now(), headers: { authorization: `Bearer ${body.access}` } };
    }
    return signedIn.headers;
  };
  const mug = { name: 'Mug', price: '3.33', tax_rate: 1900 };
  const { body: product } = await server.ask('POST', '/api/admin/products', { headers: await staff(), body: mug });
  await server.query('update products set stock = 1000000');
  return { staff, product: product.uuid };
}
