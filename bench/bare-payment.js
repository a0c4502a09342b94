// Takes a payment as the shop does: the same transactions around the calls of the provider, the same rows, nothing rendered.
import { createHash } from 'node:crypto';
import { v7 } from 'uuid';
import { transaction } from './bare-database.js';
import { writeMail } from './bare-mail.js';
import { sum } from './bare-money.js';
import { statements } from './bare-payment-sql.js';
import { statements as shared } from './bare-sql.js';

/** Seconds after which a payment without an outcome is asked for. */
const settleAfter = 15;

/** Does `work` once for a key of a customer, within the transaction of `query`, and stores its answer. */
export async function once(query, { customer, key, body }, work) {
  const [claim] = await query(statements.claimKey, [`${customer} ${key}`, customer, key]);
  if (!claim.mine) throw new Error('still running');
  if (claim.answer) return claim.answer;
  const answer = await work();
  const hash = createHash('sha256').update(JSON.stringify(body)).digest('hex');
  await query(statements.storeAnswer, [customer, key, hash, JSON.stringify(answer)]);
  return answer;
}

export async function pay(client, { id: customer }, orderUuid, { key, body }) {
  const uuid = v7();
  const order = await transaction(client, (query) =>
    once(query, { customer, key, body }, () => start(query, uuid, orderUuid, customer)),
  );
  await transaction(client, async (query) => {
    await query(statements.lockCharge, [uuid]);
    await query(statements.authorizeCharge, [uuid, order.total]);
  });
  await transaction(client, async (query) => {
    await query(statements.lockOrder, [order.id]);
    const [payment] = await query(statements.lockPayment, [uuid]);
    await query(statements.authorize, [payment.id, `mock_${uuid}`]);
  });
  await transaction(client, async (query) => {
    await query(statements.lockCharge, [uuid]);
    await query(statements.captureCharge, [uuid]);
  });
  await transaction(client, (query) => capture(query, uuid, order.id));
  const { rows } = await client.query({ ...statements.payment, values: [uuid] });
  return rows[0];
}

async function start(query, uuid, orderUuid, customer) {
  const [order] = await query(statements.lockOwnOrder, [orderUuid, customer]);
  if (order?.status !== 'new') throw new Error('not payable');
  const [{ attempts }] = await query(statements.attempts, [order.id]);
  if (attempts >= 20) throw new Error('too many payment attempts');
  await query(statements.abandon, [order.id]);
  await query(statements.startPayment, [uuid, order.id, order.total, order.currency]);
  await query(shared.job, [JSON.stringify({ payment: uuid }), settleAfter]);
  return order;
}

/** What must be true together: captured, booked, paid, invoiced, and the mail written. */
async function capture(query, uuid, orderId) {
  const [order] = await query(statements.lockOrder, [orderId]);
  const [payment] = await query(statements.lockPayment, [uuid]);
  await query(statements.charge, [order.id, order.total, payment.id]);
  await query(statements.capture, [payment.id]);
  await query(statements.markPaid, [order.id]);
  const lines = await query(statements.lines, [order.id]);
  const invoice = await issueInvoice(query, order, lines);
  await writeMail(query, order, lines, [{ kind: 'invoice', ref: invoice }]);
}

const { SELLER_NAME, SELLER_ADDRESS, SELLER_POST_CODE, SELLER_CITY, SELLER_COUNTRY, SELLER_VAT_ID, SELLER_EMAIL } =
  process.env;
const seller = {
  name: SELLER_NAME,
  address: [SELLER_ADDRESS],
  post_code: SELLER_POST_CODE,
  city: SELLER_CITY,
  country: SELLER_COUNTRY,
  vat_id: SELLER_VAT_ID,
  email: SELLER_EMAIL,
};

async function issueInvoice(query, order, lines) {
  const issued = await query(statements.invoice, [order.id]);
  if (issued.length > 0) throw new Error('invoiced already');
  const today = new Date().toISOString().slice(0, 10);
  const year = Number(today.slice(0, 4));
  const [{ last }] = await query(statements.nextNumber, [year]);
  const number = `BAR-${year}-${String(last).padStart(6, '0')}`;
  const { first_name, last_name, address, post_code, city, country } = order.shipping_address;
  const to = { name: `${first_name} ${last_name}`, post_code, city, country };
  const total = (name) => sum(order.taxes.map((tax) => tax[name]));
  const document = {
    number,
    issued: today,
    template: 1,
    language: 'en',
    kind: 'invoice',
    supply: { date: today, basis: 'prepayment' },
    delivery: { ...to, address: [address] },
    due: null,
    currency: order.currency,
    order: { number: order.number, date: order.day },
    corrects: null,
    reason: null,
    seller,
    buyer: { ...to, address, email: order.email },
    lines,
    shipping: { gross: order.shipping, tax_rate: order.shipping_tax_rate },
    discount: null,
    tax: order.taxes,
    totals: { net: total('net'), tax: total('tax'), gross: total('gross') },
    payment: { method: order.payment, state: 'paid', paid_on: today },
  };
  const uuid = v7();
  await query(statements.issue, [uuid, number, order.id, JSON.stringify(document), order.total]);
  return uuid;
}
