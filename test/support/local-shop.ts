import { MikroORM } from '@mikro-orm/postgresql';
import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { inject } from 'vitest';
import { createApp } from '../../src/bootstrap/app.js';
import { Config } from '../../src/config/config.js';
import { migrate } from '../../src/database/migrate.js';
import { unhurried } from './eventually.js';
import { secret, Shop } from './shop.js';

/** A shop on a database of its own locale. @param server to create the database with */
export async function aShopOfLocale(server: Shop, locale: string): Promise<Shop> {
  const name = `local_${randomBytes(6).toString('hex')}`;
  await server.rows(`create database ${name} template template0 encoding 'UTF8' locale 'C' ${locale}`);
  const url = new URL(`/${name}`, inject('server')).href;
  const app = await createApp(
    Config.read({ NODE_ENV: 'test', DATABASE_URL: url, JWT_SECRET: secret, ...unhurried }),
    pino({ level: 'silent' }),
  );
  await migrate(app.get(MikroORM));
  await app.close();
  const shop = new Shop();
  await shop.start({ DATABASE_URL: url });
  return shop;
}
