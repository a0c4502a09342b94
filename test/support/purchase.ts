import type { Product } from '../../src/catalog/product.entity.js';
import type { Shop } from './shop.js';

/** Max registers, logs in, adds two of a product to his cart and orders them, by the API of one document. */
export type Purchase = (shop: Shop, product: Product) => Promise<void>;

export const max = {
  username: 'maxm',
  email: 'max.mustermann@email.com',
  password: 'maxpw2024!',
  first_name: 'Max',
  last_name: 'Mustermann',
};

export const shippingAddress = {
  first_name: 'Max',
  last_name: 'Mustermann',
  address: 'Musterstr. 13',
  post_code: '10000',
  city: 'Musterstadt',
  country: 'DE',
};

/** Documents without an order endpoint order at the shop, with the token they have: sessions are shared. */
export const orderAtShop = (shop: Shop, token: string) =>
  shop.post('/api/orders', { token, body: { payment: 'cash', shipping_address: shippingAddress } });
