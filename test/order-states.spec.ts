import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { Order, type PaymentMethod } from '../src/order/order.entity.js';
import { OrderStatusRefused } from '../src/order/order.errors.js';
import { canTransition, type OrderStatus, orderStatuses } from '../src/order/order-status.js';
import { aCustomer, aProduct } from './factories/index.js';
import { auditTrail } from './support/audit.js';
import { type Answer, type Ask, useShop } from './support/shop.js';

const shop = useShop();

/** The table of order-status.ts, written down independently: a change there must be made here too. */
const transitions: Record<OrderStatus, OrderStatus[]> = {
  new: ['paid', 'processing', 'canceled'],
  paid: ['processing', 'canceled'],
  processing: ['shipped', 'delivered', 'canceled', 'returned'],
  shipped: ['delivered', 'canceled', 'returned', 'processing'],
  delivered: ['returned'],
  canceled: [],
  returned: [],
};

const units = 2;
/** What can happen to an order, and the status it aims at. */
const events = {
  pay: 'paid',
  process: 'processing',
  cancel: 'canceled',
  'cancel by staff': 'canceled',
  'ship one unit': 'shipped',
  'ship the rest': 'shipped',
  deliver: 'delivered',
  lose: 'canceled',
  refuse: 'returned',
  'ship again': 'processing',
  'cancel the rest': 'delivered',
  return: 'returned',
} as const satisfies Record<string, OrderStatus>;
type Event = keyof typeof events;
const allEvents = Object.keys(events) as Event[];

interface Model {
  payment: PaymentMethod;
  status: OrderStatus;
  /** Whether a parcel has left, if only to come back. */
  hasLeft: boolean;
  open: number;
  /** Units of each parcel on its way, oldest first. */
  parcels: number[];
  delivered: number;
  returned: number;
  cameBack: number;
  /** Whether the parcel that left last was delivered. */
  isLastDelivered: boolean;
}

const placed = (payment: PaymentMethod): Model => ({
  payment,
  status: 'new',
  hasLeft: false,
  open: units,
  parcels: [],
  delivered: 0,
  returned: 0,
  cameBack: 0,
  isLastDelivered: false,
});

/** What changes, and the statuses that the order passes before the one that follows from its units; or the code of the refusal. */
type Outcome = { changes: Partial<Model>; path?: OrderStatus[] } | { code: number };

function expected(model: Model, event: Event): Outcome {
  const { payment, status, hasLeft, open, parcels, delivered, returned } = model;
  const isReady = status === 'paid' || (status === 'new' && payment === 'cash');
  const [first = 0, ...others] = parcels;
  switch (event) {
    case 'pay':
      return status === 'new' && payment === 'card' ? { changes: { status: 'paid' } } : { code: 1061 };
    case 'process':
      return isReady ? { changes: { status: 'processing' } } : { code: 1004 };
    case 'cancel':
    case 'cancel by staff':
      return ['new', 'paid', 'processing'].includes(status) && !hasLeft
        ? { changes: { status: 'canceled', open: 0 } }
        : { code: 1003 };
    case 'ship one unit':
    case 'ship the rest': {
      if (!isReady && status !== 'processing') return { code: 1101 };
      const left = event === 'ship the rest' ? open : 1;
      const changes = { hasLeft: true, open: open - left, parcels: [...parcels, left], isLastDelivered: false };
      return { changes, path: isReady ? ['processing'] : [] };
    }
    case 'deliver':
      if (!hasLeft) return { code: 1104 };
      if (parcels.length === 0) return model.isLastDelivered ? { changes: {} } : { code: 1110 };
      return { changes: { parcels: [], delivered: delivered + sumOf(parcels), isLastDelivered: true } };
    case 'lose':
      if (!hasLeft) return { code: 1104 };
      return first ? { changes: { parcels: others } } : { code: 1110 };
    case 'refuse':
      if (!hasLeft) return { code: 1104 };
      return first ? { changes: { parcels: others, cameBack: model.cameBack + first } } : { code: 1110 };
    case 'ship again':
      if (!hasLeft) return { code: 1104 };
      return first ? { changes: { parcels: others, open: open + first } } : { code: 1110 };
    case 'cancel the rest':
      return open > 0 ? { changes: { open: 0 } } : { code: 1003 };
    case 'return':
      if (!['processing', 'shipped', 'delivered'].includes(status)) return { code: 1106 };
      return delivered > returned ? { changes: { returned: delivered } } : { code: 1102 };
  }
}

const sumOf = (counts: number[]) => counts.reduce((sum, count) => sum + count, 0);

