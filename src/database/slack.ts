import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';

const sampledEvery = 100;
/** Share of its time that a process is busy: beyond it, requests wait for each other. */
const full = 0.8;
const longestWait = 1_000;

let before = performance.eventLoopUtilization();
let busy = false;
setInterval(() => {
  const now = performance.eventLoopUtilization();
  busy = performance.eventLoopUtilization(now, before).utilization > full;
  before = now;
}, sampledEvery).unref();

/** Requests go first: what nobody waits for is put off while the process has its hands full, a second at most. */
export async function slack(): Promise<void> {
  for (let waited = 0; busy && waited < longestWait; waited += sampledEvery) await wait(sampledEvery);
}
