import fc from 'fast-check';
import { couponWeights, products, shippingMethods } from './catalog.js';
import { victims } from './shop.js';

/** What is likely comes first and more often. */
const weighted = (weights) =>
  fc.oneof(...Object.entries(weights).map(([value, weight]) => ({ weight, arbitrary: fc.constant(value) })));
const maybe = (arbitrary, yes, no) =>
  fc.oneof({ weight: yes, arbitrary }, { weight: no, arbitrary: fc.constant(null) });
const percent = fc.integer({ min: 1, max: 100 });

/** Whether a request is sent again with the same key, after its answer or beside it. */
const repeated = weighted({ no: 6, afterwards: 1, 'at once': 1 });
const token = weighted({
  tok_success: 6,
  tok_declined: 2,
  tok_insufficient_funds: 1,
  tok_3ds: 2,
  tok_timeout: 1,
  tok_lost_response: 1,
});
/** Which units of those that are left: all of them, or a share of each line, at least one unit in all. */
const someOfEach = fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 4, maxLength: 4 });
const units = fc.oneof(fc.constant('all'), someOfEach);

const step = (name, facts = {}) => fc.record({ do: fc.constant(name), ...facts });
const ship = step('ship', { units, repeated });
const deliver = step('deliver', { parcels: weighted({ all: 3, first: 1 }) });
const returns = step('return', {
  units,
  repeated,
  arrive: someOfEach,
  restock: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
  until: weighted({ refunded: 5, received: 1, accepted: 1, requested: 1, refused: 1 }),
  refund: fc.oneof(
    { weight: 3, arbitrary: fc.constant('default') },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 300 }) },
  ),
});
const refund = step('refund', {
  what: weighted({ all: 2, amount: 2, units: 3, shipping: 1 }),
  percent,
  units: someOfEach,
  repeated,
});
const credit = step('credit', { units: someOfEach, repeated });
const cancelUnits = step('cancelUnits', { by: weighted({ customer: 1, staff: 2 }), units, repeated });
const resolution = weighted({ refund: 3, reship: 1 });
const restock = fc.array(fc.boolean(), { minLength: 4, maxLength: 4 });
const undelivered = fc.oneof(
  step('lose', { resolution }),
  step('comeBack', { cause: weighted({ refused: 2, returned_to_sender: 1 }), resolution, restock }),
);
const product = fc.nat(products.length - 1);
const fewMoreOrFewer = fc.integer({ min: -3, max: 9 });
/** Units that a count finds more or fewer than the product began with. */
const counted = fc.integer({ min: -19, max: 9 });
const stock = fc.oneof(
  step('restock', { product, by: fc.integer({ min: 1, max: 9 }) }),
  step('count', { product, by: counted }),
  step('miscount', { product, units: fc.nat(2), forMs: fc.nat(200) }),
  step('import', { more: fewMoreOrFewer }),
);
const payWith = (name) => step('pay', { token: fc.constant(name), repeated });
const paySuccessfully = payWith('tok_success');

const webhooks = step('webhooks', { order: fc.array(fc.nat(), { minLength: 5, maxLength: 5 }) });

/** What a customer, the staff and a payment provider can do to one order. */
const anyStep = fc.oneof(
  { weight: 6, arbitrary: step('pay', { token, repeated }) },
  { weight: 2, arbitrary: webhooks },
  { weight: 2, arbitrary: step('confirm') },
  { weight: 2, arbitrary: step('cancel', { by: weighted({ customer: 1, staff: 1 }) }) },
  { weight: 1, arbitrary: step('process') },
  { weight: 2, arbitrary: refund },
  { weight: 2, arbitrary: ship },
  { weight: 2, arbitrary: deliver },
  { weight: 2, arbitrary: returns },
  { weight: 2, arbitrary: cancelUnits },
  { weight: 2, arbitrary: undelivered },
  { weight: 1, arbitrary: credit },
  { weight: 1, arbitrary: stock },
  { weight: 1, arbitrary: step('look') },
  { weight: 1, arbitrary: step('register') },
);

