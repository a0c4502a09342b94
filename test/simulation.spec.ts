import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

/** The same stories in each run, so that a failure can be repeated; `npm run simulate` plays others. */
const seed = '5';

it('simulation: the ledger check passes after twenty random stories with crashes in between', async () => {
  const simulation = promisify(execFile)(process.execPath, ['simulation/simulate.js', '--runs', '20', '--seed', seed]);
  const { stdout, stderr } = await simulation.catch((error: { stdout: string; stderr: string }) => error);
  expect(stdout.trim().split('\n').at(-1), stdout + stderr).toBe('20 passed, 0 failed');
}, 900_000);
