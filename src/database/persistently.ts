import { setTimeout as wait } from 'node:timers/promises';
import { isDatabaseAway } from '../common/http/request.errors.js';

const [firstPauseMs, maxPauseMs] = [100, 1_000];

/** Does a step of the start again while the database is away or slow, for `limitMs` at most. */
export async function persistently<Result>(work: () => Promise<Result>, limitMs = 15_000): Promise<Result> {
  const deadline = performance.now() + limitMs;
  for (let pause = firstPauseMs; ; pause = Math.min(2 * pause, maxPauseMs)) {
    try {
      return await work();
    } catch (error) {
      if (!isDatabaseAway(error) || performance.now() + pause > deadline) throw error;
      await wait(pause);
    }
  }
}
