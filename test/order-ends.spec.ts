import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { aCustomer, aProduct } from './factories/index.js';
import { eventually } from './support/eventually.js';
import { many } from './support/many.js';
import { shippingAddress } from './support/purchase.js';
import { type Ask, useShop } from './support/shop.js';

const shop = useShop();
/** Another seed and more runs by the environment. */
const seed = Number(process.env['ORDER_ENDS_SEED'] ?? 20_261_128);
const runs = Number(process.env['ORDER_ENDS_RUNS'] ?? 17);
const stock = 50;

let support: Ask;
let method: string;
beforeAll(async () => {
  support = { token: (await aCustomer(shop, 'support')).token };
  const manager = { token: (await aCustomer(shop, 'catalog_manager')).token };
  await shop.post('/api/admin/coupons', { ...manager, body: { code: 'TENTH', percent: 1_000 } });
  const pickup = { name: 'Pick-up', price: '0', kind: 'pickup', is_default: true };
  await shop.post('/api/admin/shipping-methods', { ...manager, body: pickup });
  const parcel = { name: 'Parcel', price: '4.90', tax_rate: 2_300 };
  method = String((await shop.post('/api/admin/shipping-methods', { ...manager, body: parcel })).body['uuid']);
});

const verbs = [
  'pay',
  'ship',
  'ship',
  'deliver',
  'lose',
  'lose and ship again',
  'refuse',
  'come back and ship again',
  'cancel own units',
  'cancel units',
  'request a return',
  'register a return',
  'accept',
  'receive',
  'refund the return',
  'refuse the return',
  'cancel the return',
  'refund goodwill',
] as const;
type Verb = (typeof verbs)[number];

/** What comes before a verb, so that each is possible in one of the stories. */
const before: Record<Verb, Verb[]> = {
  pay: [],
  ship: [],
  deliver: ['ship'],
  lose: ['ship'],
  'lose and ship again': ['ship'],
  refuse: ['ship'],
  'come back and ship again': ['ship'],
  'cancel own units': [],
  'cancel units': [],
  'request a return': ['ship', 'deliver'],
  'register a return': ['ship', 'deliver'],
  accept: ['ship', 'deliver', 'request a return'],
  receive: ['ship', 'deliver', 'register a return'],
  'refund the return': ['ship', 'deliver', 'register a return', 'receive'],
  'refuse the return': ['ship', 'deliver', 'request a return'],
  'cancel the return': ['ship', 'deliver', 'request a return'],
  'refund goodwill': ['ship', 'deliver'],
};
interface Step {
  verb: Verb;
  /** Picks what there is to choose from. */
  pick: number;
}
interface Story {
  payment: 'card' | 'payu' | 'cash';
  coupon: boolean;
  shipped: boolean;
  lines: { price: number; rate: number; quantity: number }[];
  steps: Step[];
}

