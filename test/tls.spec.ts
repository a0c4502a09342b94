import { MikroORM } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Config } from '../src/config/config.js';
import { ormOptions } from '../src/database/orm.options.js';
import { entities } from '../src/entities.js';
import { selfSignedServer } from './support/tls-server.js';

const pem = fileURLToPath(new URL('./fixtures/self-signed.pem', import.meta.url));
let server: Awaited<ReturnType<typeof selfSignedServer>>;
beforeAll(async () => {
  server = await selfSignedServer();
});
afterAll(() => server.close());

/** What becomes of the first statement on the primary, and of that on a replica. */
async function ask(url: string): Promise<string[]> {
  const config = Config.read({ DATABASE_URL: url, DATABASE_REPLICA_URLS: url });
  const orm = new MikroORM(ormOptions(config, entities));
  try {
    return await Promise.all(
      (['write', 'read'] as const).map((type) =>
        sql`select`.execute(orm.em.fork().getKysely({ type })).then(
          () => 'answered',
          ({ message }: Error) => message.split(';')[0] ?? '',
        ),
      ),
    );
  } finally {
    await orm.close();
  }
}

it.each([
  ['?sslmode=require', 'self-signed certificate'],
  ['?sslmode=verify-full', 'self-signed certificate'],
  // The server is trusted then, and told who asks. It is none, and hangs up.
  [`?sslmode=verify-full&sslrootcert=${pem}`, 'told: me'],
  ['?sslmode=no-verify', 'told: me'],
])('tls: %s holds for the primary and for a replica', async (parameters, outcome) => {
  const told = server.told.length;
  const answers = await ask(`postgres://me:secret@localhost:${server.port}/shop${parameters}`);
  const secured = server.told.slice(told).map((text) => `told: ${/user\0(\w+)/.exec(text)?.[1]}`);
  expect([...new Set(secured.length ? secured : answers)]).toEqual([outcome]);
});

it('a socket of this machine is reached by the folder that the URL names', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'magazin-socket-'));
  const asked: string[] = [];
  const socket = createServer((client) => {
    client.on('error', () => undefined);
    client.once('data', (startup) => {
      asked.push(/user\0(\w+)/.exec(startup.toString())?.[1] ?? '');
      client.destroy();
    });
  }).listen(join(folder, '.s.PGSQL.5433'));
  await once(socket, 'listening');
  await ask(`postgres:///shop?host=${folder}&port=5433&user=me`);
  socket.close();
  rmSync(folder, { recursive: true });
  expect(asked).toEqual(['me', 'me']);
});
