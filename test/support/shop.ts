import { MikroORM } from '@mikro-orm/postgresql';
import type { Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Client } from 'pg';
import { type Logger, pino } from 'pino';
import { afterAll, beforeAll, inject } from 'vitest';
import { AppModule } from '../../src/app.module.js';
import { HashingCost } from '../../src/auth/password-hasher.js';
import { createApp } from '../../src/bootstrap/app.js';
import { Config } from '../../src/config/config.js';
import { persistently } from '../../src/database/persistently.js';
import { NestLog } from '../../src/operations/log.js';
import { assertDocumented, recordSuccess, writeAnswered } from './answers.js';
import { inTime, unhurried } from './eventually.js';

export interface Answer<Body> {
  status: number;
  headers: Record<string, string | string[] | number | undefined>;
  body: Body;
}

export interface Ask {
  token?: string;
  body?: unknown;
  headers?: Record<string, string>;
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A shop on a database of its own; requests are injected, without a socket. */
export class Shop {
  app: NestFastifyApplication;
  orm: MikroORM;
  databaseUrl: string;

  /** Where its mails lie. Names of customers repeat in other databases. */
  get folder(): string {
    return join(inject('folder'), new URL(this.databaseUrl).pathname);
  }

  /** @param controllers what the specs add to those of the shop */
  async start(environment: NodeJS.ProcessEnv, controllers: Type[] = [], log = defaultLog()): Promise<void> {
    this.databaseUrl = environment['DATABASE_URL'] ?? (await freshDatabase());
    const config = Config.read({
      NODE_ENV: 'test',
      DATABASE_URL: this.databaseUrl,
      JWT_SECRET: secret,
      DATA_DIR: this.folder,
      // To write mails and their invoices would take as long as all the rest of a purchase: they wait in their queue.
      ...(environment['SMTP_URL'] ? {} : { MAILS_PER_SECOND: '0' }),
      ...unhurried,
      ...environment,
    });
    this.app = await inTime('the start of the application', startApp(config, controllers, log));
    this.orm = this.app.get(MikroORM);
    // What the clock starts must not meet what a spec compares.
    await this.rows(`update pgboss.schedule set cron = '0 0 1 1 *'`);
  }

  async stop(): Promise<void> {
    writeAnswered(inject('folder'));
    await inTime('the stop of the application', this.app.close());
  }

  async ask<Body = Record<string, unknown>>(
    method: Method,
    url: string,
    { token, body, headers = {} }: Ask = {},
  ): Promise<Answer<Body>> {
    const response = await inTime(
      `${method} ${url}`,
      this.app.inject({
        method,
        url,
        headers: token ? { authorization: `Bearer ${token}`, ...headers } : headers,
        ...(body === undefined ? {} : { payload: body as object }),
      }),
    );
    const answer = { status: response.statusCode, headers: response.headers, body: readBody(response.body) as Body };
    assertDocumented(method, url, answer);
    return answer;
  }

  get = <Body = Record<string, unknown>>(url: string, ask?: Ask) => this.ask<Body>('GET', url, ask);
  post = <Body = Record<string, unknown>>(url: string, ask?: Ask) => this.ask<Body>('POST', url, ask);
  put = <Body = Record<string, unknown>>(url: string, ask?: Ask) => this.ask<Body>('PUT', url, ask);
  patch = <Body = Record<string, unknown>>(url: string, ask?: Ask) => this.ask<Body>('PATCH', url, ask);
  delete = <Body = Record<string, unknown>>(url: string, ask?: Ask) => this.ask<Body>('DELETE', url, ask);

  /** Runs a statement beside the shop's own. */
  async rows<Row = Record<string, unknown>>(statement: string, values: unknown[] = []): Promise<Row[]> {
    return inTime(statement, this.orm.em.execute(statement, values) as Promise<Row[]>);
  }

  /** Migrations while the jobs of the shop run: again, as a start does, where a transaction of theirs stood in the way. */
  readonly migrator = {
    down: (migrations: string[]) => persistently(() => this.orm.migrator.down({ migrations })),
    up: (migrations: string[]) => persistently(() => this.orm.migrator.up({ migrations })),
  };

  /** Changes a table that is only added to, as no shop does: what happened is moved to another day, or never happened. */
  async rewrite(table: 'invoices' | 'payment_ledger', statement: string, values: unknown[] = []): Promise<void> {
    await persistently(() =>
      this.orm.em.transactional(async (em) => {
        await em.execute(`alter table ${table} disable trigger append_only`);
        await em.execute(statement, values);
        // A table with trigger events that wait for the commit cannot be altered.
        await em.execute('set constraints all immediate');
        await em.execute(`alter table ${table} enable trigger append_only`);
      }),
    );
  }
}

export const secret = 'a secret of the tests, at least 32 characters';

/** Call at the top of a spec: starts a shop on a fresh database before its tests, and stops it after them. */
export function useShop(environment: NodeJS.ProcessEnv = {}): Shop {
  const shop = new Shop();
  beforeAll(() => shop.start(environment));
  afterAll(() => shop.stop());
  return shop;
}

const defaultLog = (): Logger => pino({ level: process.env['TEST_LOG'] ?? 'silent' });

async function startApp(config: Config, controllers: Type[], log: Logger): Promise<NestFastifyApplication> {
  const builder = Test.createTestingModule({ imports: [AppModule.with(config)], controllers })
    // Hashes of the real cost were a fifth of the time of a run.
    .overrideProvider(HashingCost)
    .useValue({ memoryCost: 64, timeCost: 1, parallelism: 1 } satisfies HashingCost);
  const app = await createApp(config, log, async (adapter, options) =>
    (await builder.setLogger(new NestLog(log)).compile()).createNestApplication(adapter, options),
  );
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onResponse', ({ method, routeOptions }, { statusCode }, done) => {
    if (statusCode < 300) recordSuccess(method, routeOptions.url);
    done();
  });
  await app.init();
  await fastify.ready();
  return app;
}

export async function freshDatabase(): Promise<string> {
  const server = inject('server');
  const name = `shop_${randomBytes(6).toString('hex')}`;
  const client = new Client({ connectionString: server });
  await client.connect();
  // Copied through the log, it would take six times as long.
  await client.query(`create database ${name} template template_shop strategy file_copy`);
  await client.end();
  return new URL(`/${name}`, server).href;
}

function readBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
