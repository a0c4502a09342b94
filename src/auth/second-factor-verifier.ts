import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, Logger } from '@nestjs/common';
import { sql } from 'kysely';
import type { Caller } from '../common/http/access.js';
import { seenOf } from '../common/text/canonical.js';
import { Config } from '../config/config.js';
import { Database } from '../database/database.js';
import { senderOf } from '../mail/sender.js';
import { Settings } from '../settings/settings.js';
import { SecondFactorNotFound, SecondFactorSetupRequired, SecondFactorWrong } from './auth.errors.js';
import { FailedLoginService, type LoginAttempt } from './failed-login.service.js';
import { SecretCipher } from './secret-cipher.js';
import { tokenHash } from './token.service.js';
import { base32, newSecret, otpauthUri, stepOf } from './totp.js';

interface Factor {
  secret: Buffer;
  last_step: number | null;
  state: 'begun' | 'confirmed';
  /** The database's clock, in milliseconds. */
  now: number;
}

/** Checks codes of second factors: each is accepted once, and wrong ones count as failed logins. */
@Injectable()
export class SecondFactorVerifier {
  private readonly log = new Logger('Auth');

  constructor(
    private readonly database: Database,
    private readonly failures: FailedLoginService,
    private readonly cipher: SecretCipher,
    private readonly config: Config,
    private readonly settings: Settings,
  ) {}

  /**
   * Does something in the transaction that spends a code. A code is short, so guesses at those of one account wait for each other,
   * and the ones past the limit are not even compared.
   *
   * @throws SecondFactorNotFound, SecondFactorWrong, TooManyAttempts
   */
  async withCode<Result>(
    customer: number,
    code: string,
    attempt: LoginAttempt,
    state: 'begun' | 'confirmed',
    work: (em: EntityManager) => Promise<Result>,
  ): Promise<Result> {
    const outcome = await this.database.transaction(async (em) => {
      const factor = await lock(em, customer);
      if (factor?.state !== state) throw new SecondFactorNotFound();
      await this.failures.assertNotThrottled(attempt, em);
      if (await this.spend(em, customer, factor, code)) return { result: await work(em) };
      // Committed with the lock still held, so that the next guess sees it.
      await this.failures.record(attempt, em);
      return undefined;
    });
    if (outcome) return outcome.result;
    this.log.warn({ secondFactor: 'failed', customer: attempt.account, device: attempt.device });
    throw new SecondFactorWrong();
  }

  /** A new secret: for the app of its owner, and encrypted for their row. */
  newSecret(customer: number, username: string) {
    const secret = newSecret();
    const issuer = senderOf(this.config, this.settings).name;
    return {
      encrypted: this.cipher.encrypt(secret, ownerOf(customer)),
      shown: { secret: base32(secret), uri: otpauthUri(secret, issuer, username) },
    };
  }

  get isRequired(): boolean {
    return this.config.get('REQUIRE_SECOND_FACTOR');
  }

  /** @throws SecondFactorSetupRequired where the shop demands a second factor of staff, and this one has none */
  async assertSetUp({ id }: Caller): Promise<void> {
    if (!this.isRequired) return;
    const { rows } = await sql`
      select from second_factors where customer_id = ${id} and confirmed_at is not null
    `.execute(this.database.sql());
    if (rows.length === 0) throw new SecondFactorSetupRequired();
  }

  private async spend(em: EntityManager, customer: number, factor: Factor, code: string): Promise<boolean> {
    const typed = seenOf(code.normalize('NFKC'))
      .replaceAll(/[\s\p{Pd}]/gu, '')
      .toLowerCase();
    if (!/^\d{6}$/.test(typed)) return spendRecoveryCode(em, customer, typed);
    const secret = this.cipher.decrypt(factor.secret, ownerOf(customer));
    // JWT_SECRET was replaced: recovery codes still work, and an admin can reset the factor.
    if (!secret) this.log.error({ secondFactor: 'cannot be decrypted', customer });
    const step = secret && stepOf(typed, secret, factor.now);
    if (step === undefined || step <= (factor.last_step ?? 0)) return false;
    await sql`update second_factors set last_step = ${step} where customer_id = ${customer}`.execute(em.getKysely());
    return true;
  }
}

/** What a secret is encrypted for. */
const ownerOf = (customer: number): string => `second_factor/${customer}`;

async function lock(em: EntityManager, customer: number): Promise<Factor | undefined> {
  const { rows } = await sql<Factor>`
    select secret, last_step, case when confirmed_at is null then 'begun' else 'confirmed' end as state,
      (extract(epoch from clock_timestamp()) * 1000)::float8 as now
    from second_factors where customer_id = ${customer} for update
  `.execute(em.getKysely());
  return rows[0];
}

async function spendRecoveryCode(em: EntityManager, customer: number, code: string): Promise<boolean> {
  const { rows } = await sql`
    delete from recovery_codes where customer_id = ${customer} and code_hash = ${tokenHash(code)} returning 1
  `.execute(em.getKysely());
  return rows.length > 0;
}
