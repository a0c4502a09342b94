import { Client } from 'pg';
import { vi } from 'vitest';
import type { Shop } from './shop.js';

export interface Statement {
  text: string;
  values: unknown[];
}

/** Every statement that the shop sends to PostgreSQL meanwhile, `begin` and `commit` among them. */
export async function statementsOf(work: () => Promise<unknown>): Promise<Statement[]> {
  const query = vi.spyOn(Client.prototype, 'query');
  try {
    await work();
    return (query.mock.calls as unknown[][]).map(([asked, values = []]) =>
      typeof asked === 'string' ? { text: asked, values: values as unknown[] } : (asked as Statement),
    );
  } finally {
    query.mockRestore();
  }
}

export async function planOf(shop: Shop, { text, values }: Statement): Promise<string> {
  const client = new Client({ connectionString: shop.databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(`explain ${text}`, values);
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  } finally {
    await client.end();
  }
}
