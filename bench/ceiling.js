import pg from 'pg';
import { placeOrder } from './bare-order.js';
import { buyers } from './world.js';

const clients = 8;

/** Orders a second that the database itself takes from clients that do nothing else. */
export async function ceiling(database, prepare, seconds) {
  await prepare();
  const pool = new pg.Pool({ connectionString: database, max: clients });
  try {
    const { rows } = await pool.query(
      `select id, uuid from customers where username like 'buyer%' order by id offset 1000 limit $1`,
      [buyers],
    );
    let placed = 0;
    const startedAt = performance.now();
    const buy = async () => {
      const client = await pool.connect();
      try {
        while (performance.now() - startedAt < seconds * 1000) await placeOrder(client, rows[placed++]);
      } finally {
        client.release();
      }
    };
    await Promise.all(Array.from({ length: clients }, buy));
    return placed / ((performance.now() - startedAt) / 1000);
  } finally {
    await pool.end();
  }
}
