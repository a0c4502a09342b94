import { v7 } from 'uuid';
import { transaction } from './bare-database.js';
import { writeMail } from './bare-mail.js';
import { decimal, sum } from './bare-money.js';
import { statements } from './bare-sql.js';

/** Seconds that an unpaid order keeps its stock. */
const paymentWindow = 1_800;
const cash = { payment: 'cash' };

/** Orders the content of a bucket in one transaction, as the bare server and the raw clients both do. */
export const placeOrder = (client, customer) => transaction(client, (query) => orderBucket(query, customer, cash));

/** Within the transaction of `query`. */
export async function orderBucket(query, { id, uuid: customer }, input) {
  const [bucket] = await query(statements.lockBucket, [id]);
  const wanted = await query(statements.linesOf, [bucket.id]);
  if (wanted.length === 0) throw new Error('the bucket is empty');
  const ids = wanted.map(({ product_id }) => product_id);
  await query(statements.lockProducts, [ids]);
  const uuid = v7();
  const taken = await query(statements.take, [ids, wanted.map(({ quantity }) => quantity), uuid]);
  if (taken.length < wanted.length) throw new Error('not enough');
  const [delivery] = await query(statements.delivery, [id]);
  const { payment, email = delivery.email } = input;
  const lines = taken.map((line) => {
    const total = line.price * line.quantity;
    return { ...line, total, tax: taxWithin(total, line.tax_rate) };
  });
  const totals = await totalsOf(query, lines, input.shipping_method);
  const isPickup = totals.method?.kind === 'pickup';
  const shipping_address = input.shipping_address ?? (isPickup ? null : delivery.shipping_address);
  const [order] = await query(statements.order, [
    uuid,
    id,
    payment,
    totals.subtotal,
    totals.shipping,
    totals.tax,
    JSON.stringify(totals.taxes),
    totals.total,
    totals.method?.name,
    totals.method?.tax_rate,
    totals.method?.kind,
    totals.method?.countries,
    email,
    shipping_address && JSON.stringify(shipping_address),
    payment === 'cash' ? null : paymentWindow,
  ]);
  await insertLines(query, order.id, lines);
  await query(statements.empty, [bucket.id]);
  const { number, created } = order;
  if (payment === 'cash')
    await writeMail(
      query,
      { ...totals, number, created, email, payment, currency: 'EUR', discount: 0, shipping_address },
      lines,
      [],
    );
  else await query(statements.job, [JSON.stringify({ order: uuid }), paymentWindow]);
  const sum = decimal(totals.total);
  return { order_uuid: uuid, number, status: 'new', date_created: created, date_paid: null, sum, payment, customer };
}

async function totalsOf(query, lines, shippingMethod) {
  const subtotal = sum(lines.map(({ total }) => total));
  const [method] = shippingMethod
    ? await query(statements.shippingMethod, [shippingMethod])
    : await query(statements.defaultShippingMethod, []);
  const isFree = !method || method.price === 0 || (method.free_from !== null && subtotal >= method.free_from);
  const shipping = isFree ? 0 : method.price;
  const taxes = taxSubtotals(isFree ? lines : [...lines, { tax_rate: method.tax_rate, total: shipping }]);
  return { subtotal, shipping, method, taxes, tax: sum(taxes.map(({ tax }) => tax)), total: subtotal + shipping };
}

async function insertLines(query, order, lines) {
  const column = (name) => lines.map((line) => line[name]);
  await query(statements.orderLines, [
    lines.map(() => v7()),
    lines.map(() => order),
    ...['id', 'uuid', 'name', 'quantity', 'price', 'tax_rate', 'total', 'tax'].map(column),
  ]);
}

const taxWithin = (gross, rate) => Math.round((gross * rate) / (10_000 + rate));

function taxSubtotals(lines) {
  const grosses = new Map();
  for (const { tax_rate, total } of lines) grosses.set(tax_rate, (grosses.get(tax_rate) ?? 0) + total);
  return [...grosses]
    .sort(([a], [b]) => a - b)
    .map(([rate, gross]) => {
      const tax = taxWithin(gross, rate);
      return { rate, net: gross - tax, tax, gross };
    });
}
