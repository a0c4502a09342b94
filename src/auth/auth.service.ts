import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, Logger } from '@nestjs/common';
import { signIns } from '../operations/counters.js';
import type { Caller } from '../common/http/access.js';
import type { LoggedIn, TokenPair } from './auth.dto.js';
import { SecondFactorRequired, TokenInvalid, TooManyAttempts } from './auth.errors.js';
import type { ClientInfo, Accounts, Credentials } from './credentials.js';
import { FailedLoginService, ownAttempt } from './failed-login.service.js';
import { attemptOf, PasswordVerifier } from './password-verifier.js';
import { SecondFactorVerifier } from './second-factor-verifier.js';
import { type RefreshTokens, SessionService } from './session.service.js';
import { TokenService } from './token.service.js';

interface LoginOptions {
  refresh?: RefreshTokens;
  accounts?: Accounts;
}

@Injectable()
export class AuthService {
  private readonly log = new Logger('Auth');

  constructor(
    private readonly passwords: PasswordVerifier,
    private readonly secondFactors: SecondFactorVerifier,
    private readonly sessions: SessionService,
    private readonly failures: FailedLoginService,
    private readonly tokens: TokenService,
  ) {}

  /** @throws WrongCredentials, SecondFactorRequired, SecondFactorWrong, TooManyAttempts, TokenInvalid */
  async login(
    credentials: Credentials,
    client: ClientInfo,
    { refresh = 'rotating', accounts = 'all' }: LoginOptions = {},
  ): Promise<LoggedIn> {
    const { account, retryAfter } = await this.passwords.find(credentials, client, accounts);
    const device = account && this.tokens.sessionOf(client.token, account.uuid);
    const attempt = device
      ? ownAttempt({ uuid: account.uuid, session: device })
      : attemptOf(account, credentials.login, client);
    if (device) await this.failures.assertNotThrottled(attempt);
    else if (retryAfter) {
      signIns.inc({ reason: 'locked' });
      throw new TooManyAttempts(null, retryAfter);
    }
    const customer = await this.passwords.verify(account, attempt, credentials.password, client);
    // Opening counts the failures once more: others may have failed while this one was hashing.
    const open = async (em?: EntityManager) => {
      const tokens = await this.sessions.open(customer, client, refresh, attempt, em);
      if (tokens) return tokens;
      await this.failures.assertNotThrottled(attempt, em);
      throw new TokenInvalid();
    };
    let tokens: TokenPair;
    if (customer.has_second_factor) {
      // That the password was right is told to nobody whose guesses are used up meanwhile.
      await this.failures.assertNotThrottled(attempt);
      if (!credentials.code) throw new SecondFactorRequired();
      // A code is spent only with the session that it opens.
      tokens = await this.secondFactors.withCode(customer.id, credentials.code, attempt, 'confirmed', open);
    } else tokens = await open();
    this.log.log({ login: 'ok', customer: customer.uuid, address: client.address });
    return { status: 'OK', user: customer.uuid, ...tokens };
  }

  /** Confirms that the caller knows the password, and returns its hash. @throws WrongCredentials, TooManyAttempts */
  async confirmPassword(me: Caller, password: string, client: ClientInfo): Promise<string> {
    return (await this.passwords.verifyOwn(me, me, password, client)).password_hash;
  }
}
