import { createHmac, randomUUID } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import { setTimeout as wait } from 'node:timers/promises';
import { products as catalog } from './catalog.js';
import { returnUnits } from './returns.js';
import { namedUnits, someUnits, total } from './units.js';

/** A payment without an answer stays `started` until the shop asks the provider. */
const [keyLimitMs, awaitLimitMs] = [5_000, 5_000];
/** Tokens after which a repeated request is told to wait until the shop has asked the provider. */
const unanswered = ['tok_timeout', 'tok_lost_response'];

/** What can be done to an order. Whatever the shop answers is fine: what counts is the ledger check. */
export const steps = {
  async pay({ order, buyer: { headers }, ...context }, { token, repeated }) {
    const request = { headers, body: { token }, keyLimitMs };
    const payment = await askOnce(context, `${order.url}/payments`, request, {
      repeated: unanswered.includes(token) ? 'no' : repeated,
      idOf: ({ payment_uuid }) => payment_uuid,
    });
    if (payment?.status === 'captured') context.journal.saw('payment', order.number, payment.payment_uuid, 'captured');
  },

  /** Duplicates, in any order, of an event that may not be true yet. */
  async webhooks({ client, ...context }, { order }) {
    const payments = await paymentsOf({ client, ...context });
    const events = payments.flatMap(({ payment_uuid: payment }) => {
      const [first, second] = [randomUUID(), randomUUID()];
      return [first, first, second, first, second].map((id) => ({ id, payment }));
    });
    const shuffled = events.toSorted((a, b) => order[events.indexOf(a) % 5] - order[events.indexOf(b) % 5]);
    await Promise.all(shuffled.map((event) => postEvent(client, event)));
  },

  /** The customer at the page of the bank. */
  async confirm(context) {
    for (const { redirect_url } of await paymentsOf(context)) {
      if (!redirect_url) continue;
      const { pathname, search } = new URL(redirect_url, 'http://shop.test');
      await context.client.ask('GET', pathname + search);
    }
  },

  /** Until the shop knows what has become of a payment, but not for ever: a lost answer takes longer. */
  async awaitPayment(context) {
    for (const began = Date.now(); Date.now() - began < awaitLimitMs; await wait(250)) {
      const payments = await paymentsOf(context);
      if (!payments.some(({ status }) => ['started', 'authorized', 'action_required'].includes(status))) return;
    }
  },

  async cancel({ client, staff, order, buyer, journal }, { by }) {
    const answer =
      by === 'staff'
        ? await client.ask('PUT', `${order.adminUrl}/status`, { headers: await staff(), body: { status: 'canceled' } })
        : await client.ask('PUT', `${order.url}/set_canceled`, { headers: buyer.headers });
    if (answer.status === 200) journal.saw('status', order.number, order.uuid, 'canceled');
  },

  async process({ client, staff, order }) {
    await client.ask('PUT', `${order.adminUrl}/status`, { headers: await staff(), body: { status: 'processing' } });
  },

  /** Some units, before anything has left; or, by the staff, any that have not. */
  async cancelUnits({ order, ...context }, { by, units, repeated }) {
    const lines = await unshippedUnits({ order, ...context }, units);
    const [url, headers] =
      by === 'staff' ? [order.adminUrl, await context.staff()] : [order.url, context.buyer.headers];
    const request = { headers, body: lines ? { lines } : {} };
    await askOnce(context, `${url}/cancellations`, request, { repeated, idOf: JSON.stringify });
  },

  /** For some units, for the shipping, for nothing in particular, or for all that is left. */
  async refund({ order, ...context }, { what, percent, units, repeated }) {
    const cents = Math.max(1, Math.round((order.total * percent) / 100));
    const bodies = {
      all: {},
      amount: { amount: (cents / 100).toFixed(2), reason: 'goodwill' },
      shipping: { shipping: '1.23' },
      units: { lines: namedUnits(order.lines, [], units), reason: 'broken' },
    };
    const request = { headers: await context.staff(), body: bodies[what] };
    const idOf = ({ refund_uuid }) => refund_uuid;
    const refund = await askOnce(context, `${order.adminUrl}/refunds`, request, { repeated, idOf });
    if (refund) context.journal.saw('refund', order.number, refund.refund_uuid, refund.amount);
  },

  /** What is on its way and not paid yet is not owed any more. */
  async credit({ order, ...context }, { units, repeated }) {
    const body = { lines: namedUnits(order.lines, [], units), reason: 'late' };
    const request = { headers: await context.staff(), body };
    await askOnce(context, `${order.adminUrl}/credits`, request, { repeated, idOf: JSON.stringify });
  },

  async ship({ order, ...context }, { units, repeated }) {
    const lines = await unshippedUnits({ order, ...context }, units);
    const parcel = { carrier: 'Bike', tracking_number: randomUUID(), ...(lines && { lines }) };
    const request = { headers: await context.staff(), body: parcel };
    const idOf = ({ shipment_uuid }) => shipment_uuid;
    const shipment = await askOnce(context, `${order.adminUrl}/shipments`, request, { repeated, idOf });
    if (shipment) context.journal.saw('shipment', order.number, shipment.shipment_uuid, total(shipment.lines));
  },

  async deliver({ client, staff, order, journal }, { parcels }) {
    const onTheirWay = (await shipmentsOf({ client, staff, order })).filter((parcel) => !parcel.date_delivered);
    for (const { shipment_uuid: uuid } of parcels === 'all' ? onTheirWay : onTheirWay.slice(0, 1)) {
      const url = `${order.adminUrl}/shipments/${uuid}/delivered`;
      const { status } = await client.ask('PUT', url, { headers: await staff() });
      if (status === 200) journal.saw('delivery', order.number, uuid, 'delivered');
    }
  },

  /** The first parcel on its way does not arrive. */
  async lose(context, { resolution }) {
    await undelivered(context, 'lost', { resolution });
  },

  async comeBack(context, { cause, resolution, restock }) {
    const lines = context.order.lines.map(({ order_product_uuid }, at) => ({
      order_product_uuid,
      restock: restock[at],
    }));
    await undelivered(context, 'returned', { cause, resolution, lines });
  },

  async return({ order, ...context }, { repeated, ...choice }) {
    const shipments = await shipmentsOf({ order, ...context });
    await returnUnits({ order, ...context }, shipments, choice, (request) =>
      askOnce(context, `${order.url}/returns`, request, { repeated, idOf: ({ return_uuid }) => return_uuid }),
    );
  },

  async restock({ client, staff, products }, { product, by }) {
    const url = `/api/admin/products/${products[product]}/stock`;
    await client.ask('PATCH', url, { headers: await staff(), body: { by, reason: 'delivery from the supplier' } });
  },

  count: (context, { product, by }) => count(context, product, catalog[product].stock + by),

  /** Finds fewer than were ordered, until somebody looks again. */
  async miscount(context, { product, units, forMs }) {
    await count(context, product, units);
    await wait(forMs);
    await count(context, product, catalog[product].stock);
  },

  /** A file that was exported a moment ago, with another stock. */
  async import({ client, staff }, { more }) {
    const headers = await staff();
    const { body: csv } = await client.ask('GET', '/api/admin/products/export', { headers });
    const rows = parse(csv, { columns: true, bom: true });
    const changed = rows.map(({ slug, stock, stock_as_of }) => [slug, Math.max(0, Number(stock) + more), stock_as_of]);
    const body = [['slug', 'stock', 'stock_as_of'], ...changed].map((row) => row.join(',')).join('\n');
    await client.ask('POST', '/api/admin/products/import', {
      headers: { ...headers, 'content-type': 'text/csv' },
      body,
    });
  },

  /** Whoever has an order can read it and what became of it. */
  async look({ client, order, buyer: { headers }, journal }) {
    const mayBeMissing = [`${order.url}/invoice.pdf`, `${order.url}/invoice.xml`];
    for (const url of [order.url, `${order.url}/payments`, `${order.url}/tracking`, ...mayBeMissing]) {
      const { status } = await client.ask('GET', url, { headers });
      // A guest who registers meanwhile has another token.
      const known = mayBeMissing.includes(url) ? [200, 403, 404] : [200, 403];
      if (!known.includes(status))
        journal.violation('whoever has an order can read it', `${order.number} ${url}`, known, status);
    }
  },

  async register({ buyers, buyer }) {
    await buyers.registerGuest(buyer);
  },

  async crash({ shop }, { victim, afterMs }) {
    await wait(afterMs);
    await shop.crash(victim);
  },

  async race(context, { steps: both }) {
    await Promise.all(both.map((step) => steps[step.do](context, step)));
  },
};