const stories: fc.Arbitrary<Story> = fc.record({
  payment: fc.constantFrom('card', 'payu', 'cash'),
  coupon: fc.boolean(),
  shipped: fc.boolean(),
  lines: fc.array(
    fc.record({
      price: fc.integer({ min: 1, max: 9_999 }),
      rate: fc.constantFrom(0, 500, 1_900, 2_300),
      quantity: fc.integer({ min: 1, max: 5 }),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  steps: fc.array(fc.record({ verb: fc.constantFrom(...verbs), pick: fc.nat(1_000) }), { minLength: 4, maxLength: 16 }),
});

interface Line {
  order_product_uuid: string;
  quantity: number;
  canceled: number;
  shipped: number;
  delivered: number;
  undelivered: number;
  returned: number;
}
interface Order {
  who: Ask;
  uuid: string;
  products: number[];
}

async function place({ payment, coupon, shipped, lines }: Story): Promise<Order> {
  const who = { token: (await aCustomer(shop)).token };
  const products: number[] = [];
  for (const { price, rate, quantity } of lines) {
    const product = await aProduct(shop, { price, tax_rate: rate, stock });
    products.push(product.id);
    await shop.post('/api/bucket', { ...who, body: { product: product.uuid, quantity } });
  }
  if (coupon) await shop.post('/api/bucket/coupon', { ...who, body: { code: 'TENTH' } });
  const body = { payment, shipping_address: shippingAddress, ...(shipped && { shipping_method: method }) };
  const placed = await shop.post('/api/orders', { ...who, body });
  expect(placed.status).toBe(201);
  return { who, uuid: String(placed.body['order_uuid']), products };
}

const admin = ({ uuid }: Order, path = '') => `/api/admin/orders/${uuid}${path}`;
const linesOf = async (order: Order) => (await shop.get<{ products: Line[] }>(admin(order), support)).body.products;
const shipmentsOf = async (order: Order) =>
  (await shop.get<{ results: { shipment_uuid: string; status: string }[] }>(admin(order, '/shipments'), support)).body
    .results;
const returnsOf = async ({ uuid, who }: Order) =>
  (
    await shop.get<{ results: { return_uuid: string; status: string; lines: Line[] }[] }>(
      `/api/orders/${uuid}/returns`,
      who,
    )
  ).body.results;

/** Some units of some lines, of one too many now and then. */
function some(lines: Line[], pick: number, count: (line: Line) => number) {
  const chosen = lines.map((line, at) => ({
    order_product_uuid: line.order_product_uuid,
    quantity: Math.min(count(line), 1 + ((pick >> at) % 3)) + (pick % 29 === 0 ? 1 : 0),
  }));
  return chosen.filter(({ quantity }) => quantity > 0);
}
const open = ({ quantity, canceled, shipped }: Line) => quantity - canceled - shipped;
const kept = ({ delivered, returned }: Line) => delivered - returned;

async function act(order: Order, { verb, pick }: Step) {
  const { who, uuid } = order;
  const own = `/api/orders/${uuid}`;
  const lines = await linesOf(order);
  const shipment = (await shipmentsOf(order)).filter(({ status }) => status === 'shipped' || pick % 7 === 0).at(0);
  const parcel = admin(order, `/shipments/${shipment?.shipment_uuid ?? uuid}`);
  const returned = (await returnsOf(order)).at(pick % 2 ? 0 : -1);
  const back = `/api/admin/returns/${returned?.return_uuid ?? uuid}`;
  const staff = (body: object = {}) => ({ ...support, body });
  switch (verb) {
    case 'pay':
      return shop.post(`${own}/payments`, { ...who, body: { token: 'tok_success' } });
    case 'ship':
      return shop.post(admin(order, '/shipments'), staff({ carrier: 'DHL', lines: some(lines, pick, open) }));
    case 'deliver':
      return shop.put(`${parcel}/delivered`, support);
    case 'lose':
      return shop.put(`${parcel}/lost`, staff({ resolution: 'refund' }));
    case 'lose and ship again':
      return shop.put(`${parcel}/lost`, staff({ resolution: 'reship' }));
    case 'refuse':
      return shop.put(`${parcel}/returned`, staff({ cause: 'refused', resolution: 'refund' }));
    case 'come back and ship again':
      return shop.put(`${parcel}/returned`, staff({ cause: 'returned_to_sender', resolution: 'reship' }));
    case 'cancel own units':
      return shop.post(`${own}/cancellations`, { ...who, body: { lines: some(lines, pick, open) } });
    case 'cancel units':
      return shop.post(admin(order, '/cancellations'), staff({ lines: some(lines, pick, open), reason: 'sold out' }));
    case 'request a return':
      return shop.post(`${own}/returns`, { ...who, body: { reason: 'small', lines: some(lines, pick, kept) } });
    case 'register a return':
      return shop.post(admin(order, '/returns'), staff({ reason: 'sent back', lines: some(lines, pick, kept) }));
    case 'accept':
      return shop.put(`${back}/accepted`, staff());
    case 'receive': {
      const receipt = returned?.lines.map(({ order_product_uuid, quantity }) => ({
        order_product_uuid,
        quantity: Math.max(0, quantity - (pick % 3)),
        restock: pick % 2 === 0,
      }));
      return shop.put(`${back}/received`, staff({ lines: receipt }));
    }
    case 'refund the return':
      return shop.put(`${back}/refunded`, staff());
    case 'refuse the return':
      return shop.put(`${back}/refused`, staff({ reason: 'it was worn' }));
    case 'cancel the return':
      return shop.put(`${own}/returns/${returned?.return_uuid ?? uuid}/canceled`, who);
    case 'refund goodwill':
      return shop.post(admin(order, '/refunds'), staff({ amount: '0.10', reason: 'goodwill' }));
  }
}

/** How any order is brought to its end: what is on its way arrives, what is announced is received, the rest is canceled. */
async function close(order: Order): Promise<void> {
  for (const { shipment_uuid, status } of await shipmentsOf(order))
    if (status === 'shipped')
      expect((await shop.put(admin(order, `/shipments/${shipment_uuid}/delivered`), support)).status).toBe(200);
  for (const { return_uuid, status } of await returnsOf(order)) {
    const steps = {
      requested: ['accepted', 'received', 'refunded'],
      accepted: ['received', 'refunded'],
      received: ['refunded'],
    };
    for (const step of steps[status as keyof typeof steps] ?? []) {
      const answer = await shop.put(`/api/admin/returns/${return_uuid}/${step}`, { ...support, body: {} });
      expect(answer.status, `${step}: ${JSON.stringify(answer.body)}`).toBe(200);
    }
  }
  if ((await linesOf(order)).some((line) => open(line) > 0))
    expect((await shop.post(admin(order, '/cancellations'), { ...support, body: {} })).status).toBe(201);
}

const numbersOf = async <Row>(statement: string, uuid: string): Promise<Row> => {
  const [row] = await shop.rows<Row>(
    statement.replaceAll('$order', '(select id from orders where uuid = ?)'),
    [...statement.matchAll(/\$order/g)].map(() => uuid),
  );
  if (!row) throw new Error(`nothing of ${uuid}`);
  return row;
};

async function assertOver(order: Order): Promise<void> {
  await eventually(
    () =>
      shop.rows(
        `select 1 from refunds join payments on payments.id = payment_id
         where order_id = (select id from orders where uuid = ?) and refunds.status <> 'done'
         union all
         select 1 from pgboss.job join order_credits on data ->> 'credit' = order_credits.uuid::text
         where order_id = (select id from orders where uuid = ?) and state <> 'completed'`,
        [order.uuid, order.uuid],
      ),
    ({ length }) => length === 0,
  );
  const lines = await linesOf(order);
  const sums = await numbersOf<{ status: string; total: number; credited: number; paid: boolean; ledger: number }>(
    `select status, total::int, credited::int, paid_at is not null as paid,
       (select coalesce(sum(amount), 0)::int from payment_ledger where order_id = orders.id) as ledger
     from orders where id = $order`,
    order.uuid,
  );
  expect(['delivered', 'canceled', 'returned']).toContain(sums.status);
  for (const { quantity, canceled, undelivered, delivered } of lines)
    expect(canceled + undelivered + delivered).toBe(quantity);
  expect(lines.some(({ delivered }) => delivered > 0) || sums.status !== 'delivered').toBe(true);
  expect(sums.ledger, JSON.stringify(sums)).toBe(sums.total - sums.credited);
  await assertDocuments(order, sums.ledger);
  for (const product of order.products) await assertUnits(product);
}

/** Invoices less credit notes are what the shop keeps, in gross, and their tax is that of their rates. */
async function assertDocuments({ uuid }: Order, kept: number): Promise<void> {
  interface Document {
    kind: string;
    document: {
      totals: { gross: number; net: number; tax: number };
      tax: { gross: number; net: number; tax: number }[];
    };
  }
  const documents = await shop.rows<Document>(
    'select kind, document from invoices where order_id = (select id from orders where uuid = ?)',
    [uuid],
  );
  let gross = 0;
  for (const { kind, document } of documents) {
    for (const key of ['gross', 'net', 'tax'] as const)
      expect(document.tax.reduce((sum, row) => sum + row[key], 0)).toBe(document.totals[key]);
    gross += (kind === 'invoice' ? 1 : -1) * document.totals.gross;
  }
  expect(gross).toBe(kept);
}

/** Every unit that was ever in the house is in stock, with the customer, scrapped or lost. */
async function assertUnits(product: number): Promise<void> {
  const [units] = await shop.rows<{ all: number }>(
    `select products.stock + sum(delivered - returned)::int + (
         select coalesce(sum(received), 0) from return_lines join returns on returns.id = return_id
         where order_line_id = any(array_agg(order_lines.id)) and status in ('received', 'refunded') and not restocked
       )::int + (
         select coalesce(sum(quantity), 0) from shipment_lines join shipments on shipments.id = shipment_id
         where order_line_id = any(array_agg(order_lines.id)) and (lost_at is not null or not restocked)
       )::int as "all"
     from products join order_lines on product_id = products.id where products.id = ? group by products.id`,
    [product],
  );
  expect(units?.all).toBe(stock);
}

describe('order: ends', () => {
  it('with units, money, tax and documents that agree, whatever happens to it', async () => {
    const taken = new Map<string, number>();
    for (const [at, story] of fc.sample(stories, { seed, numRuns: runs }).entries()) {
      const all = Object.keys(before) as Verb[];
      const aim = all[at % all.length] ?? 'pay';
      const way: Verb[] = [...(story.payment === 'cash' ? [] : ['pay' as const]), ...before[aim], aim];
      const order = await place(story);
      const told: string[] = [];
      for (const step of [...way.map((verb) => ({ verb, pick: 3 })), ...story.steps]) {
        const { status, body } = await act(order, step);
        told.push(`${step.verb} ${step.pick}: ${status} ${String((body as { code?: number }).code ?? '')}`);
        expect([200, 201, 400, 404, 409], told.join('\n')).toContain(status);
        if (status < 300) taken.set(step.verb, (taken.get(step.verb) ?? 0) + 1);
      }
      try {
        await close(order);
        await assertOver(order);
      } catch (error) {
        throw new Error(`${JSON.stringify(story)}\n${told.join('\n')}`, { cause: error });
      }
    }
    if (runs >= 17) expect([...taken.keys()].toSorted()).toEqual(Object.keys(before).toSorted());
  });
});

describe('order: one parcel', () => {
  const story = (payment: Story['payment']): Story => ({
    payment,
    coupon: false,
    shipped: true,
    lines: [{ price: 300, rate: 1_900, quantity: 3 }],
    steps: [],
  });

  it('is delivered, lost or returned once, by fifty at once', async () => {
    const order = await place(story('card'));
    await act(order, { verb: 'pay', pick: 0 });
    await shop.post(admin(order, '/shipments'), { ...support, body: { carrier: 'DHL' } });
    const [parcel] = await shipmentsOf(order);
    const url = admin(order, `/shipments/${parcel?.shipment_uuid}`);
    const answers = await many(50, (turn) =>
      turn % 2
        ? shop.put(`${url}/lost`, { ...support, body: { resolution: 'refund' } })
        : shop.put(`${url}/delivered`, support),
    );
    const [ended] = await shipmentsOf(order);
    const done = answers.filter(({ status }) => status === 200).length;
    expect(done).toBe(ended?.status === 'lost' ? 1 : 25);
    expect(answers.filter(({ status, body }) => status === 409 && body['code'] === 1110)).toHaveLength(50 - done);
    await assertOver(order);
  });

  it('that is refused ends a cash order without cash', async () => {
    const order = await place(story('cash'));
    await shop.post(admin(order, '/shipments'), { ...support, body: { carrier: 'DHL' } });
    expect((await act(order, { verb: 'refuse', pick: 1 })).status).toBe(200);
    expect((await shop.get(admin(order), support)).body).toMatchObject({ status: 'returned', date_paid: null });
    await assertOver(order);
  });

  it('cannot be sent again where no unit is left', async () => {
    const order = await place({ ...story('card'), lines: [{ price: 300, rate: 1_900, quantity: stock }] });
    await act(order, { verb: 'pay', pick: 0 });
    await shop.post(admin(order, '/shipments'), { ...support, body: { carrier: 'DHL' } });
    const refused = await act(order, { verb: 'lose and ship again', pick: 1 });
    expect([refused.status, refused.body['code']]).toEqual([409, 1043]);
    expect((await shipmentsOf(order))[0]?.status).toBe('shipped');
    expect((await act(order, { verb: 'lose', pick: 1 })).status).toBe(200);
    expect((await shop.get(admin(order), support)).body['status']).toBe('canceled');
    await assertOver(order);
  });
});

describe('order: units', () => {
  const ten: Story = {
    payment: 'card',
    coupon: false,
    shipped: true,
    lines: [{ price: 300, rate: 1_900, quantity: 10 }],
    steps: [],
  };

  it('that are not to be had are canceled, and the order ends as delivered', async () => {
    const order = await place(ten);
    await act(order, { verb: 'pay', pick: 0 });
    const [line] = await linesOf(order);
    const lines = [{ order_product_uuid: line?.order_product_uuid, quantity: 6 }];
    await shop.post(admin(order, '/shipments'), { ...support, body: { carrier: 'DHL', lines } });
    await act(order, { verb: 'deliver', pick: 1 });
    const own = await shop.post(`/api/orders/${order.uuid}/cancellations`, { ...order.who, body: { lines } });
    expect(own.body['code']).toBe(1003);
    const rest = await shop.post(admin(order, '/cancellations'), { ...support, body: { reason: 'sold out' } });
    expect([rest.status, rest.body]).toMatchObject([201, { status: 'delivered', amount: '12.00', shipping: '0.00' }]);
    expect(await linesOf(order)).toMatchObject([{ quantity: 10, canceled: 4, shipped: 6, delivered: 6 }]);
    const tracked = await shop.get<{ timeline: { what: string }[] }>(`/api/orders/${order.uuid}/tracking`, order.who);
    expect(tracked.body.timeline.map(({ what }) => what)).toContain('units_canceled');
    await assertOver(order);
  });

  it('are canceled by fifty at once as often as there are, and all of them cancel the order', async () => {
    const order = await place(ten);
    await act(order, { verb: 'pay', pick: 0 });
    const [line] = await linesOf(order);
    const lines = [{ order_product_uuid: line?.order_product_uuid, quantity: 1 }];
    const answers = await many(50, () =>
      shop.post(`/api/orders/${order.uuid}/cancellations`, { ...order.who, body: { lines } }),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(10);
    expect((await shop.get(admin(order), support)).body['status']).toBe('canceled');
    await assertOver(order);
  });
});
