import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

it('twenty random stories, with power cuts in between, leave the books in order', async () => {
  const told = promisify(execFile)(process.execPath, ['stories/run.js', '--runs', '20']);
  const { stdout } = await told.catch((error: { stdout: string }) => error);
  expect(stdout.trim().split('\n').at(-1), stdout).toBe('20 passed, 0 failed');
}, 300_000);