async function count({ client, staff, products }, product, stock) {
  const url = `/api/admin/products/${products[product]}/stock`;
  await client.ask('PUT', url, { headers: await staff(), body: { stock, reason: 'stocktaking' } });
}

/** Creates something once, however often it is asked for. Answers it, or nothing if it was refused. */
async function askOnce({ client, journal }, url, request, { repeated, idOf }) {
  const ask = () => client.ask('POST', url, { ...request, key });
  const key = randomUUID();
  const answers = repeated === 'at once' ? await Promise.all([ask(), ask()]) : [await ask()];
  if (repeated === 'afterwards' && answers[0].body.status !== 'started') answers.push(await ask());
  const created = answers.filter(({ status }) => status === 201).map(({ body }) => body);
  const ids = new Set(created.map(idOf));
  if (ids.size > 1) journal.violation('a repeated request is done once', url, '1', ids.size);
  return created.at(-1);
}

async function paymentsOf({ client, order, buyer: { headers } }) {
  return (await client.ask('GET', `${order.url}/payments`, { headers })).body.results ?? [];
}

async function shipmentsOf({ client, staff, order }) {
  return (await client.ask('GET', `${order.adminUrl}/shipments`, { headers: await staff() })).body.results ?? [];
}

async function undelivered({ client, staff, order, journal }, what, body) {
  const parcel = (await shipmentsOf({ client, staff, order })).find(({ status }) => status === 'shipped');
  if (!parcel) return;
  const url = `${order.adminUrl}/shipments/${parcel.shipment_uuid}/${what}`;
  const { status } = await client.ask('PUT', url, { headers: await staff(), body });
  if (status === 200) journal.saw('parcel', order.number, parcel.shipment_uuid, what);
}

/** Chosen from what is in no parcel; nothing for all of it. */
async function unshippedUnits(context, units) {
  const shipped = (await shipmentsOf(context)).flatMap(({ lines }) => lines);
  return someUnits(context.order.lines, shipped, units);
}

function postEvent(client, event) {
  const body = JSON.stringify(event);
  const time = Math.floor(Date.now() / 1000);
  const mac = createHmac('sha256', 'magazin-mock-webhooks').update(`${time}.${body}`).digest('hex');
  const headers = { 'content-type': 'application/json', 'mock-signature': `t=${time},v1=${mac}` };
  return client.ask('POST', '/api/payments/webhooks/mock', { headers, body });
}
