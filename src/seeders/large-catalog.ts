import type { EntityManager } from '@mikro-orm/postgresql';
import { type LargePlan, momentOf, pick, pickText, run, share, uuidAt } from './large-plan.js';

const adjectives = 'Oak Walnut Steel Linen Copper Glass Stone Paper Velvet Amber Ivory Cedar Brass Felt Slate Coral';
const things = 'Lamp Chair Kettle Shelf Mirror Desk Vase Clock Rug Bowl Bench Stool Tray Basket Blanket Candle Jug Mug';
const models = 'Alba Bergen Como Delft Elba Fjord Genoa Havel Isar Jura Kiel Lund Malmo Narva Oder Porto Riga Turin';
const words = (text: string) => text.split(' ');

/** How many products there are when a share of all orders is placed: half of them from the beginning; SQL. */
export const productsAt = ({ products }: LargePlan, fraction: string): string =>
  `greatest(4, floor(${products} * (0.5 + 0.5 * ${fraction}))::int)`;

/** Products of the brands, the categories and the pictures that are there. */
export async function addProducts(em: EntityManager, plan: LargePlan, from: number, to: number): Promise<void> {
  const { products, base, start } = plan;
  const fraction = `(2 * (at - 1)::float8 / ${products} - 1)`;
  const price = `(100 * (1 + floor(150 * power(${share('at', 13)}, 3))) - 1)::int`;
  const listed = (name: string) => `(select array_agg(id order by id) from ${name})`;
  const chosen = (ids: string, salt: number) => `${ids}[1 + ${pick(`cardinality(${ids})`, 'at', salt)}]`;
  await run(
    em,
    `
    with known as materialized (
      select ${listed('brands')} as brands,
        (select array_agg(id order by id) from categories where id not in (select parent_id from categories where parent_id is not null)) as categories,
        (select array_agg(distinct hash) from product_images where product_id <= ${base.products}) as pictures
    ), made as materialized (
      select at, ${base.products} + at as id, ${price} as price, ${chosen('brands', 14)} as brand_id, ${chosen('categories', 15)} as category_id,
        ${chosen('pictures', 16)} as hash,
        ${pickText(words(models), 'at / 12', 10)} || ' ' || ${pickText(words(adjectives), 'at', 11)} || ' ' || ${pickText(words(things), 'at', 12)} as name,
        case when at <= ${products} / 2 then ${start} - interval '1 day' * (366 - 365.0 * at / ${products})
          else ${momentOf(plan, `greatest(0, ${fraction})`)} - interval '1 hour' end as created_at
      from generate_series(${from}, ${to}) at cross join known
    ), added as (
      insert into products (id, uuid, slug, name, description, brand_id, keywords, price, old_price, tax_rate, published, created_at, updated_at)
      select made.id, ${uuidAt('created_at', 'product', 'at')}, lower(replace(made.name, ' ', '-')) || '-' || at, made.name || ' ' || at,
        'Made by hand, one at a time, and meant to be handed on. Number ' || at || ' of the ' || split_part(made.name, ' ', 1) || ' family.',
        brand_id, concat_ws(' ', brand.name, category.name), price,
        case when at % 9 = 0 then price + 1000 end, case when at % 4 = 0 then 700 else 1900 end, at % 50 > 0, created_at, created_at
      from made join brands brand on brand.id = brand_id join categories category on category.id = category_id order by at
    ), categorized as (
      insert into product_categories (product_id, category_id) select id, category_id from made order by at
    )
    insert into product_images (uuid, product_id, hash) select ${uuidAt('created_at', 'image', 'at')}, id, hash from made
    where hash is not null order by at`,
  );
  await run(em, `select setval('products_id_seq', ${base.products + to})`);
}
