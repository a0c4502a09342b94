import { EntityManager, type PostgreSqlConnection, type PostgreSqlDriver } from '@mikro-orm/postgresql';
import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { setTimeout as wait } from 'node:timers/promises';
import { isDatabaseAway } from '../common/http/request.errors.js';
import { Config } from '../config/config.js';
import { shortly } from './bounded-client.js';
import { Commits } from './commits.js';

const checkIntervalMs = 250;
/** What a replica answers is at most so old, whoever has changed it. */
const mostAgeMs = 1_000;
/** One that stays behind for long is not compared with all of it. */
const mostWritten = 100;
/** How long the primary answers for a replica that failed. */
const restMs = 5_000;
/** One whose connections are all busy, or that is silent, tells nothing in time. */
const primaryMs = 400;
/** A time-out and a lock end a statement, and say nothing of its server. */
const statementStates = ['57014', '55P03'];
/** Neither does a conflict with what is replayed, which the primary does not know. */
const standbyConflict = '40001';

/** Positions of the log as numbers. The header of a page that nothing was written to yet is none of the replica's business. */
const writtenSql = `
  select (position - case when mod(position, 8192) <= 40 then mod(position, 8192) else 0 end)::float8 as position
  from (select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0') as position) log
`;
/** Of one that was promoted: none, as it follows the primary no more. */
const replayedSql = `select case when pg_is_in_recovery() then pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0')::float8 end as position`;

/** How far the log of the primary was, at a moment of `performance.now()`. */
interface Written {
  at: number;
  position: number;
}

/**
 * Whether the catalog is read from a replica: only while each is known to have all that the primary had a second ago, by the positions
 * of their logs, and what this process itself has changed since.
 */
@Injectable()
export class Replicas implements OnModuleInit, OnModuleDestroy {
  private readonly log = new Logger('Replica');
  readonly exist: boolean;
  /** Of the last moments, oldest first. */
  private written: Written[] = [];
  /** The latest moment whose changes each replica has. */
  private followedAt = -Infinity;
  private changedAt = -Infinity;
  private restUntil = -Infinity;
  private checking = false;
  private timer?: NodeJS.Timeout;

  constructor(
    config: Config,
    private readonly em: EntityManager,
    private readonly commits: Commits,
  ) {
    this.exist = config.get('DATABASE_REPLICA_URLS').length > 0;
  }

  onModuleInit(): void {
    if (!this.exist) return;
    this.commits.on('catalog', () => (this.changedAt = performance.now()));
    this.timer = setInterval(() => void this.checkAlone(), checkIntervalMs).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  private get kind(): 'read' | 'write' {
    const now = performance.now();
    return now > this.restUntil && this.followedAt >= Math.max(this.changedAt, now - mostAgeMs) ? 'read' : 'write';
  }

  /** Reads on a replica, or on the primary when that is away. */
  async read<Result>(query: (kind: 'read' | 'write') => Promise<Result>): Promise<Result> {
    const { kind } = this;
    return query(kind).catch((error) => {
      const { code = '' } = error as { code?: string };
      if (kind === 'write' || !isDatabaseAway(error) || statementStates.includes(code)) throw error;
      if (code !== standbyConflict) this.avoid(error);
      return query('write');
    });
  }

  private async checkAlone(): Promise<void> {
    if (this.checking || performance.now() < this.restUntil) return;
    this.checking = true;
    await this.check()
      .catch((error) => this.avoid(error))
      .finally(() => (this.checking = false));
  }

  private async check(): Promise<void> {
    const asked = performance.now();
    const told = await this.askPrimary();
    const position = told ?? this.lastPosition;
    if (position !== undefined) this.written.push({ at: told === undefined ? performance.now() : asked, position });
    const replicas = (this.em.getDriver() as PostgreSqlDriver)['replicas'];
    const replayed = Math.min(...(await Promise.all(replicas.map((replica) => askPosition(replica, replayedSql)))));
    const followed = this.written.findLast((each) => each.position <= replayed);
    if (followed) this.followedAt = followed.at;
    this.written = this.written.filter((each) => each.at >= this.followedAt).slice(-mostWritten);
  }

  /** While the primary says nothing, replicas answer as far as they have got, unless this process knows of more. */
  private get lastPosition(): number | undefined {
    const last = this.written.at(-1);
    return last && last.at >= this.changedAt ? last.position : undefined;
  }

  private async askPrimary(): Promise<number | undefined> {
    const position = askPosition(this.em.getConnection('write'), writtenSql).catch((error) => {
      if (isDatabaseAway(error)) return undefined;
      throw error;
    });
    return Promise.race([position, wait(primaryMs, undefined, { ref: false })]);
  }

  private avoid(error: unknown): void {
    this.log.warn({ unavailable: error });
    this.restUntil = performance.now() + restMs;
  }
}

async function askPosition(connection: PostgreSqlConnection, sql: string): Promise<number> {
  const pool = await connection.getNativeClient();
  const client = await pool.connect();
  try {
    const { rows } = await shortly(() => client.query<{ position: number | null }>(sql));
    return rows[0]?.position ?? -1;
  } finally {
    client.release();
  }
}
