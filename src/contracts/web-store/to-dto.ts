import type { BucketLineDetail } from '../../bucket/bucket.queries.js';
import type { CatalogProduct } from '../../catalog/catalog.queries.js';
import { decimal, decimalOrNull } from '../../common/money/money.js';
import type { Account } from '../../customer/customer.queries.js';
import type { ReviewText } from '../../engagement/review/review.queries.js';
import { coverUrl } from '../../media/picture-url.js';
import type { StoreProduct, StoreProductRow, StoreTitled } from './web-store-product.dto.js';
import type { StoreCartItem, StoreCustomer } from './web-store.dto.js';

export const toTitled = ({ id, name }: { id: number; name: string }): StoreTitled => ({ id, title: name });

export const toProductRow = (product: CatalogProduct, base: string): StoreProductRow => ({
  id: product.id,
  title: product.name,
  price: decimal(product.price),
  old_price: decimalOrNull(product.old_price),
  photo: coverUrl(base, product.cover),
  brand: product.brand_id === null ? null : { id: product.brand_id, title: product.brand_name ?? '' },
});

export const toProduct = (product: CatalogProduct, reviews: ReviewText[], base: string): StoreProduct => ({
  ...toProductRow(product, base),
  quantity: product.stock,
  description: product.description,
  reviews: reviews.map(({ id, text }) => ({ id, review: text, product: product.id })),
});

/** The document lists an open cart among the orders: from a billion on, so that it never has the id of an order. */
export const cartId = (bucket: number): number => 1_000_000_000 + bucket;

export const toCartItem = (line: BucketLineDetail): StoreCartItem => ({
  id: line.id,
  price: decimal(line.price),
  quantity: line.quantity,
  order: cartId(line.bucket_id),
  product: line.product_id,
});

export const toCustomer = (id: number, account: Account, token: string): StoreCustomer => ({
  id,
  first_name: account.first_name,
  last_name: account.last_name,
  phone: account.phone || null,
  email: account.email,
  time_created: account.created,
  token,
  user: id,
});
