/** What stories have done, in the words of the ledger's views. */
const queries = {
  orders: 'all_orders',
  'of guests': 'all_orders join customers on customers.id = customer_id where username is null',
  'with several lines': '(select order_id from units group by order_id having count(*) > 1) orders',
  'with several rates': '(select order_id from order_taxes group by order_id having count(*) > 1) orders',
  'with a coupon': 'all_orders where discount > 0',
  'with shipping': 'all_orders where shipping > 0',
  'shipped for free': 'all_orders where shipping_method is not null and shipping = 0',
  'paid by card': `all_orders where payment = 'card' and is_paid`,
  'paid by payu': `all_orders where payment = 'payu' and is_paid`,
  'paid in cash': `all_orders where payment = 'cash' and is_paid`,
  canceled: `all_orders where status = 'canceled'`,
  'canceled after payment': `all_orders where status = 'canceled' and is_paid`,
  delivered: `all_orders where status = 'delivered'`,
  returned: `all_orders where status = 'returned'`,
  'declined payments': `charges where status = 'declined'`,
  'abandoned payments': `charges where status = 'abandoned'`,
  'partial parcels': `parcels where parcels.units < (select sum(ordered) from units where units.order_id = parcels.order_id)`,
  'lines partly returned': 'units where returned between 1 and ordered - 1',
  'lines scrapped': 'units where refunded > restocked',
  'changes of stock by staff': `movements where is_by_staff and on_hand_by <> 0`,
  'counts below what was ordered': `movements where allocated_after > on_hand_after`,
  'units canceled alone': 'units join all_orders on all_orders.id = order_id where canceled > 0 and canceled < ordered',
  'orders that end with units canceled': `units join all_orders on all_orders.id = order_id
    where canceled > 0 and status in ('delivered', 'returned')`,
  'parcels lost': `parcels where undelivered = 'lost'`,
  'parcels that came back': `parcels where undelivered = 'returned'`,
  'parcels sent again': `parcels where resolution = 'reship'`,
  'returns of fewer than announced': 'return_units where received < quantity',
  'credits of units': `credits where kind = 'refund' and exists (
    select from order_credit_lines where credit_id = credits.id and quantity > 0)`,
  'credits of amounts': `credits where kind = 'refund' and exists (
    select from order_credit_lines where credit_id = credits.id and quantity = 0)`,
  'credits of shipping': 'credits where shipping > 0',
  'invoices of one parcel of several': `(select order_id from documents where kind = 'invoice' group by 1 having count(*) > 1) orders`,
  refunds: 'all_refunds',
  'credit notes': `documents where kind = 'credit_note'`,
  mails: 'all_mails',
};

/** Answers how often each was done. */
export async function coverage(ledger) {
  const columns = Object.values(queries).map((from) => `(select count(*)::int from ${from})`);
  const { rows } = await ledger.query({ text: `select ${columns.join(', ')}`, rowMode: 'array' });
  return Object.fromEntries(Object.keys(queries).map((name, at) => [name, rows[0][at]]));
}
