import { setTimeout as wait } from 'node:timers/promises';

/** Nothing is on its way any more: no job waits, no payment is undecided. */
export async function settled(server) {
  for (const began = Date.now(); Date.now() - began < 120_000; await wait(500)) {
    const [{ busy }] = await server.query(`
      select (select count(*) from pgboss.job where name not in ('order.payment_due') and state < 'completed'
        and (start_after < now() + interval '60 seconds'))
        + (select count(*) from payments where status in ('started', 'authorized')) as busy`);
    if (busy === '0') return;
  }
  throw new Error('the shop does not come to rest');
}

/** Everything that must be true of an order, whatever has happened to it. */
const promises = {
  'a paid order has one capture, one invoice and one confirmation': `
    select o.uuid from orders o where payment <> 'cash' and paid_at is not null and not (
      (select count(*) from payments where order_id = o.id and status = 'captured') = 1
      and (select count(*) from invoices where order_id = o.id and kind = 'invoice') = 1
      and (select count(*) from mails where kind = 'order_confirmation' and recipient = o.email) = 1)`,
  'an unpaid order has no capture that was kept, no invoice and no confirmation': `
    select o.uuid from orders o where payment <> 'cash' and paid_at is null and (
      coalesce((select sum(amount) from payment_ledger where order_id = o.id), 0) <> 0
      or exists (select from invoices where order_id = o.id)
      or exists (select from mails where kind = 'order_confirmation' and recipient = o.email))`,
  'a cash order that was delivered is paid once, with one invoice since it was shipped': `
    select o.uuid from orders o where payment = 'cash' and status not in ('new', 'processing', 'canceled') and not (
      (select count(*) from payments where order_id = o.id and status = 'captured')
        = (case when status in ('delivered', 'returned') then 1 else 0 end)
      and (select count(*) from invoices where order_id = o.id and kind = 'invoice') = 1)`,
  'a return that was refunded has its money on the way, and no unit comes back twice': `
    select o.uuid from orders o where
      coalesce((select sum(amount) from returns where order_id = o.id and status = 'refunded'), 0)
        > -coalesce((select sum(amount) from payment_ledger where order_id = o.id and kind = 'refund'), 0)
      or exists (select from order_lines l where l.order_id = o.id and quantity < (
        select coalesce(sum(r.quantity), 0) from return_lines r join returns on returns.id = return_id
        where order_line_id = l.id and returns.status <> 'refused'))`,
  // One that is canceled in the first moment may be so before its confirmation was written.
  'a cash order is confirmed once': `
    select o.uuid from orders o where payment = 'cash'
      and (select count(*) from mails where kind = 'order_confirmation' and recipient = o.email)
        not in (1, case when status = 'canceled' then 0 else 1 end)`,
  'no order is beyond new without its payment record': `
    select o.uuid from orders o where payment <> 'cash' and status not in ('new', 'canceled')
      and not exists (select from payments where order_id = o.id and status = 'captured')`,
  'the ledger is what the provider has on its books': `
    select o.uuid from orders o where payment <> 'cash'
      and coalesce((select sum(amount) from payment_ledger where order_id = o.id), 0) <> coalesce((
        select sum(m.amount - m.refunded) from mock_charges m join payments p on p.uuid = m.key
        where p.order_id = o.id and m.status = 'captured'), 0)`,
  'the ledger of a canceled order sums to nothing': `
    select o.uuid from orders o where status = 'canceled'
      and coalesce((select sum(amount) from payment_ledger where order_id = o.id), 0) <> 0`,
  'refunds are credited to the cent': `
    select o.uuid from orders o where paid_at is not null
      and coalesce((select sum(gross) from invoices where order_id = o.id and kind = 'credit_note'), 0)
      <> -coalesce((select sum(amount) from payment_ledger where order_id = o.id and kind = 'refund'), 0)`,
  'a total is lines, shipping and discount': `
    select o.uuid from orders o where total <> (select sum(l.total) from order_lines l where order_id = o.id) + shipping - discount`,
};

/** Of the shop as a whole. */
const wholes = {
  'the units that were sold are missing, and no others': `
    select p.uuid from products p where stock <> 1000000 - coalesce((
      select sum(quantity) from order_lines l join orders o on o.id = order_id
      where product_id = p.id and status <> 'canceled'), 0) + coalesce((
      select sum(r.quantity) from return_lines r join order_lines l on l.id = order_line_id
      where product_id = p.id and restocked), 0)`,
  'numbers have no gap': `
    select kind from invoices group by kind having count(*) <> max(right(number, 6)::int) or count(distinct number) <> count(*)`,
};

/** The broken promises, each with the orders it was given. */
export async function brokenPromises(server) {
  const broken = [];
  for (const [promise, query] of Object.entries(promises))
    for (const { uuid } of await server.query(query)) broken.push({ promise, order: uuid });
  for (const [promise, query] of Object.entries(wholes))
    if ((await server.query(query)).length > 0) broken.push({ promise });
  return broken;
}
