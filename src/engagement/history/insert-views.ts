import type { EntityManager } from '@mikro-orm/postgresql';
import { validate } from 'uuid';
import { canonicalKey } from '../../catalog/slug.js';
import { dayOf } from '../../config/calendar.js';
import { queryIn, statement } from '../../database/statement.js';
import type { BufferedView } from './view-buffer.js';

/** The products that are kept for one customer: the latest. */
const maxProducts = 500;

/** By a signed token, or by a guest token that the database may know. */
export interface ProvenCaller {
  session: string | null;
  customer: string | null;
  guestToken: string | null;
  /** When the token expires, in seconds since 1970. */
  expires: number | null;
}

export interface ViewBatch {
  callers: ProvenCaller[];
  /** `caller` is a position in the list. */
  views: (BufferedView & { caller: number; product: string })[];
}

/**
 * Finds the customers by their sessions and guest tokens, locks their settings in id order, and adds up their views. A
 * condition on a row that was waited for sees its latest version, so nothing is recorded behind a switch-off or a clearing.
 * Returns the customers who have looked at a further product.
 * Values: by caller the uuids of session and customer and when the token expires, or the guest token; by view the caller's number from 1, uuid of the
 * product if it is still there, age in milliseconds, views; the day.
 */
const recordViews = statement<{ customer: number }>(
  'product_views_record',
  `
  with callers as (
    select number, customers.id as customer_id
    from unnest($1::uuid[], $2::uuid[], $3::uuid[], $9::float8[]) with ordinality
      as caller (session, customer, guest_token, expires, number)
    left join sessions
      on sessions.uuid = caller.session and sessions.revoked_at is null
      and least(sessions.expires_at, to_timestamp(caller.expires)) > now()
    join customers on customers.disabled_at is null and (
      (customers.id = sessions.customer_id and customers.uuid = caller.customer)
      or (customers.guest_token = caller.guest_token and customers.username is null)
    )
  ), settings as (
    insert into history_settings (customer_id) select distinct customer_id from callers order by customer_id
    on conflict (customer_id) do update set customer_id = excluded.customer_id where history_settings.record_views
    returning customer_id, coalesce(cleared_at, '-infinity') as cleared_at
  ), visited as (
    insert into visits (customer_id, day, views)
    select customer_id, $8::date, sum(views) from unnest($4::int[], $7::int[]) as seen (number, views)
    join callers using (number) join settings using (customer_id) group by customer_id order by customer_id
    on conflict (customer_id, day) do update set views = visits.views + excluded.views
  ), recorded as (
    insert into product_views (customer_id, product_id, viewed_at, views)
    select customer_id, products.id, now() - min(age_ms) * interval '1 ms', sum(views)
    from unnest($4::int[], $5::uuid[], $6::float8[], $7::int[]) as seen (number, product, age_ms, views)
    join callers using (number) join settings using (customer_id) join products on products.uuid = seen.product
    where now() - age_ms * interval '1 ms' > cleared_at
    group by customer_id, products.id order by customer_id, products.id
    on conflict (customer_id, product_id) do update
      set viewed_at = greatest(product_views.viewed_at, excluded.viewed_at), views = product_views.views + excluded.views
    returning customer_id, xmax = 0 as is_new
  )
  select distinct customer_id as customer from recorded where is_new
`,
);

/** Value: slugs, former ones too. */
const productsOfSlugs = statement<{ slug: string; uuid: string }>(
  'product_views_slugs',
  `
  select slug, uuid from products where slug = any($1::text[])
  union all
  select former.slug, products.uuid from shop.former_slugs former join products on products.id = former.row_id
  where former.kind = 'products' and former.slug = any($1::text[])
    and not exists (select from products taken where taken.slug = former.slug)
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
export async function insertViews(em: EntityManager, { callers, views }: ViewBatch): Promise<void> {
  const now = performance.now();
  const uuids = await uuidsOf(
    em,
    views.map(({ product }) => product).filter((product) => !validate(product)),
  );
  const grown = await queryIn(em, recordViews, [
    callers.map(({ session }) => session),
    callers.map(({ customer }) => customer),
    callers.map(({ guestToken }) => guestToken),
    views.map(({ caller }) => caller + 1),
    views.map(({ product }) => (validate(product) ? product : (uuids.get(canonicalKey(product)) ?? null))),
    views.map(({ at }) => now - at),
    views.map(({ views: times }) => times),
    dayOf(new Date()),
    callers.map(({ expires }) => expires),
  ]);
  if (grown.length === 0) return;
  await keepLatest(
    em,
    grown.map(({ customer }) => customer),
  );
}

/** The products of these slugs. */
async function uuidsOf(em: EntityManager, slugs: string[]): Promise<Map<string, string>> {
  if (slugs.length === 0) return new Map();
  const products = await queryIn(em, productsOfSlugs, [slugs.map(canonicalKey)]);
  return new Map(products.map(({ slug, uuid }) => [slug, uuid]));
}

export async function keepLatest(em: EntityManager, customers: number[]): Promise<void> {
  await queryIn(em, deleteSurplus, [customers]);
}
