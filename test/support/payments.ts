import { randomUUID } from 'node:crypto';
import { sign } from '../../src/payment-provider/signature.js';
import { aCustomer, aProduct } from '../factories/index.js';
import type { Ask, Shop } from './shop.js';

const secret = 'magazin-mock-webhooks';

/** A customer with an order of 2 × 3.00 that awaits its payment. */
export async function anUnpaidOrder(shop: Shop, payment = 'card'): Promise<{ who: Ask; order: string }> {
  const who = { token: (await aCustomer(shop)).token };
  const { uuid } = await aProduct(shop);
  await shop.post('/api/bucket', { ...who, body: { product: uuid, quantity: 2 } });
  const { body } = await shop.post('/api/orders', { ...who, body: { payment } });
  return { who, order: String(body['order_uuid']) };
}

/** Posts a webhook as the mock provider does. */
export function webhook(shop: Shop, payment: string, { id = String(randomUUID()), at = Date.now() / 1000 } = {}) {
  const body = JSON.stringify({ id, payment });
  const headers = { 'content-type': 'application/json', 'mock-signature': sign(body, secret, Math.floor(at)) };
  return shop.post('/api/payments/webhooks/mock', { headers, body });
}

export { eventually } from './eventually.js';

/** Sends requests at once; one that is answered 503 is sent again, as a client would. */
export const concurrently = <Result extends { status: number }>(
  times: number,
  send: (turn: number) => Promise<Result>,
): Promise<Result[]> =>
  Promise.all(
    Array.from({ length: times }, async (_, turn) => {
      for (;;) {
        const answer = await send(turn);
        if (answer.status !== 503) return answer;
      }
    }),
  );
