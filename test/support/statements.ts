import { Client } from 'pg';
import { vi } from 'vitest';

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