/** The rule of order-status.ts, written down independently. */
function statusFrom({ status, hasLeft, open, parcels, delivered, returned, cameBack }: Model): OrderStatus {
  if (open > 0) return hasLeft ? 'processing' : status;
  if (parcels.length > 0) return 'shipped';
  if (delivered > 0) return delivered > returned ? 'delivered' : 'returned';
  return cameBack > 0 ? 'returned' : 'canceled';
}

/** Cash is booked with the last parcel: earlier, there is nothing to refund. */
const isModeled = ({ payment, status, delivered }: Model, event: Event) =>
  !(event === 'return' && payment === 'cash' && (status !== 'delivered' || delivered < units));

/** @returns the statuses that the order passes */
function advance(model: Model, { changes, path = [] }: Exclude<Outcome, { code: number }>): OrderStatus[] {
  const { status: from } = model;
  Object.assign(model, changes);
  model.status = statusFrom(model);
  return [...path, model.status].filter((status, at, all) => status !== (all[at - 1] ?? from));
}

/** A path through the table that tries at every stop all events that must leave the status alone. */
function thorough(payment: PaymentMethod, path: Event[]): [PaymentMethod, Event[]] {
  const model = placed(payment);
  const idle = () => allEvents.filter((event) => 'code' in expected(model, event));
  const walk = path.flatMap((event) => {
    const stop = [...idle(), event];
    const outcome = expected(model, event);
    if ('changes' in outcome) advance(model, outcome);
    return stop;
  });
  return [payment, [...walk, ...idle()]];
}

const walks: [PaymentMethod, Event[]][] = [
  thorough('card', ['cancel']),
  thorough('card', ['pay', 'cancel by staff']),
  thorough('card', ['pay', 'process', 'cancel']),
  thorough('card', ['pay', 'process', 'ship the rest', 'deliver', 'return']),
  thorough('card', ['pay', 'ship one unit', 'ship the rest']),
  thorough('cash', ['cancel by staff']),
  thorough('cash', ['process', 'ship one unit', 'ship the rest', 'deliver', 'return']),
  thorough('cash', ['ship the rest', 'deliver', 'return']),
  thorough('cash', ['ship the rest', 'refuse']),
  thorough('card', ['pay', 'ship the rest', 'ship again', 'ship the rest', 'lose']),
  thorough('card', ['pay', 'ship one unit', 'deliver', 'cancel the rest', 'return']),
  thorough('card', ['pay', 'ship one unit', 'lose', 'cancel the rest']),
  thorough('card', ['pay', 'ship one unit', 'refuse', 'cancel the rest']),
  thorough('card', ['pay', 'ship one unit', 'ship the rest', 'deliver', 'return']),
  ['card', ['pay', 'ship one unit', 'deliver', 'return', 'ship the rest', 'lose']],
];

let customer: Ask;
let staff: Ask;
beforeAll(async () => {
  customer = { token: (await aCustomer(shop)).token };
  staff = { token: (await aCustomer(shop, 'admin')).token };
});

interface Placed {
  uuid: string;
  line: string;
  product: number;
  stock: number;
}

async function placeOrder(payment: PaymentMethod): Promise<Placed> {
  const { id, uuid: product, on_hand: stock } = await aProduct(shop);
  await shop.post('/api/bucket', { ...customer, body: { product, quantity: units } });
  const { body } = await shop.post<{ order_uuid: string }>('/api/orders', { ...customer, body: { payment } });
  const [line] = await shop.rows<{ uuid: string }>(
    'select uuid from order_lines where order_id = (select id from orders where uuid = ?)',
    [body.order_uuid],
  );
  return { uuid: body.order_uuid, line: line?.uuid ?? '', product: id, stock };
}

type Coded = Answer<{ code?: number }>;

const setStatus = (uuid: string, status: OrderStatus) =>
  shop.put(`/api/admin/orders/${uuid}/status`, { ...staff, body: { status } });
const ship = (uuid: string, lines?: object[]) =>
  shop.post(`/api/admin/orders/${uuid}/shipments`, { ...staff, body: { carrier: 'Bike', lines } });

