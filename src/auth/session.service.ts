import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { sql } from 'kysely';
import { v4 } from 'uuid';
import type { Caller } from '../common/http/access.js';
import { type Page, type PageQuery, offsetOf } from '../common/http/paging.js';
import { Database } from '../database/database.js';
import { Jobs } from '../jobs/jobs.js';
import { iso } from '../database/sql.js';
import { statement } from '../database/statement.js';
import type { SessionDto, TokenPair } from './auth.dto.js';
import { RefreshReused, SessionNotFound, TokenInvalid } from './auth.errors.js';
import { type Attempt, keysOf, waitFor } from './failed-login.service.js';
import type { ClientInfo } from './client-info.js';
import { fingerprint, refreshSeconds, TokenService } from './token.service.js';

/** A rotating refresh token is spent by its use; a lasting one is good until the session ends. */
export type RefreshTokens = 'rotating' | 'lasting';

/** Value: uuid of the session. */
const callerOf = statement<Caller>(`
  select c.id, c.uuid, c.username, c.role, s.uuid as session
  from sessions s join customers c on c.id = s.customer_id
  where s.uuid = $1 and s.revoked is null and s.expires > now() and c.disabled_at is null
`);

/** Values: uuid, customer's id, hash of the password, of the refresh token, whether that rotates, user agent, address, keys of failures. */
const opening = statement<{ uuid: string }>(`
  insert into sessions (uuid, customer_id, refresh_hash, refresh_rotates, user_agent, address, created, last_used, expires)
  select $1, id, $4, $5, $6, $7, now(), now(), now() + interval '${refreshSeconds} s'
  from customers
  where id = $2 and password_hash = $3 and disabled_at is null and ${waitFor('$8', '$9')} is null
  for share
  returning uuid
`);

/** Sign-ins: opened by a login, renewed by refresh tokens, closed by a logout, and looked up on every request. */
@Injectable()
export class SessionService implements OnModuleInit {
  private readonly log = new Logger('Auth');

  constructor(
    private readonly database: Database,
    private readonly tokens: TokenService,
    private readonly jobs: Jobs,
  ) {}

  onModuleInit(): void {
    // A session that is over is kept for a while, so that the reuse of its tokens is still told from a forgery.
    this.jobs.nightly('sessions.forget', async () => {
      await sql`delete from sessions where least(expires, revoked) < now() - interval '30 days'`.execute(
        this.database.sql(),
      );
    });
  }

  /** None where the password that was checked holds no longer, the account is disabled, or too many have failed meanwhile. */
  async open(
    customer: { id: number; uuid: string; password_hash: string },
    { address, userAgent }: ClientInfo,
    refresh: RefreshTokens,
    attempt: Attempt,
  ): Promise<TokenPair | undefined> {
    const uuid = v4();
    const pair = this.tokens.pair(customer.uuid, uuid);
    const opened = await this.database.query(opening, [
      uuid,
      customer.id,
      customer.password_hash,
      fingerprint(pair.refresh),
      refresh === 'rotating',
      userAgent.slice(0, 250),
      address,
      ...keysOf(attempt),
    ]);
    return opened.length > 0 ? pair : undefined;
  }

  /** Whom an access token speaks for, as of now. @throws TokenInvalid */
  async caller(accessToken: string): Promise<Caller> {
    const { sid } = this.tokens.read(accessToken, 'access');
    const [caller] = await this.database.query(callerOf, [sid]);
    if (!caller) throw new TokenInvalid();
    return caller;
  }

  /** Each refresh token is good for one exchange: an old one means that somebody has a copy, so the family ends. @throws RefreshReused, TokenInvalid */
  async refresh(refreshToken: string): Promise<TokenPair> {
    const { sub, sid } = this.tokens.read(refreshToken, 'refresh');
    const pair = this.tokens.pair(sub, sid);
    const { numAffectedRows: renewed } = await sql`
      update sessions s
      set refresh_hash = ${fingerprint(pair.refresh)}, refresh_rotates = true, last_used = now(), expires = now() + make_interval(secs => ${refreshSeconds})
      from customers c
      where s.uuid = ${sid} and s.refresh_hash = ${fingerprint(refreshToken)} and s.revoked is null and s.expires > now()
        and c.id = s.customer_id and c.disabled_at is null
    `.execute(this.database.sql());
    return renewed ? pair : this.refuse(sid, fingerprint(refreshToken));
  }

  /** A new access token for a refresh token that its client keeps. @throws RefreshReused, TokenInvalid */
  async renew(refreshToken: string): Promise<string> {
    const { sub, sid } = this.tokens.read(refreshToken, 'refresh');
    const { numAffectedRows: renewed } = await sql`
      update sessions s set last_used = now() from customers c
      where s.uuid = ${sid} and s.refresh_hash = ${fingerprint(refreshToken)} and not s.refresh_rotates
        and s.revoked is null and s.expires > now() and c.id = s.customer_id and c.disabled_at is null
    `.execute(this.database.sql());
    return renewed ? this.tokens.access(sub, sid) : this.refuse(sid, fingerprint(refreshToken));
  }

  private async refuse(session: string, refreshHash: string): Promise<never> {
    const { rows } = await sql<{ uuid: string }>`
      update sessions set revoked = coalesce(revoked, now()) where uuid = ${session} and refresh_hash <> ${refreshHash} returning uuid
    `.execute(this.database.sql());
    if (rows.length === 0) throw new TokenInvalid();
    this.log.warn({ refresh: 'reused', session });
    throw new RefreshReused();
  }

  async list(me: Caller, page: PageQuery): Promise<Page<SessionDto>> {
    const { rows } = await sql<SessionDto & { count: number }>`
      select uuid, ${iso('created')} as created, ${iso('last_used')} as last_used, user_agent, address,
        uuid = ${me.session} as current, count(*) over ()::int as count
      from sessions where customer_id = ${me.id} and revoked is null and expires > now()
      order by last_used desc, id desc limit ${page.page_size} offset ${offsetOf(page)}
    `.execute(this.database.sql());
    return { count: rows[0]?.count ?? 0, results: rows.map(({ count, ...session }) => session) };
  }

  /** @throws SessionNotFound */
  async revoke(me: Caller, uuid: string | null): Promise<void> {
    const { numAffectedRows } = await sql`
      update sessions set revoked = now() where uuid = ${uuid} and customer_id = ${me.id} and revoked is null
    `.execute(this.database.sql());
    if (!numAffectedRows) throw new SessionNotFound();
  }

  async revokeAll(em: EntityManager, customer: number): Promise<void> {
    await sql`
      update sessions set revoked = now() where customer_id = ${customer} and revoked is null
    `.execute(em.getKysely());
  }

  async revokeOthers(em: EntityManager, me: Caller): Promise<void> {
    await sql`
      update sessions set revoked = now() where customer_id = ${me.id} and uuid <> ${me.session} and revoked is null
    `.execute(em.getKysely());
  }
}
