import { folded } from '../database/folded.js';

/** What PostgreSQL holds of orders and their lines, whatever the code does. */

/** Orders with units to be sent: their status says so, as it follows from the units. */
export const toShip = `status in ('paid', 'processing') or status = 'new' and payment = 'cash'`;

/** Last and first name of whom an order is shipped to, as they are searched. */
export const recipientName = folded(`(shipping_address ->> 'last_name') || ' ' || (shipping_address ->> 'first_name')`);

export const orderIndexes = [
  { name: 'orders_of_customer', properties: ['customer', 'id'] as ('customer' | 'id')[] },
  // For coupons, and for guests' orders that an account claims.
  { name: 'orders_of_email', expression: 'create index orders_of_email on orders (lower(email))' },
  // For the list of staff, which is sorted by moment and id.
  { name: 'orders_by_created', expression: 'create index orders_by_created on orders (created_at, id)' },
  { name: 'orders_by_status', expression: 'create index orders_by_status on orders (status, created_at, id)' },
  { name: 'orders_by_payment', expression: 'create index orders_by_payment on orders (payment, created_at, id)' },
  {
    name: 'orders_unpaid',
    expression: 'create index orders_unpaid on orders (created_at, id) where paid_at is null',
  },
  {
    name: 'orders_to_ship',
    expression: `create index orders_to_ship on orders (created_at, id) where ${toShip}`,
  },
  {
    name: 'orders_of_recipient',
    expression: `create index orders_of_recipient on orders ((${recipientName}) text_pattern_ops) where shipping_address is not null`,
  },
];

export const orderChecks = [
  { name: 'orders_total_adds_up', expression: 'total = subtotal + shipping - discount and total >= 0' },
  {
    name: 'orders_credited',
    expression: 'credited >= 0 and credited <= total and shipping_credited >= 0 and shipping_credited <= shipping',
  },
];

export const orderLineChecks = [
  { name: 'order_lines_withheld', expression: 'withheld >= 0 and withheld <= total' },
  {
    name: 'order_lines_units',
    expression:
      'least(canceled, shipped, delivered, undelivered, returned) >= 0 and canceled + shipped <= quantity and delivered + undelivered <= shipped and returned <= delivered',
  },
  {
    name: 'order_lines_credited',
    expression: 'credited_quantity >= 0 and credited_quantity <= quantity and credited >= 0 and credited <= total',
  },
  {
    name: 'order_lines_ends',
    expression:
      'came_back >= 0 and came_back <= undelivered and returns_refunded >= 0 and returns_refunded <= returned',
  },
];
