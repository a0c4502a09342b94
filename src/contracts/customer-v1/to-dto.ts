import type { BucketLineDetail } from '../../bucket/bucket.queries.js';
import type { CatalogProduct } from '../../catalog/catalog.queries.js';
import type { Account } from '../../customer/customer.queries.js';
import { toNumber } from '../../common/money/money.js';
import { coverUrl } from '../../media/picture-url.js';
import type { V1CartLine, V1Product, V1Profile } from './customer-v1.dto.js';

export const toProduct = (product: CatalogProduct, base: string): V1Product => ({
  id: product.id,
  name: product.name,
  image: coverUrl(base, product.cover),
  price: toNumber(product.price),
  description: product.description,
  brand: product.brand_name,
  stock: product.stock,
});

export const toProfile = (account: Account): Omit<V1Profile, 'home'> => ({
  username: account.username,
  first_name: account.first_name,
  last_name: account.last_name,
  email: account.email,
  address: account.address,
  phone: account.phone,
  title: account.title,
  birthday: account.birthday ?? '',
});

export const toCartLine = (customer: number, { product_id, quantity }: BucketLineDetail): V1CartLine => ({
  user_id: customer,
  product_id,
  quantity,
});
