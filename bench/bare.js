// The bare baseline: Fastify and pg with SQL by hand, the same rows, the same answers, and nothing else: no framework, no
// validation, no log, no limits. It is what the shop is measured against, and no shop.
import { verify } from '@node-rs/argon2';
import Fastify from 'fastify';
import { createHash, createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import pg from 'pg';
import { v7 } from 'uuid';
import { statements } from './bare-sql.js';
import { placeOrder } from './bare-order.js';

const secret = process.env.JWT_SECRET ?? '';
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 });
await pool.query('set statement_timeout = 5000');
const ask = async (statement, values) => (await pool.query({ ...statement, values })).rows;

const app = Fastify({ return503OnClosing: false });

app.get('/health/ready', async () => ({ status: 'ok' }));

app.get('/api/products', async ({ query, host }) => {
  const base = `http://${host}`;
  const [page, size] = [Number(query.page ?? 1), Number(query.page_size ?? 25)];
  const statement = query.search ? statements.search : statements.list;
  const values = [base, size, (page - 1) * size];
  if (query.search) values.push(query.search);
  const rows = await ask(statement, values);
  const { count, results } = rows[0];
  const at = (number) => {
    const parameters = new URLSearchParams(query);
    parameters.set('page', number);
    return `${base}/api/products?${parameters}`;
  };
  return {
    count,
    next: page * size < count ? at(page + 1) : null,
    previous: page > 1 ? at(page - 1) : null,
    results,
  };
});

app.get('/api/products/:uuid', async ({ params, host }, reply) => {
  const [product] = await ask(statements.detail, [`http://${host}`, params.uuid]);
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
  const [first, body, signature] = (headers.authorization ?? '').slice('Bearer '.length).split('.');
  const given = Buffer.from(signature ?? '', 'base64url');
  const due = mac(`${first}.${body}`);
  if (first !== head || given.length !== due.length || !timingSafeEqual(given, due)) throw new Error('forged');
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString());
  if (claims.exp < Date.now() / 1000 || claims.typ !== 'access' || claims.iss !== 'magazin') throw new Error('invalid');
  const [caller] = await ask(statements.session, [claims.sid]);
  if (!caller) throw new Error('no session');
  return caller;
}

app.post('/api/login', async ({ body, ip, headers }) => {
  const [customer] = await ask(statements.customer, [body.username]);
  const failures = await ask(statements.failures, [`account:${customer.uuid}`, `address:${ip}`]);
  if (failures.length > 0) throw new Error('too many attempts');
  if (!(await verify(customer.password_hash, body.password))) throw new Error('wrong');
  const session = randomUUID();
  const claims = { sub: customer.uuid, sid: session };
  const access = sign({ ...claims, typ: 'access' }, 600);
  const refresh = sign({ ...claims, typ: 'refresh' }, 2_592_000);
  const fingerprint = createHash('sha256').update(refresh).digest('hex');
  await ask(statements.open, [session, customer.id, fingerprint, headers['user-agent'] ?? '', ip]);
  return { status: 'OK', user: customer.uuid, access, refresh, expires_in: 600 };
});

app.post('/api/bucket', async (request) => {
  const caller = await callerOf(request);
  const { product, quantity } = request.body;
  const [added] = await ask(statements.bucketAdd, [v7(), caller.id, v7(), product, quantity]);
  if (!added) throw new Error('refused');
  return { customer: caller.uuid, quantity, product, value: added.price / 100 };
});

app.get('/api/bucket', async (request) => {
  const caller = await callerOf(request);
  const results = await ask(statements.bucketRead, [caller.id]);
  return { count: results.length, next: null, previous: null, results: results.slice(0, 25) };
});

app.get('/api/profile', async (request) => {
  const caller = await callerOf(request);
  return { count: 1, next: null, previous: null, results: await ask(statements.profile, [caller.id]) };
});

app.post('/api/orders', async (request, reply) => {
  const caller = await callerOf(request);
  const client = await pool.connect();
  try {
    reply.status(201);
    return await placeOrder(client, caller);
  } finally {
    client.release();
  }
});

await app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });
