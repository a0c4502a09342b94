import { named, utc } from './bare-sql.js';

/** What a guest's purchase needs besides the bucket and the order. */
export const statements = named({
  createGuest: `insert into customers (uuid, guest_token, created_at, updated_at) values ($1, $2, now(), now())`,
  guest: `
    select id, uuid from customers where guest_token = $1 and username is null and disabled_at is null`,
  claimKey: `
    select mine, answer from (select pg_try_advisory_xact_lock(hashtextextended($1, 0)) as mine) lock
    left join idempotency_keys on mine and customer_id = $2 and key = $3 and created_at > now() - interval '24 hours'`,
  storeAnswer: `
    insert into idempotency_keys (customer_id, key, request_hash, answer) values ($1, $2, $3, $4)
    on conflict (customer_id, key)
      do update set request_hash = excluded.request_hash, answer = excluded.answer, created_at = now()`,
  lockOwnOrder: `
    select id, total, currency, number, status from orders where uuid = $1 and customer_id = $2 for update`,
  attempts: `select count(*)::int as attempts from payments where order_id = $1`,
  abandon: `update payments set status = 'abandoned' where order_id = $1 and status = 'action_required'`,
  startPayment: `
    insert into payments (uuid, order_id, provider, status, amount, currency, created_at, updated_at)
    values ($1, $2, 'mock', 'started', $3, $4, now(), now())`,
  lockCharge: `select status from mock_charges where key = $1 for update`,
  authorizeCharge: `insert into mock_charges (key, amount, status) values ($1, $2, 'authorized')`,
  captureCharge: `update mock_charges set status = 'captured' where key = $1`,
  lockOrder: `
    select id, number, currency, subtotal, shipping, shipping_tax_rate, discount, tax, taxes, total, payment, email,
      shipping_address, to_char(created_at, 'YYYY-MM-DD') as day, ${utc('created_at')} as created
    from orders where id = $1 for update`,
  lockPayment: `select id, status from payments where uuid = $1 for update`,
  authorize: `update payments set status = 'authorized', reference = $2, updated_at = now() where id = $1`,
  capture: `update payments set status = 'captured', updated_at = now() where id = $1`,
  charge: `
    insert into payment_ledger (order_id, kind, amount, payment_id, created_at) values ($1, 'charge', $2, $3, now())`,
  markPaid: `update orders set status = 'paid', paid_at = now(), confirmed_at = now(), updated_at = now() where id = $1`,
  invoice: `select id from invoices where order_id = $1 and kind = 'invoice'`,
  lines: `
    select uuid, name, quantity, price as unit_price, tax_rate, total, total as charged from order_lines where order_id = $1 order by id`,
  // A series of its own: a row that both servers lock would make one wait for the other.
  nextNumber: `
    insert into invoice_numbers (series, year, last) values ('BAR', $1, 1)
    on conflict (series, year) do update set last = invoice_numbers.last + 1 returning last`,
  issue: `
    insert into invoices (uuid, number, kind, order_id, document, issued_at, gross)
    values ($1, $2, 'invoice', $3, $4, now(), $5)`,
  payment: `
    select uuid as payment_uuid, provider, status, to_char(amount / 100.0, 'FM99999999999990.00') as amount, currency,
      redirect_url, ${utc('created_at')} as date_created, reason
    from payments where uuid = $1`,
});
