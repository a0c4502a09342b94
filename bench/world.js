import { hash } from '@node-rs/argon2';
import { createHash, createHmac } from 'node:crypto';
import { v4, v7 } from 'uuid';

export const password = 'onlydarkside';
/** Enough that no buyer orders twice in one round. */
export const buyers = 6_000;
const brands = 60;
const categories = 36;
/** Products that share a model name: how many a search for it finds, whatever the size of the catalog. */
const productsPerModel = 12;
const batchSize = 5_000;

/** The same in every run, so that runs can be compared. */
const pseudoRandom = (...seed) => createHash('md5').update(seed.join(' ')).digest().readUInt32LE();
const oneOf = (words, ...seed) => words[pseudoRandom(...seed) % words.length];
const words = (text) => text.split(' ');
const adjectives = words(
  'oak walnut steel linen copper glass stone paper velvet amber ivory cedar brass felt slate coral',
);
const things = words(
  'lamp chair kettle shelf mirror desk vase clock rug bowl bench stool tray basket blanket candle jug mug',
);
const syllables = words('al be cor da el fi gor ha il ju ka lo mi nor os pa qui ra so ta ul ve wi xa yo zen');
const modelOf = (at) =>
  ['a', 'b', 'c', 'd'].map((part) => oneOf(syllables, 'model', part, Math.floor(at / productsPerModel))).join('');

/** The product number `at`. */
export function product(at) {
  const kind = `${oneOf(adjectives, 'adjective', at)} ${oneOf(things, 'thing', at)}`;
  const name = `${modelOf(at)} ${kind}`;
  return {
    name: name[0].toUpperCase() + name.slice(1),
    slug: `${name.replaceAll(' ', '-')}-${at}`,
    description: `The ${kind} of the ${modelOf(at)} family is made by hand, one at a time, and meant to be handed on. Number ${at}.`,
    brand: 1 + (pseudoRandom('brand', at) % brands),
    category: 1 + (pseudoRandom('category', at) % categories),
    price: 199 + (pseudoRandom('price', at) % 30_000),
    old_price: at % 9 === 0 ? 40_000 : null,
    tax_rate: at % 4 === 0 ? 700 : 1900,
    ...rating(at),
  };
}

/** A tenth has no reviews, the others up to 40, of 3 to 5 on average. */
function rating(at) {
  const rating_count = at % 10 === 0 ? 0 : 1 + (pseudoRandom('reviews', at) % 40);
  return { rating_count, rating_sum: 3 * rating_count + (pseudoRandom('stars', at) % (2 * rating_count + 1)) };
}

/** What a customer might search for: a model, a kind of product, or both; every tenth one misspelled. */
export function searchFor(at) {
  const [model, adjective, thing] = product(pseudoRandom('search', at) % 1_000)
    .name.toLowerCase()
    .split(' ');
  const forms = [
    `${model} ${thing}`,
    model,
    `${adjective} ${thing}`,
    `${model} ${adjective}`,
    `${adjective} ${model} ${thing}`,
  ];
  const text = forms[at % forms.length];
  const missing = 1 + (pseudoRandom('missing', at) % 4);
  return at % 10 === 0 ? `${text.slice(0, missing)}${text.slice(missing + 1)}` : text;
}

const seededTables = [
  ...['brands', 'categories', 'products', 'product_categories', 'product_images'],
  ...['customers', 'addresses', 'buckets', 'sessions'],
];

