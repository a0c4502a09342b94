import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.spec.ts'],
    globalSetup: ['test/support/cluster.ts'],
    // Time-outs are for what hangs, on the slowest machine: nothing asserts how long something takes.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 90_000, interval: 20 } },
    // Each worker loads the application once; each file still has an application and a database of its own.
    isolate: false,
    // By default one core stays idle, which on two cores is half of them.
    maxWorkers: '100%',
  },
});
