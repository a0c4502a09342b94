import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { Kysely } from 'kysely';
import { setTimeout as wait } from 'node:timers/promises';
import { Changes } from './changes.js';
import { errorForConstraint } from './constraints.js';
import type { Statement } from './statement.js';

const retries = 3;
/** serialization_failure, deadlock_detected: PostgreSQL chose this transaction as the victim, nothing of it stays. */
export const isRetryableConflict = (error: unknown): boolean =>
  ['40001', '40P01'].includes((error as { code?: string }).code ?? '');

/** The one way to the rows: {@link transaction} to change, {@link sql} to look, {@link query} where every microsecond counts. */
@Injectable()
export class Database {
  constructor(
    private readonly em: EntityManager,
    private readonly changes: Changes,
  ) {}

  /**
   * One transaction: all of `work` is committed, or nothing; what does not go through its `em` is not part of it. Run again,
   * at most three times, when it lost a deadlock.
   */
  async transaction<Result>(work: (em: EntityManager) => Promise<Result>): Promise<Result> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.once(work);
      } catch (error) {
        if (attempt === retries || !isRetryableConflict(error)) throw errorForConstraint(error) ?? error;
        await wait(Math.random() * 20 * 2 ** attempt);
      }
    }
  }

  private async once<Result>(work: (em: EntityManager) => Promise<Result>): Promise<Result> {
    const em = this.em.fork();
    const changed = this.changes.watch(em);
    await em.begin();
    try {
      const result = await work(em);
      await em.commit();
      this.changes.committed(changed);
      return result;
    } catch (error) {
      // Why it failed is what matters, not that a lost connection cannot be told so.
      await em.rollback().catch(() => undefined);
      throw error;
    }
  }

  /** Asks a statement of a hot path, a transaction of its own. */
  query<Row>(statement: Statement<Row>, values: unknown[]): Promise<Row[]> {
    return this.queryOn('write', statement, values);
  }

  /** The same on a read replica where there is one. */
  queryReplica<Row>(statement: Statement<Row>, values: unknown[]): Promise<Row[]> {
    return this.queryOn('read', statement, values);
  }

  private async queryOn<Row>(
    kind: 'read' | 'write',
    { name, text }: Statement<Row>,
    values: unknown[],
  ): Promise<Row[]> {
    try {
      const pool = await this.em.getConnection(kind).getNativeClient();
      return (await pool.query<Row & object>({ name, text, values })).rows;
    } catch (error) {
      throw errorForConstraint(error) ?? error;
    }
  }

  /** Typed SQL on the primary, each statement its own transaction. */
  sql<Tables>(): Kysely<Tables> {
    return this.em.getKysely<Tables>() as Kysely<Tables>;
  }

  /** Typed SQL on a read replica where there is one: the catalogue, which may lag by moments. */
  replicaSql<Tables>(): Kysely<Tables> {
    return this.em.getKysely<Tables>({ type: 'read' }) as Kysely<Tables>;
  }
}
