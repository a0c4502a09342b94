import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, Logger } from '@nestjs/common';
import type { Caller } from '../common/http/access.js';
import { Database } from '../database/database.js';
import { statement } from '../database/statement.js';
import { emailKey, usernameKey } from '../identity/account-keys.js';
import { signIns } from '../operations/counters.js';
import { networkOf } from '../operations/network.js';
import { WrongCredentials } from './auth.errors.js';
import type { ClientInfo, Accounts, Credentials } from './credentials.js';
import { FailedLoginService, knownSql, type LoginAttempt, ownAttempt, retryAfterSql } from './failed-login.service.js';
import { PasswordHasher } from './password-hasher.js';
import { tokenHash } from './token.service.js';

export interface Account {
  id: number;
  uuid: string;
  username: string;
  email: string;
  password_hash: string;
  has_second_factor: boolean;
  /** Whether it was signed in to from this network before. */
  known: boolean;
}

/** One row, whether or not an account is found. Values: the key of an email, that of a username or none, hash of the name, network, whether it is staff's. */
const findLogin = statement<Partial<Account> & { retry_after: number | null }>(
  'login_find',
  `
  select account.*,
    ${retryAfterSql('coalesce(account.uuid::text, $3::text)', '$4::text', 'coalesce(account.known, false)')} as retry_after
  from (values (0)) one_row left join lateral (
    select id, uuid, username, email, password_hash, ${knownSql('customers.id', '$4::text')} as known,
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
    const { account, device } = attemptOf(undefined, login, client);
    const [row] = await this.database.query(findLogin, [
      emailKey(login),
      kind === 'username' ? usernameKey(login) : null,
      account,
      device,
      accounts === 'staff',
    ]);
    return { account: row?.id ? (row as Account) : undefined, retryAfter: row?.retry_after };
  }

  /** @throws WrongCredentials, TooManyAttempts */
  async verify(
    account: Account | undefined,
    attempt: LoginAttempt,
    password: string,
    client: ClientInfo,
  ): Promise<Account> {
    const matches = await this.passwords.matches(password, account?.password_hash ?? null);
    if (account && matches) return account;
    // Not what was typed: it may be an address, or a password in the wrong field.
    this.log.warn({ login: 'failed', customer: account?.uuid ?? null, address: client.address });
    signIns.inc({ reason: 'failed' });
    await this.failures.record(attempt);
    throw new WrongCredentials();
  }

  /**
   * Confirms that the caller knows the password of the account that they name, which must be theirs. Only their own failures
   * count: what strangers do does not keep them from a new password.
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
    const attempt = ownAttempt(me);
    await this.failures.assertNotThrottled(attempt);
    const own = await this.verify(mine, attempt, password, client);
    await this.failures.assertNotThrottled(attempt);
    return own;
  }

  /** Failed logins no longer keep whoever has proven to be the owner out. */
  forgive(em: EntityManager, customer: Pick<Account, 'id' | 'uuid'>, client: ClientInfo): Promise<void> {
    return this.failures.forgive(em, customer, client);
  }
}

/** A name that is no account's is hashed: it may be a password in the wrong field. */
export const attemptOf = (
  account: Pick<Account, 'uuid' | 'known'> | undefined,
  login: string,
  { address }: ClientInfo,
): LoginAttempt => ({
  account: account?.uuid ?? tokenHash(usernameKey(login)),
  device: networkOf(address),
  known: account?.known ?? false,
});
