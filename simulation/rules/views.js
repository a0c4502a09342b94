/**
 * What the rules read, under names of their own, as temporary views: a column that is renamed is renamed here alone.
 * Two tables come from the simulation: `seen` is what clients were told, `received` what the mail server took.
 */
export const views = `
  create temp table seen (kind text, number text, uuid uuid, value text);
  create temp table received (message_id text, recipient text, subject text);

  create temp view all_orders as
    select id, uuid, number, customer_id, status, payment, subtotal, shipping, discount, tax, taxes, total, coupon_id,
      credited, shipping_credited, shipping_method, email, paid_at is not null as is_paid,
      confirmed_at is not null as is_confirmed,
      paid_at is not null or status in ('canceled', 'delivered', 'returned') as is_settled
    from orders;

  create temp view parcels as
    select shipments.id, shipments.uuid, order_id, tracking_number, delivered_at is not null as is_delivered,
      case when lost_at is not null then 'lost' when returned_at is not null then 'returned' end as undelivered,
      resolution, (select sum(quantity) from shipment_lines where shipment_id = shipments.id) as units
    from shipments;

  create temp view parcel_units as
    select order_line_id, quantity, is_delivered, undelivered, resolution, coalesce(restocked, false) as is_restocked
    from shipment_lines join parcels on parcels.id = shipment_id;

  create temp view return_units as
    select order_line_id, quantity, status, coalesce(received, 0) as received, coalesce(restocked, false) as is_restocked
    from return_lines join returns on returns.id = return_id where status not in ('refused', 'canceled');

  create temp view units as
    select id, order_id, product_id, name, price, tax_rate, quantity as ordered, total, canceled, shipped, delivered,
      undelivered, returned, credited_quantity, credited,
      coalesce(sent, 0) as sent, coalesce(left_house, 0) as left_house, coalesce(arrived, 0) as arrived,
      coalesce(failed, 0) as failed, coalesce(unopened, 0) as unopened, coalesce(announced, 0) as announced,
      coalesce(returned_units.received, 0) as received, coalesce(refunded, 0) as refunded,
      coalesce(parcels_restocked, 0) + coalesce(returns_restocked, 0) as restocked
    from order_lines left join (
      select order_line_id, sum(quantity) as left_house,
        sum(quantity) filter (where resolution is distinct from 'reship') as sent,
        sum(quantity) filter (where is_delivered) as arrived,
        sum(quantity) filter (where resolution = 'refund') as failed,
        sum(quantity) filter (where resolution = 'refund' and undelivered = 'returned') as unopened,
        sum(quantity) filter (where is_restocked) as parcels_restocked
      from parcel_units group by 1
    ) sent_units on sent_units.order_line_id = order_lines.id left join (
      select order_line_id, sum(case when status in ('requested', 'accepted') then quantity else received end) as announced,
        sum(received) as received, sum(received) filter (where status = 'refunded') as refunded,
        sum(received) filter (where is_restocked) as returns_restocked
      from return_units group by 1
    ) returned_units on returned_units.order_line_id = order_lines.id;

  create temp view credits as
    select id, order_id, kind, amount, shipping,
      (select sum(amount) from order_credit_lines where credit_id = order_credits.id) as of_lines
    from order_credits;

  create temp view movements as
    select stock_movements.id, products.id as product_id, products.name, on_hand_by, allocated_by, on_hand_after,
      allocated_after, actor <> '' as is_by_staff, order_uuid
    from stock_movements join products on products.uuid = product_uuid;

  create temp view charges as
    select payments.id, payments.uuid, payments.order_id, payments.status, payments.provider, payments.amount,
      payment_ledger.amount as booked,
      case when mock_charges.status = 'captured' then mock_charges.amount else 0 end as taken, coalesce(mock_charges.refunded, 0) as given_back,
      case when mock_charges.status in ('authorized', 'action_required') then mock_charges.amount else 0 end as reserved
    from payments left join payment_ledger on payment_ledger.payment_id = payments.id
      left join mock_charges on key = payments.uuid;

  create temp view all_refunds as
    select refunds.id, refunds.uuid, refunds.payment_id, payments.order_id, refunds.status, refunds.amount,
      (select sum(amount) from payment_ledger where refund_id = refunds.id) as booked
    from refunds join payments on payments.id = refunds.payment_id;

  create temp view ledger as select order_id, amount from payment_ledger;

  create temp view documents as
    select invoices.id, order_id, corrects_id, invoices.number, orders.number as about, kind, gross, document,
      left(invoices.number, 8) as series, right(invoices.number, 6)::int as position
    from invoices join orders on orders.id = order_id;

  create temp view document_taxes as
    select documents.id, order_id, corrects_id, number, about, kind, rate, net, tax, documents_tax.gross
    from documents, json_to_recordset(document->'tax') as documents_tax(rate int, net bigint, tax bigint, gross bigint);

  create temp view order_taxes as
    select id as order_id, number, rate, order_tax.net, order_tax.tax, order_tax.gross
    from all_orders, jsonb_to_recordset(taxes) as order_tax(rate int, net bigint, tax bigint, gross bigint);

  create temp view all_mails as
    select id, kind, recipient, message_id, subject, status, data->>'number' as number,
      data->>'tracking_number' as tracking_number, data->>'credit_note' as credit_note, data->>'amount' as amount
    from mails;

  create temp view open_jobs as
    select name, state::text as state, coalesce(data->>'order', data->>'payment', data->>'refund', data->>'credit') as about
    from pgboss.job where name not like '\\_\\_pgboss%' and state <> 'completed'
      and (state = 'failed' or name not in (select name from pgboss.schedule));
`;
