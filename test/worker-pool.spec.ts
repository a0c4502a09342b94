import { threadId } from 'node:worker_threads';
import { afterAll, expect, it } from 'vitest';
import { Unavailable } from '../src/common/http/request.errors.js';
import { WorkerPool } from '../src/jobs/worker-pool.js';

const workers = new WorkerPool();
afterAll(() => workers.close());
const run = (amount: number) =>
  workers.run<object, { threadId: number; text: string }>(new URL('./support/thread-task.js', import.meta.url), {
    amount,
  });

it('worker pool: runs a module and what it imports in another thread', async () => {
  const result = await run(1_234);
  expect(result.text).toBe('12.34');
  expect(result.threadId).not.toBe(threadId);
});

it('worker pool: a task that throws fails alone', async () => {
  const outcomes = await Promise.allSettled([run(-1), run(100)]);
  expect(outcomes).toMatchObject([{ reason: { message: '-1 is not an amount' } }, { value: { text: '1.00' } }]);
});

it('worker pool: rejects tasks beyond its queue, and goes on with the others', async () => {
  const outcomes = await Promise.allSettled(Array.from({ length: 300 }, () => run(100)));
  const rejected = outcomes.filter(({ status }) => status === 'rejected');
  expect(rejected.length).toBeGreaterThan(0);
  expect(rejected.length).toBeLessThanOrEqual(100);
  for (const outcome of rejected) expect(outcome).toMatchObject({ reason: expect.any(Unavailable) });
  expect((await run(100)).text).toBe('1.00');
});
