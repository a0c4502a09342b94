// Transactions of a real shop as rows of this one.
import { parse } from 'csv-parse';
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { v7 } from 'uuid';

const rowsPerInsert = 5_000;

/** Reads `order,customer,product,name,quantity,unit_price_minor,placed_at`, gzipped or not; moments without a zone are UTC. */
export async function readTransactions(file) {
  const bytes = createReadStream(file);
  const text = file.endsWith('.gz') ? bytes.pipe(createGunzip()) : bytes;
  const lines = [];
  const texts = new Map();
  // Each text once: they repeat in a hundred thousand lines.
  const once = (value) => texts.get(value) ?? (texts.set(value, value), value);
  for await (const line of text.pipe(parse({ columns: true, bom: true })))
    lines.push({
      order: once(line.order),
      customer: once(line.customer),
      product: once(line.product),
      name: once(line.name),
      quantity: Number(line.quantity),
      price: Number(line.unit_price_minor),
      placed_at: Date.parse(`${line.placed_at.replace(' ', 'T')}Z`),
    });
  return lines;
}

/** Writes customers, products and orders into a migrated and empty database. Returns the ids of customers and products by their names. */
export async function loadTransactions(client, lines) {
  const customers = await insertEach(client, 'customers', unique(lines, 'customer'), ({ placed_at }) => ({
    ...{ uuid: v7(), guest_token: v7(), ...moments(placed_at) },
  }));
  const products = await insertEach(
    client,
    'products',
    unique(lines, 'product'),
    ({ name, price, placed_at }, key) => ({
      ...{ uuid: v7(), slug: key, name: name || key, price, on_hand: 1_000_000, ...moments(placed_at) },
    }),
  );
  const orders = await insertEach(client, 'orders', unique(lines, 'order'), ({ customer, placed_at }) => ({
    ...{ uuid: v7(), customer_id: customers.get(customer), status: 'delivered', payment: 'cash', currency: 'GBP' },
    ...{ subtotal: 0, tax: 0, taxes: [], total: 0, ...moments(placed_at) },
  }));
  await insert(client, 'order_lines', lines, ({ order, product, name, quantity, price }) => ({
    ...{ uuid: v7(), order_id: orders.get(order), product_id: products.get(product), product_uuid: v7() },
    ...{ name, quantity, price, tax_rate: 0, total: quantity * price, tax: 0 },
  }));
  await client.query('analyze');
  return { customers, products };
}

const moments = (placed_at) => {
  const moment = new Date(placed_at).toISOString();
  return { created_at: moment, updated_at: moment };
};

/** The first line of each customer, product or order. */
function unique(lines, key) {
  const first = new Map();
  for (const line of lines) if (!first.has(line[key])) first.set(line[key], line);
  return first;
}

/** One row for each; returns their ids. */
async function insertEach(client, table, lines, columnsOf) {
  const ids = await insert(client, table, [...lines], ([key, line]) => columnsOf(line, key));
  return new Map([...lines.keys()].map((key, at) => [key, ids[at]]));
}

async function insert(client, table, items, columnsOf) {
  const ids = [];
  for (let at = 0; at < items.length; at += rowsPerInsert) {
    const batch = items.slice(at, at + rowsPerInsert).map(columnsOf);
    const columns = Object.keys(batch[0]).join(', ');
    const { rows } = await client.query(
      `insert into ${table} (${columns}) select ${columns} from json_populate_recordset(null::${table}, $1) returning id`,
      [JSON.stringify(batch)],
    );
    ids.push(...rows.map(({ id }) => id));
  }
  return ids;
}
