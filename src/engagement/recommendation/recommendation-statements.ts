import { statement } from '../../database/statement.js';

/** Why a row of products is shown. */
export const reasons = [
  'because_you_bought',
  'bought_together',
  'viewed_recently',
  'from_your_wishlist',
  'trending',
  'new',
] as const;
export type Reason = (typeof reasons)[number];

export interface RowOfIds {
  reason: Reason;
  /** Id of the bought product, for `because_you_bought`. */
  source: number | null;
  /** Ids, the best first. */
  ids: number[];
}

export const productsPerRow = 12;
/** More than a row shows, because no product is shown twice on a page. */
const candidatesPerRow = 40;
/** Looked at in the catalog: some are sold out. */
const maxCandidates = 150;
/** A customer's latest products say enough (judged by `npm run eval:recommendations`), and bound the work. */
const maxSources = 100;
/** After so many days a product that was bought once may be shown again in the rows that are not about new products. */
const justBoughtDays = 30;

/** Of what a customer looks at or wishes for, the latest say what goes with it. */
const maxInterests = 10;

/** What a customer did with a product pulls as much as a purchase (1), or less. */
const signalWeights = { wishlist: 0.5, view: 0.2 };
const blend = { purchases: 0.5, trend: 0.4, names: 0.1 };

/** The best of `ids` (a query of `id` and `place`) that are published and not sold out. */
const available = (ids: string) => `
  select id, place from (${ids} order by place, id limit ${maxCandidates}) ids join products using (id)
  where published and stock > 0 order by place, id limit ${candidatesPerRow}
`;
const idsOf = (ids: string) => `array(select id from (${available(ids)}) shown order by place, id)`;
const row = (reason: Reason, ids: string) => `select '${reason}' as reason, null::int as source, ${idsOf(ids)} as ids`;
const notJustBought = (id: string) => `not exists (select from bought where bought.id = ${id} and is_just_bought)`;

const inBucket = `in_bucket as materialized (
    select product_id as id from bucket_lines join buckets on buckets.id = bucket_id where customer_id = $1::int
  )`;
/** @param sources a table of ids */
const goesWith = (sources: string) => `
  select target as id, -sum(pull) as place
  from ${sources} sources join product_pulls on source_id = sources.id and kind = 'purchases', unnest(target_ids, weights) as pulled(target, pull)
  where target not in (select id from ${sources}) and pull > 0
  group by target`;

/**
 * The rows of a home page, in its order; rows without products too. Value: the id of the customer, or null.
 *
 * The first one blends what pulls from the customer's own products, what is new to many, and similar names; each part is
 * divided by its maximum over the products that the customer does not have.
 */
export const homeRows = statement<RowOfIds>(
  'home_rows',
  `
  with bought as materialized (
    select product_id as id, max(created_at) as bought_at,
      count(*) = 1 and max(created_at) > now() - interval '${justBoughtDays} days' as is_just_bought
    from orders join order_lines on order_lines.order_id = orders.id
    where customer_id = $1::int and status <> 'canceled' and product_id is not null
    group by product_id
  ),
  wished as materialized (
    select product_id as id, wishlist_items.id as place from wishlist_items join wishlists on wishlists.id = wishlist_id
    where customer_id = $1
  ),
  viewed as materialized (
    select product_id as id, -extract(epoch from viewed_at) as place from product_views
    where customer_id = $1 order by place limit ${maxSources}
  ),
  signals as (
    (select id, 1::real as weight from bought order by bought_at desc, id limit ${maxSources})
    union all
    (select id, ${signalWeights.wishlist} from wished order by place desc limit ${maxSources})
    union all
    select id, ${signalWeights.view} from viewed
  ),
  pulls as materialized (
    select source_id, kind, target, weight * pull as pull
    from signals join product_pulls on source_id = signals.id, unnest(target_ids, weights) as pulled(target, pull)
  ),
  candidates as (
    select id, coalesce(personal, 0) as personal, coalesce(named, 0) as named, coalesce(first_buyers, 0) as first_buyers
    from (
      select target as id, sum(pull) filter (where kind = 'purchases') as personal, sum(pull) filter (where kind = 'names') as named
      from pulls group by target
    ) pulled full join (select product_id as id, first_buyers from product_trends) trends using (id)
    where not exists (select from bought where bought.id = coalesce(pulled.id, trends.id))
  ),
  personal as materialized (${available(`
    select id, -(
        ${blend.purchases} * personal / greatest(max(personal) over (), 1e-9)
        + ${blend.trend} * first_buyers / greatest(max(first_buyers) over (), 1)
        + ${blend.names} * named / greatest(max(named) over (), 1e-9)
      ) as place
    from candidates
    where exists (select from bought)`)}
  ),
  strongest as (
    select source_id from pulls join (select id from personal order by place, id limit ${productsPerRow}) shown on shown.id = target
    where kind = 'purchases' and source_id in (select id from bought join products using (id) where published)
    group by source_id order by sum(pull) desc, source_id limit 1
  ),
  ${inBucket},
  interests as materialized (
    select id from in_bucket
    union
    (select id from wished order by place desc limit ${maxInterests})
    union
    (select id from viewed order by place limit ${maxInterests})
  )
  select 'because_you_bought' as reason, (select source_id from strongest) as source, array(select id from personal order by place, id) as ids
  union all
  ${row('bought_together', goesWith('interests'))}
  union all
  ${row('viewed_recently', `select viewed.id, place from viewed where ${notJustBought('viewed.id')}`)}
  union all
  ${row('from_your_wishlist', `select id, -place as place from wished where ${notJustBought('wished.id')}`)}
  union all
  ${row('trending', `select product_id as id, -first_buyers as place from product_trends where ${notJustBought('product_id')}`)}
  union all
  ${row(
    'new',
    `select product_id as id, -product_id as place from (
       select id as product_id from products where published and stock > 0 order by created_at desc, id desc limit ${2 * candidatesPerRow}
     ) latest where ${notJustBought('product_id')}`,
  )}
`,
);

/** What goes with one product; no rows for one that is not published. Value: its uuid. */
export const relatedRows = statement<{ kind: 'purchases' | 'names' | 'trends'; ids: number[] }>(
  'related_products',
  `
  with product as (select id from products where uuid = $1::uuid and published)
  select kind, ${idsOf('select target as id, -pull as place from unnest(target_ids, weights) as pulled(target, pull) where pull > 0')} as ids
  from product_pulls join product on product.id = source_id
  union all
  select 'trends', ${idsOf('select product_id as id, -first_buyers as place from product_trends where product_id <> product.id')}
  from product
`,
);

/** What goes with a bucket, and what is trending beside it. Value: the customer's id. */
export const bucketRows = statement<{ ids: number[]; trends: number[] }>(
  'bucket_suggestions',
  `
  with ${inBucket}
  select ${idsOf(goesWith('in_bucket'))} as ids,
    ${idsOf('select product_id as id, -first_buyers as place from product_trends where product_id not in (select id from in_bucket)')} as trends
`,
);
