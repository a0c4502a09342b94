const count = (kind) =>
  `(select count(*) from all_mails where kind = '${kind}' and all_mails.number = all_orders.number)`;

/** Mails: each fact that promises one has one, and the mail server got it. */
export const mailRules = [
  {
    rule: 'an order is confirmed once: a cash order when it is placed, any other when it is paid',
    // A cash order that is canceled at once may not be confirmed any more.
    equal: `
      select number as subject, case when payment = 'cash' and status = 'canceled' and not is_confirmed then 0
        when payment = 'cash' or is_paid then 1 else 0 end as expected, ${count('order_confirmation')} as found
      from all_orders`,
    breakBy: `delete from mails where id = (select min(id) from mails where kind = 'order_confirmation')`,
  },
  {
    rule: 'the first declined payment of an order is told once',
    equal: `
      select number as subject, case when exists (
          select from charges where order_id = all_orders.id and status = 'declined') then 1 else 0 end as expected,
        ${count('payment_failed')} as found
      from all_orders`,
    breakBy: `delete from mails where id = (select min(id) from mails where kind = 'payment_failed')`,
  },
  {
    rule: 'each parcel is told once',
    equal: `
      select number as subject, 1 as expected, (
        select count(*) from all_mails where kind = 'shipped' and all_mails.tracking_number = parcels.tracking_number
          and all_mails.number = all_orders.number) as found
      from parcels join all_orders on all_orders.id = order_id`,
    breakBy: `delete from mails where id = (select min(id) from mails where kind = 'shipped')`,
  },
  {
    rule: 'a mail about a parcel has its parcel',
    equal: `
      select number as subject, ${count('shipped')} as found,
        (select count(*) from parcels where order_id = all_orders.id) as expected
      from all_orders`,
    breakBy: `update mails set data = data || '{"number": "M999999"}' where kind = 'shipped'`,
  },
  {
    rule: 'a cancellation of a whole order is told once',
    atMost: `select number as subject, case when status = 'canceled' then 1 else 0 end as expected, ${count('canceled')} as found
      from all_orders`,
    breakBy: `
      update mails set data = data || jsonb_build_object('number', other.number)
      from (select min(number) as number from orders where status <> 'canceled') other
      where kind = 'canceled' and other.number is not null`,
  },
  {
    rule: 'the end of an order that does not arrive is told',
    equal: `
      select number as subject, true as expected,
        ${count('canceled')} + ${count('units_canceled')} + ${count('parcel_lost')} + ${count('refunded')} > 0 as found
      from all_orders where status = 'canceled'`,
    breakBy: `
      delete from mails where kind in ('canceled', 'units_canceled', 'parcel_lost', 'refunded')
        and data->>'number' = (select min(number) from orders where status = 'canceled')`,
  },
  {
    rule: 'a parcel that does not arrive is told once',
    equal: `
      select number as subject, ${count('parcel_lost')} + ${count('parcel_returned')} as found,
        (select count(*) from parcels where order_id = all_orders.id and undelivered is not null) as expected
      from all_orders`,
    breakBy: `delete from mails where id = (select min(id) from mails where kind in ('parcel_lost', 'parcel_returned'))`,
  },
  {
    rule: 'each refund is told once',
    equal: `
      select number as subject, (
          select string_agg(to_char(amount / 100.0, 'FM9999990.00'), ', ' order by amount, id)
          from all_refunds where order_id = all_orders.id and status = 'done') as expected, (
          select string_agg(amount, ', ' order by amount::numeric, id)
          from all_mails where kind = 'refunded' and all_mails.number = all_orders.number) as found
      from all_orders`,
    breakBy: `delete from mails where id = (select min(id) from mails where kind = 'refunded')`,
  },
  {
    rule: 'each customer is welcomed once',
    equal: `
      select username as subject, 1 as expected,
        (select count(*) from all_mails where kind = 'welcome' and recipient = customers.email) as found
      from customers where username is not null`,
    breakBy: `delete from mails where id = (select min(id) from mails where kind = 'welcome')`,
  },
  {
    rule: 'each mail is sent',
    equal: `select coalesce(number, recipient) as subject, 'sent' as expected, status as found from all_mails`,
    breakBy: `update mails set status = 'queued' where id = (select min(id) from mails)`,
  },
  {
    rule: 'the mail server got each mail',
    equal: `
      select coalesce(number, all_mails.recipient) as subject, 1 as expected, count(distinct received.message_id) as found
      from all_mails left join received on received.message_id = all_mails.message_id
        and received.recipient = all_mails.recipient
      group by all_mails.id, number, all_mails.recipient`,
    breakBy: `delete from received where message_id = (select min(message_id) from received)`,
  },
  {
    rule: 'a mail that comes again has the same Message-ID and the same subject',
    equal: `
      select recipient as subject, 'a mail of the shop' as expected, case when exists (
        select from all_mails where all_mails.message_id = received.message_id and all_mails.subject = received.subject
      ) then 'a mail of the shop' else message_id end as found
      from received`,
    breakBy: `update mails set message_id = '<other@mail.test>' where id = (select min(id) from mails)`,
  },
  {
    rule: 'no two mails have one Message-ID',
    equal: `select message_id as subject, 1 as expected, count(*) as found from all_mails group by message_id`,
    breakBy: `update mails set message_id = (select max(message_id) from mails) where id = (select min(id) from mails)`,
  },
];
