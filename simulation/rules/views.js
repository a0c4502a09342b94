/**
 * What the rules read, under names of their own, as temporary views: a column that is renamed is renamed here alone.
 * Two tables come from the simulation: `seen` is what clients were told, `received` what the mail server took.
 */
export const views = `
  create temp table seen (kind text, number text, uuid uuid, value text);
  create temp table received (message_id text, recipient text, subject text);

  create temp view all_orders as
    select id, uuid, number, customer_id, status, payment, subtotal, shipping, discount, tax, taxes, total, coupon_id,
      shipping_method, email, paid_at is not null as is_paid, confirmed_at is not null as is_confirmed
    from orders;

  create temp view parcels as
    select shipments.id, shipments.uuid, order_id, tracking_number, delivered_at is not null as is_delivered,
      (select sum(quantity) from shipment_lines where shipment_id = shipments.id) as units
    from shipments;

  create temp view units as
    select order_lines.id, order_id, product_id, name, price, tax_rate, quantity as ordered, order_lines.total,
      case when status = 'canceled' then quantity else 0 end as canceled,
      coalesce((select sum(quantity) from shipment_lines where order_line_id = order_lines.id), 0) as shipped,
      coalesce((select sum(quantity) from shipment_lines join parcels on parcels.id = shipment_id
        where order_line_id = order_lines.id and is_delivered), 0) as delivered,
      coalesce((select sum(quantity) from return_lines join returns on returns.id = return_id
        where order_line_id = order_lines.id and returns.status <> 'refused'), 0) as returned,
      coalesce((select sum(quantity) from return_lines join returns on returns.id = return_id
        where order_line_id = order_lines.id and returns.status = 'refunded'), 0) as refunded,
      coalesce((select sum(quantity) from return_lines where order_line_id = order_lines.id and restocked), 0) as restocked
    from order_lines join orders on orders.id = order_id;

  create temp view movements as
    select id, product_id, on_hand_by, allocated_by, on_hand_after, allocated_after, actor <> '' as is_by_staff, order_uuid
    from stock_movements;

  create temp view charges as
    select payments.id, payments.uuid, payments.order_id, payments.status, payments.provider, payments.amount,
      payment_ledger.amount as booked,
      case when mock_charges.status = 'captured' then mock_charges.amount else 0 end as taken, coalesce(mock_charges.refunded, 0) as given_back,
      case when mock_charges.status in ('authorized', 'action_required') then mock_charges.amount else 0 end as reserved
    from payments left join payment_ledger on payment_ledger.payment_id = payments.id
      left join mock_charges on key = payments.uuid;

  create temp view all_refunds as
    select refunds.id, refunds.uuid, refunds.payment_id, payments.order_id, refunds.status, refunds.amount,
      (select sum(amount) from payment_ledger where refund_id = refunds.id) as booked, payments.status = 'captured' and exists (
        select from invoices where invoices.order_id = payments.order_id) as is_credited
    from refunds join payments on payments.id = refunds.payment_id;

  create temp view ledger as select order_id, amount from payment_ledger;

  create temp view documents as
    select invoices.id, order_id, invoices.number, orders.number as about, kind, gross, document,
      left(invoices.number, 8) as series, right(invoices.number, 6)::int as position
    from invoices join orders on orders.id = order_id;

  create temp view document_taxes as
    select documents.id, order_id, number, about, kind, rate, net, tax, documents_tax.gross
    from documents, json_to_recordset(document->'tax') as documents_tax(rate int, net bigint, tax bigint, gross bigint);

  create temp view order_taxes as
    select id as order_id, number, rate, order_tax.net, order_tax.tax, order_tax.gross
    from all_orders, jsonb_to_recordset(taxes) as order_tax(rate int, net bigint, tax bigint, gross bigint);

  create temp view all_mails as
    select id, kind, recipient, message_id, subject, status, data->>'number' as number,
      data->>'tracking_number' as tracking_number, data->>'credit_note' as credit_note, data->>'amount' as amount
    from mails;

  create temp view open_jobs as
    select name, state::text as state, coalesce(data->>'order', data->>'payment', data->>'refund') as about
    from pgboss.job where name not like '\\_\\_pgboss%' and state <> 'completed'
      and (state = 'failed' or name not in (select name from pgboss.schedule));
`;
