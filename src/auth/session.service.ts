import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { sql } from 'kysely';
import { v4, validate } from 'uuid';
import { type Caller, customerRole } from '../common/http/access.js';
import { offsetOf, type Page, type PageQuery } from '../common/http/paging.js';
import { Customer } from '../customer/customer.entity.js';
import { permissionsOf } from '../permissions/permissions.js';
import { Config } from '../config/config.js';
import { deleteInBatches } from '../database/batches.js';
import { Database } from '../database/database.js';
import { iso } from '../database/sql.js';
import { queryIn, statement } from '../database/statement.js';
import { Jobs } from '../jobs/jobs.js';
import { networkOf } from '../operations/network.js';
import type { SessionDto, TokenPair } from './auth.dto.js';
import { PasswordRequired, RefreshReused, SessionNotFound, TokenInvalid } from './auth.errors.js';
import type { ClientInfo, Accounts } from './credentials.js';
import { type LoginAttempt, retryAfterSql, valuesOf } from './failed-login.service.js';
import type { Account } from './password-verifier.js';
import { accessTokenSeconds, type Claims, tokenHash, TokenService } from './token.service.js';

const proofMinutes = 15;

/** A rotating refresh token is spent by its use; a lasting one is valid until the session ends. */
export type RefreshTokens = 'rotating' | 'lasting';

const epoch = 'extract(epoch from now())::int';

/** Looks up a role for staff only. Values: uuid of the session, of the customer; when the token expires, in seconds since 1970. */
const callerOf = statement<Omit<Caller, 'permissions'> & { permissions: string[] | null }>(
  'session_caller',
  `
  select c.id, c.uuid, c.username, c.role, s.uuid as session,
    case when c.role <> '${customerRole}' then (select permissions from roles where name = c.role) end as permissions
  from sessions s join customers c on c.id = s.customer_id
  where s.uuid = $1 and c.uuid = $2 and s.revoked_at is null and least(s.expires_at, to_timestamp($3)) > now() and c.disabled_at is null
`,
);

/** Value: the guest's token. */
const guestOf = statement<Caller>(
  'guest_caller',
  `
  select id, uuid, null as username, role, null as session from customers
  where guest_token = $1 and username is null and disabled_at is null
`,
);

/** Values: uuid, customer's id, password hash, refresh token hash, whether that rotates, user agent, address, its network, the attempt, whether a second factor was proven, seconds until a customer's and a member of staff's ends. */
const openSession = statement<{ now: number }>(
  'session_open',
  `
  with opened as (
    insert into sessions (
      uuid, customer_id, refresh_hash, refresh_rotates, user_agent, address, created_at, last_used_at, expires_at
    )
    select $1, id, $4, $5, $6, $7, now(), now(),
      now() + make_interval(secs => case when role = '${customerRole}' then $13::int else $14::int end)
    from customers
    where id = $2 and password_hash = $3 and disabled_at is null
      and ${retryAfterSql('$9::text', '$10::text', '$11::boolean')} is null
      and ($12 or not exists (select from second_factors where customer_id = customers.id and confirmed_at is not null))
    for share
    returning uuid, customer_id
  ), known as (
    insert into known_addresses as known (customer_id, network) select customer_id, $8::text from opened
    on conflict (customer_id, network) do update set last_used_at = now()
    where known.last_used_at < now() - interval '1 hour'
  ), forgiven as (
    -- Whoever knows the password guesses no more from there.
    delete from failed_logins where key = 'pair:' || $9 || ' ' || $10 and exists (select from opened)
  )
  select ${epoch} as now from opened
`,
);

/** Sessions: opened by a login, renewed by refresh tokens, revoked by a logout, and looked up on every request. */
@Injectable()
export class SessionService implements OnModuleInit {
  private readonly log = new Logger('Auth');

  constructor(
    private readonly database: Database,
    private readonly tokens: TokenService,
    private readonly jobs: Jobs,
    private readonly config: Config,
  ) {}

  onModuleInit(): void {
    // An ended session is kept for a while, so that the reuse of its tokens can still be distinguished from a forgery.
    this.jobs.nightly('sessions.forget', () =>
      deleteInBatches(this.database, 'sessions', sql`least(expires_at, revoked_at) < now() - interval '30 days'`),
    );
  }

