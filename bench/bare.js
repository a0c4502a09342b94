// The bare server that the shop is measured against: Fastify and pg with prepared SQL by hand, the same rows and the same
// answers; no framework, no validation, no log, no limits, and nothing rendered.
import { verify } from '@node-rs/argon2';
import Fastify from 'fastify';
import { createHash, createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import pg from 'pg';
import { v7 } from 'uuid';
import { queryOn, transaction } from './bare-database.js';
import { orderBucket, placeOrder } from './bare-order.js';
import { once, pay } from './bare-payment.js';
import { statements as guestStatements } from './bare-payment-sql.js';
import { statements } from './bare-sql.js';

const secret = process.env.JWT_SECRET ?? '';
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 });
await pool.query('set statement_timeout = 5000');
const query = queryOn(pool);

async function withClient(work) {
  const client = await pool.connect();
  try {
    return await work(client);
  } finally {
    client.release();
  }
}

const app = Fastify({ return503OnClosing: false });

app.get('/health/ready', async () => ({ status: 'ok' }));

app.get('/api/products', async ({ query: parameters, host }) => {
  const base = `http://${host}`;
  const [page, size] = [Number(parameters.page ?? 1), Number(parameters.page_size ?? 25)];
  const { search } = parameters;
  const values = [base, size, (page - 1) * size];
  const rows = search ? await query(statements.search, [...values, search]) : await query(statements.list, values);
  const { count, results } = rows[0];
  const urlOf = (number) => `${base}/api/products?${new URLSearchParams({ ...parameters, page: number })}`;
  return {
    count,
    next: page * size < count ? urlOf(page + 1) : null,
    previous: page > 1 ? urlOf(page - 1) : null,
    results,
  };
});

app.get('/api/products/:uuid', async ({ params, host }, reply) => {
  const [product] = await query(statements.detail, [`http://${host}`, params.uuid]);
  return product ?? reply.status(404).send({});
});

const encoded = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
const mac = (text) => createHmac('sha256', secret).update(text).digest();
const head = encoded({ alg: 'HS256', typ: 'JWT' });

function sign(claims, seconds) {
  const now = Math.floor(Date.now() / 1000);
  const rest = { jti: randomUUID(), iat: now, exp: now + seconds, aud: 'magazin', iss: 'magazin' };
  const text = `${head}.${encoded({ ...claims, ...rest })}`;
  return `${text}.${mac(text).toString('base64url')}`;
}

async function callerOf({ headers }) {
  const guestToken = headers['x-guest-token'];
  if (guestToken) return (await query(guestStatements.guest, [guestToken]))[0];
  const [first, body, signature] = (headers.authorization ?? '').slice('Bearer '.length).split('.');
  const given = Buffer.from(signature ?? '', 'base64url');
  const expected = mac(`${first}.${body}`);
  if (first !== head || given.length !== expected.length || !timingSafeEqual(given, expected))
    throw new Error('forged');
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString());
  if (claims.exp < Date.now() / 1000 || claims.typ !== 'access' || claims.iss !== 'magazin') throw new Error('invalid');
  const [caller] = await query(statements.session, [claims.sid]);
  if (!caller) throw new Error('no session');
  return caller;
}

app.post('/api/login', async ({ body, ip, headers }) => {
  const [customer] = await query(statements.customer, [body.username]);
  const failures = await query(statements.failures, [`account:${customer.uuid}`, `address:${ip}`]);
  if (failures.length > 0) throw new Error('too many attempts');
  if (!(await verify(customer.password_hash, body.password))) throw new Error('wrong');
  const session = randomUUID();
  const claims = { sub: customer.uuid, sid: session };
  const access = sign({ ...claims, typ: 'access' }, 600);
  const refresh = sign({ ...claims, typ: 'refresh' }, 2_592_000);
  const fingerprint = createHash('sha256').update(refresh).digest('hex');
  await query(statements.open, [session, customer.id, fingerprint, headers['user-agent'] ?? '', ip]);
  return { status: 'OK', user: customer.uuid, access, refresh, expires_in: 600 };
});

app.post('/api/bucket', async (request) => {
  const caller = await callerOf(request);
  const { product, quantity } = request.body;
  const [added] = await query(statements.bucketAdd, [v7(), caller.id, v7(), product, quantity]);
  if (!added) throw new Error('refused');
  return { customer: caller.uuid, quantity, product, value: added.price / 100 };
});

app.get('/api/bucket', async (request) => {
  const caller = await callerOf(request);
  const results = await query(statements.bucketRead, [caller.id]);
  return { count: results.length, next: null, previous: null, results: results.slice(0, 25) };
});

app.get('/api/profile', async (request) => {
  const caller = await callerOf(request);
  return { count: 1, next: null, previous: null, results: await query(statements.profile, [caller.id]) };
});

app.post('/api/guest', async (_request, reply) => {
  const guest_token = randomUUID();
  await query(guestStatements.createGuest, [v7(), guest_token]);
  return reply.status(201).send({ guest_token });
});

app.post('/api/orders', async (request, reply) => {
  const caller = await callerOf(request);
  const { body } = request;
  const key = request.headers['idempotency-key'];
  reply.status(201);
  return withClient((client) =>
    key
      ? transaction(client, (tx) => once(tx, { customer: caller.id, key, body }, () => orderBucket(tx, caller, body)))
      : placeOrder(client, caller),
  );
});

app.post('/api/orders/:uuid/payments', async (request, reply) => {
  const caller = await callerOf(request);
  const { body, headers, params } = request;
  reply.status(201);
  return withClient((client) => pay(client, caller, params.uuid, { key: headers['idempotency-key'], body }));
});

await app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });
