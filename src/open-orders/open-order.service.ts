import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { sql } from 'kysely';
import { BudgetService, budgetsOf, currentNetwork } from '../budgets/budget.service.js';
import { Config } from '../config/config.js';
import { deleteInBatches } from '../database/batches.js';
import { Database } from '../database/database.js';
import { queryIn, statement } from '../database/statement.js';
import { Jobs } from '../jobs/jobs.js';
import { OrderConfirmations } from './order-confirmations.js';
import { TooManyFreeOrders, TooManyOpenOrders, TooManyOpenUnits } from './open-orders.errors.js';

/** An order that is about to be placed. */
interface PlacedOrder {
  uuid: string;
  customer: number;
  email: string | null;
  /** Products by their ids. */
  lines: { product: { id: number; uuid: string }; quantity: number }[];
  payment: string;
  totals: { total: number };
}

export interface Held {
  /** Null: all orders of these people. */
  product: number | null;
  orders: number;
  units: number;
  orders_near: number;
  units_near: number;
}

/** What the shop knows of whoever places an order. */
export interface Orderer {
  has_account: boolean;
  /** Whether the email of the order is confirmed as theirs. */
  is_verified: boolean;
}

/** Written so that no index is chosen for it: a plan made while there were few orders would read all that are open, or all lines of a product. */
const isOpen = `(status = 'new' and paid_at is null) is true`;

const ownOpen = (customer: string): string => `
  select id from (select id, status, paid_at from orders where customer_id = ${customer} order by id desc limit 10000) latest where ${isOpen}`;

const unitsOfOpen = (products: string, columns: string): string => `
  select product_id, ${columns} from open cross join lateral (
    select product_id, quantity, canceled from order_lines where order_id = open.id and product_id = any(${products}) offset 0
  ) line
  group by product_id`;

/**
 * SQL: what the open orders of a customer hold, whose bucket is locked, so that no other order of theirs comes meanwhile. An expression
 * of type json. @param products SQL, the ids that units are counted of; null: nothing is counted
 */
export const heldByCustomer = (customer: string, products: string): string => `(
  with open as materialized (select id from (${ownOpen(customer)}) own where ${products} is not null),
  units as (${unitsOfOpen(products, 'sum(quantity - canceled) as units')})
  select json_agg(json_build_object('product', product, 'orders', orders, 'units', units, 'orders_near', 0, 'units_near', 0))
  from (select null as product, count(*) as orders, 0 as units from open union all select product_id, 0, units from units) held
)`;

/** Of a network, one order at a time is placed by people whose email nobody has confirmed. Value: the network. */
const lockNetwork = statement('open_orders_lock', 'select pg_advisory_xact_lock(hashtextextended($1, 1093))');

/**
 * Values: customer, email, network or null, ids of products, uuid, network, hours or null. Open are orders that wait for a
 * payment, and cash orders nobody has begun to ship. Anybody can place orders with an email: those that its owner did not confirm
 * do not count for it. The order is noted as one whose email is not confirmed, and that must be confirmed
 * within these hours, if any.
 */
const heldSql = statement<Held>(
  'open_orders_held',
  `
  with own as (
    ${ownOpen('$1')}
    union select orders.id from orders left join lateral (
      select confirmed_at is not null as counts from unverified_orders where order_uuid = orders.uuid limit 1
    ) unverified on true
    where lower(email) = lower($2) and ${isOpen} and counts is not false
  ), near as (
    select placed.id from unverified_orders cross join lateral (
      select id from orders where uuid = order_uuid and ${isOpen} limit 1
    ) placed where network = $3
  ), open as (
    select coalesce(own.id, near.id) as id, own.id is not null as is_own, near.id is not null as is_near
    from own full join near on near.id = own.id
  ), noted as (
    insert into unverified_orders (order_uuid, network, confirm_by)
    values ($5::uuid, $6, now() + make_interval(hours => $7::int))
  )
  select null::int as product, count(*) filter (where is_own)::int as orders, 0 as units,
    count(*) filter (where is_near)::int as orders_near, 0 as units_near
  from open
  union all
  ${unitsOfOpen(
    '$4::int[]',
    `0, coalesce(sum(quantity - canceled) filter (where is_own), 0)::int, 0,
    coalesce(sum(quantity - canceled) filter (where is_near), 0)::int`,
  )}
`,
);

/** Accounts can be disabled, and their orders found together: they may hold so many times what a guest may. */
const guestsOfAccount = 10;

const timesOf = ({ has_account }: Orderer): number => (has_account ? guestsOfAccount : 1);

/** A network is a household or an office: it may hold as many units as so many people. */
const peopleOfNetwork = 5;

