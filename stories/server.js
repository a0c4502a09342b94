import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';

/** The built shop as a process of its own, that stories kill and start again while others talk to it. */
export class Server {
  #child;
  #starting;
  base = '';

  constructor(folder) {
    this.folder = folder;
  }

  start() {
    this.#starting ??= this.#run().finally(() => (this.#starting = undefined));
    return this.#starting;
  }

  async #run() {
    const { PATH = '', HOME = '' } = process.env;
    const env = { PATH, HOME, PORT: '0', DEMO: '0', LOG_LEVEL: 'warn', DATA_DIR: this.folder };
    this.#child = spawn(process.execPath, ['scripts/run.js', 'main'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [this.#child.stdout, this.#child.stderr]) stream.on('data', (text) => (output += text));
    for (const began = Date.now(); Date.now() - began < 60_000; await wait(20)) {
      this.base = /http:\/\/localhost:\d+(?=\/api)/.exec(output)?.[0] ?? '';
      if (this.base) return;
      if (this.#child.exitCode !== null) break;
    }
    throw new Error(`the shop did not start:\n${output}`);
  }

  /** As a power cut of the app alone; whoever comes next finds it running again. */
  async crash() {
    if (this.#starting) return this.#starting;
    const child = this.#child;
    const starting = (async () => {
      child.kill('SIGKILL');
      await once(child, 'exit');
      await this.#run();
    })().finally(() => (this.#starting = undefined));
    this.#starting = starting;
    return starting;
  }

  async stop() {
    await this.#starting;
    this.#child.kill('SIGINT');
    await once(this.#child, 'exit');
  }

  /** Asks again for as long as the shop is away, as an honest client does: with the same key. */
  async ask(method, path, { body, headers = {} } = {}) {
    for (let heard = Date.now(); ;) {
      try {
        await this.#starting;
        const response = await fetch(this.base + path, {
          method,
          headers: { ...(body && { 'content-type': 'application/json' }), ...headers },
          body: typeof body === 'string' ? body : body && JSON.stringify(body),
          signal: AbortSignal.timeout(30_000),
        });
        const answer = await response.json();
        heard = Date.now();
        if (response.status !== 503 && answer.code !== 4023) return { status: response.status, body: answer };
      } catch (error) {
        if (Date.now() - heard > 120_000) throw error;
      }
      await wait(200);
    }
  }

  async query(text, values = []) {
    const port = readFileSync(join(this.folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[3];
    const password = readFileSync(join(this.folder, 'postgres.password'), 'utf8');
    const client = new pg.Client({ connectionString: `postgres://magazin:${password}@127.0.0.1:${port}/magazin` });
    await client.connect();
    try {
      return (await client.query(text, values)).rows;
    } finally {
      await client.end();
    }
  }
}
