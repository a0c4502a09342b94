import type { EntityManager } from '@mikro-orm/postgresql';
import { atOf, idsBetween } from './large-orders.js';
import { daysAfter, type LargePlan, pick, pickText, quoted, run, share, uuidAt } from './large-plan.js';

const mailDays = 30;
const auditDays = 365;

/** The stock ledger, and the stock that follows from it: what was sold, and up to 200 units more. */
export async function addStock(em: EntityManager, { base }: LargePlan, from: number, to: number): Promise<void> {
  const own = `product_id between ${base.products + from} and ${base.products + to}`;
  await run(
    em,
    `
    with lines as materialized (
      select order_lines.id, product_id, quantity, order_lines.canceled, order_lines.shipped, orders.uuid as order_uuid, orders.number, orders.created_at, orders.shipped_at
      from order_lines join orders on orders.id = order_id where ${own}
    ), moved as (
      select product_id, 0 as on_hand_by, quantity as allocated_by, 'order' as reason, order_uuid, created_at from lines
      union all
      select product_id, 0, -canceled, 'order ' || number || ' canceled', order_uuid, created_at + interval '1 hour' from lines where canceled > 0
      union all
      select product_id, -shipped, -shipped, 'order ' || number || ' shipped', order_uuid, shipped_at from lines where shipped > 0
      union all
      select product_id, received, 0, 'return of order ' || number, order_uuid, received_at
      from lines join return_lines on order_line_id = lines.id join returns on returns.id = return_id where return_lines.restocked
      union all
      select products.id, coalesce(units, 0) + case when ${share('products.id', 60)} < 0.1 then ${pick(6, 'products.id', 61)} else 6 + ${pick(200, 'products.id', 61)} end,
        0, 'first delivery', null, created_at
      from products left join (select product_id, sum(quantity)::int as units from lines group by 1) sold on product_id = products.id
      where ${own.replace('product_id', 'products.id')}
    )
    insert into stock_movements (product_id, product_uuid, on_hand_by, allocated_by, on_hand_after, allocated_after, reason, order_uuid, created_at)
    select product_id, products.uuid, on_hand_by, allocated_by, sum(on_hand_by) over ledger, sum(allocated_by) over ledger, reason, order_uuid, moved.created_at
    from moved join products on products.id = product_id
    window ledger as (partition by product_id order by moved.created_at, order_uuid nulls first, on_hand_by desc, allocated_by desc rows unbounded preceding)
    order by moved.created_at`,
    `
    update products set on_hand = stock.on_hand, allocated = stock.allocated
    from (select product_id, sum(on_hand_by) as on_hand, sum(allocated_by) as allocated from stock_movements where ${own} group by 1) stock
    where products.id = product_id`,
  );
}

/** Mails to customers: older ones are forgotten but for their subject. */
export async function addMails(em: EntityManager, plan: LargePlan, from: number, to: number): Promise<void> {
  const own = idsBetween(plan, from, to);
  await run(
    em,
    `
    insert into mails (uuid, kind, recipient, message_id, subject, html, text, data, attachments, status, attempts, created_at, sent_at, next_attempt_at)
    select uuid, kind, email, '<' || uuid || '@magazin.example>', subject, case when is_kept then '<p>' || subject || '</p>' end,
      case when is_kept then subject end, case when is_kept then jsonb_build_object('number', number) end, '[]', 'sent', 1, moment, moment, moment
    from (
      select email, number, mail.kind, subject, moment, ${uuidAt('moment', 'mail', '(mail.kind || orders.id)')} as uuid, moment > ${plan.now} - interval '${mailDays} days' as is_kept
      from orders left join order_credits on order_id = orders.id cross join lateral (values
        ('order_confirmation', 'Your order ' || number, coalesce(case when payment <> 'cash' then paid_at end, orders.created_at)),
        ('shipped', 'A parcel of your order ' || number, orders.shipped_at),
        ('canceled', 'Your order ' || number || ' was canceled', case orders.status when 'canceled' then order_credits.created_at end),
        ('refunded', 'A refund for your order ' || number, case when order_credits.invoiced then order_credits.created_at end)
      ) mail (kind, subject, moment)
      where ${own} and moment is not null order by orders.id, moment
    ) mails`,
  );
}

