import { Injectable, Logger } from '@nestjs/common';
import type { Caller } from '../common/http/access.js';
import { Database } from '../database/database.js';
import { statement } from '../database/statement.js';
import { emailKey, usernameKey } from '../identity/account-keys.js';
import { WrongCredentials } from './auth.errors.js';
import type { ClientInfo } from './client-info.js';
import type { Accounts, Credentials } from './credentials.js';
import { failureKeys, FailedLoginService, type LoginAttempt, retryAfterSql } from './failed-login.service.js';
import { PasswordHasher } from './password-hasher.js';

export interface Account {
  id: number;
  uuid: string;
  username: string;
  email: string;
  password_hash: string;
  has_second_factor: boolean;
}

/** One row, whether or not an account is found. Values: the key of an email, that of a username or none, failure keys, whether it is staff's. */
const findLogin = statement<Partial<Account> & { retry_after: number | null }>(
  'login_find',
  `
  select account.*, ${retryAfterSql(`coalesce('account:' || account.uuid::text, $3)`, '$4')} as retry_after
  from (values (0)) one_row left join lateral (
    select id, uuid, username, email, password_hash,
      exists (select from second_factors where customer_id = customers.id and confirmed_at is not null) as has_second_factor
    from customers
    where (email_key = $1 or username_key = $2) and disabled_at is null
      and (not $5 or role <> 'customer')
    order by email_key = $1 desc limit 1
  ) account on true
`,
);

/** Finds accounts and checks their passwords; wrong ones count as failed logins. */
@Injectable()
export class PasswordVerifier {
  private readonly log = new Logger('Auth');

  constructor(
    private readonly database: Database,
    private readonly passwords: PasswordHasher,
    private readonly failures: FailedLoginService,
  ) {}

  async find({ login, kind }: Omit<Credentials, 'password'>, client: ClientInfo, accounts: Accounts = 'all') {
    const keys = failureKeys(attemptOf(undefined, login, client));
    const [row] = await this.database.query(findLogin, [
      emailKey(login),
      kind === 'username' ? usernameKey(login) : null,
      ...keys,
      accounts === 'staff',
    ]);
    return { account: row?.id ? (row as Account) : undefined, retryAfter: row?.retry_after };
  }

  /** @throws WrongCredentials, TooManyAttempts */
  async verify(account: Account | undefined, attempt: LoginAttempt, password: string): Promise<Account> {
    const matches = await this.passwords.matches(password, account?.password_hash ?? null);
    if (account && matches) return account;
    // Not what was typed: it may be an address, or a password in the wrong field.
    this.log.warn({ login: 'failed', customer: account?.uuid ?? null, address: attempt.address });
    await this.failures.record(attempt);
    throw new WrongCredentials();
  }

  /**
   * Confirms that the caller knows the password of the account that they name, which must be theirs.
   *
   * @throws WrongCredentials, TooManyAttempts
   */
  async verifyOwn(
    me: Caller,
    named: { uuid: string; username: string | null },
    password: string,
    client: ClientInfo,
  ): Promise<Account> {
    const { account } = await this.find({ login: named.username ?? '', kind: 'username' }, client);
    const mine = account?.id === me.id && account.uuid === named.uuid ? account : undefined;
    const attempt = attemptOf(mine, me.uuid, client);
    await this.failures.assertNotThrottled(attempt);
    const own = await this.verify(mine, attempt, password);
    await this.failures.assertNotThrottled(attempt);
    return own;
  }
}

export const attemptOf = (
  account: Pick<Account, 'uuid'> | undefined,
  login: string,
  { address }: ClientInfo,
): LoginAttempt => ({ account: account?.uuid ?? login, address });