  /** Undefined where the checked password was replaced or a second factor was set up meanwhile, the account is disabled, or too many attempts have failed. */
  async open(
    customer: Account,
    { address, userAgent }: ClientInfo,
    refresh: RefreshTokens,
    attempt: LoginAttempt,
    em?: EntityManager,
  ): Promise<TokenPair | undefined> {
    const uuid = v4();
    const refreshToken = this.tokens.refresh(customer.uuid, uuid);
    const values = [
      uuid,
      customer.id,
      customer.password_hash,
      tokenHash(refreshToken),
      refresh === 'rotating',
      userAgent.slice(0, 250),
      address,
      networkOf(address),
      ...valuesOf(attempt),
      customer.has_second_factor,
      this.config.get('CUSTOMER_SESSION_DAYS') * 86_400,
      this.config.get('STAFF_SESSION_HOURS') * 3_600,
    ];
    const [opened] = await (em ? queryIn(em, openSession, values) : this.database.query(openSession, values));
    return opened && this.pair(customer.uuid, uuid, refreshToken, opened.now);
  }

  /** The customer of a session, as of now, and what staff may do. @throws TokenInvalid */
  async caller({ sid, sub, exp }: Claims): Promise<Caller> {
    const [row] = await this.database.query(callerOf, [sid, sub, exp]);
    if (!row) throw new TokenInvalid();
    const { permissions, ...caller } = row;
    return permissions ? { ...caller, permissions: permissionsOf(permissions) } : caller;
  }

  /** The token of a guest who registered is spent: from then on there is a password. @throws TokenInvalid */
  async guest(token: string): Promise<Caller> {
    const [guest] = validate(token) ? await this.database.query(guestOf, [token]) : [];
    if (!guest) throw new TokenInvalid();
    return guest;
  }

  /**
   * Each rotating refresh token is good for one exchange: a second use means that somebody has a copy, so the session ends.
   * A lasting one stays what it is. The session ends when it would have ended.
   *
   * @throws RefreshReused, TokenInvalid
   */
  async refresh(refreshToken: string, accounts: Accounts = 'all'): Promise<TokenPair> {
    const { sub, sid } = this.tokens.readRefresh(refreshToken);
    const next = this.tokens.refresh(sub, sid);
    const { rows } = await sql<{ refresh_rotates: boolean; now: number }>`
      update sessions s
      set refresh_hash = case when s.refresh_rotates then ${tokenHash(next)} else s.refresh_hash end, last_used_at = now()
      from customers c
      where s.uuid = ${sid} and s.refresh_hash = ${tokenHash(refreshToken)}
        and s.revoked_at is null and s.expires_at > now() and c.id = s.customer_id and c.disabled_at is null
        and (${accounts === 'all'} or c.role <> ${customerRole})
      returning s.refresh_rotates, ${sql.raw(epoch)} as now
    `.execute(this.database.sql());
    const [renewed] = rows;
    if (!renewed) return this.rejectRefresh(sid, refreshToken);
    return this.pair(sub, sid, renewed.refresh_rotates ? next : refreshToken, renewed.now);
  }

  /** A new access token for a refresh token that its client keeps. @throws RefreshReused, TokenInvalid */
  async renewAccess(refreshToken: string): Promise<string> {
    const { sub, sid } = this.tokens.readRefresh(refreshToken);
    const { rows } = await sql<{ now: number }>`
      update sessions s set last_used_at = now() from customers c
      where s.uuid = ${sid} and s.refresh_hash = ${tokenHash(refreshToken)} and not s.refresh_rotates
        and s.revoked_at is null and s.expires_at > now() and c.id = s.customer_id and c.disabled_at is null
      returning ${sql.raw(epoch)} as now
    `.execute(this.database.sql());
    return rows[0] ? this.tokens.access(sub, sid, rows[0].now) : this.rejectRefresh(sid, refreshToken);
  }

