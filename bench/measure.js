import autocannon from 'autocannon';
import { setTimeout as wait } from 'node:timers/promises';

/** Loads a server for so many seconds. `next` makes the next request. @throws Error for any answer that is no success */
export async function turn(server, { next, connections }, seconds) {
  const times = [];
  const failed = [];
  const cpu = server.cpu();
  const began = performance.now();
  const run = autocannon({
    url: server.base,
    connections,
    duration: seconds,
    timeout: 10,
    // How often it looks whether its time is over.
    sampleInt: 100,
    requests: [{ setupRequest: (request) => Object.assign(request, next()) }],
  });
  run.on('response', (_client, status, _bytes, milliseconds) => {
    times.push(milliseconds);
    if (status >= 300) failed.push(status);
  });
  run.on('reqError', (error) => failed.push(error.message));
  await run;
  const took = (performance.now() - began) / 1000;
  const spent = server.cpu() - cpu;
  // What was on its way is let through, so that it disturbs nothing that comes after.
  await wait(150);
  if (failed.length > 0)
    throw new Error(`${server.name} failed ${failed.length} times: ${[...new Set(failed)].join()}`);
  times.sort((a, b) => a - b);
  return {
    rate: times.length / took,
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
    cpu: (spent * 1e6) / times.length,
    memory: server.memory(),
  };
}

const percentile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
