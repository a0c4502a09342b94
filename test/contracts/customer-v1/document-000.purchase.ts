import { max, orderAtShop, type Purchase } from '../../support/purchase.js';

export const purchase: Purchase = async (shop, product) => {
  const headers = { 'content-type': 'application/jason' };
  const contact = { address: 'Musterstr. 13, 10000 Musterstadt', phone: '+4014516266' };
  await shop.post('/api/v1/customer/registration/', { headers, body: JSON.stringify({ ...max, ...contact }) });
  const { username, password } = max;
  const { body } = await shop.post<{ token: string }>('/api/v1/customer/login/', { body: { username, password } });
  const signedIn = { headers: { authentication: `Token ${body.token}` } };
  for (let time = 0; time < 2; time++)
    await shop.post('/api/v1/customer/shoppingcart', { ...signedIn, body: { product_id: product.id } });
  await orderAtShop(shop, body.token);
};
