import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';

const [startLimitMs, mostFailedStarts] = [180_000, 9];

/** What `crash` can kill; "machine" is both at once. */
export const victims = ['shop', 'database', 'machine'];

/** The built shop as a process of its own, with its embedded database: killed and started again while clients talk to it. */
export class Shop {
  #child;
  /** Set while the shop is down on purpose: whoever asks it then waits for this. */
  #starting;
  base = '';
  crashes = 0;
  failedStarts = 0;

  constructor(folder, smtpUrl) {
    this.folder = folder;
    this.smtpUrl = smtpUrl;
  }

  start() {
    return (this.#starting ??= this.#run().finally(() => (this.#starting = undefined)));
  }

  /** Resolves once the shop listens, or at once if nobody has stopped it. */
  listening() {
    return this.#starting;
  }

  /** `kill -9`. The shop is started again; a database that lost a backend process recovers by itself. */
  async crash(victim) {
    if (this.#starting) return this.#starting;
    this.crashes++;
    if (victim === 'database') return this.#killBackend();
    const child = this.#child;
    this.#starting = (async () => {
      if (victim === 'machine') process.kill(Number(this.#postmaster()[0]), 'SIGKILL');
      child.kill('SIGKILL');
      await once(child, 'exit');
      await this.#run();
    })().finally(() => (this.#starting = undefined));
    return this.#starting;
  }

  async stop() {
    await this.#starting;
    if (!this.#child || this.#child.exitCode !== null) return;
    this.#child.kill('SIGINT');
    await once(this.#child, 'exit');
  }

  async query(text, values = []) {
    const client = await this.connect();
    try {
      return (await client.query(text, values)).rows;
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  async connect() {
    const port = this.#postmaster()[3];
    const password = readFileSync(join(this.folder, 'postgres.password'), 'utf8');
    const client = new pg.Client({ connectionString: `postgres://magazin:${password}@127.0.0.1:${port}/magazin` });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }

  /** As under a supervisor: a start that gives up, say because the machine is busy, is tried again. */
  async #run() {
    for (const began = Date.now(); ; this.failedStarts++) {
      const output = await this.#spawn(began + startLimitMs);
      if (this.base) return;
      if (this.failedStarts === mostFailedStarts || Date.now() - began > startLimitMs)
        throw new Error(`the shop did not start:\n${output}`);
    }
  }

  /** Answers what the process wrote until it listens, ends or takes too long. */
  async #spawn(deadline) {
    const { PATH = '', HOME = '' } = process.env;
    const env = { PATH, HOME, PORT: '0', DEMO: '0', LOG_LEVEL: 'warn', DATA_DIR: this.folder, SMTP_URL: this.smtpUrl };
    this.#child = spawn(process.execPath, ['scripts/start.js', 'main'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [this.#child.stdout, this.#child.stderr]) stream.on('data', (text) => (output += text));
    this.base = '';
    while (!this.base && this.#child.exitCode === null && Date.now() < deadline) {
      await wait(20);
      this.base = /http:\/\/localhost:\d+(?=\/api)/.exec(output)?.[0] ?? '';
    }
    return output;
  }

  /** PostgreSQL then ends every connection and replays its log, as after any crash of its own. */
  async #killBackend() {
    const [backend] = await this.query(
      `select pid from pg_stat_activity
       where backend_type = 'client backend' and pid <> pg_backend_pid() order by query_start desc limit 1`,
    ).catch(() => []);
    if (backend) process.kill(backend.pid, 'SIGKILL');
  }

  #postmaster() {
    return readFileSync(join(this.folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n');
  }
}
