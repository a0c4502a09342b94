import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from './config.js';

/** The secret that signs tokens: `JWT_SECRET`, or one made on the first start and kept in `DATA_DIR`, readable by its owner alone. */
export async function signingSecret(config: Config): Promise<string> {
  const given = config.get('JWT_SECRET');
  if (given) return given;
  const path = join(config.get('DATA_DIR'), 'jwt.secret');
  await mkdir(config.get('DATA_DIR'), { recursive: true });
  await writeFile(path, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' }).catch((error) => {
    if (error.code !== 'EEXIST') throw error;
  });
  return readFile(path, 'utf8');
}
