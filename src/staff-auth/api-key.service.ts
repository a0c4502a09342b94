import { Injectable } from '@nestjs/common';
import type { EntityManager, InferKyselyDB } from '@mikro-orm/postgresql';
import { type RawBuilder, sql } from 'kysely';
import { v7 } from 'uuid';
import { AuditService } from '../audit/audit.service.js';
import type { ApiKeySchema } from '../auth/api-key.entity.js';
import { newApiKey } from '../auth/api-key-caller.js';
import { SecondFactorRequired } from '../auth/auth.errors.js';
import type { ClientInfo } from '../auth/credentials.js';
import { attemptOf, PasswordVerifier } from '../auth/password-verifier.js';
import { SecondFactorVerifier } from '../auth/second-factor-verifier.js';
import { SessionService } from '../auth/session.service.js';
import { tokenHash } from '../auth/token.service.js';
import type { Caller } from '../common/http/access.js';
import type { List, ListQuery } from '../common/http/paging.js';
import type { CustomerSchema } from '../customer/customer.entity.js';
import { ValidationFailed } from '../common/http/request.errors.js';
import { Database } from '../database/database.js';
import { latestFirst, listOf } from '../database/list.js';
import { iso } from '../database/sql.js';
import type { Permission } from '../permissions/permissions.js';
import { assertHolds } from '../roles/held-permissions.js';
import type { ApiKeyDto, ApiKeyInput, CreatedApiKey } from './api-key.dto.js';
import { ApiKeyNotFound } from './staff-auth.errors.js';

type Tables = InferKyselyDB<typeof ApiKeySchema | typeof CustomerSchema>;

const shown: RawBuilder<ApiKeyDto> = sql`
  k.uuid, k.name, k.permissions, ${iso('k.created_at')} as created, ${iso('k.last_used_at')} as last_used,
  ${iso('k.expires_at')} as expires, ${iso('k.revoked_at')} as revoked`;

@Injectable()
export class ApiKeyService {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditService,
    private readonly passwords: PasswordVerifier,
    private readonly factors: SecondFactorVerifier,
    private readonly sessions: SessionService,
  ) {}

  /** Latest first. */
  list(page: ListQuery): Promise<List<ApiKeyDto>> {
    const keys = this.database
      .sql<Tables>()
      .selectFrom('api_keys as k')
      .innerJoin('customers as c', 'c.id', 'k.customer_id')
      .select([
        'k.uuid',
        'k.name',
        sql.ref<Permission[]>('k.permissions').as('permissions'),
        iso('k.created_at').as('created'),
        iso<string | null>('k.last_used_at').as('last_used'),
        iso<string | null>('k.expires_at').as('expires'),
        iso<string | null>('k.revoked_at').as('revoked'),
        sql<string>`coalesce(c.username, '')`.as('maker'),
      ]);
    return listOf(this.database, keys, latestFirst('k.id'), page);
  }

  /** Of the password, or of a sign-in some minutes ago. @throws ValidationFailed, PermissionLacking, PasswordRequired, WrongCredentials, SecondFactorRequired, SecondFactorWrong, TooManyAttempts */
  async create(me: Caller, { password, code, ...input }: ApiKeyInput, client: ClientInfo): Promise<CreatedApiKey> {
    assertHolds(me, input.permissions);
    if (password === undefined) return this.database.transaction((em) => this.insert(em, me, input, 'sign-in'));
    const own = await this.passwords.verifyOwn(me, me, password, client);
    if (!own.has_second_factor) return this.database.transaction((em) => this.insert(em, me, input, 'password'));
    if (code === undefined) throw new SecondFactorRequired();
    const attempt = attemptOf({ uuid: me.uuid, known: true }, me.uuid, client);
    return this.factors.withCode(me.id, code, attempt, 'confirmed', (em) => this.insert(em, me, input, 'password'));
  }

  /** @throws ValidationFailed, PasswordRequired, TokenInvalid */
  private async insert(
    em: EntityManager,
    me: Caller,
    { name, permissions, expires }: Omit<ApiKeyInput, 'password' | 'code'>,
    proof: 'password' | 'sign-in',
  ): Promise<CreatedApiKey> {
    // Whoever ends the sessions of the account waits, and finds the key; or this one waits, and finds no session.
    await sql`select from customers where id = ${me.id} for share`.execute(em.getKysely());
    await this.sessions.assertProven(em, me, proof);
    const [key, end] = [newApiKey(), expires ?? null];
    const { rows } = await sql<Omit<ApiKeyDto, 'maker'>>`
      insert into api_keys as k (uuid, customer_id, name, key_hash, role, permissions, expires_at)
      select ${v7()}, ${me.id}, ${name}, ${tokenHash(key)}, ${me.role}, ${permissions}::text[], ${end}::timestamptz
      where ${end}::timestamptz is null or ${end}::timestamptz > now()
      returning ${shown}
    `.execute(em.getKysely());
    const [created] = rows;
    if (!created) throw new ValidationFailed([{ field: 'expires', errors: ['expires must be in the future'] }]);
    const subject = { kind: 'api_key' as const, uuid: created.uuid, label: name };
    this.audit.record(em, me, 'api_key.create', subject, { name, permissions, expires: created.expires });
    await em.flush();
    return { ...created, maker: me.username ?? '', key };
  }

  /** @throws ApiKeyNotFound */
  async revoke(me: Caller, uuid: string): Promise<void> {
    await this.database.transaction(async (em) => {
      const { rows } = await sql<{ name: string }>`
        update api_keys set revoked_at = now() where uuid = ${uuid} and revoked_at is null returning name
      `.execute(em.getKysely());
      const [revoked] = rows;
      if (!revoked) throw new ApiKeyNotFound();
      this.audit.record(em, me, 'api_key.revoke', { kind: 'api_key', uuid, label: revoked.name });
      await em.flush();
    });
  }
}
