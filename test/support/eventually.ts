import { setTimeout as wait } from 'node:timers/promises';
import { inspect } from 'node:util';

/** Longer than anything takes on a slow, busy machine: only what never happens waits this long. */
const patienceMs = 90_000;
const intervalMs = 20;

/** On a slow machine a request may wait for its turn: that is no failure, and must not be answered as one. */
export const unhurried = {
  DATABASE_CONNECT_TIMEOUT_MS: '60000',
  DATABASE_STATEMENT_TIMEOUT_MS: '60000',
  // What a few customers of a spec do at once is no abuse.
  OPEN_ORDER_LIMIT: '0',
  OPEN_UNIT_LIMIT: '0',
  OPEN_ORDER_LIMIT_PER_ADDRESS: '0',
  COUPON_FAILURE_LIMIT: '0',
  COUPON_FAILURE_LIMIT_PER_ADDRESS: '0',
  DECLINED_PAYMENT_LIMIT: '0',
  DECLINED_PAYMENT_LIMIT_PER_ADDRESS: '0',
  GUEST_LIMIT_PER_ADDRESS: '0',
};

/**
 * Looks until `holds` accepts what is there, and returns it.
 *
 * @throws Error with the condition and the last value, when it never holds
 */
export async function eventually<Value>(
  look: () => Value | Promise<Value>,
  holds: (value: Value) => boolean,
): Promise<Value> {
  for (const deadline = performance.now() + patienceMs; ; await wait(intervalMs)) {
    const value = await look();
    if (holds(value)) return value;
    if (performance.now() > deadline) {
      const seconds = patienceMs / 1000;
      throw new Error(`never within ${seconds} s: ${holds.toString()}\nlast value: ${inspect(value, { depth: 5 })}`);
    }
  }
}

/** Names what hangs, before the time-out of the test hides it. */
export async function inTime<Result>(what: string, work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} did not finish within ${patienceMs / 1000} s`)), patienceMs);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