const take: Record<Event, (order: Placed) => Promise<Coded>> = {
  pay: ({ uuid }) => shop.post(`/api/orders/${uuid}/payments`, { ...customer, body: { token: 'tok_success' } }),
  process: ({ uuid }) => setStatus(uuid, 'processing'),
  cancel: ({ uuid }) => shop.put(`/api/orders/${uuid}/set_canceled`, customer),
  'cancel by staff': ({ uuid }) => setStatus(uuid, 'canceled'),
  'ship one unit': ({ uuid, line }) => ship(uuid, [{ order_product_uuid: line, quantity: 1 }]),
  'ship the rest': ({ uuid }) => ship(uuid),
  deliver: deliverAll,
  lose: (order) => end(order, 'lost', { resolution: 'refund' }),
  refuse: (order) => end(order, 'returned', { cause: 'refused', resolution: 'refund' }),
  'ship again': (order) => end(order, 'lost', { resolution: 'reship' }),
  'cancel the rest': ({ uuid }) => shop.post(`/api/admin/orders/${uuid}/cancellations`, { ...staff, body: {} }),
  return: returnAll,
};

interface Parcel {
  shipment_uuid: string;
  status: string;
}

/** Parcels on their way, oldest first; without one, the parcel that left last; without any, one that does not exist. */
async function underway({ uuid }: Placed): Promise<string[]> {
  const { body } = await shop.get<{ results: Parcel[] }>(`/api/admin/orders/${uuid}/shipments`, staff);
  const open = body.results.filter(({ status }) => status === 'shipped');
  const parcels = open.length > 0 ? open : body.results.slice(-1);
  return parcels.length > 0 ? parcels.map(({ shipment_uuid }) => shipment_uuid) : [uuid];
}

async function deliverAll(order: Placed): Promise<Coded> {
  let answer: Coded | undefined;
  for (const parcel of await underway(order)) answer = await end(order, 'delivered', {}, parcel);
  return answer as Coded;
}

async function end(order: Placed, verb: string, body: object, parcel?: string): Promise<Coded> {
  const [first = ''] = parcel ? [parcel] : await underway(order);
  return shop.put(`/api/admin/orders/${order.uuid}/shipments/${first}/${verb}`, { ...staff, body });
}

async function returnAll({ uuid, line }: Placed): Promise<Coded> {
  const [left] = await shop.rows<{ quantity: number }>(
    'select delivered - returned as quantity from order_lines where uuid = ?',
    [line],
  );
  const lines = [{ order_product_uuid: line, quantity: left?.quantity || units }];
  const body = { reason: 'too small', lines };
  const requested = await shop.post<{ return_uuid: string }>(`/api/orders/${uuid}/returns`, { ...customer, body });
  if (requested.status !== 201) return requested as Coded;
  const url = `/api/admin/returns/${requested.body.return_uuid}`;
  for (const step of ['accepted', 'received'])
    expect((await shop.put(`${url}/${step}`, { ...staff, body: {} })).status).toBe(200);
  return shop.put(`${url}/refunded`, { ...staff, body: {} });
}

const statusOf = async ({ uuid }: Pick<Placed, 'uuid'>) =>
  (await shop.rows<{ status: OrderStatus }>('select status from orders where uuid = ?', [uuid]))[0]?.status;

/** The stock after an order; the ledger must agree, and units are allocated until they are shipped or canceled. */
async function stockOf({ line, product, stock }: Placed): Promise<number> {
  const [row] = await shop.rows<Record<'stock' | 'on_hand' | 'allocated' | 'moved' | 'taken' | 'open', number>>(
    `select stock, on_hand, allocated, coalesce(sum(on_hand_by), 0)::int as moved, coalesce(sum(allocated_by), 0)::int as taken,
       (select quantity - canceled - shipped from order_lines where uuid = ?) as open
     from products left join stock_movements on product_id = products.id where products.id = ? group by products.id`,
    [line, product],
  );
  expect(row).toMatchObject({
    on_hand: stock + (row?.moved ?? 0),
    allocated: row?.taken,
    taken: row?.open,
  });
  return row?.stock ?? 0;
}

interface Units {
  open: number;
  in_transit: number;
  delivered: number;
  returned: number;
  cameBack: number;
  hasLeft: boolean;
  /** Units that left the house, and did not come back. */
  gone: number;
}

async function unitsOf({ line }: Placed): Promise<Units> {
  const [counts] = await shop.rows<Units>(
    `select quantity - canceled - shipped as open, shipped - delivered - undelivered as in_transit,
       delivered, returned, came_back as "cameBack", exists (select from shipment_lines where order_line_id = order_lines.id) as "hasLeft",
       quantity - canceled - returned - came_back + (
         select coalesce(sum(shipment_lines.quantity), 0) from shipment_lines join shipments on shipments.id = shipment_id
         where order_line_id = order_lines.id and lost_at is not null and resolution = 'reship'
       )::int as gone
     from order_lines where uuid = ?`,
    [line],
  );
  if (!counts) throw new Error(`no line ${line}`);
  return counts;
}

