const uses = `from all_orders join coupons on coupons.id = coupon_id where status <> 'canceled'`;

/** Coupons: how often they are used, and by whom. */
export const couponRules = [
  {
    rule: 'a coupon counts the orders that have it and are not canceled',
    equal: `
      select code as subject, used as found, (
        select count(*) from all_orders where coupon_id = coupons.id and status <> 'canceled') as expected
      from coupons`,
    breakBy: `update coupons set used = used + 1 where id = (select min(id) from coupons)`,
  },
  {
    rule: 'a coupon is used no more often than it may be',
    atMost: `select code as subject, max_uses as expected, count(*) as found ${uses} group by code, max_uses`,
    breakBy: `update coupons set max_uses = 0 where id = (select min(coupon_id) ${uses})`,
  },
  {
    rule: 'a customer uses a coupon no more often than one may',
    atMost: `
      select code || ' of customer ' || customer_id as subject, max_uses_per_customer as expected, count(*) as found
      ${uses} group by code, customer_id, max_uses_per_customer`,
    breakBy: `update coupons set max_uses_per_customer = 0 where id = (select min(coupon_id) ${uses})`,
  },
  {
    rule: 'a coupon for first orders is on first orders',
    atMost: `
      select number as subject, 0 as expected, (
        select count(*) from all_orders earlier
        where earlier.customer_id = all_orders.customer_id and earlier.id < all_orders.id and earlier.status <> 'canceled'
      ) as found
      ${uses} and first_order_only`,
    breakBy: `
      update orders set customer_id = (select customer_id from orders where status <> 'canceled' order by id limit 1)
      where id = (select max(all_orders.id) ${uses} and first_order_only
        and all_orders.id > (select min(id) from orders where status <> 'canceled'))`,
  },
  {
    rule: 'a coupon with a least sum is on orders of that sum',
    atMost: `select number as subject, subtotal as expected, min_sum as found ${uses}`,
    breakBy: `update coupons set min_sum = 1000000 where id = (select min(coupon_id) ${uses})`,
  },
];
