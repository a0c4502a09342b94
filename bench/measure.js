import autocannon from 'autocannon';
import { setTimeout as wait } from 'node:timers/promises';

/**
 * Loads a server for a number of seconds: each connection goes through the steps of the workload again and again.
 * `rate` counts what went through all of them. @throws Error for any answer that is not a success
 */
export async function measure(server, workload, seconds) {
  const { steps, connections } = workload;
  const times = steps.map(() => []);
  const failures = new Set();
  let current = 0;
  const requests = steps.map((step, index) => ({
    setupRequest: (request, context) => {
      if (index === 0) context.at = workload.next();
      return Object.assign(request, step.request(context));
    },
    // Called directly before the event below, which does not know the step.
    ...(steps.length > 1 && {
      onResponse: (status, body, context) => {
        current = index;
        if (status < 300) step.learn?.(context, JSON.parse(body));
      },
    }),
  }));
  const sentBefore = await workload.sentMails?.();
  const cpuBefore = server.cpu();
  const startedAt = performance.now();
  // `sampleInt` is how often it looks whether the time is over.
  const run = autocannon({ url: server.base, connections, duration: seconds, timeout: 10, sampleInt: 100, requests });
  run.on('response', (_client, status, _bytes, milliseconds) => {
    times[current].push(milliseconds);
    if (status >= 300) failures.add(`${steps[current].name} ${status}`);
  });
  run.on('reqError', (error) => failures.add(error.message));
  await run;
  const elapsed = (performance.now() - startedAt) / 1000;
  const cpu = server.cpu() - cpuBefore;
  const sent = workload.sentMails && (await workload.sentMails()) - sentBefore;
  // Requests still in flight must not disturb what is measured next.
  await wait(150);
  if (failures.size > 0) throw new Error(`${server.name} failed in ${workload.name}: ${[...failures].join()}`);
  const completed = times.at(-1).length;
  return {
    rate: completed / elapsed,
    ...percentiles(times.flat()),
    cpu: (cpu * 1e6) / Math.max(completed, 1),
    memory: server.memory(),
    ...(sent !== undefined && { mails: sent / elapsed }),
    ...(steps.length > 1 && { steps: Object.fromEntries(steps.map(({ name }, at) => [name, percentiles(times[at])])) }),
  };
}

function percentiles(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const percentile = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { p50: percentile(0.5), p99: percentile(0.99) };
}

/** The median of each number, in whatever nested objects they are. */
export function medians(results) {
  const [first] = results;
  return Object.fromEntries(
    Object.keys(first).map((key) => {
      const values = results.map((result) => result[key]);
      return [key, typeof first[key] === 'object' ? medians(values) : round(median(values))];
    }),
  );
}

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** To two decimals. */
export const round = (value) => Math.round(value * 100) / 100;