/** What staff recorded in the last year: each parcel, and each return that was refunded. */
export async function addAudit(em: EntityManager, plan: LargePlan, from: number, to: number): Promise<void> {
  const own = idsBetween(plan, from, to);
  await run(
    em,
    `
    with staff as (
      select array_agg(uuid order by id) as uuids, array_agg(username order by id) as usernames, array_agg(role order by id) as roles
      from customers where role <> 'customer' and username is not null
    ), acts as materialized (
      select nextval('audit_entries_id_seq') as id, acts.*, 1 + (acts.order_id % cardinality(uuids))::int as who, uuids, usernames, roles
      from (
        select order_id, 'shipment' as kind, 'shipment.create' as action, shipments.uuid, number, shipments.shipped_at as moment,
          jsonb_build_object('to', jsonb_build_object('carrier', carrier, 'tracking_number', tracking_number), 'order', number) as changes
        from shipments join orders on orders.id = order_id where ${own}
        union all
        select order_id, 'return', 'return.refund', returns.uuid, number, refunded_at, jsonb_build_object('amount', amount)
        from returns join orders on orders.id = order_id where ${own} and refunded_at is not null
        order by moment
      ) acts cross join staff where moment > ${plan.now} - interval '${auditDays} days'
    ), entries as (
      insert into audit_entries (id, actor, role, action, subject_kind, subject, label, changes, request_id, created_at)
      select id, uuids[who], roles[who], action, kind, kind || '/' || uuid, number, '{}', left(md5(id::text), 12), moment from acts order by id
    ), actors as (
      insert into audit_actors (entry_id, username, address) select id, usernames[who], '192.0.2.' || 1 + order_id % 250 from acts order by id
    )
    insert into audit_details (entry_id, changes) select id, changes from acts order by id`,
  );
}

const reviewTexts = [
  'Very good, I would buy it again.',
  'As described.',
  'Nice, but smaller than I thought.',
  'Arrived fast.',
  '',
];

/** Reviews of an eighth of what was delivered, and ratings of the shop for a twentieth of the orders. */
export async function addReviews(em: EntityManager, plan: LargePlan, from: number, to: number): Promise<void> {
  const own = idsBetween(plan, from, to);
  await run(
    em,
    `
    insert into reviews (uuid, product_id, customer_id, status, rating, title, text, created_at)
    select ${uuidAt('delivered_at', 'review', 'order_lines.id')}, product_id, customer_id,
      case when ${share('order_lines.id', 70)} < 0.01 and delivered_at > ${plan.now} - interval '30 days' then 'pending' else 'published' end,
      (array[5, 5, 5, 5, 4, 4, 4, 3, 2, 1])[1 + ${pick(10, 'order_lines.id', 71)}], '', ${pickText(reviewTexts, 'order_lines.id', 72)},
      least(${daysAfter('delivered_at', 2)}, ${plan.now})
    from order_lines join orders on orders.id = order_id join shipments on shipments.order_id = orders.id
    where ${own} and delivered_at is not null and ${share('order_lines.id', 73)} < 0.125 order by delivered_at
    on conflict do nothing`,
    `
    insert into store_ratings (uuid, order_id, rating, comment, created_at)
    select ${uuidAt('delivered_at', 'rating', 'orders.id')}, orders.id, (array[5, 5, 5, 4, 4, 3, 1])[1 + ${pick(7, 'orders.id', 74)}],
      ${pickText(reviewTexts, 'orders.id', 75)}, least(${daysAfter('delivered_at', 1)}, ${plan.now})
    from orders join shipments on shipments.order_id = orders.id
    where ${own} and delivered_at is not null and ${share('orders.id', 76)} < 0.05 order by orders.id`,
  );
}

export async function rateProducts(em: EntityManager, { base }: LargePlan): Promise<void> {
  await run(
    em,
    `
    update products set rating_count = rated.count, rating_sum = rated.sum
    from (select product_id, count(*), sum(rating) from reviews where status = 'published' group by product_id) rated
    where products.id = product_id and products.id > ${base.products}`,
  );
}

const questions = [
  'Where is my parcel?',
  'How do I wash it?',
  'Can I change the address?',
  'Is there a bigger one?',
  'The bill, please',
];

