import { LockMode } from '@mikro-orm/core';
import { Injectable, Logger } from '@nestjs/common';
import type { Caller } from '../common/http/access.js';
import { Customer } from '../customer/customer.entity.js';
import { Database } from '../database/database.js';
import { statement } from '../database/statement.js';
import type { LoggedIn, PasswordChange, PasswordChanged } from './auth.dto.js';
import { TokenInvalid, TooManyAttempts, WrongCredentials } from './auth.errors.js';
import { type Attempt, FailedLoginService, keysOf, waitFor } from './failed-login.service.js';
import type { ClientInfo } from './client-info.js';
import { PasswordResetService } from './password-reset.service.js';
import { PasswordHasher } from './password-hasher.js';
import { type RefreshTokens, SessionService } from './session.service.js';

export interface Credentials {
  /** A username or an email; `kind` says which, where the client did. */
  login: string;
  kind: 'username' | 'email';
  password: string;
}

interface Found {
  id: number;
  uuid: string;
  username: string;
  password_hash: string;
}

/** One row, whether or not anybody is found. Values: username or email, whether it may be a username, keys of failures. */
const signingIn = statement<Partial<Found> & { wait: number | null }>(`
  select found.*, ${waitFor(`coalesce('account:' || found.uuid::text, $3)`, '$4')} as wait
  from (values (0)) anybody left join lateral (
    select id, uuid, username, password_hash from customers
    where (lower(email) = lower($1) or ($2 and lower(username) = lower($1))) and disabled_at is null
    order by lower(username) = lower($1) desc limit 1
  ) found on true
`);

@Injectable()
export class AuthService {
  private readonly log = new Logger('Auth');

  constructor(
    private readonly database: Database,
    private readonly passwords: PasswordHasher,
    private readonly sessions: SessionService,
    private readonly failures: FailedLoginService,
    private readonly resets: PasswordResetService,
  ) {}

  /** @throws WrongCredentials, TooManyAttempts, TokenInvalid */
  async login(credentials: Credentials, origin: ClientInfo, refresh: RefreshTokens = 'rotating'): Promise<LoggedIn> {
    const { found, wait } = await this.find(credentials, origin);
    if (wait) throw new TooManyAttempts(null, wait);
    const attempt = attemptOf(found, credentials.login, origin);
    const customer = await this.verify(found, attempt, credentials.password);
    // That few have failed is asked again, because others may have while this one was hashing: ten guesses, however many at once.
    const tokens = await this.sessions.open(customer, origin, refresh, attempt);
    if (!tokens) {
      await this.failures.ensureFew(attempt);
      throw new TokenInvalid();
    }
    this.log.log({ login: 'ok', customer: customer.uuid, address: origin.address });
    return { status: 'OK', user: customer.uuid, ...tokens };
  }

  /** Every other session ends. @throws WrongCredentials, TooManyAttempts, ValidationFailed */
  async changePassword(me: Caller, uuid: string, change: PasswordChange, origin: ClientInfo): Promise<PasswordChanged> {
    const { found } = await this.find({ login: change.username, kind: 'username' }, origin);
    const mine = found?.id === me.id && uuid === me.uuid ? found : undefined;
    const attempt = attemptOf(mine, me.uuid, origin);
    await this.failures.ensureFew(attempt);
    const own = await this.verify(mine, attempt, change.old_password);
    await this.failures.ensureFew(attempt);
    const hash = await this.passwords.hashNew(change.password);
    await this.database.transaction(async (em) => {
      // Of two changes at once, the second still knows the password that the first has just replaced.
      const unchanged = { id: me.id, password_hash: own.password_hash };
      const customer = await em.findOne(Customer, unchanged, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (!customer) throw new WrongCredentials();
      customer.setPassword(hash);
      await em.flush();
      await this.sessions.revokeOthers(em, me);
      await this.resets.forget(em, me.id);
    });
    this.log.log({ password: 'changed', customer: me.uuid });
    return { password: '**********', username: change.username };
  }

  /** With a token from the mail. Every session ends. @throws ResetTokenInvalid, ValidationFailed */
  async resetPassword(token: string, password: string): Promise<void> {
    await this.resets.ensureKnown(token);
    const hash = await this.passwords.hashNew(password);
    await this.database.transaction(async (em) => {
      const customer = await this.resets.use(em, token);
      customer.setPassword(hash);
      await em.flush();
      await this.sessions.revokeAll(em, customer.id);
      this.log.log({ password: 'reset', customer: customer.uuid });
    });
  }

  private async verify(customer: Found | undefined, attempt: Attempt, password: string): Promise<Found> {
    const matches = await this.passwords.matches(password, customer?.password_hash ?? null);
    if (customer && matches) return customer;
    this.log.warn({ login: 'failed', tried: attempt.account, address: attempt.address });
    await this.failures.record(attempt);
    throw new WrongCredentials();
  }

  private async find({ login, kind }: Omit<Credentials, 'password'>, origin: ClientInfo) {
    const keys = keysOf(attemptOf(undefined, login, origin));
    const [row] = await this.database.query(signingIn, [login, kind === 'username', ...keys]);
    return { found: row?.id ? (row as Found) : undefined, wait: row?.wait };
  }
}

const attemptOf = (found: Found | undefined, tried: string, { address }: ClientInfo): Attempt => ({
  account: found?.uuid ?? tried,
  address,
});
