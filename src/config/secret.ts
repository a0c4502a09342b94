import { randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Config } from './config.js';
import { StartError } from './start-error.js';

/**
 * The secret that signs tokens: `JWT_SECRET`, or one made on the first start and kept in `DATA_DIR`, readable by its owner alone.
 *
 * @throws StartError
 */
export async function signingSecret(config: Config): Promise<string> {
  return config.get('JWT_SECRET') || keptSecret(resolve(config.get('DATA_DIR')));
}

async function keptSecret(folder: string): Promise<string> {
  const path = join(folder, 'jwt.secret');
  try {
    await mkdir(folder, { recursive: true });
    return await readFile(path, 'utf8').catch(() => made(path));
  } catch (cause) {
    throw new StartError(`the secret of the tokens cannot be kept (${(cause as Error).message}): set JWT_SECRET`, {
      cause,
    });
  }
}

async function made(path: string): Promise<string> {
  const fresh = `${path}.${randomUUID()}`;
  try {
    await writeFile(fresh, randomBytes(32).toString('base64url'), { mode: 0o600, flush: true });
    // Whole or not at all, and of two processes that start at once the first one's.
    await link(fresh, path).catch((error) => {
      if (error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(fresh, { force: true });
  }
  return readFile(path, 'utf8');
}
