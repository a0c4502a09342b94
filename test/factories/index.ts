import { Brand } from '../../src/catalog/brand.entity.js';
import { Category } from '../../src/catalog/category.entity.js';
import { Product } from '../../src/catalog/product.entity.js';
import type { Shop } from '../support/shop.js';

let counter = 0;

export interface SignedIn {
  uuid: string;
  username: string;
  email: string;
  password: string;
  token: string;
  refresh: string;
}

/** A product inserted directly, published and in stock by default. */
export async function aProduct(shop: Shop, { stock = 100, ...values }: Partial<Product> = {}): Promise<Product> {
  const number = ++counter;
  const em = shop.orm.em.fork();
  const product = em.create(Product, {
    name: `Product ${number}`,
    slug: `product-${number}`,
    price: 300,
    on_hand: stock,
    ...values,
  } as never);
  await em.flush();
  return product;
}

export async function aBrand(shop: Shop, name = `Brand ${++counter}`): Promise<Brand> {
  const em = shop.orm.em.fork();
  const brand = em.create(Brand, { name, slug: name.toLowerCase().replaceAll(' ', '-') });
  await em.flush();
  return brand;
}

export async function aCategory(shop: Shop, name = `Category ${++counter}`, parent?: Category): Promise<Category> {
  const em = shop.orm.em.fork();
  const category = em.create(Category, {
    name,
    slug: name.toLowerCase().replaceAll(' ', '-'),
    parent: parent?.id ?? null,
  });
  await em.flush();
  return category;
}

/** A customer who registered and signed in by the API. */
export async function aCustomer(shop: Shop, role = 'customer'): Promise<SignedIn> {
  const username = `customer${++counter}`;
  const [email, password] = [`${username}@magazin.test`, 'onlydarkside'];
  await shop.post('/api/register', { body: { username, email, password } });
  if (role !== 'customer') await shop.rows('update customers set role = ? where username = ?', [role, username]);
  const { body } = await shop.post<{ user: string; access: string; refresh: string }>('/api/login', {
    body: { username, password },
  });
  return { uuid: body.user, username, email, password, token: body.access, refresh: body.refresh };
}

/** As if a token that was mailed to the customer came back. */
export const confirmEmail = (shop: Shop, { uuid }: Pick<SignedIn, 'uuid'>): Promise<unknown> =>
  shop.rows('update customers set email_confirmed_at = now() where uuid = ?', [uuid]);

/** A role with these permissions, inserted directly. Returns its name. */
export async function aRole(shop: Shop, permissions: readonly string[]): Promise<string> {
  const name = `role_${++counter}`;
  await shop.rows('insert into roles (name, permissions) values (?, string_to_array(?, chr(44)))', [
    name,
    permissions.join(','),
  ]);
  return name;
}
