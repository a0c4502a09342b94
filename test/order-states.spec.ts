import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { Order, type PaymentMethod } from '../src/order/order.entity.js';
import { OrderStatusRefused } from '../src/order/order.errors.js';
import { canTransition, type OrderStatus, orderStatuses } from '../src/order/order-status.js';
import { aCustomer, aProduct } from './factories/index.js';
import { type Answer, type Ask, useShop } from './support/shop.js';

const shop = useShop();

/** The table of order-status.ts, written down independently: a change there must be made here too. */
const transitions: Record<OrderStatus, OrderStatus[]> = {
  new: ['paid', 'processing', 'canceled'],
  paid: ['processing', 'canceled'],
  processing: ['shipped', 'canceled'],
  shipped: ['delivered'],
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
  return: 'returned',
} as const satisfies Record<string, OrderStatus>;
type Event = keyof typeof events;
const allEvents = Object.keys(events) as Event[];

interface Model {
  payment: PaymentMethod;
  status: OrderStatus;
  shipped: number;
}
/** Statuses that the order passes, in order, or the code of the refusal. */
type Outcome = { path: OrderStatus[] } | { code: number };

function expected({ payment, status, shipped }: Model, event: Event): Outcome {
  const isReady = status === 'paid' || (status === 'new' && payment === 'cash');
  switch (event) {
    case 'pay':
      return status === 'new' && payment === 'card' ? { path: ['paid'] } : { code: 1061 };
    case 'process':
      return isReady ? { path: ['processing'] } : { code: 1004 };
    case 'cancel':
    case 'cancel by staff':
      return ['new', 'paid', 'processing'].includes(status) && shipped === 0 ? { path: ['canceled'] } : { code: 1003 };
    case 'ship one unit':
    case 'ship the rest': {
      if (!isReady && status !== 'processing') return { code: 1101 };
      const isLast = event === 'ship the rest' || shipped + 1 === units;
      return { path: [...(isReady ? (['processing'] as const) : []), ...(isLast ? (['shipped'] as const) : [])] };
    }
    case 'deliver':
      if (shipped === 0) return { code: 1104 };
      return { path: status === 'shipped' ? ['delivered'] : [] };
    case 'return':
      // Only delivered units can be returned.
      if (status === 'processing' || status === 'shipped') return { code: 1102 };
      return status === 'delivered' ? { path: ['returned'] } : { code: 1106 };
  }
}

/** Returns from partly shipped orders are left to the specs of returns. */
const isModeled = ({ status, shipped }: Model, event: Event) =>
  !(event === 'return' && status === 'processing' && shipped > 0);

function advance(model: Model, event: Event, path: OrderStatus[]): void {
  model.status = path.at(-1) ?? model.status;
  if (event === 'ship one unit') model.shipped++;
  if (event === 'ship the rest') model.shipped = units;
}

/** A path through the table that tries at every stop all events that must leave the status alone. */
function thorough(payment: PaymentMethod, path: Event[]): [PaymentMethod, Event[]] {
  const model: Model = { payment, status: 'new', shipped: 0 };
  const idle = () =>
    allEvents.filter((event) => {
      const outcome = expected(model, event);
      return 'code' in outcome || (event === 'deliver' && outcome.path.length === 0);
    });
  const walk = path.flatMap((event) => {
    const stop = [...idle(), event];
    const outcome = expected(model, event);
    if ('path' in outcome) advance(model, event, outcome.path);
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
  return: returnAll,
};

async function deliverAll({ uuid }: Placed): Promise<Coded> {
  const url = `/api/admin/orders/${uuid}/shipments`;
  const { body } = await shop.get<{ results: { shipment_uuid: string }[] }>(url, staff);
  const shipments = body.results.map(({ shipment_uuid }) => shipment_uuid);
  let answer: Coded | undefined;
  for (const shipment of shipments.length > 0 ? shipments : [uuid])
    answer = await shop.put(`${url}/${shipment}/delivered`, staff);
  return answer as Coded;
}

async function returnAll({ uuid, line }: Placed): Promise<Coded> {
  const lines = [{ order_product_uuid: line, quantity: units }];
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
async function stockOf({ uuid, line, product, stock }: Placed): Promise<number> {
  const [row] = await shop.rows<Record<'stock' | 'on_hand' | 'allocated' | 'moved' | 'taken' | 'shipped', number>>(
    `select stock, on_hand, allocated, coalesce(sum(on_hand_by), 0)::int as moved, coalesce(sum(allocated_by), 0)::int as taken,
       (select coalesce(sum(shipment_lines.quantity), 0)::int from shipment_lines join order_lines on order_lines.id = order_line_id
        where order_lines.uuid = ?) as shipped
     from products left join stock_movements on product_id = products.id where products.id = ? group by products.id`,
    [line, product],
  );
  const isCanceled = (await statusOf({ uuid })) === 'canceled';
  expect(row).toMatchObject({
    on_hand: stock + (row?.moved ?? 0),
    allocated: row?.taken,
    taken: isCanceled ? 0 : units - (row?.shipped ?? 0),
  });
  return row?.stock ?? 0;
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
    const model: Model = { payment, status: 'new', shipped: 0 };
    for (const event of path) await step(order, model, event);
    const isBack = model.status === 'canceled' || model.status === 'returned';
    expect(await stockOf(order)).toBe(order.stock - (isBack ? 0 : units));
  }

  async function step(order: Placed, model: Model, event: Event): Promise<void> {
    if (!isModeled(model, event)) return;
    const { status: from } = model;
    const outcome = expected(model, event);
    const { status, body } = await take[event](order);
    if ('code' in outcome) expect([status >= 400, body.code], `${event} at ${from}`).toEqual([true, outcome.code]);
    else {
      expect(status, `${event} at ${from}: ${JSON.stringify(body)}`).toBeLessThan(300);
      advance(model, event, outcome.path);
      for (const [at, to] of outcome.path.entries()) taken.add(`${outcome.path[at - 1] ?? from} to ${to}`);
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
      // A shipment of a paid order takes it through `processing`.
      .filter((pair) => !allowed.includes(pair) && pair !== 'paid to shipped');
    expect(forbidden.filter((pair) => !refused.has(pair))).toEqual([]);
  }, 180_000);

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
        const [shipped] = await shop.rows<{ units: number }>(
          'select coalesce(sum(quantity), 0)::int as units from shipment_lines where order_line_id = (select id from order_lines where uuid = ?)',
          [order.line],
        );
        expect(shipped?.units).toBeLessThanOrEqual(units);
        expect(status === 'shipped' || status === 'delivered').toBe(shipped?.units === units);
        if (status === 'canceled') expect(shipped?.units).toBe(0);
        expect(await stockOf(order)).toBe(order.stock - (status === 'canceled' ? 0 : units));
        const trail = await shop.rows<{ changes: { from: OrderStatus; to: OrderStatus } }>(
          'select changes from audit_entries where subject = ? order by id',
          [`order/${order.uuid}`],
        );
        expect(trail.filter(({ changes: { from, to } }) => !transitions[from].includes(to))).toEqual([]);
      }),
      { numRuns: 15 },
    );
  }, 120_000);
});
