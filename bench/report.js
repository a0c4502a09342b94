import { mkdir, writeFile } from 'node:fs/promises';
import { chart } from './chart.js';
import { round } from './measure.js';

/** The least that each ratio to the bare server should be. */
const goals = {
  list: 1,
  detail: 0.8,
  search: 0.7,
  login: 0.85,
  bucket_add: 0.5,
  bucket_read: 0.6,
  order: 0.6,
  day: 0.6,
  list_uncached: 0.5,
  detail_uncached: 0.5,
  checkout: 0.3,
};

/** One workload: its ratio, and the rates, latencies and CPU time behind it. */
export function printWorkload(name, { ratio, least, most, shop, bare }) {
  const goal = goals[name] ? `≥ ${goals[name]}` : '';
  const describe = ({ rate, p50, p99, cpu }) =>
    `${rate.toFixed(0).padStart(6)}/s  p50 ${p50.toFixed(2)}  p99 ${p99.toFixed(2).padStart(6)} ms  ${cpu.toFixed(0).padStart(5)} µs CPU`;
  console.log(
    `${name.padEnd(15)} ${String(ratio).padStart(6)} (${least}–${most}) ${goal.padEnd(6)} shop ${describe(shop)} | bare ${describe(bare)}`,
  );
}

export function printCheckout({ shop, bare }) {
  const line = (text) => console.log(`${' '.repeat(16)}${text}`);
  const describe = ({ steps }) =>
    Object.entries(steps).map(([name, { p50, p99 }]) => `${name} ${p50.toFixed(1)} / ${p99.toFixed(1)}`);
  line(`shop, p50 / p99 in ms: ${describe(shop).join(', ')}`);
  line(`bare, p50 / p99 in ms: ${describe(bare).join(', ')}`);
  line(
    `no call of the shop has a p99 over ${worstTail(shop)} times its p50 (goal ≤ 6; all calls taken together: ${tail(shop)})`,
  );
  line(`meanwhile the shop sends ${shop.mails} mails a second (goal ≥ 10)`);
}

/** 0 where nothing was answered. */
export const tail = ({ p50, p99 }) => (p50 > 0 ? round(p99 / p50) : 0);

/** Of the calls of one workload: some take many times as long as others, so each is compared with its own median. */
export const worstTail = ({ steps }) => Math.max(...Object.values(steps).map(tail));

export function printGrowth(size, times, smallest) {
  const described = Object.entries(times).map(
    ([call, time]) => `${call} ${time.toFixed(2)} (×${round(time / smallest[call])})`,
  );
  console.log(`${String(size.products).padStart(7)} ${String(size.orders).padStart(7)}  ${described.join('  ')}`);
}

/** Writes the results, and those of a full run as a chart too. */
export async function saveResults(results, { quick }) {
  await mkdir('bench/results', { recursive: true });
  const file = `bench/results/${results.date}${quick ? '-quick' : ''}.json`;
  await writeFile(file, `${JSON.stringify(results, null, 2)}\n`);
  const subtitle = `${results.date}, ${results.cores} cores, ${results.products} products`;
  if (!quick) await writeFile('docs/bench.svg', chart(results.workloads, goals, subtitle));
  console.log(`\nsaved in ${file}${quick ? '' : ' and docs/bench.svg'}`);
}

export const milliseconds = (time) => `${time.toFixed(0)} ms`;
