import type { InferKyselyDB } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { type ExpressionBuilder, sql } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import { Database } from '../database/database.js';
import { iso } from '../database/sql.js';
import type { OrderLineSchema, OrderSchema } from '../order/order.entity.js';
import type { CreditSchema } from '../order/credit.entity.js';
import { OrderNotFound } from '../order/order.errors.js';
import { TrackingNotFound } from './fulfilment.errors.js';
import type { ShipmentLineSchema, ShipmentSchema } from './shipment.entity.js';
import { statusSql } from './shipment.queries.js';
import type { Milestone, OwnOrderTracking, SharedOrderTracking, TrackedEvent } from './tracking.dto.js';
import { TrackingLinks } from '../order/tracking-link.js';

type Tables = InferKyselyDB<
  typeof OrderSchema | typeof OrderLineSchema | typeof CreditSchema | typeof ShipmentSchema | typeof ShipmentLineSchema
> & { returns: { order_id: number; status: string; received_at: Date | null } };

/** Counted from the order's date, not from the link's: links carry no date. */
const sharedDays = 90;

/** The progress of an order, for its customer and for anybody with the shared link. */
@Injectable()
export class TrackingQueries {
  constructor(
    private readonly database: Database,
    private readonly links: TrackingLinks,
  ) {}

  /** @param base the address of this server @throws OrderNotFound, also for orders of others */
  async own(customer: number, uuid: string, base: string): Promise<OwnOrderTracking> {
    const order = await this.order(uuid).where('customer_id', '=', customer).executeTakeFirst();
    if (!order) throw new OrderNotFound();
    return { ...toTracking(order), share_url: base + this.links.linkFor({ uuid: order.uuid }) };
  }

  /** @throws TrackingNotFound */
  async shared(token: string): Promise<SharedOrderTracking> {
    const uuid = this.links.orderUuid(token);
    if (!uuid) throw new TrackingNotFound();
    const order = await this.order(uuid)
      .where(sql<boolean>`orders.created_at > now() - make_interval(days => ${sharedDays})`)
      .executeTakeFirst();
    if (!order) throw new TrackingNotFound();
    const { first_name, city } = order;
    return { ...toTracking(order), first_name, city };
  }

  private order(uuid: string) {
    return this.database.sql<Tables>().selectFrom('orders').where('orders.uuid', '=', uuid).select(columns);
  }
}

const columns = (order: ExpressionBuilder<Tables, 'orders'>) =>
  [
    'orders.uuid',
    'orders.number',
    'orders.status',
    iso('orders.created_at').as('placed'),
    iso<string | null>('orders.paid_at').as('paid'),
    // A canceled order never changes again.
    sql<string | null>`case when orders.status = 'canceled' then ${iso('orders.updated_at')} end`.as('canceled'),
    sql<string | null>`orders.shipping_address->>'first_name'`.as('first_name'),
    sql<string | null>`orders.shipping_address->>'city'`.as('city'),
    jsonArrayFrom(shipmentsOf(order)).as('shipments'),
    jsonArrayFrom(returnsOf(order)).as('returns'),
    jsonArrayFrom(cancellationsOf(order)).as('cancellations'),
  ] as const;

const shipmentsOf = (order: ExpressionBuilder<Tables, 'orders'>) =>
  order
    .selectFrom('shipments')
    .whereRef('shipments.order_id', '=', 'orders.id')
    .orderBy('shipments.id')
    .select((shipment) => [
      'shipments.uuid as shipment_uuid',
      'carrier',
      'tracking_number',
      'tracking_url',
      iso('shipped_at').as('shipped'),
      iso<string | null>('delivered_at').as('delivered'),
      iso<string | null>('lost_at').as('lost'),
      iso<string | null>('returned_at').as('cameBack'),
      statusSql.as('status'),
      jsonArrayFrom(
        shipment
          .selectFrom('shipment_lines')
          .innerJoin('order_lines', 'order_lines.id', 'order_line_id')
          .whereRef('shipment_id', '=', 'shipments.id')
          .orderBy('shipment_lines.id')
          .select(['order_lines.name', 'shipment_lines.quantity']),
      ).as('lines'),
    ]);

const returnsOf = (order: ExpressionBuilder<Tables, 'orders'>) =>
  order
    .selectFrom('returns')
    .whereRef('returns.order_id', '=', 'orders.id')
    .where('returns.status', 'in', ['received', 'refunded'])
    .select(iso<string | null>('received_at').as('received'));

const cancellationsOf = (order: ExpressionBuilder<Tables, 'orders'>) =>
  order
    .selectFrom('order_credits')
    .whereRef('order_credits.order_id', '=', 'orders.id')
    .where('kind', '=', 'cancellation')
    .orderBy('order_credits.id')
    .select(iso('order_credits.created_at').as('at'));

interface ParcelMoments {
  shipped: string;
  delivered: string | null;
  lost: string | null;
  cameBack: string | null;
}

type Row = Omit<SharedOrderTracking, 'timeline' | 'shipments'> & {
  placed: string;
  paid: string | null;
  canceled: string | null;
  shipments: (SharedOrderTracking['shipments'][number] & ParcelMoments)[];
  returns: { received: string | null }[];
  cancellations: { at: string }[];
};

const toTracking = ({ number, status, placed, paid, canceled, shipments, returns, cancellations }: Row) => ({
  number,
  status,
  timeline: [
    ...event('placed', placed),
    ...shipments.flatMap(({ shipment_uuid: uuid, shipped, delivered, lost, cameBack }) => [
      ...event('shipped', shipped, uuid),
      ...event('delivered', delivered, uuid),
      ...event('lost', lost, uuid),
      ...event('came_back', cameBack, uuid),
    ]),
    ...partialCancellations(shipments, cancellations, canceled !== null).flatMap(({ at }) =>
      event('units_canceled', at),
    ),
    ...event('paid', paid),
    ...event('canceled', canceled),
    ...returns.flatMap(({ received }) => event('returned', received)),
  ].toSorted((a, b) => Number(a.at > b.at) - Number(a.at < b.at)),
  shipments: shipments.map(({ shipped: _, delivered: __, lost: ___, cameBack: ____, ...shipment }) => shipment),
});

/** Without the one that ended the order, which is told as `canceled`. */
function partialCancellations(shipments: ParcelMoments[], cancellations: { at: string }[], isCanceled: boolean) {
  const last = cancellations.at(-1);
  const isEnd = isCanceled && last && shipments.every(({ lost }) => lost === null || lost < last.at);
  return isEnd ? cancellations.slice(0, -1) : cancellations;
}

const event = (what: Milestone, at: string | null, shipment: string | null = null): TrackedEvent[] =>
  at === null ? [] : [{ what, at, shipment }];
