import type { BucketLineDetail } from '../../bucket/bucket.queries.js';
import type { CatalogProduct } from '../../catalog/catalog.queries.js';
import { toNumber } from '../../common/money/money.js';
import { coverUrl } from '../../media/picture-url.js';
import type { SimpleCartRow, SimpleProduct } from './simple-cart.dto.js';

type Product = Pick<CatalogProduct, 'id' | 'name' | 'cover' | 'price' | 'stock' | 'created' | 'updated'>;

export const toProduct = (product: Product, base: string): SimpleProduct => ({
  id: product.id,
  name: product.name,
  image_url: coverUrl(base, product.cover),
  price: toNumber(product.price),
  stock: product.stock,
  createdAt: product.created,
  updatedAt: product.updated,
});

export const toCartRow = (customer: number, line: BucketLineDetail, base: string): SimpleCartRow => ({
  id: line.id,
  UserId: customer,
  ProductId: line.product_id,
  amount: line.quantity,
  createdAt: line.created,
  updatedAt: line.updated,
  Product: toProduct(
    { ...line, id: line.product_id, created: line.product_created, updated: line.product_updated },
    base,
  ),
});
