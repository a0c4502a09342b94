import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { type ConnectionProvider, Kysely, type KyselyProps } from 'kysely';
import { setTimeout as wait } from 'node:timers/promises';
import { isStalePlan } from './bounded-client.js';
import { Commits } from './commits.js';
import { errorForConstraint } from './constraints.js';
import { Replicas } from './replicas.js';
import type { Statement } from './statement.js';

const maxRetries = 3;

/** serialization_failure, deadlock_detected, an outdated plan: PostgreSQL rolled this transaction back, and nothing of it stays. */
export const isRetryableConflict = (error: unknown): boolean =>
  ['40001', '40P01'].includes((error as { code?: string }).code ?? '') || isStalePlan(error);

/** Rolls a transaction back that has done its work. */
class Undone extends Error {
  constructor(readonly result: unknown) {
    super('rolled back');
  }
}

/** The one way to the rows: {@link transaction} to change, {@link sql} to read, {@link query} for named statements of hot paths. */
@Injectable()
export class Database {
  constructor(
    private readonly em: EntityManager,
    private readonly commits: Commits,
    private readonly replicas: Replicas,
  ) {}

  /**
   * One transaction: all of `work` is committed, or nothing; what does not go through its `em` is not part of it. Retried
   * at most three times after a deadlock, a serialization failure or a migration.
   */
  async transaction<Result>(work: (em: EntityManager) => Promise<Result>): Promise<Result> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.attempt(work);
      } catch (error) {
        if (attempt === maxRetries || !isRetryableConflict(error)) throw errorForConstraint(error) ?? error;
        await wait(Math.random() * 20 * 2 ** attempt);
      }
    }
  }

  /** Does `work` as {@link transaction} would, and undoes all of it: what it answers tells what it would have done. */
  async dryRun<Result>(work: (em: EntityManager) => Promise<Result>): Promise<Result> {
    try {
      return await this.transaction(async (em): Promise<Result> => {
        const result = await work(em);
        await em.flush();
        throw new Undone(result);
      });
    } catch (error) {
      if (error instanceof Undone) return error.result as Result;
      throw error;
    }
  }

  private async attempt<Result>(work: (em: EntityManager) => Promise<Result>): Promise<Result> {
    const em = this.em.fork();
    const changed = this.commits.track(em);
    await em.begin();
    try {
      const result = await work(em);
      await em.commit();
      this.commits.committed(changed);
      return result;
    } catch (error) {
      // The first error is the one that matters, not that a lost connection cannot roll back.
      await em.rollback().catch(() => undefined);
      throw error;
    }
  }

  /** Runs a named statement as a transaction of its own. */
  query<Row>(statement: Statement<Row>, values: unknown[]): Promise<Row[]> {
    return this.queryOn('write', statement, values);
  }

  /** The same on a read replica where there is one. */
  queryReplica<Row>(statement: Statement<Row>, values: unknown[]): Promise<Row[]> {
    return this.replicas.read((kind) => this.queryOn(kind, statement, values));
  }

  /** Runs statements of `queryIn` and `findIn` without a transaction around them: each is one by itself. */
  statements<Result>(work: (em: EntityManager) => Promise<Result>): Promise<Result> {
    return work(this.em.fork());
  }

  private async queryOn<Row>(
    kind: 'read' | 'write',
    { name, text }: Statement<Row>,
    values: unknown[],
  ): Promise<Row[]> {
    const pool = await this.em.getConnection(kind).getNativeClient();
    // Not `pool.query`, which runs in the context of the request that released the connection.
    const client = await pool.connect();
    try {
      return (await client.query<Row & object>({ name, text, values })).rows;
    } catch (error) {
      throw errorForConstraint(error) ?? error;
    } finally {
      client.release();
    }
  }

  /** Typed SQL on the primary, each statement its own transaction. */
  sql<Tables>(): Kysely<Tables> {
    return this.em.getKysely<Tables>() as Kysely<Tables>;
  }

  /** Typed SQL on a read replica where there is one: the catalog, which may be a second old. */
  replicaSql<Tables>(): Kysely<Tables> {
    const primary = this.sql<Tables>();
    if (!this.replicas.exist) return primary;
    const provider: ConnectionProvider = {
      provideConnection: (consumer) =>
        this.replicas.read((type) => this.em.getKysely({ type }).getExecutor().provideConnection(consumer)),
    };
    return reachedBy(primary, provider);
  }
}

/** The same statements on other connections. */
function reachedBy<Tables>(db: Kysely<Tables>, provider: ConnectionProvider): Kysely<Tables> {
  const executor = db.getExecutor().withConnectionProvider(provider);
  // No transaction is begun with it, and no table looked up: nothing else of it is used.
  return new Kysely<Tables>({ executor, config: {}, dialect: {}, driver: {} } as unknown as KyselyProps);
}
