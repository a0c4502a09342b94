import { createSecretKey, type KeyObject } from 'node:crypto';
import type { Config } from '../config/config.js';
import { signingSecret } from '../config/secret.js';

/** Issuer and audience of every token: this shop speaks to itself. */
export const issuer = 'magazin';
export const algorithm = 'HS256';

/** A `KeyObject`: jsonwebtoken would try to parse a string as a PEM key first, on every request. */
export const signingKey = async (config: Config): Promise<KeyObject> =>
  createSecretKey(Buffer.from(await signingSecret(config)));
