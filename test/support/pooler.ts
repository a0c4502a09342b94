import { spawn, spawnSync } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { eventually } from './eventually.js';

export const hasPooler = spawnSync('pgbouncer', ['--version']).status === 0;

/** PgBouncer in transaction mode in front of a database. Returns its URL, and what stops it. */
export async function startPooler(database: string): Promise<{ url: string; stop: () => Promise<void> }> {
  const { hostname, port, username, password, pathname } = new URL(database);
  const folder = await mkdtemp(join(tmpdir(), 'magazin-pooler-'));
  const listens = await freePort();
  const settings = [
    '[databases]',
    `* = host=${hostname} port=${port}`,
    '[pgbouncer]',
    'listen_addr = 127.0.0.1',
    `listen_port = ${listens}`,
    'unix_socket_dir =',
    'auth_type = plain',
    `auth_file = ${folder}/users.txt`,
    'pool_mode = transaction',
    // Fewer than the shop has, so that each goes from one transaction to another.
    'default_pool_size = 3',
    'server_connect_timeout = 3',
    'server_login_retry = 1',
    // It does not run as root.
    ...(process.getuid?.() === 0 ? ['user = postgres'] : []),
  ];
  await writeFile(join(folder, 'users.txt'), `"${username}" "${password}"\n`);
  await writeFile(join(folder, 'pooler.ini'), `${settings.join('\n')}\n`);
  await chmod(folder, 0o755);
  const child = spawn('pgbouncer', [join(folder, 'pooler.ini')], { stdio: ['ignore', 'ignore', 'pipe'] });
  let output = '';
  child.stderr.on('data', (text) => (output += text));
  const ended = once(child, 'close');
  const url = `postgres://${username}:${password}@127.0.0.1:${listens}${pathname}`;
  await eventually(
    () => answers(url),
    (ready) => ready || child.exitCode !== null,
  );
  if (child.exitCode !== null) throw new Error(`PgBouncer did not start:\n${output}`);
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true });
  };
  return { url, stop };
}

async function answers(connectionString: string): Promise<boolean> {
  const client = new Client({ connectionString });
  client.on('error', () => undefined);
  return client
    .connect()
    .then(() => client.end())
    .then(
      () => true,
      () => false,
    );
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
