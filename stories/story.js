import fc from 'fast-check';
import { createHmac, randomUUID } from 'node:crypto';

const tokens = ['tok_success', 'tok_declined', 'tok_insufficient_funds', 'tok_3ds', 'tok_timeout', 'tok_lost_response'];

/** What a customer, the staff, a payment provider and a power cut can do to one order, in any order. */
export const aStory = fc.record({
  payment: fc.constantFrom('card', 'card', 'payu', 'cash'),
  quantity: fc.integer({ min: 1, max: 5 }),
  steps: fc.array(
    fc.oneof(
      { weight: 6, arbitrary: fc.record({ do: fc.constant('pay'), token: fc.constantFrom(...tokens) }) },
      { weight: 3, arbitrary: fc.constant({ do: 'webhooks' }) },
      { weight: 2, arbitrary: fc.constant({ do: 'confirm' }) },
      { weight: 1, arbitrary: fc.constant({ do: 'cancel' }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('refund'), cents: fc.integer({ min: 1, max: 400 }) }) },
      { weight: 1, arbitrary: fc.constant({ do: 'refund' }) },
      { weight: 2, arbitrary: fc.constant({ do: 'ship' }) },
      { weight: 2, arbitrary: fc.constant({ do: 'deliver' }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('return'), restock: fc.boolean() }) },
      { weight: 1, arbitrary: fc.constant({ do: 'crash' }) },
    ),
    { minLength: 3, maxLength: 12 },
  ),
});

/** Plays one. Whatever the shop answers is fine here: what counts are the books afterwards. */
export async function play(server, { payment, quantity, steps }, { staff, product }) {
  const username = `story-${randomUUID()}`;
  const person = { username, email: `${username}@magazin.test`, password: 'onlydarkside' };
  await server.ask('POST', '/api/register', { body: person });
  const { body: login } = await server.ask('POST', '/api/login', { body: { username, password: person.password } });
  const me = { authorization: `Bearer ${login.access}` };
  await server.ask('POST', '/api/bucket', { headers: me, body: { product, quantity } });
  const placed = await server.ask('POST', '/api/orders', {
    headers: { ...me, 'idempotency-key': randomUUID() },
    body: { payment },
  });
  const order = placed.body.order_uuid;
  if (!order) throw new Error(`no order: ${JSON.stringify(placed.body)}`);
  const url = `/api/orders/${order}`;
  const payments = async () => (await server.ask('GET', `${url}/payments`, { headers: me })).body.results ?? [];
  const once = (headers) => ({ ...headers, 'idempotency-key': randomUUID() });
  const acts = {
    pay: ({ token }) => server.ask('POST', `${url}/payments`, { headers: once(me), body: { token } }),
    webhooks: async () => {
      const events = (await payments()).flatMap(({ payment_uuid }) =>
        Array(5).fill({ id: randomUUID(), payment: payment_uuid }),
      );
      await Promise.all(events.toSorted(() => Math.random() - 0.5).map((event) => post(server, event)));
    },
    confirm: async () => {
      for (const { redirect_url } of await payments()) if (redirect_url) await server.ask('GET', redirect_url);
    },
    cancel: () => server.ask('PUT', `${url}/set_canceled`, { headers: me }),
    refund: async ({ cents }) =>
      server.ask('POST', `/api/admin${url.slice(4)}/refunds`, {
        headers: once(await staff()),
        body: cents ? { amount: (cents / 100).toFixed(2) } : {},
      }),
    ship: async () =>
      server.ask('POST', `/api/admin${url.slice(4)}/shipments`, {
        headers: once(await staff()),
        body: { carrier: 'Bike' },
      }),
    deliver: async () => {
      const shipments = `/api/admin${url.slice(4)}/shipments`;
      const { body } = await server.ask('GET', shipments, { headers: await staff() });
      for (const { shipment_uuid } of body.results ?? [])
        await server.ask('PUT', `${shipments}/${shipment_uuid}/delivered`, { headers: await staff() });
    },
    return: async ({ restock }) => {
      const { body } = await server.ask('GET', url, { headers: me });
      const [{ order_product_uuid }] = body.products;
      const asked = await server.ask('POST', `${url}/returns`, {
        headers: once(me),
        body: { reason: 'too small', lines: [{ order_product_uuid, quantity: 1 }] },
      });
      const decide = async (step, decision) =>
        server.ask('PUT', `/api/admin/returns/${asked.body.return_uuid}/${step}`, {
          headers: await staff(),
          body: decision,
        });
      if (asked.status !== 201) return;
      await decide('accepted');
      await decide('received', { lines: [{ order_product_uuid, restock }] });
      await decide('refunded', {});
    },
    crash: () => server.crash(),
  };
  for (const step of steps) await acts[step.do](step);
  return order;
}

function post(server, event) {
  const body = JSON.stringify(event);
  const time = Math.floor(Date.now() / 1000);
  const mac = createHmac('sha256', 'magazin-mock-webhooks').update(`${time}.${body}`).digest('hex');
  const headers = { 'content-type': 'application/json', 'mock-signature': `t=${time},v1=${mac}` };
  return server.ask('POST', '/api/payments/webhooks/mock', { headers, body });
}
