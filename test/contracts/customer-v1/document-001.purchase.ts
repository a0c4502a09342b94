import { max, orderAtShop, type Purchase } from '../../support/purchase.js';

export const purchase: Purchase = async (shop, { name }) => {
  const contact = { address: 'Musterstr. 13, 10000 Musterstadt', phone: '+4014516266', title: 'Mr.' };
  await shop.post('/api/v1/customer/registration/', { body: { ...max, ...contact, birthday: '1990-01-01' } });
  const { username, password } = max;
  const { body } = await shop.post<{ token: string }>('/api/v1/customer/login/', { body: { username, password } });
  const { body: products } = await shop.get<{ id: number; name: string }[]>('/api/v1/product/');
  const product_id = products.find((product) => product.name === name)?.id;
  await shop.post('/api/v1/customer/shoppingcart', { token: body.token, body: { product_id, quantity: 2 } });
  await orderAtShop(shop, body.token);
};
