/** The statements of the bare server and of the raw clients, each prepared once a connection. */
const columns = `
  products.uuid, products.slug, products.name, products.description,
  (select json_build_object('uuid', uuid, 'slug', slug, 'name', name) from brands where brands.id = brand_id) as brand,
  (select coalesce(json_agg(json_build_object('uuid', uuid, 'slug', slug, 'name', name) order by name collate shop.names, id), '[]')
    from product_categories join categories on categories.id = category_id
    where product_id = products.id and active) as categories,
  to_char(price / 100.0, 'FM99999999999990.00') as price,
  to_char(old_price / 100.0, 'FM99999999999990.00') as old_price,
  'EUR' as currency,
  (select $1 || '/media/' || hash || '-640.webp' from product_images
    where product_id = products.id order by position, id limit 1) as image,
  products.stock, round(rating_sum::numeric / nullif(rating_count, 0), 2)::float8 as rating_average, rating_count`;

const page = `(select coalesce(json_agg(page), '[]') from page) as results`;
export const utc = (column) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const texts = {
  list: `
    with page as (
      select ${columns} from (select * from products where published order by name collate shop.names, id limit $2 offset $3) products
      order by name collate shop.names, id
    ) select (select count(*)::int from products where published) as count, ${page}`,
  search: `
    with asked as materialized (select * from shop.asked($4, '')), exact as materialized (
      select id from products where published and search @@ (select near from asked)
    ), found as (
      select id from exact union all
      select id from products where published and search @@ (select shop.similar_to($4) where not exists (select from exact))
    ), page as (
      select ${columns} from products where id = any(array(select id from found))
      order by coalesce(
        (select 3 + rank from ts_rank(search, (select words from asked)) rank where rank > 1e-9),
        (select 2 + rank from ts_rank(search, (select beginnings from asked)) rank where rank > 1e-9),
        (select 1 + rank from ts_rank(search, (select near from asked)) rank where rank > 1e-9),
        ts_rank(search, (select shop.similar_to($4)))) desc, length(name), id limit $2 offset $3
    ) select (select count(*)::int from found) as count, ${page}`,
  detail: `
    select ${columns}, tax_rate, ${utc('created_at')} as created, ${utc('updated_at')} as updated,
      (select coalesce(json_agg(json_build_object('uuid', uuid, 'widths', (
        select json_agg(json_build_object('width', width, 'url', $1 || '/media/' || hash || '-' || width || '.webp') order by width)
        from unnest('{320,640,1280}'::int[]) width
      )) order by position, id), '[]') from product_images where product_id = products.id) as images
    from products where products.uuid = $2 and published`,
  session: `
    select customers.id, customers.uuid from sessions join customers on customers.id = customer_id
    where sessions.uuid = $1 and revoked_at is null and expires_at > now() and disabled_at is null`,
  customer: `
    select id, uuid, password_hash from customers where lower(username) = lower($1) and disabled_at is null`,
  failures: `
    select key from failed_logins
    where key in ($1, $2) and first_failed_at > now() - interval '15 minutes'
      and count >= case when key like 'account:%' then 10 else 100 end`,
  open: `
    insert into sessions (uuid, customer_id, refresh_hash, refresh_rotates, user_agent, address, created_at, last_used_at, expires_at)
    values ($1, $2, $3, true, $4, $5, now(), now(), now() + interval '30 days')`,
  bucketAdd: `
    with bucket as (
      insert into buckets (uuid, customer_id) values ($1, $2)
      on conflict (customer_id) do update set customer_id = excluded.customer_id returning id
    )
    insert into bucket_lines (uuid, bucket_id, product_id, quantity, price_seen, created_at, updated_at)
    select $3, bucket.id, products.id, $5, products.price, now(), now() from bucket, products
    where products.uuid = $4 and published and stock >= $5
      and (select count(*) from bucket_lines where bucket_id = bucket.id) < 100
    on conflict do nothing returning price_seen as price`,
  bucketRead: `
    select quantity, products.uuid as product, to_char(products.price / 100.0, 'FM99999999999990.00') as value,
      bucket_lines.uuid as bucket_uuid
    from buckets join bucket_lines on bucket_id = buckets.id join products on products.id = product_id
    where customer_id = $1 order by bucket_lines.id`,
  profile: `
    select uuid, username, first_name, last_name, email, phone, city from customers where id = $1`,
  lockBucket: `select id from buckets where customer_id = $1 for update`,
  linesOf: `select product_id, quantity from bucket_lines where bucket_id = $1 order by id`,
  lockProducts: `select id from products where id = any($1::int[]) order by id for no key update`,
  take: `
    with wanted as (
      select * from unnest((select $1::int[]), (select $2::int[])) as wanted(id, quantity)
    ), taken as (
      update products set allocated = products.allocated + wanted.quantity from wanted
      where products.id = wanted.id and published and products.stock >= wanted.quantity
      returning products.id, uuid, name, price, tax_rate, on_hand, allocated, wanted.quantity
    ), noted as (
      insert into stock_movements (product_id, product_uuid, allocated_by, on_hand_after, allocated_after, reason, order_uuid)
      select id, uuid, quantity, on_hand, allocated, 'order', $3::uuid from taken
    ) select id, uuid, name, price, tax_rate, quantity from taken`,
  delivery: `
    select email, (select to_jsonb(a) from (
      select first_name, last_name, address, post_code, city, country, phone
      from addresses where customer_id = customers.id and is_default
    ) a) as shipping_address from customers where id = $1`,
  shippingMethod: `
    select name, price, free_from, tax_rate, kind, countries from shipping_methods where uuid = $1 and active`,
  defaultShippingMethod: `
    select name, price, free_from, tax_rate, kind, countries from shipping_methods where active and is_default`,
  order: `
    insert into orders (uuid, customer_id, payment, currency, subtotal, shipping, tax, taxes, total, shipping_method,
      shipping_tax_rate, shipping_kind, shipping_countries, email, shipping_address, created_at, updated_at, payment_due_at)
    values ($1, $2, $3, 'EUR', $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, now(), now(), now() + $15 * interval '1 second')
    returning id, number, ${utc('created_at')} as created`,
  orderLines: `
    insert into order_lines (uuid, order_id, product_id, product_uuid, name, quantity, price, tax_rate, total, tax)
    select * from unnest($1::uuid[], $2::int[], $3::int[], $4::uuid[], $5::text[], $6::int[], $7::int[], $8::int[], $9::bigint[], $10::bigint[])`,
  empty: `delete from bucket_lines where bucket_id = $1`,
  // Due in a day, so that the shop does not send it.
  mail: `
    insert into mails (uuid, kind, recipient, message_id, subject, html, text, data, attachments, created_at, next_attempt_at)
    values ($1, 'order_confirmation', $2, $3, $4, $5, $6, $7, $8, now(), now() + interval '1 day')`,
  job: `
    insert into pgboss.job (name, data, start_after) values ('bench', $1, now() + $2 * interval '1 second')`,
};

export const named = (texts) => Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, { name, text }]));

export const statements = named(texts);
