import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { isDatabaseAway } from '../common/http/request.errors.js';
import { Config } from '../config/config.js';
import { shortly } from './bounded-client.js';
import { Commits } from './commits.js';

const checkIntervalMs = 1_000;
/** How long the primary answers for a replica that failed, and for what this process has changed in the catalog. */
const restMs = 5_000;
const maxLagSeconds = 5;

/** Null where nothing was replayed yet, or on a server that is no replica. */
const lagSql = `
  select case when pg_last_wal_receive_lsn() <> pg_last_wal_replay_lsn()
    then extract(epoch from now() - pg_last_xact_replay_timestamp())::int end as lag
`;

/** Whether the catalog is read from a replica: one that is away or behind is left alone, and own changes are read where they are. */
@Injectable()
export class Replicas implements OnModuleInit, OnModuleDestroy {
  private readonly log = new Logger('Replica');
  private readonly exist: boolean;
  private restUntil = 0;
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
    this.commits.on('catalog', () => this.rest());
    this.timer = setInterval(() => void this.check().catch((error) => this.avoid(error)), checkIntervalMs).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  get kind(): 'read' | 'write' {
    return this.exist && performance.now() > this.restUntil ? 'read' : 'write';
  }

  /** Reads on a replica, or on the primary when that is away. */
  async read<Result>(query: (kind: 'read' | 'write') => Promise<Result>): Promise<Result> {
    const { kind } = this;
    return query(kind).catch((error) => {
      if (kind === 'write' || !isDatabaseAway(error)) throw error;
      this.avoid(error);
      return query('write');
    });
  }

  private async check(): Promise<void> {
    const pool = await this.em.getConnection('read').getNativeClient();
    const client = await pool.connect();
    try {
      const { rows } = await shortly(() => client.query<{ lag: number | null }>(lagSql));
      if ((rows[0]?.lag ?? 0) > maxLagSeconds) this.rest();
    } finally {
      client.release();
    }
  }

  private avoid(error: unknown): void {
    this.log.warn({ unavailable: error });
    this.rest();
  }

  private rest(): void {
    this.restUntil = performance.now() + restMs;
  }
}
