const forPayment = `from charges join all_orders on all_orders.id = order_id`;
const forRefund = `from all_refunds join all_orders on all_orders.id = order_id`;
const booked = `coalesce((select sum(amount) from ledger where order_id = all_orders.id), 0)`;

/** Money: what is charged, what the ledger says, and what the provider has on its books. */
export const moneyRules = [
  {
    rule: 'a line costs its units times its price',
    equal: `
      select number as subject, ordered * price as expected, units.total as found
      from units join all_orders on all_orders.id = order_id`,
    breakBy: `update order_lines set total = total + 1 where id = (select min(id) from order_lines)`,
  },
  {
    rule: 'the total of an order is its lines plus shipping minus discount',
    equal: `
      select number as subject, total as found,
        (select sum(total) from units where order_id = all_orders.id) + shipping - discount as expected
      from all_orders`,
    breakBy: `
      alter table orders drop constraint orders_total_adds_up;
      update orders set total = total + 1 where id = (select min(id) from orders)`,
  },
  {
    rule: 'the discount is what the coupon gives',
    equal: `
      select number as subject, discount as found, coalesce(case
        when percent is not null then round(subtotal * percent / 10000.0)
        when amount is not null then least(amount, subtotal) end, 0) as expected
      from all_orders left join coupons on coupons.id = coupon_id`,
    breakBy: `
      update coupons set percent = percent / 2
      where id = (select min(coupon_id) from orders join coupons on coupons.id = coupon_id where percent > 1 and subtotal > 9)`,
  },
  {
    rule: 'shipping is what the method costs for these lines',
    equal: `
      select number as subject, shipping as found,
        case when subtotal >= free_from then 0 else price end as expected
      from all_orders left join shipping_methods on name = shipping_method`,
    breakBy: `
      update shipping_methods set price = price + 1, free_from = null
      where name = (select min(shipping_method) from orders where shipping > 0)`,
  },
  {
    rule: 'a paid order has one captured payment, or one for each parcel of a cash order',
    equal: `
      select number as subject, 1 as expected,
        (select count(*) from charges where order_id = all_orders.id and status = 'captured') as found
      from all_orders where is_paid and payment <> 'cash'`,
    breakBy: `
      update payments set status = 'declined'
      where id = (select min(charges.id) ${forPayment} where charges.status = 'captured' and is_paid and payment <> 'cash')`,
  },
  {
    rule: 'the shop holds what an order costs, less what was credited, as soon as it is paid or over',
    equal: `
      select number as subject, total - credited as expected, ${booked} as found from all_orders where is_settled`,
    breakBy: `
      update payment_ledger set amount = amount - 1 where id = (
        select min(payment_ledger.id) from payment_ledger join all_orders on all_orders.id = order_id where kind = 'refund' and is_settled)`,
  },
  {
    rule: 'what was credited is what its credits say',
    equal: `
      select number as subject, credited || ' with ' || shipping_credited as found,
        coalesce(sum(amount), 0) || ' with ' || coalesce(sum(credits.shipping), 0) as expected
      from all_orders left join credits on order_id = all_orders.id
      group by all_orders.id, number, credited, shipping_credited`,
    breakBy: `update order_credits set amount = amount + 1 where id = (select min(id) from order_credits)`,
  },
  {
    rule: 'a credit is for lines and shipping',
    equal: `
      select number as subject, amount as expected, credits.shipping + coalesce(of_lines, 0) as found
      from credits join all_orders on all_orders.id = order_id`,
    breakBy: `update order_credit_lines set amount = amount + 1 where id = (select min(id) from order_credit_lines)`,
  },
  {
    rule: 'a line is credited what its credits say',
    equal: `
      select number as subject, units.credited_quantity || ' for ' || units.credited as found,
        coalesce(sum(quantity), 0) || ' for ' || coalesce(sum(amount), 0) as expected
      from units join all_orders on all_orders.id = order_id left join order_credit_lines on order_line_id = units.id
      group by units.id, number, units.credited_quantity, units.credited`,
    breakBy: `update order_credit_lines set amount = amount + 1 where id = (select min(id) from order_credit_lines)`,
  },
  {
    rule: 'units that are not delivered are not owed, once the order is over',
    equal: `
      select number as subject, 0 as expected, greatest(0, canceled + undelivered - credited_quantity) as found
      from units join all_orders on all_orders.id = order_id where is_settled`,
    breakBy: `
      update order_lines set credited_quantity = 0 where id = (
        select min(units.id) from units join all_orders on all_orders.id = order_id where canceled > 0 and is_settled)`,
  },
  {
    rule: 'the ledger has each captured payment once',
    equal: `
      select number as subject, amount as expected, coalesce(booked, 0) as found ${forPayment}
      where charges.status = 'captured'`,
    breakBy: `
      delete from payment_ledger where payment_id = (select min(id) from charges where status = 'captured' and amount > 0)`,
  },
  {
    rule: 'the ledger has each refund once, and the money is back',
    equal: `
      select number as subject, 'done ' || -amount as expected, all_refunds.status || ' ' || coalesce(booked, 0) as found
      ${forRefund}`,
    breakBy: `update refunds set status = 'pending' where id = (select min(id) from refunds)`,
  },
  {
    rule: 'the provider took what the ledger says',
    equal: `
      select number as subject, ${booked} as expected, coalesce((
        select sum(taken - given_back) from charges where order_id = all_orders.id), 0) as found
      from all_orders where payment <> 'cash'`,
    breakBy: `
      update mock_charges set amount = 2 * amount
      where key = (select min(key::text)::uuid from mock_charges where status = 'captured')`,
  },
  {
    rule: 'no money of a customer stays reserved',
    equal: `select number as subject, 0 as expected, reserved as found ${forPayment}`,
    breakBy: `update mock_charges set status = 'authorized' where key = (select min(key::text)::uuid from mock_charges)`,
  },
  {
    rule: 'nothing is charged twice',
    atMost: `select number as subject, total as expected, ${booked} as found from all_orders`,
    breakBy: `
      update payment_ledger set amount = amount + 100000000
      where id = (select min(payment_ledger.id) from payment_ledger join orders on orders.id = order_id
        where kind = 'charge' and amount > 0 and not exists (select from refunds where payment_id = payment_ledger.payment_id))`,
  },
  {
    rule: 'no more is refunded than was captured',
    atMost: `
      select number as subject, charges.amount as expected,
        greatest(given_back, (select sum(amount) from all_refunds where payment_id = charges.id)) as found ${forPayment}`,
    breakBy: `update refunds set amount = amount + 10000000 where id = (select min(id) from refunds)`,
  },
  {
    rule: 'of an order that is canceled or was never paid no money is kept',
    equal: `
      select number as subject, 0 as expected, ${booked} as found
      from all_orders where status = 'canceled' or not is_paid and payment <> 'cash'`,
    breakBy: `
      delete from payment_ledger where id = (select min(payment_ledger.id) from payment_ledger
        join orders on orders.id = order_id where kind = 'refund' and status = 'canceled')`,
  },
  {
    rule: 'a refunded return is credited',
    equal: `
      select number as subject, (
          select coalesce(sum(amount), 0) from credits where order_id = all_orders.id and kind = 'return') as expected,
        (select coalesce(sum(amount), 0) from returns where order_id = all_orders.id and status = 'refunded') as found
      from all_orders`,
    breakBy: `update returns set amount = amount + 1000000 where id = (select min(id) from returns where status = 'refunded')`,
  },
];
