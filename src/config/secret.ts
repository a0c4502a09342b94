import { randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Config } from './config.js';
import { StartError } from './start-error.js';

/**
 * The secret that signs tokens: `JWT_SECRET`, or one generated on the first start and stored in `DATA_DIR`, readable by its owner alone.
 *
 * @throws StartError
 */
export async function signingSecret(config: Config): Promise<string> {
  return config.get('JWT_SECRET') || storedSecret(resolve(config.get('DATA_DIR')));
}

async function storedSecret(folder: string): Promise<string> {
  const path = join(folder, 'jwt.secret');
  try {
    await mkdir(folder, { recursive: true });
    return await readFile(path, 'utf8').catch(() => generate(path));
  } catch (cause) {
    throw new StartError(`the signing secret cannot be stored (${(cause as Error).message}): set JWT_SECRET`, {
      cause,
    });
  }
}

async function generate(path: string): Promise<string> {
  const fresh = `${path}.${randomUUID()}`;
  try {
    await writeFile(fresh, randomBytes(32).toString('base64url'), { mode: 0o600, flush: true });
    // Atomic: of two processes that start at once, both use the first one's secret.
    await link(fresh, path).catch((error) => {
      if (error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(fresh, { force: true });
  }
  return readFile(path, 'utf8');
}
