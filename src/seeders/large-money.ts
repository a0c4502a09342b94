import type { EntityManager } from '@mikro-orm/postgresql';
import type { Seller } from '../invoice/invoice-document.js';
import { atOf, idsBetween, taxWithin } from './large-orders.js';
import { daysAfter, daysToArrive, fateOf, type LargePlan, pick, quoted, run, share, uuidAt } from './large-plan.js';

/** The documents, payments and refunds of orders, after their parcels. */
export async function addMoney(
  em: EntityManager,
  plan: LargePlan,
  seller: Seller,
  from: number,
  to: number,
): Promise<void> {
  const dayOf = (moment: string) => `to_char(${moment} at time zone ${quoted(plan.zone)}, 'YYYY-MM-DD')`;
  const at = atOf(plan);
  const own = idsBetween(plan, from, to);
  const credited = `case orders.status when 'canceled' then least(orders.created_at + interval '1 hour', ${plan.now}) else ${daysAfter('orders.created_at', `(${daysToArrive(at)} + 8)`)} end`;
  await run(
    em,
    `
    with issued as (
      select orders.*, shipments.uuid as shipment, case when payment = 'cash' then shipments.shipped_at else paid_at end as issued_at
      from orders left join shipments on order_id = orders.id and payment = 'cash'
      where ${own} and (paid_at is not null and payment <> 'cash' or shipments.id is not null)
    ), ${numbered('INV', `issued.*, ${dayOf('issued_at')} as issued`, 'issued', 'id')}
    insert into invoices (uuid, number, kind, order_id, shipment_uuid, document, issued_at, gross)
    select ${uuidAt('issued_at', 'invoice', 'id')}, document_number, 'invoice', id, shipment, json_build_object(
      'number', document_number, 'issued', issued, 'template', 1,
      'supply', json_build_object('date', issued, 'basis', case when payment = 'cash' then 'delivery' else 'prepayment' end),
      'delivery', json_build_object('name', name, 'address', json_build_array(place ->> 'address'),
        'post_code', place ->> 'post_code', 'city', place ->> 'city', 'country', place ->> 'country'),
      'kind', 'invoice', 'due', null, 'currency', currency,
      'order', json_build_object('number', number, 'date', ${dayOf('created_at')}), 'corrects', null, 'reason', null,
      'seller', ${quoted(JSON.stringify(seller))}::json,
      'buyer', json_build_object('name', name, 'address', place ->> 'address', 'post_code', place ->> 'post_code', 'city', place ->> 'city',
        'country', place ->> 'country', 'email', email),
      'lines', (select json_agg(json_build_object('uuid', uuid, 'name', order_lines.name, 'quantity', quantity, 'unit_price', price,
        'tax_rate', tax_rate, 'total', order_lines.total, 'charged', order_lines.total) order by order_lines.id) from order_lines where order_id = numbered.id),
      'shipping', case when shipping > 0 then json_build_object('gross', shipping, 'tax_rate', shipping_tax_rate) end,
      'discount', null, 'tax', taxes, 'totals', json_build_object('net', total - tax, 'tax', tax, 'gross', total),
      'payment', case when payment = 'cash' then json_build_object('method', payment, 'state', 'due')
        else json_build_object('method', payment, 'state', 'paid', 'paid_on', ${dayOf('paid_at')}) end,
      'language', 'en'), issued_at, total
    from numbered cross join lateral (select shipping_address as place, (shipping_address ->> 'first_name') || ' ' || (shipping_address ->> 'last_name') as name) buyer
    order by sequence`,
    `
    with paid as (
      insert into payments (uuid, order_id, provider, status, amount, currency, created_at, updated_at, invoice_id)
      select ${uuidAt('paid_at', 'payment', 'orders.id')}, orders.id, case when payment = 'cash' then 'cash' else 'mock' end, 'captured', total, currency,
        paid_at, paid_at, case when payment = 'cash' then invoices.id end
      from orders join invoices on order_id = orders.id and invoices.kind = 'invoice' where ${own} and paid_at is not null order by orders.id
      returning id, order_id, amount, created_at
    )
    insert into payment_ledger (order_id, kind, amount, payment_id, created_at) select order_id, 'charge', amount, id, created_at from paid order by id`,
    `
    with given as (
      insert into order_credits (uuid, order_id, kind, reason, amount, shipping, created_at, invoiced)
      select ${uuidAt(credited, 'credit', 'id')}, id, case status when 'canceled' then 'cancellation' else 'return' end,
        case status when 'canceled' then 'the order was canceled' else 'return of order ' || number end, credited, shipping_credited, ${credited},
        paid_at is not null
      from orders where ${own} and credited > 0 order by id returning id, order_id
    )
    insert into order_credit_lines (credit_id, order_line_id, quantity, amount)
    select given.id, order_lines.id, credited_quantity, credited from given join order_lines using (order_id) where credited_quantity > 0
    order by order_lines.id`,
    `
    with begun as (
      insert into refunds (uuid, payment_id, credit_id, amount, reason, status, failure, created_at, tried_at, done_at, failed_at)
      select ${uuidAt('order_credits.created_at', 'refund', 'order_credits.id')}, payments.id, order_credits.id, order_credits.amount, order_credits.reason,
        case when fails then 'failed' else 'done' end, case when fails then 'the card has expired' end, order_credits.created_at, order_credits.created_at,
        case when not fails then order_credits.created_at end, case when fails then order_credits.created_at end
      from orders join order_credits on order_id = orders.id join payments on payments.order_id = orders.id
      cross join lateral (select ${share(at, 50)} < 0.003 as fails) attempt where ${own} order by order_credits.id
      returning payment_id, id, amount, done_at
    )
    insert into payment_ledger (order_id, kind, amount, refund_id, created_at)
    select order_id, 'refund', -begun.amount, begun.id, done_at from begun join payments on payments.id = payment_id where done_at is not null order by begun.id`,
    `
    with issued as (
      select orders.payment, order_credits.*, invoices.id as invoice_id, invoices.document, invoices.gross, ${dayOf('done_at')} as issued, done_at as issued_at
      from orders join order_credits on order_id = orders.id join refunds on credit_id = order_credits.id and refunds.status = 'done'
      join invoices on invoices.order_id = orders.id and invoices.kind = 'invoice' where ${own}
    ), ${numbered('CRN', '*', 'issued', 'id')}
    insert into invoices (uuid, number, kind, order_id, corrects_id, credit_id, document, issued_at, gross)
    select ${uuidAt('created_at', 'note', 'id')}, document_number, 'credit_note', order_id, invoice_id, id,
      (document::jsonb || jsonb_build_object('number', document_number, 'issued', issued, 'kind', 'credit_note', 'due', null, 'reason', reason,
        'corrects', json_build_object('number', document ->> 'number', 'issued', document ->> 'issued'),
        'payment', json_build_object('method', payment, 'state', 'paid', 'paid_on', issued),
        'credited', json_build_object('lines', parts, 'shipping', shipping, 'shipping_goodwill', 0))
        || case when amount = gross then '{}' else jsonb_build_object('shipping', null, 'lines', lines,
          'tax', jsonb_build_array(jsonb_build_object('rate', rate, 'gross', amount, 'tax', part_tax, 'net', amount - part_tax)),
          'totals', jsonb_build_object('net', amount - part_tax, 'tax', part_tax, 'gross', amount)) end)::json, created_at, amount
    from numbered cross join lateral (
      select json_agg(json_build_object('uuid', uuid, 'name', name, 'tax_rate', tax_rate, 'quantity', part.quantity, 'amount', part.amount) order by part.id) as parts,
        jsonb_agg(jsonb_build_object('uuid', uuid, 'name', name, 'quantity', part.quantity, 'unit_price', price, 'tax_rate', tax_rate, 'total', part.amount) order by part.id) as lines,
        max(tax_rate) as rate
      from order_credit_lines part join order_lines on order_lines.id = order_line_id where credit_id = numbered.id
    ) credited cross join lateral (
      select case when sum((row ->> 'gross')::bigint) = amount then sum((row ->> 'tax')::bigint) else ${taxWithin('amount', 'rate')} end as part_tax
      from json_array_elements(document -> 'tax') row where (row ->> 'rate')::int = rate
    ) taxed order by sequence`,
  );
  await addReturns(em, plan, own);
}

