import { setTimeout as wait } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import { currentRequest } from '../common/http/request-id.js';
import { Unavailable } from '../common/http/request.errors.js';

/** How long statements and connections may be waited for, milliseconds; 0: without a limit. */
export interface TimeLimits {
  /** Of a statement of a request, however long that has waited before. */
  leastMs: number;
  /** Of a connection. */
  connectMs: number;
  /** Of a statement of everything else. */
  otherMs: number;
}

/** The wait since then was in vain, or for others. Of waits at the same time, only what the last one was longer counts. */
export function noteWait(since: number): void {
  const patience = currentRequest()?.patience;
  if (!patience) return;
  const now = performance.now();
  patience.leftMs -= now - Math.max(since, patience.until);
  patience.until = now;
}

/** What another request has asked for, unless it takes longer than this one may wait. @throws Unavailable */
export async function waitFor<Result>(work: Promise<Result>): Promise<Result> {
  const { patience } = currentRequest() ?? {};
  if (!patience) return work;
  const [since, done] = [performance.now(), new AbortController()];
  const late = wait(Math.max(0, patience.leftMs), undefined, { signal: done.signal }).then(
    () => Promise.reject(new Unavailable(null, 1)),
    () => work,
  );
  return Promise.race([work, late]).finally(() => {
    done.abort();
    noteWait(since);
  });
}

/** How long a statement may wait for its answer. What the database has worked on so far does not count. */
export function statementLimit({ leastMs, otherMs }: TimeLimits): number {
  const patience = currentRequest()?.patience;
  return patience ? Math.max(leastMs, patience.leftMs) : otherMs;
}

/** Each connection is waited for no longer than its request has left, so that guards and handler together answer in time. */
export function boundConnects(pool: Pool, { leastMs, connectMs }: TimeLimits): void {
  const connect = pool.connect.bind(pool) as () => Promise<PoolClient>;
  const { options } = pool;
  const connectInTime = async () => {
    const [patience, since] = [currentRequest()?.patience, performance.now()];
    // The pool reads it when the wait begins.
    if (patience)
      options.connectionTimeoutMillis = Math.max(leastMs / 2, Math.min(connectMs, patience.leftMs - leastMs));
    const connecting = connect();
    options.connectionTimeoutMillis = connectMs;
    return connecting.finally(() => noteWait(since));
  };
  pool.connect = connectInTime as Pool['connect'];
}
