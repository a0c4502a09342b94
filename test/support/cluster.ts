import { MikroORM } from '@mikro-orm/postgresql';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { pino } from 'pino';
import type { TestProject } from 'vitest/node';
import { createApp } from '../../src/bootstrap/app.js';
import { Config } from '../../src/config/config.js';
import { startEmbeddedPostgres } from '../../src/embedded-postgres/embedded-postgres.js';
import { migrate } from '../../src/database/migrate.js';
import { neverAnswered } from './answers.js';
import { eventually, unhurried } from './eventually.js';

declare module 'vitest' {
  interface ProvidedContext {
    server: string;
    /** A folder that is removed after the run. */
    folder: string;
  }
}

/** One PostgreSQL for the whole run, with a migrated template that each spec file copies. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'magazin-test-'));
  const postgres = await startEmbeddedPostgres(folder, {
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    // It would go through the databases of all specs that have ended; where statistics count, a spec collects them.
    autovacuum: 'off',
    max_connections: '300',
  });
  await makeTemplate(postgres.url).catch(async (error) => {
    await postgres.stop();
    throw error;
  });
  project.provide('server', postgres.url);
  project.provide('folder', join(folder, 'data'));
  return async () => {
    await postgres.stop();
    const missing = process.argv.some((argument) => argument.includes('spec'))
      ? []
      : neverAnswered(join(folder, 'data'));
    await rm(folder, { recursive: true });
    if (missing.length > 0) throw new Error(`no spec was answered with success by ${missing.join(', ')}`);
  };
}

async function makeTemplate(server: string): Promise<void> {
  const client = new Client({ connectionString: server });
  await client.connect();
  await client.query('create database template_shop');
  const url = new URL('/template_shop', server).href;
  const config = Config.read({ NODE_ENV: 'test', DATABASE_URL: url, JWT_SECRET: 'x'.repeat(32), ...unhurried });
  const app = await createApp(config, pino({ level: 'silent' }));
  await migrate(app.get(MikroORM));
  await app.init();
  await app.close();
  // PostgreSQL copies no database that has connections.
  await eventually(
    async () => (await client.query(`select from pg_stat_activity where datname = 'template_shop'`)).rowCount,
    (connections) => connections === 0,
  );
  await client.end();
}
