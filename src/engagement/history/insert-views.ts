import type { EntityManager } from '@mikro-orm/postgresql';
import { queryIn, statement } from '../../database/statement.js';

/** The products that are kept for one customer: the latest. */
export const maxProducts = 500;

/** A view whose caller is proven: by a signed token, or by a guest token that the database knows. */
export interface ProvenView {
  session: string | null;
  customer: string | null;
  guestToken: string | null;
  product: string;
  ageMs: number;
  views: number;
}

/**
 * Finds the customers by their sessions and guest tokens, locks their settings in id order, and adds up their views. A
 * condition on a row that was waited for sees its latest version, so nothing is recorded behind a switch-off or a clearing.
 * Values, by view: uuid of the session, of its customer, guest token, uuid of the product, age in milliseconds, views.
 */
const recordViews = statement<{ customer: number; added: boolean }>(
  'product_views_record',
  `
  with seen as (
    select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::float8[], $6::int[])
      as seen (session, customer, guest_token, product, age_ms, views)
  ), resolved as (
    select customers.id as customer_id, products.id as product_id, views, now() - age_ms * interval '1 ms' as viewed_at
    from seen
    join products on products.uuid = seen.product
    left join sessions
      on sessions.uuid = seen.session and sessions.revoked_at is null and sessions.expires_at > now()
    join customers on customers.disabled_at is null and (
      (customers.id = sessions.customer_id and customers.uuid = seen.customer)
      or (customers.guest_token = seen.guest_token and customers.username is null)
    )
    for key share of customers, products
  ), settings as (
    insert into history_settings (customer_id) select distinct customer_id from resolved order by customer_id
    on conflict (customer_id) do update set customer_id = excluded.customer_id where history_settings.record_views
    returning customer_id, cleared_at
  )
  insert into product_views (customer_id, product_id, viewed_at, views)
  select customer_id, product_id, max(viewed_at), sum(views)
  from resolved join settings using (customer_id)
  where cleared_at is null or viewed_at > cleared_at
  group by customer_id, product_id order by customer_id, product_id
  on conflict (customer_id, product_id) do update
    set viewed_at = greatest(product_views.viewed_at, excluded.viewed_at), views = product_views.views + excluded.views
  returning customer_id as customer, xmax = 0 as added
`,
);

/** Value: ids of customers. */
const deleteSurplus = statement(
  'product_views_delete_surplus',
  `
  delete from product_views using unnest($1::int[]) customer cross join lateral (
    select product_id from product_views
    where customer_id = customer and (select count(*) from product_views where customer_id = customer) > ${maxProducts}
    order by viewed_at desc, product_id desc offset ${maxProducts}
  ) surplus
  where product_views.customer_id = customer and product_views.product_id = surplus.product_id
`,
);

/** Views of callers who are unknown, signed out or disabled, or who do not want it, are skipped. */
export async function insertViews(em: EntityManager, views: ProvenView[]): Promise<void> {
  const column = <Key extends keyof ProvenView>(key: Key) => views.map((view) => view[key]);
  const recorded = await queryIn(em, recordViews, [
    column('session'),
    column('customer'),
    column('guestToken'),
    column('product'),
    column('ageMs'),
    column('views'),
  ]);
  const grown = new Set(recorded.filter(({ added }) => added).map(({ customer }) => customer));
  if (grown.size > 0) await keepLatest(em, [...grown]);
}

export async function keepLatest(em: EntityManager, customers: number[]): Promise<void> {
  await queryIn(em, deleteSurplus, [customers]);
}