async function assertStock(order: Placed): Promise<void> {
  expect(await stockOf(order)).toBe(order.stock - (await unitsOf(order)).gone);
}

describe('order states: the table', () => {
  it.each(['cash', 'card'] as const)(
    'allows the documented transitions of a %s order and refuses all others',
    (payment) => {
      for (const from of orderStatuses)
        for (const to of orderStatuses) {
          expect(canTransition(from, to), `${from} to ${to}`).toBe(transitions[from].includes(to));
          const order = Object.assign(new Order(), { payment, status: from });
          const isUnpaid = from === 'new' && to === 'processing' && payment === 'card';
          if (transitions[from].includes(to) && !isUnpaid) order.transitionTo(to);
          else expect(() => order.transitionTo(to), `${from} to ${to}`).toThrow(OrderStatusRefused);
        }
    },
  );
});

describe('order states: payments, staff, shipments and returns', () => {
  const visited = new Set<string>();
  const taken = new Set<string>();
  /** Pairs of statuses between which an event did not move an order. */
  const refused = new Set<string>();

  async function walk(payment: PaymentMethod, path: Event[]): Promise<void> {
    const order = await placeOrder(payment);
    const model = placed(payment);
    for (const event of path) await step(order, model, event);
    await assertStock(order);
  }

  async function step(order: Placed, model: Model, event: Event): Promise<void> {
    if (!isModeled(model, event)) return;
    const { status: from } = model;
    const outcome = expected(model, event);
    const { status, body } = await take[event](order);
    if ('code' in outcome) expect([status >= 400, body.code], `${event} at ${from}`).toEqual([true, outcome.code]);
    else {
      expect(status, `${event} at ${from}: ${JSON.stringify(body)}`).toBeLessThan(300);
      const path = advance(model, outcome);
      for (const [at, to] of path.entries()) taken.add(`${path[at - 1] ?? from} to ${to}`);
    }
    visited.add(from).add(model.status);
    if (model.status === from) refused.add(`${from} to ${events[event]}`);
    expect(await statusOf(order), `${event} at ${from}`).toBe(model.status);
  }

  it('move an order as the table allows, and units come back once it is canceled or returned', async () => {
    const path = fc.array(fc.constantFrom(...allEvents), { maxLength: 10 });
    await fc.assert(fc.asyncProperty(fc.constantFrom('cash', 'card'), path, walk), {
      examples: walks,
      numRuns: walks.length + 15,
    });
    expect([...visited].toSorted()).toEqual([...orderStatuses].toSorted());
    const allowed = orderStatuses.flatMap((from) => transitions[from].map((to) => `${from} to ${to}`));
    expect([...taken].toSorted()).toEqual(allowed.toSorted());
    const targets = [...new Set(Object.values(events))];
    const forbidden = orderStatuses
      .flatMap((from) => targets.map((to) => `${from} to ${to}`))
      // A shipment of a paid order takes it through `processing`; the rest of an order of which nothing left is all of it.
      .filter(
        (pair) =>
          !allowed.includes(pair) && !['paid to shipped', 'paid to delivered', 'new to delivered'].includes(pair),
      );
    expect(forbidden.filter((pair) => !refused.has(pair))).toEqual([]);
  });

  it('keep an order consistent when they happen at once', async () => {
    const burst = fc.array(fc.constantFrom(...allEvents.filter((event) => event !== 'return')), {
      minLength: 2,
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('cash', 'card'), burst, async (payment, together) => {
        const order = await placeOrder(payment);
        const answers = await Promise.all(together.map((event) => take[event](order)));
        expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
        const status = (await statusOf(order)) as OrderStatus;
        const { open, in_transit, hasLeft, ...line } = await unitsOf(order);
        expect(status).toBe(
          statusFrom({
            ...placed(payment),
            ...line,
            status,
            hasLeft,
            open,
            parcels: in_transit > 0 ? [in_transit] : [],
          }),
        );
        if (!hasLeft && open === 0) expect(status).toBe('canceled');
        await assertStock(order);
        const trail = (await auditTrail(shop, `order/${order.uuid}`)).filter(({ action }) => action === 'order.status');
        const steps = trail.map(({ changes }) => changes as Record<'from' | 'to', { status: OrderStatus }>);
        expect(steps.filter(({ from, to }) => !transitions[from.status].includes(to.status))).toEqual([]);
      }),
      { numRuns: 15 },
    );
  });
});
