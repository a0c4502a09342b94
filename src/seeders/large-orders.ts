import type { EntityManager } from '@mikro-orm/postgresql';
import { productsAt } from './large-catalog.js';
import { customersAt } from './large-customers.js';
import {
  daysAfter,
  daysToArrive,
  daysToShip,
  fateOf,
  type LargePlan,
  momentOf,
  pick,
  run,
  share,
  uuidAt,
} from './large-plan.js';

/** Minor units of tax within a gross amount, rounded half up; SQL. */
export const taxWithin = (gross: string, rate: string): string =>
  `((2 * (${gross})::bigint * ${rate} + 10000 + ${rate}) / (2 * (10000 + ${rate})))`;

const lineCount = (order: string) => `(array[1, 1, 1, 1, 1, 2, 2, 2, 3, 4])[1 + ${pick(10, order, 40)}]`;

/**
 * A tenth of the customers orders for the first time, the others again, some of them often, and most of them soon. Of an order,
 * each line has another product.
 */
const customerOf = (plan: LargePlan) => {
  const [known, before] = [
    customersAt(plan, `at::float8 / ${plan.orders}`),
    customersAt(plan, `(at - 1)::float8 / ${plan.orders}`),
  ];
  return `case when at = 1 or ${known} > ${before} then ${known}
    when ${share('at', 41)} < 0.4 then ${known} - floor(${known} * power(${share('at', 42)}, 3))::int
    else greatest(1, 5 * ceil(${known} * ${share('at', 42)} / 5)::int - 4) end`;
};
const productOf = (plan: LargePlan) => {
  const [known, of] = [productsAt(plan, `at::float8 / ${plan.orders}`), 'at * 8 + n'];
  const chosen = `case when ${share(of, 43)} < 0.5 then ${known} - 1 - floor(${known} * power(${share(of, 44)}, 2))::int
    else floor(${known} * power(${share(of, 44)}, 3))::int end`;
  return `least(${chosen}, ${known} - 4) / 4 * 4 + n`;
};