/** A question about every twenty-fifth order. Those of the last two days may still wait. */
export async function addTickets(em: EntityManager, plan: LargePlan, from: number, to: number): Promise<void> {
  const asked = `date_trunc('milliseconds', least(${daysAfter('orders.created_at', 1)}, ${plan.now}))`;
  const answered = `${asked} + interval '3 hours'`;
  const support = `(select id from customers where username = 'support')`;
  await run(
    em,
    `
    with opened as (
      insert into tickets (uuid, customer_id, order_id, assignee_id, subject, status, waiting_at, first_answered_at, solved_at, created_at, updated_at)
      select ${uuidAt('asked', 'ticket', 'id')}, customer_id, id, case when status <> 'open' then ${support} end, ${pickText(questions, 'id', 80)}, status,
        case when status = 'open' then asked end, case when status <> 'open' then ${answered.replace(asked, 'asked')} end,
        case when status = 'solved' then asked + interval '1 day' end, asked,
        case status when 'open' then asked when 'solved' then asked + interval '1 day' else asked + interval '3 hours' end
      from (
        select id, customer_id, ${asked} as asked, case when ${asked} > ${plan.now} - interval '2 days' and ${share('orders.id', 81)} < 0.3 or ${asked} > ${plan.now} - interval '3 hours' then 'open'
          when ${asked} > ${plan.now} - interval '5 days' then 'waiting_customer' when ${share('orders.id', 82)} < 0.5 then 'closed' else 'solved' end as status
        from orders where ${idsBetween(plan, from, to)} and ${atOf(plan)} % 25 = 7
      ) questions order by id
      returning id, subject, status, created_at
    )
    insert into ticket_messages (uuid, ticket_id, kind, staff_id, text, created_at)
    select ${uuidAt('moment', 'message', '(kind || opened.id)')}, opened.id, kind, staff_id, text, moment
    from opened cross join lateral (values
      ('customer', null, subject || ' Thank you for a short answer.', created_at),
      ('staff', ${support}, ${quoted('We have looked at it, and it is on its way.')}, case when status <> 'open' then created_at + interval '3 hours' end)
    ) message (kind, staff_id, text, moment)
    where moment is not null order by opened.id, moment`,
  );
}

/** Buckets that were left behind, visits of three years, and what was searched for. */
export async function addVisits(em: EntityManager, { base, customers, start, now, zone }: LargePlan): Promise<void> {
  const today = `(${now} at time zone ${quoted(zone)})::date`;
  const left = `${now} - interval '1 second' * (7200 + floor(8e6 * power(${share('customers.id', 90)}, 2)))`;
  await run(
    em,
    `
    with filled as (
      insert into buckets (uuid, customer_id, updated_at) select ${uuidAt(now, 'bucket', 'id')}, id, ${left} from customers
      where id > ${base.customers} and id <= ${base.customers + customers} and ${share('id', 91)} < 0.2 order by id returning id, updated_at
    )
    insert into bucket_lines (uuid, bucket_id, product_id, quantity, price_seen, created_at, updated_at)
    select ${uuidAt(now, 'wish', '(filled.id * 4 + n)')}, filled.id, products.id, 1 + ${pick(3, 'filled.id * 4 + n', 92)}, price, filled.updated_at, filled.updated_at
    from filled cross join generate_series(0, 1) n
    join products on products.id = (select min(id) from products) + ${pick('(select count(*) from products) / 2', 'filled.id', 93)} * 2 + n and published
    order by filled.id`,
    `
    insert into funnel_days (day, visits, views, buckets)
    select day::date, orders * 12, orders * 40, orders * 3
    from (select day, 1 + floor((day::date - ${start}::date) * 1.2)::int as orders from generate_series(${start}::date, ${today} - 3, '1 day') day) days
    on conflict do nothing`,
    `
    insert into search_terms (day, term, searches, without_result)
    select ${today} - day, lower(name) || case when at % 10 = 0 then 's from the moon' else '' end, searches, case when at % 10 = 0 then searches else 0 end
    from generate_series(0, 399) day cross join (
      select min(id) as at, split_part(name, ' ', 2) || ' ' || split_part(name, ' ', 3) as name from products where id > ${base.products} group by 2 order by 2 limit 200
    ) terms
    cross join lateral (select 1 + ${pick(30, 'day * 1000 + at', 94)} as searches) counted on conflict do nothing`,
  );
}
