import type { Brand } from '../src/catalog/brand.entity.js';
import type { Category } from '../src/catalog/category.entity.js';
import { aBrand, aCategory, aProduct } from './factories/index.js';
import type { Shop } from './support/shop.js';

export interface CatalogRef {
  uuid: string;
  slug: string;
  name: string;
}

export interface Page<Row = CatalogRef> {
  count: number;
  next: string | null;
  previous: string | null;
  results: Row[];
}

export interface Shelf {
  fruit: Category;
  tropical: Category;
  bakery: Category;
  chiquita: Brand;
}

/** Four products and a secret one, filed under categories and brands as staff would have done it. */
export async function aShelf(shop: Shop): Promise<Shelf> {
  const fruit = await aCategory(shop, 'Fruit');
  const tropical = await aCategory(shop, 'Tropical', fruit);
  const bakery = await aCategory(shop, 'Bakery');
  const chiquita = await aBrand(shop, 'Chiquita');
  await aBrand(shop, 'Aunt Emma');
  const filed = async (fields: object, categories: Category[], brand?: Brand) => {
    const keywords = [...(brand ? [brand] : []), ...categories].map(({ name }) => name).join(' ');
    const product = await aProduct(shop, { ...fields, keywords });
    if (brand) await shop.rows('update products set brand_id = ? where id = ?', [brand.id, product.id]);
    for (const { id } of categories) await shop.rows('insert into product_categories values (?, ?)', [product.id, id]);
  };
  await filed({ name: 'Banana', price: 300, stock: 2, description: 'this is a banana' }, [tropical], chiquita);
  await filed({ name: 'Banana bread', price: 450, stock: 0 }, [bakery]);
  await filed({ name: 'Apple', price: 120, stock: 9, old_price: 150 }, [fruit]);
  await filed({ name: 'Mango', price: 180, stock: 5, slug: 'mango' }, [tropical, fruit], chiquita);
  await filed({ name: 'Bananas, secret', published: false }, [tropical], chiquita);
  return { fruit, tropical, bakery, chiquita };
}
