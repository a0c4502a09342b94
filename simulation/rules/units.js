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
    rule: 'stock is what the staff put there, less what was sold, plus what was restocked',
    equal: `
      select products.name as subject, stock as found,
        (select sum(by) from movements where product_id = products.id and is_by_staff)
        - coalesce((select sum(ordered - canceled - restocked) from units where product_id = products.id), 0) as expected
      from products`,
    breakBy: `update products set stock = stock + 1 where id = (select min(id) from products)`,
  },
  {
    rule: 'what an order does not keep is back in stock: canceled units, and returned units that are sold again',
    equal: `
      select number as subject, (select sum(canceled + restocked) from units where order_id = all_orders.id) as expected,
        coalesce((select sum(by) from movements where by > 0 and about = number), 0) as found
      from all_orders`,
    breakBy: `update stock_movements set by = by - 1 where id = (select max(id) from movements where by > 0 and not is_by_staff)`,
  },
  {
    rule: 'the movements of a product sum to its stock',
    equal: `
      select products.name as subject, stock as found,
        (select sum(by) from movements where product_id = products.id) as expected
      from products`,
    breakBy: `update stock_movements set by = by - 1 where id = (select max(id) from stock_movements)`,
  },
  {
    rule: 'each stock movement goes on from the one before it',
    equal: `
      select name as subject, stock_after as found, sum(by) over (partition by product_id order by movements.id) as expected
      from movements join products on products.id = product_id`,
    breakBy: `update stock_movements set stock_after = stock_after + 1 where id = (select max(id) from stock_movements)`,
  },
];
