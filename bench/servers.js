import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

export const secret = 'a secret of the benchmark, thirty-two characters and more';
const root = new URL('..', import.meta.url);
const startScript = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')).scripts.start;
/** V8 flags of `npm start`: the bare server runs with the same ones. */
const [, nodeFlags] = /\bnode((?: --\S+)*)/.exec(startScript) ?? [, ''];
const [ticksPerSecond, pageBytes] = [100, 4096];

/** Each server leads a process group, which must not outlive the bench. */
const groups = new Set();
process.on('exit', () => groups.forEach((group) => kill(group, 'SIGKILL')));

/** One server, with whatever processes it starts. */
export class Server {
  #child;
  #environment;

  constructor(name, command, folder, environment) {
    Object.assign(this, { name, command, folder, environment });
  }

  /** Milliseconds until its first answer. @param environment additional variables */
  async start(environment = {}) {
    this.#environment = environment;
    const port = await freePort();
    const { PATH = '', HOME = '' } = process.env;
    const path = [dirname(process.execPath), PATH].join(delimiter);
    const logFile = join(this.folder, `${this.name}.log`);
    const log = openSync(logFile, 'a');
    this.base = `http://127.0.0.1:${port}`;
    const startedAt = performance.now();
    this.#child = spawn('sh', ['-c', this.command], {
      cwd: root,
      env: {
        PATH: path,
        HOME,
        PORT: String(port),
        JWT_SECRET: secret,
        PUBLIC_URL: 'http://shop.test',
        ...this.environment,
        ...environment,
      },
      stdio: ['ignore', log, log],
      detached: true,
    });
    groups.add(this.#child.pid);
    while (performance.now() - startedAt < 120_000 && this.#isRunning()) {
      const answer = await fetch(`${this.base}/health/ready`).catch(() => undefined);
      if (answer?.ok) return performance.now() - startedAt;
      await wait(5);
    }
    throw new Error(`${this.name} did not start:\n${readFileSync(logFile, 'utf8')}`);
  }

  /** Restarts it unless it runs with exactly these additional variables. @param prepare what is done while it is stopped */
  async ensureStartedWith(environment, prepare) {
    if (JSON.stringify(environment) === JSON.stringify(this.#environment)) return;
    await this.stop();
    await prepare?.();
    await this.start(environment);
  }

  async stop() {
    if (!this.#child || !this.#isRunning()) return;
    this.resume();
    this.#signal('SIGTERM');
    await once(this.#child, 'exit');
    groups.delete(this.#child.pid);
  }

  /**
   * Suspends it while the other server is measured. A suspended server keeps the locks of its open transactions, so it
   * is suspended only at a moment when it has none.
   */
  async pause(client) {
    for (let attempt = 0; attempt < 500; attempt++) {
      this.#signal('SIGSTOP');
      await wait(5);
      const { rowCount } = await client.query(
        `select from pg_stat_activity where xact_start is not null and backend_type = 'client backend'
         and datname = current_database() and pid <> pg_backend_pid()`,
      );
      if (rowCount === 0) return;
      this.resume();
      await wait(20);
    }
    throw new Error(`${this.name} always has a transaction open`);
  }

  resume() {
    this.#signal('SIGCONT');
  }

  /** Seconds of CPU so far, of all its processes and threads. */
  cpu() {
    // utime, stime, and those of children that have ended: proc_pid_stat(5), from field 14 on.
    return sum(this.#processes().flatMap((fields) => fields.slice(11, 15).map(Number))) / ticksPerSecond;
  }

  /** MiB of resident memory, of all its processes. */
  memory() {
    return Math.round((sum(this.#processes().map((fields) => Number(fields[21]))) * pageBytes) / 1024 ** 2);
  }

  /** The fields of `/proc/<pid>/stat` after the name, of each process of its group. */
  #processes() {
    const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    return all.map(statFields).filter((fields) => Number(fields[2]) === this.#child.pid);
  }

  #isRunning() {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  #signal(signal) {
    kill(this.#child.pid, signal);
  }
}

function kill(group, signal) {
  try {
    process.kill(-group, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error; // It has ended already.
  }
}

function statFields(pid) {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ');
  } catch {
    return []; // It ended meanwhile.
  }
}

const seller = {
  SELLER_NAME: 'Magazin',
  SELLER_ADDRESS: 'Main Street 1',
  SELLER_POST_CODE: '10115',
  SELLER_CITY: 'Berlin',
  SELLER_COUNTRY: 'DE',
  SELLER_VAT_ID: 'DE123456789',
  SELLER_EMAIL: 'billing@magazin.test',
};

/** The built shop, started by the command of `npm start`. */
export const shop = (folder, database) =>
  new Server('shop', startScript, folder, {
    ...seller,
    NODE_ENV: 'production',
    DATABASE_URL: database,
    DATA_DIR: folder,
    // Requests are counted as in production, but never refused: all of the load comes from one address.
    RATE_LIMIT: '1000000',
    // It sends mails nowhere, and a few customers place all orders.
    ACCEPT_INCOMPLETE: '1',
    OPEN_ORDER_LIMIT: '1000000',
    OPEN_UNIT_LIMIT: '1000000',
    OPEN_ORDER_LIMIT_PER_ADDRESS: '1000000',
    GUEST_LIMIT_PER_ADDRESS: '0',
  });

export const bare = (folder, database) =>
  new Server('bare', `exec node${nodeFlags} bench/bare.js`, folder, {
    ...seller,
    NODE_ENV: 'production',
    // The threshold that the shop searches with.
    DATABASE_URL: `${database}?options=-c%20pg_trgm.word_similarity_threshold%3D0.45`,
  });

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
}

const sum = (values) => values.reduce((total, value) => total + value, 0);
