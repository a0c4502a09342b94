import { v7 } from 'uuid';
import { statements } from './bare-sql.js';

/** One order of what is in the bucket, in one transaction: what the bare server and the raw clients do alike. */
export async function placeOrder(client, { id, uuid: customer }) {
  const ask = async (statement, values) => (await client.query({ ...statement, values })).rows;
  try {
    await client.query('begin');
    const [bucket] = await ask(statements.lockBucket, [id]);
    const wanted = await ask(statements.linesOf, [bucket.id]);
    if (wanted.length === 0) throw new Error('the bucket is empty');
    const ids = wanted.map(({ product_id }) => product_id);
    await ask(statements.lockProducts, [ids]);
    const taken = await ask(statements.take, [ids, wanted.map(({ quantity }) => quantity)]);
    if (taken.length < wanted.length) throw new Error('not enough');
    const [{ email, shipping_address }] = await ask(statements.delivery, [id]);
    const lines = taken.map((line) => {
      const total = line.price * line.quantity;
      return { ...line, total, tax: taxWithin(total, line.tax_rate) };
    });
    const subtotal = lines.reduce((sum, { total }) => sum + total, 0);
    const taxes = perRate(lines);
    const tax = taxes.reduce((sum, row) => sum + row.tax, 0);
    const uuid = v7();
    const [order] = await ask(statements.order, [
      uuid,
      id,
      subtotal,
      tax,
      JSON.stringify(taxes),
      email,
      shipping_address && JSON.stringify(shipping_address),
    ]);
    const of = (fact) => lines.map((line) => line[fact]);
    await ask(statements.orderLines, [
      lines.map(() => v7()),
      lines.map(() => order.id),
      of('id'),
      of('uuid'),
      of('name'),
      of('quantity'),
      of('price'),
      of('tax_rate'),
      of('total'),
      of('tax'),
    ]);
    await ask(statements.empty, [bucket.id]);
    await ask(statements.job, [JSON.stringify({ order: uuid })]);
    await client.query('commit');
    const { number, created } = order;
    const sum = `${Math.trunc(subtotal / 100)}.${String(subtotal % 100).padStart(2, '0')}`;
    return {
      order_uuid: uuid,
      number,
      status: 'new',
      date_created: created,
      date_paid: null,
      sum,
      payment: 'cash',
      customer,
    };
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}

const taxWithin = (gross, rate) => Math.round((gross * rate) / (10_000 + rate));

function perRate(lines) {
  const grosses = new Map();
  for (const { tax_rate, total } of lines) grosses.set(tax_rate, (grosses.get(tax_rate) ?? 0) + total);
  return [...grosses]
    .sort(([a], [b]) => a - b)
    .map(([rate, gross]) => {
      const tax = taxWithin(gross, rate);
      return { rate, net: gross - tax, tax, gross };
    });
}
