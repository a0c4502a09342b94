import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { eventually, unhurried } from './eventually.js';

const running = new Set<Server>();

/** The built shop in a process of its own, started as `npm start` does: the leader of its process group, as a command in a terminal. */
export class Server {
  output = '';
  readonly ended: Promise<number | null>;
  private readonly child: ChildProcess;

  constructor(environment: Record<string, string>) {
    const { PATH = '', HOME = '' } = process.env;
    const env = { PATH, HOME, PORT: '0', DEMO: '0', ...unhurried, ...environment };
    this.child = spawn(process.execPath, ['--max-semi-space-size=8', '--v8-pool-size=1', 'scripts/start.js', 'main'], {
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) stream?.on('data', (text) => (this.output += text));
    this.ended = once(this.child, 'close').then(([code]) => code);
    running.add(this);
  }

  /** Its base URL, once it prints it. */
  async ready(): Promise<string> {
    const { base } = await eventually(
      () => ({ base: /http:\/\/localhost:\d+(?=\/api)/.exec(this.output)?.[0], output: this.output }),
      (seen) => seen.base !== undefined || !this.runs,
    );
    if (!base) throw new Error(`the shop did not start:\n${this.output}`);
    return base;
  }

  /** The last line it printed, without the time of day. */
  get lastLine(): string {
    return (
      this.output
        .trim()
        .split('\n')
        .at(-1)
        ?.replace(/^\[[\d:]+\] /, '') ?? ''
    );
  }

  /** Ctrl-C in its terminal, which signals the whole process group. Returns the exit code. */
  interrupt(): Promise<number | null> {
    return this.signal('SIGINT', -1);
  }

  terminate(): Promise<number | null> {
    return this.signal('SIGTERM');
  }

  kill(): Promise<number | null> {
    return this.signal('SIGKILL');
  }

  private get runs(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  private signal(signal: NodeJS.Signals, sign: 1 | -1 = 1): Promise<number | null> {
    if (this.runs && this.child.pid) process.kill(sign * this.child.pid, signal);
    return this.ended;
  }
}

/** Call after each test: kills every server, and the databases of these data folders. */
export async function killServers(...dataFolders: string[]): Promise<void> {
  for (const server of running) await server.kill();
  running.clear();
  for (const folder of dataFolders) {
    if (existsSync(folder)) killPostgres(folder);
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  }
}

const pidFile = (folder: string) => join(folder, 'postgres', 'postmaster.pid');

export const isPostgresRunning = (folder: string): boolean => existsSync(pidFile(folder));

/** Kills the embedded database of a data folder, as a crash does. */
export function killPostgres(folder: string): void {
  if (isPostgresRunning(folder)) process.kill(Number(serverFile(folder)[0]), 'SIGKILL');
}

const serverFile = (folder: string) => readFileSync(pidFile(folder), 'utf8').split('\n');

export async function query<Row>(folder: string, text: string, values: unknown[] = []): Promise<Row[]> {
  const port = serverFile(folder)[3];
  const password = readFileSync(join(folder, 'postgres.password'), 'utf8');
  const client = new Client({ connectionString: `postgres://magazin:${password}@127.0.0.1:${port}/magazin` });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(text, values)).rows;
  } finally {
    await client.end();
  }
}
