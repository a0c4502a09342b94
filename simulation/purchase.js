import { randomUUID } from 'node:crypto';
import { steps } from './steps.js';

const couponRefused = 1084;
const addressRequired = 1055;
const shippingNotAvailable = 1085;
/** Each refusal leaves one thing out: the coupon, the address, a product that is sold out. */
const mostAttempts = 8;

/** Plays one story. Answers its order, if there is one. */
export async function play(context, story) {
  const { client, journal, buyers } = context;
  const buyer = await buyers.next(story.buyer, story.mailbox);
  await fillBucket(context, buyer, story);
  const placed = await placeOrder(context, buyer, story);
  if (placed) {
    const { order_uuid: uuid, number, sum } = placed;
    const [url, adminUrl] = [`/api/orders/${uuid}`, `/api/admin/orders/${uuid}`];
    const { status, body } = await client.ask('GET', url, { headers: buyer.headers });
    if (status !== 200) journal.violation('whoever places an order can read it', number, 200, status);
    const order = { uuid, number, url, adminUrl, total: Math.round(Number(sum) * 100), lines: body.products ?? [] };
    for (const step of story.steps) await steps[step.do]({ ...context, buyer, order }, step);
  }
  buyers.rest(buyer);
  return placed;
}

async function fillBucket({ client, products }, { headers }, { lines, changes, coupon }) {
  const add = ({ product, quantity }) =>
    client.ask('POST', '/api/bucket', { headers, body: { product: products[product], quantity } });
  await Promise.all(lines.map(add));
  const { body: bucket } = await client.ask('GET', '/api/bucket', { headers });
  for (const { line, quantity } of changes) {
    const { bucket_uuid } = bucket.results[line % bucket.results.length] ?? {};
    if (bucket_uuid) await client.ask('PUT', `/api/bucket/${bucket_uuid}`, { headers, body: { quantity } });
  }
  const { body: changed } = await client.ask('GET', '/api/bucket', { headers });
  if (changed.results.length === 0) await add({ product: 0, quantity: 1 });
  if (coupon) await client.ask('POST', '/api/bucket/coupon', { headers, body: { code: coupon } });
}

/** Asks what it costs and orders it for that, leaving out what the shop refuses. */
async function placeOrder(context, buyer, story) {
  const { client, shippingMethods } = context;
  const { headers, email } = buyer;
  const where = await deliveryOf(client, buyer, story);
  if (story.shipping !== null) where.shipping_method = shippingMethods[story.shipping];
  for (let attempt = 1; attempt <= mostAttempts; attempt++) {
    const { body: bucket } = await client.ask('GET', '/api/bucket', { headers });
    const quote = await client.ask('POST', '/api/bucket/quote', { headers, body: where });
    const body = { payment: story.payment, email, ...where };
    if (quote.status === 200) body.expected_total = quote.body.total;
    const answers = await place(client, { headers, body }, story.placed);
    const placed = answers.filter(({ status }) => status === 201).map((answer) => answer.body);
    if (placed.length > 0) return record(context, placed, bucket, quote);
    const [{ body: refusal }] = answers;
    if (refusal.code === couponRefused) await client.ask('DELETE', '/api/bucket/coupon', { headers });
    else if ([addressRequired, shippingNotAvailable].includes(refusal.code)) where.shipping_address = addressIn('DE');
    else if (!(await removeLine(client, headers, bucket, refusal.details?.product))) return undefined;
  }
  return undefined;
}

/** With one key the shop makes one order; with two keys it makes one, too, because the bucket is empty then. */
async function place(client, request, placed) {
  const ask = (key) => client.ask('POST', '/api/orders', { ...request, key });
  const [key, other] = [randomUUID(), randomUUID()];
  if (placed === 'twice at once') return Promise.all([ask(key), ask(key)]);
  if (placed === 'by two requests') return Promise.all([ask(key), ask(other)]);
  const first = await ask(key);
  return placed === 'again afterwards' ? [first, await ask(key)] : [first];
}

/** Several answers must be about the same order. Answers it. */
function record({ journal }, placed, bucket, quote) {
  const [{ order_uuid, number, sum }] = placed;
  for (const other of placed)
    if (other.order_uuid !== order_uuid) journal.violation('one bucket makes one order', number, number, other.number);
  if (quote.status === 200 && quote.body.total !== sum)
    journal.violation('an order costs what was quoted', number, quote.body.total, sum);
  const lines = bucket.results.map(({ product, quantity }) => `${quantity} ${product}`).toSorted();
  journal.saw('order', number, order_uuid, sum);
  journal.saw('lines', number, order_uuid, lines.join(', '));
  return placed[0];
}

async function deliveryOf(client, { headers, username }, { address, country }) {
  if (!username || address === 'given') return { shipping_address: addressIn(country) };
  if (address === 'saved') await client.ask('POST', '/api/profile/addresses', { headers, body: addressIn(country) });
  return {};
}

async function removeLine(client, headers, bucket, product) {
  const line = bucket.results.find((each) => each.product === product);
  if (line) await client.ask('DELETE', `/api/bucket/${line.bucket_uuid}`, { headers });
  return line !== undefined;
}

const addressIn = (country) => ({
  first_name: 'Max',
  last_name: 'Mustermann',
  address: 'Musterstr. 13',
  post_code: '10000',
  city: 'Musterstadt',
  country,
});
