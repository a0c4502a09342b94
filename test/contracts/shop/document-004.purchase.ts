import { max, orderAtShop, type Purchase } from '../../support/purchase.js';

export const purchase: Purchase = async (shop, product) => {
  await shop.post('/api/register', { body: max });
  const { username, password } = max;
  const { body } = await shop.post<{ access: string }>('/api/login', { body: { username, password } });
  await shop.post('/api/bucket', { token: body.access, body: { product: product.uuid, quantity: 2 } });
  await orderAtShop(shop, body.access);
};
