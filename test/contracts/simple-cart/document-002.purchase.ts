import { max, orderAtShop, type Purchase } from '../../support/purchase.js';

export const purchase: Purchase = async (shop, product) => {
  const { email, password } = max;
  await shop.post('/register', { body: { email, password } });
  const { body } = await shop.post<{ access_token: string }>('/login', { body: { email, password } });
  const headers = { access_token: body.access_token };
  await shop.post('/cart', { headers, body: { ProductId: product.id, amount: 1 } });
  const { body: listed } = await shop.get<{ cart: { id: number }[] }>('/cart', { headers });
  await shop.put(`/cart/${listed.cart[0]?.id}`, { headers, body: { amount: 2 } });
  await orderAtShop(shop, body.access_token);
};
