/** Units: what was ordered is canceled, shipped or open; what is in stock is what was there and moved. */
export const unitRules = [
  {
    rule: 'the counts of a line are what its parcels and returns say',
    equal: `
      select number as subject, concat_ws(' ', shipped, delivered, undelivered, returned) as found,
        concat_ws(' ', sent, arrived, failed, received) as expected
      from units join all_orders on all_orders.id = order_id`,
    breakBy: `update shipment_lines set quantity = quantity + 100 where id = (
      select min(shipment_lines.id) from shipment_lines join shipments on shipments.id = shipment_id where resolution is null)`,
  },
  {
    rule: 'a line ships no more units than were ordered and not canceled',
    atMost: `
      select number as subject, ordered - canceled as expected, sent as found
      from units join all_orders on all_orders.id = order_id`,
    breakBy: `update shipment_lines set quantity = quantity + 100 where id = (
      select min(shipment_lines.id) from shipment_lines join shipments on shipments.id = shipment_id where resolution is null)`,
  },
  {
    rule: 'a line returns no more units than were delivered',
    atMost: `
      select number as subject, arrived as expected, announced as found
      from units join all_orders on all_orders.id = order_id`,
    breakBy: `
      update return_lines set quantity = quantity + 100, received = received + 100
      where id = (select min(return_lines.id) from return_lines join returns on returns.id = return_id
        where status not in ('refused', 'canceled'))`,
  },
  {
    rule: 'the status of an order follows from its units',
    equal: `
      select number as subject, status as found, case
        when not exists (select from parcels where order_id = all_orders.id) then case
          when sum(canceled) = sum(ordered) then 'canceled'
          when payment = 'cash' or is_paid then case when status in ('new', 'paid', 'processing') then status end
          else 'new' end
        when sum(ordered - canceled - sent) > 0 then 'processing'
        when sum(sent - arrived - failed) > 0 then 'shipped'
        when sum(arrived) > sum(refunded) then 'delivered'
        when sum(arrived + unopened) > 0 then 'returned'
        else 'canceled' end as expected
      from all_orders join units on order_id = all_orders.id
      group by all_orders.id, number, status, payment, is_paid`,
    breakBy: `update orders set status = 'new' where id = (select min(id) from orders where status = 'shipped')`,
  },
  {
    rule: 'on hand is what the staff put there, less what left, plus what came back',
    equal: `
      select products.name as subject, on_hand as found,
        (select sum(on_hand_by) from movements where product_id = products.id and is_by_staff)
        - coalesce((select sum(left_house - restocked) from units where product_id = products.id), 0) as expected
      from products`,
    breakBy: `update products set on_hand = on_hand + 1 where id = (select min(id) from products)`,
  },
  {
    rule: 'the movements of an order are its units: allocated until they are shipped or canceled, and on hand again when restocked',
    equal: `
      select number as subject,
        (select sum(ordered - canceled - shipped) || ' allocated, ' || sum(restocked - left_house) || ' on hand'
          from units where order_id = all_orders.id) as expected,
        (select sum(allocated_by) || ' allocated, ' || sum(on_hand_by) || ' on hand'
          from movements where order_uuid = all_orders.uuid) as found
      from all_orders`,
    breakBy: `update stock_movements set on_hand_by = on_hand_by - 1 where id = (select max(id) from movements where not is_by_staff)`,
  },
  {
    rule: 'allocated is what orders wait for',
    equal: `
      select products.name as subject, allocated as found,
        coalesce((select sum(ordered - canceled - shipped) from units where product_id = products.id), 0) as expected
      from products`,
    breakBy: `update products set allocated = allocated + 1 where id = (select min(id) from products)`,
  },
  {
    rule: 'nothing is allocated that is not on hand',
    atMost: `
      select name as subject, on_hand_after as expected, allocated_after as found
      from movements where allocated_by > 0 and not is_by_staff`,
    breakBy: `update stock_movements set on_hand_after = -1 where id = (
      select max(id) from movements where allocated_by > 0 and not is_by_staff)`,
  },
  ...['on_hand', 'allocated'].flatMap((fact) => [
    {
      rule: `the movements of a product sum to what it has (${fact})`,
      equal: `
        select products.name as subject, ${fact} as found,
          (select sum(${fact}_by) from movements where product_id = products.id) as expected
        from products`,
      breakBy: `update stock_movements set ${fact}_by = ${fact}_by - 1 where id = (select max(id) from stock_movements)`,
    },
    {
      rule: `each stock movement goes on from the one before it (${fact})`,
      equal: `
        select name as subject, ${fact}_after as found, sum(${fact}_by) over (partition by product_id order by id) as expected
        from movements`,
      breakBy: `update stock_movements set ${fact}_after = ${fact}_after + 1 where id = (select max(id) from stock_movements)`,
    },
  ]),
];
