import pg from 'pg';

// Amounts are bigint.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/** The rows of a prepared statement on one connection. */
export const queryOn =
  (client) =>
  async (statement, values = []) =>
    (await client.query({ ...statement, values })).rows;

/** One transaction on one connection. `work` gets the function that queries within it. */
export async function transaction(client, work) {
  try {
    await client.query('begin');
    const result = await work(queryOn(client));
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}