/** Follows the numbers before, without gaps; the last ones of each year are stored. */
const numbered = (series: string, columns: string, rows: string, key: string): string => `
  dated as (select ${columns} from ${rows}), years as (
    insert into invoice_numbers (series, year, last) select '${series}', left(issued, 4)::int, count(*) from dated group by 2
    on conflict (series, year) do update set last = invoice_numbers.last + excluded.last returning year, last
  ), numbered as materialized (
    select *, '${series}-' || left(issued, 4) || '-' || lpad(sequence::text, 6, '0') as document_number
    from (
      select dated.*, last - count(*) over (partition by year) + row_number() over (partition by year order by issued_at, ${key}) as sequence
      from dated join years on year = left(issued, 4)::int
    ) counted
  )`;

/** Those of the credits, and what customers have sent back lately. */
async function addReturns(em: EntityManager, plan: LargePlan, own: string): Promise<void> {
  const at = atOf(plan);
  const arrived = daysAfter('orders.created_at', daysToArrive(at));
  const days = `extract(epoch from ${plan.now} - ${arrived}) / 86400`;
  await run(
    em,
    `
    with asked as (
      insert into returns (uuid, order_id, status, reason, amount, created_at, decided_at, received_at, refunded_at)
      select ${uuidAt(arrived, 'return', 'orders.id')}, orders.id, state,
        (array['It does not fit.', 'It arrived too late.', 'It is not what I had expected.', 'The corner is broken.'])[1 + ${pick(4, at, 51)}],
        case when state = 'refunded' then order_credits.amount end, ${daysAfter(arrived, 1)},
        case when state <> 'requested' then ${daysAfter(arrived, 2)} end,
        case when state in ('received', 'refunded') then ${daysAfter(arrived, 6)} end, case when state = 'refunded' then order_credits.created_at end
      from orders left join order_credits on order_id = orders.id cross join lateral (select case
        when order_credits.kind = 'return' then 'refunded' when payment = 'cash' or ${fateOf(at)} > 0.06 or ${days} not between 1 and 10 then null
        when ${days} < 2 then 'requested' when ${days} < 6 then 'accepted' else 'received' end as state) step
      where ${own} and orders.status in ('delivered', 'returned') and state is not null order by orders.id
      returning id, order_id, status
    )
    insert into return_lines (return_id, order_line_id, quantity, restocked, received)
    select asked.id, order_lines.id, quantity, case when status in ('received', 'refunded') then true end, case when status in ('received', 'refunded') then quantity end
    from asked join order_lines using (order_id) where status <> 'refunded' or returned > 0 order by order_lines.id`,
    `
    update order_lines set returned = received from return_lines join returns on returns.id = return_id join orders on orders.id = order_id
    where ${own} and returns.status = 'received' and order_lines.id = order_line_id`,
  );
}
