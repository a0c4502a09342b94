import { max, type Purchase, shippingAddress } from '../../support/purchase.js';

export const purchase: Purchase = async (shop, product) => {
  const { body } = await shop.post<{ customer_token: string }>('/api/customer/create/');
  const token = body.customer_token;
  await shop.post('/api/customer/registration/', { body: { ...max, token } });
  await shop.post('/api/order/cart/update/', { body: { token, product_id: product.id, quantity: 2 } });
  await shop.put('/api/order/finalize/', {
    body: { token, email: max.email, ...shippingAddress, country: 'Germany' },
  });
};
