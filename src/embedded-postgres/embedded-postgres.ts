import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Client, DatabaseError } from 'pg';
import { StartError } from '../config/start-error.js';
import { type PostgresCluster, postgresCluster, type Settings } from './postgres-cluster.js';

declare module 'pg' {
  // Missing in its types: the connection no longer keeps the process running.
  interface Client {
    unref(): void;
  }
}

export interface EmbeddedPostgres {
  url: string;
  /** It was still running: its last owner was killed and could not stop it. */
  recovered: boolean;
  stop(): Promise<void>;
  /** Lets the process exit by itself; the server then gets a stop signal, without a wait. */
  stopAtExit(): void;
}

/** Another process owns the folder; its database can still be connected to at `url`. */
export class DataFolderInUse extends StartError {
  readonly url: string;

  constructor(message: string, url: string) {
    super(message);
    this.url = url;
  }
}

const startTimeoutMs = 10_000;
const restartPauseMs = 1_000;
const lockKey = 0x6d61_6761;
const lockNotAvailable = '55P03';
/** Another process starts or stops it, the last processes of a killed server are still ending, or the port was taken. */
const transient = /lock file|PID file|shared memory block|TCP\/IP sockets/;

/**
 * PostgreSQL from npm packages, its cluster in `<dataDir>/postgres`. The folder belongs to the process that holds an
 * advisory lock in that database: however the process ends, the lock goes with it.
 *
 * A server that is killed is started again.
 *
 * @param tell hears of it
 * @throws StartError
 */
export async function startEmbeddedPostgres(
  dataDir: string,
  settings: Settings = {},
  tell: (what: string) => void = () => undefined,
): Promise<EmbeddedPostgres> {
  const folder = resolve(dataDir);
  try {
    await mkdir(folder, { recursive: true });
    const cluster = await postgresCluster(folder, settings);
    const { owner, recovered } = await startOwned(cluster, folder);
    await cluster.tidy();
    const owned = new OwnedCluster(cluster, folder, owner, tell);
    return {
      url: urlOf(cluster, owner.port),
      recovered,
      stop: () => owned.stop(),
      stopAtExit: () => owned.stopAtExit(),
    };
  } catch (cause) {
    if (cause instanceof StartError || !(cause instanceof Error)) throw cause;
    const message = cause.message.replaceAll(/\s+/g, ' ');
    throw new StartError(`the embedded database in ${folder} does not start: ${message}`, { cause });
  }
}

/** A running server, and the connection by which this process owns its folder. */
class OwnedCluster {
  private readonly cluster: PostgresCluster;
  private readonly folder: string;
  private readonly tell: (what: string) => void;
  private readonly port: number;
  private owner: Client;
  private ending?: Promise<void>;
  private restarting?: Promise<void>;
  private atExit = false;

  constructor(cluster: PostgresCluster, folder: string, owner: Client, tell: (what: string) => void) {
    this.cluster = cluster;
    this.folder = folder;
    this.owner = owner;
    this.tell = tell;
    this.port = owner.port;
    this.watch();
  }

  stop(): Promise<void> {
    return (this.ending ??= this.end());
  }

  stopAtExit(): void {
    this.atExit = true;
    this.owner.unref();
    process.once('exit', () => this.cluster.stopNow());
  }

  private watch(): void {
    this.owner.once('end', () => {
      if (!this.ending) this.restarting = this.restart();
    });
    if (this.atExit) this.owner.unref();
  }

  /** Where its users look for it. A folder that another process has taken by then stays its. */
  private async restart(): Promise<void> {
    this.tell('PostgreSQL is gone: it is started again');
    while (!this.ending)
      try {
        ({ owner: this.owner } = await startOwned(this.cluster, this.folder, this.port));
        this.watch();
        this.tell('PostgreSQL is ready again');
        return;
      } catch (error) {
        this.tell((error as Error).message);
        if (error instanceof DataFolderInUse) return;
        await wait(restartPauseMs, undefined, { ref: !this.atExit });
      }
  }

  private async end(): Promise<void> {
    await this.restarting;
    // A server that crashed and came back has released the lock: by now it may be another shop's.
    const still = await this.owner.query('select').then(
      () => this.owner,
      () => own(this.cluster, this.folder).catch(() => undefined),
    );
    if (!still) return;
    await this.cluster.stop().catch((error) => {
      // It was killed at the same moment.
      if (this.cluster.port() !== undefined) throw error;
    });
    await still.end();
  }
}

/** @param port that it must listen at */
async function startOwned(
  cluster: PostgresCluster,
  folder: string,
  port?: number,
): Promise<{ owner: Client; recovered: boolean }> {
  const deadline = Date.now() + startTimeoutMs;
  let started = false;
  try {
    for (let recovered = cluster.found; ; recovered = false) {
      const owner = await own(cluster, folder);
      if (owner) return { owner, recovered };
      try {
        await cluster.start(port);
        started = true;
      } catch (error) {
        const logged = error instanceof Error ? String(error.cause) : '';
        if (!transient.test(logged) || Date.now() > deadline) throw error;
        await wait(100);
      }
    }
  } catch (error) {
    if (started && !(error instanceof StartError)) await cluster.stop().catch(() => undefined);
    throw error;
  }
}

/** The connection that owns the folder by its advisory lock; undefined while no server answers. */
async function own(cluster: PostgresCluster, folder: string): Promise<Client | undefined> {
  const port = cluster.port();
  if (!port) return undefined;
  const client = new Client({
    host: '127.0.0.1',
    port,
    user: 'magazin',
    password: cluster.password,
    database: 'postgres',
    application_name: `magazin ${process.pid}`,
    ssl: false,
    keepAlive: true,
    connectionTimeoutMillis: 3000,
    // Long enough for the connection of a killed owner to end.
    lock_timeout: 500,
  });
  // Its users learn themselves that the database went away; an unhandled error event would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select pg_advisory_lock($1)', [lockKey]);
    const { rowCount } = await client.query("select from pg_database where datname = 'magazin'");
    if (!rowCount) await client.query('create database magazin');
    return client;
  } catch (error) {
    const code = error instanceof DatabaseError ? error.code : undefined;
    const other = code === lockNotAvailable && (await holder(client).catch(() => undefined));
    await client.end();
    if (other)
      throw new DataFolderInUse(
        `${folder} is in use by another ${other}: stop it, or set DATA_DIR to another folder`,
        urlOf(cluster, port),
      );
    // 57P..: starting up or shutting down
    if (code && code !== lockNotAvailable && !code.startsWith('57P')) throw error;
    return undefined;
  }
}

const urlOf = ({ password }: PostgresCluster, port: number) =>
  `postgres://magazin:${password}@127.0.0.1:${port}/magazin`;

async function holder(client: Client): Promise<string | undefined> {
  const { rows } = await client.query<{ name: string }>(
    `select replace(application_name, 'magazin', 'Magazin, process') as name
       from pg_locks join pg_stat_activity using (pid)
      where locktype = 'advisory' and objid = $1 and granted and datname = current_database()`,
    [lockKey],
  );
  return rows[0]?.name;
}
