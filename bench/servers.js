import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

export const secret = 'a secret of the benchmark, thirty-two characters and more';
const flags = ['--expose-gc', '--max-semi-space-size=16'];
const ticksPerSecond = 100;

/** One server as a process of its own. */
export class Server {
  constructor(name, args, folder, env) {
    Object.assign(this, { name, args, folder, env });
  }

  /** Answers after how many milliseconds it gave its first answer. */
  async start() {
    const port = await freePort();
    const { PATH = '', HOME = '' } = process.env;
    const log = openSync(join(this.folder, `${this.name}.log`), 'a');
    this.base = `http://127.0.0.1:${port}`;
    const began = performance.now();
    this.child = spawn(process.execPath, [...flags, ...this.args], {
      env: { PATH, HOME, PORT: String(port), JWT_SECRET: secret, ...this.env },
      stdio: ['ignore', log, log],
    });
    while (performance.now() - began < 120_000 && this.child.exitCode === null) {
      const answer = await fetch(`${this.base}/health/ready`).catch(() => undefined);
      if (answer?.ok) return performance.now() - began;
      await wait(5);
    }
    throw new Error(`${this.name} did not start:\n${readFileSync(join(this.folder, `${this.name}.log`), 'utf8')}`);
  }

  async stop() {
    if (!this.child || this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.resume();
    this.child.kill('SIGTERM');
    await once(this.child, 'exit');
  }

  /** While the other one is measured, this one does nothing at all. */
  pause() {
    this.child.kill('SIGSTOP');
  }

  resume() {
    this.child.kill('SIGCONT');
  }

  /** Seconds of CPU so far, its own threads' included. */
  cpu() {
    const facts = readFileSync(`/proc/${this.child.pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return (Number(facts[11]) + Number(facts[12])) / ticksPerSecond;
  }

  /** MiB it has in memory. */
  memory() {
    const status = readFileSync(`/proc/${this.child.pid}/status`, 'utf8');
    return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024);
  }
}

export const shop = (folder, database) =>
  new Server('shop', ['scripts/run.js', 'main'], folder, {
    NODE_ENV: 'production',
    DATABASE_URL: database,
    DATA_DIR: folder,
    // As in production, but that nobody is refused: all of the load comes from one address.
    RATE_LIMIT: '1000000',
    SELLER_NAME: 'Magazin',
    SELLER_ADDRESS: 'Main Street 1',
    SELLER_POST_CODE: '10115',
    SELLER_CITY: 'Berlin',
    SELLER_COUNTRY: 'DE',
    SELLER_VAT_ID: 'DE123456789',
    SELLER_EMAIL: 'billing@magazin.test',
  });

export const bare = (folder, database) =>
  new Server('bare', ['bench/bare.js'], folder, {
    NODE_ENV: 'production',
    // What a search needs to forgive the same typos.
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
