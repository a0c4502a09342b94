import { randomUUID } from 'node:crypto';
import { post } from './requests.js';

const address = {
  first_name: 'Ada',
  last_name: 'Lovelace',
  address: 'Main Street 1',
  post_code: '10115',
  city: 'Berlin',
  country: 'DE',
};
/** Tables that a purchase leaves rows in. */
const tables = [
  ...['customers', 'buckets', 'bucket_lines', 'orders', 'order_lines', 'stock_movements', 'payments', 'payment_ledger'],
  ...['mock_charges', 'invoices', 'mails', 'idempotency_keys'],
];

/** A guest's purchase: all calls of a front end from the guest token to the captured payment. */
export async function purchase(client, products) {
  const { rows } = await client.query(`select uuid from shipping_methods where name = 'Parcel'`);
  return {
    steps: stepsFor(products, rows[0].uuid),
    changes: true,
    volatile: ['guest_token', 'customer', 'payment_uuid', 'uuid'],
    // Longer than other rounds, because a purchase takes longer; but after ten seconds the SMTP client of the suspended
    // shop would time out.
    roundSeconds: (seconds) => Math.max(2 * seconds, 2),
    discardBacklog: () => discardBacklog(client),
    sentMails: () => sentMails(client),
    rowsWritten: (work) => rowsWritten(client, work),
  };
}

function stepsFor(products, shippingMethod) {
  const product = (at, place) => products[(at * 13 + place * 7) % products.length];
  const idempotent = (headers) => ({ ...headers, 'idempotency-key': randomUUID() });
  return [
    {
      name: 'guest',
      request: () => post('/api/guest', {}),
      learn: (buyer, { guest_token }) => (buyer.headers = { 'x-guest-token': guest_token }),
    },
    {
      name: 'first_product',
      request: ({ at, headers }) => post('/api/bucket', { product: product(at, 0), quantity: 1 }, headers),
    },
    {
      name: 'second_product',
      request: ({ at, headers }) => post('/api/bucket', { product: product(at, 1), quantity: 2 }, headers),
    },
    {
      name: 'order',
      request: ({ at, headers }) => {
        const email = `guest${at}@magazin.test`;
        const order = { payment: 'card', shipping_method: shippingMethod, email, shipping_address: address };
        return post('/api/orders', order, idempotent(headers));
      },
      learn: (buyer, { order_uuid }) => (buyer.order = order_uuid),
    },
    {
      name: 'payment',
      request: ({ order, headers }) =>
        post(`/api/orders/${order}/payments`, { token: 'tok_success' }, idempotent(headers)),
    },
  ];
}

/** Jobs and mails of the workloads before would be done beside the first purchases. */
async function discardBacklog(client) {
  await client.query('delete from pgboss.job; truncate mails');
  await client.query('vacuum analyze pgboss.job_common');
}

async function sentMails(client) {
  const { rows } = await client.query(`select count(*)::int as sent from mails where status = 'sent'`);
  return rows[0].sent;
}

/** How many rows of each table `work` adds, and what the invoice says. */
async function rowsWritten(client, work) {
  const count = async () => {
    const counts = tables.map((table) => `(select count(*)::int from ${table}) as ${table}`);
    return (await client.query(`select ${counts.join()}`)).rows[0];
  };
  const before = await count();
  await work();
  const after = await count();
  const { rows } = await client.query('select document from invoices order by id desc limit 1');
  return { added: Object.fromEntries(tables.map((table) => [table, after[table] - before[table]])), ...rows[0] };
}
