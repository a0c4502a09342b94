import { Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import type { Caller } from '../common/http/access.js';
import { Database } from '../database/database.js';
import { statement } from '../database/statement.js';
import { permissionsOf } from '../permissions/permissions.js';
import { TokenInvalid } from './auth.errors.js';
import { tokenHash } from './token.service.js';

/** Tells a key from a token, and shows scanners of repositories what they have found. */
const prefix = 'mgz_';

export const newApiKey = (): string => `${prefix}${randomBytes(32).toString('base64url')}`;

export const isApiKey = (token: string): boolean => token.startsWith(prefix);

/** Notes the use at most once a minute, so that a busy key is no busy row. Value: hash of the key. */
const callerOf = statement<Caller & { permissions: string[]; of_role: string[] }>(
  'api_key_caller',
  `
  with found as (
    select k.id as key_id, c.id, c.uuid, c.username, c.role, k.permissions,
      roles.permissions as of_role
    from api_keys k join customers c on c.id = k.customer_id join roles on roles.name = c.role
    where k.key_hash = $1 and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())
      and c.disabled_at is null and c.role = k.role
  ), noted as (
    update api_keys set last_used_at = now() from found
    where api_keys.id = key_id and (last_used_at is null or last_used_at < now() - interval '1 minute')
  )
  select id, uuid, username, role, permissions, of_role, null as session from found
`,
);

/** Resolves API keys: in the name of their maker, with the permissions of the key that the maker still has. */
@Injectable()
export class ApiKeyCaller {
  constructor(private readonly database: Database) {}

  /** @throws TokenInvalid for a key that is unknown, revoked or expired, or whose maker is disabled or has another role now */
  async caller(key: string): Promise<Caller> {
    const [row] = await this.database.query(callerOf, [tokenHash(key)]);
    if (!row) throw new TokenInvalid();
    const { permissions, of_role, ...maker } = row;
    const allowed = permissionsOf(of_role);
    return { ...maker, permissions: new Set([...permissionsOf(permissions)].filter((each) => allowed.has(each))) };
  }
}
