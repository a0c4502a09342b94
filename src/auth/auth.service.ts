import { LockMode } from '@mikro-orm/core';
import { Injectable, Logger } from '@nestjs/common';
import type { Caller } from '../common/http/access.js';
import { Customer } from '../customer/customer.entity.js';
import { Database } from '../database/database.js';
import { statement } from '../database/statement.js';
import type { LoggedIn, PasswordChange, PasswordChanged } from './auth.dto.js';
import { TokenInvalid, TooManyAttempts, WrongCredentials } from './auth.errors.js';
import { failureKeys, FailedLoginService, type LoginAttempt, retryAfterSql } from './failed-login.service.js';
import type { ClientInfo } from './client-info.js';
import type { Accounts, Credentials } from './credentials.js';
import { PasswordResetService } from './password-reset.service.js';
import { PasswordHasher } from './password-hasher.js';
import { type RefreshTokens, SessionService } from './session.service.js';

interface LoginOptions {
  refresh?: RefreshTokens;
  accounts?: Accounts;
}

interface Account {
  id: number;
  uuid: string;
  username: string;
  password_hash: string;
}

/** One row, whether or not an account is found. Values: username or email, whether it may be a username, failure keys, whether it is staff's. */
const findLogin = statement<Partial<Account> & { retry_after: number | null }>(
  'login_find',
  `
  select account.*, ${retryAfterSql(`coalesce('account:' || account.uuid::text, $3)`, '$4')} as retry_after
  from (values (0)) one_row left join lateral (
    select id, uuid, username, password_hash from customers
    where (lower(email) = lower($1) or ($2 and lower(username) = lower($1))) and disabled_at is null
      and (not $5 or role <> 'customer')
    order by lower(username) = lower($1) desc limit 1
  ) account on true
`,
);

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
  async login(
    credentials: Credentials,
    client: ClientInfo,
    { refresh = 'rotating', accounts = 'all' }: LoginOptions = {},
  ): Promise<LoggedIn> {
    const { account, retryAfter } = await this.find(credentials, client, accounts);
    if (retryAfter) throw new TooManyAttempts(null, retryAfter);
    const attempt = attemptOf(account, credentials.login, client);
    const customer = await this.verify(account, attempt, credentials.password);
    // Opening counts the failures once more: others may have failed while this one was hashing.
    const tokens = await this.sessions.open(customer, client, refresh, attempt);
    if (!tokens) {
      await this.failures.assertNotThrottled(attempt);
      throw new TokenInvalid();
    }
    this.log.log({ login: 'ok', customer: customer.uuid, address: client.address });
    return { status: 'OK', user: customer.uuid, ...tokens };
  }

  /** Revokes every other session. @throws WrongCredentials, TooManyAttempts, ValidationFailed */
  async changePassword(me: Caller, uuid: string, change: PasswordChange, client: ClientInfo): Promise<PasswordChanged> {
    const { account } = await this.find({ login: change.username, kind: 'username' }, client);
    const mine = account?.id === me.id && uuid === me.uuid ? account : undefined;
    const attempt = attemptOf(mine, me.uuid, client);
    await this.failures.assertNotThrottled(attempt);
    const own = await this.verify(mine, attempt, change.old_password);
    await this.failures.assertNotThrottled(attempt);
    const hash = await this.passwords.hashNew(change.password);
    await this.database.transaction(async (em) => {
      // Of two changes at once, the second still holds the hash that the first has just replaced.
      const unchanged = { id: me.id, password_hash: own.password_hash };
      const customer = await em.findOne(Customer, unchanged, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (!customer) throw new WrongCredentials();
      customer.setPassword(hash);
      await em.flush();
      await this.sessions.revokeOthers(em, me);
      await this.resets.revokeAll(em, me.id);
    });
    this.log.log({ password: 'changed', customer: me.uuid });
    return { password: '**********', username: change.username };
  }

  /** Confirms that the caller knows the password, and returns its hash. @throws WrongCredentials, TooManyAttempts */
  async confirmPassword(me: Caller, password: string, client: ClientInfo): Promise<string> {
    const { account } = await this.find({ login: me.username ?? '', kind: 'username' }, client);
    const mine = account?.id === me.id ? account : undefined;
    const attempt = attemptOf(mine, me.uuid, client);
    await this.failures.assertNotThrottled(attempt);
    return (await this.verify(mine, attempt, password)).password_hash;
  }

  /** Takes a token from the mail and revokes every session. @throws ResetTokenInvalid, ValidationFailed */
  async resetPassword(token: string, password: string): Promise<void> {
    await this.resets.assertValid(token);
    const hash = await this.passwords.hashNew(password);
    await this.database.transaction(async (em) => {
      const customer = await this.resets.consume(em, token);
      customer.setPassword(hash);
      await em.flush();
      await this.sessions.revokeAll(em, customer.id);
      this.log.log({ password: 'reset', customer: customer.uuid });
    });
  }

  private async verify(account: Account | undefined, attempt: LoginAttempt, password: string): Promise<Account> {
    const matches = await this.passwords.matches(password, account?.password_hash ?? null);
    if (account && matches) return account;
    // Not what was typed: it may be an address, or a password in the wrong field.
    this.log.warn({ login: 'failed', customer: account?.uuid ?? null, address: attempt.address });
    await this.failures.record(attempt);
    throw new WrongCredentials();
  }

  private async find({ login, kind }: Omit<Credentials, 'password'>, client: ClientInfo, accounts: Accounts = 'all') {
    const keys = failureKeys(attemptOf(undefined, login, client));
    const [row] = await this.database.query(findLogin, [login, kind === 'username', ...keys, accounts === 'staff']);
    return { account: row?.id ? (row as Account) : undefined, retryAfter: row?.retry_after };
  }
}

const attemptOf = (account: Account | undefined, login: string, { address }: ClientInfo): LoginAttempt => ({
  account: account?.uuid ?? login,
  address,
});