/** Orders with their lines and parcels, as what became of them until now. */
export async function addOrders(em: EntityManager, plan: LargePlan, from: number, to: number): Promise<void> {
  const { base, now, currency } = plan;
  const age = `extract(epoch from ${now} - created_at) / 86400`;
  await run(
    em,
    `
    with drawn as materialized (
      select at, ${base.orders} + at as id, ${momentOf(plan, `at::float8 / ${plan.orders}`)} as created_at,
        ${base.customers} + ${customerOf(plan)} as customer_id, ${lineCount('at')} as line_count, ${fateOf('at')} as fate,
        (array['cash', 'card', 'card', 'card', 'payu'])[1 + ${pick(5, 'at', 45)}] as payment
      from generate_series(${from}, ${to}) at
    ), placed as materialized (
      select *, case
        when fate < 0.03 and ${age} > 0.1 then 'canceled'
        when ${age} < 0.02 and payment <> 'cash' and fate > 0.9 then 'new'
        when ${age} < ${daysToShip('at')} then case when fate > 0.6 then 'processing' when payment = 'cash' then 'new' else 'paid' end
        when ${age} < ${daysToArrive('at')} then 'shipped'
        when fate < 0.06 and payment <> 'cash' and ${age} > ${daysToArrive('at')} + 10 then case when fate < 0.045 or line_count = 1 then 'returned' else 'partly' end
        else 'delivered' end as status,
        (select method from shipping_methods method where kind = 'delivery' and active order by id limit 1) as method
      from drawn
    ), bought as materialized (
      select at, placed.id as order_id, n, product.id as product_id, product.uuid as product_uuid, product.name, product.price, product.tax_rate,
        quantity, quantity * product.price as total, placed.created_at, placed.status, status = 'partly' and n = 1 or status = 'returned' as is_returned
      from placed cross join lateral generate_series(1, line_count) n
      cross join lateral (select (array[1, 1, 1, 1, 1, 1, 1, 2, 2, 3])[1 + ${pick(10, 'at * 8 + n', 46)}] as quantity) units
      join products product on product.id = ${base.products} + ${productOf(plan)}
    ), sums as (
      select at, sum(total)::bigint as subtotal, coalesce(sum(total) filter (where tax_rate = 700), 0)::bigint as reduced,
        coalesce(sum(total) filter (where n = 1), 0)::bigint as first_line
      from bought group by at
    ), charged as materialized (
      select placed.*, subtotal, reduced, first_line, shipping, subtotal - reduced + shipping as standard,
        ${taxWithin('reduced', '700')} as reduced_tax, ${taxWithin('(subtotal - reduced + shipping)', '1900')} as standard_tax
      from placed join sums using (at)
      cross join lateral (select case when subtotal >= coalesce((method).free_from, subtotal + 1) then 0 else (method).price end as shipping) cost
    ), added as (
      insert into orders (id, uuid, customer_id, status, payment, currency, subtotal, shipping, tax, total, taxes, email, shipping_address,
        shipping_method, shipping_tax_rate, shipping_kind, shipping_countries, created_at, updated_at, paid_at, payment_due_at, shipped_at,
        confirmed_at, credited, shipping_credited)
      select charged.id, ${uuidAt('charged.created_at', 'order', 'at')}, charged.customer_id, replace(status, 'partly', 'delivered'), payment, '${currency}',
        subtotal, shipping, reduced_tax + standard_tax, subtotal + shipping,
        case when reduced > 0 then ${taxRow('reduced', 700)} else '[]' end || case when standard > 0 then ${taxRow('standard', 1900)} else '[]' end,
        customers.email,
        jsonb_build_object('first_name', addresses.first_name, 'last_name', addresses.last_name, 'address', addresses.address,
          'post_code', post_code, 'city', addresses.city, 'country', country, 'phone', addresses.phone),
        (method).name, (method).tax_rate, 'delivery', (method).countries, charged.created_at, coalesce(arrived_at, sent_at, charged.created_at),
        case when payment = 'cash' then arrived_at when status = 'new' or status = 'canceled' and fate < 0.015 then null
          else least(charged.created_at + interval '1 second' * (40 + ${pick(600, 'at', 47)}), ${now}) end,
        case when payment <> 'cash' then charged.created_at + interval '30 minutes' end, sent_at, charged.created_at,
        case status when 'canceled' then subtotal + shipping when 'returned' then subtotal + shipping when 'partly' then first_line else 0 end,
        case when status in ('canceled', 'returned') then shipping else 0 end
      from charged join customers on customers.id = charged.customer_id
      join addresses on addresses.id = ${base.addresses - base.customers} + charged.customer_id
      cross join lateral (select
        case when status in ('shipped', 'delivered', 'returned', 'partly') then ${daysAfter('charged.created_at', daysToShip('at'))} end as sent_at,
        case when status in ('delivered', 'returned', 'partly') then ${daysAfter('charged.created_at', daysToArrive('at'))} end as arrived_at) moments
      order by at
    )
    insert into order_lines (uuid, order_id, product_id, product_uuid, name, quantity, price, tax_rate, total, tax,
      canceled, shipped, delivered, returned, returns_refunded, credited_quantity, credited)
    select ${uuidAt('created_at', 'line', 'at * 8 + n')}, order_id, product_id, product_uuid, name, quantity, price, tax_rate, total,
      ${taxWithin('sum(total) over earlier', 'tax_rate')} - ${taxWithin('(sum(total) over earlier - total)', 'tax_rate')},
      case when status = 'canceled' then quantity else 0 end,
      case when status in ('shipped', 'delivered', 'returned', 'partly') then quantity else 0 end,
      case when status in ('delivered', 'returned', 'partly') then quantity else 0 end,
      case when is_returned then quantity else 0 end, case when is_returned then quantity else 0 end,
      case when is_returned or status = 'canceled' then quantity else 0 end, case when is_returned or status = 'canceled' then total else 0 end
    from bought window earlier as (partition by at, tax_rate order by n) order by at, n`,
    `select setval('orders_id_seq', ${base.orders + to})`,
    `
    with sent as (
      insert into shipments (uuid, order_id, carrier, tracking_number, shipped_at, delivered_at)
      select ${uuidAt('shipped_at', 'shipment', 'id')}, id, 'Parcel', 'P-' || number, shipped_at,
        case when status in ('delivered', 'returned') then ${daysAfter('created_at', daysToArrive(atOf(plan)))} end
      from orders where ${idsBetween(plan, from, to)} and shipped_at is not null order by id
      returning id, order_id
    )
    insert into shipment_lines (shipment_id, order_line_id, quantity)
    select sent.id, order_lines.id, shipped from sent join order_lines using (order_id) order by order_lines.id`,
  );
}

const taxRow = (name: string, rate: number) =>
  `jsonb_build_array(jsonb_build_object('rate', ${rate}, 'gross', ${name}, 'tax', ${name}_tax, 'net', ${name} - ${name}_tax))`;

/** The number of an order, from 1; SQL. */
export const atOf = ({ base }: LargePlan, id = 'orders.id'): string => `(${id} - ${base.orders})`;

export const idsBetween = ({ base }: LargePlan, from: number, to: number, id = 'orders.id'): string =>
  `${id} between ${base.orders + from} and ${base.orders + to}`;
