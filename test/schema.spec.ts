import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { retiredTables } from '../src/database/orm.options.js';
import { freshDatabase, useShop } from './support/shop.js';

const shop = useShop();
const run = promisify(execFile);

/** The tables of one schema, from the catalog of PostgreSQL. */
async function describeSchema(client: Client, schema: string) {
  // So that definitions name the tables of both schemas alike.
  await client.query(`set search_path to ${schema}, public`);
  const all = async (query: string) => (await client.query(query, [schema])).rows;
  return {
    columns: await all(`
      select table_name, column_name, udt_name, character_maximum_length, is_nullable, column_default, generation_expression
      from information_schema.columns where table_schema = $1 and table_name <> 'migrations' order by 1, 2`),
    constraints: await all(`
      select conrelid::regclass::text as table_name, conname, pg_get_constraintdef(oid) as definition
      from pg_constraint where connamespace = $1::regnamespace and conrelid::regclass::text <> 'migrations'
        -- Whether a column is nullable stands with the columns; its constraint keeps the name of a renamed column.
        and contype <> 'n' order by 1, 2`),
    indexes: await all(`
      select tablename, indexname, replace(indexdef, $1 || '.', '') as definition
      from pg_indexes where schemaname = $1 and tablename <> 'migrations' order by 1, 2`),
  };
}

describe('schema', () => {
  let client: Client;
  beforeAll(async () => {
    client = new Client({ connectionString: await freshDatabase() });
    await client.connect();
  });
  afterAll(() => client.end());

  it('migrations create the tables that the entities define', async () => {
    await client.query('create schema defined; set search_path to defined, public');
    await client.query(await shop.orm.schema.getCreateSchemaSQL());
    const defined = await describeSchema(client, 'defined');
    expect(defined.columns.length).toBeGreaterThan(100);
    await client.query(`drop table public.${retiredTables.join(', public.')}`);
    expect(await describeSchema(client, 'public')).toEqual(defined);
  });

  it('entities need no further migration', async () => {
    expect(await shop.orm.schema.getUpdateSchemaSQL()).toBe('');
  });

  it('db:reset recreates the tables and seeds the demo shop', async () => {
    const { PATH = '', HOME = '' } = process.env;
    const env = { PATH, HOME, DATABASE_URL: await freshDatabase() };
    const { stdout } = await run(process.execPath, ['scripts/start.js', 'cli', 'reset'], { env });
    expect(stdout).toContain('all tables were removed, and the demo shop is seeded');
  });

  it('every foreign key has an index', async () => {
    const { rows } = await client.query(`
      select conrelid::regclass::text as table_name, conname from pg_constraint
      where contype = 'f' and connamespace = 'public'::regnamespace and not exists (
        select from pg_index where indrelid = conrelid and indpred is null
          and (indkey::int2[])[0:cardinality(conkey) - 1] @> conkey
      )`);
    expect(rows).toEqual([]);
  });
});
