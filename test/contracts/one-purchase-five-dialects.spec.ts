import { globSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { aProduct } from '../factories/index.js';
import { max, type Purchase, shippingAddress } from '../support/purchase.js';
import { Shop } from '../support/shop.js';

const documents = globSync('test/contracts/*/*.purchase.ts').map((path) => [basename(path, '.purchase.ts'), path]);

/** What a purchase leaves behind, save names and moments. */
const left: Record<string, string> = {
  customers: 'select email, role from customers',
  buckets: 'select bucket_lines.id from bucket_lines',
  orders: `select number, status, payment, currency, subtotal::int, shipping::int, discount::int, tax::int, total::int, email,
    shipping_address, paid_at, payment_due_at from orders`,
  lines: `select product_uuid = (select uuid from products) as same_product, name, quantity, price, tax_rate, total::int,
    tax::int from order_lines`,
  products: 'select stock, on_hand, allocated from products',
  movements: `select on_hand_by, allocated_by, on_hand_after, allocated_after, reason,
    product_uuid = (select uuid from products) as same_product, order_uuid = (select uuid from orders) as same_order
    from stock_movements`,
};

it.each(documents)('%s tells the same purchase: it leaves the same rows', async (_, path = '') => {
  const shop = new Shop();
  await shop.start({});
  try {
    const product = await aProduct(shop, { name: 'Banana', price: 300, tax_rate: 700, stock: 10 });
    const { purchase } = (await import(resolve(path))) as { purchase: Purchase };
    await purchase(shop, product);
    const rows: Record<string, object[]> = {};
    for (const [what, statement] of Object.entries(left)) rows[what] = await shop.rows(statement);
    expect(rows).toEqual({
      customers: [{ email: max.email, role: 'customer' }],
      buckets: [],
      orders: [
        {
          number: 'M100001',
          status: 'new',
          payment: 'cash',
          currency: 'EUR',
          paid_at: null,
          payment_due_at: null,
          subtotal: 600,
          shipping: 0,
          discount: 0,
          tax: 39,
          total: 600,
          email: max.email,
          shipping_address: shippingAddress,
        },
      ],
      lines: [{ same_product: true, name: 'Banana', quantity: 2, price: 300, tax_rate: 700, total: 600, tax: 39 }],
      products: [{ stock: 8, on_hand: 10, allocated: 2 }],
      movements: [
        {
          on_hand_by: 0,
          allocated_by: 2,
          on_hand_after: 10,
          allocated_after: 2,
          reason: 'order',
          same_product: true,
          same_order: true,
        },
      ],
    });
  } finally {
    await shop.app.close();
  }
});

it('has all the documents there are contracts for', () => {
  expect(documents.length).toBeGreaterThanOrEqual(globSync('src/contracts/*').length + 1);
});
