import { Client, type Pool, type PoolClient } from 'pg';

/** How often a statement is asked before it is worth keeping, and how many are kept: each costs memory in each connection. */
const repeats = 3;
const mostKept = 300;
const mostCounted = 2_000;

/**
 * What is asked again and again is parsed and planned once a connection: for a page of products that is half of its
 * time. Statements that come rarely, or in ever new shapes, stay as they are.
 */
export function prepareRepeated(pool: Pool): void {
  const { prototype } = Client;
  const names = new Map<string, string>();
  const counts = new Map<string, number>();
  const nameOf = (text: string): string | undefined => {
    const name = names.get(text);
    if (name || names.size >= mostKept) return name;
    const count = (counts.get(text) ?? 0) + 1;
    if (count < repeats) {
      if (counts.size >= mostCounted) counts.clear();
      counts.set(text, count);
      return undefined;
    }
    counts.delete(text);
    names.set(text, `magazin_${names.size}`);
    return names.get(text);
  };
  pool.on('connect', (client) => {
    const query = (...asked: unknown[]): unknown => prototype.query.apply(client, asked as never);
    client.query = ((text: unknown, values: unknown, ...rest: unknown[]) => {
      const isAsked = typeof text === 'string' && Array.isArray(values) && values.length > 0;
      const name = isAsked ? nameOf(text) : undefined;
      return name ? query({ name, text, values }, ...rest) : query(text, values, ...rest);
    }) as PoolClient['query'];
  });
}
