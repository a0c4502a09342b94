import { MikroORM } from '@mikro-orm/postgresql';
import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { pino } from 'pino';
import { inject } from 'vitest';
import { createApp } from '../../src/bootstrap/app.js';
import { Config } from '../../src/config/config.js';
import { migrate } from '../../src/database/migrate.js';
import { unhurried } from './eventually.js';
import { secret, Shop } from './shop.js';

type Rows = Record<string, unknown>[];

/** The rows that a shop wrote before its orders had credits, with the uuids of orders by what became of them. */
const { names, ...tables } = JSON.parse(
  readFileSync(new URL('../fixtures/orders-before-credits.json', import.meta.url), 'utf8'),
) as { names: Record<string, string> } & Record<string, Rows>;
export const oldOrders = names;

/** Accounts of a time when an identifier was taken as it was typed: username, email. All have the password of the others. */
const lookAlikes: [username: string, email: string][] = [
  ['José', 'jose@exämple.test'],
  ['Jose\u0301', 'other@magazin.test'],
  ['jose\u200b', 'third@magazin.test'],
  ['vİctim', 'ÉVA@magazin.test'],
  [' eva ', 'e\u0301va@magazin.test'],
  ['STRASSE', 'strasse@magazin.test'],
  ['straße', 'stra\u00dfe@magazin.test'],
];

const oldAccounts = ([, template]: Rows): Rows =>
  lookAlikes.map(([username, email], at) => ({
    ...template,
    id: 1_001 + at,
    uuid: randomUUID(),
    guest_token: randomUUID(),
    username,
    email,
    first_name: ' Jose\u0301\u00a0Luis ',
    created_at: `2026-11-01T00:00:0${at}Z`,
  }));

/** Brands of a time when a slug was taken as it was typed: slug, name. */
const oldBrands: Rows = [
  ['été', 'Acme  Inc'],
  ['e\u0301te\u0301', 'Acme Inc'],
  ['ne\u0301', 'Né'],
  // Composed, as it was decomposed, it would not fit.
  ['qa', '\u0958'.repeat(200)],
].map(([slug, name], at) => ({ id: 1_001 + at, uuid: randomUUID(), slug, name }));

/** Addresses that are told when a product is back, one of them unsubscribed under another form. */
const oldContacts: Rows = ['e\u0301va@exämple.test', 'éva@xn--exmple-cua.test', 'nobody@exämple.test'].map(
  (email, at) => ({
    id: 1_001 + at,
    uuid: randomUUID(),
    email,
    back_in_stock: at === 1,
    marketing: false,
    price_drops: true,
    bucket_reminders: true,
    confirmations: 0,
    confirmations_since: '2026-11-01T00:00:00Z',
    created_at: '2026-11-01T00:00:00Z',
  }),
);

const lastMigration = 'migration-20261127150000-mails-of-customers';

/** A shop on a database that an older version has filled, and that was migrated. @param server to create the database with */
export async function anOldShop(server: Shop): Promise<Shop> {
  const name = `old_${randomBytes(6).toString('hex')}`;
  await server.rows(`create database ${name}`);
  const url = new URL(`/${name}`, inject('server')).href;
  const config = Config.read({ NODE_ENV: 'test', DATABASE_URL: url, JWT_SECRET: secret, ...unhurried });
  const app = await createApp(config, pino({ level: 'silent' }));
  const orm = app.get<MikroORM>(MikroORM);
  await orm.migrator.up({ to: lastMigration });
  for (const [table, rows] of Object.entries(tables)) await insert(orm, table, rows);
  await insert(orm, 'customers', oldAccounts(tables['customers'] ?? []));
  await insert(orm, 'brands', oldBrands);
  await insert(orm, 'notification_contacts', oldContacts);
  // So that returns are in time whenever this runs.
  await orm.em.execute('update shipments set delivered_at = now() where delivered_at is not null');
  await migrate(orm);
  await app.close();
  const shop = new Shop();
  await shop.start({ DATABASE_URL: url });
  return shop;
}

async function insert(orm: MikroORM, table: string, rows: Rows): Promise<void> {
  const columns = await orm.em.execute<{ name: string; default: string | null }[]>(
    `select column_name as name, column_default as default from information_schema.columns
     where table_schema = 'public' and table_name = ? and is_generated = 'NEVER' order by ordinal_position`,
    [table],
  );
  const list = columns.map(({ name }) => `"${name}"`).join(', ');
  await orm.em.execute(
    `insert into ${table} (${list}) select ${list} from json_populate_recordset(null::${table}, ?)`,
    [JSON.stringify(rows)],
  );
  if (columns.some((column) => column.default?.startsWith('nextval')))
    await orm.em.execute(`select setval(pg_get_serial_sequence(?, 'id'), (select max(id) from ${table}))`, [table]);
}
