import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';

export interface LargeShopSizes {
  products: number;
  customers: number;
  orders: number;
}

/** What the statements of a large shop have in common. */
export interface LargePlan extends LargeShopSizes {
  /** The last id of each table before. */
  base: Record<'products' | 'customers' | 'addresses' | 'orders', number>;
  /** When the first order is placed, and when the last one was; SQL. */
  start: string;
  now: string;
  days: number;
  currency: string;
  zone: string;
}

const secondsPerDay = 86_400;

/** A number of 0 to 1 (not included) that depends on `of` and `salt` alone, so that each run makes the same shop; SQL. */
export const share = (of: string, salt: number): string =>
  `((hashint8extended((${of})::bigint, ${salt}) & 16777215) / 16777216.0::float8)`;

/** A whole number of 0 to `count` (not included), likewise; SQL. */
export const pick = (count: number | string, of: string, salt: number): string =>
  `floor(${share(of, salt)} * ${count})::int`;

export const pickText = (words: readonly string[], of: string, salt: number): string =>
  `(${textArray(words)})[1 + ${pick(words.length, of, salt)}]`;

export const textArray = (words: readonly string[]): string => `array[${words.map(quoted).join()}]`;

export const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Of version 7; SQL. @param kind tells rows of different tables apart */
export const uuidAt = (moment: string, kind: string, of: string): string =>
  `(lpad(to_hex((extract(epoch from ${moment}) * 1000)::bigint), 12, '0') || '7' || overlay(left(md5(${quoted(kind)} || ${of}), 19) placing '8' from 4 for 1))::uuid`;

/**
 * When a share of all orders was placed: more and more a day, and most of them at noon. A later share has a later moment, so
 * that whoever registers or is offered with that share can be in orders of a later one; SQL.
 */
export function momentOf({ start, days }: LargePlan, fraction: string): string {
  const day = `(${days}::float8 * power(${fraction}, 2 / 3.0::float8))`;
  const shaped = `case when ${day} < ${Math.floor(days)} then ${day} + 0.8 * sin(2 * pi() * ${day}) / (2 * pi()) else ${day} end`;
  return `date_trunc('milliseconds', ${start} + interval '1 second' * ((${shaped}) * ${secondsPerDay}))`;
}

/** Days from the order until its parcel leaves, and until that arrives; SQL. */
export const daysToShip = (order: string): string => `(0.2 + 1.6 * ${share(order, 21)})`;
export const daysToArrive = (order: string): string => `(${daysToShip(order)} + 1 + 2 * ${share(order, 22)})`;
export const daysAfter = (moment: string, days: string | number): string =>
  `(${moment} + interval '1 second' * round(${secondsPerDay} * ${days}))`;

/** Decides what is canceled and returned; SQL. */
export const fateOf = (order: string): string => share(order, 3);

export async function run(em: EntityManager, ...statements: string[]): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(em.getKysely());
}
