import type { Product } from '../../src/catalog/product.entity.js';
import type { Shop } from './shop.js';

/** Max registers, logs in, puts two of a product into his cart and orders them, in the words of one document. */
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

/** Documents that end with the cart order at shop, with the token they have: a session is a session. */
export const orderAtShop = (shop: Shop, token: string) =>
  shop.post('/api/orders', { token, body: { payment: 'cash', shipping_address: shippingAddress } });
