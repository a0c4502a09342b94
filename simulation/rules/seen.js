const rank = (status) => `array_position(array['requested', 'accepted', 'received', 'refunded'], ${status})`;

/** What clients saw confirmed is there; and nothing is left undecided. */
export const seenRules = [
  ...[
    ['order', 'orders', `to_char(total / 100.0, 'FM9999990.00')`, 'order'],
    ['status', 'orders', 'status', 'cancellation'],
    ['payment', 'payments', 'status', 'payment'],
    // Cash may go back from the payments of several parcels.
    [
      'refund',
      'refunds',
      `to_char((select sum(amount) from refunds parts where parts.credit_id = refunds.credit_id) / 100.0, 'FM9999990.00')`,
      'refund',
    ],
    ['shipment', 'parcels', 'units::text', 'parcel'],
    ['delivery', 'parcels', `case when is_delivered then 'delivered' end`, 'delivery'],
    ['parcel', 'parcels', 'undelivered', 'parcel that did not arrive'],
    [
      'return',
      'returns',
      `case when ${rank('status')} >= ${rank('value')} or status = 'refused' and received_at is not null then value else status end`,
      'return',
    ],
  ].map(([kind, table, fact, name]) => ({
    rule: `each ${name} that a client saw confirmed is there`,
    equal: `
      select seen.number as subject, value as expected, ${fact} as found
      from seen left join ${table} using (uuid) where kind = '${kind}'`,
    breakBy: `
      update seen set uuid = gen_random_uuid()
      where kind = '${kind}' and uuid = (select min(uuid::text)::uuid from seen where kind = '${kind}')`,
  })),
  {
    rule: 'each order is known to whoever placed it',
    equal: `
      select number as subject, 'seen' as expected,
        case when exists (select from seen where seen.uuid = all_orders.uuid) then 'seen' else 'not seen' end as found
      from all_orders`,
    breakBy: `delete from seen where uuid = (select uuid from orders order by id limit 1)`,
  },
  {
    rule: 'each order that a client saw confirmed has the lines of its bucket',
    equal: `
      select seen.number as subject, value as expected, (
        select string_agg(quantity || ' ' || product_uuid, ', ' order by (quantity || ' ' || product_uuid) collate "C")
        from order_lines join orders on orders.id = order_id where orders.uuid = seen.uuid) as found
      from seen where kind = 'lines'`,
    breakBy: `update order_lines set quantity = quantity + 1 where id = (select min(id) from order_lines)`,
  },
  {
    rule: 'no order waits for its payment when its time is over',
    equal: `
      select number as subject, 'canceled' as expected, status as found
      from all_orders where payment <> 'cash' and status = 'new'`,
    breakBy: `update orders set status = 'new' where id = (select min(id) from orders where payment <> 'cash')`,
  },
  {
    rule: 'no payment stays undecided',
    equal: `
      select number as subject, 'decided' as expected,
        case when charges.status in ('captured', 'declined', 'abandoned') then 'decided' else charges.status end as found
      from charges join all_orders on all_orders.id = order_id`,
    // A captured one: an order may have declined ones beside it, but no second open one.
    breakBy: `update payments set status = 'started' where id = (select min(id) from payments where status = 'captured')`,
  },
  {
    rule: 'no job is left or has failed for good',
    equal: `select name || ' ' || coalesce(about, '') as subject, 'completed' as expected, state as found from open_jobs`,
    breakBy: `update pgboss.job set state = 'failed' where id = (select min(id::text)::uuid from pgboss.job where name = 'order.payment_due')`,
  },
];
