import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { randomBytes } from 'node:crypto';
import type { AuditAction } from '../audit/audit-actions.js';
import { AuditService } from '../audit/audit.service.js';
import { SecondFactorNotFound } from '../auth/auth.errors.js';
import type { ClientInfo } from '../auth/credentials.js';
import { attemptOf, PasswordVerifier } from '../auth/password-verifier.js';
import { SecondFactorVerifier } from '../auth/second-factor-verifier.js';
import { SessionService } from '../auth/session.service.js';
import { tokenHash } from '../auth/token.service.js';
import { base32 } from '../auth/totp.js';
import type { Caller } from '../common/http/access.js';
import { NotYourself } from '../customer/customer.errors.js';
import { Database } from '../database/database.js';
import { assertMayManage } from '../staff/manageable.js';
import type {
  RecoveryCodes,
  SecondFactorRemoval,
  SecondFactorSecret,
  SecondFactorStatus,
} from './second-factor.dto.js';
import { SecondFactorExists } from './staff-auth.errors.js';

const recoveryCodeCount = 10;
/** 80 bits: a stolen table of their hashes cannot be searched. */
const recoveryCodeBytes = 10;

/** Sets second factors up, and removes them. */
@Injectable()
export class SecondFactorService {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditService,
    private readonly passwords: PasswordVerifier,
    private readonly verifier: SecondFactorVerifier,
    private readonly sessions: SessionService,
  ) {}

  async status(me: Caller): Promise<SecondFactorStatus> {
    const { rows } = await sql<{ recovery_codes: number }>`
      select (select count(*)::int from recovery_codes where customer_id = ${me.id}) as recovery_codes
      from second_factors where customer_id = ${me.id} and confirmed_at is not null
    `.execute(this.database.sql());
    const required = this.verifier.isRequired;
    return { enabled: rows.length > 0, required, recovery_codes: rows[0]?.recovery_codes ?? 0 };
  }

  /** @throws WrongCredentials, TooManyAttempts, SecondFactorExists */
  async begin(me: Caller, password: string, client: ClientInfo): Promise<SecondFactorSecret> {
    await this.passwords.verifyOwn(me, me, password, client);
    const { encrypted, shown } = this.verifier.newSecret(me.id, me.username ?? '');
    const { rows } = await sql`
      insert into second_factors as factor (customer_id, secret) values (${me.id}, ${encrypted})
      on conflict (customer_id) do update set secret = excluded.secret, last_step = null, created_at = now()
      where factor.confirmed_at is null
      returning 1
    `.execute(this.database.sql());
    if (rows.length === 0) throw new SecondFactorExists();
    return shown;
  }

  /** Ends the other sessions: they were opened without a code. @throws SecondFactorNotFound, SecondFactorWrong, TooManyAttempts */
  confirm(me: Caller, code: string, client: ClientInfo): Promise<RecoveryCodes> {
    const codes = Array.from({ length: recoveryCodeCount }, newRecoveryCode);
    return this.verifier.withCode(
      me.id,
      code,
      attemptOf({ uuid: me.uuid, known: true }, me.uuid, client),
      'begun',
      async (em) => {
        const hashes = codes.map((each) => tokenHash(each.replaceAll('-', '')));
        await sql`
        with confirmed as (update second_factors set confirmed_at = now() where customer_id = ${me.id})
        insert into recovery_codes (customer_id, code_hash) select ${me.id}, unnest(${hashes}::text[])
      `.execute(em.getKysely());
        await this.sessions.revokeOthers(em, me);
        await this.record(em, me, 'second_factor.enable', me.uuid);
        return { recovery_codes: codes };
      },
    );
  }

  /** @throws WrongCredentials, SecondFactorNotFound, SecondFactorWrong, TooManyAttempts */
  async remove(me: Caller, { password, code }: SecondFactorRemoval, client: ClientInfo): Promise<void> {
    await this.passwords.verifyOwn(me, me, password, client);
    await this.verifier.withCode(
      me.id,
      code,
      attemptOf({ uuid: me.uuid, known: true }, me.uuid, client),
      'confirmed',
      async (em) => {
        await sql`delete from second_factors where customer_id = ${me.id}`.execute(em.getKysely());
        await this.record(em, me, 'second_factor.remove', me.uuid);
      },
    );
  }

  /** @throws NotYourself, SecondFactorNotFound, PermissionLacking */
  async reset(actor: Caller, uuid: string): Promise<void> {
    // One's own needs the password and a code.
    if (uuid === actor.uuid) throw new NotYourself();
    await this.database.transaction(async (em) => {
      const { rows } = await sql<{ id: number; role: string }>`
        select id, role from customers where uuid = ${uuid} for update
      `.execute(em.getKysely());
      const [owner] = rows;
      if (!owner) throw new SecondFactorNotFound();
      // Before anything is said: whether an account has a second factor is worth knowing to whoever is after it.
      await assertMayManage(em, actor, owner);
      const removed =
        await sql`delete from second_factors where customer_id = ${owner.id} returning customer_id`.execute(
          em.getKysely(),
        );
      if (removed.rows.length === 0) throw new SecondFactorNotFound();
      await this.record(em, actor, 'second_factor.reset', uuid);
    });
  }

  private async record(em: EntityManager, actor: Caller, action: AuditAction, uuid: string): Promise<void> {
    this.audit.record(em, actor, action, { kind: 'customer', uuid });
    await em.flush();
  }
}

const newRecoveryCode = (): string =>
  base32(randomBytes(recoveryCodeBytes))
    .toLowerCase()
    .replaceAll(/.{4}(?!$)/g, '$&-');
