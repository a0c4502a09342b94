import { setTimeout as wait } from 'node:timers/promises';
import { isDatabaseAway, isDatabaseSilent } from '../common/http/request.errors.js';

const [firstPauseMs, maxPauseMs] = [100, 1_000];
/** A server that stands still for half a minute goes on afterwards; one that refuses us is another matter. */
const silentMs = 45_000;

/**
 * Does a step of the start again while the database is away, for `limitMs` after it failed first, or says nothing, for 45 seconds: a
 * long migration may meet a deadlock, too.
 */
export async function persistently<Result>(work: () => Promise<Result>, limitMs = 15_000): Promise<Result> {
  let failedAt: number | undefined;
  for (let pause = firstPauseMs; ; pause = Math.min(2 * pause, maxPauseMs)) {
    try {
      return await work();
    } catch (error) {
      const limit = isDatabaseSilent(error) ? Math.max(limitMs, silentMs) : limitMs;
      failedAt ??= performance.now();
      if (!isDatabaseAway(error) || performance.now() + pause > failedAt + limit) throw error;
      await wait(pause);
    }
  }
}
