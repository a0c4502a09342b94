/** What stories have done. A simulation of many stories that has none of one of them proves nothing about it. */
const queries = {
  orders: 'select count(*) from orders',
  'of guests': 'select count(*) from orders join customers on customers.id = customer_id where username is null',
  'with several lines': `
    select count(*) from (select order_id from order_lines group by order_id having count(*) > 1) orders`,
  'with several rates': 'select count(*) from orders where jsonb_array_length(taxes) > 1',
  'with a coupon': 'select count(*) from orders where discount > 0',
  'with shipping': 'select count(*) from orders where shipping > 0',
  'shipped for free': 'select count(*) from orders where shipping_method is not null and shipping = 0',
  'paid by card': `select count(*) from orders where payment = 'card' and paid is not null`,
  'paid by payu': `select count(*) from orders where payment = 'payu' and paid is not null`,
  'paid in cash': `select count(*) from orders where payment = 'cash' and paid is not null`,
  canceled: `select count(*) from orders where status = 'canceled'`,
  'canceled after payment': `select count(*) from orders where status = 'canceled' and paid is not null`,
  delivered: `select count(*) from orders where status = 'delivered'`,
  returned: `select count(*) from orders where status = 'returned'`,
  'declined payments': `select count(*) from payments where status = 'declined'`,
  'abandoned payments': `select count(*) from payments where status = 'abandoned'`,
  'partial parcels': `
    select count(*) from shipments where (select sum(quantity) from shipment_lines where shipment_id = shipments.id)
      < (select sum(quantity) from order_lines where order_lines.order_id = shipments.order_id)`,
  'partial returns': `
    select count(*) from returns where (select sum(quantity) from return_lines where return_id = returns.id)
      < (select sum(quantity) from order_lines where order_lines.order_id = returns.order_id)`,
  'units scrapped': `select count(*) from return_lines where not restocked`,
  refunds: 'select count(*) from refunds',
  'credit notes': `select count(*) from invoices where kind = 'credit_note'`,
  mails: 'select count(*) from mails',
};

/** Answers how often each was done. */
export async function coverage(shop) {
  const counts = {};
  for (const [name, query] of Object.entries(queries)) counts[name] = Number((await shop.query(query))[0].count);
  return counts;
}
