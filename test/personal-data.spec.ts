import { describe, expect, it } from 'vitest';
import { personalData } from '../src/privacy/personal-data.js';
import { useShop } from './support/shop.js';

const shop = useShop();

/** Numbers, moments and flags name nobody. */
const nameless = "('int4', 'int8', 'int2', 'bool', 'timestamptz', 'numeric', 'tsvector', '_text')";

describe('personal data', () => {
  it('has a rule for every column that can hold it, and none for others', async () => {
    const columns = await shop.rows<{ name: string; nameless: boolean }>(
      `select table_name || '.' || column_name as name, udt_name in ${nameless} as nameless
       from information_schema.columns join information_schema.tables using (table_schema, table_name)
       where table_schema = 'public' and table_type = 'BASE TABLE' and table_name not like 'mikro_orm%'`,
    );
    const ruled = Object.entries(personalData).flatMap(([table, rules]) =>
      Object.keys(rules.columns).map((column) => `${table}.${column}`),
    );
    const wanted = columns.filter((column) => !column.nameless).map(({ name }) => name);
    expect(wanted.filter((name) => !ruled.includes(name))).toEqual([]);
    expect(ruled.filter((name) => !columns.some((column) => column.name === name))).toEqual([]);
  });
});
