import { AsyncLocalStorage } from 'node:async_hooks';
import { Client } from 'pg';
import { vi } from 'vitest';
import type { Shop } from './shop.js';

export interface Statement {
  text: string;
  values: unknown[];
}

const watched = new AsyncLocalStorage<Statement[]>();

/** Every statement that `work` causes, `begin` and `commit` included; not those of jobs that run meanwhile. */
export async function statementsOf(work: () => Promise<unknown>): Promise<Statement[]> {
  const query = Object.getOwnPropertyDescriptor(Client.prototype, 'query')?.value as (...asked: unknown[]) => unknown;
  const statements: Statement[] = [];
  const spy = vi.spyOn(Client.prototype, 'query').mockImplementation(function (this: Client, ...asked: unknown[]) {
    const [first, values = []] = asked;
    watched
      .getStore()
      ?.push(typeof first === 'string' ? { text: first, values: values as unknown[] } : (first as Statement));
    return Reflect.apply(query, this, asked) as never;
  });
  try {
    await watched.run(statements, work);
    return statements;
  } finally {
    spy.mockRestore();
  }
}

/** @param setting runs before, as where a table of a spec is too small for an index */
export async function planOf(
  shop: Pick<Shop, 'databaseUrl'>,
  { text, values }: Statement,
  setting?: string,
): Promise<string> {
  const client = new Client({ connectionString: shop.databaseUrl });
  await client.connect();
  try {
    if (setting) await client.query(setting);
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(`explain ${text}`, values);
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  } finally {
    await client.end();
  }
}