/** Seeds a migrated and empty database. */
export async function seed(client, products) {
  const values = (length, make) => Array.from({ length }, (_, at) => make(at));
  await client.query(`insert into brands (uuid, slug, name) select * from unnest($1::uuid[], $2::text[], $3::text[])`, [
    values(brands, () => v7()),
    values(brands, (at) => `maker-${at}`),
    values(brands, (at) => `Maker ${at}`),
  ]);
  await client.query(
    `insert into categories (uuid, slug, name, parent_id) select * from unnest($1::uuid[], $2::text[], $3::text[], $4::int[])`,
    [
      values(categories, () => v7()),
      values(categories, (at) => `category-${at}`),
      values(categories, (at) => `Category ${at}`),
      values(categories, (at) => (at < 6 ? null : 1 + (at % 6))),
    ],
  );
  for (let from = 0; from < products; from += batchSize) {
    const rows = values(Math.min(batchSize, products - from), (at) => product(from + at));
    const column = (name) => rows.map((row) => row[name]);
    await client.query(
      `with added as (
         insert into products (uuid, name, slug, description, brand_id, price, old_price, tax_rate, rating_count, rating_sum, on_hand, created_at, updated_at)
         select uuid, name, slug, description, brand, price, old_price, tax_rate, rating_count, rating_sum, 100000000, now(), now()
         from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::int[], $6::int[], $7::int[], $8::int[], $9::int[], $10::int[])
           as row(uuid, name, slug, description, brand, price, old_price, tax_rate, rating_count, rating_sum)
         returning id, slug
       ), categorized as (
         insert into product_categories (product_id, category_id)
         select id, category from added join unnest($3::text[], $11::int[]) as row(slug, category) using (slug)
       )
       insert into product_images (uuid, product_id, hash, position)
       select gen_random_uuid(), id, encode(sha256(slug::bytea), 'hex'), 0 from added`,
      [
        rows.map(() => v7()),
        ...[
          'name',
          'slug',
          'description',
          'brand',
          'price',
          'old_price',
          'tax_rate',
          'rating_count',
          'rating_sum',
          'category',
        ].map(column),
      ],
    );
  }
  await client.query(
    `insert into shipping_methods (uuid, name, price, countries, kind, is_default)
     values ($1, 'Pick-up', 0, '{}', 'pickup', true), ($2, 'Parcel', 490, '{DE,PL}', 'delivery', false)`,
    [v7(), v7()],
  );
  await seedBuyers(client, values);
  // No table that is empty: PostgreSQL would plan for a single page of orders, and keep that plan.
  await client.query(`vacuum analyze ${seededTables.join(', ')}`);
}

async function seedBuyers(client, values) {
  const hashed = await hash(password, { memoryCost: 19_456, timeCost: 2, parallelism: 1 });
  await client.query(
    `with person as (
       insert into customers (uuid, username, username_key, email, email_key, email_confirmed_at, password_hash, guest_token, created_at, updated_at)
       select uuid, 'buyer' || at, 'buyer' || at, 'buyer' || at || '@magazin.test', 'buyer' || at || '@magazin.test', now(), $2, gen_random_uuid(), now(), now()
       from unnest($1::uuid[]) with ordinality as row(uuid, at) returning id, username
     ), home as (
       insert into addresses (uuid, customer_id, first_name, last_name, address, post_code, city, country, is_default, created_at)
       select gen_random_uuid(), id, 'Ada', username, 'Main Street 1', '10115', 'Berlin', 'DE', true, now() from person
     ), bucket as (
       insert into buckets (uuid, customer_id) select gen_random_uuid(), id from person
     )
     insert into sessions (uuid, customer_id, refresh_hash, created_at, last_used_at, expires_at)
     select gen_random_uuid(), id, encode(sha256(username::bytea), 'hex'), now(), now(), now() + interval '1 day' from person`,
    [values(buyers, () => v7()), hashed],
  );
}

/** The signed-in buyers, with access tokens that are valid for an hour. */
export async function signedIn(client, secret) {
  const { rows } = await client.query(
    `select customers.uuid, sessions.uuid as session, username from customers
     join sessions on customer_id = customers.id where username like 'buyer%' order by customers.id limit $1`,
    [buyers],
  );
  const encoded = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const head = encoded({ alg: 'HS256', typ: 'JWT' });
  const now = Math.floor(Date.now() / 1000);
  return rows.map(({ uuid, session, username }) => {
    const claims = {
      sub: uuid,
      sid: session,
      typ: 'access',
      jti: v4(),
      iat: now,
      exp: now + 3_600,
      aud: 'magazin',
      iss: 'magazin',
    };
    const text = `${head}.${encoded(claims)}`;
    const signature = createHmac('sha256', secret).update(text).digest('base64url');
    return { username, headers: { authorization: `Bearer ${text}.${signature}` } };
  });
}