  private pair(customer: string, session: string, refresh: string, now: number): TokenPair {
    return { access: this.tokens.access(customer, session, now), refresh, expires_in: accessTokenSeconds };
  }

  private async rejectRefresh(session: string, refreshToken: string): Promise<never> {
    const { rows } = await sql<{ uuid: string }>`
      update sessions set revoked_at = coalesce(revoked_at, now())
      where uuid = ${session} and refresh_hash <> ${tokenHash(refreshToken)} returning uuid
    `.execute(this.database.sql());
    if (rows.length === 0) throw new TokenInvalid();
    this.log.warn({ refresh: 'reused', session });
    throw new RefreshReused();
  }

  async list(me: Caller, page: PageQuery): Promise<Page<SessionDto>> {
    const { rows } = await sql<SessionDto & { count: number }>`
      select uuid, ${iso('created_at')} as created, ${iso('last_used_at')} as last_used, user_agent, address,
        uuid = ${me.session} as current, count(*) over ()::int as count
      from sessions where customer_id = ${me.id} and revoked_at is null and expires_at > now()
      order by last_used_at desc, id desc limit ${page.page_size} offset ${offsetOf(page)}
    `.execute(this.database.sql());
    return { count: rows[0]?.count ?? 0, results: rows.map(({ count, ...session }) => session) };
  }

  /** @throws SessionNotFound */
  async revoke(me: Caller, uuid: string | null): Promise<void> {
    const { numAffectedRows } = await sql`
      update sessions set revoked_at = now() where uuid = ${uuid} and customer_id = ${me.id} and revoked_at is null
    `.execute(this.database.sql());
    if (!numAffectedRows) throw new SessionNotFound();
  }

  /** Ends the session of a refresh token, also of one that was exchanged: a sign-out wins over a refresh under way. @throws TokenInvalid */
  async end(refreshToken: string): Promise<void> {
    const { sid } = this.tokens.readRefresh(refreshToken);
    await sql`
      update sessions set revoked_at = now() where uuid = ${sid} and revoked_at is null
    `.execute(this.database.sql());
  }

  /** With the API keys of staff: what a thief has made is not left to him. */
  async revokeAll(em: EntityManager, customer: number): Promise<void> {
    for (const table of ['sessions', 'api_keys'])
      await sql`
        update ${sql.table(table)} set revoked_at = now() where customer_id = ${customer} and revoked_at is null
      `.execute(em.getKysely());
  }

  /** Ends all that gives access to an account besides its password, so that nothing of it comes back with the account. */
  async endAccess(em: EntityManager, customer: Customer): Promise<void> {
    customer.replaceGuestToken();
    await this.revokeAll(em, customer.id);
    await sql`delete from password_resets where customer_id = ${customer.id}`.execute(em.getKysely());
  }

  /** The sessions of the caller, this one too, the API keys, and the token that web-store's clients keep. */
  revokeEverywhere(me: Caller): Promise<void> {
    return this.database.transaction(async (em) => {
      const customer = await em.findOneOrFail(Customer, me.id, { lockMode: LockMode.PESSIMISTIC_WRITE });
      customer.replaceGuestToken();
      await this.revokeAll(em, me.id);
    });
  }

  /**
   * A stolen access token is good for minutes, a stolen refresh token for weeks: neither becomes the account, or a key of it. The
   * row of the customer must be locked, so that whoever ends the session waits. @throws TokenInvalid, PasswordRequired
   */
  async assertProven(em: EntityManager, { session }: Caller, proof: 'password' | 'sign-in'): Promise<void> {
    const { rows } = await sql<{ recent: boolean }>`
      select created_at > now() - make_interval(mins => ${proofMinutes}) as recent
      from sessions where uuid = ${session} and revoked_at is null
    `.execute(em.getKysely());
    if (!rows[0]) throw new TokenInvalid();
    if (proof === 'sign-in' && !rows[0].recent) throw new PasswordRequired();
  }

  async revokeOthers(em: EntityManager, me: Caller): Promise<void> {
    await sql`
      update sessions set revoked_at = now()
      where customer_id = ${me.id} and uuid <> ${me.session} and revoked_at is null
    `.execute(em.getKysely());
  }
}
