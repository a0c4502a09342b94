import { type RawBuilder, sql } from 'kysely';
import { searchedCustomer } from '../customer/customer.entity.js';
import { beginsWith, folded, holdsBeginnings, wordsOf } from '../database/folded.js';
import { recipientName } from './order-constraints.js';

/** Of one name or one product, the latest orders. */
const most = 1_000;

const customerName = folded(`' ' || first_name || ' ' || last_name`);
const wholeRecipient = folded(
  `' ' || (shipping_address ->> 'first_name') || ' ' || (shipping_address ->> 'last_name')`,
);

/** The ids of orders by anything that a person may have at hand; one index for each kind of it. */
export const ordersFoundBy = (search: string): RawBuilder<number> => sql`(
  select id from orders where number = upper(${search})
  union all select id from orders where lower(email) = lower(${search})
  union all select order_id from shipments where tracking_number is not null and lower(tracking_number) = lower(${search})
  union all (
    select order_id from order_lines where product_id = (select id from products where slug = lower(${search}))
    order by id desc limit ${sql.lit(most)}
  )
  union all (
    select id from orders where customer_id = any(array(
      select id from customers where username is not null
        and ${holdsBeginnings(searchedCustomer, search)} and ${holdsBeginnings(customerName, search)} limit ${sql.lit(most)}
    )) order by id desc limit ${sql.lit(most)}
  )
  union all (
    select id from orders where shipping_address is not null
      and ${beginsWith(recipientName, wordsOf(search).at(-1) ?? '')} and ${holdsBeginnings(wholeRecipient, search)}
    order by id desc limit ${sql.lit(most)}
  )
)`;
