import { namedUnits, unitsPerLine } from './units.js';

const decisions = {
  requested: [],
  refused: ['refused'],
  accepted: ['accepted'],
  received: ['accepted', 'received'],
  refunded: ['accepted', 'received', 'refunded'],
};

/**
 * Sends units of delivered parcels back, as far as the story says: requested by the customer, decided by the staff.
 *
 * @param request asks for the return, once
 */
export async function returnUnits({ client, staff, order, buyer, journal }, shipments, choice, request) {
  const { headers } = buyer;
  const { units, arrive, restock, until, refund } = choice;
  const delivered = shipments.filter(({ date_delivered }) => date_delivered).flatMap(({ lines }) => lines);
  const { body } = await client.ask('GET', `${order.url}/returns`, { headers });
  const returned = (body.results ?? []).filter(({ status }) => status !== 'refused').flatMap(({ lines }) => lines);
  const lines = namedUnits(unitsPerLine(order.lines, delivered), returned, units);
  // Nothing has arrived: the shop is asked all the same, and refuses.
  const [{ order_product_uuid }] = order.lines;
  const wanted = lines.length > 0 ? lines : [{ order_product_uuid, quantity: 1 }];
  const created = await request({ headers, body: { reason: 'too small', lines: wanted } });
  if (!created) return;

  const bodies = {
    accepted: {},
    refused: { reason: 'it was worn' },
    received: {
      lines: wanted.map(({ order_product_uuid, quantity }, at) => ({
        order_product_uuid,
        quantity: arrived(quantity, arrive[at]),
        restock: restock[at],
      })),
    },
    refunded: refund === 'default' ? {} : { amount: (refund / 100).toFixed(2) },
  };
  for (const status of decisions[until]) {
    const url = `/api/admin/returns/${created.return_uuid}/${status}`;
    const answer = await client.ask('PUT', url, { headers: await staff(), body: bodies[status] });
    if (answer.status !== 200) return;
    journal.saw('return', order.number, created.return_uuid, status);
  }
}

/** Most often all that were announced. */
const arrived = (quantity, percent) => (percent < 50 ? Math.ceil((quantity * percent) / 50) : quantity);
