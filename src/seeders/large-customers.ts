import type { EntityManager } from '@mikro-orm/postgresql';
import { type LargePlan, momentOf, pick, pickText, quoted, run, share, uuidAt } from './large-plan.js';

const firstNames = 'Ada Jan Eva Max Lea Tom Mia Ole Ida Leo Nora Paul Zofia Piotr Anna Luc Emma Noah Clara Jonas'.split(
  ' ',
);
const lastNames =
  'Weber Nowak Jansen Dubois Fischer Kowalski Huber Peeters Becker Wolf Maier Lange Visser Krause Vogel Roth Adam Berg Kern Lind'.split(
    ' ',
  );
const streets = ['Hauptstr.', 'Main Street', 'Gartenweg', 'Rue du Lac', 'ul. Polna', 'Kerkstraat', 'Am Markt'];
/** Those of the demo's parcel service; many customers live in the first. */
const cities = [
  ...['Berlin', 'Hamburg', 'Leipzig', 'Bremen', 'Essen', 'Jena'].map((city) => [city, 'DE', '10115'] as const),
  ['Wien', 'AT', '1010'] as const,
  ['Lyon', 'FR', '69001'] as const,
  ['Utrecht', 'NL', '3511 AZ'] as const,
  ['Warszawa', 'PL', '00-050'] as const,
];

/** How many customers have registered when a share of all orders is placed: each before the first order after it; SQL. */
export const customersAt = ({ customers }: LargePlan, fraction: string): string =>
  `greatest(1, ceil(${customers} * ${fraction} - 1e-9)::int)`;

/** Registered customers, each with an address. All have the password of the demo's. */
export async function addCustomers(em: EntityManager, plan: LargePlan, from: number, to: number): Promise<void> {
  const { customers, base } = plan;
  const place = `1 + ${pick(cities.length, 'at', 36)}`;
  const column = (at: 0 | 1 | 2) => `(array[${cities.map((city) => quoted(city[at])).join()}])[place]`;
  await run(
    em,
    `
    with made as materialized (
      select at, ${base.customers} + at as id, ${place} as place, ${pickText(firstNames, 'at', 30)} as first_name,
        ${pickText(lastNames, 'at', 31)} as last_name, ${pickText(streets, 'at', 32)} || ' ' || 1 + ${pick(180, 'at', 33)} as address,
        ${momentOf(plan, `(at - 1)::float8 / ${customers}`)} - interval '1 minute' * (5 + floor(40 * ${share('at', 34)})) as created_at
      from generate_series(${from}, ${to}) at
    ), added as (
      insert into customers (id, uuid, username, username_key, email, email_key, password_hash, first_name, last_name, guest_token, created_at, updated_at)
      select id, ${uuidAt('created_at', 'customer', 'at')}, 'customer' || at, 'customer' || at,
        'customer' || at || '@magazin.example', 'customer' || at || '@magazin.example',
        (select password_hash from customers where username = 'admin'), first_name, last_name,
        md5('guest' || at)::uuid, created_at, created_at
      from made order by at
    )
    insert into addresses (id, uuid, customer_id, first_name, last_name, address, post_code, city, country, is_default, created_at)
    select ${base.addresses} + at, ${uuidAt('created_at', 'address', 'at')}, id, first_name, last_name, address,
      ${column(2)}, ${column(0)}, ${column(1)}, true, created_at
    from made order by at`,
    `select setval('customers_id_seq', ${base.customers + to}), setval('addresses_id_seq', ${base.addresses + to})`,
  );
}
