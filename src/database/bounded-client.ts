import { AsyncLocalStorage } from 'node:async_hooks';
import { once } from 'node:events';
import { callbackify } from 'node:util';
import { Client, type ClientConfig, DatabaseError, type QueryConfig, type Submittable } from 'pg';
import { isDatabaseAway } from '../common/http/request.errors.js';
import { noteWait, statementLimit, type TimeLimits } from './request-waits.js';
import { silence, SilentConnections } from './silent-connections.js';

interface Asked extends QueryConfig {
  query_timeout?: number;
}
type Callback = (error: Error, result: unknown) => void;

/** Of the whole process: what one pool learns of a server, the others need not find out. */
const connections = new SilentConnections();

const raised = new AsyncLocalStorage<number>();

/** Runs work whose statements may take `ms`, whoever asks for it. @param ms 0: without a limit */
export const withClientLimit = <Result>(ms: number, work: () => Promise<Result>): Promise<Result> =>
  raised.run(ms, work);

/** For a small statement that is repeated anyway: while the database is silent, it must not hold a connection longer than requests do. */
export const shortly = <Result>(work: () => Promise<Result>): Promise<Result> => withClientLimit(2_000, work);

/** A migration has changed what a prepared statement answers: RevalidateCachedQuery, `cached plan must not change result type`. */
export const isStalePlan = (error: unknown): boolean => {
  const { code, routine } = error as { code?: string; routine?: string };
  return code === '0A000' && routine === 'RevalidateCachedQuery';
};

/**
 * The driver's client with a limit for each statement: a connection that does not answer in time is closed, because nobody
 * knows what it will answer, and its statement fails as if the network had. The server's own limits end a statement before,
 * as long as the server is heard.
 *
 * @param prepares whether statements with a name stay prepared on their connection, which a pooler would hand to others
 */
export function boundedClient(limits: TimeLimits, prepares: boolean): typeof Client {
  let generation = 0;

  return class BoundedClient extends Client {
    constructor(config: ClientConfig) {
      super(config);
      // The pool listens a moment after the connection is made. One that ends before says so to its first statement.
      this.on('error', () => undefined);
      connections.connects(this, config);
      this.once('connect', () => connections.connected(this));
      this.once('end', () => connections.ends(this));
    }

    /** As pools call it, and others. */
    override connect(callback?: unknown): never {
      const reach = () => this.reach();
      return (callback ? callbackify(reach)(callback as Callback) : reach()) as never;
    }

    private async reach(): Promise<this> {
      const since = performance.now();
      const { stream } = this.connection;
      // The pool closes one that it has waited for too long.
      await Promise.race([connections.turn(this), once(stream, 'close')]);
      if (!stream.destroyed) return (await super.connect()) as unknown as this;
      connections.ends(this);
      throw silence(performance.now() - since);
    }

    /** All the ways to call it, which the driver's types list one by one. */
    override query(config: unknown, values?: unknown, callback?: unknown): never {
      return this.ask(config as string, values as unknown[], callback as Callback) as never;
    }

    private ask(config: string | QueryConfig | Submittable, values: unknown[], callback?: Callback): unknown {
      if (typeof config === 'object' && 'submit' in config) return super.query(config);
      const asked: Asked = typeof config === 'string' ? { text: config } : { ...config };
      const limit = raised.getStore() ?? statementLimit(limits);
      if (limit > 0) asked.query_timeout = limit;
      if (!prepares) delete asked.name;
      if (callback) return super.query(asked as never, values, callback);
      return this.answer(asked, values);
    }

    private async answer(asked: Asked, values: unknown[]): Promise<unknown> {
      const { name } = asked;
      const inTransaction = this.getTransactionStatus() !== 'I';
      const [planned, askedAt] = [generation, performance.now()];
      if (name && planned > 0) asked.name = `${name} ${planned}`;
      try {
        return await this.listen(asked, values);
      } catch (error) {
        if ((error as Error).message === 'Query read timeout') throw this.giveUp(askedAt, error);
        if (!name || !isStalePlan(error)) throw error;
        // Another name is prepared anew, on every connection.
        generation = Math.max(generation, planned + 1);
        // Within a transaction all of it has to run again.
        if (inTransaction) throw error;
        return await this.listen({ ...asked, name: `${name} ${generation}` }, values);
      }
    }

    private async listen(asked: Asked, values: unknown[]): Promise<unknown> {
      connections.asks(this);
      const since = performance.now();
      let [heard, inVain] = [true, false];
      try {
        return await super.query(asked, values);
      } catch (error) {
        heard = error instanceof DatabaseError;
        // Whoever goes on, to note a failure say, does not wait as long again.
        inVain = isDatabaseAway(error);
        throw error;
      } finally {
        const locked = connections.answered(this, heard);
        if (inVain || locked) noteWait(since);
      }
    }

    private giveUp(askedAt: number, cause: unknown): Error {
      connections.abandons(this);
      void this.end();
      // As the server says it of a statement that it gives up itself.
      if (connections.isWorking(this))
        return Object.assign(new Error('the statement took too long'), { code: '57014' });
      const error = silence(performance.now() - askedAt, cause);
      connections.distrustIdle(this, askedAt, error);
      return error;
    }
  };
}
