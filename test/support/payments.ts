import { randomUUID } from 'node:crypto';
import { signed } from '../../src/payment/signature.js';
import { aCustomer, aProduct } from '../factories/index.js';
import type { Ask, Shop } from './shop.js';

const secret = 'magazin-mock-webhooks';

/** Somebody with an order of two at 3.00 that waits for its payment. */
export async function anUnpaidOrder(shop: Shop, payment = 'card'): Promise<{ who: Ask; order: string }> {
  const who = { token: (await aCustomer(shop)).token };
  const { uuid } = await aProduct(shop);
  await shop.post('/api/bucket', { ...who, body: { product: uuid, quantity: 2 } });
  const { body } = await shop.post('/api/orders', { ...who, body: { payment } });
  return { who, order: String(body['order_uuid']) };
}

/** What the mock provider would post, signed. */
export function webhook(shop: Shop, payment: string, { id = String(randomUUID()), at = Date.now() / 1000 } = {}) {
  const body = JSON.stringify({ id, payment });
  const headers = { 'content-type': 'application/json', 'mock-signature': signed(body, secret, Math.floor(at)) };
  return shop.post('/api/payments/webhooks/mock', { headers, body });
}

export { eventually } from './eventually.js';
