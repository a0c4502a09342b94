const credited = (column) => `(
  select coalesce(sum(${column}), 0) from document_taxes as notes
  where notes.corrects_id = document_taxes.id and notes.rate = document_taxes.rate)`;

const rows = (table) => `(
  select string_agg(rate || ': ' || net || ' + ' || tax || ' = ' || gross, ', ' order by rate) from ${table}`;

const inflated = (column) => `regexp_replace(document::text, '"${column}": ?(\\d)', '"${column}":99999\\1', 'g')::json`;

/** Tax, rate by rate, and the documents that say it. */
export const documentRules = [
  {
    rule: 'tax is contained in the sum of its rate, rounded half up',
    equal: `
      select number as subject, round(gross * rate / (10000.0 + rate)) || ' of ' || gross as expected,
        tax || ' of ' || (net + tax) as found
      from order_taxes`,
    breakBy: `
      update orders set taxes = jsonb_set(taxes, '{0,tax}', to_jsonb((taxes->0->>'tax')::int + 1))
      where id = (select min(id) from orders)`,
  },
  {
    rule: 'the sums of the rates are the total and the tax of the order',
    equal: `
      select all_orders.number as subject, total || ' with ' || all_orders.tax as expected,
        sum(gross) || ' with ' || sum(order_taxes.tax) as found
      from all_orders join order_taxes on order_id = all_orders.id
      group by all_orders.id, all_orders.number, total, all_orders.tax`,
    breakBy: `update orders set tax = tax + 1 where id = (select min(id) from orders)`,
  },
  {
    rule: 'each rate bears its share of the discount, to the cent',
    atMost: `
      select number as subject, 1 as expected, abs(gross - coalesce((
          select sum(total) * (1 - discount::numeric / subtotal) from units
          where order_id = all_orders.id and tax_rate = rate), 0)
        - case when shipping > 0 and rate = (select tax_rate from shipping_methods where name = shipping_method)
          then shipping else 0 end) as found
      from all_orders join order_taxes using (number)`,
    breakBy: `
      update orders set taxes = jsonb_set(taxes, '{0,gross}', to_jsonb((taxes->0->>'gross')::int + 2))
      where id = (select min(id) from orders)`,
  },
  {
    rule: 'an order has one invoice once it is paid, and none before',
    equal: `
      select number as subject, case when is_paid then 1 else 0 end as expected,
        (select count(*) from documents where order_id = all_orders.id and kind = 'invoice') as found
      from all_orders where payment <> 'cash'`,
    breakBy: `
      alter table invoices drop constraint invoices_corrects_id_foreign;
      delete from invoice_files;
      delete from invoices where id = (select min(invoices.id) from invoices join orders on orders.id = order_id
        where kind = 'invoice' and payment <> 'cash')`,
  },
  {
    rule: 'a cash order has at most one invoice for each parcel',
    atMost: `
      select number as subject, (select count(*) from parcels where order_id = all_orders.id) as expected,
        (select count(*) from documents where order_id = all_orders.id and kind = 'invoice') as found
      from all_orders where payment = 'cash' and total > 0`,
    breakBy: `
      update invoices set order_id = other.id
      from (select min(id) as id from orders where payment = 'cash' and total > 0 and shipped_at is null) other
      where other.id is not null and invoices.id = (select min(id) from invoices where kind = 'invoice')`,
  },
  {
    rule: 'invoices less credit notes are what an order costs, less what was credited, as soon as it is paid or over',
    equal: `
      select number as subject, total - credited as expected, coalesce((
        select sum(case kind when 'invoice' then gross else -gross end) from documents where order_id = all_orders.id
      ), 0) as found
      from all_orders where is_settled`,
    breakBy: `
      delete from invoice_files;
      delete from invoices where id = (
        select min(documents.id) from documents join all_orders on all_orders.id = order_id
        where kind = 'credit_note' and gross > 0 and is_settled)`,
  },
  {
    rule: 'the numbers of documents have no gap and no duplicate',
    equal: `
      select series as subject, row_number() over (partition by series order by position) as expected, position as found
      from documents`,
    breakBy: `
      update invoices set number = left(number, 9) || '999999'
      where id = (select min(id) from invoices where number like '%-000001')`,
  },
  {
    rule: 'an invoice says the lines, the taxes and the total of its order',
    equal: `
      select all_orders.number as subject, (select string_agg(ordered || ' ' || name || ' ' || total, ', ' order by id) from units
          where order_id = all_orders.id) || '; ' || ${rows('order_taxes')} where order_id = all_orders.id) || '; ' || total as expected,
        (select string_agg(concat_ws(' ', line->>'quantity', line->>'name', line->>'total'), ', ' order by at)
          from json_array_elements(document->'lines') with ordinality as lines(line, at)) || '; '
          || ${rows('document_taxes')} where document_taxes.id = documents.id) || '; ' || gross as found
      from documents join all_orders on all_orders.id = order_id and kind = 'invoice' and gross = total
      where not exists (select from units where units.order_id = all_orders.id and credited_quantity > 0)`,
    breakBy: `
      update order_lines set quantity = quantity + 1 where id = (
        select min(order_lines.id) from order_lines join documents using (order_id) join orders on orders.id = order_id
        where kind = 'invoice' and gross = orders.total
          and not exists (select from units where units.order_id = orders.id and credited_quantity > 0))`,
  },
  {
    rule: 'the taxes of a document add up to its sum',
    equal: `
      select about || ': ' || number as subject, gross as expected, (
        select sum(net + tax) from document_taxes
        where document_taxes.id = documents.id and document_taxes.gross = net + tax) as found
      from documents`,
    breakBy: `update invoices set gross = gross + 1 where id = (select max(id) from invoices)`,
  },
  ...['net', 'tax', 'gross'].map((column) => ({
    rule: `credit notes are no more than their invoice, rate by rate (${column})`,
    atMost: `
      select about || ': ' || number || ' at ' || rate as subject, ${column} as expected, ${credited(column)} as found
      from document_taxes where kind = 'invoice'`,
    breakBy: `
      update invoices set document = ${inflated(column)}
      where id = (select min(invoices.id) from invoices where kind = 'credit_note' and gross > 0)`,
  })),
  {
    rule: 'an invoice that is credited altogether is credited to the cent, rate by rate',
    equal: `
      select about || ': ' || number || ' at ' || rate as subject, net || ' + ' || tax as expected,
        ${credited('net')} || ' + ' || ${credited('tax')} as found
      from document_taxes where kind = 'invoice' and exists (
        select from documents join documents notes on notes.corrects_id = documents.id
        where documents.id = document_taxes.id group by documents.gross having sum(notes.gross) = documents.gross)`,
    breakBy: `
      update invoices set document = ${inflated('net')}
      where id = (select min(invoices.id) from invoices join all_orders on all_orders.id = order_id
        where kind = 'credit_note' and status = 'canceled')`,
  },
];
