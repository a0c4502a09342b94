/** Units: what was ordered is canceled, shipped or open; what is in stock is what was there and moved. */
export const unitRules = [
  {
    rule: 'a line ships no more units than were ordered and not canceled',
    atMost: `
      select number as subject, ordered - canceled as expected, shipped as found
      from units join all_orders on all_orders.id = order_id`,
    breakBy: `update shipment_lines set quantity = quantity + 100 where id = (select min(id) from shipment_lines)`,
  },
  {
    rule: 'a line returns no more units than were delivered',
    atMost: `
      select number as subject, delivered as expected, returned as found
      from units join all_orders on all_orders.id = order_id`,
    breakBy: `
      update return_lines set quantity = quantity + 100
      where id = (select min(return_lines.id) from return_lines join returns on returns.id = return_id where status <> 'refused')`,
  },
  {
    rule: 'the status of an order follows from its parcels and returns',
    equal: `
      select number as subject, status as found, case
        when status = 'canceled' then status
        when bool_and(refunded = ordered) then 'returned'
        when bool_and(shipped = ordered) and not exists (
          select from parcels where order_id = all_orders.id and not is_delivered) then 'delivered'
        when bool_and(shipped = ordered) then 'shipped'
        when bool_or(shipped > 0) then 'processing'
        when payment = 'cash' or is_paid then case when status in ('new', 'paid', 'processing') then status end
        else 'new' end as expected
      from all_orders join units on order_id = all_orders.id
      group by all_orders.id, number, status, payment, is_paid`,
    breakBy: `update orders set status = 'new' where id = (select min(id) from orders where status = 'shipped')`,
  },
  {
    rule: 'on hand is what the staff put there, less what was shipped, plus what was restocked',
    equal: `
      select products.name as subject, on_hand as found,
        (select sum(on_hand_by) from movements where product_id = products.id and is_by_staff)
        - coalesce((select sum(shipped - restocked) from units where product_id = products.id), 0) as expected
      from products`,
    breakBy: `update products set on_hand = on_hand + 1 where id = (select min(id) from products)`,
  },
  {
    rule: 'allocated is what was ordered, not canceled and not shipped yet',
    equal: `
      select products.name as subject, allocated as found,
        coalesce((select sum(ordered - canceled - shipped) from units where product_id = products.id), 0) as expected
      from products`,
    breakBy: `update products set allocated = allocated + 1 where id = (select min(id) from products)`,
  },
  {
    rule: 'the movements of an order are its units: allocated until they are shipped or canceled, and on hand again when restocked',
    equal: `
      select number as subject,
        (select sum(ordered - canceled - shipped) || ' allocated, ' || sum(restocked - shipped) || ' on hand'
          from units where order_id = all_orders.id) as expected,
        (select sum(allocated_by) || ' allocated, ' || sum(on_hand_by) || ' on hand'
          from movements where order_uuid = all_orders.uuid) as found
      from all_orders`,
    breakBy: `update stock_movements set on_hand_by = on_hand_by - 1 where id = (select max(id) from movements where not is_by_staff)`,
  },
  {
    rule: 'the movements of a product sum to its stock',
    equal: `
      select products.name as subject, on_hand || ' on hand, ' || allocated || ' allocated' as found,
        (select sum(on_hand_by) || ' on hand, ' || sum(allocated_by) || ' allocated'
          from movements where product_id = products.id) as expected
      from products`,
    breakBy: `update stock_movements set allocated_by = allocated_by - 1 where id = (select max(id) from stock_movements)`,
  },
  {
    rule: 'each stock movement goes on from the one before it',
    equal: `
      select name as subject, on_hand_after || ' on hand, ' || allocated_after || ' allocated' as found,
        sum(on_hand_by) over ledger || ' on hand, ' || sum(allocated_by) over ledger || ' allocated' as expected
      from movements join products on products.id = product_id
      window ledger as (partition by product_id order by movements.id)`,
    breakBy: `update stock_movements set on_hand_after = on_hand_after + 1 where id = (select max(id) from stock_movements)`,
  },
  {
    rule: 'an order allocates no unit that is not on hand',
    atMost: `
      select number as subject, on_hand_after as expected, allocated_after as found
      from movements join all_orders on all_orders.uuid = order_uuid where allocated_by > 0`,
    breakBy: `update stock_movements set allocated_after = on_hand_after + 1 where id = (select max(id) from movements where allocated_by > 0)`,
  },
];
