import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { link, mkdtemp, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StartError } from '../config/start-error.js';
import { type PostgresPrograms, postgresPrograms, reason } from './postgres-programs.js';

export type Settings = Record<string, string>;

/** The files in a data folder and the server that runs on them. */
export interface PostgresCluster {
  password: string;
  /** A server was there before this start began. */
  found: boolean;
  /** The port of a server that may be running; removes the pid file of one that is certainly gone. */
  port(): number | undefined;
  /** @param port a free one if it is left out */
  start(port?: number): Promise<void>;
  stop(): Promise<void>;
  /** Signals a fast shutdown and does not wait for it. */
  stopNow(): void;
  /** Removes what a killed start left behind; only the owner of the folder may call it. */
  tidy(): Promise<void>;
}

const unfinished = 'postgres.new-';

export async function postgresCluster(folder: string, settings: Settings): Promise<PostgresCluster> {
  const found = listening(join(folder, 'postgres')) !== undefined;
  const programs = await postgresPrograms(folder);
  const created = existsSync(join(folder, 'postgres', 'PG_VERSION'));
  const password = await storedPassword(folder, created);
  if (!created) await create(folder, programs, settings);
  await programs.give(join(folder, 'postgres'));
  return {
    password,
    found,
    port: () => listening(join(folder, 'postgres')),
    start: (port) => start(folder, programs, settings, port),
    stop: () => programs.run('pg_ctl', 'stop', '-D', 'postgres', '-m', 'fast', '-w', '-s'),
    stopNow: () => {
      const [pid] = readFileSync(join(folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n');
      process.kill(Number(pid), 'SIGINT');
    },
    tidy: async () => {
      const left = (await readdir(folder)).filter((name) => name.startsWith(unfinished));
      await Promise.allSettled(left.map((name) => rm(join(folder, name), { recursive: true })));
    },
  };
}

async function storedPassword(folder: string, needed: boolean): Promise<string> {
  const path = join(folder, 'postgres.password');
  if (!existsSync(path)) {
    if (needed) throw new StartError(`${path} is missing: restore it, or remove the database beside it`);
    const fresh = join(folder, unfinished + randomUUID());
    try {
      await writeFile(fresh, randomBytes(24).toString('hex'), { mode: 0o600, flush: true });
      // Unlike a rename, a link never replaces the password of another start.
      await link(fresh, path).catch((error) => {
        if (error.code !== 'EEXIST') throw error;
      });
    } finally {
      await rm(fresh, { force: true });
    }
  }
  return readFile(path, 'utf8');
}

async function create(folder: string, programs: PostgresPrograms, settings: Settings): Promise<void> {
  const fresh = await mkdtemp(join(folder, unfinished));
  const passwordFile = join(folder, 'postgres.password');
  const login = ['-U', 'magazin', '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const sync = settings['fsync'] === 'off' ? ['--no-sync'] : [];
  try {
    for (const path of [fresh, passwordFile]) await programs.give(path);
    await programs.run('initdb', '-D', fresh, ...login, ...locale, ...sync, '--no-instructions');
    await rename(fresh, join(folder, 'postgres'));
  } catch (error) {
    // Another start was faster.
    if (!existsSync(join(folder, 'postgres', 'PG_VERSION'))) throw error;
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

async function start(
  folder: string,
  programs: PostgresPrograms,
  settings: Settings,
  // Below the ephemeral port range; a port that is taken is answered by another attempt.
  port = randomInt(10_000, 32_768),
): Promise<void> {
  const path = join(folder, 'postgres.log');
  const log = await open(path, 'a+', 0o600);
  try {
    const { size } = await log.stat();
    await programs.give(path);
    const all = { ...settings, listen_addresses: '127.0.0.1', port: String(port), unix_socket_directories: '' };
    const options = Object.entries(all).map(([name, value]) => `-c "${name}=${value.replaceAll(/["$`\\]/g, '\\$&')}"`);
    const how = ['-D', 'postgres', '-l', 'postgres.log', '-o', options.join(' '), '-w', '-s'];
    await programs.run('pg_ctl', 'start', ...how).catch(async (error: Error) => {
      const logged = (await readFile(path)).subarray(size).toString();
      throw new Error(reason(logged) || error.message, { cause: logged || error.message });
    });
  } finally {
    await log.close();
  }
}

function listening(data: string): number | undefined {
  const path = join(data, 'postmaster.pid');
  try {
    const [pid, , , port] = readFileSync(path, 'utf8').split('\n');
    if (!isCertainlyGone(Number(pid), data)) return Number(port) || undefined;
    rmSync(path);
  } catch {
    // No server, or one that is stopping. Other problems fail the start itself, with PostgreSQL's own message.
  }
  return undefined;
}

/** PostgreSQL mistakes any live process of its own user for the server of a stale pid file, and refuses to start. */
function isCertainlyGone(pid: number, data: string): boolean {
  // A file that is being written is empty; a single-user server writes a negative number.
  if (!(pid > 0) || !existsSync('/proc/self/stat')) return false;
  if (!existsSync(`/proc/${pid}/stat`)) return true;
  try {
    if (!/\(postgres\) [^ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))) return true;
    const there = statSync(`/proc/${pid}/cwd`);
    const here = statSync(data);
    return there.ino !== here.ino || there.dev !== here.dev;
  } catch {
    // Not readable, or gone by now.
    return false;
  }
}
