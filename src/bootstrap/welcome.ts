import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { sql } from 'kysely';
import type { Config } from '../config/config.js';
import { Database } from '../database/database.js';
import { persistently } from '../database/persistently.js';
import { mailRoute } from './production-check.js';
import { demoData } from '../seeders/demo-data.js';

/** What a developer needs after the start, by name. */
export async function welcome(
  app: NestFastifyApplication,
  config: Config,
  data: string,
): Promise<Record<string, string>> {
  const base = (await app.getUrl()).replace(/\/\/(0\.0\.0\.0|\[::1?\]|127\.0\.0\.1)/, '//localhost');
  // The shop serves by now: whatever becomes of the database, it goes on.
  const demo = await persistently(() => demoAccounts(app, config)).catch(() => undefined);
  const accounts = demo?.accounts.map(({ username, role }) => `${username} (${role})`).join(', ');
  return {
    API: `${base}/api`,
    Dashboard: `${base}/admin`,
    ...(config.get('API_DOCS') === 'closed' ? {} : { Swagger: `${base}/docs` }),
    Health: `${base}/health/ready`,
    ...(demo && accounts ? { Accounts: accounts, Password: demo.password } : {}),
    Mail: mailRoute(config),
    Data: data,
  };
}

export const asTable = (summary: Record<string, string>): string =>
  Object.entries(summary)
    .map(([name, value]) => `  ${name.padEnd(10)}${value}`)
    .join('\n');

interface ShownAccounts {
  password: string;
  accounts: { username: string; role: string }[];
}

/** The first account of each role, where there is a demo shop. */
export async function demoAccounts(app: NestFastifyApplication, config: Config): Promise<ShownAccounts | undefined> {
  if (!config.get('DEMO')) return undefined;
  const { accounts, password } = demoData.accounts();
  const shown = accounts.filter(({ role }, at) => accounts.findIndex((other) => other.role === role) === at);
  const { rows } = await sql<{ username: string; role: string }>`
    select username, role from customers where username = any(${shown.map(({ username }) => username)}::text[]) order by id
  `.execute(app.get(Database).sql());
  return rows.length > 0 ? { password, accounts: rows } : undefined;
}