/** Bounds what unpaid orders keep others from buying. */
@Injectable()
export class OpenOrderService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly config: Config,
    private readonly confirmations: OrderConfirmations,
    private readonly budgets: BudgetService,
  ) {}

  onModuleInit(): void {
    this.jobs.nightly('unverified_orders.forget', () => this.forget());
  }

  /** Where an order came from is forgotten once it is over or paid. */
  forget(): Promise<void> {
    return deleteInBatches(
      this.database,
      'unverified_orders',
      sql`created_at < now() - interval '1 day' and not exists (
        select from orders where orders.uuid = unverified_orders.order_uuid and status = 'new' and paid_at is null
      )`,
    );
  }

  /**
   * Counts the order of somebody whose email nobody has confirmed among those that are open, in its transaction and before it is inserted.
   *
   * @returns whether it is one
   * @throws TooManyOpenOrders, TooManyOpenUnits
   */
  async hold(em: EntityManager, order: PlacedOrder, orderer: Orderer): Promise<boolean> {
    if (orderer.is_verified || (!this.isLimited && !this.confirmations.isDemanded)) return false;
    const { uuid, customer, email, lines } = order;
    const network = currentNetwork() ?? '';
    // Where networks are not counted, their orders do not wait for each other.
    const counted = (this.config.get('OPEN_ORDER_LIMIT_PER_ADDRESS') > 0 && network) || null;
    const ids = lines.map(({ product }) => product.id);
    if (counted) await queryIn(em, lockNetwork, [counted]);
    const values = [customer, email, counted, ids, uuid, network, this.hoursFor(order)];
    this.assertFew(await queryIn(em, heldSql, values), lines, { near: counted !== null, times: timesOf(orderer) });
    return true;
  }

  /** Ids of the products whose open units an order must tell with its insertion; null where {@link hold} counts, or nothing is limited. */
  countedWith({ lines }: Pick<PlacedOrder, 'lines'>, { is_verified }: Orderer): number[] | null {
    return is_verified && this.isLimited ? lines.map(({ product }) => product.id) : null;
  }

  /** @param held what the earlier orders of the customer hold: {@link heldByCustomer} @throws TooManyOpenOrders, TooManyOpenUnits */
  assertHeld(held: Held[] | null, { lines }: Pick<PlacedOrder, 'lines'>, orderer: Orderer): void {
    if (held) this.assertFew(held, lines, { near: false, times: timesOf(orderer) });
  }

  /** What is paid in advance, or costs nothing, need not be confirmed. */
  private hoursFor({ payment, totals }: PlacedOrder): number | null {
    return payment === 'cash' && totals.total > 0 ? this.confirmations.hours : null;
  }

  /**
   * Counts an order that costs nothing, of somebody whose email nobody has confirmed: it is never open, so a day has as many as may be
   * open at once. In its transaction, which holds the count until its end. @throws TooManyFreeOrders
   */
  async countFree(em: EntityManager, { customer }: Pick<PlacedOrder, 'customer'>): Promise<void> {
    const budgets = budgetsOf(
      'free_order',
      { id: customer },
      {
        each: this.config.get('OPEN_ORDER_LIMIT'),
        network: this.config.get('OPEN_ORDER_LIMIT_PER_ADDRESS'),
        seconds: 86_400,
      },
    );
    const wait = await this.budgets.spend(budgets, em);
    if (wait !== undefined) throw new TooManyFreeOrders(null, wait);
  }

  private get isLimited(): boolean {
    return (['OPEN_ORDER_LIMIT', 'OPEN_UNIT_LIMIT', 'OPEN_ORDER_LIMIT_PER_ADDRESS'] as const).some(
      (name) => this.config.get(name) > 0,
    );
  }

  /** @throws TooManyOpenOrders, TooManyOpenUnits */
  private assertFew(held: Held[], lines: PlacedOrder['lines'], who: { near: boolean; times: number }): void {
    const orders = this.config.get('OPEN_ORDER_LIMIT') * who.times;
    const guestUnits = this.config.get('OPEN_UNIT_LIMIT');
    const units = guestUnits * who.times;
    const near = who.near ? this.config.get('OPEN_ORDER_LIMIT_PER_ADDRESS') : 0;
    const all = held.find(({ product }) => product === null);
    if (orders > 0 && all && all.orders >= orders) throw new TooManyOpenOrders({ open: all.orders, most: orders });
    if (near > 0 && all && all.orders_near >= near) throw new TooManyOpenOrders({ open: all.orders_near, most: near });
    if (units === 0) return;
    for (const { product, quantity } of lines) {
      const of = held.find((each) => each.product === product.id);
      const excess = (of?.units ?? 0) + quantity > units;
      const excessNear = near > 0 && (of?.units_near ?? 0) + quantity > guestUnits * peopleOfNetwork;
      if (excess || excessNear)
        throw new TooManyOpenUnits({ product: product.uuid, open: of?.units ?? 0, most: units });
    }
  }
}
