import { MikroORM } from '@mikro-orm/postgresql';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, inject } from 'vitest';
import { createApp } from '../../src/bootstrap/app.js';
import { Config } from '../../src/config/config.js';

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

/** A whole shop on a database of its own, asked as a client would ask it. */
export class Shop {
  app: NestFastifyApplication;
  orm: MikroORM;
  databaseUrl: string;

  async start(environment: NodeJS.ProcessEnv): Promise<void> {
    this.databaseUrl = environment['DATABASE_URL'] ?? (await freshDatabase());
    const config = Config.read({
      NODE_ENV: 'test',
      DATABASE_URL: this.databaseUrl,
      JWT_SECRET: secret,
      DATA_DIR: inject('folder'),
      ...environment,
    });
    this.app = await createApp(config, pino({ level: process.env['TEST_LOG'] ?? 'silent' }));
    await this.app.init();
    await this.app.getHttpAdapter().getInstance().ready();
    this.orm = this.app.get(MikroORM);
  }

  async ask<Body = Record<string, unknown>>(
    method: Method,
    url: string,
    { token, body, headers = {} }: Ask = {},
  ): Promise<Answer<Body>> {
    const response = await this.app.inject({
      method,
      url,
      headers: token ? { authorization: `Bearer ${token}`, ...headers } : headers,
      ...(body === undefined ? {} : { payload: body as object }),
    });
    return { status: response.statusCode, headers: response.headers, body: readBody(response.body) as Body };
  }

  get = <Body = Record<string, unknown>>(url: string, ask?: Ask) => this.ask<Body>('GET', url, ask);
  post = <Body = Record<string, unknown>>(url: string, ask?: Ask) => this.ask<Body>('POST', url, ask);
  put = <Body = Record<string, unknown>>(url: string, ask?: Ask) => this.ask<Body>('PUT', url, ask);
  patch = <Body = Record<string, unknown>>(url: string, ask?: Ask) => this.ask<Body>('PATCH', url, ask);
  delete = <Body = Record<string, unknown>>(url: string, ask?: Ask) => this.ask<Body>('DELETE', url, ask);

  /** What the rows really say. */
  async rows<Row = Record<string, unknown>>(statement: string, values: unknown[] = []): Promise<Row[]> {
    return this.orm.em.execute(statement, values) as Promise<Row[]>;
  }
}

export const secret = 'a secret of the tests, at least 32 characters';

/** Call at the top of a spec: a fresh shop for it, gone afterwards. */
export function useShop(environment: NodeJS.ProcessEnv = {}): Shop {
  const shop = new Shop();
  beforeAll(() => shop.start(environment));
  afterAll(() => shop.app.close());
  return shop;
}

export async function freshDatabase(): Promise<string> {
  const server = inject('server');
  const name = `shop_${randomBytes(6).toString('hex')}`;
  const client = new Client({ connectionString: server });
  await client.connect();
  await client.query(`create database ${name} template template_shop`);
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
