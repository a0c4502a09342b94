import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { sql } from 'kysely';
import type { Config } from '../config/config.js';
import { Database } from '../database/database.js';
import { demoData, type DemoAccounts } from '../seeders/demo-data.js';

/** What a developer needs after the start, by name. */
export async function welcome(
  app: NestFastifyApplication,
  config: Config,
  data: string,
): Promise<Record<string, string>> {
  const base = (await app.getUrl()).replace(/\/\/(0\.0\.0\.0|\[::1?\]|127\.0\.0\.1)/, '//localhost');
  const demo = config.get('DEMO') ? demoData.accounts() : undefined;
  const accounts = demo ? await demoAccounts(app.get(Database), demo) : '';
  return {
    API: `${base}/api`,
    Swagger: `${base}/docs`,
    Health: `${base}/health/ready`,
    ...(demo && accounts ? { Accounts: accounts, Password: demo.password } : {}),
    Data: data,
  };
}

export const asTable = (summary: Record<string, string>): string =>
  Object.entries(summary)
    .map(([name, value]) => `  ${name.padEnd(10)}${value}`)
    .join('\n');

/** The first of each role. */
async function demoAccounts(database: Database, { accounts }: DemoAccounts): Promise<string> {
  const shown = accounts.filter(({ role }, at) => accounts.findIndex((other) => other.role === role) === at);
  const { rows } = await sql<{ username: string; role: string }>`
    select username, role from customers where username = any(${shown.map(({ username }) => username)}::text[]) order by id
  `.execute(database.sql());
  return rows.map(({ username, role }) => `${username} (${role})`).join(', ');
}