const race = (one, other) => step('race', { steps: fc.tuple(one, other) });
const someStep = fc.oneof({ weight: 5, arbitrary: anyStep }, { weight: 1, arbitrary: race(anyStep, anyStep) });

/** Any steps in any order: most of them are refused. */
const chaos = fc.array(someStep, { minLength: 3, maxLength: 10 });

/** A payment that succeeds: at once, at the page of the bank, at the second attempt, or without an answer. */
const payment = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(paySuccessfully) },
  { weight: 2, arbitrary: fc.tuple(payWith('tok_3ds'), step('confirm'), step('awaitPayment')) },
  { weight: 1, arbitrary: fc.tuple(payWith('tok_declined'), paySuccessfully) },
  { weight: 1, arbitrary: fc.tuple(payWith('tok_lost_response'), webhooks, step('awaitPayment')) },
  { weight: 1, arbitrary: fc.tuple(payWith('tok_3ds')) },
);

/** A part of the way of an order: left out, done, done after something else, or while the same or something else is done. */
const part = (arbitrary) =>
  fc.oneof(
    { weight: 1, arbitrary: fc.constant([]) },
    { weight: 6, arbitrary: fc.tuple(arbitrary) },
    { weight: 2, arbitrary: fc.tuple(someStep, arbitrary) },
    { weight: 2, arbitrary: fc.tuple(race(arbitrary, arbitrary)) },
    { weight: 1, arbitrary: fc.tuple(race(arbitrary, anyStep)) },
  );

/** The whole way of an order, from its payment to the refund of what came back. */
const journey = fc
  .tuple(
    fc.oneof({ weight: 2, arbitrary: payment }, { weight: 1, arbitrary: part(paySuccessfully) }),
    ...[ship, deliver, ship, undelivered, deliver, cancelUnits, returns, returns, refund].map(part),
  )
  .map((parts) => parts.flat());

const crash = fc.record({
  at: fc.nat(9),
  afterMs: fc.nat(60),
  victim: fc.oneof({ weight: 3, arbitrary: fc.constant(victims[0]) }, fc.constantFrom(...victims)),
});

/** A crash comes while a step is being done. */
const withCrash = ({ steps, crash, ...story }) => {
  if (!crash) return { ...story, steps };
  const at = crash.at % steps.length;
  const { victim, afterMs } = crash;
  return { ...story, steps: steps.with(at, { do: 'race', steps: [steps[at], { do: 'crash', victim, afterMs }] }) };
};

/** One purchase, from the bucket to whatever becomes of its order. */
export const aStory = fc
  .record({
    buyer: weighted({ guest: 2, new: 1, returning: 3 }),
    mailbox: weighted({ fine: 8, busy: 1, lost: 1 }),
    lines: fc.uniqueArray(
      fc.record({ product: fc.nat(products.length - 1), quantity: fc.integer({ min: 1, max: 5 }) }),
      { selector: ({ product }) => product, minLength: 1, maxLength: 4 },
    ),
    changes: fc.array(fc.record({ line: fc.nat(3), quantity: fc.integer({ min: 0, max: 5 }) }), { maxLength: 2 }),
    coupon: maybe(weighted(couponWeights), 1, 1),
    shipping: maybe(fc.nat(shippingMethods.length - 1), 4, 1),
    address: weighted({ given: 3, saved: 1, none: 1 }),
    country: weighted({ DE: 4, AT: 1, PL: 1, US: 1 }),
    payment: weighted({ card: 3, payu: 1, cash: 2 }),
    placed: weighted({ once: 5, 'again afterwards': 1, 'twice at once': 1, 'by two requests': 1 }),
    steps: fc.oneof({ weight: 2, arbitrary: journey }, { weight: 1, arbitrary: chaos }),
    crash: maybe(crash, 1, 9),
  })
  .filter(({ steps }) => steps.length > 0)
  .map(withCrash);
